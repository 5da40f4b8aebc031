//! Documents made by other programs (python-docx, LibreOffice): what is found in them, and what
//! becomes of damaged ones.

use crate::program::run;
use careword::document::{Document, Format};
use careword::fix::package;
use careword::lint::Linter;
use careword::rules::Fit;
use std::path::Path;

fn read(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents").join(name)).unwrap()
}

/// The place, the words and the rule of everything found.
fn found(bytes: &[u8]) -> Vec<String> {
    let linter = Linter::built_in();
    let mut found = Vec::new();
    for document in Document::all(bytes, Format::detect(bytes, None)).unwrap() {
        for finding in linter.check(&document) {
            let place = document.place(finding.span.start).unwrap();
            let (text, span) = document.visible(finding.span);
            found.push(format!("{place}: {} ({})", &text[span.range()], finding.rule.id));
        }
    }
    found
}

/// A phrase split over runs, a list, a table, a header; quoted words and names are silent.
#[test]
fn a_word_document_is_read_as_it_looks() {
    assert_eq!(
        found(&read("care-plan.docx")),
        [
            "paragraph 2: refused to (refused)",
            "paragraph 4: is non-compliant with medication (non-compliant-with-medication)",
            "table 1 cell B2: Refused (refused)",
            "header, paragraph 1: suffers from (suffering-from)",
        ]
    );
}

/// The same prose gives the same findings, whatever carries it. (A page may put the header first.)
#[test]
fn every_format_finds_the_same() {
    let linter = Linter::built_in();
    let told = |name: &str| {
        let bytes = read(name);
        let format = Format::detect(&bytes, Some(Path::new(name)));
        let mut told = Vec::new();
        for mut document in Document::all(&bytes, format).unwrap() {
            document.show_prose_only();
            for finding in linter.check(&document) {
                let (text, span) = document.visible(finding.span);
                told.push(one_line(&text[span.range()], &finding.rule.id));
            }
        }
        told.sort();
        told
    };
    let word = told("care-plan.docx");
    assert_eq!(word.len(), 4);
    for name in ["odt", "rtf", "html", "fhir.json", "hl7"] {
        assert_eq!(told(&format!("care-plan.{name}")), word, "{name}");
    }
    for name in ["leaflet", "letter", "policy", "risk", "ward"] {
        let word = told(&format!("{name}.docx"));
        assert!(word.len() > 1, "{name}");
        for other in ["", "libreoffice/"] {
            let endings: &[&str] =
                if other.is_empty() { &["odt", "rtf", "html", "txt"] } else { &["docx"] };
            for format in endings {
                let other = format!("{other}{name}.{format}");
                let mut expected = word.clone();
                // What LibreOffice leaves out of plain text and RTF: headers, text boxes.
                let lost = match other.as_str() {
                    "policy.txt" => "relapse ",
                    "leaflet.rtf" | "leaflet.txt" => "refused to ",
                    _ => "-",
                };
                expected.retain(|told| !told.starts_with(lost));
                assert_eq!(told(&other), expected, "{other}");
            }
        }
        // PDF is read where the program for it is installed.
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents");
        let pdf = run(&folder, &["check", "--format", "ndjson", &format!("{name}.pdf")]);
        if pdf.code == Some(2) {
            assert!(pdf.err.contains("pdftotext"), "{}", pdf.err);
            continue;
        }
        let told = pdf.out.lines().map(|line| {
            let finding: serde_json::Value = serde_json::from_str(line).unwrap();
            one_line(finding["text"].as_str().unwrap(), finding["rule"].as_str().unwrap())
        });
        let mut told: Vec<_> = told.collect();
        told.sort();
        assert_eq!(told, word, "{name}.pdf");
    }
}

/// Words found, and the rule, however the words were wrapped, hyphenated and broken.
fn one_line(words: &str, rule: &str) -> String {
    let words = words.replace(['\u{AD}', '-'], "");
    format!("{} ({rule})", words.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Cut short anywhere, or with any byte changed, a file is read, and reworded, or said to be damaged;
/// so is one that is taken for another format than its own.
#[test]
fn damaged_documents_are_no_disaster() {
    let linter = Linter::built_in();
    let names = ["docx", "odt", "rtf", "fhir.json", "hl7"].map(|end| format!("care-plan.{end}"));
    let files = names.map(|name| (name.clone(), read(&name)));
    let mut refused = 0;
    for i in 0..250 {
        let (name, whole) = &files[i % files.len()];
        let at = whole.len() * i / 250;
        let mut flipped = whole.clone();
        flipped[at] ^= 0x55;
        for bytes in [&whole[..at], &flipped[..]] {
            let format = Format::detect(bytes, Some(Path::new(name)));
            match Document::all(bytes, format) {
                Ok(documents) => documents.iter().for_each(|document| drop(linter.check(document))),
                Err(_) => refused += 1,
            }
            // What can be reworded is a whole package again.
            if let Ok(fixed) =
                package::fix(&linter, bytes, format, Fit::Choose, |_| true, "2023-11-14")
            {
                assert!(Document::all(&fixed.bytes, format).is_ok(), "{i}");
            }
        }
    }
    assert!(refused > 150, "only {refused} of 500 damaged files were refused");
    for (name, bytes) in &files {
        for format in [Format::Word, Format::OpenDocument, Format::Rtf, Format::Fhir, Format::Hl7] {
            let own = format == Format::detect(bytes, None);
            assert_eq!(Document::all(bytes, format).is_ok(), own, "{name} as {format:?}");
        }
        if let Ok(document) = Document::from_bytes(bytes, Format::Plain) {
            drop(linter.check(&document));
        }
    }
}

#[test]
fn what_word_cannot_open_is_said_in_a_sentence() {
    use careword::document::Unreadable;
    let all = |bytes| Document::all(bytes, Format::detect(bytes, None));
    let old = all(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0");
    let Err(Unreadable::Broken(problem)) = old else { panic!("{old:?}") };
    assert_eq!(problem, "is an old Word document, or locked with a password; save it as .docx");
    let empty_archive = b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
    assert!(all(empty_archive).is_err());
}
