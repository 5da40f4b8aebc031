//! Which rules hold for which file: those of the nearest `careword.toml`, or those that ship.
//!
//! What the file says, and what becomes of it, is for the library's `config`.

use super::files::Source;
use super::{Stop, notice};
use careword::config::{self, ConfigError, ConfigFile, Environment, Origin};
use careword::lint::{Linter, built_in_rules};
use careword::output::FileError;
use careword::output::wrap::plain;
use careword::rules::{Level, RuleSet};
use clap::Args;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub(super) struct ConfigArguments {
    /// The careword.toml to use, instead of the nearest one to each file; the environment variable
    /// CAREWORD_CONFIG names one as well.
    #[arg(long, value_name = "FILE", help_heading = "careword.toml", conflicts_with = "no_config")]
    config: Option<PathBuf>,

    /// Use no careword.toml.
    #[arg(long, help_heading = "careword.toml")]
    no_config: bool,
}

impl ConfigArguments {
    /// The `careword.toml` for the files of a folder.
    pub(super) fn file_for(&self, folder: &Path, environment: &Environment) -> Option<PathBuf> {
        if self.no_config {
            return None;
        }
        let asked = self.config.as_ref().or(environment.config.as_ref());
        asked.cloned().or_else(|| config::find(folder))
    }

    /// The `careword.toml` for the folder in which the program was started, read.
    pub(super) fn file_here(&self) -> Result<Option<ConfigFile>, Stop> {
        let environment = Environment::read().map_err(Stop::Because)?;
        let file = self.file_for(Path::new("."), &environment);
        let file = file.map(|file| ConfigFile::read(&file)).transpose();
        file.map_err(|error| Stop::Because(page(error)))
    }

    /// What names that file, if it is not the nearest one.
    pub(super) fn named_by(&self, environment: &Environment) -> Option<Origin> {
        match (&self.config, &environment.config) {
            _ if self.no_config => Some(Origin::Flag("--no-config")),
            (Some(_), _) => Some(Origin::Flag("--config")),
            (None, Some(_)) => Some(Origin::Environment(config::CONFIG)),
            (None, None) => None,
        }
    }
}

/// The rules of every project that a run has to do with.
pub(super) struct Projects {
    projects: Vec<Project>,
    /// By the path of a source, which standard input need not have: its project.
    of: BTreeMap<Option<PathBuf>, usize>,
}

/// Rules made ready, the level that fails a check, and the baseline that `careword.toml` names.
pub(super) struct Project {
    pub(super) linter: Linter,
    pub(super) level: Option<Level>,
    pub(super) baseline: Option<PathBuf>,
}

/// What a run is to do: the sources to read, whose rules hold for them, and which `careword.toml`
/// are wrong. Files under one of those are not read.
pub(super) struct Sorted {
    pub(super) projects: Projects,
    pub(super) sources: Vec<Source>,
    pub(super) errors: Vec<FileError>,
}

/// The rules that ship and a project's own, with the words of their tables.
pub(super) fn rules_of(file: Option<&ConfigFile>) -> Result<RuleSet, Stop> {
    match file.filter(|file| file.tables().next().is_some()) {
        None => Ok(RuleSet::built_in()),
        Some(file) => file.with_tables().map_err(|error| Stop::Because(page(error))),
    }
}

/// Finds the project of each source, and leaves out what projects pass over. With `whole`, rules
/// keep the words of their tables.
pub(super) fn sort(
    sources: Vec<Source>,
    arguments: &ConfigArguments,
    whole: bool,
) -> Result<Sorted, Stop> {
    let environment = Environment::read().map_err(Stop::Because)?;
    let mut sorted = Sorted {
        projects: Projects { projects: Vec::new(), of: BTreeMap::new() },
        sources: Vec::new(),
        errors: Vec::new(),
    };
    let mut by_folder = BTreeMap::new();
    let mut files: BTreeMap<PathBuf, Option<ConfigFile>> = BTreeMap::new();
    let mut made: BTreeMap<(Option<PathBuf>, Vec<usize>), Option<usize>> = BTreeMap::new();
    for source in sources {
        let folder = folder_of(&source);
        let path = by_folder
            .entry(folder)
            .or_insert_with_key(|folder| arguments.file_for(folder, &environment));
        let file = match path {
            None => None,
            Some(path) => {
                let file = files.entry(path.clone()).or_insert_with(|| {
                    ConfigFile::read(path).map_err(|e| tell(e, &mut sorted.errors)).ok()
                });
                // What is wrong with it has been told.
                let Some(file) = file else { continue };
                Some(&*file)
            }
        };
        let excludes = |file: &ConfigFile| source.path().is_some_and(|path| file.excludes(path));
        if !source.named() && file.is_some_and(excludes) {
            continue;
        }
        let sections = file.zip(source.path()).map(|(file, path)| file.sections_for(path));
        let sections = sections.unwrap_or_default();
        let key = (path.clone(), sections);
        let number = *made.entry(key).or_insert_with_key(|(_, sections)| {
            let project = Project::new(file, sections, whole, environment.level);
            let project = project.map_err(|e| tell(e, &mut sorted.errors)).ok()?;
            sorted.projects.projects.push(project);
            Some(sorted.projects.projects.len() - 1)
        });
        if let Some(number) = number {
            sorted.projects.of.insert(source.path().map(Path::to_owned), number);
            sorted.sources.push(source);
        }
    }
    Ok(sorted)
}

impl Project {
    fn new(
        file: Option<&ConfigFile>,
        sections: &[usize],
        whole: bool,
        level: Option<Level>,
    ) -> Result<Self, ConfigError> {
        let shipped = if whole { RuleSet::built_in() } else { built_in_rules() };
        let Some(file) = file else {
            return Ok(Self { linter: Linter::new(shipped), level, baseline: None });
        };
        let linter = file.linter(sections, shipped)?;
        let level = level.or_else(|| file.level(sections));
        Ok(Self { linter, level, baseline: file.baseline() })
    }
}

impl Projects {
    /// The project that a source belongs to.
    pub(super) fn get(&self, source: &Source) -> &Project {
        &self.projects[self.of[&source.path().map(Path::to_owned)]]
    }

    /// All of them.
    pub(super) fn all(&self) -> impl Iterator<Item = &Project> + Clone {
        self.projects.iter()
    }
}

/// Tells of a `careword.toml` that is wrong, once.
fn tell(error: ConfigError, errors: &mut Vec<FileError>) {
    let message = error.sentence().trim_end_matches('.').to_owned();
    let told = FileError { path: shown(&error.path).display().to_string(), message };
    if !errors.contains(&told) {
        notice(&page(error));
        notice("The files it holds for are not checked.");
        errors.push(told);
    }
}

/// A problem as it is shown, without what a terminal would obey.
pub(super) fn page(mut error: ConfigError) -> String {
    error.path = shown(&error.path);
    error.to_string().lines().map(plain).collect::<Vec<_>>().join("\n")
}

/// A path from where the program was started, if it lies there.
pub(super) fn shown(path: &Path) -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(here).unwrap_or(path).to_owned()
}

/// The folder that a source lies in; standard input lies where the program was started.
fn folder_of(source: &Source) -> PathBuf {
    match source.path().and_then(Path::parent) {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}
