//! What is wrong with a configuration, where, and what was probably meant.

use crate::rules::plain;
use crate::text::Span;
use std::fmt;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use unicode_width::UnicodeWidthStr;

/// Why a project's rules cannot be had. Holds nothing of any note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// The file that is wrong: `careword.toml`, or a table that it names.
    pub path: PathBuf,
    /// The line, from 1; 0 where the file could not be read at all.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// What is wrong, and what to do, as the rest of a sentence that begins with the place.
    pub problem: String,
    /// The line, and the part of it that is wrong. None of a file that may be a note, named by mistake.
    shown: Option<(String, Span)>,
}

impl ConfigError {
    /// A problem at some bytes of a file's text.
    pub(super) fn at(path: &Path, text: &str, span: Span, problem: String) -> Self {
        let start = text.floor_char_boundary(span.start.min(text.len()));
        let begins = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let ends = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let line = text[begins..ends].trim_end();
        let is_toml = path.extension().is_some_and(|ending| ending == "toml");
        let from = (start - begins).min(line.len());
        let to = line.floor_char_boundary((span.end.max(start) - begins).min(line.len()));
        Self {
            path: path.to_owned(),
            line: 1 + text[..begins].matches('\n').count(),
            column: 1 + line[..from].chars().count(),
            problem,
            shown: is_toml.then(|| (line.to_owned(), Span::new(from, to.max(from)))),
        }
    }

    /// A problem somewhere in a line, which counts from 1.
    pub(super) fn in_line(path: &Path, text: &str, line: usize, problem: String) -> Self {
        let begins: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
        let words = text[begins..].lines().next().unwrap_or_default();
        let indent = words.len() - words.trim_start().len();
        Self::at(path, text, Span::new(begins + indent, begins + words.len()), problem)
    }

    /// A file that could not be read.
    pub(super) fn unread(path: &Path, error: &io::Error) -> Self {
        let problem = unreadable(error);
        Self { path: path.to_owned(), line: 0, column: 0, problem, shown: None }
    }

    /// Where, and what is wrong, in one sentence without the name of the file.
    pub fn sentence(&self) -> String {
        match self.line {
            0 => ended(&self.problem),
            line => format!("line {line}, column {}: {}", self.column, ended(&self.problem)),
        }
    }
}

/// A sentence with its stop, if it has none of its own.
fn ended(problem: &str) -> String {
    if problem.ends_with('?') { problem.to_owned() } else { format!("{problem}.") }
}

/// A sentence with its place, then the line, and marks below what is wrong in it.
impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (path, problem) = (self.path.display(), ended(&self.problem));
        match self.line {
            0 => write!(f, "{path}: {problem}")?,
            line => write!(f, "{path}:{line}:{}: {problem}", self.column)?,
        }
        if let Some((line, span)) = &self.shown {
            let plain = |part: &str| part.replace(char::is_control, " ");
            let before = plain(&line[..span.start]).width();
            let marks = plain(&line[span.range()]).width().max(1);
            let (indent, marks) = (" ".repeat(before), "^".repeat(marks));
            write!(f, "\n  │ {}\n  │ {indent}{marks}", plain(line))?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigError {}

/// Why a file could not be read, as the rest of a sentence that begins with its name.
pub(super) fn unreadable(error: &io::Error) -> String {
    let why = match error.kind() {
        ErrorKind::NotFound => "there is no such file".to_owned(),
        ErrorKind::PermissionDenied => "you have no permission to read it".to_owned(),
        ErrorKind::InvalidData => "it is not UTF-8 text".to_owned(),
        _ => error.to_string(),
    };
    format!("could not be read: {why}")
}

/// What serde or the TOML reader says, in plain words.
pub(super) fn in_words(message: &str) -> String {
    let unknown = message.strip_prefix("unknown field `").and_then(|rest| rest.split_once('`'));
    let place = unknown.and_then(|(key, _)| ELSEWHERE.iter().find(|(known, _)| *known == key));
    match place {
        Some((key, place)) => format!("“{key}” belongs {place}"),
        None => plain::in_words(message),
    }
}

/// Keys that are often put where they mean nothing.
const ELSEWHERE: [(&str, &str); 8] = [
    ("exclude", "under [files]"),
    ("person", "under [terms]"),
    ("people", "under [terms]"),
    ("team", "under [terms]"),
    ("teams", "under [terms]"),
    ("plan", "under [terms]"),
    ("baseline", "to the whole file: put it above all sections"),
    ("tables", "to the whole file: put it above all sections"),
];
