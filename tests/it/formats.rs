//! What files are taken for, and what is said of those that only some programs can read.

use crate::program::{folder, run, run_with_input};

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
    let fixed = run(&folder, &["fix", "b.txt"]);
    let sentence = "b.txt: is read by `careword check` but not changed by `fix`.\n";
    assert!(fixed.err.starts_with(sentence), "{}", fixed.err);
    assert_eq!(fixed.code, Some(2));
}
