//! What holds for a file, and where each part of it was said.
//!
//! A flag wins over the environment, that over a section for some files, that over the rest of the
//! file, and that over what is built in.

use super::place::{Places, Step};
use super::{ConfigFile, Override, Setting, Terms};
use crate::rules::Level;
use crate::text::Span;
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

/// A value, and where it was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said<T> {
    /// What was said.
    pub value: T,
    /// Where.
    pub origin: Origin,
}

/// Where something was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// In an argument: `--level`.
    Flag(&'static str),
    /// In an environment variable: `CAREWORD_LEVEL`.
    Environment(&'static str),
    /// In a `careword.toml`.
    File {
        /// Which one.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The section of `[[overrides]]` it stands in, from 1.
        section: Option<usize>,
        /// The bytes of the value.
        span: Span,
    },
    /// Nowhere: it is so unless something else is said.
    BuiltIn,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(name) | Self::Environment(name) => f.write_str(name),
            Self::File { path, line, section: None, .. } => {
                write!(f, "{}:{line}", path.display())
            }
            Self::File { path, line, section: Some(number), .. } => {
                write!(f, "{}:{line}, section {number} of [[overrides]]", path.display())
            }
            Self::BuiltIn => f.write_str("built in"),
        }
    }
}

/// What holds for a file. Where several things were said of one matter, the first counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InForce {
    /// The level that fails a check; never empty.
    pub level: Vec<Said<Level>>,
    /// By key of `[terms]`.
    pub terms: BTreeMap<&'static str, Vec<Said<String>>>,
    /// By the name of the pack.
    pub packs: BTreeMap<String, Vec<Said<Setting>>>,
    /// By the id of the rule.
    pub rules: BTreeMap<String, Vec<Said<Setting>>>,
    /// Words in which nothing is found: all of them count.
    pub accept: Vec<Said<String>>,
    /// Tables of the project's own: all of them count.
    pub tables: Vec<Said<PathBuf>>,
    /// The baseline.
    pub baseline: Option<Said<PathBuf>>,
    /// Files that are passed over: all of them count.
    pub exclude: Vec<Said<String>>,
}

/// What a file, or a section of it, says of the rules.
pub(super) struct Layer<'a> {
    /// The number of the section, from 0.
    pub(super) section: Option<usize>,
    pub(super) level: Option<Level>,
    pub(super) accept: &'a [String],
    pub(super) rules: &'a BTreeMap<String, Setting>,
    pub(super) packs: &'a BTreeMap<String, Setting>,
    pub(super) terms: &'a Terms,
}

impl<'a> Layer<'a> {
    fn of_section(number: usize, section: &'a Override) -> Self {
        let Override { level, accept, rules, packs, terms, .. } = section;
        Self { section: Some(number), level: *level, accept, rules, packs, terms }
    }

    /// The way from the top of the file to a key of this layer.
    pub(super) fn steps<'s>(&self, steps: &[Step<'s>]) -> Vec<Step<'s>> {
        let section = self.section.map(|number| [Step::Key("overrides"), Step::Item(number)]);
        section.into_iter().flatten().chain(steps.iter().copied()).collect()
    }
}

impl ConfigFile {
    /// The file without its sections, then each section.
    pub(super) fn layers(&self) -> impl Iterator<Item = Layer<'_>> {
        let config = &self.config;
        let (accept, rules) = (&config.accept, &config.rules);
        let (packs, terms) = (&config.packs, &config.terms);
        let whole = Layer { section: None, level: config.level, accept, rules, packs, terms };
        let sections = config.overrides.iter().enumerate();
        std::iter::once(whole).chain(sections.map(|(i, section)| Layer::of_section(i, section)))
    }

    /// The same with some of the sections only, told by their numbers from 0.
    fn layers_with(&self, sections: &[usize]) -> impl Iterator<Item = Layer<'_>> {
        self.layers().filter(|layer| layer.section.is_none_or(|n| sections.contains(&n)))
    }

    /// The level that fails a check, as the file and some of its sections have it.
    pub fn level(&self, sections: &[usize]) -> Option<Level> {
        self.layers_with(sections).filter_map(|layer| layer.level).last()
    }
}

/// What rewrites call people and things by themselves.
const BUILT_IN_TERMS: [(&str, &str); 3] =
    [("person", "person using services"), ("team", "recovery team"), ("plan", "treatment plan")];

impl InForce {
    /// What a file and some of its sections say, below what was asked for outside of it: `level`,
    /// the strongest first.
    pub fn new(file: Option<(&ConfigFile, &[usize])>, level: &[Said<Level>]) -> Self {
        let mut all = Self::default();
        all.level.push(Said { value: Level::Avoid, origin: Origin::BuiltIn });
        for (key, words) in BUILT_IN_TERMS {
            let said = Said { value: words.to_owned(), origin: Origin::BuiltIn };
            all.terms.insert(key, vec![said]);
        }
        if let Some((file, sections)) = file {
            let says = Says { file, places: Places::new(&file.text) };
            file.layers_with(sections).for_each(|layer| all.take(&layer, &says));
            for (i, table) in file.tables().enumerate() {
                let origin = says.origin(None, &[Step::Key("tables"), Step::Item(i)]);
                all.tables.push(Said { value: table, origin });
            }
            all.baseline = file.baseline().map(|value| {
                let origin = says.origin(None, &[Step::Key("baseline")]);
                Said { value, origin }
            });
            for (i, glob) in file.config.files.exclude.iter().enumerate() {
                let steps = [Step::Key("files"), Step::Key("exclude"), Step::Item(i)];
                let origin = says.origin(None, &steps);
                all.exclude.push(Said { value: glob.clone(), origin });
            }
        }
        all.level.splice(0..0, level.iter().cloned());
        all
    }

    /// Takes in what a layer says, over what the layers before it have said.
    fn take(&mut self, layer: &Layer<'_>, says: &Says<'_>) {
        let origin = |steps: &[Step<'_>]| says.origin(layer.section, &layer.steps(steps));
        if let Some(value) = layer.level {
            self.level.insert(0, Said { value, origin: origin(&[Step::Key("level")]) });
        }
        for (key, value) in layer.terms.said() {
            if let Some(value) = value {
                let origin = origin(&[Step::Key("terms"), Step::Key(key)]);
                let said = Said { value: value.to_owned(), origin };
                self.terms.entry(key).or_default().insert(0, said);
            }
        }
        for (table, settings, known) in
            [("packs", layer.packs, &mut self.packs), ("rules", layer.rules, &mut self.rules)]
        {
            for (name, &value) in settings {
                let origin = origin(&[Step::Key(table), Step::Key(name)]);
                known.entry(name.clone()).or_default().insert(0, Said { value, origin });
            }
        }
        for (i, phrase) in layer.accept.iter().enumerate() {
            let origin = origin(&[Step::Key("accept"), Step::Item(i)]);
            self.accept.push(Said { value: phrase.clone(), origin });
        }
    }
}

/// A file, and where in it everything stands.
struct Says<'a> {
    file: &'a ConfigFile,
    places: Places<'a>,
}

impl Says<'_> {
    fn origin(&self, section: Option<usize>, steps: &[Step<'_>]) -> Origin {
        let span = self.places.value(steps);
        let line = 1 + self.file.text[..span.start].matches('\n').count();
        let section = section.map(|number| number + 1);
        Origin::File { path: self.file.path.clone(), line, section, span }
    }
}
