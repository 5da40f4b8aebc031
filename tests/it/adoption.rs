//! A team with notes of its own: what it has on the first day, what is new, what is gone.

use crate::program::{careword, folder, run};
use crate::{notes, program};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

const NEW: &str = "She is manipulative about the telephone.\n";

/// Two hundred documents made of the invented notes, in seven folders.
fn documents(test: &str) -> PathBuf {
    let notes = notes::all();
    let mut files = Vec::new();
    for number in 0..200 {
        let (path, text) = &notes[number % notes.len()];
        let name = path.file_name().unwrap().to_str().unwrap();
        files.push((format!("notes/w{}/{number:03}-{name}", number % 7), text.clone()));
    }
    let files: Vec<_> = files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    folder(test, &files)
}

/// A file's lines after `change`.
fn edit(path: &Path, change: impl FnOnce(&str) -> String) {
    let text = fs::read_to_string(path).unwrap();
    fs::write(path, change(&text)).unwrap();
}

fn check(at: &Path, more: &[&str]) -> program::Run {
    run(
        at,
        &[&["check", "--format", "concise", "--baseline", "careword-baseline.json"], more].concat(),
    )
}

/// What a check says: its code, the rules and files on standard output, and standard error.
fn told(run: &program::Run) -> (Option<i32>, Vec<String>, Vec<String>) {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    (run.code, lines(&run.out), lines(&run.err))
}

#[test]
fn only_what_is_new_fails() {
    let at = documents("adoption");
    let write = ["check", "--write-baseline", "careword-baseline.json"];
    let first = run(&at, &write);
    assert_eq!((first.code, first.out.as_str()), (Some(0), ""));
    assert!(first.err.starts_with("careword-baseline.json: "), "{}", first.err);
    let notes = notes::all();
    let is_silent = |n: &usize| notes[n % notes.len()].0.ends_with("nothing-to-say.txt");
    let flagged = (0..200).filter(|n| !is_silent(n)).count();
    let all = format!(" findings in {flagged} files written.");
    assert!(first.err.contains(&all), "{}", first.err);
    let baseline = at.join("careword-baseline.json");
    let written = fs::read_to_string(&baseline).unwrap();

    // Nothing of it fails, and writing it again changes nothing.
    let human = run(&at, &["check", "--baseline", "careword-baseline.json"]);
    assert_eq!((human.code, human.out.as_str()), (Some(0), "Nothing new in 200 files.\n"));
    assert_eq!((check(&at, &[]).code, check(&at, &[]).out.as_str()), (Some(0), ""));
    run(&at, &write);
    assert_eq!(fs::read_to_string(&baseline).unwrap(), written);

    // One line more: that finding alone.
    let page = at.join("notes/w0/000-care-plan.md");
    edit(&page, |text| text.to_owned() + NEW);
    let (code, out, err) = told(&check(&at, &[]));
    assert_eq!((code, out.len(), err.len()), (Some(1), 1, 1), "{out:?} {err:?}");
    assert!(out[0].starts_with("notes/w0/000-care-plan.md:28:5: avoid manipulative"), "{}", out[0]);
    assert!(err[0].ends_with("are in careword-baseline.json and not shown."), "{}", err[0]);
    let (code, out, _) = told(&run(
        &at.join("notes/w0"),
        &["check", "--format", "ndjson", "--baseline", "../../careword-baseline.json"],
    ));
    assert_eq!((code, out.len()), (Some(1), 1), "{out:?}");
    // Reports tell what they leave out.
    let (html, summary) = (at.join("found.html"), at.join("found.md"));
    check(&at, &["--output", html.to_str().unwrap(), "--output", summary.to_str().unwrap()]);
    let [page_says, summary_says] = [&html, &summary].map(|path| {
        let text = fs::read_to_string(path).unwrap();
        fs::remove_file(path).unwrap();
        text
    });
    assert!(page_says.contains(
        "<p class=\"state\">1 to avoid in 1 of 200 documents, new since the baseline.</p>"
    ));
    assert!(page_says.contains("What the baseline has is counted under"));
    assert!(summary_says.contains("what the baseline has is not shown"), "{summary_says}");
    edit(&page, |text| text.replace(NEW, ""));

    // Lines that move, are wrapped anew, or lie in another folder now, are no news.
    for (path, text) in files(&at.join("notes/w1")) {
        fs::write(path, format!("Copied from the old record.\n\n{text}")).unwrap();
    }
    for (path, text) in files(&at.join("notes/w4")) {
        fs::write(path, text.replace(" and has ", "\nand has ").replace('\n', "\r\n")).unwrap();
    }
    fs::rename(at.join("notes/w2"), at.join("notes/ward2")).unwrap();
    let (code, out, err) = told(&check(&at, &[]));
    assert_eq!((code, out.len(), err.len()), (Some(0), 0, 1), "{out:?} {err:?}");

    // Safe rewrites make nothing new of what is left in their sentences; what is gone is told.
    assert_eq!(run(&at, &["fix", "notes/w3"]).code, Some(0));
    let (code, out, err) = told(&check(&at, &[]));
    assert_eq!((code, out.len(), err.len()), (Some(0), 0, 2), "{out:?} {err:?}");
    let gone = err[1].split_once(' ').unwrap().0;
    assert_eq!(
        err[1],
        format!("{gone} findings of careword-baseline.json are gone: --prune takes them out.")
    );
    let (code, _, err) = told(&check(&at, &["--prune"]));
    assert_eq!(code, Some(0));
    assert_eq!(err[1], format!("careword-baseline.json: {gone} findings taken out that are gone."));
    let (_, _, err) = told(&check(&at, &["--prune"]));
    assert_eq!(err[1], "careword-baseline.json: nothing in it is gone, and nothing taken out.");
    let (code, _, err) = told(&check(&at, &["-q"]));
    assert_eq!((code, err.len()), (Some(0), 0), "{err:?}");
    let pruned = fs::read_to_string(&baseline).unwrap();
    assert!(pruned.contains("notes/ward2/") && !pruned.contains("notes/w2/"));
    assert_eq!(pruned.lines().nth(2), written.lines().nth(2), "another salt");

    // What was reworded once is new when it comes back.
    edit(&page, |text| text.to_owned() + NEW);
    assert_eq!(check(&at, &[]).code, Some(1));
}

fn files(folder: &Path) -> Vec<(PathBuf, String)> {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn pruning_leaves_alone_what_was_not_checked() {
    let text = b"He refused to go.\n";
    let at = folder("prune-some", &[("a.md", text), ("b.md", text), ("c.md", text)]);
    run(&at, &["check", "--write-baseline", "careword-baseline.json"]);
    fs::write(at.join("a.md"), "He slept well.\n").unwrap();
    fs::write(at.join("b.md"), "He slept well.\n").unwrap();
    fs::remove_file(at.join("c.md")).unwrap();
    let pruned = check(&at, &["--prune", "a.md"]);
    assert_eq!(pruned.err, "careword-baseline.json: 2 findings taken out that are gone.\n");
    let left = fs::read_to_string(at.join("careword-baseline.json")).unwrap();
    let left: Vec<_> = left.lines().filter(|line| line.contains("\"path\"")).collect();
    assert_eq!(left.len(), 1);
    assert!(left[0].contains("\"b.md\""), "{}", left[0]);
    // Nor does writing it anew from a part of the files.
    let again = run(&at, &["check", "a.md", "--write-baseline", "careword-baseline.json"]);
    let stays = "careword-baseline.json: 0 findings in 0 files written. Of files that were not checked it \
                 keeps 1.\n";
    assert!(again.err.starts_with(stays), "{}", again.err);
    // Asking for one rule says nothing of the others.
    assert_eq!(check(&at, &["--rule", "clean"]).err, "");
}

#[test]
fn records_and_packages_are_known_again_too() {
    let mut table = "id,note\n".to_owned();
    (0..3_000).for_each(|id| writeln!(table, "{id},He refused to go out today.").unwrap());
    let letter = include_bytes!("../documents/letter.docx");
    let at = folder("adoption-files", &[("notes.csv", table.as_bytes()), ("letter.docx", letter)]);
    let first = run(&at, &["check", "--write-baseline", "careword-baseline.json", "--quiet"]);
    assert_eq!((first.code, first.err.as_str()), (Some(0), ""));
    assert_eq!(check(&at, &["-q"]).code, Some(0));
    // Of equal findings, the last is the new one.
    fs::write(at.join("notes.csv"), table + "new,He refused to go out today.\n").unwrap();
    let (code, out, _) = told(&check(&at, &["-q"]));
    assert_eq!((code, out.len()), (Some(1), 1), "{out:?}");
    assert!(out[0].contains("record 3001"), "{}", out[0]);
}

#[test]
fn a_baseline_that_is_none_is_told_in_a_sentence() {
    let note = b"He refused to go.\n";
    let at = folder("no-baseline", &[("note.txt", note), ("damaged.json", b"{\"version\": 1,\n}")]);
    let table: &[(&[&str], &str)] = &[
        (
            &["--baseline", "gone.json"],
            "gone.json: there is no such baseline yet; --write-baseline writes it.\n",
        ),
        (
            &["--baseline", "damaged.json"],
            "damaged.json: is no baseline of careword (line 2); if it was one, take it away and write it \
             anew with --write-baseline.\n",
        ),
        // Nobody's note is written over.
        (
            &["--write-baseline", "note.txt"],
            "note.txt: is no baseline of careword (line 1), and is not written over; take it away first, or name \
             another file.\n",
        ),
        // A folder that is to be checked.
        (
            &["--write-baseline", "."],
            ".: is a folder; name the file of a baseline, or put what is to be checked before \
             --write-baseline.\n",
        ),
        (
            &["--write-baseline", "no/such/b.json"],
            "no/such/b.json: cannot be written: there is no such folder.\n",
        ),
        (
            &["--prune"],
            "--prune needs a baseline, and no careword.toml names one: add `--baseline FILE`.\n",
        ),
        (
            &["note.txt", "--write-baseline"],
            "--write-baseline needs a baseline, and no careword.toml names one: add \
             `--write-baseline FILE`.\n",
        ),
    ];
    for (arguments, expected) in table {
        let run = run(&at, &[&["check"], *arguments].concat());
        assert_eq!((run.code, run.err.as_str()), (Some(2), *expected));
        assert_eq!(run.out, "");
    }
    assert_eq!(fs::read(at.join("note.txt")).unwrap(), note);
}

/// Where the arguments are not about a baseline, the one that the nearest `careword.toml` names is used.
#[test]
fn careword_toml_names_the_baseline() {
    let note = b"He refused to go.\n";
    let config = b"baseline = \"known.json\"\n";
    let files: &[(&str, &[u8])] = &[
        ("ward/careword.toml", config),
        ("ward/a.md", note),
        ("web/careword.toml", config),
        ("web/deep/b.md", note),
        ("other/c.md", note),
    ];
    let at = folder("baseline-configured", files);
    let found = |arguments: &[&str]| {
        let run = run(&at, &[&["check", "--format", "concise"], arguments].concat());
        let paths = run.out.lines().map(|line| line.split(':').next().unwrap().to_owned());
        (run.code, paths.collect::<Vec<_>>(), run.err)
    };
    let path = |path: &str| path.to_owned();
    let all = [path("other/c.md"), path("ward/a.md"), path("web/deep/b.md")];

    // None is there yet: what has none is checked.
    let yet = |name| {
        format!(
            "{name}: there is no such baseline yet; --write-baseline writes it. It is named in \
             careword.toml; the files it holds for are not checked.\n"
        )
    };
    let none_yet = yet("ward/known.json") + &yet("web/known.json");
    assert_eq!(found(&[]), (Some(2), vec![all[0].clone()], none_yet));
    assert_eq!(found(&["--no-baseline"]), (Some(1), all.to_vec(), String::new()));
    assert_eq!(run(&at, &["check", "--explain", "ward"]).code, Some(1));

    // Each project has its own, with paths that are seen from it.
    let (code, paths, err) = found(&["--write-baseline"]);
    assert_eq!((code, paths), (Some(1), vec![all[0].clone()]));
    assert_eq!(
        err,
        "ward/known.json: 1 finding in 1 file written.\n\
         web/known.json: 1 finding in 1 file written.\n"
    );
    let written = fs::read_to_string(at.join("web/known.json")).unwrap();
    assert!(written.contains("\"deep/b.md\""), "{written}");
    let known = "1 finding is in ward/known.json and not shown.\n\
                 1 finding is in web/known.json and not shown.\n";
    assert_eq!(found(&[]), (Some(1), vec![all[0].clone()], known.to_owned()));
    assert_eq!(found(&["web", "-q"]), (Some(0), vec![], String::new()));
    let below = run(&at.join("web/deep"), &["check", "-q"]);
    assert_eq!((below.code, below.out.as_str()), (Some(0), ""), "{}", below.err);
    // A flag wins, and holds for everything.
    let everything = found(&["--baseline", "ward/known.json", "-q"]);
    assert_eq!(everything, (Some(1), vec![all[0].clone(), all[2].clone()], String::new()));

    fs::write(at.join("ward/a.md"), "He refused to eat. She is manipulative.\n").unwrap();
    fs::write(at.join("web/deep/b.md"), "He slept well.\n").unwrap();
    let (code, _, err) = found(&["--prune", "ward", "web"]);
    assert_eq!(code, Some(1));
    assert!(err.contains("ward/known.json: nothing in it is gone"), "{err}");
    assert!(err.contains("web/known.json: 1 finding taken out"), "{err}");

    let told = run(&at, &["config", "web/deep/b.md"]);
    assert!(told.out.contains("web/known.json         web/careword.toml:1\n"), "{}", told.out);
}

#[test]
fn comments_that_let_nothing_stand_are_told_unless_their_rule_is_off() {
    const PAGE: &[u8] = b"<!-- careword: allow refused, refusd -->\n\nHe slept well.\n";
    let at = folder("comments", &[("page.md", PAGE), ("page.html", PAGE)]);
    let found = || {
        let run = run(&at, &["check", "--format", "ndjson"]);
        assert_eq!(run.code, Some(0));
        let place = |line: &str| {
            let found: serde_json::Value = serde_json::from_str(line).unwrap();
            ["path", "rule", "text"].map(|key| found[key].as_str().unwrap().to_owned()).join(" ")
        };
        run.out.lines().map(place).collect::<Vec<_>>()
    };
    assert_eq!(
        found(),
        [
            "page.html unused-allow refused",
            "page.html unknown-allow refusd",
            "page.md unused-allow refused",
            "page.md unknown-allow refusd",
        ]
    );
    // They are no wording to reword.
    assert_eq!(run(&at, &["fix", "--choose", "--check"]).code, Some(0));
    fs::write(at.join("careword.toml"), "[rules]\nrefused = \"off\"\n").unwrap();
    assert_eq!(found(), ["page.html unknown-allow refusd", "page.md unknown-allow refusd"]);
    fs::write(at.join("careword.toml"), "[rules]\nunknown-allow = \"off\"\n").unwrap();
    assert_eq!(found(), ["page.html unused-allow refused", "page.md unused-allow refused"]);
}

/// The file of a run that is interrupted is not there, nor is half of it.
#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_nothing_behind() {
    use std::process::{Command, Stdio};
    use std::time::Duration;
    let at = folder("interrupted", &[]);
    let mut command = careword(&at, &["check", "-", "--output", "json=found.json"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    let files = || fs::read_dir(&at).unwrap().count();
    while files() == 0 {
        std::thread::sleep(Duration::from_millis(5));
    }
    let interrupt = format!("kill -INT {}", child.id());
    assert!(Command::new("sh").args(["-c", &interrupt]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(files(), 0);
}

#[test]
fn shells_and_man_are_told_of_the_arguments() {
    let at = folder("completions", &[]);
    for (shell, start) in [("bash", "_careword() {"), ("zsh", "#compdef careword"), ("fish", "#")] {
        let script = run(&at, &["completions", shell]);
        assert!(script.out.starts_with(start), "{shell}: {}", script.out);
        assert!(script.out.contains("changed-since"), "{shell}");
    }
    let page = run(&at, &["man", "check"]);
    assert!(page.out.contains(".TH careword-check 1"), "{}", page.out);
    assert!(page.out.contains("changed\\-since"), "{}", page.out);
    let unknown = run(&at, &["man", "chekc"]);
    assert_eq!(unknown.err, "There is no command “chekc”; `careword --help` lists them.\n");
}
