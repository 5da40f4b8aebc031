//! The rules that a `careword.toml` leaves, made ready.

use super::error::{ConfigError, unreadable};
use super::in_force::{InForce, Origin, Said};
use super::place::{Places, Step};
use super::{ConfigFile, Setting};
use crate::lint::Linter;
use crate::rules::plain::meant;
use crate::rules::{Level, Rule, RuleSet, Term, built_in_tables, nearest};
use crate::text::Span;
use std::collections::BTreeSet;

impl ConfigFile {
    /// The rules that ship, `shipped`, and the project's own, as the file and some of its sections
    /// want them.
    ///
    /// # Errors
    /// When a table cannot be read or does not load, a rule or a pack is named that there is not, or
    /// words are given that are none. Names are looked up in all sections, whichever are wanted.
    pub fn linter(&self, sections: &[usize], shipped: RuleSet) -> Result<Linter, ConfigError> {
        let mut rules = if self.config.tables.is_empty() { shipped } else { self.with_tables()? };
        self.check_names(&rules)?;
        let all = InForce::new(Some((self, sections)), &[]);
        rules.keep(|rule| set(rule, &all));
        for phrase in &all.accept {
            rules.accept(&phrase.value).map_err(|problem| self.said_wrong(phrase, problem))?;
        }
        for (term, one, many) in [
            (Term::Person, "person", Some("people")),
            (Term::Team, "team", Some("teams")),
            (Term::Plan, "plan", None),
        ] {
            self.call(&mut rules, &all, (term, one, many))?;
        }
        Ok(Linter::new(rules))
    }

    /// The rules that ship and the project's own, as their tables have them. Its tables go by the
    /// paths that the file has.
    ///
    /// # Errors
    /// When a table cannot be read or does not load.
    pub fn with_tables(&self) -> Result<RuleSet, ConfigError> {
        let places = Places::new(&self.text);
        let own = self.tables().enumerate().map(|(i, table)| {
            let text = std::fs::read_to_string(&table).map_err(|error| {
                let span = places.value(&[Step::Key("tables"), Step::Item(i)]);
                self.error(span, format!("{} {}", table.display(), unreadable(&error)))
            })?;
            Ok((table, text))
        });
        let own = own.collect::<Result<Vec<_>, ConfigError>>()?;
        let names: Vec<_> = self.config.tables.iter().map(|t| t.display().to_string()).collect();
        let texts = names.iter().zip(&own).map(|(name, (_, text))| (name.as_str(), text.as_str()));
        let all: Vec<_> = built_in_tables().iter().copied().chain(texts).collect();
        RuleSet::from_tables(&all).map_err(|error| {
            let (path, text) = names
                .iter()
                .zip(&own)
                .find(|(name, _)| *name == error.table())
                .map_or((&self.path, &self.text), |(_, (path, text))| (path, text));
            ConfigError::in_line(path, text, error.line(), error.problem())
        })
    }

    /// Whether every rule and every pack that is named is there.
    fn check_names(&self, rules: &RuleSet) -> Result<(), ConfigError> {
        let ids = rules.rules.iter().map(|rule| rule.id.as_str());
        let packs: BTreeSet<_> = rules.rules.iter().map(Rule::pack).collect();
        let places = Places::new(&self.text);
        for layer in self.layers() {
            if let Some(id) = layer.rules.keys().find(|id| rules.get(id).is_none()) {
                let span = places.key(&layer.steps(&[Step::Key("rules"), Step::Key(id)]));
                let near = match nearest(id, ids.clone()).first() {
                    Some(near) => format!("; did you mean “{near}”?"),
                    None if id == "level" => {
                        "; to set the level, put it above all sections".to_owned()
                    }
                    None => "; `careword rules` lists them all".to_owned(),
                };
                return Err(self.error(span, format!("there is no rule “{id}”{near}")));
            }
            if let Some(pack) = layer.packs.keys().find(|pack| !packs.contains(pack.as_str())) {
                let span = places.key(&layer.steps(&[Step::Key("packs"), Step::Key(pack)]));
                let near = meant(pack, packs.iter().copied(), "there are");
                return Err(self.error(span, format!("there is no pack “{pack}”{near}")));
            }
        }
        Ok(())
    }

    /// Puts the house's own words for one thing where rewrites have the usual ones.
    fn call(
        &self,
        rules: &mut RuleSet,
        all: &InForce,
        (term, key, plural): (Term, &str, Option<&str>),
    ) -> Result<(), ConfigError> {
        let said = |key: &str| {
            let said = all.terms.get(key).and_then(|said| said.first());
            said.filter(|said| said.origin != Origin::BuiltIn)
        };
        let (one, many) = match (said(key), plural.and_then(said)) {
            (None, None) => return Ok(()),
            (None, Some(many)) => {
                let problem = format!("what one of them is called is missing; add “{key}”");
                return Err(self.said_wrong(many, problem));
            }
            // What several of them are called goes with the word that stands beside it.
            (Some(one), many) => (one, many.filter(|many| section(many) == section(one))),
        };
        for words in std::iter::once(one).chain(many) {
            let fits = |c: char| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '’');
            if words.value.trim().is_empty() || !words.value.chars().all(fits) {
                let problem = "this should be one word or a few, without marks".to_owned();
                return Err(self.said_wrong(words, problem));
            }
        }
        let known = rules.plural(term, &one.value).map(str::to_owned);
        let plural = match (many, known, plural) {
            (Some(many), ..) => many.value.clone(),
            (None, Some(many), _) => many,
            (None, None, None) => one.value.clone(),
            (None, None, Some(key)) => {
                let problem = format!(
                    "careword does not know the plural of “{}”; add `{key} = \"…\"` below",
                    one.value
                );
                return Err(self.said_wrong(one, problem));
            }
        };
        rules.call(term, &one.value, &plural).map_err(|id| {
            let problem = format!("the rule “{id}” is there to avoid this; choose other words");
            self.said_wrong(one, problem)
        })
    }

    /// A problem with something that was said in this file.
    fn said_wrong<T>(&self, said: &Said<T>, problem: String) -> ConfigError {
        let span = match said.origin {
            Origin::File { span, .. } => span,
            _ => Span::new(0, 0),
        };
        self.error(span, problem)
    }
}

/// The section of `[[overrides]]` something was said in.
fn section<T>(said: &Said<T>) -> Option<usize> {
    match said.origin {
        Origin::File { section, .. } => section,
        _ => None,
    }
}

/// Puts a rule at the level that is wanted; false if it is to find nothing. What is said of the
/// rule itself wins over what is said of its pack.
fn set(rule: &mut Rule, all: &InForce) -> bool {
    let said = all.rules.get(&rule.id).or_else(|| all.packs.get(rule.pack()));
    match said.and_then(|said| said.first()).map(|said| said.value) {
        None | Some(Setting::On) => {}
        Some(Setting::Off) => return false,
        Some(Setting::Consider) => rule.level = Level::Consider,
        Some(Setting::Avoid) => rule.level = Level::Avoid,
    }
    true
}
