//! JSON Lines: an object a line, as databases and data pipelines export them.

use super::bounded::Bounded;
use super::{Column, MOST};
use serde_json::Value;
use std::borrow::Cow;
use std::io::{BufRead, BufReader};

pub(super) struct Rows {
    lines: BufReader<Bounded>,
    line: u64,
    /// How many bytes the lines so far have taken up.
    pub(super) offset: u64,
    lost: bool,
}

impl Rows {
    pub(super) fn open(input: Bounded) -> Self {
        Self { lines: BufReader::with_capacity(64 * 1024, input), line: 0, offset: 0, lost: false }
    }

    /// The next line that is not empty.
    pub(super) fn next(&mut self) -> Option<Result<Value, String>> {
        let mut bytes = Vec::new();
        while !self.lost {
            bytes.clear();
            self.line += 1;
            self.lines.get_mut().begin();
            match self.lines.read_until(b'\n', &mut bytes) {
                Ok(0) => return None,
                Ok(_) if bytes.trim_ascii().is_empty() => {}
                Ok(count) => {
                    self.offset += count as u64;
                    return Some(self.parse(&bytes));
                }
                Err(error) => {
                    self.lost = true;
                    let line = self.line;
                    return Some(Err(match self.lines.get_ref().is_spent() {
                        true => format!(
                            "has a line of more than {} MB (line {line}); what comes behind it was \
                             not checked",
                            MOST / 1024 / 1024
                        ),
                        false => format!("could not be read behind line {line}: {error}"),
                    }));
                }
            }
        }
        None
    }

    fn parse(&self, bytes: &[u8]) -> Result<Value, String> {
        // The parser's own message may quote the note.
        let left_out = |_| format!("line {} is no JSON; it was left out", self.line);
        serde_json::from_slice(bytes).map_err(left_out)
    }
}

/// The column of a JSON pointer; a name without `/` is that of a field at the top.
pub(super) fn column(name: &str) -> Column {
    match name.starts_with('/') {
        true => Column::Pointer(name.to_owned()),
        false => Column::Pointer(format!("/{}", escape(name))),
    }
}

/// The text of a value: strings as they are, numbers and truth values as they are written (for ids).
pub(super) fn text(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) => Some(Cow::Borrowed(text)),
        Value::Number(_) | Value::Bool(_) => Some(Cow::Owned(value.to_string())),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Calls a function with every string of a record and its pointer. Lists are not entered: there is
/// no pointer to all of their members.
pub(super) fn each(value: &Value, pointer: &str, add: &mut impl FnMut(Column, &str)) {
    match value {
        Value::String(text) => add(Column::Pointer(pointer.to_owned()), text),
        Value::Object(fields) => {
            for (name, value) in fields {
                each(value, &format!("{pointer}/{}", escape(name)), add);
            }
        }
        _ => {}
    }
}

/// A name within a JSON pointer (RFC 6901, section 3).
fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
