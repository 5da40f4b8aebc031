//! A line of plain text: how it begins, and what it looks like.
//!
//! Which lines belong together is for `plain`.

use crate::text::Span;

/// How many words a heading may have.
const HEADING_WORDS: usize = 8;

/// A line of text within a block.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    /// The line without white space at either end.
    pub(super) span: Span,
    /// Where it begins apart from quotation markers.
    pub(super) content: usize,
    /// Where its words begin: past the list marker too.
    pub(super) words: usize,
    /// Its length in characters from its first column, without white space at the end.
    pub(super) width: usize,
    /// How many characters of white space it begins with.
    pub(super) indent: usize,
    /// How deeply it is quoted, as e-mail quotes: the number of `>`.
    pub(super) depth: usize,
    /// What sort of list marker it begins with.
    pub(super) marker: Marker,
}

/// How sure it is that a line begins an item of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marker {
    /// There is no marker.
    None,
    /// A dash, a number or a letter, with which a line of wrapped prose can begin too.
    Likely,
    /// A bullet or a box.
    Certain,
}

/// How deeply a line is quoted, and how many bytes the markers take up. A line that begins with a
/// comparison (`> 5 units`) is not quoted.
pub(super) fn quotation(line: &str) -> (usize, usize) {
    let mut rest = line;
    let mut depth = 0;
    while let Some(after) = rest.strip_prefix('>') {
        rest = after.trim_start();
        depth += 1;
    }
    if depth == 1 && rest.starts_with(|c: char| c.is_ascii_digit() || c == '=') {
        return (0, 0);
    }
    (depth, line.len() - rest.len())
}

/// The list marker at the start of a line, and how many bytes it takes up with the white space
/// after it. A marker with nothing after it is no marker.
pub(super) fn marker(words: &str) -> (Marker, usize) {
    // No marker begins with two letters, which is how most lines begin.
    if let [a, b, ..] = words.as_bytes()
        && a.is_ascii_alphabetic()
        && b.is_ascii_alphabetic()
        && !matches!(a, b'i' | b'v' | b'x')
    {
        return (Marker::None, 0);
    }
    let Some((first, after)) = words.split_once(char::is_whitespace) else {
        return (Marker::None, 0);
    };
    let after = after.trim_start();
    let len = words.len() - after.len();
    let found = match first {
        "-" | "\u{2013}" | "\u{2014}" | "+" => Marker::Likely,
        "*" | "\u{2022}" | "\u{2023}" | "\u{25AA}" | "\u{25CF}" | "\u{25E6}" | "\u{B7}" => {
            Marker::Certain
        }
        "[" if after.starts_with("] ") => return (Marker::Certain, len + 2),
        "[]" | "[x]" | "[X]" | "\u{2610}" | "\u{2611}" | "\u{2612}" => Marker::Certain,
        _ if is_number(first) => Marker::Likely,
        _ => return (Marker::None, 0),
    };
    // A box may follow the dash.
    match marker_box(after) {
        0 => (found, len),
        more => (Marker::Certain, len + more),
    }
}

/// How many bytes a box to tick takes up with the white space after it.
pub(super) fn marker_box(words: &str) -> usize {
    let boxes = ["[ ] ", "[] ", "[x] ", "[X] "];
    boxes.into_iter().find(|b| words.starts_with(b)).map_or(0, str::len)
}

/// Whether a word numbers an item: `1.`, `12)`, `(3)`, `a)`, `(b)`, `iv)`.
pub(super) fn is_number(word: &str) -> bool {
    let (inner, full_stop) = match word.strip_suffix(')') {
        Some(inner) => (inner.strip_prefix('(').unwrap_or(inner), false),
        None => match word.strip_suffix('.') {
            Some(inner) => (inner, true),
            None => return false,
        },
    };
    let digits = inner.bytes().all(|b| b.is_ascii_digit());
    let letter = inner.len() == 1 && inner.bytes().all(|b| b.is_ascii_alphabetic());
    let roman = inner.bytes().all(|b| matches!(b, b'i' | b'v' | b'x'));
    (1..=3).contains(&inner.len()) && (digits || (!full_stop && (letter || roman)))
}

/// Whether a line is drawn, not written: `-----`, `=====`, `|---|---|`.
pub(super) fn is_rule(words: &str) -> bool {
    let is_stroke = |b: u8| b"-=_*~#+|:".contains(&b);
    let bytes = words.as_bytes();
    bytes.len() >= 3 && is_stroke(bytes[0]) && bytes.iter().all(|&b| is_stroke(b) || b == b' ')
}

/// Whether a line begins with a label of up to four words: `Risk to others: low`.
pub(super) fn has_label(words: &str) -> bool {
    let Some((label, rest)) = words.split_once(':') else {
        return false;
    };
    rest.chars().next().is_none_or(char::is_whitespace)
        && !label.contains(['.', ',', ';', '(', '"'])
        && (1..=4).contains(&label.split_whitespace().take(5).count())
}

/// Whether a region is a heading by its words: a few that end with a colon, or all in capitals.
pub(super) fn is_heading(words: &str) -> bool {
    let colon = words.ends_with(':');
    // Most regions are told by their first two letters.
    let mut letters = words.chars().filter(|c| c.is_alphabetic());
    let shouts = letters.next().is_some_and(char::is_uppercase)
        && letters.next().is_some_and(char::is_uppercase);
    if !colon && !shouts {
        return false;
    }
    words.split_whitespace().take(HEADING_WORDS + 1).count() <= HEADING_WORDS
        && (colon || (!words.contains('.') && !words.chars().any(char::is_lowercase)))
}
