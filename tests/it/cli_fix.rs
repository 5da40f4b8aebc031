//! `careword fix`: what it changes, what it leaves, and what becomes of a file when it is stopped.

use crate::program::{careword, finish, folder, run, run_with_input};
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::Instant;

const NOTE: &str = "He refused to see her.\nShe is dangerous.\nHe suffers from anxiety.\n";
const FIXED: &str = "He chose not to see her.\nShe is dangerous.\nHe lives with anxiety.\n";

fn text(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}

#[test]
fn safe_rewrites_are_applied_and_the_rest_is_left() {
    let at = folder("fix-safe", &[("a.txt", NOTE.as_bytes()), ("b.md", b"All is well.\n")]);
    let first = run(&at, &["fix"]);
    assert_eq!((first.code, first.out.as_str()), (Some(0), ""));
    assert_eq!(
        first.err,
        "a.txt: 2 places reworded, 1 left for you.\n\
         2 places reworded, in 1 of 2 files.\n\
         1 place needs you: `careword fix --interactive` asks about it.\n"
    );
    assert_eq!(text(&at, "a.txt"), FIXED);
    let again = run(&at, &["fix"]);
    assert_eq!(text(&at, "a.txt"), FIXED);
    assert!(again.err.starts_with("Nothing to reword by itself in 2 files.\n"), "{}", again.err);
}

#[test]
fn looking_changes_nothing() {
    let at = folder("fix-look", &[("a.txt", NOTE.as_bytes())]);
    let diff = run(&at, &["fix", "--diff", "a.txt"]);
    assert_eq!(
        (diff.code, diff.out.as_str()),
        (
            Some(0),
            "--- a.txt\n+++ a.txt\n@@ -1,3 +1,3 @@\n-He refused to see her.\n\
             +He chose not to see her.\n She is dangerous.\n-He suffers from anxiety.\n\
             +He lives with anxiety.\n"
        )
    );
    assert!(diff.err.starts_with("a.txt: 2 places would be reworded"), "{}", diff.err);
    let check = run(&at, &["fix", "--check"]);
    assert_eq!((check.code, check.out.as_str()), (Some(1), ""));
    assert_eq!(run(&at, &["fix", "--check", "--rule", "dangerous"]).code, Some(0));
    assert_eq!(text(&at, "a.txt"), NOTE);
}

#[test]
fn standard_input_goes_to_standard_output() {
    let at = folder("fix-stdin", &[]);
    let fixed = run_with_input(&at, &["fix", "-"], NOTE);
    assert_eq!((fixed.code, fixed.out.as_str()), (Some(0), FIXED));
    let clean = run_with_input(&at, &["fix", "-"], "All is well.");
    assert_eq!((clean.code, clean.out.as_str()), (Some(0), "All is well."));
    let check = run_with_input(&at, &["fix", "--check", "-"], NOTE);
    assert_eq!((check.code, check.out.as_str()), (Some(1), ""));
    let markdown =
        run_with_input(&at, &["fix", "--stdin-filename", "a.md"], "`He refused to go`\n");
    assert_eq!(markdown.out, "`He refused to go`\n");
}

#[test]
fn choosing_is_said_aloud() {
    let at =
        folder("fix-choose", &[("a.txt", b"He believes that they listen.\nShe is dangerous.\n")]);
    run(&at, &["fix"]);
    assert!(text(&at, "a.txt").starts_with("He believes that"));
    let chosen = run(&at, &["fix", "--choose"]);
    assert!(chosen.err.contains("the first of several wordings was taken"), "{}", chosen.err);
    assert!(!text(&at, "a.txt").contains("believes"));
    assert!(text(&at, "a.txt").contains("She is dangerous."));
}

#[test]
fn a_file_keeps_its_nature() {
    let crlf = b"\xEF\xBB\xBFHe refused\r\nto see her.\r\n";
    let at =
        folder("fix-nature", &[("crlf.txt", crlf), ("1252.txt", b"Caf\xE9. He refused to go.")]);
    assert_eq!(run(&at, &["fix"]).code, Some(0));
    assert_eq!(
        fs::read(at.join("crlf.txt")).unwrap(),
        b"\xEF\xBB\xBFHe chose not\r\nto see her.\r\n"
    );
    assert_eq!(fs::read(at.join("1252.txt")).unwrap(), b"Caf\xE9. He chose not to go.");
}

#[test]
fn what_cannot_be_read_stops_nothing() {
    let at = folder("fix-broken", &[("a.txt", NOTE.as_bytes()), ("b.bin", b"\0\0")]);
    let run = run(&at, &["fix", "missing.txt", "b.bin", "a.txt"]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.err.contains("missing.txt: could not be read: there is no such file"),
        "{}",
        run.err
    );
    assert!(run.err.contains("b.bin: skipped, it is not text."), "{}", run.err);
    assert_eq!(text(&at, "a.txt"), FIXED);
}

#[cfg(unix)]
#[test]
fn links_and_permissions_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let at = folder("fix-links", &[("real.txt", NOTE.as_bytes()), ("locked.txt", NOTE.as_bytes())]);
    symlink("real.txt", at.join("link.txt")).unwrap();
    let mode = |name: &str, mode| {
        fs::set_permissions(at.join(name), fs::Permissions::from_mode(mode)).unwrap();
    };
    mode("real.txt", 0o640);
    mode("locked.txt", 0o444);
    let run = run(&at, &["fix", "link.txt", "locked.txt"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("locked.txt: was not changed: it is write-protected."), "{}", run.err);
    assert!(fs::symlink_metadata(at.join("link.txt")).unwrap().is_symlink());
    assert_eq!(text(&at, "real.txt"), FIXED);
    assert_eq!(text(&at, "locked.txt"), NOTE);
    assert_eq!(fs::metadata(at.join("real.txt")).unwrap().permissions().mode() & 0o777, 0o640);
}

/// Whatever the moment at which a run is killed, each file is the old one or the new one.
#[test]
fn killing_it_tears_nothing() {
    let old = NOTE.repeat(40);
    let new = FIXED.repeat(40);
    let names: Vec<String> = (0..12).map(|i| format!("{i:02}.txt")).collect();
    let files: Vec<_> = names.iter().map(|name| (name.as_str(), old.as_bytes())).collect();
    let at = folder("fix-killed", &files);
    let begun = Instant::now();
    run(&at, &["fix"]);
    let whole = begun.elapsed();
    names.iter().for_each(|name| fs::write(at.join(name), &old).unwrap());
    let mut seen = (0, 0);
    for round in 0..200 {
        let mut child = careword(&at, &["fix"]).stderr(Stdio::null()).spawn().unwrap();
        // The moments lie all over a run, and each is another one.
        std::thread::sleep(whole * (round * 79 % 200) / 200);
        child.kill().unwrap();
        child.wait().unwrap();
        for name in &names {
            match text(&at, name) {
                now if now == old => seen.0 += 1,
                now if now == new => seen.1 += 1,
                _ => panic!("{name} is torn"),
            }
            fs::write(at.join(name), &old).unwrap();
        }
    }
    assert!(seen.0 > 0 && seen.1 > 0, "no run was stopped half-way: {seen:?}");
    let left = fs::read_dir(&at).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
    for name in left.filter(|name| !names.contains(name)) {
        assert!(name.starts_with(".careword-"), "{name} was left behind");
    }
}

#[test]
fn asking_needs_a_terminal() {
    let at = folder("fix-no-terminal", &[("a.txt", NOTE.as_bytes())]);
    let none = run(&at, &["fix", "--interactive", "a.txt"]);
    assert_eq!(none.code, Some(2));
    assert!(none.err.starts_with("--interactive needs a terminal to ask in."), "{}", none.err);
    let piped = run_with_input(&at, &["fix", "--interactive", "-"], NOTE);
    assert_eq!(piped.code, Some(2));
    assert!(piped.err.contains("name a file"), "{}", piped.err);
    let both = finish(careword(&at, &["fix", "--interactive", "--diff"]).stdin(Stdio::null()));
    assert_eq!(both.code, Some(2));
}

/// Holds a conversation: each answer is sent once all of its question is there. Says what the file
/// then holds.
#[cfg(unix)]
fn conversation(test: &str, note: &str, terminal: &str, turns: &[(&[&str], &str)]) -> String {
    let at = folder(test, &[("a.txt", note.as_bytes())]);
    let mut command = careword(&at, &["fix", "--interactive", "--color", "never", "a.txt"]);
    command.env("TERM", terminal).stdin(Stdio::inherit());
    let mut program = rexpect::session::spawn_command(command, Some(10_000)).unwrap();
    for (question, answer) in turns {
        for part in *question {
            program.exp_string(part).unwrap_or_else(|e| panic!("no {part:?}: {e}"));
        }
        program.send_line(answer).unwrap();
    }
    program.exp_eof().unwrap();
    text(&at, "a.txt")
}

#[cfg(unix)]
#[test]
fn the_writer_decides() {
    let note = "He refused to see her.\nHe had a relapse in June.\nShe refused to eat.\n\
                She refused to go.\n";
    let turns: &[(&[&str], &str)] = &[
        (&["1 of 4", "1. He chose not to see her.", "?): "], ""), // left as it is
        (&["2 of 4", "?): "], "u"),
        (&["1 of 4", "?): "], "1"),
        (&["He chose not to see her.", "2 of 4", "?): "], "7"),
        (&["none of the answers", "?): "], "2"),
        (&["what: "], "the anniversary"),
        (&["trigger (the anniversary) that", "3 of 4", "She refused to eat", "?): "], "w"),
        // What is typed stands behind what is there already, where the terminal can show that.
        (&["Instead: "], "\u{15}would not"),
        (&["She would not eat.", "4 of 4", "?): "], "r"),
        (&["That was the last place in a.txt.", "u to undo): "], "u"),
        (&["4 of 4", "She refused to go", "?): "], "q"),
        (&["3 places reworded, in 1 file."], ""),
    ];
    let now = "He chose not to see her.\nHe experienced a significant trigger (the anniversary) \
               that overwhelmed his coping resources in June.\nShe would not eat.\n\
               She refused to go.\n";
    assert_eq!(conversation("fix-asks", note, "xterm", turns), now);
    assert_eq!(conversation("fix-asks-dumb", note, "dumb", turns), now);
}

/// A blank passed over stays, and is found when the note is read again.
#[cfg(unix)]
#[test]
fn a_blank_left_is_found_again() {
    let turns: &[(&[&str], &str)] =
        &[(&["1 of 1", "?): "], "2"), (&["what: "], ""), (&["Left blank", "u to undo): "], "")];
    let now = conversation("fix-blank", "He had a relapse in June.\n", "xterm", turns);
    assert!(now.contains("a significant trigger ([what]) that"), "{now}");
    let turns: &[(&[&str], &str)] =
        &[(&["blank-left", "?): "], "w"), (&["Instead: "], "a letter"), (&["u to undo): "], "")];
    let now = conversation("fix-blank-again", &now, "xterm", turns);
    assert!(now.contains("a significant trigger (a letter) that"), "{now}");
}

/// What is typed into a blank is words, in a page too.
#[cfg(unix)]
#[test]
fn a_blank_is_filled_with_words() {
    let turns: &[(&[&str], &str)] =
        &[(&["1 of 1", "?): "], "2"), (&["what: "], "a <late> call & a row"), (&["u to undo"], "")];
    let page = "<!DOCTYPE html><p>He had a relapse in June.\n";
    let now = conversation("fix-blank-page", page, "xterm", turns);
    assert!(now.contains("trigger (a &lt;late> call &amp; a row) that"), "{now}");
}

/// A cell reworded by hand could break its row.
#[cfg(unix)]
#[test]
fn tables_are_not_asked_about() {
    let table = "id,note\n1,He refused to go.\n";
    let at = folder("fix-asks-table", &[("a.csv", table.as_bytes())]);
    let mut command = careword(&at, &["fix", "--interactive", "--color", "never", "a.csv"]);
    command.env("TERM", "xterm").stdin(Stdio::inherit());
    let mut program = rexpect::session::spawn_command(command, Some(10_000)).unwrap();
    program.exp_string("a.csv: is read by `careword check` but not changed by `fix`").unwrap();
    program.exp_eof().unwrap();
    assert_eq!(text(&at, "a.csv"), table);
}
