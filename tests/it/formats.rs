//! What files are taken for, and what is said of those that only some programs can read.

use crate::program::{Run, careword, finish, folder, run, run_with_input};
use std::path::Path;

const CODE: &str = "`He refused to go.`\n";

#[test]
fn the_command_line_says_what_files_are() {
    let folder = folder("format_in", &[("a.txt", CODE.as_bytes()), ("a.md", CODE.as_bytes())]);
    let table = [
        (&["check", "a.txt"][..], 1),
        (&["check", "--format-in", "markdown", "a.txt"], 0),
        (&["check", "a.md"], 0),
        (&["check", "--format-in", "plain", "a.md"], 1),
        (&["check", "-"], 1),
        (&["check", "--format-in", "markdown", "-"], 0),
    ];
    for (arguments, code) in table {
        let run = run_with_input(&folder, arguments, CODE);
        assert_eq!(run.code, Some(code), "{arguments:?}: {}{}", run.out, run.err);
    }
    let fixed = run_with_input(
        &folder,
        &["fix", "--format-in", "html", "-"],
        "<p>He refused<!-- x --> to see <i>him</i>.\n<p>He refused to see <i>us</i>.\n",
    );
    assert!(fixed.out.ends_with("<p>He chose not to see <i>us</i>.\n"), "{}", fixed.out);
    assert!(fixed.out.starts_with("<p>He refused<!--"), "{}", fixed.out);
}

#[test]
fn a_file_that_cannot_be_what_it_is_said_to_be_stops_no_other() {
    let plan = include_bytes!("../documents/care-plan.docx");
    let folder = folder("not_what", &[("a.txt", CODE.as_bytes()), ("b.txt", plan)]);
    let run_as = |command: &str, format: &str| run(&folder, &[command, "--format-in", format, "."]);
    let table = [
        ("docx", "a.txt: is no Word document.\n", "1 file could not be read."),
        ("odt", "b.txt: is no OpenDocument text.\n", "2 files could not be read."),
    ];
    for (format, sentence, end) in table {
        let checked = run_as("check", format);
        assert!(checked.err.contains(sentence), "{}", checked.err);
        assert!(checked.out.trim_end().ends_with(end), "{}", checked.out);
        assert_eq!(checked.code, Some(2));
    }
    // Whatever it is called, it is reworded as what it is.
    let fixed = run(&folder, &["fix", "b.txt"]);
    let sentence = "b.txt: 2 places reworded as tracked changes, 3 comments written.\n";
    assert!(fixed.err.starts_with(sentence), "{}", fixed.err);
    assert_eq!(fixed.code, Some(0));
}

const PDF: &[u8] = include_bytes!("../documents/care-plan.pdf");

/// Runs the program where only the programs in a folder can be found.
fn run_beside(folder: &Path, programs: &Path, arguments: &[&str]) -> Run {
    finish(careword(folder, arguments).env("PATH", programs))
}

#[test]
fn a_pdf_needs_a_program_to_read_it() {
    let folder = folder("pdf", &[("a.pdf", PDF), ("b.txt", b"He slept well.\n")]);
    let sentence =
        "a.pdf: is a PDF: install pdftotext (in the package poppler-utils) to check it.\n";
    let without = run_beside(&folder, &folder, &["check", "a.pdf", "b.txt"]);
    assert_eq!((without.err.as_str(), without.code), (sentence, Some(2)));
    let walked = run_beside(&folder, &folder, &["check", "."]);
    assert_eq!(walked.err, "Skipped 1 file that is not text.\n");
    assert_eq!(walked.code, Some(0));
    let here = run(&folder, &["check", "a.pdf"]);
    if std::process::Command::new("pdftotext").arg("-v").output().is_ok() {
        assert_eq!(here.out.matches("a.pdf: page 1  avoid  ").count(), 4, "{}", here.out);
        assert!(!here.out.contains("tablets"), "{}", here.out);
    } else {
        assert_eq!(here.err, sentence);
    }
    let text = run(&folder, &["check", "--format-in", "pdf", "b.txt"]);
    assert_eq!((text.err.as_str(), text.code), ("b.txt: is no PDF.\n", Some(2)));
}

/// What `pdftotext` may answer; it stands here as a script.
#[cfg(unix)]
#[test]
fn what_becomes_of_a_pdf_is_said_in_a_sentence() {
    use std::os::unix::fs::PermissionsExt;
    let table = [
        ("printf 'He slept.\\fHe refused\\nto eat.\\n\\f'", Ok("a.pdf: page 2  avoid  refused")),
        (
            "echo 'Command Line Error: Incorrect password' >&2; exit 1",
            Err("a.pdf: is locked with a password; save it without one.\n"),
        ),
        (
            "echo 'He refused to eat.' >&2; exit 1",
            Err("a.pdf: could not be read by pdftotext: it may be damaged.\n"),
        ),
        ("printf '\\f\\f'", Err("a.pdf: holds no text; it may be a picture of a page.\n")),
    ];
    for (number, (script, expected)) in table.into_iter().enumerate() {
        let script = format!("#!/bin/sh\n{script}\n");
        let files: [(&str, &[u8]); 2] = [("a.pdf", PDF), ("bin/pdftotext", script.as_bytes())];
        let folder = folder(&format!("pdf_{number}"), &files);
        let program = folder.join("bin/pdftotext");
        std::fs::set_permissions(program, std::fs::Permissions::from_mode(0o755)).unwrap();
        let run = run_beside(&folder, &folder.join("bin"), &["check", "a.pdf"]);
        match expected {
            Ok(found) => assert!(run.out.starts_with(found), "{script}: {}{}", run.out, run.err),
            Err(sentence) => assert_eq!((run.err.as_str(), run.code), (sentence, Some(2))),
        }
    }
}

#[test]
fn what_only_programs_write_is_never_changed() {
    let names = ["care-plan.rtf", "care-plan.pdf", "care-plan.fhir.json", "care-plan.hl7"];
    let documents = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents");
    let files = names.map(|name| (name, std::fs::read(documents.join(name)).unwrap()));
    let folder = folder("only_read", &files.each_ref().map(|(name, bytes)| (*name, &bytes[..])));
    let fixed = run(&folder, &["fix", "."]);
    assert_eq!(fixed.code, Some(2));
    for (name, bytes) in &files {
        let sentence = format!("{name}: is read by `careword check` but not changed by `fix`.\n");
        assert!(fixed.err.contains(&sentence), "{}", fixed.err);
        assert_eq!(std::fs::read(folder.join(name)).unwrap(), *bytes);
    }
}
