//! `--changed-since`, in repositories made for it. Where there is no Git, nothing is tested, and
//! that is said.

#![allow(clippy::print_stdout)] // where nothing is tested, it says so

use crate::program::{Run, careword, finish, folder};
use std::fs;
use std::path::Path;
use std::process::Command;

/// Nothing of the settings of whoever runs the tests.
const NOTHING: &str = "/nonexistent";

fn git(at: &Path, arguments: &[&str]) -> bool {
    let mut command = Command::new("git");
    command.current_dir(at).args(["-c", "user.name=x", "-c", "user.email=x@example.org"]);
    command.args(arguments).env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", NOTHING);
    ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"].iter().for_each(|name| {
        command.env_remove(name);
    });
    command.output().is_ok_and(|output| output.status.success())
}

/// A repository with these files, all of them committed; none where there is no Git.
fn repository(test: &str, files: &[(&str, &[u8])]) -> Option<std::path::PathBuf> {
    let at = folder(test, files);
    if !git(&at, &["init", "--quiet"]) {
        println!("skipped: there is no git on this machine");
        return None;
    }
    commit(&at);
    Some(at)
}

fn commit(at: &Path) {
    assert!(git(at, &["add", "--all"]) && git(at, &["commit", "--quiet", "-m", "notes"]));
}

fn check(at: &Path, arguments: &[&str]) -> Run {
    let mut command = careword(at, &[&["check", "--format", "concise"], arguments].concat());
    for name in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"] {
        command.env_remove(name);
    }
    finish(&mut command)
}

/// Where something was found, and by which rule.
fn places(run: &Run) -> Vec<String> {
    let place = |line: &str| line.splitn(3, ": ").take(2).collect::<Vec<_>>().join(" ");
    run.out.lines().map(place).collect()
}

const PLAN: &str = "He refused to go.\n\nShe is manipulative\nabout the telephone.\n";

#[test]
fn only_changed_lines_count() {
    let letter = include_bytes!("../documents/letter.docx");
    let Some(at) = repository(
        "changed",
        &[
            ("plan.md", PLAN.as_bytes()),
            ("old/a “b”\té.md", PLAN.as_bytes()),
            ("untouched.md", PLAN.as_bytes()),
            ("letter.docx", letter),
            (".gitignore", b"*.log\n"),
        ],
    ) else {
        return;
    };
    let since = ["--changed-since", "HEAD"];
    let none = check(&at, &since);
    assert_eq!((none.code, none.out.as_str(), none.err.as_str()), (Some(0), "", ""));

    // The second line of the second sentence.
    fs::write(at.join("plan.md"), PLAN.replace("the telephone", "money")).unwrap();
    // A new place, and a line more.
    fs::create_dir(at.join("new")).unwrap();
    fs::rename(at.join("old/a “b”\té.md"), at.join("new/a “b”\té.md")).unwrap();
    fs::write(at.join("new/a “b”\té.md"), format!("{PLAN}\nHe failed to attend.\n")).unwrap();
    fs::write(at.join("untracked.md"), PLAN).unwrap();
    fs::write(at.join("ignored.log"), PLAN).unwrap();
    let expected = [
        "plan.md:3:5 avoid manipulative",
        "untracked.md:1:4 avoid refused",
        "untracked.md:3:5 avoid manipulative",
    ];
    // A renamed file is one that Git has been told of.
    assert!(git(&at, &["add", "--all", "old", "new"]));
    let changed = check(&at, &since);
    let (renamed, others): (Vec<_>, _) =
        places(&changed).into_iter().partition(|place| place.starts_with("new"));
    assert_eq!(others, expected, "{}", changed.err);
    assert_eq!(renamed.len(), 1, "{renamed:?}");
    assert!(renamed[0].ends_with(":6:4 avoid failed-to"), "{renamed:?}");
    assert_eq!(changed.code, Some(1));
    // From a folder below, and with a file that is named though it is ignored.
    let below =
        check(&at.join("new"), &["--changed-since", "HEAD", "../ignored.log", "../plan.md"]);
    assert_eq!(places(&below).len(), 3, "{}", below.out);

    // A package has no lines that anybody sees.
    fs::write(at.join("letter.docx"), include_bytes!("../documents/policy.docx")).unwrap();
    let whole = check(&at, &["--changed-since", "HEAD", "letter.docx"]);
    assert!(places(&whole).len() > 1, "{}", whole.out);
    commit(&at);
    assert_eq!(check(&at, &since).out, "");
    assert_eq!(check(&at, &["--changed-since", "HEAD~1"]).code, Some(1));
}

#[test]
fn what_cannot_be_told_is_said_in_a_sentence() {
    let Some(at) = repository("changed-wrong", &[("plan.md", PLAN.as_bytes())]) else { return };
    let elsewhere = folder("changed-elsewhere", &[("note.txt", PLAN.as_bytes())]);
    let dash = check(&at, &["--changed-since=--output=x"]);
    assert!(dash.err.contains("no revision begins with a dash"), "{}", dash.err);
    let unknown = check(&at, &["--changed-since", "nowhere"]);
    assert!(
        unknown.err.starts_with("--changed-since: this repository has no revision “nowhere”;"),
        "{}",
        unknown.err
    );
    let outside = elsewhere.join("note.txt");
    let outside = check(&at, &["--changed-since", "HEAD", outside.to_str().unwrap(), "plan.md"]);
    assert!(
        outside.err.contains("note.txt: lies outside of the Git repository "),
        "{}",
        outside.err
    );
    let mut command = careword(&at, &["check", "--changed-since", "HEAD"]);
    let without = finish(command.env("PATH", NOTHING));
    assert_eq!(without.err, "--changed-since: there is no git on this machine.\n");
    for run in [dash, unknown, outside, without] {
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
    }
}
