//! Input that was made to take long, or fill the memory: it does neither.
//!
//! No clock is looked at. Whatever takes its time here for the square of its length does not end.

use careword::records::{Kind, Records, Wanted};
use careword::{Document, Format, Linter};
use std::io::Cursor;

#[test]
fn no_text_takes_longer_than_its_length() {
    let block = |text: &str| format!("<html>{}", text.repeat(200_000));
    let table = [
        (Format::Plain, format!("a:{}x", "\t".repeat(1_000_000))),
        (Format::Plain, format!("a:{}x", " \t".repeat(500_000))),
        (Format::Plain, format!("{}\n\n{}", "x".repeat(500_000), "---\n".repeat(200_000))),
        (Format::Html, block("{%")),
        (Format::Html, block("{{ {# ")),
        (Format::Html, block("<img alt='a b'>")),
        (Format::Html, block("<!-- careword: allow-start x --><!-- careword: allow-end y -->a<p>")),
        (Format::Markdown, "<!-- careword: allow-start x -->\n\na\n\n".repeat(50_000)),
        (Format::Rtf, format!("{{\\rtf1{}", "{\\par".repeat(200_000))),
    ];
    for (format, source) in table {
        let document = Document::new(source, format);
        for region in &document.regions {
            let words = document.prose.to_source(region.span);
            assert!(!document.words(words).is_empty());
        }
    }
}

/// The words of an attribute are found as they stand, though they are read behind the page.
#[test]
fn what_attributes_say_has_its_words() {
    let source = "<p>He refused to go.</p><img alt='She refused to &amp;\neat.'><p>c</p>";
    let document = Document::new(source, Format::Html);
    let linter = Linter::built_in();
    let found = linter.check(&document);
    let words: Vec<_> = found.iter().map(|f| document.words(f.sentence)).collect();
    assert_eq!(words, ["He refused to go.", "She refused to & eat."]);
}

#[test]
fn a_table_of_very_many_columns_is_read() {
    let names =
        |n: usize| (0..n).map(|n| format!("\"k{n}\":\"a b\"")).collect::<Vec<_>>().join(",");
    let table = [
        (Kind::Csv, format!("{}\n{}\n", ",".repeat(300_000), "a b,".repeat(300_000)), "column 1"),
        (Kind::JsonLines, format!("{{{}}}\n", names(100_000)), "/k0"),
    ];
    for (kind, text, first) in table {
        let records = Records::open(Cursor::new(text.into_bytes()), kind, &Wanted::default());
        let records = records.unwrap().unwrap();
        assert_eq!(records.guessed(), Some(first));
        assert_eq!(records.count(), 1);
    }
}
