//! Reads the text of an OpenDocument file (ODF 1.3): `content.xml`, or the headers and footers in
//! `styles.xml`.
//!
//! What tracked changes have deleted is not read, what they have inserted is. Careword's own comments
//! are not read.

use super::package::AUTHOR;
use super::places::Places;
use super::reader::Reader;
use super::{Parts, RegionKind, xml};
use crate::text::Span;
use quick_xml::Reader as Xml;
use quick_xml::events::Event;

/// Text in these is no prose of the page; the number of a note stands between words, or in one.
const HIDDEN: [&str; 5] =
    ["tracked-changes", "scripts", "font-face-decls", "automatic-styles", "note-citation"];

/// In a comment: who wrote it, and when.
const SIGNATURE: [&str; 4] = ["creator", "date", "date-string", "creator-initials"];

/// Reads the XML of a part; whatever comes behind a fault in it is left out.
pub(super) fn read(source: &str) -> Parts {
    let mut xml = Xml::from_str(source);
    let mut text = Text {
        reader: Reader::new(source),
        places: Places::default(),
        hidden: 0,
        paragraphs: 0,
        comment: None,
    };
    while let Some((event, range)) = xml::next(&mut xml) {
        match event {
            Event::Start(tag) => text.start(tag.local_name().as_ref(), range, false),
            Event::Empty(tag) => text.start(tag.local_name().as_ref(), range, true),
            Event::End(tag) => text.end(tag.local_name().as_ref()),
            Event::Text(name) if text.comment == Some(Comment::Signature) && *name == *AUTHOR => {
                text.comment = Some(Comment::Ours);
                text.hidden += 1;
            }
            words if text.is_read() => xml::push(&mut text.reader, &words, range),
            _ => {}
        }
    }
    text.reader.end_region();
    let Reader { prose, regions, .. } = text.reader;
    Parts { prose, regions, allows: Vec::new(), places: text.places.named }
}

struct Text<'a> {
    reader: Reader<'a>,
    places: Places,
    /// How many open elements hold text that is not read.
    hidden: usize,
    /// How many paragraphs are open: a note stands within one.
    paragraphs: usize,
    /// The comment that is open.
    comment: Option<Comment>,
}

/// What is known of a comment.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Comment {
    /// Nothing; its words are read.
    Open,
    /// Its author's name comes next.
    Signature,
    /// It is one that careword wrote, and is hidden.
    Ours,
}

impl Text<'_> {
    fn is_read(&self) -> bool {
        self.paragraphs > 0 && self.hidden == 0
    }

    fn hides(&self, name: &str) -> bool {
        HIDDEN.contains(&name) || self.comment.is_some() && SIGNATURE.contains(&name)
    }

    fn start(&mut self, name: &str, range: Span, empty: bool) {
        match name {
            name if self.hides(name) && !empty => {
                self.hidden += 1;
                if name == "creator" && self.comment == Some(Comment::Open) {
                    self.comment = Some(Comment::Signature);
                }
            }
            _ if self.hidden > 0 => {}
            "annotation" if !empty => self.comment = Some(Comment::Open),
            "p" | "h" => {
                self.reader.end_region();
                self.reader.kind = match name {
                    "h" => RegionKind::Heading,
                    _ if self.places.in_table() => RegionKind::Cell,
                    _ => RegionKind::Text,
                };
                self.places.paragraph(range.start, self.reader.prose.text.len());
                self.paragraphs += usize::from(!empty);
            }
            "table" if !empty => self.places.begin_table(),
            "table-row" => self.places.row(),
            "table-cell" | "covered-table-cell" => self.places.cell(),
            "s" | "tab" | "line-break" if self.is_read() => {
                self.reader.begin();
                self.reader.prose.push_whole(" ", range);
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "annotation" => {
                self.hidden -= usize::from(self.comment == Some(Comment::Ours)).min(self.hidden);
                self.comment = None;
            }
            name if self.hides(name) => {
                self.hidden = self.hidden.saturating_sub(1);
                if self.comment == Some(Comment::Signature) {
                    self.comment = Some(Comment::Open);
                }
            }
            _ if self.hidden > 0 => {}
            "p" | "h" => {
                self.reader.end_region();
                self.reader.kind = RegionKind::Text;
                self.paragraphs = self.paragraphs.saturating_sub(1);
            }
            "table" => self.places.end_table(),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::document::{Document, Format};

    #[test]
    fn the_number_of_a_note_is_no_prose() {
        let note = "<text:note><text:note-citation>1</text:note-citation><text:note-body>\
                    <text:p>He left.</text:p></text:note-body></text:note>";
        let source = format!("<text:p>He refused{note} to go.</text:p>");
        let document = Document::new(source, Format::OpenDocument);
        assert_eq!(document.prose.text, "He refused\n\nHe left.\n\n to go.");
    }
}
