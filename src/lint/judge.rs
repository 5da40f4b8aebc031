//! Whether a phrase that stands in a sentence may be a finding: its guards, and what stands around.

use super::context::Surroundings;
use super::trace::Silence;
use crate::rules::guard::{Guards, Objection};
use crate::rules::phrase::{Match, Sentence};
use crate::rules::{Negated, Place};

/// A guard of a rule (`frame` is `None`) or of one of its frames, left out of account so that
/// `verify` can see what it is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Skip {
    pub(crate) rule: usize,
    pub(crate) frame: Option<usize>,
    pub(crate) guard: SkippedGuard,
}

/// Which guard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SkippedGuard {
    Phrase(usize),
    Subject,
    Negated,
    Section,
}

/// Reads a document's sentences, one after another.
pub(super) struct Judge<'a> {
    pub(super) surroundings: Surroundings<'a>,
    skip: Option<Skip>,
    /// What rules have said in this sentence of the words `from..to`: their frames share both.
    said: Vec<((usize, usize, usize), Option<Silence>)>,
}

impl<'a> Judge<'a> {
    pub(super) fn new(surroundings: Surroundings<'a>, skip: Option<Skip>) -> Self {
        Self { surroundings, skip, said: Vec::new() }
    }

    /// Goes on to the next sentence, which stands in the region of this number.
    pub(super) fn enter(&mut self, region: usize) {
        self.surroundings.enter(region);
        self.said.clear();
    }

    /// Why a phrase that stands in the sentence is no finding; `None` if it may be one.
    pub(super) fn silence(
        &mut self,
        place: Place,
        sentence: &Sentence,
        anchor: usize,
        found: &Match,
    ) -> Option<Silence> {
        let rule = &self.surroundings.rules.rules[place.rule];
        if rule.everyday && !self.surroundings.is_about_care() {
            return Some(Silence::Elsewhere);
        }
        let key = (place.rule, found.from, found.to);
        let said = self.said.iter().find(|(k, _)| *k == key).map(|&(_, silence)| silence);
        let of_rule = said.unwrap_or_else(|| {
            let silence = self.held_back(&rule.guards, place.rule, None, sentence, found);
            self.said.push((key, silence));
            silence
        });
        let guards = &rule.frames[place.frame].guards;
        of_rule
            .or_else(|| self.held_back(guards, place.rule, Some(place.frame), sentence, found))
            .or_else(|| self.surroundings.silence(sentence, anchor, found))
    }

    /// Why the guards of a rule, or of one of its frames, hold a match back.
    fn held_back(
        &mut self,
        guards: &Guards,
        rule: usize,
        frame: Option<usize>,
        sentence: &Sentence,
        found: &Match,
    ) -> Option<Silence> {
        let skip = self.skip.filter(|s| s.rule == rule && s.frame == frame).map(|s| s.guard);
        let number = match skip {
            Some(SkippedGuard::Phrase(i)) => Some(i),
            _ => None,
        };
        let around = &mut self.surroundings;
        let subject = guards.subject.filter(|_| skip != Some(SkippedGuard::Subject));
        let negated = guards.negated.filter(|_| skip != Some(SkippedGuard::Negated));
        match guards.objection(sentence, found, number) {
            Some(Objection::Stands(number)) => Some(Silence::Guard { frame, number }),
            Some(Objection::NoCue) => Some(Silence::NoCue { frame }),
            None if negated == Some(Negated::Silent) && around.is_negated(sentence, found) => {
                Some(Silence::Denied)
            }
            None if subject.is_some_and(|s| !around.subject_fits(sentence, found.from, s)) => {
                Some(Silence::Subject)
            }
            None if skip != Some(SkippedGuard::Section)
                && !around.section_fits(sentence, found, guards) =>
            {
                Some(Silence::Section)
            }
            None => None,
        }
    }
}
