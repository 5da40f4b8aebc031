//! The page for a browser: what is on it, and what can never be.
//!
//! `UPDATE_GOLDEN=1 cargo test --test it report` writes the golden page anew; open it to judge it.

use crate::program::{folder, run};
use careword::output::report::{About, Change, Report, list};
use careword::output::statistics::Statistics;
use careword::output::{Checked, Counts, FileError, Totals, redact};
use careword::{Document, Format, Level, Linter};
use quick_xml::Reader;
use quick_xml::events::Event;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const HOSTILE: &str = "<script>alert(1)</script> He refused to see <b onclick='x'>her</b> ]]> \
                       --> \"q\" &amp; &lt; \u{202e}evil\u{7} שלום </mark></p></li></ol> again.";

/// The page of a run over documents, each a path and a text.
fn page(documents: &[(&str, &str)], about: About<'_>, errors: &[(&str, &str)]) -> String {
    let linter = Linter::built_in();
    let mut report = Report::default();
    let mut totals = Totals::default();
    for &(path, text) in documents {
        let mut document = Document::new(text, Format::from_path(Path::new(path)));
        let mut findings = linter.check(&document);
        if about.redacted {
            redact(&mut document, &mut findings);
        }
        let (path, level, redacted) = (path.to_owned(), Level::Avoid, about.redacted);
        let checked = Checked { path, part: 0, document, findings, level, redacted };
        let mut statistics = Statistics::default();
        statistics.count(&checked);
        totals.add(Counts::of(&checked), statistics);
        report.add(&checked.path, list(&checked));
    }
    let unread = errors.iter().map(|&(path, why)| (path.to_owned(), why.to_owned()));
    totals.errors = unread.map(|(path, message)| FileError { path, message }).collect();
    report.page(&totals, about)
}

/// What a page is made of.
#[derive(Default)]
struct Read {
    elements: BTreeSet<String>,
    attributes: BTreeMap<String, BTreeSet<String>>,
    text: String,
}

/// Reads a page as XML, which it must be.
fn read(page: &str) -> Read {
    let mut reader = Reader::from_str(page);
    let mut read = Read::default();
    let mut open = 0;
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => break,
            Event::Text(piece) => read.text.push_str(&piece),
            Event::GeneralRef(reference) => {
                let reference = format!("&{};", reference.as_ref());
                read.text.push_str(&quick_xml::escape::unescape(&reference).unwrap());
            }
            event @ (Event::Start(_) | Event::Empty(_)) => {
                open += usize::from(matches!(event, Event::Start(_)));
                let (Event::Start(tag) | Event::Empty(tag)) = event else { unreachable!() };
                read.elements.insert(tag.name().as_ref().to_owned());
                for attribute in tag.attributes().map(Result::unwrap) {
                    let values = read.attributes.entry(attribute.key.as_ref().to_owned());
                    values.or_default().insert(attribute.value.into_owned());
                }
            }
            Event::End(_) => open -= 1,
            Event::DocType(_) | Event::Comment(_) => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(open, 0, "an element is never closed");
    read
}

/// Nothing of another place, nothing that runs.
fn assert_alone(page: &str) {
    for outside in ["http", "src=", "url(", "@import", "<script", "<link", "<iframe", "javascript:"]
    {
        let page = page.replace("http-equiv", "");
        assert!(!page.contains(outside), "{outside}");
    }
    let read = read(page);
    let links = &read.attributes["href"];
    assert!(links.iter().all(|link| link.starts_with('#')), "{links:?}");
    let targets = &read.attributes["id"];
    assert!(links.iter().all(|link| targets.contains(&link[1..])), "{links:?} {targets:?}");
    assert!(!read.attributes.keys().any(|name| name.starts_with("on") || name == "style"));
    assert!(page.contains("content=\"default-src 'none'; style-src 'unsafe-inline';"));
}

#[test]
fn a_note_is_reported_as_it_was() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let note = std::fs::read_to_string(root.join("tests/notes/home-visit.txt")).unwrap();
    let changes = BTreeMap::from([
        ("refused".to_owned(), Change { then: 3, now: 0 }),
        ("relapse".to_owned(), Change { then: 1, now: 1 }),
        ("clean".to_owned(), Change { then: 0, now: 1 }),
    ]);
    let about = About { date: Some("25 November 2026"), changes: Some(&changes), redacted: false };
    let unread = ("scan.docx", "is no Word document that can be read");
    let page = page(&[("home-visit.txt", &note), ("calm.txt", "He slept.")], about, &[unread]);
    assert_alone(&page);
    let page = page.replace(env!("CARGO_PKG_VERSION"), "VERSION");
    let golden = root.join("tests/report/home-visit.html");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&golden, &page).unwrap();
    }
    let wanted = std::fs::read_to_string(&golden).unwrap_or_default();
    assert!(
        page == wanted,
        "home-visit.html is out of date; UPDATE_GOLDEN=1 writes it anew\n{page}"
    );
}

/// Whatever a note, a path or a message holds, the page has no element or attribute more for it, and
/// the text is there as it was, but for characters that steer.
#[test]
fn what_is_shown_stays_text() {
    let other = ("z.txt", "He refused to see her.");
    let calm = page(&[("a.txt", other.1), other], About::default(), &[("b", "c")]);
    let about = About { date: Some(HOSTILE), ..About::default() };
    let hostile = page(&[(HOSTILE, HOSTILE), other], about, &[(HOSTILE, HOSTILE)]);
    assert_alone(&hostile.replace("&lt;", "").replace("onclick=", ""));
    let (calm, hostile) = (read(&calm), read(&hostile));
    assert_eq!(calm.elements, hostile.elements);
    let names = |read: &Read| read.attributes.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&calm), names(&hostile));
    let shown = HOSTILE.replace(['\u{202e}', '\u{7}'], "\u{fffd}");
    // The path in a table and above its list, the sentence, a file that was not read and why, the
    // day; once more with other words, in the rewrite.
    assert_eq!(hostile.text.matches(&shown).count(), 6);
    assert_eq!(hostile.text.matches(&shown.replace("refused to", "chose not to")).count(), 1);
}

#[test]
fn a_redacted_page_holds_none_of_the_note_but_the_words_found() {
    let note = "Zebedee refused to see Ermintrude. He was manipulative about Dougal's sugar.";
    let shown = page(&[("note.txt", note)], About::default(), &[]);
    let redacted = page(&[("note.txt", note)], About { redacted: true, ..About::default() }, &[]);
    for word in ["Zebedee", "Ermintrude", "Dougal", "sugar"] {
        assert!(shown.contains(word) && !redacted.contains(word), "{word}");
    }
    assert!(redacted.contains("<mark>refused to</mark>"));
    assert!(redacted.contains("no sentences") && shown.contains("quotes the documents"));
}

/// Its own language is the language that it recommends.
#[test]
fn a_page_with_nothing_found_has_nothing_to_find() {
    let page = page(&[("calm.txt", "He slept.")], About::default(), &[]);
    assert!(page.contains("<p class=\"state\">Nothing found in 1 document.</p>"));
    assert!(!page.contains("<table"));
    assert_alone(&page);
    let document = Document::new(page, Format::Html);
    let linter = Linter::built_in();
    let found: Vec<_> = linter.check(&document).iter().map(|f| f.rule.id.clone()).collect();
    assert_eq!(found, [""; 0]);
}

#[test]
fn a_long_run_is_counted_whole_and_listed_in_part() {
    let note = "He refused to see the nurse on the ward. She was manipulative.\n".repeat(600);
    let names: Vec<String> = (0..18).map(|i| format!("n{i:02}.txt")).collect();
    let documents: Vec<_> = names.iter().map(|name| (name.as_str(), note.as_str())).collect();
    let page = page(&documents, About::default(), &[]);
    assert!(page.contains("21,600 to avoid in 18 of 18 documents."));
    assert!(page.contains("More in this document is counted and not listed."));
    assert!(page.contains(" more findings in "), "the page is {} bytes long", page.len());
    assert!(page.len() < 10_000_000, "the page is {} bytes long", page.len());
    assert_alone(&page);
}

#[test]
fn the_program_writes_a_page_beside_its_other_output() {
    let files = [("note.txt", &b"He refused to see her.\n"[..]), ("calm.txt", b"He slept.\n")];
    let folder = folder("report", &files);
    let both = run(&folder, &["check", "--output", "report.html", ".", "gone.txt"]);
    assert!(both.out.starts_with("note.txt:1:4  avoid  refused"), "{}", both.out);
    let page = std::fs::read_to_string(folder.join("report.html")).unwrap();
    assert_alone(&page);
    assert!(page.contains("<p class=\"state\">1 to avoid in 1 of 2 documents.</p>"));
    assert!(page.contains("there is no such file or folder"));
    // It quotes all that was found, and is no finding itself when the folder is checked again.
    assert_eq!(run(&folder, &["check", "report.html"]).out, "Nothing found in 1 file.\n");
    let redacted = run(&folder, &["check", "--format", "html", "--redact", "note.txt"]);
    assert!(!redacted.out.contains("see her"), "{}", redacted.out);
    assert_eq!((redacted.code, redacted.err.as_str()), (Some(1), ""));
}
