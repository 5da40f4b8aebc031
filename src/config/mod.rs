//! `careword.toml`: what it may say, and where it is found.
//!
//! Reads files, and nothing but `careword.toml` and the tables it names. What is done with its
//! rules is for the commands and the language server.

mod edit; // turns a rule off
mod environment; // what the environment asks for
mod error; // a problem, with its place
mod file; // reads one, and says which files it is about
mod in_force; // what holds, and where it was said
mod linter; // the rules it leaves
mod place; // where in the text a key stands

pub use edit::with_rule_off;
pub use environment::{CONFIG, Environment, LEVEL};
pub use error::ConfigError;
pub use file::ConfigFile;
pub use in_force::{InForce, Origin, Said};

use crate::rules::Level;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

/// The name of the file.
pub const FILE: &str = "careword.toml";

/// Names of files of careword's own, among them that of a baseline. A folder is not searched for
/// them: they are full of wording to avoid, none of which is said of anybody.
pub const OWN: [&str; 2] = [FILE, "careword-baseline.json"];

/// A `careword.toml` with every key in it, explained, and commented out; it loads as it stands.
pub const COMMENTED: &str = include_str!("commented.toml");

/// What editors check a `careword.toml` against: a JSON Schema, made from [`Config`].
pub const SCHEMA: &str = include_str!("../../editors/careword.schema.json");

/// What careword does in this folder and those below it.
#[derive(Debug, Default, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The level from which findings fail a check: "avoid" unless said otherwise; "consider" fails
    /// on everything that is found.
    pub level: Option<Level>,
    /// Words in which nothing is found: "Patient Council".
    pub accept: Vec<String>,
    /// Tables of rules of your own, relative to this file.
    pub tables: Vec<PathBuf>,
    /// The baseline, relative to this file: what it has is not shown, and fails no check.
    /// `careword check --write-baseline` writes it.
    pub baseline: Option<PathBuf>,
    /// Rules that are off, or at another level than they come with. `careword rules` lists all.
    pub rules: BTreeMap<String, Setting>,
    /// The same for all rules of a table at once: "engagement". What is said of a rule itself wins.
    pub packs: BTreeMap<String, Setting>,
    /// What you call people and things: rewrites then say so too.
    pub terms: Terms,
    /// Which files are checked.
    pub files: Files,
    /// Sections for some files only. Of several that are for a file, the last one wins.
    pub overrides: Vec<Override>,
}

/// A section for some files only.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Override {
    /// Which files, as in a .gitignore: "policies/", "*.html", "/letters/2026-*".
    pub files: Vec<String>,
    /// The level from which findings fail a check.
    #[serde(default)]
    pub level: Option<Level>,
    /// Words in which nothing is found, besides those that the rest of the file has.
    #[serde(default)]
    pub accept: Vec<String>,
    /// Rules that are off, or at another level.
    #[serde(default)]
    pub rules: BTreeMap<String, Setting>,
    /// The same for all rules of a table at once.
    #[serde(default)]
    pub packs: BTreeMap<String, Setting>,
    /// What you call people and things in these files.
    #[serde(default)]
    pub terms: Terms,
}

/// What is done with a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Setting {
    /// It finds nothing.
    Off,
    /// It is at the level it comes with.
    On,
    /// It is at the level "consider".
    Consider,
    /// It is at the level "avoid".
    Avoid,
}

impl Setting {
    /// As it is written in the file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::On => "on",
            Self::Consider => "consider",
            Self::Avoid => "avoid",
        }
    }
}

/// What a house calls people and things.
#[derive(Debug, Default, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Terms {
    /// The person: "person using services" unless said otherwise; "client", "service user",
    /// "patient".
    pub person: Option<String>,
    /// Several of them; only needed where careword does not know the plural.
    pub people: Option<String>,
    /// Those who work with them: "recovery team" unless said otherwise; "care team".
    pub team: Option<String>,
    /// Several of them; only needed where careword does not know the plural.
    pub teams: Option<String>,
    /// What has been agreed: "treatment plan" unless said otherwise; "care plan".
    pub plan: Option<String>,
}

impl Terms {
    /// Every key with what it says.
    pub fn said(&self) -> [(&'static str, Option<&str>); 5] {
        let Self { person, people, team, teams, plan } = self;
        [
            ("person", person.as_deref()),
            ("people", people.as_deref()),
            ("team", team.as_deref()),
            ("teams", teams.as_deref()),
            ("plan", plan.as_deref()),
        ]
    }
}

/// Which files are checked.
#[derive(Debug, Default, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Files {
    /// Files and folders that are passed over, as in a .gitignore: "archive/", "*.bak". A file that
    /// is named on the command line is checked all the same.
    pub exclude: Vec<String>,
}

/// The nearest `careword.toml`, in the folder itself or in one above it. As with ruff and ESLint,
/// nothing ends the search but the top: notes lie on shared drives, in no repository.
pub fn find(folder: &Path) -> Option<PathBuf> {
    absolute(folder).ancestors().map(|folder| folder.join(FILE)).find(|path| path.is_file())
}

/// A path from the root, without `.` and `..`; links stay as they are.
fn absolute(path: &Path) -> PathBuf {
    let mut whole = PathBuf::new();
    for part in std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                whole.pop();
            }
            part => whole.push(part),
        }
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::{COMMENTED, Config, SCHEMA};

    /// `UPDATE_GOLDEN=1 cargo test --lib schema` writes it anew.
    #[test]
    fn the_schema_is_that_of_the_types() {
        let settings = schemars::generate::SchemaSettings::draft07();
        let schema = settings.into_generator().into_root_schema_for::<Config>();
        let schema = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            let path = concat!(env!("CARGO_MANIFEST_DIR"), "/editors/careword.schema.json");
            std::fs::write(path, &schema).unwrap();
        }
        assert!(schema == SCHEMA, "UPDATE_GOLDEN=1 writes editors/careword.schema.json anew");
    }

    /// The keys of the types are those of the commented file, and so are the packs; none is left out.
    #[test]
    fn every_key_is_explained() {
        let schema: serde_json::Value = serde_json::from_str(SCHEMA).unwrap();
        let objects = schema["definitions"].as_object().unwrap().values();
        let keys = objects.chain([&schema]).filter_map(|object| object["properties"].as_object());
        for key in keys.flat_map(|properties| properties.keys()) {
            let said = [format!("#{key} ="), format!("[{key}]")];
            assert!(said.iter().any(|said| COMMENTED.contains(said)), "{key} is not explained");
        }
        for pack in crate::rules::RuleSet::built_in().rules.iter().map(crate::rules::Rule::pack) {
            assert!(COMMENTED.contains(&format!("{pack},")), "{pack} is not named");
        }
    }
}
