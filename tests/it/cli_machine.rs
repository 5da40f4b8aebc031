//! What a program sees: the fields of JSON, and offsets that lead back into the file.

use crate::program::{folder, run};
use serde_json::Value;

fn parse(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn fields(value: &Value) -> Vec<&str> {
    let mut names: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    names
}

#[test]
fn json_is_one_object() {
    let note = "He slept.\nHe refused to see her. The patient slept. The patient ate.\n";
    let folder = folder("json", &[("note.txt", note.as_bytes())]);
    let run = run(&folder, &["check", "--format", "json", "note.txt", "gone.txt"]);
    assert_eq!(run.code, Some(2));
    let all = parse(&run.out);
    assert_eq!(fields(&all), ["errors", "files", "findings", "summary", "version"]);
    assert_eq!((&all["version"], &all["files"]), (&1.into(), &1.into()));
    assert_eq!(all["summary"], parse(r#"{"avoid": 1, "consider": 2}"#));
    let error = r#"[{"path": "gone.txt",
        "message": "could not be read: there is no such file or folder"}]"#;
    assert_eq!(all["errors"], parse(error));

    let findings = all["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 3, "every occurrence counts, of `patient` too");
    let names = "column end level line message path rewrites row rule start text";
    assert!(findings.iter().all(|f| fields(f) == names.split(' ').collect::<Vec<_>>()));
    let first = &findings[0];
    assert_eq!((&first["path"], &first["rule"]), (&"note.txt".into(), &"refused".into()));
    assert_eq!((&first["row"], &first["level"]), (&13.into(), &"avoid".into()));
    assert_eq!((&first["line"], &first["column"]), (&2.into(), &4.into()));
    let span = first["start"].as_u64().unwrap()..first["end"].as_u64().unwrap();
    let found = &note[span.start as usize..span.end as usize];
    assert_eq!(first["text"], found);
    for rewrite in first["rewrites"].as_array().unwrap() {
        assert_eq!(fields(rewrite), ["end", "fit", "start", "text"]);
        assert!(["safe", "choose", "fill-in"].contains(&rewrite["fit"].as_str().unwrap()));
    }
    assert_eq!(findings[1]["level"], "consider");
}

#[test]
fn json_is_an_object_with_nothing_found_and_with_nothing_to_check() {
    let folder = folder("json-empty", &[("calm.txt", b"He slept.\n")]);
    for (arguments, files) in [
        (["check", "--format=json", "calm.txt"], 1),
        (["check", "--format=json", "--color=always"], 1),
    ] {
        let run = run(&folder, &arguments);
        assert_eq!(run.code, Some(0));
        assert_eq!(parse(&run.out)["findings"], parse("[]"));
        assert_eq!(parse(&run.out)["files"], files);
    }
}

#[test]
fn ndjson_is_a_finding_a_line_in_the_order_of_paths() {
    // More files than are checked at a time.
    let names: Vec<String> = (0..150).map(|i| format!("n{i:03}.txt")).collect();
    let files: Vec<(&str, &[u8])> =
        names.iter().map(|n| (n.as_str(), &b"He refused to see her.\n"[..])).collect();
    let folder = folder("ndjson", &files);
    let run = run(&folder, &["check", "--format", "ndjson"]);
    let paths: Vec<String> =
        run.out.lines().map(|l| parse(l)["path"].as_str().unwrap().to_owned()).collect();
    assert_eq!(paths, names);
    assert_eq!((run.code, run.err.as_str()), (Some(1), ""));
}

#[test]
fn offsets_lead_into_the_file_whatever_its_encoding() {
    let text = "Café. He refused to see her.\n";
    let with_bom = format!("\u{feff}{text}").into_bytes();
    let utf16_le: Vec<u8> =
        format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let utf16_be: Vec<u8> =
        format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_be_bytes).collect();
    let windows: Vec<u8> = text.chars().map(|c| c as u8).collect();
    let word = "refused";
    let word_le: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let word_be: Vec<u8> = word.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for (name, file, word) in [
        ("utf8.txt", text.as_bytes(), word.as_bytes()),
        ("bom.txt", &with_bom, word.as_bytes()),
        ("le.txt", &utf16_le, &word_le),
        ("be.txt", &utf16_be, &word_be),
        ("windows.txt", &windows, word.as_bytes()),
    ] {
        let folder = folder("encodings", &[(name, file)]);
        let run = run(&folder, &["check", "--format", "ndjson", name]);
        let finding = parse(&run.out);
        let start = finding["start"].as_u64().unwrap() as usize;
        let end = finding["end"].as_u64().unwrap() as usize;
        assert!(file[start..end].starts_with(word), "{name}: {start}..{end}");
        assert_eq!(finding["column"], 10, "{name}");
    }
}

#[test]
fn rules_are_an_array() {
    let run = run(&folder("rules-json", &[]), &["rules", "--format", "json"]);
    let rules = parse(&run.out);
    let rule = rules.as_array().unwrap().iter().find(|r| r["id"] == "refused").unwrap();
    assert_eq!(fields(rule), ["frames", "id", "level", "line", "rows", "table", "why"]);
    assert_eq!(fields(&rule["frames"][0]), ["find", "fit", "use"]);
}

#[test]
fn statistics_are_an_object() {
    let note = b"He refused to see her. He refused to go. The patient slept.\n";
    let files =
        [("a.txt", &note[..]), ("b.txt", b"He refused to see her.\n"), ("c.txt", b"Calm.\n")];
    let folder = folder("statistics-json", &files);
    let run = run(&folder, &["check", "--statistics", "--format", "json"]);
    assert_eq!(run.code, Some(1));
    let all = parse(&run.out);
    let names = "errors files flagged paths rules summary themes version words";
    assert_eq!(fields(&all), names.split(' ').collect::<Vec<_>>());
    assert_eq!(
        (&all["version"], &all["files"], &all["flagged"]),
        (&1.into(), &3.into(), &2.into())
    );
    assert_eq!((&all["words"], &all["errors"]), (&18.into(), &parse("[]")));
    assert_eq!(all["summary"], parse(r#"{"avoid": 3, "consider": 1}"#));
    let refused = r#"{"rule": "refused", "row": 13, "files": 2, "avoid": 3, "consider": 0,
        "theme": "Care offered, and what the person said"}"#;
    assert_eq!((&all["rules"][0], all["rules"].as_array().unwrap().len()), (&parse(refused), 2));
    let theme = r#"{"theme": "Services and what they call people", "avoid": 0, "consider": 1}"#;
    assert_eq!(all["themes"][1], parse(theme));
    let paths = r#"[{"path": "a.txt", "avoid": 2, "consider": 1, "words": 12},
        {"path": "b.txt", "avoid": 1, "consider": 0, "words": 5}]"#;
    assert_eq!(all["paths"], parse(paths));
}

/// A table's notes are one file, however they are dealt out to threads.
#[test]
fn a_table_counts_as_one_file() {
    let table = format!("note\n{}", "He refused to see her.\n".repeat(3_000));
    let folder = folder("statistics-table", &[("notes.csv", table.as_bytes())]);
    let run = run(&folder, &["check", "--statistics", "--format", "json", "notes.csv"]);
    let all = parse(&run.out);
    assert_eq!((&all["files"], &all["words"]), (&1.into(), &15_000.into()));
    let rule = &all["rules"][0];
    assert_eq!((&rule["files"], &rule["avoid"]), (&1.into(), &3_000.into()));
    assert_eq!(all["paths"][0]["words"], 15_000);
}
