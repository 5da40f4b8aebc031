//! `careword.toml`, as the commands obey it.

use crate::program::{Run, careword, finish, folder, run, run_with_input};
use serde_json::Value;
use std::path::Path;

/// Something for `refused`, at the level `avoid`, and for `patient`, at `consider`.
const NOTE: &str = "He refused to go. The patient slept well.\n";

/// A table of a project's own.
const TABLE: &str = r#"
[[rule]]
id = "zorbler"
level = "avoid"
why = "Nobody knows what it means."

[[rule.frame]]
find = ["zorbler"]
use = ["visitor"]

[rule.examples]
flags = [
    ["The [zorbler] came in.", "The visitor came in."],
    ["We saw the [zorbler] again.", "We saw the visitor again."],
]
passes = ["The visitor came in.", "We saw the visitor again."]
"#;

/// The lines of what was found: where, at which level, by which rule.
fn found(run: &Run) -> Vec<String> {
    let findings = run.out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap().to_owned();
    let shown =
        |f: Value| format!("{} {} {}", text(&f, "path"), text(&f, "level"), text(&f, "rule"));
    findings.map(shown).collect()
}

fn check(folder: &Path, arguments: &[&str]) -> Run {
    run(folder, &[&["check", "--format", "ndjson"], arguments].concat())
}

/// What a `careword.toml` makes of a note: what is found in it, and the exit code.
#[test]
fn every_key_is_obeyed() {
    let table: &[(&str, &str, &[&str], i32)] = &[
        ("nothing", "", &["avoid refused", "consider patient"], 1),
        ("a rule off", "[rules]\nrefused = \"off\"", &["consider patient"], 0),
        (
            "a rule lowered",
            "[rules]\nrefused = \"consider\"",
            &["consider refused", "consider patient"],
            0,
        ),
        ("a rule raised", "[rules]\nrefused = \"off\"\npatient = \"avoid\"", &["avoid patient"], 1),
        ("the level", "level = \"consider\"\n[rules]\nrefused = \"off\"", &["consider patient"], 1),
        ("a pack off", "[packs]\nengagement = \"off\"", &["consider patient"], 0),
        (
            "a pack lowered",
            "[packs]\nengagement = \"consider\"",
            &["consider refused", "consider patient"],
            0,
        ),
        (
            "a rule wins over its pack",
            "[packs]\nengagement = \"off\"\n[rules]\nrefused = \"on\"",
            &["avoid refused", "consider patient"],
            1,
        ),
        ("accepted words", "accept = [\"refused to go\"]", &["consider patient"], 0),
        ("accepted in other capitals", "accept = [\"The Patient Slept\"]", &["avoid refused"], 1),
        (
            "other words accepted",
            "accept = [\"refused to come\", \"patients\"]",
            &["avoid refused", "consider patient"],
            1,
        ),
        ("the house says so", "[terms]\nperson = \"patient\"", &["avoid refused"], 1),
        (
            "a section for it",
            "[[overrides]]\nfiles = [\"notes/\"]\nrules = { refused = \"off\" }",
            &["consider patient"],
            0,
        ),
        (
            "a section for others",
            "[[overrides]]\nfiles = [\"letters/\"]\nrules = { refused = \"off\" }",
            &["avoid refused", "consider patient"],
            1,
        ),
        (
            "a section wins over the file",
            "[rules]\nrefused = \"off\"\n[[overrides]]\nfiles = [\"*.txt\"]\nrules = { refused = \"on\" }",
            &["avoid refused", "consider patient"],
            1,
        ),
        (
            "the last section wins",
            "[[overrides]]\nfiles = [\"*.txt\"]\nrules = { refused = \"off\" }\nlevel = \"avoid\"\n\
             [[overrides]]\nfiles = [\"/notes/a.*\"]\nrules = { refused = \"consider\" }\nlevel = \"consider\"",
            &["consider refused", "consider patient"],
            1,
        ),
        (
            "a section that leaves files out",
            "[[overrides]]\nfiles = [\"*.txt\", \"!a.txt\"]\nrules = { refused = \"off\" }",
            &["avoid refused", "consider patient"],
            1,
        ),
        ("a folder passed over", "[files]\nexclude = [\"notes/\"]", &[], 0),
        (
            "another passed over",
            "[files]\nexclude = [\"letters/\", \"*.md\"]",
            &["avoid refused", "consider patient"],
            1,
        ),
    ];
    for (what, config, wanted, code) in table {
        let files = [("careword.toml", config.as_bytes()), ("notes/a.txt", NOTE.as_bytes())];
        let run = check(&folder("config_keys", &files), &[]);
        let wanted: Vec<_> = wanted.iter().map(|found| format!("notes/a.txt {found}")).collect();
        assert_eq!((found(&run), run.code), (wanted, Some(*code)), "{what}: {}", run.err);
    }
}

#[test]
fn accepted_words_are_accepted_across_line_ends_and_nowhere_else() {
    let note = "He refused\nto   go home.\n\nHe Refused To Go Home.\n\nShe refused to go out.\n";
    let config = b"accept = [\"refused to go home\"]";
    let at = folder("config_accept", &[("careword.toml", config), ("a.txt", note.as_bytes())]);
    let run = check(&at, &[]);
    let lines = run.out.lines().map(|l| serde_json::from_str::<Value>(l).unwrap()["line"].clone());
    assert_eq!(lines.collect::<Vec<_>>(), [6]);
}

#[test]
fn the_nearest_file_counts_and_no_other() {
    let files: &[(&str, &[u8])] = &[
        ("careword.toml", b"[rules]\nrefused = \"off\"\n"),
        ("a.txt", NOTE.as_bytes()),
        ("deep/er/a.txt", NOTE.as_bytes()),
        ("own/careword.toml", b"[rules]\npatient = \"off\"\n"),
        ("own/in/a.txt", NOTE.as_bytes()),
    ];
    let at = folder("config_nearest", files);
    let both =
        ["a.txt consider patient", "deep/er/a.txt consider patient", "own/in/a.txt avoid refused"];
    assert_eq!(found(&check(&at, &[])), both);
    // Wherever the program is started.
    assert_eq!(found(&check(&at.join("own/in"), &[])), ["a.txt avoid refused"]);
    let up = check(&at.join("own/in"), &["../../deep/er/a.txt"]);
    assert_eq!(found(&up), ["../../deep/er/a.txt consider patient"]);
    // Standard input lies where the program was started, or where its name says.
    let stdin = run_with_input(&at, &["check", "--format", "ndjson", "-"], NOTE);
    assert_eq!(found(&stdin), ["<stdin> consider patient"]);
    let named = ["check", "--format", "ndjson", "-", "--stdin-filename", "own/b.txt"];
    assert_eq!(found(&run_with_input(&at, &named, NOTE)), ["own/b.txt avoid refused"]);
    // Named, one holds for all.
    let named = check(&at, &["--config", "own/careword.toml", "a.txt", "own"]);
    assert_eq!(found(&named), ["a.txt avoid refused", "own/in/a.txt avoid refused"]);
    let none = check(&at, &["--no-config", "a.txt"]);
    assert_eq!(found(&none), ["a.txt avoid refused", "a.txt consider patient"]);
}

#[test]
fn what_is_named_is_checked_though_its_kind_is_passed_over() {
    let files: &[(&str, &[u8])] = &[
        ("careword.toml", b"[files]\nexclude = [\"old/\"]\n"),
        ("a.txt", b"She slept.\n"),
        ("old/a.txt", NOTE.as_bytes()),
    ];
    let at = folder("config_exclude", files);
    let all = run(&at, &["check"]);
    assert_eq!((all.out.as_str(), all.code), ("Nothing found in 1 file.\n", Some(0)));
    assert_eq!(check(&at, &["old/a.txt"]).code, Some(1));
    assert_eq!(run(&at, &["fix", "--check", "."]).code, Some(0));
}

#[test]
fn a_broken_file_stops_only_what_it_is_for() {
    let files: &[(&str, &[u8])] = &[
        ("bad/careword.toml", b"levle = \"avoid\"\n"),
        ("bad/a.txt", NOTE.as_bytes()),
        ("bad/b.txt", NOTE.as_bytes()),
        ("good/careword.toml", b"[rules]\npatient = \"off\"\n"),
        ("good/a.txt", NOTE.as_bytes()),
    ];
    let at = folder("config_broken", files);
    let both = check(&at, &[]);
    assert_eq!((found(&both), both.code), (vec!["good/a.txt avoid refused".to_owned()], Some(2)));
    let told = "bad/careword.toml:1:1: there is no key “levle” here; did you mean “level”?\n  \
                │ levle = \"avoid\"\n  │ ^^^^^\nThe files it holds for are not checked.\n";
    assert_eq!(both.err, told);
    let json = run(&at, &["check", "--format", "json"]);
    let json: Value = serde_json::from_str(&json.out).unwrap();
    let error = &json["errors"][0];
    assert_eq!(error["path"], "bad/careword.toml");
    assert_eq!(
        error["message"],
        "line 1, column 1: there is no key “levle” here; did you mean “level”?"
    );
    let fixed = run(&at, &["fix"]);
    assert_eq!(fixed.code, Some(2));
    assert_eq!(std::fs::read_to_string(at.join("bad/a.txt")).unwrap(), NOTE);
    let note = std::fs::read_to_string(at.join("good/a.txt")).unwrap();
    assert_eq!(note, NOTE.replace("refused to", "chose not to"));
    let gone = run(&at, &["check", "--config", "gone.toml"]);
    assert_eq!(gone.code, Some(2));
    assert!(
        gone.err.starts_with("gone.toml: could not be read: there is no such file.\n"),
        "{}",
        gone.err
    );
}

#[test]
fn a_flag_wins_over_the_environment_and_that_over_the_file() {
    let files: &[(&str, &[u8])] = &[
        ("careword.toml", b"level = \"avoid\"\n[rules]\nrefused = \"off\"\n"),
        ("strict.toml", b"level = \"consider\"\n"),
        ("a.txt", NOTE.as_bytes()),
    ];
    let at = folder("config_environment", files);
    // The level and the file of the environment, the arguments; how much is found, the exit code.
    let table = [
        (["", ""], "", 1, 0),
        (["consider", ""], "", 1, 1),
        (["consider", ""], "--level avoid", 1, 0),
        (["", "strict.toml"], "", 2, 1),
        (["", "strict.toml"], "--config careword.toml", 1, 0),
        (["", "strict.toml"], "--no-config", 2, 1),
        (["avoid", "strict.toml"], "--rule patient", 1, 0),
        (["error", ""], "", 0, 2),
    ];
    for ([level, config], more, findings, code) in table {
        let arguments =
            ["check", "--format", "ndjson", "a.txt"].into_iter().chain(more.split_whitespace());
        let arguments: Vec<_> = arguments.collect();
        let mut command = careword(&at, &arguments);
        let run = finish(command.env("CAREWORD_LEVEL", level).env("CAREWORD_CONFIG", config));
        let what = (level, config, more);
        assert_eq!((run.out.lines().count(), run.code), (findings, Some(code)), "{what:?}");
    }
    let bad = finish(careword(&at, &["check"]).env("CAREWORD_LEVEL", "error"));
    assert_eq!(bad.err, "CAREWORD_LEVEL is set to “error”; it may be “avoid” or “consider”.\n");
}

#[test]
fn rules_of_ones_own_are_used_explained_and_verified() {
    let files: &[(&str, &[u8])] = &[
        ("careword.toml", b"tables = [\"our/words.toml\"]\n[packs]\nwords = \"consider\"\n"),
        ("our/words.toml", TABLE.as_bytes()),
        ("a.txt", b"The zorbler came in.\n"),
    ];
    let at = folder("config_tables", files);
    // The table itself is none of the files that are checked.
    assert_eq!(found(&check(&at, &[])), ["a.txt consider zorbler"]);
    let explained = run(&at, &["explain", "zorbler"]);
    assert!(explained.out.starts_with("zorbler  avoid  "), "{}{}", explained.out, explained.err);
    assert!(run(&at, &["rules"]).out.contains("\nzorbler "));
    let holds = run(&at, &["rules", "--verify"]);
    assert_eq!((holds.out.as_str(), holds.code), ("our/words.toml: 1 rule holds.\n", Some(0)));
}

#[test]
fn what_holds_is_told_with_its_place() {
    let config = "level = \"consider\"\naccept = [\"Patient Council\"]\n\n[rules]\nrefused = \"off\"\n\n\
                  [terms]\nperson = \"client\"\n\n[[overrides]]\nfiles = [\"letters/\"]\nlevel = \"avoid\"\n\
                  rules = { refused = \"consider\" }\n";
    let at = folder("config_told", &[("careword.toml", config.as_bytes()), ("letters/a.txt", b"")]);
    let arguments = ["config", "letters/a.txt", "--level", "consider"];
    let told = finish(careword(&at, &arguments).env("CAREWORD_LEVEL", "avoid"));
    let page = "\
letters/a.txt  by careword.toml, the nearest
level          consider               --level
               avoid                  CAREWORD_LEVEL, gives way
               avoid                  careword.toml:12, section 1 of [[overrides]], gives way
               consider               careword.toml:1, gives way
               avoid                  built in, gives way
terms.person   client                 careword.toml:8
               person using services  built in, gives way
terms.plan     treatment plan         built in
terms.team     recovery team          built in
rules.refused  consider               careword.toml:13, section 1 of [[overrides]]
               off                    careword.toml:5, gives way
accept         Patient Council        careword.toml:2
";
    assert_eq!(told.out, page);
    let json = finish(
        careword(&at, &[&arguments[..], &["--format", "json"]].concat())
            .env("CAREWORD_LEVEL", "avoid"),
    );
    let json: Value = serde_json::from_str(&json.out).unwrap();
    let level = json["in_force"]["level"].as_array().unwrap();
    let from = level.iter().map(|said| said["from"].as_str().unwrap());
    assert_eq!(from.collect::<Vec<_>>(), ["flag", "environment", "override", "file", "built-in"]);
    assert_eq!((&level[2]["line"], &level[2]["section"]), (&12.into(), &1.into()));
    let elsewhere = run(&at, &["config"]);
    assert!(
        elsewhere.out.contains("\nlevel          consider               careword.toml:1\n"),
        "{}",
        elsewhere.out
    );
    assert!(run(&at, &["config", "--no-config"]).out.starts_with(".  no careword.toml\n"));
}

/// Hooks name every file, whatever the project excludes.
#[test]
fn what_is_excluded_is_passed_over_for_hooks_though_it_is_named() {
    let files: &[(&str, &[u8])] = &[
        ("careword.toml", b"# He refused to go.\n[files]\nexclude = [\"old/\"]\n"),
        ("old/a.md", NOTE.as_bytes()),
        ("b.md", NOTE.as_bytes()),
    ];
    let at = folder("config_force", files);
    let arguments = ["check", "-q", "--format", "concise", "old/a.md", "b.md", "careword.toml"];
    let paths = |run: Run| {
        let paths = run.out.lines().map(|line| line.split(':').next().unwrap().to_owned());
        paths.collect::<std::collections::BTreeSet<_>>().into_iter().collect::<Vec<_>>()
    };
    assert_eq!(paths(run(&at, &arguments)), ["b.md", "careword.toml", "old/a.md"]);
    let forced = run(&at, &[&arguments[..], &["--force-exclude"]].concat());
    assert_eq!(paths(forced), ["b.md"]);
}

/// A note that is named by mistake is quoted nowhere.
#[test]
fn a_note_is_no_configuration_and_is_not_shown() {
    let files: &[(&str, &[u8])] = &[
        ("note.md", b"Oakhill says that he refused to go.\n"),
        ("careword.toml", b"tables = [\"note.md\"]\n"),
        ("other.md", b"He slept.\n"),
    ];
    let at = folder("config_note", files);
    for arguments in [&["check", "--config", "note.md"][..], &["check"], &["rules", "--verify"]] {
        let run = run(&at, arguments);
        assert_eq!(run.code, Some(2), "{arguments:?}");
        assert!(run.err.contains("note.md"), "{arguments:?}: {}", run.err);
        assert!(!(run.out + &run.err).contains("Oakhill"), "{arguments:?}");
    }
}

/// What the README shows is a file that loads.
#[test]
fn the_readme_shows_a_file_that_loads() {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(readme).unwrap();
    let section = readme.split("## A project's own choices").nth(1).unwrap();
    let config = section.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    let files = [("careword.toml", config.as_bytes()), ("our-words.toml", TABLE.as_bytes())];
    let told = run(&folder("config_readme", &files), &["config", "policies/a.txt"]);
    assert_eq!((told.err.as_str(), told.code), ("", Some(0)));
    for key in [
        "level",
        "accept",
        "tables",
        "baseline",
        "terms.plan",
        "rules.enable",
        "packs.services",
        "files.exclude",
    ] {
        assert!(told.out.contains(&format!("\n{key} ")), "{key} is missing in {}", told.out);
    }
    let schema = run(&folder("config_schema", &[]), &["config", "--schema"]);
    assert_eq!(schema.out, careword::config::SCHEMA);
}

#[test]
fn a_file_to_begin_with_is_written_once_and_loads() {
    let at =
        folder("config_init", &[("a.txt", NOTE.as_bytes()), ("our-words.toml", TABLE.as_bytes())]);
    let made = run(&at, &["init"]);
    assert_eq!((made.code, made.out.as_str()), (Some(0), ""));
    let text = std::fs::read_to_string(at.join("careword.toml")).unwrap();
    assert_eq!(run(&at, &["init", "--stdout"]).out, text);
    // As it stands it changes nothing.
    assert_eq!(check(&at, &["a.txt"]).out, check(&at, &["--no-config", "a.txt"]).out);
    let again = run(&at, &["init"]);
    assert_eq!(again.err, "careword.toml is there already; it stays as it is.\n");
    assert_eq!(again.code, Some(2));

    // Whatever is switched on, it loads: all at once, and each by itself.
    let is_setting =
        |line: &str| line.starts_with('#') && !line[1..].starts_with([' ', '\n']) && line.len() > 1;
    let on = |wanted: &dyn Fn(usize) -> bool| {
        let lines = text.lines().enumerate();
        let lines =
            lines.map(|(i, line)| if wanted(i) && is_setting(line) { &line[1..] } else { line });
        lines.collect::<Vec<_>>().join("\n") + "\n"
    };
    let begins = text.lines().position(|line| line == "#[[overrides]]").unwrap();
    let singly = (0..begins)
        .filter(|&i| text.lines().nth(i).is_some_and(is_setting))
        .map(|i| on(&move |at| at == i));
    let sections = [on(&|i| i >= begins), on(&|_| true)];
    for config in singly
        .chain(sections)
        .filter(|config| !config.contains("\npeople = ") || config.contains("\nperson = "))
    {
        if config.contains("\nteams = ") && !config.contains("\nteam = ") {
            continue;
        }
        assert_ne!(config, text);
        std::fs::write(at.join("careword.toml"), &config).unwrap();
        let told = run(&at, &["config"]);
        assert_eq!((told.err.as_str(), told.code), ("", Some(0)), "{config}");
    }
}
