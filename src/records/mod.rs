//! Tables of notes: CSV, TSV and JSON Lines, a note for each record.
//!
//! Records are read one after another and never held together, so that a table may be larger than
//! the memory. Which columns hold notes is asked for, or told from the first records. What is in a
//! note is for `document`; opening files and saying what was chosen is for the caller.

mod bounded;
mod json;
mod separated;

use crate::document::Cell;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::VecDeque;
use std::io::Read;
use std::path::Path;

/// How many records are looked at to tell which column holds the notes.
const SAMPLE: usize = 200;

/// The most bytes one record may have. What is longer is no record: somewhere a quotation mark was
/// never closed.
const MOST: u64 = 16 * 1024 * 1024;

/// The ways of writing a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Comma-separated values (RFC 4180), or separated by semicolons, tabs or bars.
    Csv,
    /// Values separated by tabs, quoted as spreadsheets quote them.
    Tsv,
    /// A JSON object a line.
    JsonLines,
}

impl Kind {
    /// The kind of table that a file's name promises.
    pub fn from_path(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "csv" => Some(Self::Csv),
            "tsv" | "tab" => Some(Self::Tsv),
            "jsonl" | "ndjson" => Some(Self::JsonLines),
            _ => None,
        }
    }
}

/// Which columns are wanted: names of columns, or numbers from 1; in JSON, names of fields or JSON
/// pointers (RFC 6901, `/note/text`).
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// The columns that hold notes; none to have the one with the longest text.
    pub columns: Vec<String>,
    /// The column that names a record.
    pub id: Option<String>,
}

/// A note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Where it stands.
    pub cell: Cell,
    /// What it says.
    pub text: String,
}

/// The notes of a table, in order. An item is an error, as the rest of a sentence that begins with
/// the file's name, where a record cannot be read; the records behind it follow where they can be
/// told apart.
pub struct Records {
    rows: Rows,
    /// Records read for the sample and not yet given out.
    ahead: VecDeque<Result<Row, String>>,
    columns: Vec<Column>,
    id: Option<Column>,
    guessed: bool,
    record: u64,
    /// Notes of the present record that are not yet given out.
    notes: VecDeque<Note>,
}

enum Rows {
    Separated(separated::Rows),
    Json(json::Rows),
}

/// One record.
enum Row {
    Separated(csv::ByteRecord),
    Json(serde_json::Value),
}

/// A column that there is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Column {
    /// Its number, from 0, and its name.
    Number(usize, String),
    /// A JSON pointer.
    Pointer(String),
}

impl Records {
    /// Begins to read a table; none where there is nothing in it that anybody could have written.
    ///
    /// # Errors
    /// When it cannot be read, or has no such column; as the rest of a sentence that begins with
    /// the file's name.
    pub fn open(
        input: impl Read + Send + 'static,
        kind: Kind,
        wanted: &Wanted,
    ) -> Result<Option<Self>, String> {
        let input = bounded::Bounded::new(Box::new(input), MOST);
        let mut rows = match kind {
            Kind::Csv | Kind::Tsv => match separated::Rows::open(input, kind)? {
                Some(rows) => Rows::Separated(rows),
                None => return Ok(None),
            },
            Kind::JsonLines => Rows::Json(json::Rows::open(input)),
        };
        let mut ahead = VecDeque::new();
        if wanted.columns.is_empty() {
            while ahead.len() < SAMPLE
                && rows.offset() < MOST
                && let Some(row) = rows.next()
            {
                ahead.push_back(row);
            }
        }
        let guessed = wanted.columns.is_empty();
        let columns = match guessed {
            true => match (rows.longest(&ahead), ahead.front()) {
                (Some(column), _) => vec![column],
                (None, Some(Err(problem))) => return Err(problem.clone()),
                (None, _) => return Ok(None),
            },
            false => {
                wanted.columns.iter().map(|name| rows.column(name)).collect::<Result<_, _>>()?
            }
        };
        let id = wanted.id.as_deref().map(|name| rows.column(name)).transpose()?;
        let notes = VecDeque::new();
        Ok(Some(Self { rows, ahead, columns, id, guessed, record: 0, notes }))
    }

    /// The name of the column that was chosen because it holds the longest text; none where columns
    /// were asked for.
    pub fn guessed(&self) -> Option<&str> {
        self.columns.first().filter(|_| self.guessed).map(Column::name)
    }

    fn take(&mut self, row: &Row) {
        let id = self.id.as_ref().and_then(|column| row.text(column)).map(Cow::into_owned);
        for column in &self.columns {
            let Some(text) = row.text(column).filter(|text| !text.trim().is_empty()) else {
                continue;
            };
            let column = column.name().to_owned();
            let cell = Cell { record: self.record, id: id.clone(), column };
            self.notes.push_back(Note { cell, text: text.into_owned() });
        }
    }
}

impl Iterator for Records {
    type Item = Result<Note, String>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(note) = self.notes.pop_front() {
                return Some(Ok(note));
            }
            self.record += 1;
            let row = self.ahead.pop_front().or_else(|| self.rows.next());
            match row {
                Some(Ok(row)) => self.take(&row),
                Some(Err(problem)) => return Some(Err(problem)),
                None => {
                    self.record -= 1;
                    return None;
                }
            }
        }
    }
}

impl Rows {
    fn next(&mut self) -> Option<Result<Row, String>> {
        match self {
            Self::Separated(rows) => rows.next().map(|row| row.map(Row::Separated)),
            Self::Json(rows) => rows.next().map(|row| row.map(Row::Json)),
        }
    }

    /// How many bytes the records so far have taken up.
    fn offset(&self) -> u64 {
        match self {
            Self::Separated(rows) => rows.offset(),
            Self::Json(rows) => rows.offset,
        }
    }

    fn column(&self, name: &str) -> Result<Column, String> {
        match self {
            Self::Separated(rows) => rows.column(name),
            Self::Json(_) => Ok(json::column(name)),
        }
    }

    /// The column with the longest text in some records.
    fn longest(&self, sample: &VecDeque<Result<Row, String>>) -> Option<Column> {
        // How long the text in a column is, and how many columns with text were met before it.
        let mut lengths: FxHashMap<Column, (usize, Reverse<usize>)> = FxHashMap::default();
        let mut add = |column: Column, text: &str| {
            // Codes, numbers and links have no spaces; prose has.
            if text.trim().contains(char::is_whitespace) {
                let first = Reverse(lengths.len());
                lengths.entry(column).or_insert((0, first)).0 += text.len();
            }
        };
        for row in sample.iter().flatten() {
            match (row, self) {
                (Row::Separated(row), Self::Separated(_)) => separated::each(row, &mut add),
                (Row::Json(value), _) => json::each(value, "", &mut add),
                (Row::Separated(_), Self::Json(_)) => {}
            }
        }
        // The first of equals.
        let (longest, _) = lengths.into_iter().max_by_key(|(_, length)| *length)?;
        Some(match (longest, self) {
            (Column::Number(number, _), Self::Separated(rows)) => rows.numbered(number),
            (longest, _) => longest,
        })
    }
}

impl Row {
    fn text(&self, column: &Column) -> Option<Cow<'_, str>> {
        match (self, column) {
            (Self::Separated(row), Column::Number(number, _)) => {
                row.get(*number).map(separated::decode)
            }
            (Self::Json(value), Column::Pointer(pointer)) => json::text(value.pointer(pointer)?),
            _ => None,
        }
    }
}

impl Column {
    fn name(&self) -> &str {
        match self {
            Self::Number(_, name) | Self::Pointer(name) => name,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table, the columns asked for (parted by commas), the column of ids, and what is told.
    type Case<'a> = (&'a [u8], Kind, &'a str, &'a str, &'a [&'a str]);

    /// Every note as "record (id) column: text", problems as they are said.
    fn read(text: &[u8], kind: Kind, columns: &str, id: &str) -> Vec<String> {
        let named = |names: &str| -> Vec<String> {
            names.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect()
        };
        let wanted = Wanted { columns: named(columns), id: named(id).pop() };
        let input = std::io::Cursor::new(text.to_vec());
        let records = match Records::open(input, kind, &wanted) {
            Ok(records) => records,
            Err(problem) => return vec![problem],
        };
        let told = records.into_iter().flatten().map(|note| match note {
            Ok(Note { cell: Cell { record, id, column }, text }) => {
                let id = id.map_or_else(String::new, |id| format!(" ({id})"));
                format!("{record}{id} {column}: {text}")
            }
            Err(problem) => problem,
        });
        told.collect()
    }

    #[test]
    fn separated_values() {
        let table: &[Case<'_>] = &[
            // The column with the longest text is taken; codes have no spaces.
            (
                b"id,code,note\n7,F20.0-long-code-without-spaces,He slept well.\n8,x,\n",
                Kind::Csv,
                "",
                "id",
                &["1 (7) note: He slept well."],
            ),
            (
                b"id;note;plan\r\n7;\"He said \"\"no\"\";\r\nthen left.\";See him\r\n",
                Kind::Csv,
                "note,plan",
                "",
                &["1 note: He said \"no\";\r\nthen left.", "1 plan: See him"],
            ),
            (b"a\tb c\nx\ty, z\n", Kind::Tsv, "2", "", &["1 b c: y, z"]),
            (b"a|b\nx|He left.\n", Kind::Csv, "", "", &["1 b: He left."]),
            // Tabs with quoting, and without.
            (
                b"id\tnote\n1\t\"He left\nat two.\"\n2\tb c\n",
                Kind::Tsv,
                "note",
                "",
                &["1 note: He left\nat two.", "2 note: b c"],
            ),
            (
                b"id\tnote\n1\t\"No, he said.\n2\tb c\n",
                Kind::Tsv,
                "note",
                "",
                &["1 note: \"No, he said.", "2 note: b c"],
            ),
            // A line for spreadsheets, before the names.
            (b"sep=;\r\na;b\r\nx;He left, late.\r\n", Kind::Csv, "b", "", &["1 b: He left, late."]),
            (b"sep=\na\nHe left.\n", Kind::Csv, "1", "", &["1 sep=: a", "2 sep=: He left."]),
            // No names: the first row is a note.
            (
                b"1,He left\n2,She came.\n",
                Kind::Csv,
                "",
                "1",
                &["1 (1) column 2: He left", "2 (2) column 2: She came."],
            ),
            // Rows of other lengths, bytes of Windows-1252, UTF-16.
            (b"a,note\n1\n2,caf\xE9 day,more\n", Kind::Csv, "note", "", &["2 note: caf\u{E9} day"]),
            (b"\xFF\xFEn\0o\0t\0e\0\n\0a\0 \0b\0", Kind::Csv, "note", "", &["1 note: a b"]),
            (b"\xEF\xBB\xBFnote\na b\n", Kind::Csv, "note", "", &["1 note: a b"]),
            (
                b"id,note\n1,x\n",
                Kind::Csv,
                "text",
                "",
                &["has no column \u{201C}text\u{201D}; it has: id, note"],
            ),
            (b"", Kind::Csv, "", "", &[]),
            (b"id,note\n", Kind::Csv, "", "", &[]),
        ];
        for (text, kind, columns, id, expected) in table {
            assert_eq!(read(text, *kind, columns, id), *expected, "{}", decode(text));
        }
    }

    fn decode(text: &[u8]) -> Cow<'_, str> {
        String::from_utf8_lossy(text)
    }

    #[test]
    fn json_lines() {
        let table: &[Case<'_>] = &[
            (
                b"{\"id\":7,\"note\":{\"text\":\"He left. \\u00e9\"}}\n\n{\"id\":8}\n",
                Kind::JsonLines,
                "",
                "id",
                &["1 (7) /note/text: He left. \u{E9}"],
            ),
            (
                b"{\"note\":\"a b\",\"plan\":\"c\"}\n{\"note\":\"d\"}\n",
                Kind::JsonLines,
                "note,/plan",
                "",
                &["1 /note: a b", "1 /plan: c", "2 /note: d"],
            ),
            (
                b"{\"note\":\"a b\"}\n{\"note\":\"He re\n{\"note\":\"c d\"}",
                Kind::JsonLines,
                "note",
                "",
                &["1 /note: a b", "line 2 is no JSON; it was left out", "3 /note: c d"],
            ),
            (b"{\"a/b\":\"c d\"}", Kind::JsonLines, "", "", &["1 /a~1b: c d"]),
            (b"[1]\n", Kind::JsonLines, "", "", &[]),
        ];
        for (text, kind, columns, id, expected) in table {
            assert_eq!(read(text, *kind, columns, id), *expected, "{}", decode(text));
        }
    }

    #[test]
    fn a_quotation_mark_that_is_never_closed_fills_no_memory() {
        let mut text = b"id,note\n1,fine here\n2,\"He left.\n".to_vec();
        text.resize(3 * usize::try_from(MOST).unwrap(), b'x');
        let told = read(&text, Kind::Csv, "note", "");
        assert_eq!(told[0], "1 note: fine here");
        assert!(told[1].starts_with("has a record of more than 16 MB, which begins on line 3"));
        assert_eq!(told.len(), 2);
        let told = read(&text, Kind::JsonLines, "note", "");
        assert!(told.last().unwrap().starts_with("has a line of more than 16 MB (line 4)"));
    }
}
