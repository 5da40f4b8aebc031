//! What stands around a phrase: names, mention, negation, sections, and what the text is about.
//!
//! Whose words and whose deeds they are stands in `quotation` and `subject`, who "you" are in a letter
//! in `letter`.

use super::letter;
use super::memo::Key;
use super::quotation;
use super::subject::{self, Subject};
use super::trace::Silence;
use crate::document::{Document, Region, RegionKind};
use crate::rules::context::Section;
use crate::rules::guard::Guards;
use crate::rules::phrase::{Match, Phrase, Sentence};
use crate::rules::{RuleSet, SubjectGuard};
use crate::text::Span;
use crate::text::fold::{Folded, Shape};

/// How many words and marks a negation reaches; lists of findings are long ("denies any voices,
/// paranoia, low mood, …"), and a `but` or a stop ends it anyway.
const NEGATION_REACH: usize = 16;
/// How many words a negation behind the phrase may stand away from it.
const NEGATION_BEHIND: usize = 6;
/// The most words a heading may have.
const HEADING: usize = 5;
/// How many words "the term", "avoid saying" and the like reach: guides list a dozen words.
const MENTION_REACH: usize = 24;
/// Texts shorter than this, in bytes, are taken to be about care: nobody would check them else.
const LONG: usize = 3_000;
/// How much of a long text is read to learn what it is about, in bytes.
const OPENING: usize = 65_536;
/// How many words of a thousand tell that a text is about care. Notes, letters and reports have
/// twenty to forty; novels, speeches and manuals fewer than four.
const CARE_WORDS: usize = 6;

/// A document's regions, as they are passed through.
pub(super) struct Surroundings<'a> {
    pub(super) document: &'a Document,
    pub(super) rules: &'a RuleSet,
    region: usize,
    /// The section headings up to here have been read.
    read: usize,
    section: Option<&'a Section>,
    quotes: Option<Vec<Span>>,
    about_care: Option<bool>,
    /// Whether it is a letter to the person: "you" are who it is about.
    pub(super) is_to_person: bool,
    /// In the present sentence: where "the term", "avoid saying" and the like begin.
    mentions: Option<Vec<usize>>,
}

impl<'a> Surroundings<'a> {
    pub(super) fn new(document: &'a Document, rules: &'a RuleSet) -> Self {
        Self {
            document,
            rules,
            region: 0,
            read: 0,
            section: None,
            quotes: None,
            about_care: None,
            is_to_person: letter::is_to_person(document, &rules.context.greeted),
            mentions: None,
        }
    }

    /// Goes on to a sentence of a region; regions are entered in order.
    pub(super) fn enter(&mut self, region: usize) {
        self.mentions = None;
        if region != self.region {
            self.region = region;
            self.quotes = None;
        }
    }

    /// All that decides what is found in the region.
    pub(super) fn key(&mut self) -> Key {
        let region = self.document.regions[self.region];
        let prose = &self.document.prose;
        Key {
            prose: prose.text[region.span.range()].into(),
            source: self.document.source[prose.to_source(region.span).range()].into(),
            kind: region.kind,
            mentioned: self.is_in_column_of_words(region),
            section: self.section().map(|section| section.id.as_str().into()),
            care: self.is_about_care(),
            to_person: self.is_to_person,
        }
    }

    /// Why the words are nobody's to reword, if they are: part of a name, or the person's own.
    pub(super) fn silence(
        &mut self,
        sentence: &Sentence,
        anchor: usize,
        found: &Match,
    ) -> Option<Silence> {
        if self.in_name(sentence, anchor, found) || self.in_title(sentence, found) {
            Some(Silence::Name)
        } else if self.is_mentioned(sentence, found) || self.is_own_words(sentence, found) {
            Some(Silence::OwnWords)
        } else {
            None
        }
    }

    fn in_name(&self, sentence: &Sentence, anchor: usize, found: &Match) -> bool {
        let names = &self.rules.context.names;
        let (from, to) = (anchor.saturating_sub(8), (anchor + 8).min(sentence.len()));
        let covers = |phrase: &Phrase, i: usize| {
            let first = (i + 1).saturating_sub(phrase.reach.1);
            (first..=i)
                .filter_map(|from| phrase.at(sentence, from))
                .any(|name| name.from <= anchor && anchor < name.to && name.from < found.to)
        };
        (from..to).any(|i| {
            names.get(&sentence.ids[i]).is_some_and(|list| list.iter().any(|p| covers(p, i)))
        })
    }

    /// Whether the words stand in a name in capitals: "Management of Deliberate Self-Harm Policy".
    fn in_title(&self, sentence: &Sentence, found: &Match) -> bool {
        let is_capital = |i: usize| matches!(sentence.shape(i), Shape::Capital | Shape::Upper);
        let opens = |i: usize| matches!(sentence.text(i), "(" | "[");
        let begins = |i: usize| i == 0 || sentence.shape(i - 1) == Shape::Mark && !opens(i - 1);
        // A capital that only begins the sentence is no sign of a name.
        let own = (found.from..found.to).filter(|&i| !begins(i));
        if sentence.is_shouted() || own.clone().next().is_none() || !own.clone().all(is_capital) {
            return false;
        }
        let joins =
            |i: usize| matches!(sentence.text(i), "of" | "for" | "and" | "in" | "to" | "the" | "a");
        let is_title = |i: usize| {
            is_capital(i)
                && self.rules.context.title.get(sentence.ids[i], sentence.text(i)).is_some()
        };
        let after = (found.to..sentence.len()).take_while(|&i| is_capital(i) || joins(i));
        // "Scale 6 (Paranoia)"
        let counts = |i: usize| sentence.shape(i) == Shape::Number || opens(i);
        let runs_on = |&i: &usize| is_capital(i) || joins(i) || counts(i);
        let before = (0..found.from).rev().take_while(runs_on);
        after.into_iter().any(is_title) || before.into_iter().any(|i| is_title(i) && !begins(i))
    }

    /// Whether the words are only spoken of: "the term", "avoid saying".
    fn is_mentioned(&mut self, sentence: &Sentence, found: &Match) -> bool {
        let mention = &self.rules.context.mention;
        if mention.beside.iter().any(|p| p.ending_at(sentence, found.from).is_some()) {
            return true;
        }
        let begins = |&i: &usize| mention.before.iter().any(|p| p.begins_at(sentence, i));
        let mentions =
            self.mentions.get_or_insert_with(|| (0..sentence.len()).filter(begins).collect());
        let Some(&last) = mentions.iter().rev().find(|&&i| i < found.from) else { return false };
        let parts = |i: usize| matches!(sentence.text(i), ";" | "?" | "!");
        found.from - last <= MENTION_REACH && !(last..found.from).any(parts)
    }

    /// Whether the document is short, or shows by its words that it is about care.
    pub(super) fn is_about_care(&mut self) -> bool {
        let text = &self.document.prose.text;
        *self.about_care.get_or_insert_with(|| {
            if text.len() < LONG {
                return true;
            }
            let mut opening = Sentence::default();
            let end = text.floor_char_boundary(OPENING);
            opening.read(text, Span::new(0, end), &self.rules.vocabulary);
            let care = &self.rules.context.care;
            let told = |&i: &usize| care.get(opening.ids[i], opening.text(i)).is_some();
            (0..opening.len()).filter(told).count() * 1_000 >= opening.len() * CARE_WORDS
        })
    }

    fn is_own_words(&mut self, sentence: &Sentence, found: &Match) -> bool {
        let text = &self.document.prose.text;
        let region = self.document.regions[self.region];
        if region.kind == RegionKind::Quote || self.is_in_column_of_words(region) {
            return true;
        }
        let quoted = self.quotation(sentence, found);
        quoted.is_some_and(|q| quotation::is_own(text, region.span, q, self.rules))
            || self.section().is_some_and(|s| s.own_words)
    }

    /// The quotation, its marks aside, in which the words stand: whoever's words they are, they are
    /// not the writer's to reword.
    pub(super) fn quotation(&mut self, sentence: &Sentence, found: &Match) -> Option<Span> {
        let text = &self.document.prose.text;
        let region = self.document.regions[self.region];
        let quotes = self.quotes.get_or_insert_with(|| quotation::spans(text, region.span));
        let span = sentence.span_of(found.from, found.to);
        // They are sorted and disjoint: the first that ends behind the words is the only candidate.
        let at = quotes.partition_point(|q| q.end < span.end);
        quotes.get(at).copied().filter(|q| q.contains(span))
    }

    /// "We avoid | We say": a cell below a head that says its words are only spoken of.
    fn is_in_column_of_words(&self, cell: Region) -> bool {
        let Some(head) = cell.head.and_then(|head| self.document.regions.get(head)) else {
            return false;
        };
        let title = fold(&self.document.prose.text[head.span.range()]);
        section_of(&title, &self.rules.context.sections).is_some_and(|s| s.own_words)
    }

    /// Whether a negation reaches the match.
    pub(super) fn is_negated(&self, sentence: &Sentence, found: &Match) -> bool {
        let negation = &self.rules.context.negation;
        let starts = |list: &[Phrase], i: usize| list.iter().any(|p| p.begins_at(sentence, i));
        // "More likely than not": the words that look like a negation may stand last.
        let covers = |list: &[Phrase], i: usize| {
            let at = |p: &Phrase| {
                let first = (i + 1).saturating_sub(p.reach.1);
                (first..=i).any(|from| p.at(sentence, from).is_some_and(|m| m.to > i))
            };
            list.iter().any(at)
        };
        let ends = |i: usize| {
            matches!(sentence.text(i), ";" | ":" | "–" | "?" | "!") || starts(&negation.ends, i)
        };
        let first = found.from.saturating_sub(NEGATION_REACH);
        for i in (first..found.from).rev() {
            if ends(i) {
                break;
            }
            if starts(&negation.before, i) && !covers(&negation.pseudo, i) {
                return !denies_an_act(sentence, i, found.from)
                    && !takes_for_granted(sentence, i, found.from);
            }
        }
        let last = (found.to + NEGATION_BEHIND).min(sentence.len());
        // "Delusions: none": a colon leads to the negation rather than away from it.
        let over = |i: usize| sentence.text(i) != ":" && ends(i);
        (found.to..last).take_while(|&i| !over(i)).any(|i| starts(&negation.after, i))
    }

    /// Whether the one who does what the match says is whom the guard wants.
    pub(super) fn subject_fits(
        &self,
        sentence: &Sentence,
        verb: usize,
        wanted: SubjectGuard,
    ) -> bool {
        match subject::of(sentence, verb, &self.rules.context.subject, self.is_to_person) {
            Subject::Person => true,
            Subject::Unknown => wanted == SubjectGuard::NotOthers,
            Subject::Other => false,
        }
    }

    /// Whether the section the match stands in is one its guards allow.
    pub(super) fn section_fits(
        &mut self,
        sentence: &Sentence,
        found: &Match,
        guards: &Guards,
    ) -> bool {
        if guards.only_in.is_empty() && guards.not_in.is_empty() {
            return true;
        }
        let inline = heading_before(sentence, found.from)
            .and_then(|heading| section_of(&heading, &self.rules.context.sections));
        let id = inline.or_else(|| self.section()).map(|s| s.id.as_str());
        let holds = |list: &[String]| id.is_some_and(|id| list.iter().any(|s| s == id));
        (guards.only_in.is_empty() || holds(&guards.only_in)) && !holds(&guards.not_in)
    }

    /// The section the current region stands in.
    fn section(&mut self) -> Option<&'a Section> {
        let sections = &self.rules.context.sections;
        while self.read <= self.region {
            let region = self.document.regions[self.read];
            if let Some(heading) = heading_of(region, &self.document.prose.text) {
                self.section = section_of(&heading, sections);
            }
            self.read += 1;
        }
        self.section
    }
}

/// Whether the words at `at` are said of somebody as a fact, whatever the negation at `not` denies:
/// "did not mention his relapse", "without asking about her paranoia".
fn takes_for_granted(sentence: &Sentence, not: usize, at: usize) -> bool {
    let whose = |i: usize| matches!(sentence.text(i), "his" | "her" | "their");
    matches!(sentence.text(not), "not" | "without") && at > not + 2 && whose(at - 1)
}

/// Whether what a "not" denies is an act, and over before the words `to`: "not eating, paranoid".
fn denies_an_act(sentence: &Sentence, not: usize, to: usize) -> bool {
    let act = |i: usize| i < to && sentence.text(i).ends_with("ing");
    let is = |i: usize, words: &[&str]| i < to && words.contains(&sentence.text(i));
    sentence.text(not) == "not"
        && act(not + 1)
        && (is(not + 2, &[","])
            || is(not + 2, &["or", "and"]) && act(not + 3) && is(not + 4, &[","]))
}

fn section_of<'a>(heading: &str, sections: &'a [Section]) -> Option<&'a Section> {
    sections.iter().find(|s| s.headings.iter().any(|h| h == heading))
}

/// The folded heading of a region: all of a heading, or the few words before a first colon.
fn heading_of(region: Region, text: &str) -> Option<String> {
    let words = &text[region.span.range()];
    let title = match region.kind {
        RegionKind::Heading => words.trim_end_matches([':', ' ']),
        RegionKind::Text => words.bytes().take(60).position(|b| b == b':').map(|i| &words[..i])?,
        RegionKind::Cell | RegionKind::Quote => return None,
    };
    let title = fold(title);
    let words = title.split(' ').count();
    (!title.is_empty() && words <= HEADING).then_some(title)
}

/// A heading as the tables have it: folded words with single spaces, without marks.
fn fold(title: &str) -> String {
    let folded = Folded::new(title, Span::new(0, title.len()));
    let words = folded.words.iter().filter(|w| w.shape != Shape::Mark);
    words.map(|&w| folded.text(w)).collect::<Vec<_>>().join(" ")
}

/// The nearest few words with a colon behind them that stand before the word `at`.
fn heading_before(sentence: &Sentence, at: usize) -> Option<String> {
    let colon = (0..at).rev().find(|&i| sentence.text(i) == ":")?;
    let first = (colon.saturating_sub(HEADING)..colon)
        .rev()
        .take_while(|&i| sentence.shape(i) != Shape::Mark)
        .last()?;
    Some((first..colon).map(|i| sentence.text(i)).collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Format;

    #[test]
    fn negation_reaches_as_far_as_it_should() {
        let table = [
            ("Not *paranoid on interview.", true),
            ("He was calm, pleasant and not at all *paranoid.", true),
            ("Denied any *paranoid ideas.", true),
            ("Denies voices, low mood, thoughts of harm or *paranoia.", true),
            ("Nil evidence of *delusional thinking.", true),
            ("Neither *grandiose nor pressured.", true),
            ("He isn't *paranoid.", true),
            ("*Paranoia was not evident.", true),
            ("*Delusions: none.", true),
            ("*Paranoia and hallucinations were both denied.", true),
            ("He is *paranoid.", false),
            ("It is more likely than not that he is *paranoid.", false),
            ("No hallucinations but *delusional about the water.", false),
            ("Not only *paranoid, he was frightened.", false),
            ("No voices; *paranoid about food.", false),
            ("He did not sleep because he was *paranoid.", false),
        ];
        let rules = RuleSet::built_in();
        for (marked, negated) in table {
            let at = marked.find('*').unwrap();
            let text = marked.replace('*', "");
            let from = Folded::new(marked, Span::new(0, at)).words.len();
            let found = Match { from, to: from + 1, captures: Vec::new() };
            let document = Document::new(text.as_str(), Format::Plain);
            let mut sentence = Sentence::default();
            sentence.read(&text, Span::new(0, text.len()), &rules.vocabulary);
            let surroundings = Surroundings::new(&document, &rules);
            assert_eq!(surroundings.is_negated(&sentence, &found), negated, "{marked}");
        }
    }

    #[test]
    fn words_that_are_nobodys_to_reword() {
        // The text, as Markdown; how many findings there are in it.
        let table = [
            ("Avoid: non-compliant, manipulative, attention seeking.", 0),
            ("Try not to say he suffers from schizophrenia.", 0),
            ("Words like manipulative can follow a person for years.", 0),
            ("Instead of manipulative, say what he asked for.", 0),
            ("Asked to avoid the garden; she refused to come in.", 1),
            ("| Avoid | Say |\n|---|---|\n| refused to | said no to |\n| manipulative | asks |", 0),
            ("| Day | Note |\n|---|---|\n| Mon | refused to get up |", 1),
            ("See the Management of Deliberate Self-Harm Policy.", 0),
            ("She plays in the Paranoia Network on Fridays.", 0),
            ("Scored 52 on Scale 6 (Paranoia) today.", 0),
            ("Deliberate Self-Harm Policy: see the shared drive.", 0),
            ("Refused Team meeting.", 1),
            ("HE REFUSED TEAM MEETING.", 1),
            ("There is no hesitation in finding that he is manipulative.", 1),
        ];
        let linter = crate::Linter::built_in();
        for (text, findings) in table {
            let found = linter.check(&Document::new(text, Format::Markdown));
            assert_eq!(found.len(), findings, "{text}");
        }
    }

    #[test]
    fn everyday_words_are_silent_in_long_texts_that_are_not_about_care() {
        let linter = crate::Linter::built_in();
        let novel = "He refused to come down to the quay, where the boats lay.\n".repeat(60);
        let note = novel.replace("boats lay", "ward and the nurse");
        for (text, speaks) in [(&novel[..200], true), (&novel[..], false), (&note[..], true)] {
            let found = linter.check(&Document::new(text, Format::Plain));
            assert_eq!(!found.is_empty(), speaks, "{}", text.len());
        }
    }

    #[test]
    fn headings_are_few_words_before_a_colon() {
        let heading = |text: &str| {
            let region =
                Region { span: Span::new(0, text.len()), kind: RegionKind::Text, head: None };
            heading_of(region, text)
        };
        assert_eq!(heading("PMH: relapse 2019").as_deref(), Some("pmh"));
        assert_eq!(heading("Physical  health: asthma").as_deref(), Some("physical health"));
        assert_eq!(heading("He said many things and then: nothing"), None);
        assert_eq!(heading("Slept well."), None);
    }
}
