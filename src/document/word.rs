//! Reads a part of a Word document (`WordprocessingML`, ECMA-376): the document itself, a header, a
//! footer, notes or comments.
//!
//! Inserted text is read; deleted and hidden text, field instructions and careword's own comments are not. A
//! phrase is found however Word has split it over runs, and has its rewrites: taking runs apart is
//! for `fix`. Where each paragraph stands is told in words: nobody counts the
//! bytes of a Word file.

use super::package::AUTHOR;
use super::places::Places;
use super::reader::Reader;
use super::{Parts, RegionKind, xml};
use crate::text::Span;
use quick_xml::Reader as Xml;
use quick_xml::events::{BytesStart, Event};

/// Text in these is no prose of the page; nor is the formatting that somebody has changed.
const HIDDEN: [&str; 8] = [
    "delText",
    "delInstrText",
    "instrText",
    "moveFrom",
    "del",
    "Fallback",
    "pPrChange",
    "rPrChange",
];

/// Reads the XML of a part; whatever comes behind a fault in it is left out.
pub(super) fn read(source: &str) -> Parts {
    let mut xml = Xml::from_str(source);
    let mut word = Word {
        reader: Reader::new(source),
        places: Places::default(),
        hidden: 0,
        in_text: false,
        in_run: false,
        vanished: false,
        is_ours: false,
    };
    while let Some((event, range)) = xml::next(&mut xml) {
        match &event {
            Event::Start(tag) => word.tag(tag, range, false),
            Event::Empty(tag) => word.tag(tag, range, true),
            Event::End(tag) => word.end(tag.local_name().as_ref()),
            words if word.is_read() => xml::push(&mut word.reader, words, range),
            _ => {}
        }
    }
    word.reader.end_region();
    Parts {
        prose: word.reader.prose,
        regions: word.reader.regions,
        allows: Vec::new(),
        places: word.places.named,
    }
}

struct Word<'a> {
    reader: Reader<'a>,
    places: Places,
    /// How many open elements hold text that is not read.
    hidden: usize,
    in_text: bool,
    in_run: bool,
    /// Whether the present run is hidden from whoever reads the page.
    vanished: bool,
    /// Whether this is a comment that careword wrote.
    is_ours: bool,
}

impl Word<'_> {
    fn is_read(&self) -> bool {
        self.in_text && self.is_shown()
    }

    fn is_shown(&self) -> bool {
        self.hidden == 0 && !self.vanished
    }

    fn tag(&mut self, tag: &BytesStart<'_>, range: Span, empty: bool) {
        let name = tag.local_name();
        self.start(name.as_ref(), range, empty);
        let value = |name| xml::attribute(tag, name).unwrap_or_default();
        match name.as_ref() {
            "pStyle" | "rStyle" if self.hidden == 0 => self.style(&value("val")),
            // The mark that ends a paragraph may be hidden too, which says nothing of its words.
            "vanish" if self.hidden == 0 && self.in_run => {
                self.vanished = !["0", "false", "off"].contains(&value("val").as_str());
            }
            "comment" if !empty && value("author") == AUTHOR => {
                self.is_ours = true;
                self.hidden += 1;
            }
            _ => {}
        }
    }

    fn start(&mut self, name: &str, range: Span, empty: bool) {
        match name {
            "p" => self.paragraph(range.start),
            "tbl" if !empty => self.places.begin_table(),
            "tr" => self.places.row(),
            "tc" => self.places.cell(),
            "t" if !empty => self.in_text = true,
            "r" => (self.in_run, self.vanished) = (!empty, false),
            "tab" | "br" | "cr" if self.is_shown() => {
                self.reader.begin();
                self.reader.prose.push_whole(" ", range);
            }
            "noBreakHyphen" | "softHyphen" if self.is_shown() => {
                self.reader.begin();
                if name == "noBreakHyphen" {
                    self.reader.prose.push_whole("-", range);
                }
            }
            name if HIDDEN.contains(&name) && !empty => self.hidden += 1,
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "p" => {
                self.reader.end_region();
                self.reader.quotes.clear();
                self.reader.kind = RegionKind::Text;
            }
            "t" => self.in_text = false,
            "r" => (self.in_run, self.vanished) = (false, false),
            "tbl" => self.places.end_table(),
            "comment" if self.is_ours => {
                self.is_ours = false;
                self.hidden = self.hidden.saturating_sub(1);
            }
            name if HIDDEN.contains(&name) => self.hidden = self.hidden.saturating_sub(1),
            _ => {}
        }
    }

    fn paragraph(&mut self, at: usize) {
        self.reader.end_region();
        if self.places.in_table() {
            self.reader.kind = RegionKind::Cell;
        }
        self.places.paragraph(at, self.reader.prose.text.len());
    }

    /// What the style of a paragraph says of its words.
    fn style(&mut self, name: &str) {
        let style = name.to_ascii_lowercase();
        // Code is left alone as somebody else's words are.
        if ["quote", "code", "preformatted"].iter().any(|part| style.contains(part)) {
            self.reader.quotes.push(true);
        } else if style.starts_with("heading") || style == "title" {
            self.reader.kind = RegionKind::Heading;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RegionKind;
    use crate::document::{Document, Format};

    #[test]
    fn what_is_seen_on_the_page_is_prose() {
        let old =
            "<w:pPr><w:pPrChange><w:pPr><w:pStyle w:val=\"Quote\"/></w:pPr></w:pPrChange></w:pPr>";
        let hidden = |value: &str| {
            format!(
                "<w:r><w:t>a</w:t></w:r><w:r><w:rPr><w:vanish{value}/></w:rPr><w:t>b</w:t><w:tab/></w:r>\
                 <w:r><w:t>c</w:t></w:r>"
            )
        };
        let table = [
            (hidden(""), "ac", RegionKind::Text),
            (hidden(" w:val=\"false\""), "ab c", RegionKind::Text),
            // Only the mark of the paragraph is hidden.
            (
                "<w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr><w:r><w:t>a</w:t></w:r>".to_owned(),
                "a",
                RegionKind::Text,
            ),
            (format!("{old}<w:r><w:t>a</w:t></w:r>"), "a", RegionKind::Text),
            (
                "<w:pPr><w:pStyle w:val='Quote'></w:pStyle></w:pPr><w:r><w:t>a</w:t></w:r>"
                    .to_owned(),
                "a",
                RegionKind::Quote,
            ),
        ];
        for (paragraph, words, kind) in table {
            let source =
                format!("<w:document><w:body><w:p>{paragraph}</w:p></w:body></w:document>");
            let document = Document::new(source, Format::Word);
            assert_eq!(document.prose.text, words, "{paragraph}");
            assert_eq!(document.regions[0].kind, kind, "{paragraph}");
        }
    }
}
