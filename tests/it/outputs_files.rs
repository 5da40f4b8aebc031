//! Several outputs of one run, and how much is said beside them.

use crate::program::{careword, folder, run, run_with_input};
use std::fs;
use std::process::Stdio;

const NOTE: &[u8] = b"He refused to see her.\n";
const CALM: &[u8] = b"All is well.\n";

#[test]
fn one_run_writes_several_files() {
    let at = folder("files-several", &[("note.txt", NOTE), ("old.md", CALM)]);
    let arguments = [
        "check",
        "note.txt",
        "--output",
        "a.sarif",
        "--output",
        "junit=results.xml",
        "--output",
        "old.md",
        "--output",
        "concise=c.txt",
        "--color",
        "always",
    ];
    let done = run(&at, &arguments);
    assert_eq!((done.code, done.err.as_str()), (Some(1), ""));
    assert!(done.out.contains("\u{1b}["), "the terminal has its colours");
    let text = |name: &str| fs::read_to_string(at.join(name)).unwrap();
    assert!(text("a.sarif").starts_with("{\"$schema\""));
    assert!(text("results.xml").starts_with("<?xml"));
    assert!(text("old.md").starts_with("## careword\n"));
    assert_eq!(text("c.txt"), "note.txt:1:4: avoid refused: “refused to” → “chose not to”\n");
    let left = fs::read_dir(&at).unwrap().count();
    assert_eq!(left, 5, "no draft is left");
    // What was written is not checked the next time it is written.
    let again = run(
        &at,
        &[
            "check",
            "--output",
            "a.sarif",
            "--output",
            "old.md",
            "--output",
            "concise=c.txt",
            "--output",
            "junit=results.xml",
        ],
    );
    assert!(again.out.ends_with("1 to avoid, in 1 file.\n"), "{}", again.out);
}

#[test]
fn the_format_is_told_by_the_ending_or_by_name() {
    let at = folder("files-endings", &[("note.txt", NOTE)]);
    let table = [
        ("a.sarif", "{\"$schema\""),
        ("a.sarif.json", "{\"$schema\""),
        ("a.json", "{\"version\":1"),
        ("a.ndjson", "{\"path\""),
        ("a.jsonl", "{\"path\""),
        ("a.rdjsonl", "{\"code\""),
        ("A.MD", "## careword"),
        ("a.txt", "note.txt:1:4  avoid"),
        ("gitlab=a.json", "[\n{\"check_name\""),
        ("github=b=c.txt", "::error file=note.txt"),
    ];
    for (output, begins) in table {
        assert_eq!(run(&at, &["check", "note.txt", "--output", output]).code, Some(1));
        let file = output.split_once('=').map_or(output, |(_, file)| file);
        let text = fs::read_to_string(at.join(file)).unwrap();
        assert!(text.starts_with(begins), "{output}: {text}");
    }
    for output in ["a.xml", "results", "nonsense=a.xml", "json=", "json=-"] {
        let refused = run(&at, &["check", "--output", output]);
        assert_eq!((refused.code, refused.out.as_str()), (Some(2), ""), "{output}");
    }
}

#[test]
fn a_file_that_cannot_be_written_is_one_sentence() {
    let at = folder("files-unwritable", &[("note.txt", NOTE), ("folder/note.txt", NOTE)]);
    let none = run(&at, &["check", "--output", "nowhere/a.json"]);
    let sentence = "nowhere/a.json: could not be written: there is no such folder.\n";
    assert_eq!((none.code, none.out.as_str(), none.err.as_str()), (Some(2), "", sentence));
    let folder = run(&at, &["check", "--output", "json=folder"]);
    assert_eq!(folder.err, "folder: could not be written: it is a folder.\n");
}

#[test]
fn a_note_to_check_is_no_place_for_a_report() {
    let at = folder("files-same", &[("note.md", NOTE)]);
    let refused = run(&at, &["check", "./note.md", "--output", "note.md"]);
    let sentence = "note.md: is to be checked; give --output another name.\n";
    assert_eq!((refused.code, refused.err.as_str()), (Some(2), sentence));
    assert_eq!(fs::read(at.join("note.md")).unwrap(), NOTE);
}

/// A run that comes to nothing leaves the report of the last one.
#[test]
fn a_report_is_whole_or_what_it_was() {
    let at = folder("files-whole", &[("note.txt", NOTE), ("a.json", b"before")]);
    let refused = run(&at, &["check", "--output", "a.json", "--rule", "refusd"]);
    assert_eq!(refused.code, Some(2));
    assert_eq!(fs::read(at.join("a.json")).unwrap(), b"before");
    let unread = run(&at, &["check", "gone.txt", "--output", "a.json"]);
    assert_eq!(unread.code, Some(2));
    assert!(fs::read_to_string(at.join("a.json")).unwrap().contains("gone.txt"));
}

#[cfg(unix)]
#[test]
fn devices_links_and_permissions_stay() {
    use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};
    let at = folder("files-unix", &[("note.txt", NOTE), ("real.json", b"")]);
    fs::set_permissions(at.join("real.json"), fs::Permissions::from_mode(0o640)).unwrap();
    symlink("real.json", at.join("link.json")).unwrap();
    symlink("/dev/null", at.join("null.json")).unwrap();
    let arguments = [
        "check",
        "note.txt",
        "--output",
        "link.json",
        "--output",
        "null.json",
        "--output",
        "new.json",
    ];
    assert_eq!(run(&at, &arguments).code, Some(1));
    assert!(fs::symlink_metadata(at.join("link.json")).unwrap().is_symlink());
    let mode = |name: &str| fs::metadata(at.join(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("real.json"), 0o640);
    assert_eq!(mode("new.json"), mode("note.txt"), "others may read it as they may read any file");
    assert!(fs::metadata("/dev/null").unwrap().file_type().is_char_device());
}

/// The files are wanted even when nobody reads the rest.
#[test]
fn whoever_stops_reading_stops_no_file() {
    let at = folder("files-pipe", &[("note.txt", &b"He suffers from psychosis.\n".repeat(2_000))]);
    let arguments = ["check", "note.txt", "--output", "a.ndjson"];
    let mut command = careword(&at, &arguments);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.len()), (Some(1), 0));
    assert_eq!(fs::read_to_string(at.join("a.ndjson")).unwrap().lines().count(), 2_000);
}

#[test]
fn quiet_says_what_was_found_and_what_went_wrong() {
    let at = folder("files-quiet", &[("note.txt", NOTE), ("calm.txt", CALM), ("folder/x", b"\0")]);
    let calm = run(&at, &["check", "--quiet", "calm.txt", "folder"]);
    assert_eq!((calm.code, calm.out.as_str(), calm.err.as_str()), (Some(0), "", ""));
    let found = run(&at, &["check", "-q", "note.txt", "gone.txt"]);
    assert_eq!(found.code, Some(2));
    assert!(found.out.starts_with("note.txt:1:4  avoid") && !found.out.contains("1 to avoid"));
    assert_eq!(found.err, "gone.txt: could not be read: there is no such file or folder.\n");
}

/// Editors read `path:line:column: message`.
#[test]
fn concise_is_a_line_a_finding() {
    let at = folder("files-concise", &[]);
    let text = "He refused\nto see her. She decompensated.\n";
    let done = run_with_input(&at, &["check", "--format", "concise", "-"], text);
    let expected = "<stdin>:1:4: avoid refused: “refused to” → “chose not to”\n\
                    <stdin>:2:17: avoid decompensate: “decompensated”";
    assert!(done.out.starts_with(expected), "{}", done.out);
    assert_eq!((done.out.lines().count(), done.code), (2, Some(1)));
}
