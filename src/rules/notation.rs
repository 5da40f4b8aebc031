//! Reads the notation: text of a table in, phrases and templates out.
//!
//! Every mistake a table can make in a phrase is found here, and said in half a sentence; which
//! rule it stands in is added by `compile`.

use super::house::{self, Terms};
use super::phrase::{Phrase, Piece};
use super::template::{Part, Template};
use super::words::{Vocabulary, WordSet, verb};
use crate::text::Span;
use crate::text::fold::Folded;
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::sync::Arc;

/// The names a phrase may use.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) sets: FxHashMap<String, Arc<WordSet>>,
    /// The forms of inflected words, by name, in the order of their columns.
    pub(super) forms: FxHashMap<String, Arc<[String]>>,
    /// What a house may call people and things.
    pub(super) terms: Terms,
    /// `{a|b}`, once it has been made.
    unions: RefCell<FxHashMap<String, Arc<WordSet>>>,
}

type Result<T> = std::result::Result<T, String>;

/// Reads a phrase.
pub(super) fn phrase(text: &str, names: &Names, vocabulary: &mut Vocabulary) -> Result<Phrase> {
    let mut rest = text;
    let pieces = sequence(&mut rest, 0, names, vocabulary)?;
    if pieces.iter().all(|p| matches!(p, Piece::Gap | Piece::Optional(_))) {
        return Err("a phrase needs at least one word that must be there".into());
    }
    Ok(Phrase::new(text.to_owned(), pieces))
}

fn sequence(
    rest: &mut &str,
    depth: usize,
    names: &Names,
    vocabulary: &mut Vocabulary,
) -> Result<Vec<Piece>> {
    let mut pieces = Vec::new();
    loop {
        *rest = rest.trim_start();
        let Some(first) = rest.chars().next() else {
            return if depth == 0 { Ok(pieces) } else { Err("a “(” is never closed".into()) };
        };
        match first {
            '(' => {
                *rest = &rest[1..];
                let inner = sequence(rest, depth + 1, names, vocabulary)?;
                pieces.push(Piece::Optional(inner));
            }
            ')' if depth == 0 => return Err("a “)” has no “(” before it".into()),
            ')' => {
                *rest = &rest[1..];
                return Ok(pieces);
            }
            '{' => pieces.push(named(braced(rest)?, names, vocabulary)?),
            _ => {
                let end = rest
                    .find(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '{' | '}'))
                    .unwrap_or(rest.len());
                if end == 0 {
                    return Err("a “}” has no “{” before it".into());
                }
                literal(&rest[..end], &mut pieces, vocabulary)?;
                *rest = &rest[end..];
            }
        }
    }
}

/// What stands between the braces `rest` begins with; `rest` goes on behind them.
fn braced<'a>(rest: &mut &'a str) -> Result<&'a str> {
    let end = rest.find('}').ok_or("a “{” is never closed")?;
    let inside = &rest[1..end];
    *rest = &rest[end + 1..];
    Ok(inside.trim())
}

fn named(name: &str, names: &Names, vocabulary: &Vocabulary) -> Result<Piece> {
    match name {
        "start" => return Ok(Piece::Start),
        "end" => return Ok(Piece::End),
        "stop" => return Ok(Piece::Stop),
        "Name" => return Ok(Piece::Name),
        _ => {}
    }
    if !name.contains('|') {
        let set = names.sets.get(name).ok_or_else(|| unknown(name, names))?.clone();
        return Ok(Piece::Set { name: name.into(), set });
    }
    if let Some(set) = names.unions.borrow().get(name) {
        return Ok(Piece::Set { name: name.into(), set: set.clone() });
    }
    let mut union = WordSet::default();
    for part in name.split('|').map(str::trim) {
        union.extend(names.sets.get(part).ok_or_else(|| unknown(part, names))?);
    }
    let set = Arc::new(union.finish(vocabulary));
    names.unions.borrow_mut().insert(name.to_owned(), set.clone());
    Ok(Piece::Set { name: name.into(), set })
}

fn unknown(name: &str, names: &Names) -> String {
    let nearest = super::nearest(name, names.sets.keys().map(String::as_str));
    match nearest.first() {
        Some(near) => format!("no words go by the name “{{{name}}}”; did you mean “{{{near}}}”?"),
        None => format!("no words go by the name “{{{name}}}”; add [words.{name}]"),
    }
}

/// A run of letters and marks without spaces or braces.
fn literal(run: &str, pieces: &mut Vec<Piece>, vocabulary: &mut Vocabulary) -> Result<()> {
    // Most are plain words, and there are thousands.
    if run.bytes().all(|b| b.is_ascii_lowercase()) {
        pieces.push(Piece::Word { id: vocabulary.intern(run), capitals: false });
        return Ok(());
    }
    if run.contains('|') && run.len() > 1 {
        return Err(format!("“{run}” has a “|” outside of braces; make a class of it"));
    }
    match run {
        "#" => pieces.push(Piece::Number),
        "…" | "..." => pieces.push(Piece::Gap),
        "'s" | "’s" => pieces.push(Piece::Word { id: vocabulary.intern("'s"), capitals: false }),
        _ => {
            let letters = || run.chars().filter(|c| c.is_alphabetic());
            let capitals = letters().count() > 1 && letters().all(char::is_uppercase);
            if !capitals && letters().any(char::is_uppercase) {
                return Err(format!("write “{run}” in lower-case letters, or all in capitals"));
            }
            let words = fold(run);
            if words.is_empty() {
                return Err(format!("“{run}” holds no word"));
            }
            let mut word = |w: &str| Piece::Word { id: vocabulary.intern(w), capitals };
            let open: Vec<_> = words.iter().map(|w| word(w)).collect();
            if run.trim_matches('-').contains('-') {
                let closed = word(&fold(&run.replace('-', "")).concat());
                pieces.push(Piece::Either(vec![open, vec![closed]]));
            } else {
                pieces.extend(open);
            }
        }
    }
    Ok(())
}

/// The words of a piece of text, folded as a document's are.
pub(super) fn fold(text: &str) -> Vec<String> {
    // By itself it would be a quotation mark and a letter.
    if matches!(text, "'s" | "’s") {
        return vec!["'s".to_owned()];
    }
    let folded = Folded::new(text, Span::new(0, text.len()));
    folded.words.iter().map(|&w| folded.text(w).to_owned()).collect()
}

/// Reads what a frame would write instead of `find`.
pub(super) fn template(text: &str, names: &Names, find: &[Phrase]) -> Result<Template> {
    let mut parts = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let plain = rest.find(['{', '}', '(', ')', '…', '#', '[']).unwrap_or(rest.len());
        if plain > 0 {
            parts.push(Part::Text(rest[..plain].to_owned()));
            rest = &rest[plain..];
            continue;
        }
        match rest.chars().next() {
            Some('{') => parts.push(slot(braced(&mut rest)?, names, find)?),
            Some(mark @ ('…' | '#')) => {
                let (name, behind) = rest.split_at(mark.len_utf8());
                parts.push(Part::Copy(name.into()));
                rest = behind;
            }
            Some('[') => {
                let end = rest.find(']').ok_or("a “[” is never closed")? + 1;
                parts.push(Part::Blank(rest[..end].to_owned()));
                rest = &rest[end..];
            }
            // Brackets in a rewrite are brackets.
            Some(c @ ('(' | ')')) => {
                parts.push(Part::Text(c.to_string()));
                rest = &rest[1..];
            }
            _ => return Err("a “}” has no “{” before it".into()),
        }
    }
    if parts.is_empty() {
        return Err("a rewrite is empty".into());
    }
    Ok(Template { parts })
}

fn slot(name: &str, names: &Names, find: &[Phrase]) -> Result<Part> {
    match name {
        "they" | "them" | "their" | "themself" => return Ok(Part::Pronoun(name.to_owned())),
        _ => {}
    }
    let forms = |lemma: &str| {
        names
            .forms
            .get(lemma)
            .cloned()
            .ok_or_else(|| format!("“{lemma}” has no forms to choose from"))
    };
    if let Some(words) = name.strip_prefix("our ") {
        return house::part(words, &names.terms)
            .ok_or_else(|| format!("no “{words}” stands under [terms] in words.toml; add it"));
    }
    if let Some(lemma) = name.strip_prefix("they ") {
        let forms = forms(lemma)?;
        // The one verb whose plural is not its base form.
        let plural = if lemma == "be" { "are".to_owned() } else { forms[verb::BASE].clone() };
        return Ok(Part::They { singular: forms[verb::S].clone(), plural });
    }
    if bound(name, find) {
        return Ok(Part::Copy(name.into()));
    }
    let (past, present) = name.split_once('|').unwrap_or((name, name));
    let part = Part::Inflect { past: forms(past)?, present: forms(present)? };
    let columns = names.forms[past].len();
    if !find.iter().all(|p| binds_forms(&p.pieces, names, columns)) {
        return Err(format!(
            "“{{{name}}}” cannot tell its form: nothing in every “find” varies alike"
        ));
    }
    Ok(part)
}

/// Whether some phrase has a part of this name, be it an optional one.
fn bound(name: &str, find: &[Phrase]) -> bool {
    fn binds(pieces: &[Piece], wanted: &str) -> bool {
        pieces.iter().any(|piece| match piece {
            Piece::Set { name, .. } => &**name == wanted,
            Piece::Name => wanted == "Name",
            Piece::Optional(inner) => binds(inner, wanted),
            Piece::Either(ways) => ways.iter().any(|way| binds(way, wanted)),
            _ => false,
        })
    }
    find.iter().any(|p| binds(&p.pieces, name))
}

fn binds_forms(pieces: &[Piece], names: &Names, columns: usize) -> bool {
    pieces.iter().any(|piece| match piece {
        Piece::Set { name, .. } => name
            .split('|')
            .all(|part| names.forms.get(part.trim()).is_some_and(|f| f.len() == columns)),
        Piece::Either(ways) => ways.iter().all(|way| binds_forms(way, names, columns)),
        _ => false,
    })
}
