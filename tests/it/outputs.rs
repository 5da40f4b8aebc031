//! Every format of `careword check`: what it looks like, whether its schema allows it, whether what
//! reads it comes to the same places, and what it keeps to itself.
//!
//! `UPDATE_GOLDEN=1 cargo test --test it outputs` writes the pages in `tests/outputs` anew. Where the
//! schemas are from stands in `tests/schemas/README.md`.

use crate::program::{folder, run};
use serde_json::Value;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// Every format, and the file that shows what it looks like.
const FORMATS: [(&str, &str); 11] = [
    ("human", "human.txt"),
    ("concise", "concise.txt"),
    ("json", "json.json"),
    ("ndjson", "ndjson.ndjson"),
    ("sarif", "sarif.sarif"),
    ("github", "github.txt"),
    ("gitlab", "gitlab.json"),
    ("junit", "junit.xml"),
    ("checkstyle", "checkstyle.xml"),
    ("rdjsonl", "rdjsonl.rdjsonl"),
    ("markdown", "markdown.md"),
];

const NOTE: &str = "Visit, 3 March.\nShe refused\nto talk. 🙂 She is thought dangerous.\nThe patient \
                    has anxiety | panic, and refused to eat.\n";

/// Names and words that mean something to one format or another.
const HARD: &str = "🙂 He refused\r\nto see 100% of <b>“them”</b> & us, and he refused to eat.\r\n\
                    He **suffers** from anxiety :: panic. ]]> -- %0A | `code`\u{1}\r\n";

fn tests() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests"))
}

/// A note with a space in its name, and a Word document.
fn easy(test: &str) -> PathBuf {
    let word = std::fs::read(tests().join("documents/care-plan.docx")).unwrap();
    folder(test, &[("notes/first visit.txt", NOTE.as_bytes()), ("care-plan.docx", &word)])
}

/// The same, and a file with all that must be escaped.
pub(crate) fn hard(test: &str) -> PathBuf {
    let at = easy(test);
    std::fs::write(at.join("ñ, 1%: a&b's.txt"), HARD).unwrap();
    std::fs::write(at.join("silent.md"), "All is well.\n").unwrap();
    at
}

/// What a format makes of a folder in which one file is named that is not there.
pub(crate) fn check(at: &Path, format: &str) -> String {
    run(at, &["check", "--format", format, ".", "gone, 1%.txt"]).out
}

pub(crate) fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

#[test]
fn formats_look_as_they_did() {
    let at = easy("outputs-golden");
    for (format, file) in FORMATS {
        let now = check(&at, format).replace(env!("CARGO_PKG_VERSION"), "VERSION");
        let golden = tests().join("outputs").join(file);
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&golden, &now).unwrap();
        }
        let wanted = std::fs::read_to_string(&golden).unwrap_or_default();
        assert!(now == wanted, "{file} is out of date; UPDATE_GOLDEN=1 writes it anew\n{now}");
    }
}

/// Whether a schema allows each of these values.
fn allowed(schema: &str, values: impl IntoIterator<Item = Value>) {
    let text = std::fs::read_to_string(tests().join("schemas").join(schema)).unwrap();
    let mut compiler = boon::Compiler::new();
    compiler.enable_format_assertions();
    compiler.add_resource("schema:/it", json(&text)).unwrap();
    let mut schemas = boon::Schemas::new();
    let index = compiler.compile("schema:/it", &mut schemas).unwrap();
    for value in values {
        if let Err(error) = schemas.validate(&value, index) {
            panic!("{schema}: {error:#}\n{value:#}");
        }
    }
}

#[test]
fn schemas_allow_what_is_written() {
    let empty = folder("outputs-schemas-empty", &[]);
    for at in [hard("outputs-schemas"), empty] {
        allowed("sarif-2.1.0.json", [json(&check(&at, "sarif"))]);
        let issues = json(&check(&at, "gitlab")).as_array().unwrap().clone();
        allowed("gitlab-codeclimate.json", issues);
        allowed("rdf-diagnostic.json", check(&at, "rdjsonl").lines().map(json));
    }
}

/// The schemas can say no.
#[test]
#[should_panic(expected = "additionalProperties 'ruleld' not allowed")]
fn schemas_refuse_what_is_wrong() {
    let log = check(&easy("outputs-refused"), "sarif").replace("ruleId", "ruleld");
    allowed("sarif-2.1.0.json", [json(&log)]);
}

/// A workflow command, taken apart as GitHub's runner does (`ActionCommand`).
fn command(line: &str) -> (String, Vec<(String, String)>, String) {
    let data = |text: &str| text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%");
    let property = |text: &str| {
        let text = text.replace("%0D", "\r").replace("%0A", "\n").replace("%3A", ":");
        text.replace("%2C", ",").replace("%25", "%")
    };
    let (head, message) = line.strip_prefix("::").unwrap().split_once("::").unwrap();
    let (name, properties) = head.split_once(' ').unwrap();
    let properties = properties.split(',').map(|pair| {
        let (key, value) = pair.split_once('=').unwrap();
        (key.to_owned(), property(value))
    });
    (name.to_owned(), properties.collect(), data(message))
}

#[test]
fn github_reads_its_commands_back() {
    let out = check(&hard("outputs-github"), "github");
    let commands: Vec<_> = out.lines().map(command).collect();
    let get = |i: usize, key: &str| {
        let found = commands[i].1.iter().find(|(k, _)| k == key);
        found.map_or("", |(_, value)| value.as_str())
    };
    assert_eq!(commands.len(), 12);
    let names: Vec<_> = commands.iter().map(|c| c.0.as_str()).collect();
    assert_eq!(names.iter().filter(|name| **name == "notice").count(), 1);
    assert_eq!(names.iter().filter(|name| **name == "error").count(), 11);
    assert_eq!((get(0, "file"), get(0, "line")), ("care-plan.docx", ""));
    assert!(commands[0].2.starts_with("“refused to” (paragraph 2): "), "{}", commands[0].2);
    // Words on two lines have no columns.
    assert_eq!((get(4, "line"), get(4, "endLine"), get(4, "col")), ("2", "3", ""));
    assert_eq!((get(5, "line"), get(5, "col"), get(5, "endColumn")), ("3", "16", "36"));
    assert_eq!((get(8, "file"), get(8, "title")), ("ñ, 1%: a&b's.txt", "careword: refused"));
    assert_eq!(get(11, "file"), "gone, 1%.txt");
    assert!(commands[11].2.starts_with("gone, 1%.txt: could not be read"));
    // What fails the check is an error.
    let strict = run(&easy("outputs-github"), &["check", "--level=consider", "--format=github"]);
    assert!(strict.out.lines().all(|line| command(line).0 == "error"), "{}", strict.out);
}

/// The offset of a place that counts lines and columns from 1; `unit` says how long a character is.
fn offset(text: &str, line: &Value, column: &Value, unit: fn(char) -> usize) -> usize {
    let lines = text.split_inclusive('\n').take(line.as_u64().unwrap() as usize - 1);
    let start: usize = lines.map(str::len).sum();
    let mut left = column.as_u64().unwrap() as usize - 1;
    for (i, c) in text[start..].char_indices() {
        if left == 0 {
            return start + i;
        }
        left -= unit(c);
    }
    text.len()
}

#[test]
fn sarif_fixes_are_what_fix_does() {
    let text = HARD.replace("refused to eat", "is dangerous");
    let at = folder("outputs-fixes", &[("a.md", text.as_bytes())]);
    let log = json(&run(&at, &["check", "--format", "sarif"]).out);
    assert_eq!(log["runs"][0]["columnKind"], "unicodeCodePoints");
    let place = |region: &Value, at: &str| {
        let (line, column) = (&region[format!("{at}Line")], &region[format!("{at}Column")]);
        offset(&text, line, column, |_| 1)
    };
    let mut fixed = text.clone();
    let mut words = Vec::new();
    for result in log["runs"][0]["results"].as_array().unwrap().iter().rev() {
        let region = &result["locations"][0]["physicalLocation"]["region"];
        words.push(&text[place(region, "start")..place(region, "end")]);
        let Some(fix) = result.get("fixes") else { continue };
        let replacement = &fix[0]["artifactChanges"][0]["replacements"][0];
        let region = &replacement["deletedRegion"];
        let new = replacement["insertedContent"]["text"].as_str().unwrap();
        fixed.replace_range(place(region, "start")..place(region, "end"), new);
    }
    assert_eq!(words, ["suffers** from", "is dangerous", "refused\r\nto"]);
    run(&at, &["fix"]);
    assert_eq!(fixed, std::fs::read_to_string(at.join("a.md")).unwrap());
    assert!(fixed.contains("chose not\r\nto see") && fixed.contains("is dangerous"), "{fixed}");
}

#[test]
fn sarif_names_files_from_the_working_folder() {
    let at = hard("outputs-uris");
    let log = json(&check(&at, "sarif"));
    let run_ = &log["runs"][0];
    let file =
        |i: usize| &run_["results"][i]["locations"][0]["physicalLocation"]["artifactLocation"];
    assert_eq!(file(4), &json(r#"{"uri": "notes/first%20visit.txt", "uriBaseId": "%SRCROOT%"}"#));
    assert_eq!(file(8)["uri"], "%C3%B1%2C%201%25%3A%20a%26b%27s.txt");
    let header = &run_["results"][3]["locations"][0];
    assert_eq!(header["logicalLocations"][0]["fullyQualifiedName"], "header, paragraph 1");
    assert!(header["physicalLocation"].get("region").is_none());
    let rules = run_["tool"]["driver"]["rules"].as_array().unwrap();
    let ids: Vec<_> = rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    let all =
        ["dangerous", "non-compliant-with-medication", "patient", "refused", "suffering-from"];
    assert_eq!(ids, all);
    let done = &run_["invocations"][0];
    assert_eq!(done["executionSuccessful"], false);
    let unread = &done["toolExecutionNotifications"][0];
    let place = &unread["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(place, "gone%2C%201%25.txt");
    // A whole path says the same of what lies in the folder.
    let whole = at.join("notes").display().to_string();
    let log = json(&run(&at, &["check", "--format", "sarif", &whole]).out);
    let place = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "notes/first%20visit.txt");
}

#[test]
fn reviewdog_counts_columns_in_bytes() {
    let at = folder("outputs-rdjsonl", &[("a.txt", HARD.as_bytes())]);
    let out = check(&at, "rdjsonl");
    let first = json(out.lines().next().unwrap());
    let range = &first["location"]["range"];
    let place = |at: &str| offset(HARD, &range[at]["line"], &range[at]["column"], char::len_utf8);
    assert_eq!(&HARD[place("start")..place("end")], "refused\r\nto");
    assert_eq!(first["suggestions"][0]["range"], *range);
    assert_eq!(first["suggestions"][0]["text"], "chose not\r\nto");
    let suggestions = out.lines().flat_map(|line| json(line)["suggestions"].as_array().cloned());
    for suggestion in suggestions.flatten() {
        assert!(
            !suggestion["text"].as_str().unwrap().contains('['),
            "a blank is nothing to accept"
        );
    }
}

fn fingerprints(at: &Path) -> Vec<String> {
    let issues = json(&check(at, "gitlab"));
    let of = |issue: &Value| issue["fingerprint"].as_str().unwrap().to_owned();
    let gitlab: Vec<_> = issues.as_array().unwrap().iter().map(of).collect();
    let log = json(&check(at, "sarif"));
    let of = |result: &Value| result["partialFingerprints"]["carewordFinding/v1"].clone();
    let sarif: Vec<_> = log["runs"][0]["results"].as_array().unwrap().iter().map(of).collect();
    assert_eq!(sarif, gitlab);
    gitlab
}

#[test]
fn a_finding_is_known_again_when_its_line_moves() {
    let at = hard("outputs-fingerprints");
    let note = NOTE.repeat(2);
    std::fs::write(at.join("notes/first visit.txt"), &note).unwrap();
    let before = fingerprints(&at);
    assert_eq!(before.len(), 15);
    assert_eq!(before.iter().collect::<HashSet<_>>().len(), 15, "each has its own");
    let moved = format!("A line.\n\nAnother.\n{}", note.replace("\nto talk", " to talk"));
    std::fs::write(at.join("notes/first visit.txt"), moved).unwrap();
    assert_eq!(fingerprints(&at), before);
    std::fs::rename(at.join("silent.md"), at.join("other.md")).unwrap();
    assert_eq!(fingerprints(&at), before);
}

/// Words that stand in a note but not in what is found there, nor in any rule.
const SECRET: [&str; 7] =
    ["Marigold", "Quixote", "lighthouse", "zeppelin", "Tuesday", "him", "her"];

#[test]
fn redacted_reports_hold_no_more_than_the_words_found() {
    let note = "Marigold refused <!-- Quixote --> to see the lighthouse with him on Tuesday.\n\n\
                A zeppelin failed to let Marigold decompensate, she says: he has no insight into her \
                zeppelin.\n\nQuixote had a relapse. Her non-compliant brother is dangerous to \
                Marigold at the lighthouse. Marigold, a schizophrenic, told him.\n";
    let at = folder("outputs-redact", &[("a.md", note.as_bytes()), ("b.html", note.as_bytes())]);
    let open = run(&at, &["check", "--format", "human"]).out;
    assert!(SECRET.iter().all(|word| open.contains(word)), "the test can fail");
    let formats = FORMATS.iter().map(|(format, _)| vec!["--format", *format]);
    for arguments in formats.chain([vec!["--explain"]]) {
        let arguments = [&["check", "--redact"], &arguments[..]].concat();
        let redacted = run(&at, &arguments);
        let words: HashSet<_> = redacted.out.split(|c: char| !c.is_alphanumeric()).collect();
        for word in SECRET {
            assert!(!words.contains(word), "{arguments:?} tells {word}: {}", redacted.out);
        }
        assert!(words.contains("refused"), "{arguments:?}: {}", redacted.out);
    }
}
