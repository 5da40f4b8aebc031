//! Reads HL7 version 2 messages (chapter 2 of the standard): the text of results and documents
//! (OBX-5 of the types TX, FT and ST) and of notes (NTE-3).
//!
//! A text may be spread over segments, one for each of its lines; they are read as the one document
//! they are. Offsets are those of the text without its escapes. A file may hold a batch of messages,
//! and the bytes that frame them on the wire (MLLP).

use super::{Document, Format, Unreadable, decode};
use encoding_rs::WINDOWS_1252;

/// The types of OBX-5 that are text.
const TEXTS: &[&str] = &["FT", "ST", "TX"];

/// The characters that part a message: MSH-1 and MSH-2.
#[derive(Debug, Clone, Copy)]
struct Separators {
    field: char,
    component: char,
    repetition: char,
    escape: char,
    subcomponent: char,
}

impl Separators {
    /// Those that a header segment names, behind its own name.
    fn of(header: &str) -> Option<Self> {
        let field = header.chars().next().filter(char::is_ascii_punctuation)?;
        let (names, _) = header[1..].split_once(field)?;
        let names: Vec<char> = names.chars().take(6).collect();
        match names[..] {
            [component, repetition, escape, ref more @ ..]
                if more.len() < 3 && names.iter().all(char::is_ascii_punctuation) =>
            {
                let subcomponent = more.first().copied().unwrap_or('&');
                Some(Self { field, component, repetition, escape, subcomponent })
            }
            _ => None,
        }
    }
}

/// Whether a text begins as a message does, or a batch of them.
pub(super) fn is_hl7(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\x0B").unwrap_or(bytes);
    // A header names its separators within its first ten bytes.
    header(&String::from_utf8_lossy(&text[..text.len().min(10)])).is_some()
}

/// The separators that a segment names, if it is the head of a message, a batch or a file.
fn header(segment: &str) -> Option<Separators> {
    let name = segment.get(..3).filter(|name| matches!(*name, "MSH" | "BHS" | "FHS"))?;
    Separators::of(&segment[name.len()..])
}

/// The texts in a file of messages.
pub(super) fn documents(bytes: &[u8]) -> Result<Vec<Document>, Unreadable> {
    let (source, _) = decode::decode(bytes).map_err(|_| Unreadable::NotText)?;
    let mut messages = Messages {
        separators: None,
        message: 0,
        observations: 0,
        notes: 0,
        key: None,
        text: String::new(),
        places: Vec::new(),
        documents: Vec::new(),
    };
    let mut segment = String::new();
    let mut separator = '|';
    for line in source.split(['\r', '\n']) {
        let line = line.trim_matches(['\x0B', '\x1C', ' ']);
        separator = header(line).map_or(separator, |header| header.field);
        // A line end within a field is an error of the sender, and the text goes on behind it.
        if is_segment(line, separator) || segment.is_empty() {
            messages.segment(segment.trim_end());
            segment.clear();
        } else {
            segment.push('\n');
        }
        segment.push_str(line);
    }
    messages.segment(segment.trim_end());
    messages.end_text();
    if messages.message == 0 {
        return Err(Unreadable::Broken("is no HL7 message: it has no MSH segment".to_owned()));
    }
    let many = messages.message > 1;
    let named = |(message, document): (usize, Document)| match many {
        true => document.in_part(&format!("message {message}")),
        false => document,
    };
    Ok(messages.documents.into_iter().map(named).collect())
}

/// Whether a line begins with the name of a segment. Those that end a batch or a file have the
/// separators with which it began.
fn is_segment(line: &str, separator: char) -> bool {
    let Some((name, rest)) = line.split_at_checked(3) else { return false };
    matches!(name, "BTS" | "FTS")
        || name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
            && (rest.is_empty() || rest.starts_with(separator))
}

struct Messages {
    separators: Option<Separators>,
    /// How many messages have begun, and how many OBX and NTE segments there were in the last.
    message: usize,
    observations: usize,
    notes: usize,
    /// What the segments of the present text have in common.
    key: Option<String>,
    text: String,
    places: Vec<(usize, String)>,
    /// The texts so far, each with the number of its message.
    documents: Vec<(usize, Document)>,
}

impl Messages {
    fn segment(&mut self, segment: &str) {
        if let Some(separators) = header(segment) {
            self.end_text();
            self.separators = Some(separators);
            if segment.starts_with("MSH") {
                self.message += 1;
                (self.observations, self.notes) = (0, 0);
            }
            return;
        }
        let Some(separators) = self.separators else { return };
        let fields: Vec<&str> = segment.splitn(7, separators.field).collect();
        let field = |number: usize| fields.get(number).copied().unwrap_or_default();
        match field(0) {
            "OBX" => {
                self.observations += 1;
                let place = format!("OBX[{}]-5", self.observations);
                match TEXTS.contains(&field(2)) {
                    true => {
                        let key = format!("{}{}{}", field(3), separators.field, field(4));
                        self.lines(key, field(5), &place, separators);
                    }
                    false => self.end_text(),
                }
            }
            "NTE" => {
                self.notes += 1;
                let place = format!("NTE[{}]-3", self.notes);
                self.lines("NTE".to_owned(), field(3), &place, separators);
            }
            _ => self.end_text(),
        }
    }

    /// Adds a field to the text that it belongs to, each of its repetitions as a line.
    fn lines(&mut self, key: String, field: &str, place: &str, separators: Separators) {
        if self.key.as_ref() != Some(&key) {
            self.end_text();
            self.key = Some(key);
        }
        for (number, words) in field.split(separators.repetition).enumerate() {
            if !self.places.is_empty() {
                self.text.push('\n');
            }
            let place = match number {
                0 => place.to_owned(),
                more => format!("{place}[{}]", more + 1),
            };
            if number == 0 || !words.is_empty() {
                self.places.push((self.text.len(), place));
            }
            unescape(words, separators, &mut self.text);
        }
    }

    fn end_text(&mut self) {
        self.key = None;
        let (text, places) = (std::mem::take(&mut self.text), std::mem::take(&mut self.places));
        if !text.trim().is_empty() {
            let document = Document::new(text, Format::Plain).at_places(places);
            self.documents.push((self.message, document));
        }
    }
}

/// Adds a field to a text, its escapes as what they mean ("Use of escape sequences in text
/// fields"). What is no escape stays as it is.
fn unescape(field: &str, separators: Separators, text: &mut String) {
    let mut rest = field;
    while let Some((before, after)) = rest.split_once(separators.escape) {
        text.push_str(before);
        let Some((escape, behind)) = after.split_once(separators.escape) else {
            text.push(separators.escape);
            rest = after;
            break;
        };
        rest = match meaning(escape, separators) {
            Some(meaning) => {
                text.push_str(&meaning);
                behind
            }
            None => {
                text.push(separators.escape);
                after
            }
        };
    }
    text.push_str(rest);
}

/// What stands between two escape characters means.
fn meaning(escape: &str, separators: Separators) -> Option<String> {
    let sign = |sign: char| Some(String::from(sign));
    match escape {
        "F" => return sign(separators.field),
        "S" => return sign(separators.component),
        "T" => return sign(separators.subcomponent),
        "R" => return sign(separators.repetition),
        "E" => return sign(separators.escape),
        "P" => return sign('#'),
        // Highlighting begins and ends.
        "H" | "N" => return Some(String::new()),
        _ => {}
    }
    if let Some(command) = escape.strip_prefix('.') {
        let lines = match command.get(..2)? {
            "br" | "ce" => 1,
            // The number of lines left empty, one if it is not said.
            "sp" => 1 + command[2..].trim_start_matches('+').parse().unwrap_or(1_usize).min(3),
            "sk" => return sign(' '),
            "fi" | "in" | "nf" | "ti" => 0,
            _ => return None,
        };
        return Some("\n".repeat(lines));
    }
    let digits = escape.get(1..)?;
    if !digits.len().is_multiple_of(2) || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    match escape.as_bytes()[0] {
        b'X' => {
            let byte = |at| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
            let bytes: Vec<u8> = (0..digits.len()).step_by(2).filter_map(byte).collect();
            Some(match String::from_utf8(bytes) {
                Ok(text) => text,
                Err(error) => {
                    WINDOWS_1252.decode_without_bom_handling(error.as_bytes()).0.into_owned()
                }
            })
        }
        // A change of character set, which the text is read without.
        b'C' | b'M' => Some(String::new()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every text, each of its lines with its place.
    fn read(file: &str) -> Vec<String> {
        let show = |document: &Document| {
            let mut start = 0;
            let line = |line: &str| {
                let shown = format!("{}: {line}", document.place(start).unwrap());
                start += line.len() + 1;
                shown
            };
            document.source.split('\n').map(line).collect::<Vec<_>>().join(" / ")
        };
        documents(file.as_bytes()).unwrap().iter().map(show).collect()
    }

    #[test]
    fn texts_and_notes() {
        let table: &[(&str, &[&str])] = &[
            (
                "MSH|^~\\&|A|B\rPID|1\rOBX|1|TX|N^Note||He refused||||||F\rOBX|2|TX|N^Note||to go.\r",
                &["OBX[1]-5: He refused / OBX[2]-5: to go."],
            ),
            // Another observation, another sub-ID, another type, another segment between.
            (
                "MSH|^~\\&|\nOBX|1|TX|N|1|a\nOBX|2|FT|N|1|b\nOBX|3|ST|N|2|c\nOBX|4|NM|N|2|7\nOBX|5|ST|N|2|d\n\
                 NTE|1||e\nNTE|2|L|f~g\nOBX|6|ST|N|2|h",
                &[
                    "OBX[1]-5: a / OBX[2]-5: b",
                    "OBX[3]-5: c",
                    "OBX[5]-5: d",
                    "NTE[1]-3: e / NTE[2]-3: f / NTE[2]-3[2]: g",
                    "OBX[6]-5: h",
                ],
            ),
            // A batch, framed; each message has its own separators.
            (
                "FHS|^~\\&|\r\nBHS|^~\\&|\r\n\x0BMSH|^~\\&|\r\nNTE|1||a\r\n\x1C\r\x0BMSH*:;!?*x\rNTE*1**b|!F!c\r\x1C\rBTS|2",
                &["message 1, NTE[1]-3: a", "message 2, NTE[1]-3: b|*c"],
            ),
            // A line end within a field; an empty line parts paragraphs.
            ("MSH|^~\\&|\rNTE|1||a\nMSE: b\r", &["NTE[1]-3: a / NTE[1]-3: MSE: b"]),
            (
                "MSH|^~\\&|\rOBX|1|TX|N||a\rOBX|2|TX|N||\rOBX|3|TX|N||b",
                &["OBX[1]-5: a / OBX[2]-5:  / OBX[3]-5: b"],
            ),
            ("MSH|^~\\&|\rOBX|1|TX", &[]),
        ];
        for (file, expected) in table {
            assert_eq!(read(file), *expected, "{file}");
        }
    }

    #[test]
    fn escapes() {
        let table = [
            ("a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\f", "a|b^c&d~e\\f"),
            ("a\\.br\\b\\.sp2\\c\\.sp\\d\\.in+4\\e\\.ce\\f", "a\nb\n\n\nc\n\nde\nf"),
            ("\\H\\a\\N\\ b", "a b"),
            ("caf\\XC3A9\\ \\XE9\\\\X0D0A\\x", "café é\r\nx"),
            ("a\\M2442\\b\\C2842\\", "ab"),
            ("a\\b", "a\\b"),
            ("C:\\Z\\F\\x", "C:\\Z|x"),
            ("\\X0\\\\.zz\\", "\\X0\\\\.zz\\"),
            ("\\é\\", "\\é\\"),
        ];
        let separators = Separators::of("|^~\\&|").unwrap();
        for (field, expected) in table {
            let mut text = String::new();
            unescape(field, separators, &mut text);
            assert_eq!(text, expected, "{field}");
        }
    }

    #[test]
    fn what_begins_as_a_message_does() {
        let table: [(&[u8], bool); 8] = [
            (b"MSH|^~\\&|A", true),
            (b"\x0BMSH|^~\\&#|A", true),
            (b"BHS|^~\\&|", true),
            (b"FHS*:;!?*", true),
            (b"MSH|^~\\&", false),
            (b"MSH - he refused", false),
            (b"MSH|notes|", false),
            (b"", false),
        ];
        for (bytes, expected) in table {
            assert_eq!(is_hl7(bytes), expected, "{}", bytes.escape_ascii());
        }
    }

    #[test]
    fn what_is_no_message_is_said_to_be_none() {
        for bytes in [&b""[..], b"He refused.", b"FHS|^~\\&|\rBHS|^~\\&|"] {
            let problem = "is no HL7 message: it has no MSH segment".to_owned();
            assert_eq!(documents(bytes).unwrap_err(), Unreadable::Broken(problem));
        }
    }
}
