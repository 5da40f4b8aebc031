//! What a person sees: arguments, pages, notices and exit codes.

use crate::program::{careword, finish, folder, run, run_with_input};
use std::process::Stdio;

const REFUSED: &[u8] = b"He refused to see her.\n";
const PATIENT: &[u8] = b"The patient slept.\n";
const CALM: &[u8] = b"He slept well.\n";

#[test]
fn a_file_with_something_to_avoid() {
    let folder = folder("file", &[("note.txt", REFUSED)]);
    let run = run(&folder, &["check", "note.txt"]);
    let lines: Vec<&str> = run.out.lines().collect();
    assert_eq!(lines[0], "note.txt:1:4  avoid  refused  row 13");
    assert_eq!(lines[1], "  │ He refused to see her.");
    assert!(lines[2].starts_with("  │    ^^^^^^^"), "{}", lines[2]);
    assert!(run.out.ends_with("\n\n1 to avoid, in 1 file.\n"), "{}", run.out);
    assert_eq!((run.code, run.err.as_str()), (Some(1), ""));
}

#[test]
fn a_file_with_nothing() {
    let folder = folder("nothing", &[("note.txt", CALM)]);
    let run = run(&folder, &["check", "note.txt"]);
    assert_eq!((run.out.as_str(), run.err.as_str()), ("Nothing found in 1 file.\n", ""));
    assert_eq!(run.code, Some(0));
}

#[test]
fn folders_are_walked_in_order_without_what_is_ignored_hidden_or_no_text() {
    let folder = folder(
        "walk",
        &[
            ("b.txt", REFUSED),
            ("a/z.md", REFUSED),
            ("a.txt", CALM),
            (".hidden.txt", REFUSED),
            ("drafts/d.txt", REFUSED),
            ("old.txt", REFUSED),
            ("scan.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
            (".gitignore", b"drafts/\n"),
            (".ignore", b"old.txt\n"),
            // A .gitignore counts in a repository only, and this makes it one.
            (".git/HEAD", b"ref: refs/heads/main\n"),
        ],
    );
    for arguments in [&["check"][..], &["check", "."]] {
        let run = run(&folder, arguments);
        let places: Vec<&str> = run.out.lines().filter(|l| l.contains("  avoid  ")).collect();
        assert_eq!(
            places,
            ["a/z.md:1:4  avoid  refused  row 13", "b.txt:1:4  avoid  refused  row 13"]
        );
        assert!(run.out.ends_with("2 to avoid, in 2 of 3 files.\n"), "{}", run.out);
        assert_eq!(run.err, "Skipped 1 file that is not text.\n");
        assert_eq!(run.code, Some(1));
    }
}

#[test]
fn a_named_file_is_read_whatever_its_name() {
    let files = [(".gitignore", &b"*.log\n"[..]), (".git/HEAD", b""), ("x.log", REFUSED)];
    let folder = folder("named", &files);
    assert_eq!(run(&folder, &["check", "x.log"]).code, Some(1));
    assert_eq!(run(&folder, &["check", ".", "x.log", "./x.log"]).out.matches("avoid  ").count(), 1);
}

#[test]
fn a_named_file_that_is_no_text_gets_a_notice() {
    let folder = folder("binary", &[("scan.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")]);
    let run = run(&folder, &["check", "scan.png"]);
    assert_eq!(run.out, "No files were checked.\n");
    assert_eq!(run.err, "scan.png: skipped, it is not text.\n");
    assert_eq!(run.code, Some(0));
}

#[test]
fn what_cannot_be_read_is_reported_and_the_rest_is_checked() {
    let folder = folder("missing", &[("note.txt", REFUSED)]);
    let run = run(&folder, &["check", "gone.txt", "note.txt"]);
    assert!(run.out.contains("note.txt:1:4"), "{}", run.out);
    assert!(run.out.ends_with("1 to avoid, in 1 file. 1 file could not be read.\n"), "{}", run.out);
    assert_eq!(run.err, "gone.txt: could not be read: there is no such file or folder.\n");
    assert_eq!(run.code, Some(2));
}

#[test]
fn standard_input_goes_by_the_name_it_is_given() {
    let folder = folder("stdin", &[]);
    let text = "He refused to see her.\n";
    let run = run_with_input(&folder, &["check", "-"], text);
    assert!(run.out.starts_with("<stdin>:1:4  avoid"), "{}", run.out);
    assert_eq!(run.code, Some(1));
    for arguments in [
        &["check", "-", "--stdin-filename", "note.md"][..],
        &["check", "--stdin-filename", "note.md"],
    ] {
        let run = run_with_input(&folder, arguments, text);
        assert!(run.out.starts_with("note.md:1:4  avoid"), "{}", run.out);
    }
    let run = run_with_input(&folder, &["check", "x.txt", "--stdin-filename", "note.md"], text);
    assert_eq!(run.err, "--stdin-filename names standard input: add `-` to the paths.\n");
    assert_eq!(run.code, Some(2));
}

#[test]
fn the_level_decides_the_exit_code_and_not_what_is_shown() {
    let folder = folder("level", &[("note.txt", PATIENT)]);
    let avoid = run(&folder, &["check", "note.txt"]);
    let consider = run(&folder, &["check", "--level", "consider", "note.txt"]);
    assert_eq!((avoid.code, consider.code), (Some(0), Some(1)));
    assert_eq!(avoid.out, consider.out);
    assert!(avoid.out.ends_with("1 to consider, in 1 file.\n"), "{}", avoid.out);
}

#[test]
fn the_rule_patient_is_shown_once_a_document() {
    let folder = folder("once", &[("note.txt", &PATIENT.repeat(3))]);
    let run = run(&folder, &["check", "note.txt"]);
    let places: Vec<&str> = run.out.lines().filter(|l| l.contains("  consider  ")).collect();
    assert_eq!(places.len(), 1);
    assert!(places[0].ends_with("patient  row 33  3 times in this document"), "{}", places[0]);
    assert!(run.out.ends_with("3 to consider, in 1 file.\n"), "{}", run.out);
}

#[test]
fn one_rule_can_be_asked_for_and_an_unknown_one_is_guessed_at() {
    let folder = folder("rule", &[("note.txt", &[REFUSED, PATIENT].concat())]);
    let only = run(&folder, &["check", "--rule", "patient", "note.txt"]);
    assert!(only.out.ends_with("1 to consider, in 1 file.\n"), "{}", only.out);
    assert_eq!(only.code, Some(0));
    for arguments in [&["check", "--rule", "refusd", "note.txt"][..], &["explain", "refusd"]] {
        let unknown = run(&folder, arguments);
        assert!(unknown.err.starts_with("There is no rule `refusd`; did you mean `refused`"));
        assert_eq!((unknown.code, unknown.out.as_str()), (Some(2), ""));
    }
    let far = run(&folder, &["explain", "zzzzzz"]);
    assert_eq!(far.err, "There is no rule `zzzzzz`; `careword rules` lists them all.\n");
}

#[test]
fn a_file_without_a_command_is_asked_about() {
    let folder = folder("no_command", &[("my note.txt", REFUSED)]);
    let bare = run(&folder, &["my note.txt"]);
    assert!(bare.err.starts_with("my note.txt: what is to be done with it?"), "{}", bare.err);
    assert_eq!((bare.code, bare.out.as_str()), (Some(2), ""));
    let slip = run(&folder, &["chek", "my note.txt"]);
    assert!(slip.err.contains("subcommand exists: 'check'"), "{}", slip.err);
    assert_eq!(slip.code, Some(2));
}

#[test]
fn colour_is_for_terminals_and_for_who_asks() {
    let folder = folder("colour", &[("note.txt", REFUSED)]);
    let coloured = |arguments: &[&str], variables: &[(&str, &str)]| {
        let mut command = careword(&folder, arguments);
        finish(command.envs(variables.iter().copied())).out.contains('\u{1b}')
    };
    let check = ["check", "note.txt"];
    assert!(!coloured(&check, &[]));
    assert!(coloured(&check, &[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(&check, &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(coloured(&["check", "--color", "always", "note.txt"], &[("NO_COLOR", "1")]));
    let never = ["--color", "never", "check", "note.txt"];
    assert!(!coloured(&never, &[("CLICOLOR_FORCE", "1")]));
}

#[test]
fn a_note_cannot_steer_the_terminal() {
    let folder = folder("steer", &[("note.txt", b"He \x1b[2J refused to see her.\n")]);
    let run = run(&folder, &["check", "--color", "always", "note.txt"]);
    assert!(!run.out.contains("\u{1b}[2J"), "{}", run.out);
}

#[test]
fn whoever_stops_reading_ends_the_run_quietly() {
    let folder = folder("pipe", &[("note.txt", &REFUSED.repeat(2_000))]);
    for format in ["human", "json", "ndjson"] {
        let mut command = careword(&folder, &["check", "--format", format, "note.txt"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "{format}");
        assert!(matches!(output.status.code(), Some(0 | 1)), "{format}: {}", output.status);
    }
}

#[test]
fn why_a_rule_spoke_or_was_silent() {
    let note = b"His sister refused to come. He refused to go.\n";
    let folder = folder("why", &[("note.txt", note)]);
    let run = run(&folder, &["check", "--explain", "--rule", "refused", "note.txt"]);
    let headings: Vec<&str> = run.out.lines().filter(|l| l.starts_with("note.txt")).collect();
    assert!(
        headings[0].starts_with("note.txt:1:12  silent  refused  engagement.toml:"),
        "{}",
        run.out
    );
    assert!(
        headings[1].starts_with("note.txt:1:32  spoke  refused  engagement.toml:"),
        "{}",
        run.out
    );
    assert!(
        run.out.contains("It was silent: the sentence does not say that the person does it"),
        "{}",
        run.out
    );
    assert!(run.out.contains("It spoke: “{refuse} to”"), "{}", run.out);
    assert_eq!((headings.len(), run.code), (2, Some(1)));
}

#[test]
fn what_was_found_is_counted() {
    let twice = &REFUSED.repeat(2)[..];
    let folder = folder("counted", &[("a.txt", twice), ("b.txt", REFUSED), ("c.txt", PATIENT)]);
    let counted = run(&folder, &["check", "--statistics"]);
    assert_eq!(
        counted.out,
        "3  avoid     refused  in 2 files, row 13\n\
         1  consider  patient  in 1 file, row 33\n\n\
         3  Care offered, and what the person said\n\
         1  Services and what they call people\n\n\
         3 to avoid, 1 to consider, in 3 of 3 files.\n"
    );
    assert_eq!(counted.code, Some(1));
    let html = run(&folder, &["check", "--statistics", "--format", "html"]);
    assert_eq!(html.err, "--statistics is for people or, with --format json, for programs.\n");
    assert_eq!((html.code, html.out.as_str()), (Some(2), ""));
}
