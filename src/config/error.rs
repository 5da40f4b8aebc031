//! What is wrong with a configuration, where, and what was probably meant.

use crate::rules::nearest;
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
    /// The line, and the part of it that is wrong.
    shown: Option<(String, Span)>,
}

impl ConfigError {
    /// A problem at some bytes of a file's text.
    pub(super) fn at(path: &Path, text: &str, span: Span, problem: String) -> Self {
        let start = text.floor_char_boundary(span.start.min(text.len()));
        let begins = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let ends = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let line = text[begins..ends].trim_end();
        let from = (start - begins).min(line.len());
        let to = line.floor_char_boundary((span.end.max(start) - begins).min(line.len()));
        Self {
            path: path.to_owned(),
            line: 1 + text[..begins].matches('\n').count(),
            column: 1 + line[..from].chars().count(),
            problem,
            shown: Some((line.to_owned(), Span::new(from, to.max(from)))),
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

/// The name most like `wanted`, or all there are, as the end of a sentence; `all` begins the list.
pub(super) fn meant<'a>(
    wanted: &str,
    known: impl Iterator<Item = &'a str> + Clone,
    all: &str,
) -> String {
    match nearest(&wanted.to_lowercase(), known.clone()).first() {
        Some(near) => format!("; did you mean “{near}”?"),
        None => format!("; {all} {}", known.collect::<Vec<_>>().join(", ")),
    }
}

/// What serde or the TOML reader says, in plain words.
pub(super) fn in_words(message: &str) -> String {
    let quoted = message.split('`').skip(1).step_by(2);
    let (first, others) = (quoted.clone().next().unwrap_or_default(), quoted.skip(1));
    if message.starts_with("unknown field") {
        let place = ELSEWHERE.iter().find(|(key, _)| *key == first);
        return match place {
            Some((_, place)) => format!("“{first}” belongs {place}"),
            None => format!("there is no key “{first}” here{}", meant(first, others, "there are")),
        };
    }
    if message.starts_with("unknown variant") {
        return format!("“{first}” is no value for this key{}", meant(first, others, "it may be"));
    }
    if message.starts_with("missing field") {
        return format!("the key “{first}” is missing in this section");
    }
    if let Some(types) = message.strip_prefix("invalid type: ")
        && let Some((found, wanted)) = types.split_once(", expected ")
    {
        let (found, wanted) = (kind(found), kind(wanted));
        // One of several sections, or a key written as a section.
        let twice = if (found, wanted) == (SECTION, LIST) { ", or a section in [[ ]]" } else { "" };
        return format!("this is {found}; it should be {wanted}{twice}");
    }
    let known = MESSAGES.iter().find(|(start, _)| message.starts_with(start));
    known.map_or_else(
        || format!("this cannot be read as TOML ({})", message.replace('\n', "; ")),
        |(_, plain)| (*plain).to_owned(),
    )
}

/// Keys that are often put where they mean nothing.
const ELSEWHERE: [(&str, &str); 7] = [
    ("exclude", "under [files]"),
    ("person", "under [terms]"),
    ("people", "under [terms]"),
    ("team", "under [terms]"),
    ("teams", "under [terms]"),
    ("plan", "under [terms]"),
    ("tables", "to the whole file: put it above all sections"),
];

/// How messages of the TOML reader begin, and what they mean to somebody who knows no TOML.
const MESSAGES: [(&str, &str); 7] = [
    ("duplicate key", "this stands here a second time; keep one of the two"),
    ("string values must be quoted", "put this in straight quotation marks, as in \"avoid\""),
    ("wanted string", "this should be a word in straight quotation marks"),
    ("invalid basic string", "a quotation mark is missing where this ends"),
    ("missing comma between array elements", "a comma, or a ], is missing before this"),
    ("key with no value", "an = is missing here"),
    ("unclosed table", "a ] is missing here"),
];

const LIST: &str = "a list in [ ]";
const SECTION: &str = "a section with keys";

/// What serde calls a type, in plain words.
fn kind(name: &str) -> &str {
    let bare = name.split([' ', '`', '"']).find(|word| *word != "a").unwrap_or(name);
    match bare {
        "integer" | "floating" => "a number",
        "boolean" => "“true” or “false”",
        "string" | "path" => "words in quotation marks",
        "sequence" => LIST,
        "map" | "struct" => SECTION,
        _ => name,
    }
}
