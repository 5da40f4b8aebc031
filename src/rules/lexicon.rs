//! The words of the tables: forms and classes, brought together under their names.
//!
//! What may stand in a phrase is for `notation`; nothing here guesses an ending.

use super::LoadError;
use super::compile::Source;
use super::notation::{self, Names};
use super::table::Words;
use super::words::{Columns, Vocabulary, WordSet};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The name of the class that the tables need not write: see [`blanks`].
const BLANK: &str = "blank";

/// Every name that a table gives to words.
pub(super) fn names(
    tables: &[Source<'_>],
    vocabulary: &mut Vocabulary,
) -> Result<Names, LoadError> {
    let mut names = Names::default();
    for source in tables {
        for (&term, words) in &source.table.terms {
            names.terms.entry(term).or_default().extend(words.iter().cloned());
        }
        for (name, words) in source.table.words.iter().filter(|(_, w)| !w.forms.is_empty()) {
            add_forms(name, words, &mut names, vocabulary)
                .map_err(|problem| source.error_at(&heading(name), problem))?;
        }
    }
    add_classes(tables, &mut names, vocabulary)?;
    let blanks = Arc::new(blanks(tables, vocabulary));
    names.sets.insert(BLANK.to_owned(), blanks);
    Ok(names)
}

/// The class of every blank that some rewrite leaves to the writer, brackets and all: where one
/// stands in a note, a rewrite was taken and not finished.
fn blanks(tables: &[Source<'_>], vocabulary: &mut Vocabulary) -> WordSet {
    let mut set = WordSet::default();
    let frames = tables.iter().flat_map(|t| t.table.rule.iter().flat_map(|rule| &rule.frame));
    for template in frames.flat_map(|frame| &frame.uses) {
        for blank in template.split('[').skip(1).filter_map(|rest| rest.split_once(']')) {
            let words = notation::fold(&format!("[{}]", blank.0));
            set.add(words.iter().map(|word| vocabulary.intern(word)).collect(), Columns::default());
        }
    }
    set.finish(vocabulary)
}

fn heading(name: &str) -> String {
    format!("[words.{name}]")
}

/// The forms of one word, and their other spellings.
fn add_forms(
    name: &str,
    words: &Words,
    names: &mut Names,
    vocabulary: &mut Vocabulary,
) -> Result<(), String> {
    if names.forms.get(name).is_some_and(|known| **known != *words.forms) {
        return Err(format!("the name “{name}” is taken; choose another"));
    }
    if !matches!(words.forms.len(), 2 | 5) {
        return Err("“forms” needs five forms of a verb (base, -s, past, participle, -ing) or \
                    two of a noun (singular, plural)"
            .into());
    }
    let mut set = WordSet::default();
    let mut add = |spelling: &str, column: usize| {
        for member in spellings(spelling) {
            let member = member.iter().map(|w| vocabulary.intern(w)).collect();
            set.add(member, Columns(1 << column));
        }
    };
    for (column, form) in words.forms.iter().enumerate() {
        add(form, column);
    }
    for (spelling, form) in &words.also {
        let mut columns = words.forms.iter().enumerate().filter(|(_, f)| *f == form).peekable();
        if columns.peek().is_none() {
            return Err(format!("“{form}” is none of the forms of “{name}”"));
        }
        columns.for_each(|(column, _)| add(spelling, column));
    }
    if let Some(known) = names.sets.get(name) {
        set.extend(known);
    }
    names.sets.insert(name.to_owned(), Arc::new(set.finish(vocabulary)));
    names.forms.insert(name.to_owned(), words.forms.clone().into());
    Ok(())
}

/// Classes may hold other classes, so they are filled in rounds, until none is left that waits. A
/// class that stands in several tables holds what all of them say.
fn add_classes(
    tables: &[Source<'_>],
    names: &mut Names,
    vocabulary: &mut Vocabulary,
) -> Result<(), LoadError> {
    let mut waiting: BTreeMap<&str, Vec<(&Source<'_>, &Words)>> = BTreeMap::new();
    for source in tables {
        for (name, words) in source.table.words.iter().filter(|(_, w)| w.forms.is_empty()) {
            if names.forms.contains_key(name) {
                let problem = format!("the name “{name}” is taken; choose another");
                return Err(source.error_at(&heading(name), problem));
            }
            waiting.entry(name).or_default().push((source, words));
        }
    }
    while !waiting.is_empty() {
        let known = |member: &String| braced(member).is_none_or(|n| names.sets.contains_key(n));
        let ready: Vec<_> = waiting
            .iter()
            .filter(|(_, parts)| parts.iter().all(|(_, words)| words.any.iter().all(known)))
            .map(|(&name, _)| name)
            .collect();
        // Of those that wait for one another, or for nothing that there is, the first is told.
        let stuck = waiting.keys().next().copied().filter(|_| ready.is_empty());
        for name in ready.into_iter().chain(stuck) {
            let parts = waiting.remove(name).unwrap_or_default();
            let set = class(&parts, names, vocabulary)
                .map_err(|(source, why)| source.error_at(&heading(name), why))?;
            names.sets.insert(name.to_owned(), Arc::new(set));
        }
    }
    Ok(())
}

/// The name of a class that is a member of another.
fn braced(member: &str) -> Option<&str> {
    member.strip_prefix('{')?.strip_suffix('}')
}

fn class<'s, 'a>(
    parts: &[(&'s Source<'a>, &Words)],
    names: &Names,
    vocabulary: &mut Vocabulary,
) -> Result<WordSet, (&'s Source<'a>, String)> {
    let mut whole = WordSet::default();
    for &(source, words) in parts {
        whole.extend(&members(&words.any, names, vocabulary).map_err(|why| (source, why))?);
        whole.endings.extend_from_slice(&words.endings);
        whole.except.extend(words.except.iter().map(|w| vocabulary.intern(w)));
    }
    Ok(whole.finish(vocabulary))
}

/// A list of words, phrases and `{classes}` as one set.
pub(super) fn members(
    any: &[String],
    names: &Names,
    vocabulary: &mut Vocabulary,
) -> Result<WordSet, String> {
    let mut set = WordSet::default();
    for member in any {
        if let Some(name) = braced(member) {
            let inner = names.sets.get(name);
            set.extend(inner.ok_or_else(|| format!("no words go by the name “{{{name}}}”"))?);
            continue;
        }
        // Most members are plain words, and there are thousands.
        if !member.trim().is_empty() && member.bytes().all(|b| b.is_ascii_lowercase() || b == b' ')
        {
            let words = member.split_ascii_whitespace().map(|w| vocabulary.intern(w));
            set.add(words.collect(), Columns::default());
            continue;
        }
        if member.len() > 1 && member.bytes().all(|b| b.is_ascii_uppercase()) {
            set.capitals.push(vocabulary.intern(&member.to_ascii_lowercase()));
            continue;
        }
        for words in spellings(member) {
            if words.is_empty() {
                return Err(format!("“{member}” holds no word"));
            }
            set.add(words.iter().map(|w| vocabulary.intern(w)).collect(), Columns::default());
        }
    }
    Ok(set.finish(vocabulary))
}

/// A member as its words, and once more closed up if it has a hyphen.
fn spellings(member: &str) -> impl Iterator<Item = Vec<String>> {
    let closed = member.contains('-').then(|| member.replace('-', ""));
    std::iter::once(member.to_owned()).chain(closed).map(|m| notation::fold(&m))
}
