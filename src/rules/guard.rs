//! Guards: what must or must not stand beside a phrase.
//!
//! Words only. Who does the deed and what a negation reaches are for `lint::context` to find out;
//! a guard merely says whether it matters.

use super::phrase::{Match, Phrase, Sentence};
use serde::{Deserialize, Serialize};

/// How far to either side `…_near` looks, in words. Notes without stops would otherwise make one
/// word's guards read the whole page.
const NEAR: usize = 60;

/// The guards of a rule or of one frame.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Guards {
    pub(crate) phrases: Vec<Guard>,
    /// Sections, by their ids, outside which the phrase is left alone; none: no such limit.
    pub(crate) only_in: Vec<String>,
    /// Sections, by their ids, within which the phrase is left alone.
    pub(crate) not_in: Vec<String>,
    pub(crate) subject: Option<SubjectGuard>,
    pub(crate) negated: Option<Negated>,
}

/// One entry of one of the lists.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Guard {
    pub(crate) side: Side,
    pub(crate) wanted: bool,
    pub(crate) phrase: Phrase,
}

/// Whose deed a phrase must tell of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum SubjectGuard {
    /// The person who uses services, and that must be plain.
    Person,
    /// Nobody of whom it is plain that they are somebody else.
    NotOthers,
}

/// What a negation does to a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Negated {
    /// "Not paranoid" is no finding.
    Silent,
}

/// Where a guard looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Side {
    After,
    Before,
    Near,
    /// Over the match itself: a longer phrase in which the words are fine.
    Over,
}

/// What guards say against a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Objection {
    /// The guard of this number, counted through the lists, stands beside it.
    Stands(usize),
    /// None of the cues asked for is there.
    NoCue,
}

impl Guards {
    /// What the words around the match say against it, if anything; the guard number `skip` is
    /// left out of account, which is how `verify` sees what it is good for.
    pub(crate) fn objection(
        &self,
        sentence: &Sentence,
        found: &Match,
        skip: Option<usize>,
    ) -> Option<Objection> {
        let mut asked = false;
        let mut cued = false;
        for (i, guard) in self.phrases.iter().enumerate() {
            if guard.wanted {
                asked = true;
                cued = cued || Some(i) != skip && guard.stands(sentence, found);
            } else if Some(i) != skip && guard.stands(sentence, found) {
                return Some(Objection::Stands(i));
            }
        }
        (asked && !cued).then_some(Objection::NoCue)
    }

    /// The cues that stand beside the match, as a person would say them.
    pub(crate) fn cues(&self, sentence: &Sentence, found: &Match) -> Vec<String> {
        let cues = self.phrases.iter().filter(|g| g.wanted && g.stands(sentence, found));
        cues.map(|guard| guard.place_in_words()).collect()
    }

    /// What the guard of a number forbids, as a person would say it.
    pub(crate) fn forbids(&self, number: usize) -> String {
        self.phrases[number].place_in_words()
    }
}

impl Guards {
    pub(super) fn phrases(&self) -> impl Iterator<Item = &Phrase> {
        self.phrases.iter().map(|guard| &guard.phrase)
    }

    pub(super) fn phrases_mut(&mut self) -> impl Iterator<Item = &mut Phrase> {
        self.phrases.iter_mut().map(|guard| &mut guard.phrase)
    }

    /// Whether nothing is asked at all.
    pub(crate) fn is_empty(&self) -> bool {
        self.in_words().is_empty()
    }

    /// The guards as a person would say them.
    pub(crate) fn in_words(&self) -> Vec<String> {
        let mut words: Vec<_> = self.phrases.iter().map(Guard::in_words).collect();
        words.extend(self.only_in.iter().map(|id| format!("only in the section “{id}”")));
        words.extend(self.not_in.iter().map(|id| format!("not in the section “{id}”")));
        words.extend(self.subject.map(|subject| match subject {
            SubjectGuard::Person => "only where it is plain that the person does it".to_owned(),
            SubjectGuard::NotOthers => "not where somebody else does it".to_owned(),
        }));
        words.extend(self.negated.map(|Negated::Silent| "not where it is denied".to_owned()));
        words
    }
}

impl Guard {
    fn stands(&self, sentence: &Sentence, found: &Match) -> bool {
        match self.side {
            Side::After => self.phrase.ending_at(sentence, found.from).is_some(),
            Side::Before => self.phrase.begins_at(sentence, found.to),
            Side::Over => {
                let first = (found.from + 1).saturating_sub(self.phrase.reach.1);
                (first..found.to)
                    .filter_map(|from| self.phrase.at(sentence, from))
                    .any(|over| over.to > found.from)
            }
            Side::Near => {
                let from = found.from.saturating_sub(NEAR);
                let to = (found.to + NEAR).min(sentence.len());
                // The match itself is no evidence about itself.
                self.phrase.within(sentence, from, found.from).is_some()
                    || self.phrase.within(sentence, found.to, to).is_some()
            }
        }
    }

    /// The guard as a person would say it.
    pub(crate) fn in_words(&self) -> String {
        match (self.side, self.wanted) {
            (Side::Over, _) => format!("except {}", self.place_in_words()),
            (_, true) => format!("only {}", self.place_in_words()),
            (_, false) => format!("not {}", self.place_in_words()),
        }
    }

    /// Where the match then stands.
    fn place_in_words(&self) -> String {
        let side = match self.side {
            Side::After => "after",
            Side::Before => "before",
            Side::Near => "in a sentence with",
            Side::Over => "in",
        };
        format!("{side} “{}”", self.phrase.source)
    }
}
