//! A document as the linter sees it: the prose in it, and where each byte of that prose stands.
//!
//! A reader for each format turns source text into [`Prose`] and [`Region`]s. Which words matter
//! is none of its business; nor is the file system.

mod allow;
mod blank;
mod decode;
mod detect;
mod fhir;
mod hl7;
mod html;
mod line;
mod markdown;
mod opendocument;
pub(crate) mod package;
mod pdf;
mod places;
mod plain;
mod prose;
mod reader;
mod rtf;
mod tags;
mod word;
mod wrap;
pub(crate) mod xml;

pub use allow::{Allow, Named};
pub use decode::{Encoding, NotText};
pub use prose::Prose;

use crate::text::Span;
use crate::text::edit::Edit;
use crate::text::lines::Lines;
use serde::Serialize;

/// A text, the prose in it, and the way back from one to the other.
#[derive(Debug)]
pub struct Document {
    /// The whole text, decoded, without a byte order mark.
    pub source: String,
    /// How the file's bytes became `source`.
    pub encoding: Encoding,
    /// What the source is written in.
    pub format: Format,
    /// The words a person reads, markup taken away.
    pub prose: Prose,
    /// The stretches of `prose.text` that are read, sorted and disjoint. No phrase crosses from
    /// one region into the next.
    pub regions: Vec<Region>,
    /// Where a comment lets wording stand.
    pub allows: Vec<Allow>,
    /// Where the lines of `source` begin.
    pub lines: Lines,
    /// In formats whose lines nobody sees: where in `source` each place begins, and what it is
    /// called ("paragraph 12").
    places: Vec<(usize, String)>,
    /// For a note in a table: where it stands there.
    pub cell: Option<Cell>,
    /// Whether [`Document::visible`] leaves out all markup.
    bare: bool,
    /// In a package: the name of the part that this document is.
    pub part: Option<String>,
}

/// Where in a table a note stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// The number of the record, from 1, the row of names not counted.
    pub record: u64,
    /// What the table itself calls the record, if it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The column's name, or its JSON pointer.
    pub column: String,
}

/// What a reader makes of a source.
#[derive(Debug, Default)]
struct Parts {
    prose: Prose,
    regions: Vec<Region>,
    allows: Vec<Allow>,
    places: Vec<(usize, String)>,
}

/// Why there is nothing to check in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// It is an image, a program, or something else without words.
    NotText,
    /// It is a document, but cannot be read: why, as the rest of a sentence that begins with the
    /// file's name. Holds nothing of its text.
    Broken(String),
}

/// A stretch of prose that stands by itself: a paragraph, a list item, a heading, a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    /// Byte offsets into the prose.
    pub span: Span,
    /// What it is.
    pub kind: RegionKind,
    /// For a cell of a table: the number of the region that heads its column, where there is one.
    pub head: Option<usize>,
}

/// What a region is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RegionKind {
    /// A paragraph, a list item, or a line of a note.
    Text,
    /// A heading.
    Heading,
    /// A table cell.
    Cell,
    /// A block quotation: somebody else's words.
    Quote,
}

/// The formats that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Plain text, which is how most notes come.
    Plain,
    /// CommonMark with tables, footnotes, task lists and front matter.
    Markdown,
    /// A page or a part of one, with the commands of a template language or without.
    Html,
    /// A message as Git hands it to an editor: lines that begin with `#` are not part of it.
    GitCommit,
    /// A part of a Word document (`.docx`), in its XML.
    Word,
    /// A part of an OpenDocument text (`.odt`), in its XML.
    OpenDocument,
    /// RTF: the text itself, or what stands beside it.
    Rtf,
    /// The text of a PDF, as `pdftotext` writes it: a form feed behind every page.
    Pdf,
    /// FHIR resources in JSON: each text in them is a plain one, a page or Markdown.
    Fhir,
    /// HL7 version 2 messages: each of their texts is a plain one.
    Hl7,
    /// LaTeX: comments, environments of code and formulas, and lines that are commands are left out.
    Latex,
    /// Org: comments, keywords, drawers, and blocks of code, of examples and of quotations are left
    /// out.
    Org,
}

impl Document {
    /// Reads a text that is already decoded.
    pub fn new(source: impl Into<String>, format: Format) -> Self {
        Self::build(source.into(), Encoding::Utf8 { bom: false }, format)
    }

    /// Reads the bytes of a file.
    ///
    /// # Errors
    /// When the bytes are no text: see [`NotText`].
    pub fn from_bytes(bytes: &[u8], format: Format) -> Result<Self, NotText> {
        let (source, encoding) = decode::decode(bytes)?;
        Ok(Self::build(source, encoding, format))
    }

    /// The documents in the bytes of a file of some format ([`Format::detect`] tells which): one, or
    /// one for each part that has words, each element of a FHIR resource, each text of an HL7 message.
    /// Of these last two the offsets are those of the words as they are meant, without escapes.
    ///
    /// # Errors
    /// When there is nothing in it that can be read as that format.
    pub fn all(bytes: &[u8], format: Format) -> Result<Vec<Self>, Unreadable> {
        match format {
            Format::Word | Format::OpenDocument => package::read(bytes, format),
            Format::Rtf => rtf::documents(bytes),
            Format::Pdf => Err(Unreadable::Broken(
                match pdf::is_pdf(bytes) {
                    true => "is a PDF, whose text has to be taken out of it first",
                    false => "is no PDF",
                }
                .to_owned(),
            )),
            Format::Fhir => fhir::documents(bytes),
            Format::Hl7 => hl7::documents(bytes),
            text => Ok(vec![Self::from_bytes(bytes, text).map_err(|_| Unreadable::NotText)?]),
        }
    }

    /// The text that a person would recognise, and where a span of `source` stands in it: the source
    /// itself, or the prose where the source is full of what nobody sees.
    pub fn visible(&self, span: Span) -> (&str, Span) {
        match self.format {
            _ if self.bare => self.in_prose(span),
            Format::Word | Format::OpenDocument | Format::Rtf => self.in_prose(span),
            _ => (&self.source, span),
        }
    }

    /// Sees to it that [`Document::visible`] gives the prose in every format: in markup, between
    /// the words of a phrase, more may be hidden.
    pub fn show_prose_only(&mut self) {
        self.bare = true;
    }

    fn in_prose(&self, span: Span) -> (&str, Span) {
        (&self.prose.text, self.prose.of_source(span))
    }

    /// The words that a person reads in a span of `source`, markup taken away; the source itself
    /// where the span holds no such words.
    pub fn words(&self, span: Span) -> &str {
        let (text, words) = self.in_prose(span);
        // What reaches from a page into an attribute has no words of its own.
        match self.prose.to_source(words) == span {
            true => &text[words.range()],
            false => &self.source[span.range()],
        }
    }

    /// What the place of an offset into `source` is called, where lines and columns say nothing.
    pub fn place(&self, offset: usize) -> Option<&str> {
        let next = self.places.partition_point(|(start, _)| *start <= offset);
        self.places.get(next.checked_sub(1)?).map(|(_, name)| name.as_str())
    }

    /// The same document, as one of the cells of a table.
    pub fn in_cell(mut self, cell: Cell) -> Self {
        let id = cell.id.as_ref().map_or_else(String::new, |id| format!(" ({id})"));
        self.places = vec![(0, format!("record {}{id}, {}", cell.record, cell.column))];
        self.cell = Some(cell);
        self
    }

    /// The same document, with names for its places.
    fn at_places(mut self, places: Vec<(usize, String)>) -> Self {
        self.places = places;
        self
    }

    /// The same document, its places called by the part of the file that it is.
    fn in_part(mut self, part: &str) -> Self {
        if !part.is_empty() && self.places.is_empty() {
            self.places.push((0, part.to_owned()));
        } else if !part.is_empty() {
            self.places.iter_mut().for_each(|(_, place)| *place = format!("{part}, {place}"));
        }
        self
    }

    fn build(source: String, encoding: Encoding, format: Format) -> Self {
        let plain = |(prose, regions)| Parts { prose, regions, ..Parts::default() };
        let marked =
            |(prose, regions, allows)| Parts { prose, regions, allows, ..Parts::default() };
        let parts = match format {
            Format::Plain | Format::Fhir | Format::Hl7 => plain(plain::read(&source)),
            Format::Markdown => marked(markdown::read(&source)),
            Format::Html => marked(html::read(&source)),
            Format::GitCommit | Format::Latex | Format::Org => {
                plain(plain::read(&blank::lines(&source, format)))
            }
            Format::Word => word::read(&source),
            Format::OpenDocument => opendocument::read(&source),
            Format::Pdf => pdf::read(&source),
            Format::Rtf => rtf::read(&source, rtf::Part::Body).0,
        };
        Self::of(source, encoding, format, parts)
    }

    fn of(source: String, encoding: Encoding, format: Format, parts: Parts) -> Self {
        let Parts { prose, regions, allows, places } = parts;
        let lines = Lines::new(&source);
        Self {
            source,
            encoding,
            format,
            prose,
            regions,
            allows,
            places,
            lines,
            cell: None,
            bare: false,
            part: None,
        }
    }

    /// The edit that lets a rule's finding at an offset into `source` stand: a comment before the
    /// block; none where the format has no comments.
    pub fn allow(&self, rule: &str, offset: usize) -> Option<Edit> {
        match self.format {
            Format::Plain
            | Format::GitCommit
            | Format::Latex
            | Format::Org
            | Format::Word
            | Format::OpenDocument
            | Format::Rtf
            | Format::Pdf
            | Format::Fhir
            | Format::Hl7 => None,
            Format::Html => {
                let prose = |region: &Region| self.prose.to_source(region.span);
                let block = self.regions.iter().map(prose).find(|span| span.end > offset)?;
                let text = format!("<!-- careword: allow {rule} -->");
                Some(Edit { span: Span::new(block.start, block.start), text })
            }
            Format::Markdown => {
                let start = markdown::block_at(&self.source, offset)?.start;
                let text = format!("<!-- careword: allow {rule} -->\n");
                Some(Edit { span: Span::new(start, start), text })
            }
        }
    }

    /// The edit that takes a comment out, or a rule that it names; `span` is where that stands.
    pub fn without_allow(&self, span: Span) -> Edit {
        Edit { span: allow::removal(&self.source, span), text: String::new() }
    }

    /// Where an offset into `source` stands in the file's own bytes.
    pub fn file_offset(&self, offset: usize) -> usize {
        self.encoding.file_offset(&self.source, &self.lines, offset)
    }
}
