//! Which rules hold for which file: those of the nearest `careword.toml`, or those that ship.
//!
//! What the file says, and what becomes of it, is for the library's `config`.

use super::Stop;
use super::files::Source;
use careword::config::{self, Config};
use careword::lint::{Linter, built_in_rules};
use careword::rules::{Level, RuleSet};
use clap::Args;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub(super) struct ConfigArguments {
    /// The careword.toml to use, instead of the nearest one to each file.
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    config: Option<PathBuf>,

    /// Use no careword.toml.
    #[arg(long)]
    no_config: bool,
}

/// The rules of every project that a run has to do with.
pub(super) struct Projects {
    /// By the path of `careword.toml`; without one, the rules that ship.
    projects: BTreeMap<Option<PathBuf>, Project>,
    /// By folder: which project its files belong to.
    folders: BTreeMap<PathBuf, Option<PathBuf>>,
}

/// Rules made ready, and the level that fails a check.
pub(super) struct Project {
    pub(super) linter: Linter,
    pub(super) level: Option<Level>,
}

impl Projects {
    /// The projects of some sources. With `whole`, rules keep the words of their tables.
    pub(super) fn of(
        sources: &[Source],
        arguments: &ConfigArguments,
        whole: bool,
    ) -> Result<Self, Stop> {
        let base = || if whole { RuleSet::built_in() } else { built_in_rules() };
        let mut found = Self { projects: BTreeMap::new(), folders: BTreeMap::new() };
        for folder in sources.iter().map(folder_of) {
            if found.folders.contains_key(&folder) {
                continue;
            }
            let path = match &arguments.config {
                Some(path) => Some(path.clone()),
                None if arguments.no_config => None,
                None => config::find(&std::path::absolute(&folder).unwrap_or(folder.clone())),
            };
            if !found.projects.contains_key(&path) {
                let project = match &path {
                    None => Project { linter: Linter::new(base()), level: None },
                    Some(path) => {
                        let read = |path: &Path| {
                            let config = Config::read(path)?;
                            let linter = config.linter(path, base())?;
                            Ok(Project { linter, level: config.level })
                        };
                        read(path)
                            .map_err(|e: config::ConfigError| Stop::Because(format!("{e}.")))?
                    }
                };
                found.projects.insert(path.clone(), project);
            }
            found.folders.insert(folder, path);
        }
        Ok(found)
    }

    /// The project that a source belongs to.
    pub(super) fn get(&self, source: &Source) -> &Project {
        &self.projects[&self.folders[&folder_of(source)]]
    }

    /// All of them.
    pub(super) fn all(&self) -> impl Iterator<Item = &Project> + Clone {
        self.projects.values()
    }
}

/// The folder that a source lies in; standard input lies where the program was started.
fn folder_of(source: &Source) -> PathBuf {
    let path = match source {
        Source::Stdin(Some(path)) | Source::File { path, .. } => path.parent(),
        Source::Stdin(None) => None,
    };
    match path {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}
