//! Tables of notes: what is found in them, and what is said of broken ones.

use crate::program::{Run, folder, run, run_with_input};
use serde_json::Value;
use std::path::Path;

const CSV: &[u8] = b"id,ward,note\r\n\
A-1,Oak,He slept well.\r\n\
A-2,Oak,\"He said \"\"no\"\" twice.\nHe refused to go.\"\r\n\
A-3,Elm,\"She slept, ate, and suffers from anxiety.\"\r\n";

const JSON: &str = r#"{"id": 1, "note": {"text": "He slept well."}}
{"id": 2, "note": {"text": "He said \"no\" twice.\nHe refused to go."}}
{"id": 3, "note": {"text": "She slept, ate, and suffers from anx
{"id": 4, "note": {"text": "She slept, ate, and suffers from anxiety."}}
"#;

/// Every finding as "record (id) column line:column start text".
fn found(folder: &Path, arguments: &[&str]) -> (Vec<String>, Run) {
    let arguments = [&["check", "--format", "ndjson"], arguments].concat();
    let run = run(folder, &arguments);
    let told = run.out.lines().map(|line| {
        let finding: Value = serde_json::from_str(line).unwrap();
        let cell = &finding["cell"];
        let id = cell["id"].as_str().map_or_else(String::new, |id| format!(" ({id})"));
        let (record, column) = (&cell["record"], cell["column"].as_str().unwrap());
        let (start, text) = (&finding["start"], finding["text"].as_str().unwrap());
        format!("{record}{id} {column} {}:{} {start} {text}", finding["line"], finding["column"])
    });
    (told.collect(), run)
}

#[test]
fn findings_name_record_and_column() {
    let folder = folder("records", &[("a.csv", CSV), ("b.jsonl", JSON.as_bytes())]);
    let (told, run) = found(&folder, &["--id-column", "id", "a.csv"]);
    assert_eq!(told, ["2 (A-2) note 2:4 23 refused to", "3 (A-3) note 1:21 20 suffers from"]);
    assert_eq!(run.err, "a.csv: checking “note”, the longest text; --column names others.\n");
    assert_eq!(run.code, Some(1));

    let (told, run) = found(&folder, &["--column", "/note/text", "--id-column", "id", "b.jsonl"]);
    assert_eq!(
        told,
        ["2 (2) /note/text 2:4 23 refused to", "4 (4) /note/text 1:21 20 suffers from"]
    );
    // A record that cannot be read stops no other.
    assert_eq!(run.err, "b.jsonl: line 3 is no JSON; it was left out.\n");
    assert_eq!(run.code, Some(2));

    let (told, _) = found(&folder, &["--column", "ward", "a.csv"]);
    assert!(told.is_empty(), "{told:?}");
}

#[test]
fn a_person_is_told_the_record() {
    let folder = folder("records_human", &[("a.csv", CSV)]);
    let run = run(&folder, &["check", "--quiet", "--id-column", "id", "a.csv"]);
    assert!(run.out.starts_with("a.csv: record 2 (A-2), note  avoid  refused"), "{}", run.out);
    assert_eq!(run.err, "");
}

#[test]
fn a_table_may_come_from_anywhere() {
    let folder = folder("records_input", &[]);
    let csv = String::from_utf8(CSV.to_vec()).unwrap();
    let semicolons = "id;note\n1;He refused to go.\n";
    let table: &[(&[&str], &str, usize)] = &[
        (&["-", "--stdin-filename", "a.csv"], &csv, 2),
        (&["-", "--format-in", "csv"], semicolons, 1),
        (&["-", "--format-in", "tsv"], "id\tnote\n1\tHe refused to go.\n", 1),
        (&["-", "--format-in", "jsonl"], "{\"a\":\"He refused to go.\"}\n", 1),
    ];
    for (arguments, input, count) in table {
        let arguments = [&["check", "--format", "ndjson"], *arguments].concat();
        let run = run_with_input(&folder, &arguments, input);
        assert_eq!(run.out.lines().count(), *count, "{arguments:?} {}", run.err);
    }
}

#[test]
fn what_is_no_table_is_said_in_a_sentence() {
    let word = include_bytes!("../documents/care-plan.docx");
    let broken = "not json\n".repeat(9);
    let files: &[(&str, &[u8])] = &[
        ("word.csv", word),
        ("empty.csv", b""),
        ("codes.csv", b"a,b\n1,2\n"),
        ("broken.jsonl", broken.as_bytes()),
        ("note.csv", CSV),
    ];
    let folder = folder("records_wrong", files);
    // Mislabelled: it is read as what it is.
    let checked = run(&folder, &["check", "word.csv"]);
    assert!(checked.out.contains("word.csv: paragraph 2"), "{}", checked.out);

    let checked = run(&folder, &["check", "--quiet", "--column", "plan", "note.csv"]);
    assert_eq!(checked.err, "note.csv: has no column “plan”; it has: id, ward, note.\n");
    assert_eq!(checked.code, Some(2));

    let checked = run(&folder, &["check", "--quiet", "."]);
    assert_eq!(checked.err, "broken.jsonl: line 1 is no JSON; it was left out.\n");
    assert!(checked.out.contains("note.csv: record 2, note"), "{}", checked.out);

    // Tables of numbers lie everywhere; only who names one is told.
    let checked = run(&folder, &["check", "codes.csv", "empty.csv"]);
    assert_eq!(
        checked.err,
        "codes.csv: holds no text to check.\nempty.csv: holds no text to check.\n"
    );
    assert_eq!(checked.code, Some(0));

    let checked = run(&folder, &["check", "--quiet", "--column", "note", "broken.jsonl"]);
    assert_eq!(
        checked.err,
        "broken.jsonl: line 1 is no JSON; it was left out.\n\
         broken.jsonl: line 2 is no JSON; it was left out.\n\
         broken.jsonl: line 3 is no JSON; it was left out.\n\
         broken.jsonl: 6 more records could not be read either.\n"
    );

    let fixed = run(&folder, &["fix", "note.csv"]);
    assert_eq!(fixed.code, Some(2));
    let sentence = "note.csv: is read by `careword check` but not changed by `fix`.\n";
    assert!(fixed.err.starts_with(sentence), "{}", fixed.err);
}
