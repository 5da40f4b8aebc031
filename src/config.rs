//! `careword.toml`: where it is found, what it says, and the rules it leaves.
//!
//! Reads files, and nothing but `careword.toml` and the tables it names. What is done with its
//! rules is for the commands and the language server.

use crate::lint::Linter;
use crate::rules::{Level, RuleSet, built_in_tables};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

/// The name of the file.
pub const FILE: &str = "careword.toml";

/// What a project asks for.
#[derive(Debug, Default, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The level from which findings fail a check.
    pub level: Option<Level>,
    /// Rules that are off, or at another level than they ship with.
    pub rules: BTreeMap<String, Setting>,
    /// Phrases in which nothing is found: "Patient Council".
    pub accept: Vec<String>,
    /// Tables of the project's own rules, relative to the file.
    pub tables: Vec<PathBuf>,
}

/// What is done with a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Setting {
    /// It finds nothing.
    Off,
    /// It is at the level `consider`.
    Consider,
    /// It is at the level `avoid`.
    Avoid,
}

/// Why a project's rules cannot be had. Holds nothing of any note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// The file that is wrong: `careword.toml`, or a table that it names.
    pub path: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong, and what to do.
    pub problem: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, line {}: {}", self.path.display(), self.line, self.problem)
    }
}

impl std::error::Error for ConfigError {}

/// The nearest `careword.toml`, in the folder itself or in one above it.
pub fn find(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().map(|folder| folder.join(FILE)).find(|path| path.is_file())
}

impl Config {
    /// Reads the file at `path`.
    ///
    /// # Errors
    /// When it cannot be read, is no TOML, or has a key or a value that means nothing.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = read(path, path, 1)?;
        toml::from_str(&text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            let problem = error.message().replace('\n', "; ");
            ConfigError { path: path.to_owned(), line: line_of(&text, at), problem }
        })
    }

    /// The rules that ship, `shipped`, and the project's own, as the file at `path` wants them.
    ///
    /// # Errors
    /// When a table cannot be read or does not load, or a rule is named that there is not.
    pub fn linter(&self, path: &Path, shipped: RuleSet) -> Result<Linter, ConfigError> {
        let mut rules = if self.tables.is_empty() { shipped } else { self.with_tables(path)? };
        let wrong = |needle: &str, problem: String| {
            let text = std::fs::read_to_string(path).unwrap_or_default();
            let line = line_of(&text, text.find(needle).unwrap_or(0));
            ConfigError { path: path.to_owned(), line, problem }
        };
        for (id, setting) in &self.rules {
            if rules.get(id).is_none() {
                let near =
                    rules.nearest(id).first().map(|near| format!("; did you mean “{near}”?"));
                let problem = format!("there is no rule “{id}”{}", near.unwrap_or_default());
                return Err(wrong(id, problem));
            }
            rules.set(
                id,
                match setting {
                    Setting::Off => None,
                    Setting::Consider => Some(Level::Consider),
                    Setting::Avoid => Some(Level::Avoid),
                },
            );
        }
        for phrase in &self.accept {
            rules.accept(phrase).map_err(|problem| wrong(phrase, problem))?;
        }
        Ok(Linter::new(rules))
    }

    fn with_tables(&self, path: &Path) -> Result<RuleSet, ConfigError> {
        let folder = path.parent().unwrap_or(Path::new("."));
        let own = self.tables.iter().map(|table| {
            let table = folder.join(table);
            let text = read(&table, path, 1)?;
            Ok((table.display().to_string(), text))
        });
        let own = own.collect::<Result<Vec<_>, ConfigError>>()?;
        let own = own.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        let all: Vec<_> = built_in_tables().iter().copied().chain(own).collect();
        RuleSet::from_tables(&all).map_err(|error| ConfigError {
            path: PathBuf::from(error.table()),
            line: error.line(),
            problem: error.problem(),
        })
    }
}

/// Reads a file that `asked`, at a line of it, wants read.
fn read(path: &Path, asked: &Path, line: usize) -> Result<String, ConfigError> {
    std::fs::read_to_string(path).map_err(|error| {
        let problem = format!("{} could not be read: {error}", path.display());
        ConfigError { path: asked.to_owned(), line, problem }
    })
}

fn line_of(text: &str, offset: usize) -> usize {
    1 + text.as_bytes()[..offset.min(text.len())].iter().filter(|&&b| b == b'\n').count()
}

/// The text of a `careword.toml` in which a rule is off as well; its comments and its order stay.
///
/// # Errors
/// When the text is no `careword.toml` to begin with, or has its rules in a form that a line cannot
/// be added to.
pub fn with_rule_off(text: &str, id: &str) -> Result<String, String> {
    let before: Config = toml::from_str(text).map_err(|_| "is wrong already; mend it first")?;
    let line = format!("{id} = \"off\"");
    let mut lines: Vec<&str> = text.lines().collect();
    let is_rule = |l: &&str| l.split_once('=').is_some_and(|(key, _)| key.trim() == id);
    match lines.iter().position(|l| l.trim() == "[rules]") {
        Some(at) => match lines[at..].iter().position(is_rule) {
            Some(below) if before.rules.contains_key(id) => lines[at + below] = &line,
            _ => lines.insert(at + 1, &line),
        },
        None => {
            if !lines.is_empty() {
                lines.push("");
            }
            lines.extend(["[rules]", &line]);
        }
    }
    let after = lines.join("\n") + "\n";
    match toml::from_str::<Config>(&after) {
        Ok(config) if config.rules.get(id) == Some(&Setting::Off) => Ok(after),
        _ => Err(format!("add `{line}` under [rules] by hand")),
    }
}

#[cfg(test)]
mod tests {
    use super::with_rule_off;

    #[test]
    fn a_rule_is_turned_off_in_place() {
        let table = [
            ("", "[rules]\nrefused = \"off\"\n"),
            (
                "# ours\nlevel = \"avoid\"\n",
                "# ours\nlevel = \"avoid\"\n\n[rules]\nrefused = \"off\"\n",
            ),
            (
                "[rules]\npatient = \"off\" # why\n",
                "[rules]\nrefused = \"off\"\npatient = \"off\" # why\n",
            ),
            ("[rules]\nrefused = \"consider\"\n", "[rules]\nrefused = \"off\"\n"),
        ];
        for (before, after) in table {
            assert_eq!(with_rule_off(before, "refused").as_deref(), Ok(after));
        }
        assert!(with_rule_off("level = 3", "refused").is_err());
        assert!(with_rule_off("rules = { patient = \"off\" }", "refused").is_err());
    }
}
