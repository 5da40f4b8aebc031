//! Tables in, a rule set out: names resolved, phrases read, every mistake named.

use super::anchor;
use super::context::Section;
use super::guard::{Guard, Guards, Side};
use super::lexicon;
use super::notation::{self, Names};
use super::phrase::Phrase;
use super::plain;
use super::table::{self, FRAME_KEYS, GUARD_KEYS, RULE_KEYS, Rows, Table, Unknown};
use super::words::Vocabulary;
use super::{Examples, Fit, Flagged, Frame, LoadError, Rule, RuleSet, language_table, nearest};
use crate::text::Span;

type Result<T> = std::result::Result<T, String>;
type Read<T> = std::result::Result<T, LoadError>;

/// A table, with its name and its text, by which mistakes in it are shown.
pub(super) struct Source<'a> {
    name: &'a str,
    text: &'a str,
    pub(super) table: Table,
}

impl Source<'_> {
    /// An error in the line where `needle` stands.
    pub(super) fn error_at(&self, needle: &str, problem: String) -> LoadError {
        LoadError::new(self.name, self.line_of(0, needle), None, problem)
    }

    /// The line, from 1, of the first `needle` after the byte `from`; that of `from` if there is
    /// none.
    fn line_of(&self, from: usize, needle: &str) -> usize {
        let at = self.text[from..].find(needle).map_or(from, |i| from + i);
        line_at(self.text, at)
    }

    /// The line of what a problem quotes first, which is where to look.
    fn line_quoted(&self, from: usize, problem: &str) -> usize {
        let quoted = problem.split_once('“').and_then(|(_, rest)| rest.split_once('”'));
        self.line_of(from, quoted.map_or("\0", |(quoted, _)| quoted))
    }
}

fn line_at(text: &str, offset: usize) -> usize {
    1 + memchr::memchr_iter(b'\n', &text.as_bytes()[..offset.min(text.len())]).count()
}

/// The id of the rule within which a byte stands, as far as it can be told from a table that does
/// not read.
fn rule_at(text: &str, at: usize) -> Option<&str> {
    let begins = text[..text.floor_char_boundary(at + "[[rule]]".len())].rfind("[[rule]]")?;
    let rule = &text[begins + "[[rule]]".len()..];
    let rule = &rule[..rule.find("\n[[rule]]").unwrap_or(rule.len())];
    let line = rule.lines().find(|line| line.trim_start().starts_with("id"))?;
    line.split('"').nth(1)
}

/// Where a key is missing from the section that `text` begins with: the first key there that is
/// none, and so is perhaps meant for it, as the end of a sentence.
fn misspelt(text: &str, message: &str) -> String {
    let lines = text.lines().skip(1).take_while(|line| !line.trim_start().starts_with('['));
    let mut keys = lines.filter_map(|line| Some(line.split_once('=')?.0.trim()));
    let is_word = |key: &str| key.chars().all(|c| c.is_alphabetic() || c == '_');
    let known = [&RULE_KEYS[..], &FRAME_KEYS, &GUARD_KEYS, &["flags", "passes"]].concat();
    match keys.find(|key| is_word(key) && !known.contains(key)) {
        Some(key) if message.starts_with("missing field") => format!("; is “{key}” meant for it?"),
        _ => String::new(),
    }
}

/// Reads tables, each a name and its text, that belong together.
pub(super) fn from_toml(inputs: &[(&str, &str)]) -> Read<RuleSet> {
    let read = |&(name, text)| {
        let table = toml::from_str(text).map_err(|error: toml::de::Error| {
            let at = error.span().map_or(0, |span| span.start);
            let problem =
                plain::in_words(error.message()) + &misspelt(&text[at..], error.message());
            LoadError::new(name, line_at(text, at), rule_at(text, at), problem)
        })?;
        Ok(Source { name, text, table })
    };
    let mut sources = inputs.iter().map(read).collect::<Read<Vec<_>>>()?;
    let (mut set, names) = read_names(&mut sources)?;
    read_rules(sources, &names, &mut set)?;
    Ok(set)
}

/// Where the rules of a table begin: the byte, and the line, from 1.
fn rule_places(text: &str) -> Vec<(usize, usize)> {
    let (mut counted, mut line) = (0, 1);
    memchr::memmem::find_iter(text.as_bytes(), "[[rule]]")
        .filter(|&at| at == 0 || text.as_bytes()[at - 1] == b'\n')
        .map(|at| {
            line += line_at(&text[counted..at], at - counted) - 1;
            counted = at;
            (at, line)
        })
        .collect()
}

/// Everything but the rules.
fn read_names(sources: &mut [Source<'_>]) -> Read<(RuleSet, Names)> {
    let mut set = RuleSet::default();
    let names = lexicon::names(sources, &mut set.vocabulary)?;
    set.terms = names.terms.clone();
    set.columns = names.forms.iter().map(|(name, forms)| (name.clone(), forms.len())).collect();
    for source in sources {
        read_context(&mut source.table, &names, &mut set).map_err(|problem| {
            LoadError::new(source.name, source.line_quoted(0, &problem), None, problem)
        })?;
        set.sources.append(&mut source.table.source);
    }
    Ok((set, names))
}

fn read_rules(sources: Vec<Source<'_>>, names: &Names, set: &mut RuleSet) -> Read<()> {
    for mut source in sources {
        let rules = std::mem::take(&mut source.table.rule);
        let theme = source.table.theme.take().unwrap_or_else(|| stem(source.name).to_owned());
        let places = rule_places(source.text);
        for (i, rule) in rules.into_iter().enumerate() {
            let (at, line) = places.get(i).copied().unwrap_or_default();
            let id = rule.id.clone();
            let table = (source.name, theme.as_str());
            let rule = read_rule(rule, table, line, names, set).map_err(|problem| {
                let line = source.line_quoted(at, &problem);
                LoadError::new(source.name, line, Some(&id), problem)
            })?;
            set.rules.push(rule);
        }
    }
    Ok(())
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
    known.greeted.extend(context.letter.others);
    for mut phrase in phrases(&context.names, names, vocabulary)? {
        for id in anchor::choose(&mut phrase, vocabulary)? {
            known.names.entry(id).or_default().push(phrase.clone());
        }
    }
    for (list, more) in [
        (&mut known.negation.before, &context.negation.before),
        (&mut known.negation.after, &context.negation.after),
        (&mut known.negation.ends, &context.negation.ends),
        (&mut known.negation.pseudo, &context.negation.pseudo),
        (&mut known.mention.before, &context.mention.before),
        (&mut known.mention.beside, &context.mention.beside),
        (&mut known.quotation.staff, &context.quotation.staff),
        (&mut known.quotation.own, &context.quotation.own),
        (&mut known.subject.testimony, &context.subject.testimony),
    ] {
        list.extend(phrases(more, names, vocabulary)?);
    }
    let subject = &context.subject;
    for (set, more) in [
        (&mut known.care, &context.care),
        (&mut known.title, &context.title),
        (&mut known.quotation.first_person, &context.quotation.first_person),
        (&mut known.subject.person, &subject.person),
        (&mut known.subject.pronoun, &subject.pronoun),
        (&mut known.subject.other, &subject.other),
        (&mut known.subject.she, &subject.she),
        (&mut known.subject.he, &subject.he),
        (&mut known.subject.title_person, &subject.title_person),
        (&mut known.subject.title_other, &subject.title_other),
        (&mut known.subject.skip, &subject.skip),
        (&mut known.subject.catenative, &subject.catenative),
        (&mut known.subject.relative, &subject.relative),
        (&mut known.subject.joins, &subject.joins),
        (&mut known.subject.clause, &subject.clause),
        (&mut known.subject.preposition, &subject.preposition),
    ] {
        set.extend(&lexicon::members(more, names, vocabulary)?);
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

/// The name of a table without its folder and its ending.
pub(super) fn stem(table: &str) -> &str {
    let name = table.rsplit(['/', '\\']).next().unwrap_or(table);
    name.strip_suffix(".toml").unwrap_or(name)
}

/// `table` is the name of the table and its theme.
fn read_rule(
    rule: table::Rule,
    (table, theme): (&str, &str),
    line: usize,
    names: &Names,
    set: &mut RuleSet,
) -> Result<Rule> {
    unknown_keys(&rule.unknown, &RULE_KEYS)?;
    let id = rule.id;
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
    if rule.comments.is_some() && !rule.frame.is_empty() {
        return Err("it finds “comments”, and can have no [[rule.frame]]".into());
    }
    if rule.comments.is_none() && rule.frame.is_empty() {
        return Err("it finds nothing; add a [[rule.frame]] with “find”".into());
    }
    let guards = read_guards(&rule.guards, names, set)?;
    let frames =
        rule.frame.into_iter().map(|f| read_frame(f, names, set)).collect::<Result<Vec<_>>>()?;
    let rows = match rule.row {
        None => Vec::new(),
        Some(Rows::One(row)) => vec![row],
        Some(Rows::Many(rows)) => rows,
    };
    let is_row = |row: &u8| language_table().any(|(known, ..)| known == *row);
    if let Some(row) = rows.iter().find(|row| !is_row(row)) {
        return Err(format!(
            "the language table has no row “{row}”; leave “row” out for a rule of your own"
        ));
    }
    let examples = read_examples(rule.examples.unwrap_or_default())?;
    let (table, theme) = (table.to_owned(), theme.to_owned());
    let (level, why, see) = (rule.level, rule.why, rule.see);
    let (everyday, comments) = (rule.everyday, rule.comments);
    Ok(Rule {
        id,
        rows,
        level,
        why,
        see,
        everyday,
        comments,
        table,
        theme,
        line,
        guards,
        frames,
        examples,
    })
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

fn read_frame(frame: table::Frame, names: &Names, set: &mut RuleSet) -> Result<Frame> {
    unknown_keys(&frame.unknown, &FRAME_KEYS)?;
    if frame.find.is_empty() {
        return Err("a frame has an empty “find”".into());
    }
    let mut phrases = phrases(&frame.find, names, &mut set.vocabulary)?;
    let anchors = phrases
        .iter_mut()
        .map(|phrase| anchor::choose(phrase, &set.vocabulary))
        .collect::<Result<Vec<_>>>()?;
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
    let (find, uses) = (frame.find, frame.uses);
    Ok(Frame { find, uses, fit, phrases, anchors, templates, guards })
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
            // What is found may have brackets of its own.
            let end = rest.find("]]").map_or_else(|| rest.find(']'), |i| Some(i + 1));
            let (found, after) = rest.split_at(end.ok_or_else(problem)?);
            let after = &after[1..];
            let span = Span::new(before.len(), before.len() + found.len());
            let sentence = format!("{before}{found}{after}");
            Ok(Flagged { sentence, span, becomes: sentences })
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(Examples { flags, passes: examples.passes })
}
