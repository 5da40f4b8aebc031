//! Comma-separated values, and those separated otherwise.
//!
//! The `csv` crate tells cells apart. Here: which separator it is, whether there is a row of names,
//! and how columns are asked for.

use super::bounded::Bounded;
use super::{Column, Kind, MOST};
use csv::{ByteRecord, Reader, ReaderBuilder};
use encoding_rs::WINDOWS_1252;
use std::borrow::Cow;
use std::io::{Chain, Cursor, Read};

/// How much of the file is looked at to tell the separator.
const LOOK: u64 = 64 * 1024;

/// A name of a column is shorter than this; what is longer is a note, and there are no names.
const LONGEST_NAME: usize = 80;

type Input = Chain<Cursor<Vec<u8>>, Bounded>;

pub(super) struct Rows {
    reader: Reader<Input>,
    /// The names of the columns, where they have any.
    names: Vec<String>,
    /// The first record, where it turned out to be no row of names.
    first: Option<ByteRecord>,
    /// Whether a fault was met behind which records cannot be told apart.
    lost: bool,
}

impl Rows {
    /// Begins to read; none where there is no row.
    pub(super) fn open(mut input: Bounded, kind: Kind) -> Result<Option<Self>, String> {
        let mut start = Vec::new();
        let look = input.by_ref().take(LOOK).read_to_end(&mut start);
        look.map_err(|error| format!("could not be read: {error}"))?;
        let separator = if kind == Kind::Tsv { b'\t' } else { separator(&start) };
        // Databases write tabs without quoting anything: a quotation mark is then one of the note.
        let quotes = kind != Kind::Tsv || has_quotes(&start);
        let mut reader = ReaderBuilder::new()
            .delimiter(separator)
            .quoting(quotes)
            .has_headers(false)
            .flexible(true)
            .from_reader(Cursor::new(start).chain(input));
        let mut first = ByteRecord::new();
        loop {
            let line = reader.position().line();
            let read = reader.read_byte_record(&mut first);
            if !read.map_err(|error| problem(&error, line))? {
                return Ok(None);
            }
            // Spreadsheets may write down the separator first: `sep=;`.
            if line > 1 || first.len() != 2 || &first[0] != b"sep=" || !first[1].is_empty() {
                break;
            }
        }
        // A row that begins with a number is a record.
        let is_number = |cell: &[u8]| !cell.is_empty() && cell.iter().all(u8::is_ascii_digit);
        let named = first.iter().all(is_name) && !first.get(0).is_some_and(is_number);
        let names = match named {
            true => first.iter().map(|cell| decode(cell).trim().to_owned()).collect(),
            false => Vec::new(),
        };
        Ok(Some(Self { reader, names, first: (!named).then_some(first), lost: false }))
    }

    pub(super) fn next(&mut self) -> Option<Result<ByteRecord, String>> {
        if let Some(first) = self.first.take() {
            return Some(Ok(first));
        }
        if self.lost {
            return None;
        }
        self.reader.get_mut().get_mut().1.begin();
        let mut record = ByteRecord::new();
        let line = self.reader.position().line();
        match self.reader.read_byte_record(&mut record) {
            Ok(true) => Some(Ok(record)),
            Ok(false) => None,
            Err(error) => {
                self.lost = true;
                Some(Err(problem(&error, line)))
            }
        }
    }

    /// The column of a name; of a number, from 1, where none is called that.
    pub(super) fn column(&self, wanted: &str) -> Result<Column, String> {
        if let Some(number) = self.names.iter().position(|name| name == wanted) {
            return Ok(Column::Number(number, wanted.to_owned()));
        }
        match wanted.parse::<usize>().ok().and_then(|number| number.checked_sub(1)) {
            Some(number) if self.names.is_empty() || number < self.names.len() => {
                Ok(self.numbered(number))
            }
            _ if self.names.is_empty() => Err(format!(
                "has no column “{wanted}”: its first row holds no names; say the column's number"
            )),
            _ => Err(format!("has no column “{wanted}”; it has: {}", self.names.join(", "))),
        }
    }

    pub(super) fn numbered(&self, number: usize) -> Column {
        let name = self.names.get(number).filter(|name| !name.is_empty());
        Column::Number(number, name.cloned().unwrap_or_else(|| format!("column {}", number + 1)))
    }

    /// How many bytes the records so far have taken up.
    pub(super) fn offset(&self) -> u64 {
        self.reader.position().byte()
    }
}

/// Calls a function with every cell of a record, and the number of its column.
pub(super) fn each(record: &ByteRecord, add: &mut impl FnMut(Column, &str)) {
    for (number, cell) in record.iter().enumerate() {
        add(Column::Number(number, String::new()), &decode(cell));
    }
}

/// Whether a cell of the first row may be the name of its column: it is short, and no sentence.
fn is_name(cell: &[u8]) -> bool {
    let cell = cell.trim_ascii();
    let is_sentence = cell.ends_with(b".") && cell.contains(&b' ');
    cell.len() < LONGEST_NAME && !cell.contains(&b'\n') && !is_sentence
}

/// A cell's text. What is not UTF-8 is taken for Windows-1252, as in other files.
pub(super) fn decode(cell: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(cell) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(cell).0,
    }
}

/// The separator: the one that stands most often in the first line, outside quotation marks.
fn separator(start: &[u8]) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut quoted = false;
    for &byte in start {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            _ if quoted => {}
            _ => {
                if let Some((_, count)) = counts.iter_mut().find(|(b, _)| *b == byte) {
                    *count += 1;
                }
            }
        }
    }
    let most = counts.iter().rev().max_by_key(|(_, count)| *count);
    most.map_or(b',', |(byte, _)| *byte)
}

/// Whether the cells of tab-separated values are quoted: not where every line by itself is a row as
/// long as the first, and quotation marks would make one row of several.
fn has_quotes(start: &[u8]) -> bool {
    let rows = |quotes| {
        let mut reader = ReaderBuilder::new()
            .delimiter(b'\t')
            .quoting(quotes)
            .has_headers(false)
            .flexible(true)
            .from_reader(start);
        reader.byte_records().flatten().map(|row| row.len()).collect::<Vec<_>>()
    };
    let lines = rows(false);
    // The last may be cut short.
    let whole = lines.len().saturating_sub(1);
    let is_even = lines[..whole].iter().all(|length| *length == lines[0]);
    !is_even || rows(true).len() == lines.len()
}

/// What is wrong with the record that begins on a line, without a word of it.
fn problem(error: &csv::Error, line: u64) -> String {
    match error.kind() {
        csv::ErrorKind::Io(error) if error.kind() == std::io::ErrorKind::FileTooLarge => {
            let size = MOST / 1024 / 1024;
            format!(
                "has a record of more than {size} MB, which begins on line {line}: is a quotation \
                 mark there never closed? What comes behind it was not checked"
            )
        }
        csv::ErrorKind::Io(error) => format!("could not be read behind line {line}: {error}"),
        _ => format!("could not be read behind line {line}"),
    }
}
