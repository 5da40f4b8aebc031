//! Tables in, a rule set out: names resolved, phrases read, every mistake named.

use super::anchor;
use super::context::Section;
use super::guard::{Guard, Guards, Side};
use super::notation::{self, Names};
use super::phrase::Phrase;
use super::table::{self, FRAME_KEYS, GUARD_KEYS, RULE_KEYS, Rows, Table, Unknown};
use super::words::{Columns, Vocabulary, WordSet};
use super::{Examples, Fit, Flagged, Frame, LoadError, Rule, RuleSet, Source, nearest};
use crate::text::Span;
use std::collections::BTreeMap;
use std::sync::Arc;

type Result<T> = std::result::Result<T, String>;

/// A table's name and its text.
pub(super) type Input<'a> = (&'a str, &'a str);

/// Reads tables that belong together.
pub(super) fn compile(inputs: &[Input<'_>]) -> std::result::Result<RuleSet, LoadError> {
    let mut tables = Vec::new();
    for &(name, text) in inputs {
        let table: Table = toml::from_str(text).map_err(|e| syntax_error(name, text, &e))?;
        tables.push((name, text, table));
    }
    let mut set = RuleSet::default();
    let mut names = Names::default();
    for (name, text, table) in &tables {
        read_words(table, &mut names, &mut set.vocabulary).map_err(|(words, problem)| {
            let line = line_of(text, 0, &format!("[words.{words}]"));
            LoadError::new(name, line, None, problem)
        })?;
    }
    resolve_classes(&tables, &mut names, &mut set.vocabulary)?;
    set.columns = names.forms.iter().map(|(name, forms)| (name.clone(), forms.len())).collect();
    for (name, text, table) in &mut tables {
        read_context(table, &names, &mut set).map_err(|problem| {
            LoadError::new(name, quoted_line(text, 0, &problem), None, problem)
        })?;
        for (key, source) in std::mem::take(&mut table.source) {
            set.sources.insert(key, Source { title: source.title, link: source.link });
        }
    }
    for (name, text, table) in tables {
        for rule in table.rule {
            let at = rule.id.span().start;
            let id = rule.id.get_ref().clone();
            let rule = read_rule(rule, name, text, &names, &mut set).map_err(|problem| {
                LoadError::new(name, quoted_line(text, at, &problem), Some(&id), problem)
            })?;
            set.rules.push(rule);
        }
    }
    Ok(set)
}

fn syntax_error(name: &str, text: &str, error: &toml::de::Error) -> LoadError {
    let line = error.span().map_or(1, |span| line_at(text, span.start));
    LoadError::new(name, line, None, error.message().replace('\n', "; "))
}

fn line_at(text: &str, offset: usize) -> usize {
    1 + text.as_bytes().iter().take(offset).filter(|&&b| b == b'\n').count()
}

/// The line of the first occurrence of `needle` after `from`; that of `from` if there is none.
fn line_of(text: &str, from: usize, needle: &str) -> usize {
    line_at(text, text[from..].find(needle).map_or(from, |i| from + i))
}

/// The line of what a problem quotes first, which is where to look.
fn quoted_line(text: &str, from: usize, problem: &str) -> usize {
    let quoted = problem.split_once('“').and_then(|(_, rest)| rest.split_once('”'));
    line_of(text, from, quoted.map_or("\0", |(quoted, _)| quoted))
}

/// The forms of inflected words; classes wait until every name is known.
fn read_words(
    table: &Table,
    names: &mut Names,
    vocabulary: &mut Vocabulary,
) -> std::result::Result<(), (String, String)> {
    for (name, words) in &table.words {
        let fail = |problem: String| (name.clone(), problem);
        if words.forms.is_empty() {
            continue;
        }
        if names.forms.contains_key(name) {
            return Err(fail(format!("the name “{name}” is taken; choose another")));
        }
        if !matches!(words.forms.len(), 2 | 5) {
            let problem = "“forms” needs five forms of a verb (base, -s, past, participle, -ing) \
                           or two of a noun (singular, plural)";
            return Err(fail(problem.into()));
        }
        let mut set = WordSet::default();
        let mut add = |spelling: &str, column: usize| {
            let member = notation::fold(spelling).iter().map(|w| vocabulary.intern(w)).collect();
            set.add(member, Columns(1 << column));
        };
        for (column, form) in words.forms.iter().enumerate() {
            add(form, column);
            if form.contains('-') {
                add(&form.replace('-', ""), column);
            }
        }
        for (spelling, form) in &words.also {
            let mut columns = words.forms.iter().enumerate().filter(|(_, f)| *f == form).peekable();
            if columns.peek().is_none() {
                return Err(fail(format!("“{form}” is none of the forms of “{name}”")));
            }
            columns.for_each(|(column, _)| add(spelling, column));
        }
        names.sets.insert(name.clone(), Arc::new(set));
        names.forms.insert(name.clone(), words.forms.clone().into());
    }
    Ok(())
}

type Read<'a> = (&'a str, &'a str, Table);

/// Classes may hold other classes, so they are filled in rounds, until none is left that waits. A
/// class that stands in several tables holds what all of them say.
fn resolve_classes(
    tables: &[Read<'_>],
    names: &mut Names,
    vocabulary: &mut Vocabulary,
) -> std::result::Result<(), LoadError> {
    let mut waiting: BTreeMap<&str, Vec<(&Read<'_>, &table::Words)>> = BTreeMap::new();
    for read in tables {
        for (name, words) in &read.2.words {
            if !words.forms.is_empty() {
                continue;
            }
            if names.forms.contains_key(name) {
                let line = line_of(read.1, 0, &format!("[words.{name}]"));
                let problem = format!("the name “{name}” is taken; choose another");
                return Err(LoadError::new(read.0, line, None, problem));
            }
            waiting.entry(name).or_default().push((read, words));
        }
    }
    while !waiting.is_empty() {
        let mut problem = None;
        let mut done = Vec::new();
        'classes: for (&name, parts) in &waiting {
            let mut whole = WordSet::default();
            for &(read, words) in parts {
                match word_set(&words.any, names, vocabulary) {
                    Ok(set) => whole.extend(&set),
                    Err(why) => {
                        problem = Some((name, read, why));
                        continue 'classes;
                    }
                }
                whole.endings.extend_from_slice(&words.endings);
                whole.except.extend(words.except.iter().map(|w| vocabulary.intern(w)));
            }
            done.push((name, whole));
        }
        if done.is_empty()
            && let Some((name, (table, text, _), why)) = problem
        {
            let line = line_of(text, 0, &format!("[words.{name}]"));
            return Err(LoadError::new(table, line, None, why));
        }
        for (name, set) in done {
            waiting.remove(name);
            names.sets.insert(name.to_owned(), Arc::new(set));
        }
    }
    Ok(())
}

/// The members of a class.
fn word_set(any: &[String], names: &Names, vocabulary: &mut Vocabulary) -> Result<WordSet> {
    let mut set = WordSet::default();
    for member in any {
        if let Some(name) = member.strip_prefix('{').and_then(|m| m.strip_suffix('}')) {
            let inner = names.sets.get(name);
            set.extend(inner.ok_or_else(|| format!("no words go by the name “{{{name}}}”"))?);
            continue;
        }
        let mut add = |spelling: &str| {
            let words: Vec<_> =
                notation::fold(spelling).iter().map(|w| vocabulary.intern(w)).collect();
            if words.is_empty() {
                return Err(format!("“{member}” holds no word"));
            }
            set.add(words, Columns::default());
            Ok(())
        };
        add(member)?;
        if member.contains('-') {
            add(&member.replace('-', ""))?;
        }
    }
    Ok(set)
}

fn read_context(table: &mut Table, names: &Names, set: &mut RuleSet) -> Result<()> {
    for section in std::mem::take(&mut table.section) {
        let headings = section.headings.iter().map(|h| notation::fold(h).join(" ")).collect();
        let (id, own_words) = (section.id, section.own_words);
        set.context.sections.push(Section { id, headings, own_words });
    }
    let Some(context) = table.context.take() else { return Ok(()) };
    let vocabulary = &mut set.vocabulary;
    let known = &mut set.context;
    known.abbreviations.extend(context.abbreviations);
    for phrase in phrases(&context.names, names, vocabulary)? {
        for id in anchor::choose(&phrase, vocabulary)? {
            known.names.entry(id).or_default().push(phrase.clone());
        }
    }
    for (list, more) in [
        (&mut known.negation.before, &context.negation.before),
        (&mut known.negation.after, &context.negation.after),
        (&mut known.negation.ends, &context.negation.ends),
        (&mut known.negation.pseudo, &context.negation.pseudo),
        (&mut known.quotation.staff, &context.quotation.staff),
        (&mut known.quotation.own, &context.quotation.own),
        (&mut known.subject.testimony, &context.subject.testimony),
    ] {
        list.extend(phrases(more, names, vocabulary)?);
    }
    let subject = &context.subject;
    for (set, more) in [
        (&mut known.quotation.first_person, &context.quotation.first_person),
        (&mut known.subject.person, &subject.person),
        (&mut known.subject.pronoun, &subject.pronoun),
        (&mut known.subject.other, &subject.other),
        (&mut known.subject.title_person, &subject.title_person),
        (&mut known.subject.title_other, &subject.title_other),
        (&mut known.subject.skip, &subject.skip),
        (&mut known.subject.catenative, &subject.catenative),
        (&mut known.subject.relative, &subject.relative),
        (&mut known.subject.joins, &subject.joins),
        (&mut known.subject.clause, &subject.clause),
        (&mut known.subject.preposition, &subject.preposition),
    ] {
        set.extend(&word_set(more, names, vocabulary)?);
    }
    Ok(())
}

fn phrases(list: &[String], names: &Names, vocabulary: &mut Vocabulary) -> Result<Vec<Phrase>> {
    list.iter()
        .map(|text| {
            notation::phrase(text, names, vocabulary).map_err(|why| format!("in “{text}”: {why}"))
        })
        .collect()
}

fn read_rule(
    rule: table::Rule,
    table: &str,
    text: &str,
    names: &Names,
    set: &mut RuleSet,
) -> Result<Rule> {
    unknown_keys(&rule.unknown, &RULE_KEYS)?;
    let line = line_at(text, rule.id.span().start);
    let id = rule.id.into_inner();
    if !id
        .split('-')
        .all(|p| !p.is_empty() && p.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()))
    {
        return Err(format!("the id “{id}” may hold lower-case letters, digits and hyphens only"));
    }
    if let Some(other) = set.rules.iter().find(|other| other.id == id) {
        let (table, line) = (&other.table, other.line);
        return Err(format!("the id “{id}” is taken by {table}, line {line}; choose another"));
    }
    if let Some(key) = rule.see.iter().find(|key| !set.sources.contains_key(*key)) {
        return Err(format!("no source goes by the name “{key}”; add [source.{key}]"));
    }
    if rule.frame.is_empty() {
        return Err("it finds nothing; add a [[rule.frame]] with “find”".into());
    }
    let guards = read_guards(&rule.guards, names, set)?;
    let frames =
        rule.frame.iter().map(|f| read_frame(f, names, set)).collect::<Result<Vec<_>>>()?;
    let rows = match rule.row {
        None => Vec::new(),
        Some(Rows::One(row)) => vec![row],
        Some(Rows::Many(rows)) => rows,
    };
    let examples = read_examples(rule.examples)?;
    let table = table.to_owned();
    let (level, why, see) = (rule.level, rule.why, rule.see);
    Ok(Rule { id, rows, level, why, see, table, line, guards, frames, examples })
}

fn unknown_keys(unknown: &Unknown, own: &[&str]) -> Result<()> {
    let Some(key) = unknown.keys().next() else { return Ok(()) };
    let known = own.iter().chain(&GUARD_KEYS).copied();
    Err(match nearest(key, known.clone()).first() {
        Some(near) => format!("there is no key “{key}”; did you mean “{near}”?"),
        None => {
            format!(
                "there is no key “{key}”; the keys are {}",
                known.collect::<Vec<_>>().join(", ")
            )
        }
    })
}

fn read_guards(guards: &table::Guards, names: &Names, set: &mut RuleSet) -> Result<Guards> {
    let lists = [
        (Side::After, true, &guards.only_after),
        (Side::Before, true, &guards.only_before),
        (Side::Near, true, &guards.only_near),
        (Side::After, false, &guards.not_after),
        (Side::Before, false, &guards.not_before),
        (Side::Near, false, &guards.not_near),
        (Side::Over, false, &guards.except),
    ];
    let mut read = Guards {
        phrases: Vec::new(),
        only_in: guards.only_in.clone(),
        not_in: guards.not_in.clone(),
        subject: guards.subject,
        negated: guards.negated,
    };
    for (side, wanted, list) in lists {
        for phrase in phrases(list, names, &mut set.vocabulary)? {
            read.phrases.push(Guard { side, wanted, phrase });
        }
    }
    for id in read.only_in.iter().chain(&read.not_in) {
        if !set.context.sections.iter().any(|s| s.id == *id) {
            return Err(format!("no section goes by the name “{id}”; see context.toml"));
        }
    }
    Ok(read)
}

fn read_frame(frame: &table::Frame, names: &Names, set: &mut RuleSet) -> Result<Frame> {
    unknown_keys(&frame.unknown, &FRAME_KEYS)?;
    if frame.find.is_empty() {
        return Err("a frame has an empty “find”".into());
    }
    let phrases = phrases(&frame.find, names, &mut set.vocabulary)?;
    for phrase in &phrases {
        anchor::choose(phrase, &set.vocabulary)?;
    }
    let templates = frame
        .uses
        .iter()
        .map(|text| {
            notation::template(text, names, &phrases).map_err(|why| format!("in “{text}”: {why}"))
        })
        .collect::<Result<Vec<_>>>()?;
    let blanks = templates.first().is_some_and(super::template::Template::has_blank);
    let fit = if blanks { Fit::FillIn } else { frame.fit };
    let guards = read_guards(&frame.guards, names, set)?;
    let (find, uses) = (frame.find.clone(), frame.uses.clone());
    Ok(Frame { find, uses, fit, phrases, templates, guards })
}

fn read_examples(examples: table::Examples) -> Result<Examples> {
    let flags = examples
        .flags
        .into_iter()
        .map(|mut sentences| {
            if sentences.is_empty() {
                return Err("an entry of “flags” is empty".to_owned());
            }
            let marked = sentences.remove(0);
            let problem =
                || format!("“{marked}” needs one pair of [brackets] around what is found");
            let (before, rest) = marked.split_once('[').ok_or_else(problem)?;
            let (found, after) = rest.split_once(']').ok_or_else(problem)?;
            let span = Span::new(before.len(), before.len() + found.len());
            let sentence = format!("{before}{found}{after}");
            Ok(Flagged { sentence, span, becomes: sentences })
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(Examples { flags, passes: examples.passes })
}
