//! What a house calls people and things, and the rewrites that say it.
//!
//! The words themselves stand under `[terms]` in `words.toml`; which of them a project wants is for
//! `config`.

use super::phrase::Sentence;
use super::template::Part;
use super::{Level, Rule, RuleSet};
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
        let [one, many] = known.iter().find(|pair| pair.contains(&small))?;
        let tail = has_tail(one, many);
        let (many, capitals) = (*one != small, small != words);
        Some(Part::Our { term, many, tail, capitals, words: words.to_owned() })
    })
}

/// "Person using services": what stands behind the noun would take the place of what the sentence
/// has there, "with low mood".
fn has_tail(one: &str, many: &str) -> bool {
    one.rsplit(' ').next() == many.rsplit(' ').next()
}

impl RuleSet {
    /// The plural of what a house may call somebody or something, if the tables know it.
    pub fn plural(&self, term: Term, one: &str) -> Option<&str> {
        let known = self.terms.get(&term)?.iter();
        known.into_iter().find(|[known, _]| known == one).map(|[_, many]| many.as_str())
    }

    /// From now on rewrites call it `one`, and several of them `many`. A rule of the level
    /// `consider` that speaks against these words is taken out.
    ///
    /// # Errors
    /// With the id of a rule of the level `avoid` that speaks against them.
    pub fn call(&mut self, term: Term, one: &str, many: &str) -> Result<(), String> {
        self.leave_alone(one)?;
        self.leave_alone(many)?;
        let tail = has_tail(one, many);
        // A word that says no more than "person": "she became a person in May".
        let templates = self.rules.iter().flat_map(|rule| &rule.frames).flat_map(|f| &f.templates);
        let general = templates
            .flat_map(|template| &template.parts)
            .any(|part| matches!(part, Part::Our { words, tail: false, .. } if words == one));
        for rule in &mut self.rules {
            let mut named = false;
            let templates = rule.frames.iter_mut().flat_map(|f| &mut f.templates);
            for part in templates.flat_map(|template| &mut template.parts) {
                let Part::Our { term: of, many: several, tail: room, capitals, words } = part
                else {
                    continue;
                };
                let fits = match term {
                    Term::Person if *room => !general,
                    Term::Person => !tail,
                    Term::Team | Term::Plan => true,
                };
                if *of == term && fits {
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

    /// Takes out the rules of the level `consider` that speak against some words.
    fn leave_alone(&mut self, words: &str) -> Result<(), String> {
        let mut sentence = Sentence::default();
        sentence.read(words, Span::new(0, words.len()), &self.vocabulary);
        let firmly = |rule: &&Rule| rule.level == Level::Avoid && rule.has_in(&sentence);
        if let Some(rule) = self.rules.iter().find(firmly) {
            return Err(rule.id.clone());
        }
        self.rules.retain(|rule| !rule.has_in(&sentence));
        Ok(())
    }
}

impl Rule {
    /// Whether some phrase of it stands anywhere in these words.
    fn has_in(&self, words: &Sentence) -> bool {
        let mut phrases = self.frames.iter().flat_map(|frame| &frame.phrases);
        phrases.any(|phrase| (0..words.len()).any(|from| phrase.begins_at(words, from)))
    }
}
