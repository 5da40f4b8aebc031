//! Reads RTF (Rich Text Format Specification 1.9.1, which is the last): letters, and notes as older
//! record systems keep them.
//!
//! Read is what is seen on the page: text that is hidden or deleted, field instructions, pictures
//! and the tables at the head of the file are not. Headers, footers, notes and comments stand in
//! the midst of the text; each kind of them is read as a document of its own. How RTF is spelt is
//! for `control`, which words begin what for `part`.

mod control;
mod part;

pub(super) use part::Part;

use super::decode::one_byte;
use super::places::Places;
use super::reader::Reader;
use super::{Document, Format, Parts, RegionKind, Unreadable};
use crate::text::Span;
use control::{Token, charset, code_page, next_token};
use encoding_rs::WINDOWS_1252;
use part::KNOWN;
use rustc_hash::{FxHashMap, FxHashSet};

/// Whether bytes are RTF.
pub(super) fn is_rtf(bytes: &[u8]) -> bool {
    bytes.starts_with(b"{\\rtf")
}

/// The documents in a file: the text itself, and one for each kind of what stands beside it.
pub(super) fn documents(bytes: &[u8]) -> Result<Vec<Document>, Unreadable> {
    if !is_rtf(bytes) {
        return Err(Unreadable::Broken("is no RTF".to_owned()));
    }
    let (source, encoding) = one_byte(bytes);
    let document = |source: String, parts| Document::of(source, encoding, Format::Rtf, parts);
    let (body, met) = read(&source, Part::Body);
    let mut beside = Vec::new();
    for part in met {
        let (parts, _) = read(&source, part);
        beside.push(document(source.clone(), parts).in_part(part.label()));
    }
    beside.insert(0, document(source, body));
    Ok(beside)
}

/// The prose of one part, and which others were met beside it.
pub(super) fn read(source: &str, wanted: Part) -> (Parts, Vec<Part>) {
    let mut rtf = Rtf {
        reader: Reader::new(source),
        places: Places::default(),
        wanted,
        met: Vec::new(),
        state: State {
            part: Part::Body,
            hidden: false,
            deleted: false,
            in_table: false,
            heading: false,
            quote: false,
            fallback: 1,
            encoding: WINDOWS_1252,
        },
        outer: Vec::new(),
        is_optional: false,
        page: WINDOWS_1252,
        fonts: FxHashMap::default(),
        default_font: 0,
        number: 0,
        style: String::new(),
        headings: FxHashSet::default(),
        quotes: FxHashSet::default(),
        begun: false,
        bytes: (Vec::new(), Span::new(0, 0)),
        surrogate: None,
    };
    let mut at = 0;
    while at < source.len() {
        at += rtf.token(at);
    }
    rtf.end_bytes();
    rtf.reader.end_region();
    let Reader { prose, regions, .. } = rtf.reader;
    let parts = Parts { prose, regions, allows: Vec::new(), places: rtf.places.named };
    (parts, rtf.met)
}

/// What the end of a group undoes.
#[derive(Clone, Copy)]
struct State {
    part: Part,
    hidden: bool,
    deleted: bool,
    /// Whether the paragraph stands in a table.
    in_table: bool,
    heading: bool,
    quote: bool,
    /// How many characters behind a `\u` stand for it in old programs.
    fallback: usize,
    /// What bytes above 7 bits mean.
    encoding: &'static encoding_rs::Encoding,
}

struct Rtf<'a> {
    reader: Reader<'a>,
    places: Places,
    /// The part that is read.
    wanted: Part,
    /// The parts with words of their own that were met.
    met: Vec<Part>,
    state: State,
    /// The states of the groups that are open.
    outer: Vec<State>,
    /// Whether `\*` stands before this.
    is_optional: bool,
    /// The code page of the document.
    page: &'static encoding_rs::Encoding,
    /// What is known of the fonts.
    fonts: FxHashMap<i32, &'static encoding_rs::Encoding>,
    default_font: i32,
    /// The font or the style that is being defined.
    number: i32,
    /// The name of that style.
    style: String,
    /// The styles of headings, and of somebody else's words.
    headings: FxHashSet<i32>,
    quotes: FxHashSet<i32>,
    /// Whether the present paragraph has begun.
    begun: bool,
    /// Bytes that are no whole character yet, and where they stand.
    bytes: (Vec<u8>, Span),
    /// The first half of a character that takes two `\u`.
    surrogate: Option<(u16, Span)>,
}

impl Rtf<'_> {
    /// Reads the token at an offset, and gives its length.
    fn token(&mut self, at: usize) -> usize {
        let source = self.reader.source;
        let (token, mut len) = next_token(&source[at..]);
        let mut range = Span::new(at, at + len);
        if !matches!(token, Token::Byte(_) | Token::LineEnd) {
            self.end_bytes();
        }
        match token {
            Token::LineEnd => {}
            Token::Words(words) if self.state.part == Part::Styles => self.style.push_str(words),
            Token::Words(words) => {
                if self.begin(range.start) {
                    self.reader.push_verbatim(words, range.start);
                }
            }
            Token::Byte(byte) => self.byte(byte, range),
            Token::Word("u", Some(number)) => {
                len += fallback(&source[range.end..], self.state.fallback);
                range.end = at + len;
                self.unit(number, range);
            }
            Token::Open | Token::Close | Token::Word(..) | Token::Symbol(_) => {
                self.command(token, range);
            }
        }
        len
    }

    /// Does what is no text.
    fn command(&mut self, token: Token<'_>, range: Span) {
        let optional = std::mem::take(&mut self.is_optional);
        match token {
            Token::Symbol(symbol) => match symbol {
                '*' => self.is_optional = true,
                '\\' | '{' | '}' => self.push(symbol.encode_utf8(&mut [0; 4]), range),
                '~' => self.push("\u{A0}", range),
                '_' => self.push("-", range),
                '\r' | '\n' => self.end_paragraph(range.start),
                // A soft hyphen, and marks for an index.
                _ => {}
            },
            Token::Word(word, number) => self.word(word, number, optional, range),
            Token::Open => self.outer.push(self.state),
            _ => self.close(),
        }
    }

    fn close(&mut self) {
        if self.state.part == Part::Styles {
            let name = std::mem::take(&mut self.style).to_ascii_lowercase();
            // Code is left alone as somebody else's words are.
            if ["quot", "code", "preformatted"].iter().any(|part| name.contains(part)) {
                self.quotes.insert(self.number);
            } else if name.trim_start().starts_with("heading") || name.trim() == "title;" {
                self.headings.insert(self.number);
            }
            self.number = -1;
        }
        let Some(outer) = self.outer.pop() else { return };
        let ended = std::mem::replace(&mut self.state, outer);
        if ended.part == self.wanted && outer.part != self.wanted {
            self.reader.end_region();
            self.begun = false;
        }
    }

    fn word(&mut self, word: &str, number: Option<i32>, optional: bool, range: Span) {
        let on = number != Some(0);
        let value = number.unwrap_or(0);
        match (word, self.state.part) {
            // Nothing in a group that is not read makes it read.
            (_, Part::Silent) => {}
            ("f", Part::Fonts) => self.number = value,
            ("fcharset", Part::Fonts) => self.font(charset(value)),
            ("cpg", Part::Fonts) => self.font(code_page(value)),
            ("s", Part::Styles) => self.number = value,
            ("ftnalt", Part::Footnote) => self.enter(Part::Endnote),
            ("ansicpg", _) => self.set_page(code_page(value)),
            ("mac", _) => self.set_page(code_page(10000)),
            ("deff", _) => self.default_font = value,
            ("f", _) => self.state.encoding = self.encoding(value),
            ("plain", _) => {
                (self.state.hidden, self.state.deleted) = (false, false);
                self.state.encoding = self.encoding(self.default_font);
            }
            ("v", _) => self.state.hidden = on,
            ("deleted", _) => self.state.deleted = on,
            ("uc", _) => self.state.fallback = usize::try_from(value).unwrap_or(1),
            ("pard", _) => {
                self.state.in_table = false;
                (self.state.heading, self.state.quote) = (false, false);
            }
            ("intbl", _) => self.state.in_table = true,
            ("outlinelevel", _) => self.state.heading = value < 9,
            ("s", _) => {
                self.state.heading = self.headings.contains(&value);
                self.state.quote = self.quotes.contains(&value);
            }
            // A table within a cell has no places of its own.
            ("par" | "sect" | "nestcell", _) => self.end_paragraph(range.start),
            ("cell", _) => self.end_cell(range.start),
            ("row", _) => self.end_row(),
            ("tab" | "line" | "lbr" | "page" | "column" | "emspace" | "enspace", _) => {
                self.push(" ", range);
            }
            ("lquote", _) => self.push("\u{2018}", range),
            ("rquote", _) => self.push("\u{2019}", range),
            ("ldblquote", _) => self.push("\u{201C}", range),
            ("rdblquote", _) => self.push("\u{201D}", range),
            ("endash", _) => self.push("\u{2013}", range),
            ("emdash", _) => self.push("\u{2014}", range),
            ("bullet", _) => self.push("\u{2022}", range),
            _ => match Part::of(word) {
                Some(part) => self.enter(part),
                None if optional && !KNOWN.contains(&word) => self.enter(Part::Silent),
                None => {}
            },
        }
    }

    fn enter(&mut self, part: Part) {
        self.state.part = part;
        if !part.label().is_empty() && !self.met.contains(&part) {
            self.met.push(part);
        }
    }

    fn set_page(&mut self, page: Option<&'static encoding_rs::Encoding>) {
        if let Some(page) = page {
            (self.page, self.state.encoding) = (page, page);
        }
    }

    fn font(&mut self, encoding: Option<&'static encoding_rs::Encoding>) {
        if let Some(encoding) = encoding {
            self.fonts.insert(self.number, encoding);
        }
    }

    fn encoding(&self, font: i32) -> &'static encoding_rs::Encoding {
        self.fonts.get(&font).copied().unwrap_or(self.page)
    }

    /// A byte of a character.
    fn byte(&mut self, byte: u8, range: Span) {
        let (bytes, span) = &mut self.bytes;
        if bytes.is_empty() {
            *span = range;
        }
        bytes.push(byte);
        span.end = range.end;
        let whole = self.state.encoding.decode_without_bom_handling_and_without_replacement(bytes);
        // No character has more than four.
        if let Some(text) = whole {
            let (text, span) = (text.into_owned(), *span);
            bytes.clear();
            self.push(&text, span);
        } else if bytes.len() >= 4 {
            self.end_bytes();
        }
    }

    /// Bytes that became no character.
    fn end_bytes(&mut self) {
        if !self.bytes.0.is_empty() {
            self.bytes.0.clear();
            self.push("\u{FFFD}", self.bytes.1);
        }
    }

    /// A UTF-16 code unit, as a number of 16 bits with a sign.
    fn unit(&mut self, number: i32, range: Span) {
        let Ok(unit) = u16::try_from(number & 0xFFFF) else { return };
        let before = self.surrogate.take();
        if matches!(unit, 0xD800..=0xDBFF) {
            self.surrogate = Some((unit, range));
            return;
        }
        let (units, start) = match before {
            Some((high, place)) => (vec![high, unit], place.start),
            None => (vec![unit], range.start),
        };
        self.push(&String::from_utf16_lossy(&units), Span::new(start, range.end));
    }

    /// Adds what stands for all of `range`.
    fn push(&mut self, text: &str, range: Span) {
        if self.begin(range.start) {
            self.reader.push_whole(text, range);
        }
    }

    /// Whether what comes now is read.
    fn is_read(&self) -> bool {
        let State { part, hidden, deleted, .. } = self.state;
        part == self.wanted && !hidden && !deleted
    }

    /// Makes sure that there is a paragraph for words, if they are read.
    fn begin(&mut self, at: usize) -> bool {
        let read = self.is_read();
        if read {
            self.begin_paragraph(at);
            self.reader.begin();
        }
        read
    }

    fn begin_paragraph(&mut self, at: usize) {
        if self.begun {
            return;
        }
        self.begun = true;
        let State { in_table, heading, quote, .. } = self.state;
        if in_table && !self.places.in_table() {
            self.places.begin_table();
            self.places.row();
            self.places.cell();
        } else if !in_table && self.places.in_table() {
            self.places.end_table();
        }
        self.places.paragraph(at, self.reader.prose.text.len());
        self.reader.kind = match (heading, in_table) {
            (true, _) => RegionKind::Heading,
            (false, true) => RegionKind::Cell,
            (false, false) => RegionKind::Text,
        };
        self.reader.quotes = if quote { vec![true] } else { Vec::new() };
    }

    /// Ends a paragraph, which counts even if nothing stands in it.
    fn end_paragraph(&mut self, at: usize) {
        if self.is_read() {
            self.begin_paragraph(at);
            self.reader.end_region();
            self.begun = false;
        }
    }

    fn end_cell(&mut self, at: usize) {
        if self.is_read() {
            if self.state.in_table {
                self.end_paragraph(at);
            }
            self.places.cell();
        }
    }

    fn end_row(&mut self) {
        if self.is_read() {
            self.places.row();
            self.places.cell();
        }
    }
}

/// The length of the characters behind a `\u` that stand for it in old programs. They end with their
/// group.
fn fallback(text: &str, count: usize) -> usize {
    let (mut at, mut left) = (0, count);
    while left > 0
        && let Some(first) = text[at..].chars().next()
    {
        match first {
            '{' | '}' => break,
            '\\' => at += next_token(&text[at..]).1,
            other => at += other.len_utf8(),
        }
        left -= usize::from(!matches!(first, '\r' | '\n'));
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The regions of a part, each with its place and a sign for its kind.
    fn regions(document: &Document) -> Vec<String> {
        let show = |region: &crate::document::Region| {
            let place = document.place(document.prose.to_source(region.span).start).unwrap();
            let sign = match region.kind {
                RegionKind::Text => "",
                RegionKind::Heading => "# ",
                RegionKind::Cell => "| ",
                RegionKind::Quote => "> ",
            };
            format!("{place}: {sign}{}", &document.prose.text[region.span.range()])
        };
        document.regions.iter().map(show).collect()
    }

    /// The regions of all parts of a file with these words in it.
    fn read_all(body: &str) -> Vec<String> {
        let source = format!("{{\\rtf1\\ansi\\ansicpg1252 {body}}}");
        documents(source.as_bytes()).unwrap().iter().flat_map(regions).collect()
    }

    /// The text of the only paragraph.
    fn text(body: &str) -> String {
        let all = read_all(body);
        assert!(all.len() <= 1, "{all:?}");
        all.concat().trim_start_matches("paragraph 1: ").to_owned()
    }

    #[test]
    fn what_is_seen_on_the_page_is_prose() {
        let table = [
            ("He {\\b non}-compliant", "He non-compliant"),
            ("refu\r\nsed\n to go", "refused to go"),
            ("re\\-fused", "refused"),
            ("non\\_compliant\\~x", "non-compliant\u{A0}x"),
            ("a\\tab b\\line c", "a b c"),
            ("\\ldblquote a\\rdblquote\\emdash b\\rquote s", "“a”—b’s"),
            ("\\{a\\} b\\\\", "{a} b\\"),
            ("caf\\'e9 \\'93x\\'94", "café “x”"),
            // Characters above 16 bits, the skipping of what stands for them, and its end.
            ("it\\u8217's", "it’s"),
            ("\\u8217?s", "’s"),
            ("a\\uc2\\u8217\\'3f?b{\\uc0\\u8217}c", "a’b’c"),
            ("a\\u8217\r\n?b", "a’b"),
            ("a\\u-10179?\\u-8694?b", "a😊b"),
            ("a\\u8217}b", "a’b"),
            // Code pages of the document, of fonts, and of more than one byte.
            ("\\ansicpg1251 \\'ef", "п"),
            ("{\\fonttbl{\\f0 A;}{\\f1\\fcharset204 B;}}\\f1\\'ef\\plain\\'e9", "пé"),
            ("{\\fonttbl{\\f3\\fcharset128 B;}}{\\f3\\'83\n\\'53\\'82}x", "ゴ\u{FFFD}x"),
            // What is no prose.
            ("a{\\colortbl;\\red0;}{\\info{\\title T}}b", "ab"),
            ("a{\\*\\generator X;}{\\*\\unknown{\\header y}}b", "ab"),
            ("a{\\field{\\*\\fldinst HYPERLINK x}{\\fldrslt b}}", "ab"),
            ("a{\\v hidden\\v0  b}{\\deleted gone}\\plain  c", "a b c"),
            ("a{\\pict\\bin4 }}{{b}c", "ac"),
            ("{\\listtext\\bullet\\tab}a", "a"),
            ("a{\\*\\shpinst{\\sp{\\sn x}{\\sv y}}{\\shptxt  b}}", "a b"),
            // Faults.
            ("a}}}b", "ab"),
            ("{{{{a", "a"),
            ("a\\'zzb", "azzb"),
            ("a\\bin99999999999 b", "ab"),
        ];
        for (body, expected) in table {
            assert_eq!(text(body), expected, "{body}");
        }
    }

    #[test]
    fn places_and_kinds() {
        let styles = "{\\stylesheet{\\s1 heading 1;}{\\s2\\i Intense Quote;}{\\s3 Body;}}";
        let table: &[(&str, &[&str])] = &[
            ("a\\par\\par b\\\nc", &["paragraph 1: a", "paragraph 3: b", "paragraph 4: c"]),
            (
                "\\pard\\s1 a\\par\\pard\\s2 b\\par\\pard\\s3 c\\par\\outlinelevel1 d",
                &["paragraph 1: # a", "paragraph 2: > b", "paragraph 3: c", "paragraph 4: # d"],
            ),
            (
                "a\\par\\trowd\\cellx1\\pard\\intbl b\\cell\\cell\\row\\trowd\\pard\\intbl\\cell \
                 c\\par d\\cell\\row\\pard e",
                &[
                    "paragraph 1: a",
                    "table 1 cell A1: | b",
                    "table 1 cell B2: | c",
                    "table 1 cell B2: | d",
                    "paragraph 2: e",
                ],
            ),
            (
                "{\\header h\\par}a{\\super\\chftn{\\footnote\\pard n}}b{\\footnote\\ftnalt e}\
                 {\\footnote m}{\\*\\annotation{\\*\\atnref 1} k}\\par{\\footerf f}",
                &[
                    "paragraph 1: ab",
                    "header, paragraph 1: h",
                    "footnote, paragraph 1: n",
                    "footnote, paragraph 2: m",
                    "endnote, paragraph 1: e",
                    "comment, paragraph 1: k",
                    "footer, paragraph 1: f",
                ],
            ),
        ];
        for (body, expected) in table {
            assert_eq!(read_all(&format!("{styles}{body}")), *expected, "{body}");
        }
    }

    /// Bytes are counted right behind bytes that are no ASCII.
    #[test]
    fn offsets_are_those_of_the_file() {
        let file = b"{\\rtf1 {\\pict\\bin3 \x80}\xFF}caf\xE9 refu{\\i sed} \\'93to\\'94}";
        let document = documents(file).unwrap().remove(0);
        assert_eq!(document.prose.text, "café refused “to”");
        let table: [(&str, &[u8]); 3] =
            [("café", b"caf\xE9"), ("refused", b"refu{\\i sed"), ("“", b"\\'93")];
        for (words, expected) in table {
            let start = document.prose.text.find(words).unwrap();
            let span = document.prose.to_source(Span::new(start, start + words.len()));
            let bytes = document.file_offset(span.start)..document.file_offset(span.end);
            assert_eq!(&file[bytes], expected, "{words}");
        }
    }

    #[test]
    fn deep_nesting_takes_no_stack_and_no_time() {
        let body = "{\\b".repeat(300_000);
        assert_eq!(text(&format!("{body} a{}", "}".repeat(400_000))), "a");
        let skipped = "x".repeat(300_000);
        assert_eq!(text(&format!("\\uc999999\\u8217{skipped}\\u8217{skipped}}} a")), "’ a");
    }
}
