//! The formats in XML: whether they are whole and as their consumers expect them.
//!
//! Rust has no validator for XML schemas, so what the schema says stands here as a table: see
//! `tests/schemas/README.md`.

use crate::outputs::{check, hard, json};
use crate::program::{folder, run};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashSet;

/// Elements: the attributes they must have, those they may have, and what may stand in them.
type Elements = &'static [(
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
    &'static [&'static str],
)];

const JUNIT: Elements = &[
    ("testsuites", &[], &["name", "time", "tests", "failures", "errors"], &["testsuite"]),
    (
        "testsuite",
        &["name", "tests", "failures", "errors"],
        &[
            "group",
            "time",
            "skipped",
            "timestamp",
            "hostname",
            "id",
            "package",
            "file",
            "log",
            "url",
        ],
        &["testsuite", "properties", "testcase", "system-out", "system-err"],
    ),
    (
        "testcase",
        &["name"],
        &["time", "classname", "group"],
        &["skipped", "error", "failure", "system-out", "system-err"],
    ),
    ("failure", &[], &["type", "message"], &["text"]),
    ("error", &[], &["type", "message"], &["text"]),
    ("system-out", &[], &[], &["text"]),
];

const CHECKSTYLE: Elements = &[
    ("checkstyle", &["version"], &[], &["file"]),
    ("file", &["name"], &[], &["error", "exception"]),
    ("error", &["severity", "message", "source"], &["line", "column"], &[]),
];

/// An element and its attributes, unescaped.
type Element = (String, Vec<(String, String)>);

/// Every element of a document, which must be whole and as its table has it.
fn elements(xml: &str, table: Elements) -> Vec<Element> {
    let forbidden = |c: char| c < ' ' && c != '\n' || matches!(c, '\u{fffe}' | '\u{ffff}');
    assert!(!xml.contains(forbidden), "a character that XML 1.0 has not");
    let mut reader = Reader::from_str(xml);
    let (mut open, mut all) = (Vec::new(), Vec::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => {
                all.push(element(&tag, open.last(), table));
                open.push(all.last().unwrap().0.clone());
            }
            Event::Empty(tag) => all.push(element(&tag, open.last(), table)),
            Event::End(_) => _ = open.pop(),
            Event::Text(text) => {
                let is_empty = text.trim().is_empty();
                assert!(is_empty || stands_in("text", open.last(), table), "text in {open:?}");
            }
            Event::GeneralRef(_) => assert!(stands_in("text", open.last(), table)),
            Event::Decl(_) => assert!(all.is_empty()),
            Event::Eof => break,
            other => panic!("{other:?}"),
        }
    }
    assert!(open.is_empty(), "{open:?} is open");
    all
}

fn stands_in(name: &str, parent: Option<&String>, table: Elements) -> bool {
    let Some(parent) = parent else { return name == table[0].0 };
    table.iter().any(|(outer, .., inner)| outer == parent && inner.contains(&name))
}

fn element(tag: &BytesStart<'_>, parent: Option<&String>, table: Elements) -> Element {
    let name = tag.name().as_ref().to_owned();
    assert!(stands_in(&name, parent, table), "{name} in {parent:?}");
    let (_, required, optional, _) = table.iter().find(|(n, ..)| *n == name).unwrap();
    let attributes = tag.attributes().map(|attribute| {
        let attribute = attribute.unwrap();
        let key = attribute.key.as_ref().to_owned();
        (key, quick_xml::escape::unescape(&attribute.value).unwrap().into_owned())
    });
    let attributes: Vec<_> = attributes.collect();
    for name in *required {
        assert!(attributes.iter().any(|(key, _)| key == name), "no {name}");
    }
    for (key, _) in &attributes {
        let known = required.contains(&key.as_str()) || optional.contains(&key.as_str());
        assert!(known, "{name} has {key}");
    }
    (name, attributes)
}

fn value<'e>(element: &'e Element, key: &str) -> &'e str {
    element.1.iter().find(|(k, _)| k == key).map_or("", |(_, value)| value)
}

#[test]
fn junit_has_a_suite_a_file_and_counts_what_fails() {
    let at = hard("outputs-junit");
    let all = elements(&check(&at, "junit"), JUNIT);
    let suites: Vec<_> = all
        .iter()
        .filter(|element| element.0 == "testsuite")
        .map(|suite| ["name", "tests", "failures", "errors"].map(|key| value(suite, key)))
        .collect();
    assert_eq!(
        suites,
        [
            ["care-plan.docx", "3", "3", "0"],
            ["care-plan.docx", "1", "1", "0"], // its header
            ["notes/first visit.txt", "4", "3", "0"],
            ["silent.md", "1", "0", "0"],
            ["ñ, 1%: a&b's.txt", "3", "3", "0"],
            ["gone, 1%.txt", "1", "0", "1"],
        ]
    );
    let of = |name: &str| all.iter().filter(|element| element.0 == name).count();
    assert_eq!((of("testcase"), of("failure"), of("error")), (13, 10, 1));
    let names = all.iter().filter(|e| e.0 == "testcase");
    let names: HashSet<_> = names.map(|e| (value(e, "classname"), value(e, "name"))).collect();
    assert_eq!(names.len(), 13, "two cases by one name are taken for one: {names:?}");
    elements(&check(&folder("outputs-junit-empty", &[]), "junit"), JUNIT);
}

#[test]
fn checkstyle_lists_every_file() {
    let at = hard("outputs-checkstyle");
    let all = elements(&check(&at, "checkstyle"), CHECKSTYLE);
    let files: Vec<_> = all.iter().filter(|e| e.0 == "file").map(|e| value(e, "name")).collect();
    let expected = ["care-plan.docx", "care-plan.docx", "notes/first visit.txt", "silent.md"];
    assert_eq!(files[..4], expected);
    assert_eq!(files[4..], ["ñ, 1%: a&b's.txt", "gone, 1%.txt"]);
    let errors: Vec<_> = all.iter().filter(|element| element.0 == "error").collect();
    assert_eq!(value(errors[0], "line"), "", "a Word document has no lines that anybody sees");
    let last = errors[errors.len() - 2];
    assert_eq!((value(last, "line"), value(last, "column")), ("3", "6"));
    assert!(value(last, "message").starts_with("“suffers** from”: “Suffering” takes"));
}

/// A table is one file with many notes: those in which nothing is found are passed over.
#[test]
fn records_are_told_apart() {
    let table = "id,note\na1,He refused to see her.\na2,All is well.\na3,He refused to see her.\n";
    let at = folder("outputs-table", &[("notes.csv", table.as_bytes())]);
    let check = |format| {
        let arguments =
            ["check", "-q", "--id-column", "id", "--column", "note", "--format", format];
        run(&at, &[&arguments[..], &["notes.csv"]].concat()).out
    };
    let cases = elements(&check("junit"), JUNIT);
    let names: Vec<_> =
        cases.iter().filter(|e| e.0 == "testcase").map(|e| value(e, "name")).collect();
    let name = |record| format!("refused: “refused to” (record {record}, note)");
    assert_eq!(names, [name("1 (a1)"), name("3 (a3)")]);
    assert_eq!(elements(&check("checkstyle"), CHECKSTYLE).len(), 5);
    let issues = json(&check("gitlab"));
    assert_ne!(issues[0]["fingerprint"], issues[1]["fingerprint"]);
    let place = &json(&check("sarif"))["runs"][0]["results"][1]["locations"][0]["logicalLocations"];
    assert_eq!(place[0]["fullyQualifiedName"], "record 3 (a3), note");
}
