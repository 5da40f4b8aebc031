//! `careword fix` on Word and OpenDocument files: changes that can be accepted or rejected, and
//! everything else as it was.
//!
//! `tracked.docx` was made with python-docx and turned into `tracked.odt` by LibreOffice: phrases over
//! several runs, a hyperlink, somebody else's changes and comment, a field, a table, a text box.

use crate::changes::{Then, opendocument, word};
use crate::program::{Run, careword, finish, folder, run};
use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::process::Stdio;
use zip::{ZipArchive, ZipWriter};

const NAMES: [&str; 2] = ["tracked.docx", "tracked.odt"];

fn read(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents").join(name)).unwrap()
}

/// Runs the program at a fixed time.
fn at_noon(folder: &Path, arguments: &[&str]) -> Run {
    finish(careword(folder, arguments).env("SOURCE_DATE_EPOCH", "1700000000"))
}

/// A document of ours, and what `fix` makes of it.
fn fixed(test: &str, name: &str) -> (Vec<u8>, Vec<u8>) {
    let before = read(name);
    let folder = folder(&format!("{test}-{name}"), &[(name, &before)]);
    let run = at_noon(&folder, &["fix", name]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    (before, std::fs::read(folder.join(name)).unwrap())
}

/// The names of the parts of a package, in order, and each as it is packed.
fn packed(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let count = archive.len();
    let one = |index| {
        let mut part = archive.by_index_raw(index).unwrap();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        (part.name().unwrap().into_owned(), bytes)
    };
    (0..count).map(one).collect()
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// The paragraphs of both documents, after `fix`, that it changes: what they were, and what they are
/// when all is accepted.
const REWORDED: &[(&str, &str)] = &[
    (
        "Sam refused to see Dr Shah & left; he refused to say why.",
        "Sam chose not to see Dr Shah & left; he chose not to say why.",
    ),
    ("Sam suffers from low mood < last year’s.", "Sam lives with low mood < last year’s."),
    // The first phrase crosses the border of a hyperlink; the second lies in one.
    ("He refused to go, and he refused to stay.", "He refused to go, and he chose not to stay."),
    ("Sam refused to give blood.", "Sam chose not to give blood."),
];

#[test]
fn changes_can_be_accepted_or_rejected() {
    for name in NAMES {
        let (before, after) = fixed("accepted", name);
        let (main, read): (_, fn(&str, Then) -> Vec<String>) = match name {
            "tracked.docx" => ("word/document.xml", word),
            _ => ("content.xml", opendocument),
        };
        let [before, after] = [before, after].map(|bytes| part(&bytes, main));
        let was = read(&before, Then::Accepted);
        assert_eq!(read(&after, Then::Rejected), was, "{name}");
        let now = read(&after, Then::Accepted);
        let changed: Vec<_> = was.iter().zip(&now).filter(|(was, now)| was != now).collect();
        let mut expected: Vec<_> = REWORDED.iter().map(|(was, now)| (*was, *now)).collect();
        match name {
            // A bookmark begins in the first phrase.
            "tracked.odt" => {
                expected[0].1 = "Sam refused to see Dr Shah & left; he chose not to say why.";
            }
            // Shapes of OpenDocument hold no tracked changes.
            _ => expected.push(("In a box he refused to sit.", "In a box he chose not to sit.")),
        }
        assert_eq!(changed.len(), expected.len(), "{name}: {changed:#?}");
        for ((was, now), expected) in changed.into_iter().zip(expected) {
            assert_eq!((was.as_str(), now.as_str()), expected, "{name}");
        }
    }
}

#[test]
fn what_is_not_touched_stays_as_it_is_packed() {
    let table: [(&str, &[&str], &[&str]); 3] = [
        (
            "care-plan.docx",
            &[
                "[Content_Types].xml",
                "word/document.xml",
                "word/_rels/document.xml.rels",
                "word/header1.xml",
            ],
            &["word/comments.xml"],
        ),
        ("tracked.docx", &["word/comments.xml", "word/document.xml", "word/header1.xml"], &[]),
        ("tracked.odt", &["content.xml"], &[]),
    ];
    for (name, changed, added) in table {
        let (before, after) = fixed("untouched", name);
        let (before, after) = (packed(&before), packed(&after));
        let names = |parts: &[(String, Vec<u8>)]| -> Vec<String> {
            parts.iter().map(|(name, _)| name.clone()).collect()
        };
        let mut expected = names(&before);
        expected.extend(added.iter().map(|&name| name.to_owned()));
        assert_eq!(names(&after), expected, "{name}");
        for ((part, was), (_, now)) in before.iter().zip(&after) {
            let may = changed.contains(&part.as_str());
            assert!(may || was == now, "{name}: {part} was packed anew");
        }
    }
}

#[test]
fn the_same_moment_gives_the_same_bytes_and_a_second_run_adds_nothing() {
    for name in NAMES {
        let (_, once) = fixed("once", name);
        let (_, again) = fixed("again", name);
        assert!(once == again, "{name}");
        let folder = folder(&format!("twice-{name}"), &[(name, &once)]);
        let run = run(&folder, &["fix", name]);
        assert!(run.err.starts_with("Nothing to reword by itself in 1 file."), "{}", run.err);
        assert!(std::fs::read(folder.join(name)).unwrap() == once, "{name}");
    }
}

/// Each run keeps its formatting; new words look as the first of those they replace.
#[test]
fn runs_are_split_and_keep_their_formatting() {
    let (_, after) = fixed("formatting", "tracked.docx");
    let signed = "w:author=\"careword\" w:date=\"2023-11-14T22:13:20Z\"";
    let expected = format!(
        "<w:r><w:t xml:space=\"preserve\">Sam </w:t></w:r><w:commentRangeStart w:id=\"1\"/>\
         <w:del w:id=\"2\" {signed}><w:r><w:rPr><w:b/></w:rPr>\
         <w:delText xml:space=\"preserve\">refu</w:delText></w:r></w:del>\
         <w:proofErr w:type=\"spellStart\"/><w:bookmarkStart w:id=\"7\" w:name=\"here\"/>\
         <w:del w:id=\"5\" {signed}><w:r><w:rPr><w:i/></w:rPr>\
         <w:delText xml:space=\"preserve\">sed to</w:delText></w:r></w:del>\
         <w:ins w:id=\"6\" {signed}><w:r><w:rPr><w:b/></w:rPr>\
         <w:t xml:space=\"preserve\">chose not to</w:t></w:r></w:ins><w:commentRangeEnd w:id=\"1\"/>\
         <w:r><w:commentReference w:id=\"1\"/></w:r><w:bookmarkEnd w:id=\"7\"/>"
    );
    let document = part(&after, "word/document.xml");
    assert!(document.contains(&expected), "{document}");
    assert!(part(&after, "word/header1.xml").contains("<w:ins "));
    assert!(!part(&after, "word/header1.xml").contains("comment"), "Word has none in headers");
}

/// What cannot be reworded by itself gets a comment with every wording, to be copied.
#[test]
fn comments_say_why_and_what_else() {
    let (_, after) = fixed("comments", "care-plan.docx");
    let comments = word(&part(&after, "word/comments.xml"), Then::Accepted);
    assert_eq!(
        comments[1..],
        [
            "“Non-compliant” hides the reason: side effects, cost, forgetting, or another way of \
             coping. Say what the person takes, what they do not, and why.",
            "It could read, where that is true:",
            "is not taking medication as prescribed",
            "is having difficulty taking medication",
            "is choosing not to take medication",
            "is not taking medication as prescribed and prefers alternative coping strategies \
             ([say which]) to reduce reliance on medication",
            "What stands in [ ] is for you to fill in.",
            "“Refused” records a contest. What the person preferred, and why, says more. Where they \
             could not choose freely (capacity, the Mental Health Act), say that too.",
            "It could read, where that is true:",
            "Chose not to have",
            "Declined",
        ]
    );
}

#[test]
fn looking_shows_prose_and_changes_nothing() {
    let before = read("care-plan.docx");
    let folder = folder("tracked-looking", &[("plan.docx", &before)]);
    let diff = run(&folder, &["fix", "--diff", "plan.docx"]);
    assert_eq!(
        diff.out,
        "--- plan.docx\n+++ plan.docx\n@@ -1,8 +1,8 @@\n Care plan: Mina\n\
         -Mina refused to see the dietitian & left.\n+Mina chose not to see the dietitian & left.\n \
         I refused the tablets.\n She is non-compliant with medication.\n When\n Refused bloods.\n \
         She is known to the Home Treatment Team.\n-He suffers from anxiety.\n+He lives with anxiety.\n"
    );
    let check = run(&folder, &["fix", "--check", "plan.docx"]);
    assert_eq!(check.code, Some(1));
    assert_eq!(
        check.err,
        "plan.docx: 2 places would be reworded as tracked changes, 3 comments would be written.\n\
         2 places would be reworded, in 1 of 1 file.\n3 comments would be written: read them in Word \
         or LibreOffice, and accept or reject there.\n"
    );
    // Comments alone are no rewording.
    let check = run(&folder, &["fix", "--check", "--rule", "non-compliant-with-medication", "."]);
    assert_eq!(check.code, Some(0), "{}", check.err);
    assert!(check.err.contains("1 comment would be written"), "{}", check.err);
    assert!(std::fs::read(folder.join("plan.docx")).unwrap() == before);
}

#[test]
fn a_document_on_standard_input_goes_out_as_one() {
    for name in NAMES {
        let (before, after) = fixed("standard-input", name);
        let folder = folder("tracked-stdin", &[]);
        let mut command = careword(&folder, &["fix", "-"]);
        command.env("SOURCE_DATE_EPOCH", "1700000000").stdin(Stdio::piped());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut input = child.stdin.take().unwrap();
        let writing = std::thread::spawn(move || input.write_all(&before));
        let output = child.wait_with_output().unwrap();
        writing.join().unwrap().unwrap();
        assert!(output.stdout == after, "{name}");
    }
}

/// A package of parts that hold these texts.
fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// Word on the web calls the document itself by another name.
#[test]
fn the_document_may_have_a_number() {
    let text = "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">\
                <w:body><w:p><w:r><w:t>He refused to go.</w:t></w:r></w:p></w:body></w:document>";
    let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>";
    let before = package(&[("[Content_Types].xml", types), ("word/document2.xml", text)]);
    let folder = folder("tracked-number", &[("plan.docx", &before)]);
    let run = at_noon(&folder, &["fix", "plan.docx"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let after = std::fs::read(folder.join("plan.docx")).unwrap();
    let now = word(&part(&after, "word/document2.xml"), Then::Accepted);
    assert_eq!(now, ["He chose not to go."]);
    let leads = part(&after, "word/_rels/document2.xml.rels");
    assert!(leads.contains("Target=\"comments.xml\""), "{leads}");
}

/// One that cannot be read is named, with what is wrong; the others are reworded all the same.
#[test]
fn what_cannot_be_reworded_is_said_in_a_sentence() {
    let word = |text: &str| package(&[("word/document.xml", text)]);
    let text = "application/vnd.oasis.opendocument.text";
    let locked = package(&[
        ("mimetype", text),
        ("META-INF/manifest.xml", "<manifest:encryption-data/>"),
        ("content.xml", "?"),
    ]);
    let signed =
        package(&[("word/document.xml", "<w:document/>"), ("_xmlsignatures/sig1.xml", "")]);
    let bomb = word(&" ".repeat(34_000_000));
    let whole = read("care-plan.docx");
    let table: &[(&str, &[u8], &str)] = &[
        ("bomb.docx", &bomb, "bomb.docx: unpacks to far more than a person writes (over "),
        ("cut.docx", &whole[..9000], "cut.docx: is damaged: it is no whole ZIP archive.\n"),
        (
            "empty.odt",
            &package(&[("mimetype", text)]),
            "empty.odt: is damaged, in its part content.xml.\n",
        ),
        ("locked.odt", &locked, "locked.odt: is locked with a password; save it without one.\n"),
        (
            "open.docx",
            &word("<w:document><w:body>"),
            "open.docx: is damaged, in its part word/document.xml.\n",
        ),
        (
            "sheet.xlsx",
            &package(&[("xl/workbook.xml", "")]),
            "sheet.xlsx: skipped, it is not text.\n",
        ),
        (
            "sheet.ods",
            &package(&[
                ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
                ("content.xml", ""),
            ]),
            "sheet.ods: skipped, it is not text.\n",
        ),
        (
            "signed.docx",
            &signed,
            "signed.docx: is signed, and a change would break the signature; it was not changed.\n",
        ),
    ];
    let mut files: Vec<(&str, &[u8])> =
        table.iter().map(|(name, bytes, _)| (*name, *bytes)).collect();
    files.push(("whole.docx", &whole));
    let folder = folder("tracked-refused", &files);
    let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
    let run = at_noon(&folder, &[&["fix"], &names[..]].concat());
    assert_eq!(run.code, Some(2));
    for (name, bytes, told) in table {
        assert!(run.err.contains(told), "{name}: {}", run.err);
        assert!(std::fs::read(folder.join(name)).unwrap() == *bytes, "{name}");
    }
    // What comes behind a fault would else seem to be without one.
    let check = at_noon(&folder, &["check", "open.docx"]);
    assert!(check.err.starts_with("open.docx: is damaged, in its part"), "{}", check.err);
    assert_eq!(check.code, Some(2));
    assert!(run.err.contains("whole.docx: 2 places reworded as tracked changes"), "{}", run.err);
}

/// What a document type would expand stays as it is written.
#[test]
fn entities_of_a_document_type_are_not_expanded() {
    let xml = "<!DOCTYPE w:document [<!ENTITY e SYSTEM \"file:///etc/hostname\"><!ENTITY f \"refused to\">]>\
               <w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">\
               <w:body><w:p><w:r><w:t>&e; He &f; go. He suffers from flu.</w:t></w:r></w:p></w:body>\
               </w:document>";
    let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>";
    let bytes = package(&[("word/document.xml", xml), ("[Content_Types].xml", types)]);
    let folder = folder("tracked-entities", &[("a.docx", &bytes)]);
    let run = run(&folder, &["fix", "a.docx"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let after = std::fs::read(folder.join("a.docx")).unwrap();
    let document = part(&after, "word/document.xml");
    assert!(document.contains("&e; He &f; go."), "{document}");
    assert_eq!(
        part(&after, "[Content_Types].xml"),
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
         <Override PartName=\"/word/comments.xml\" ContentType=\"application/vnd.openxmlformats-\
         officedocument.wordprocessingml.comments+xml\"/></Types>"
    );
    assert!(part(&after, "word/_rels/document.xml.rels").contains("Target=\"comments.xml\""));
}

/// Spaces that OpenDocument writes as elements go with their words; where a page ended stays.
#[test]
fn elements_among_words_are_no_obstacle() {
    let body = "<text:p text:style-name=\"P\">He refused<text:s/>to see us, then refused \
                <text:soft-page-break/>to go.</text:p>";
    let xml = format!(
        "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><office:body><office:text>{body}</office:text>\
         </office:body></office:document-content>"
    );
    let kind = "application/vnd.oasis.opendocument.text";
    let bytes = package(&[("mimetype", kind), ("content.xml", &xml)]);
    let folder = folder("tracked-elements", &[("a.odt", &bytes)]);
    let run = run(&folder, &["fix", "a.odt"]);
    assert!(run.err.starts_with("a.odt: 2 places reworded as tracked changes"), "{}", run.err);
    let after = part(&std::fs::read(folder.join("a.odt")).unwrap(), "content.xml");
    let struck = |words: &str| {
        after.contains(&format!("<text:p text:style-name=\"P\">{words}</text:p></text:deletion>"))
    };
    assert!(struck("refused<text:s/>to") && struck("refused to"), "{after}");
    let now = opendocument(&after, Then::Accepted);
    assert_eq!(now[1], "He chose not to see us, then chose not to go.");
    assert_eq!(after.matches("<text:soft-page-break/><text:change-start").count(), 1, "{after}");
}
