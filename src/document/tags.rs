//! HTML as it stands within Markdown: one token at a time.
//!
//! Which elements are read, and what a tag ends, is for the reader.

use pulldown_cmark::{Event, Parser};
use std::ops::Range;

/// A part of an HTML block.
pub(super) enum Token {
    /// A tag or a comment.
    Tag,
    /// A command of a template language: `{% … %}`, `{# … #}`.
    Command,
    /// What a template puts there: `{{ … }}`.
    Value,
    /// White space, which is one space however much of it there is.
    Space,
    /// A character reference, and what it stands for.
    Entity(String),
    /// Anything else.
    Words,
}

/// The token that a text begins with, and its length in bytes. The text is not empty. Inside an
/// element that is mute only its end counts as a tag. `absent` gathers the ends of commands that
/// were looked for in vain: behind this place they need not be looked for again.
pub(super) fn next_token(
    text: &str,
    mute: Option<&str>,
    absent: &mut Vec<&'static str>,
) -> (Token, usize) {
    let bytes = text.as_bytes();
    let is_end = |c: char| matches!(c, '<' | '&' | '{') || c.is_ascii_whitespace();
    match bytes[0] {
        b'<' if mute.is_none_or(|name| tag_name(text) == (name.to_owned(), true)) => {
            if let Some(len) = tag_len(text) {
                return (Token::Tag, len);
            }
        }
        b'&' => {
            if let Some((text, len)) = entity(text) {
                return (Token::Entity(text), len);
            }
        }
        b'{' => {
            let end = match bytes.get(1) {
                Some(b'%') => "%}",
                Some(b'#') => "#}",
                Some(b'{') => "}}",
                _ => "",
            };
            if !end.is_empty() && !absent.contains(&end) {
                if let Some(at) = text.find(end) {
                    let token = if end == "}}" { Token::Value } else { Token::Command };
                    return (token, at + end.len());
                }
                absent.push(end);
            }
        }
        b if b.is_ascii_whitespace() => {
            let rest = text.trim_start_matches(|c: char| c.is_ascii_whitespace());
            return (Token::Space, text.len() - rest.len());
        }
        _ => {}
    }
    let first = text.chars().next().map_or(1, char::len_utf8);
    (Token::Words, text[first..].find(is_end).map_or(text.len(), |at| first + at))
}

/// The length of the tag, comment or declaration that a text begins with, if it does. One that is
/// never closed takes up all the rest.
pub(super) fn tag_len(text: &str) -> Option<usize> {
    let to = |end: &str| Some(text.find(end).map_or(text.len(), |at| at + end.len()));
    if text.starts_with("<!--") {
        return to("-->");
    }
    if text.starts_with("<![CDATA[") {
        return to("]]>");
    }
    let first = *text.as_bytes().get(1)?;
    match first {
        b'!' => return to(">"),
        b'?' => return to("?>"),
        b'/' => {}
        _ if first.is_ascii_alphabetic() => {}
        _ => return None,
    }
    let mut quote = None;
    for (at, b) in text.bytes().enumerate() {
        match (quote, b) {
            (None, b'>') => return Some(at + 1),
            (None, b'"' | b'\'') => quote = Some(b),
            (Some(open), _) if open == b => quote = None,
            _ => {}
        }
    }
    // A quotation mark was never closed: the tag ends where it would without it.
    to(">")
}

/// The attributes of a start tag that have a value: their names in lower case, and where in the
/// tag the value stands, without its quotation marks.
pub(super) fn attributes(tag: &str) -> Vec<(String, Range<usize>)> {
    let mut found = Vec::new();
    let bytes = tag.as_bytes();
    let is_name =
        |b: u8| !b.is_ascii_whitespace() && !matches!(b, b'=' | b'>' | b'/' | b'"' | b'\'');
    let skip = |at: usize, test: &dyn Fn(u8) -> bool| {
        at + bytes[at..].iter().take_while(|&&b| test(b)).count()
    };
    let space = |b: u8| b.is_ascii_whitespace();
    let mut at = skip(1, &is_name);
    while at < bytes.len() {
        at = skip(at, &|b| !is_name(b));
        let end = skip(at, &is_name);
        let name = tag[at..end].to_ascii_lowercase();
        at = skip(end, &space);
        if bytes.get(at) != Some(&b'=') {
            continue;
        }
        at = skip(at + 1, &space);
        let value = match bytes.get(at) {
            Some(&quote @ (b'"' | b'\'')) => at + 1..skip(at + 1, &|b| b != quote),
            _ => at..skip(at, &|b| !space(b) && b != b'>'),
        };
        at = value.end;
        found.push((name, value));
    }
    found
}

/// The name of a tag in lower case, and whether it is an end tag. A comment has no name.
pub(super) fn tag_name(html: &str) -> (String, bool) {
    let inner = html.strip_prefix('<').unwrap_or(html);
    let (inner, closes) = inner.strip_prefix('/').map_or((inner, false), |inner| (inner, true));
    let len = inner.bytes().take_while(u8::is_ascii_alphanumeric).count();
    (inner[..len].to_ascii_lowercase(), closes)
}

/// The character reference that a text begins with: what it stands for, and its length.
pub(super) fn entity(text: &str) -> Option<(String, usize)> {
    let is_body = |b: &u8| b.is_ascii_alphanumeric() || *b == b'#';
    // The longest name has 31 letters.
    let body = text.bytes().skip(1).take(33).take_while(|b| is_body(b)).count();
    let len = body + 2;
    let reference = text.get(..len).filter(|r| r.ends_with(';'))?;
    // The Markdown parser knows all the names.
    let text = Parser::new(reference).find_map(|event| match event {
        Event::Text(text) if *text != *reference => Some(text.into_string()),
        _ => None,
    })?;
    Some((text, len))
}
