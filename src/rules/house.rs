//! What a house calls people and things, and the rewrites that say it.
//!
//! The words themselves stand under `[terms]` in `words.toml`; which of them a project wants is for
//! `config`.

use super::phrase::Sentence;
use super::template::Part;
use super::{Level, RuleSet};
use crate::text::Span;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Whom or what a house has a word of its own for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Term {
    /// The person who uses services.
    Person,
    /// Those who work with them.
    Team,
    /// What has been agreed with them.
    Plan,
}

/// For each term what it may be called: one, and many.
pub(super) type Terms = BTreeMap<Term, Vec<[String; 2]>>;

/// The part of a template that says `words`, or what the house says instead.
pub(super) fn part(words: &str, terms: &Terms) -> Option<Part> {
    let small = words.to_lowercase();
    terms.iter().find_map(|(&term, known)| {
        let [one, _] = known.iter().find(|pair| pair.contains(&small))?;
        let (many, capitals) = (*one != small, small != words);
        Some(Part::Our { term, many, capitals, words: words.to_owned() })
    })
}

/// "Person using services": what stands behind the noun would take the place of what the sentence
/// has there, "with low mood".
fn has_tail(one: &str, many: &str) -> bool {
    let last = |words: &str| words.rsplit(' ').next().map(str::to_owned);
    last(one) == last(many)
}

impl RuleSet {
    /// The plural of what a house may call somebody or something, if the tables know it.
    pub fn plural(&self, term: Term, one: &str) -> Option<&str> {
        let known = self.terms.get(&term)?.iter();
        known.into_iter().find(|[known, _]| known == one).map(|[_, many]| many.as_str())
    }

    /// From now on rewrites call it `one`, and several of them `many`. A rule of the level
    /// `consider` that speaks against these very words is taken out.
    ///
    /// # Errors
    /// With the id of a rule of the level `avoid` that speaks against them.
    pub fn call(&mut self, term: Term, one: &str, many: &str) -> Result<(), String> {
        for words in [one, many] {
            let against: Vec<_> = self.rules_against(words).collect();
            if let Some((id, _)) = against.iter().find(|(_, level)| *level == Level::Avoid) {
                return Err((*id).to_owned());
            }
            let against: Vec<String> = against.iter().map(|(id, _)| (*id).to_owned()).collect();
            self.rules.retain(|rule| !against.contains(&rule.id));
        }
        let known = self.terms.get(&term).cloned().unwrap_or_default();
        let pair = |words: &str| known.iter().find(|pair| pair.iter().any(|w| w == words));
        let slot_has_tail =
            |words: &str| pair(words).is_some_and(|[one, many]| has_tail(one, many));
        // A word that says no more than "person": "she became a person in May".
        let general = self.parts(term).any(|words| words == one && !slot_has_tail(words));
        let tail = has_tail(one, many);
        let fits = |words: &str| match (term, slot_has_tail(words)) {
            (Term::Person, true) => !general,
            (Term::Person, false) => !tail,
            (Term::Team | Term::Plan, _) => true,
        };
        for rule in &mut self.rules {
            let mut named = false;
            let templates = rule.frames.iter_mut().flat_map(|f| &mut f.templates);
            for part in templates.flat_map(|template| &mut template.parts) {
                if let Part::Our { term: of, many: several, capitals, words } = part
                    && *of == term
                    && fits(words)
                {
                    let ours = if *several { many } else { one };
                    *words = if *capitals { ours.to_uppercase() } else { ours.to_owned() };
                    named = term != Term::Plan;
                }
            }
            if named {
                rule.why.push_str(&format!(" Here the word is “{one}”."));
            }
        }
        Ok(())
    }

    /// What rewrites call it so far.
    fn parts(&self, term: Term) -> impl Iterator<Item = &str> {
        let templates = self.rules.iter().flat_map(|rule| &rule.frames).flat_map(|f| &f.templates);
        templates.flat_map(|template| &template.parts).filter_map(move |part| match part {
            Part::Our { term: of, words, .. } if *of == term => Some(words.as_str()),
            _ => None,
        })
    }

    /// The rules that have a phrase for just these words.
    fn rules_against(&self, words: &str) -> impl Iterator<Item = (&str, Level)> {
        let mut sentence = Sentence::default();
        sentence.read(words, Span::new(0, words.len()), &self.vocabulary);
        let rules = self.rules.iter().filter(move |rule| {
            let mut phrases = rule.frames.iter().flat_map(|frame| &frame.phrases);
            phrases.any(|p| p.at(&sentence, 0).is_some_and(|found| found.to == sentence.len()))
        });
        rules.map(|rule| (rule.id.as_str(), rule.level))
    }
}
