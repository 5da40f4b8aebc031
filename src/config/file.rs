//! One `careword.toml`: read, with the globs in it, and which files they are about.
//!
//! What it says of rules is checked when there are rules to hold it against: see `linter`.

use super::error::{ConfigError, in_words};
use super::place::{Places, Step};
use super::{Config, absolute};
use crate::text::Span;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::path::{Path, PathBuf};

/// A `careword.toml` that has been read.
#[derive(Debug, Clone)]
pub struct ConfigFile {
    /// Where it stands, from the root.
    pub path: PathBuf,
    /// What it says.
    pub config: Config,
    /// How it says it.
    pub(super) text: String,
    exclude: Gitignore,
    /// For each section of `[[overrides]]`, its files.
    sections: Vec<Gitignore>,
}

impl ConfigFile {
    /// Reads the file at `path`.
    ///
    /// # Errors
    /// When it cannot be read, is no TOML, or has a key, a value or a glob that means nothing.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|e| ConfigError::unread(path, &e))?;
        let config: Config = toml::from_str(&text).map_err(|error| {
            let span = error.span().map_or(Span::new(0, 0), |s| Span::new(s.start, s.end));
            ConfigError::at(path, &text, span, in_words(error.message()))
        })?;
        let places = Places::new(&text);
        let exclude = globs(&config.files.exclude, path, |i| {
            let span = places.value(&[Step::Key("files"), Step::Key("exclude"), Step::Item(i)]);
            (text.as_str(), span)
        })?;
        let sections = config.overrides.iter().enumerate().map(|(number, section)| {
            let at = [Step::Key("overrides"), Step::Item(number), Step::Key("files")];
            if section.files.is_empty() {
                let problem = "this section is for no file; name some, as in [\"policies/\"]";
                return Err(ConfigError::at(path, &text, places.value(&at), problem.to_owned()));
            }
            globs(&section.files, path, |i| {
                (text.as_str(), places.value(&[at[0], at[1], at[2], Step::Item(i)]))
            })
        });
        let sections = sections.collect::<Result<_, _>>()?;
        if config.baseline.as_ref().is_some_and(|baseline| baseline.as_os_str().is_empty()) {
            let problem = "this names no file; write one, as in \"careword-baseline.json\"";
            let span = places.value(&[Step::Key("baseline")]);
            return Err(ConfigError::at(path, &text, span, problem.to_owned()));
        }
        Ok(Self { path: absolute(path), config, text, exclude, sections })
    }

    /// The folder it stands in: globs and tables are relative to it.
    pub fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }

    /// The tables it names.
    pub fn tables(&self) -> impl Iterator<Item = PathBuf> {
        self.config.tables.iter().map(|table| self.folder().join(table))
    }

    /// The baseline it names.
    pub fn baseline(&self) -> Option<PathBuf> {
        self.config.baseline.as_ref().map(|baseline| absolute(&self.folder().join(baseline)))
    }

    /// Whether it wants a file passed over. It is itself, and so are its tables and its baseline: they
    /// are full of wording to avoid, none of which is said of anybody.
    pub fn excludes(&self, file: &Path) -> bool {
        let mut own = self.tables().chain(self.baseline()).chain([self.path.clone()]);
        own.any(|own| absolute(&own) == absolute(file))
            || matches(&self.exclude, self.folder(), file)
    }

    /// Which sections of `[[overrides]]` are for a file, from 0, in their order.
    pub fn sections_for(&self, file: &Path) -> Vec<usize> {
        let folder = self.folder();
        let sections = self.sections.iter().enumerate();
        sections.filter(|(_, globs)| matches(globs, folder, file)).map(|(i, _)| i).collect()
    }

    /// A problem at some bytes of it.
    pub(super) fn error(&self, span: Span, problem: String) -> ConfigError {
        ConfigError::at(&self.path, &self.text, span, problem)
    }
}

/// Globs as a `.gitignore` has them; `place` says where one of them stands, and in which text.
fn globs<'t>(
    globs: &[String],
    path: &Path,
    place: impl Fn(usize) -> (&'t str, Span),
) -> Result<Gitignore, ConfigError> {
    // They are matched against paths that begin at the folder of the file.
    let mut builder = GitignoreBuilder::new("");
    builder.allow_unclosed_class(false);
    let problem = |i: usize, error: &ignore::Error| {
        let (text, span) = place(i);
        let why = match error {
            ignore::Error::Glob { err, .. } => err.clone(),
            other => other.to_string(),
        };
        ConfigError::at(path, text, span, format!("this is no pattern for files: {why}"))
    };
    for (i, glob) in globs.iter().enumerate() {
        if glob.trim().is_empty() {
            let (text, span) = place(i);
            let problem = "this pattern for files is empty".to_owned();
            return Err(ConfigError::at(path, text, span, problem));
        }
        builder.add_line(None, glob).map_err(|error| problem(i, &error))?;
    }
    builder.build().map_err(|error| problem(0, &error))
}

fn matches(globs: &Gitignore, folder: &Path, file: &Path) -> bool {
    let file = absolute(file);
    let inside = file.strip_prefix(folder);
    inside.is_ok_and(|inside| globs.matched_path_or_any_parents(inside, false).is_ignore())
}
