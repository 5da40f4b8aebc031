//! Rewrites made to fit their place: form, pronoun, article, capitals.
//!
//! A template says what to write; the sentence says in which tense, of whom, and how it begins.
//! Whatever the sentence does not say lowers the trust put in the result.

use super::Rewrite;
use super::context::Surroundings;
use super::grammar::{Person, begins_with_vowel_sound, pronoun, shout, tidy, with_first};
use crate::rules::phrase::{Capture, Match, Sentence};
use crate::rules::template::{Part, Template};
use crate::rules::words::{Columns, verb};
use crate::rules::{Fit, Frame};
use crate::text::Span;
use crate::text::fold::Shape;

/// All rewrites of a frame that fit the match, best first, no two alike.
pub(super) fn all(
    frame: &Frame,
    found: &Match,
    sentence: &Sentence,
    around: &Surroundings<'_>,
) -> Vec<Rewrite> {
    let place = Place { found, sentence, around };
    let slot = place.slot();
    if slot == Slot::None {
        return Vec::new();
    }
    let mut rewrites: Vec<Rewrite> = Vec::new();
    for (i, template) in frame.templates.iter().enumerate() {
        let Some((span, text, certain)) = place.write(template) else { continue };
        // Only what comes first was judged to be the same fact; the others are for the writer.
        let mut fit = if i == 0 { frame.fit } else { frame.fit.max(Fit::Choose) };
        if template.has_blank() {
            fit = Fit::FillIn;
        } else if !certain || slot != Slot::Sure {
            fit = fit.max(Fit::Choose);
        } else if fit == Fit::FillIn {
            fit = Fit::Choose;
        }
        if !rewrites.iter().any(|r| r.text == text) {
            rewrites.push(Rewrite { span, text, fit });
        }
    }
    rewrites
}

/// Before a participle.
const AUXILIARIES: [&str; 11] =
    ["has", "have", "had", "having", "is", "are", "was", "were", "be", "been", "being"];
/// Before a base form.
const MODALS: [&str; 12] =
    ["to", "will", "would", "may", "might", "can", "could", "should", "must", "do", "does", "did"];
/// What may stand between those and their verb, besides words in "-ly".
const ADVERBS: [&str; 20] = [
    "not",
    "also",
    "again",
    "often",
    "always",
    "still",
    "never",
    "so",
    "far",
    "ever",
    "just",
    "since",
    "once",
    "twice",
    "already",
    "now",
    "then",
    "soon",
    "sometimes",
    "even",
];

/// Whether the words to the left leave room for what the frame would write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Slot {
    /// A finite verb can stand here, and there is evidence for it.
    Sure,
    /// Nothing speaks against it.
    Likely,
    /// "A note of refused meds": nothing we would write fits.
    None,
}

struct Place<'a> {
    found: &'a Match,
    sentence: &'a Sentence,
    around: &'a Surroundings<'a>,
}

impl Place<'_> {
    fn slot(&self) -> Slot {
        let Some(lead) = self.lead(5).filter(|c| c.words.0 == self.found.from) else {
            return Slot::Sure;
        };
        if self.column(lead) == verb::ING {
            return Slot::Sure;
        }
        let Some(before) = self.found.from.checked_sub(1) else { return Slot::Sure };
        let words = &self.around.rules.context.subject;
        let is = |set: &crate::rules::words::WordSet| {
            set.get(self.sentence.ids[before], self.sentence.text(before)).is_some()
        };
        let shape = self.sentence.shape(before);
        let evidence = shape == Shape::Mark
            || self.sentence.may_be_name(before)
            || is(&words.pronoun)
            || is(&words.person)
            || is(&words.joins)
            || is(&words.relative)
            || is(&words.skip)
            || self.sentence.text(before) == "to";
        if evidence {
            Slot::Sure
        } else if is(&words.preposition)
            || matches!(self.sentence.text(before), "a" | "an" | "the" | "'s")
        {
            Slot::None
        } else {
            Slot::Likely
        }
    }

    /// "So paranoid that", "too unwell to": what follows hangs on a word that `text` has to keep.
    fn hangs(&self, text: &str) -> bool {
        let Match { from, to, .. } = *self.found;
        let leads = |i: usize| match self.sentence.text(i) {
            "that" => Some("so"),
            "to" => Some("too"),
            _ => None,
        };
        // The word may have been taken with the others, or come right behind them.
        let opener = (to - 1..self.sentence.len().min(to + 1)).find_map(leads);
        opener.is_some_and(|opener| {
            (from.saturating_sub(1)..to).any(|i| self.sentence.text(i) == opener)
                && !text.split(' ').any(|word| word == opener)
        })
    }

    /// "Thoughts which involve believing that … and paranoia", "… that … at night":
    /// a blank for a whole clause would swallow what goes on behind it, and any blank an "or". What
    /// a blank in brackets asks for, an "of" or "that" behind it already tells.
    fn runs_on(&self, template: &Template) -> bool {
        let next = self.found.to;
        if next >= self.sentence.len() || self.sentence.shape(next) == Shape::Mark {
            return false;
        }
        let next = self.sentence.text(next);
        match &template.parts[..] {
            [.., Part::Text(words), Part::Blank(_)] => words.ends_with("that ") || next == "or",
            [.., Part::Blank(_), Part::Text(shut)] if shut == ")" => matches!(next, "of" | "that"),
            _ => false,
        }
    }

    /// Whether a bracket is open where the words stand.
    fn in_brackets(&self) -> bool {
        let before = (0..self.found.from).rev().map(|i| self.sentence.text(i));
        before.into_iter().find(|&word| matches!(word, "(" | ")")) == Some("(")
    }

    /// The last word found that varies in so many columns: what is written varies with it.
    fn lead(&self, columns: usize) -> Option<&Capture> {
        let of_verb = columns == 5;
        self.found.captures.iter().rev().find(|c| {
            let bits = c.columns.0;
            bits != 0 && self.forms_of(c) == Some(columns) || bits >= 0b100 && of_verb
        })
    }

    fn forms_of(&self, capture: &Capture) -> Option<usize> {
        let first = capture.name.split('|').next()?;
        self.around.rules.columns_of(first.trim())
    }

    /// The column a word stands in here.
    fn column(&self, capture: &Capture) -> usize {
        let Columns(bits) = capture.columns;
        let has = |column: usize| capture.columns.has(column);
        if self.forms_of(capture) != Some(5) {
            return bits.trailing_zeros() as usize;
        }
        if has(verb::PARTICIPLE) && self.after_auxiliary(capture.words.0) {
            return verb::PARTICIPLE;
        }
        if has(verb::BASE) && has(verb::PAST) {
            // "put": past, unless "to" or a modal comes before.
            return if self.after_modal(capture.words.0) { verb::BASE } else { verb::PAST };
        }
        [verb::PAST, verb::BASE, verb::S, verb::ING, verb::PARTICIPLE]
            .into_iter()
            .find(|&c| has(c))
            .unwrap_or(verb::BASE)
    }

    /// Whether "has" or "was" stands before, adverbs and "not" aside.
    fn after_auxiliary(&self, at: usize) -> bool {
        self.behind_adverbs(at).is_some_and(|i| match self.sentence.text(i) {
            // "He'd refused": before a participle it is "had".
            "would" => self.sentence.folded.words[i].span.len() < "would".len(),
            word => AUXILIARIES.contains(&word),
        })
    }

    fn after_modal(&self, at: usize) -> bool {
        self.behind_adverbs(at).is_some_and(|i| MODALS.contains(&self.sentence.text(i)))
    }

    /// The nearest word before `at` that is no adverb.
    fn behind_adverbs(&self, at: usize) -> Option<usize> {
        let is_adverb = |w: &str| w.ends_with("ly") || ADVERBS.contains(&w);
        (0..at).rev().take(4).find(|&i| !is_adverb(self.sentence.text(i)))
    }

    /// The parts of a template. "… when …" is not asked of a sentence that goes on to say
    /// when.
    fn parts<'t>(&self, template: &'t Template) -> &'t [Part] {
        let says_when = self.found.to < self.sentence.len()
            && matches!(
                self.sentence.text(self.found.to),
                "when"
                    | "whenever"
                    | "if"
                    | "while"
                    | "after"
                    | "by"
                    | "until"
                    | "unless"
                    | "since"
            );
        match &template.parts[..] {
            [parts @ .., Part::Text(when), Part::Blank(_)] if says_when && when == " when " => {
                parts
            }
            parts => parts,
        }
    }

    /// What the template says here, where it goes, and whether nothing had to be guessed.
    fn write(&self, template: &Template) -> Option<(Span, String, bool)> {
        let mut certain = true;
        let mut text = String::new();
        for part in self.parts(template) {
            match part {
                Part::Text(words) | Part::Blank(words) | Part::Our { words, .. } => {
                    text.push_str(words);
                }
                Part::Copy(name) => text.push_str(&self.copied(name)),
                Part::Inflect { past, present } => text.push_str(self.inflected(past, present)?),
                Part::Pronoun(slot) => {
                    let person = self.person();
                    certain &= person.is_some();
                    text.push_str(pronoun(slot, person));
                }
                Part::They { singular, plural } => {
                    let person = self.person();
                    certain &= person.is_some();
                    text.push_str(pronoun("they", person));
                    text.push(' ');
                    let is_plural = matches!(person, None | Some(Person::They | Person::You));
                    text.push_str(if is_plural { plural } else { singular });
                }
            }
        }
        let mut text = tidy(&text);
        if self.in_brackets() {
            text = text.replace('(', "– ").replace(')', " –").trim_end_matches(" –").to_owned();
        }
        if self.hangs(&text) || self.runs_on(template) {
            return None;
        }
        let prose = &self.around.document.prose;
        let mut span = self.sentence.span_of(self.found.from, self.found.to);
        let mut text = self.in_case(text);
        // "He's refused": what replaces the shortened verb needs its space.
        let attached = prose.text[..span.start].ends_with(char::is_alphanumeric);
        if attached {
            text.insert(0, ' ');
        } else if let Some((article, repaired)) = self.article(&text) {
            text = format!("{repaired}{}{text}", &prose.text[article.end..span.start]);
            span.start = article.start;
        }
        certain &= !prose.crosses_markup(span);
        Some((prose.edit_span(span)?, text, certain))
    }

    /// The words found under a name, as they were written; nothing if they were missing.
    fn copied(&self, name: &str) -> String {
        let Some(capture) = self.found.captures.iter().find(|c| &*c.name == name) else {
            return String::new();
        };
        let (from, to) = capture.words;
        if from == to {
            return String::new();
        }
        let written = &self.around.document.prose.text[self.sentence.span_of(from, to).range()];
        if written.starts_with(['\'', '’']) || written.ends_with("n't") {
            return self.sentence.text(from).to_owned();
        }
        let mut copy = written.split_whitespace().collect::<Vec<_>>().join(" ");
        // A capital that is only there because the sentence begins does not travel.
        if from == 0 && self.sentence.shape(0) == Shape::Capital && self.is_known(from) {
            copy = with_first(&copy, char::to_lowercase);
        }
        copy
    }

    fn is_known(&self, i: usize) -> bool {
        self.sentence.ids[i] != crate::rules::words::UNKNOWN
    }

    fn inflected<'t>(&self, past: &'t [String], present: &'t [String]) -> Option<&'t str> {
        let lead = self.lead(past.len())?;
        let column = self.column(lead);
        let over = match column {
            verb::PAST | verb::PARTICIPLE | verb::ING => true,
            // "Will refuse to go" is an act as well; "does she refuse to go?" asks what is usual.
            verb::BASE => {
                let before = self.behind_adverbs(lead.words.0).map(|i| self.sentence.text(i));
                self.after_modal(lead.words.0) && !matches!(before, Some("do" | "does" | "can"))
            }
            _ => false,
        };
        let forms = if past.len() == 5 && !over { present } else { past };
        forms.get(column).map(String::as_str)
    }

    /// Whom the sentence is about: by its nearest pronoun before the match, in it, or behind it;
    /// where it has none, by what a person before the match is called.
    fn person(&self) -> Option<Person> {
        let pronoun = |i: usize| match self.sentence.text(i) {
            "he" | "him" | "his" | "himself" => Some(Person::He),
            "she" | "her" | "hers" | "herself" => Some(Person::She),
            "they" | "them" | "their" | "themselves" | "themself" => Some(Person::They),
            "you" | "your" | "yours" | "yourself" if self.around.is_to_person => Some(Person::You),
            _ => None,
        };
        let called = |i: usize| match self.sentence.text(i) {
            "mr" | "man" | "gentleman" | "boy" => Some(Person::He),
            "mrs" | "ms" | "miss" | "woman" | "lady" | "girl" => Some(Person::She),
            _ => None,
        };
        let Match { from, to, .. } = *self.found;
        let mut before = (0..from).rev();
        before
            .find_map(pronoun)
            .or_else(|| (from..self.sentence.len()).find_map(pronoun))
            .or_else(|| (0..to).rev().find_map(called))
    }

    /// The article before the match and the one it should be, where they differ.
    fn article(&self, text: &str) -> Option<(Span, &'static str)> {
        let before = self.found.from.checked_sub(1)?;
        let span = self.sentence.folded.words[before].span;
        let vowel = begins_with_vowel_sound(text);
        let repaired = match (self.sentence.text(before), self.sentence.shape(before), vowel) {
            ("a", Shape::Capital, true) => "An",
            ("a", _, true) => "an",
            ("an", Shape::Capital | Shape::Upper, false) => "A",
            ("an", _, false) => "a",
            _ => return None,
        };
        Some((span, repaired))
    }

    /// Capitals as they were: of a sentence's first word, of a heading, of a line all in capitals.
    fn in_case(&self, text: String) -> String {
        let shape = self.sentence.shape(self.found.from);
        if self.is_shouted(self.found.from, self.found.to)
            && self.is_shouted(0, self.sentence.len())
        {
            return shout(&text);
        }
        let is_name = |c: &Capture| &*c.name == "Name" && c.words.0 == self.found.from;
        let first = self.found.from == 0 && shape != Shape::Lower;
        if first || shape == Shape::Capital && !self.found.captures.iter().any(is_name) {
            return with_first(&text, char::to_uppercase);
        }
        text
    }

    /// Whether all words of any length are in capitals, and one at least is no abbreviation.
    fn is_shouted(&self, from: usize, to: usize) -> bool {
        let words = || (from..to).filter(|&i| self.sentence.shape(i) != Shape::Mark);
        let upper = |i: usize| self.sentence.shape(i) == Shape::Upper;
        let shouted = |i| {
            upper(i) || self.sentence.shape(i) == Shape::Number || self.sentence.text(i).len() == 1
        };
        words().all(shouted) && words().any(|i| upper(i) && self.sentence.text(i).len() > 3)
    }
}
