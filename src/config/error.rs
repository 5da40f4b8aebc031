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

    /// Where, and what is wrong, in one sentence without the file's own words and name.
    pub fn sentence(&self) -> String {
        let end = if self.problem.ends_with('?') { "" } else { "." };
        match self.line {
            0 => format!("{}{end}", self.problem),
            line => format!("line {line}, column {}: {}{end}", self.column, self.problem),
        }
    }
}

/// A sentence with its place, then the line, and marks below what is wrong in it.
impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        if self.line > 0 {
            write!(f, ":{}:{}", self.line, self.column)?;
        }
        write!(f, ": {}", self.problem)?;
        if !self.problem.ends_with('?') {
            f.write_str(".")?;
        }
        if let Some((line, span)) = &self.shown {
            let plain: String =
                line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            let wide = |part: &str| plain[..part.len()].width();
            let before = line[..span.start].width().max(wide(&line[..span.start]));
            let marks = line[span.range()].width().max(1);
            write!(f, "\n  │ {plain}\n  │ {}{}", " ".repeat(before), "^".repeat(marks))?;
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

/// “x” and the name most like it, or all names there are, as the end of a sentence.
pub(super) fn meant<'a>(wanted: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    match nearest(&wanted.to_lowercase(), known.clone()).first() {
        Some(near) => format!("; did you mean “{near}”?"),
        None => format!("; there are {}", known.collect::<Vec<_>>().join(", ")),
    }
}

/// What serde or the TOML reader says, in plain words.
pub(super) fn in_words(message: &str) -> String {
    let message = message.replace('\n', "; ");
    let mut quoted = message.split('`').skip(1).step_by(2);
    if message.starts_with("unknown field") {
        let key = quoted.next().unwrap_or_default();
        return format!("there is no key “{key}” here{}", meant(key, quoted.clone()));
    }
    if message.starts_with("unknown variant") {
        let value = quoted.next().unwrap_or_default();
        return format!("“{value}” is no value for this key{}", meant(value, quoted.clone()));
    }
    if message.starts_with("missing field") {
        let key = quoted.next().unwrap_or_default();
        return format!("the key “{key}” is missing in this section");
    }
    if let Some(types) = message.strip_prefix("invalid type: ")
        && let Some((found, wanted)) = types.split_once(", expected ")
    {
        return format!("this is {}; it should be {}", kind(found), kind(wanted));
    }
    if message.starts_with("duplicate key") {
        return "this key was there before; keep one of the two".to_owned();
    }
    format!("this cannot be read as TOML ({message})")
}

/// What serde calls a type, in plain words.
fn kind(name: &str) -> String {
    let plain = [
        ("integer", "a number"),
        ("floating point", "a number"),
        ("boolean", "“true” or “false”"),
        ("string", "words in quotation marks"),
        ("a string", "words in quotation marks"),
        ("string or table", "words in quotation marks"),
        ("path string", "a path in quotation marks"),
        ("a sequence", "a list in [ ]"),
        ("sequence", "a list in [ ]"),
        ("a map", "a section with keys"),
        ("map", "a section with keys"),
        ("datetime", "a date"),
        ("table", "a section with keys"),
        ("array", "a list in [ ]"),
    ];
    let bare = name.split_once(" `").map_or(name, |(bare, _)| bare);
    let bare = bare.split_once(" \"").map_or(bare, |(bare, _)| bare);
    if bare.starts_with("struct ") {
        return "a section with keys".to_owned();
    }
    let known = plain.iter().find(|(known, _)| *known == bare);
    known.map_or(bare, |(_, plain)| plain).to_owned()
}
