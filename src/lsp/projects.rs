//! The rules that hold for a document: those of the nearest `careword.toml`, or those that ship.
//!
//! Each file is read once, and again when it or a table it names has changed. One that is wrong
//! leaves the rules as they were.

use super::client::Settings;
use crate::config::{self, ConfigError, ConfigFile, Environment};
use crate::lint::{Linter, built_in_rules};
use crate::rules::RuleSet;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::SystemTime;

/// Rules, made ready.
#[derive(Debug)]
pub(super) struct Project {
    pub(super) linter: Linter,
}

/// All rules in use.
#[derive(Debug)]
pub(super) struct Projects {
    shipped: Rc<Project>,
    /// For files that are passed over: it has no rules.
    silent: Rc<Project>,
    /// By the path of `careword.toml`.
    loaded: HashMap<PathBuf, Loaded>,
    /// The `careword.toml` that the environment names.
    asked: Option<PathBuf>,
    /// How often something was read again.
    pub(super) readings: u64,
}

/// What became of one `careword.toml`.
#[derive(Debug)]
struct Loaded {
    /// The file as it last was right, if it ever was.
    file: Option<ConfigFile>,
    /// Its rules, by the sections that hold.
    projects: HashMap<Vec<usize>, Rc<Project>>,
    /// What is wrong with it, if the rules are from before it was.
    error: Option<ConfigError>,
    /// The files it is made of, and when each was changed.
    files: Vec<(PathBuf, Option<SystemTime>)>,
}

impl Projects {
    pub(super) fn new() -> Self {
        let project = |rules| Rc::new(Project { linter: Linter::new(rules) });
        Self {
            shipped: project(built_in_rules()),
            silent: project(RuleSet::default()),
            loaded: HashMap::new(),
            asked: Environment::read().unwrap_or_default().config,
            readings: 0,
        }
    }

    /// The `careword.toml` for a document, if there is one; `path` is none for what is in no file.
    pub(super) fn file_for(&self, path: Option<&Path>, settings: &Settings) -> Option<PathBuf> {
        let nearest = || path.and_then(Path::parent).and_then(config::find);
        settings.config.as_ref().or(self.asked.as_ref()).cloned().or_else(nearest)
    }

    /// The rules for a document.
    pub(super) fn of(&mut self, path: Option<&Path>, settings: &Settings) -> Rc<Project> {
        let Some(config) = self.file_for(path, settings) else {
            return self.shipped.clone();
        };
        let loaded = self.loaded.entry(config);
        let loaded = loaded.or_insert_with_key(|path| Loaded::read(path, None));
        let Some(file) = &loaded.file else { return self.shipped.clone() };
        if path.is_some_and(|path| file.excludes(path)) {
            return self.silent.clone();
        }
        let sections = path.map(|path| file.sections_for(path)).unwrap_or_default();
        if let Some(project) = loaded.projects.get(&sections) {
            return project.clone();
        }
        match file.linter(&sections, built_in_rules()) {
            Ok(linter) => {
                let project = Rc::new(Project { linter });
                loaded.projects.insert(sections, project.clone());
                project
            }
            Err(error) => {
                loaded.error = Some(error);
                loaded.projects.get(&Vec::new()).unwrap_or(&self.shipped).clone()
            }
        }
    }

    /// Reads again what has changed. Says whether anything had.
    pub(super) fn refresh(&mut self) -> bool {
        let mut any = false;
        self.loaded.retain(|path, loaded| {
            if loaded.files.iter().all(|(file, changed)| modified(file) == *changed) {
                return true;
            }
            any = true;
            if !path.is_file() {
                return false;
            }
            *loaded = Loaded::read(path, Some(loaded));
            true
        });
        self.readings += u64::from(any);
        any
    }

    /// Every file that rules are made of, with what is wrong in it.
    pub(super) fn files(&self) -> impl Iterator<Item = (&Path, Option<&ConfigError>)> {
        self.loaded.values().flat_map(|loaded| {
            loaded.files.iter().map(|(file, _)| {
                let error = loaded.error.as_ref().filter(|e| e.path == *file);
                (file.as_path(), error)
            })
        })
    }
}

impl Loaded {
    fn read(path: &Path, before: Option<&mut Self>) -> Self {
        let file = ConfigFile::read(path);
        let mut files = vec![path.to_owned()];
        if let Ok(file) = &file {
            files.extend(file.tables());
        }
        let files = files.into_iter().map(|file| (modified(&file), file));
        let files = files.map(|(changed, file)| (file, changed)).collect();
        let made = file.and_then(|file| Ok((file.linter(&[], built_in_rules())?, file)));
        match made {
            Ok((linter, file)) => {
                let projects = HashMap::from([(Vec::new(), Rc::new(Project { linter }))]);
                Self { file: Some(file), projects, error: None, files }
            }
            Err(error) => {
                let before = before.map(|b| (b.file.take(), std::mem::take(&mut b.projects)));
                let (file, projects) = before.unwrap_or_default();
                Self { file, projects, error: Some(error), files }
            }
        }
    }
}

fn modified(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path).and_then(|data| data.modified()).ok()
}
