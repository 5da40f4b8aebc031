//! Reads a part of a Word document (`WordprocessingML`, ECMA-376): the document itself, a header, a
//! footer, notes or comments.
//!
//! Inserted text is read; deleted text, field instructions and careword's own comments are not. A
//! phrase is found however Word has split it over runs, and has its rewrites: taking runs apart is
//! for `fix`. Where each paragraph stands is told in words: nobody counts the
//! bytes of a Word file.

use super::package::AUTHOR;
use super::places::Places;
use super::reader::Reader;
use super::{Parts, RegionKind, xml};
use crate::text::Span;
use quick_xml::Reader as Xml;
use quick_xml::events::Event;

/// Text in these is no prose of the page.
const HIDDEN: [&str; 6] = ["delText", "delInstrText", "instrText", "moveFrom", "del", "Fallback"];

/// Reads the XML of a part; whatever comes behind a fault in it is left out.
pub(super) fn read(source: &str) -> Parts {
    let mut xml = Xml::from_str(source);
    let mut word = Word {
        reader: Reader::new(source),
        places: Places::default(),
        hidden: 0,
        in_text: false,
        is_ours: false,
    };
    while let Some((event, range)) = xml::next(&mut xml) {
        match event {
            Event::Start(tag) => {
                let name = tag.local_name().as_ref().to_owned();
                word.start(&name, range, false);
                if name == "pStyle" {
                    word.style(source, range);
                }
                if name == "comment" && xml::attribute(&tag, "author").as_deref() == Some(AUTHOR) {
                    word.is_ours = true;
                    word.hidden += 1;
                }
            }
            Event::Empty(tag) => {
                let name = tag.local_name().as_ref().to_owned();
                word.start(&name, range, true);
                if name == "pStyle" || name == "rStyle" {
                    word.style(source, range);
                }
            }
            Event::End(tag) => {
                let name = tag.local_name().as_ref().to_owned();
                word.end(&name);
            }
            words if word.is_read() => xml::push(&mut word.reader, &words, range),
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
    /// Whether this is a comment that careword wrote.
    is_ours: bool,
}

impl Word<'_> {
    fn is_read(&self) -> bool {
        self.in_text && self.hidden == 0
    }

    fn start(&mut self, name: &str, range: Span, empty: bool) {
        match name {
            "p" => self.paragraph(range.start),
            "tbl" if !empty => self.places.begin_table(),
            "tr" => self.places.row(),
            "tc" => self.places.cell(),
            "t" if !empty => self.in_text = true,
            "tab" | "br" | "cr" if self.hidden == 0 => {
                self.reader.begin();
                self.reader.prose.push_whole(" ", range);
            }
            "noBreakHyphen" | "softHyphen" if self.hidden == 0 => {
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
        self.places.paragraph(at);
    }

    /// What the style of a paragraph says of its words.
    fn style(&mut self, source: &str, range: Span) {
        let tag = source.get(range.range()).unwrap_or_default();
        let style = tag.split("val=\"").nth(1).and_then(|v| v.split('"').next());
        let style = style.unwrap_or_default().to_ascii_lowercase();
        // Code is left alone as somebody else's words are.
        if ["quote", "code", "preformatted"].iter().any(|part| style.contains(part)) {
            self.reader.quotes.push(true);
        } else if style.starts_with("heading") || style == "title" {
            self.reader.kind = RegionKind::Heading;
        }
    }
}
