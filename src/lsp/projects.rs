//! The rules that hold for a document: those of the nearest `careword.toml`, or those that ship.
//!
//! Each file is read once, and again when it or a table it names has changed. One that is wrong
//! leaves the rules as they were.

use super::client::Settings;
use crate::config::{self, Config, ConfigError};
use crate::lint::{Linter, built_in_rules};
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
    /// By the path of `careword.toml`.
    loaded: HashMap<PathBuf, Loaded>,
}

/// What became of one `careword.toml`.
#[derive(Debug)]
struct Loaded {
    project: Rc<Project>,
    /// What is wrong with it, if the rules are from before it was.
    error: Option<ConfigError>,
    /// The files it is made of, and when each was changed.
    files: Vec<(PathBuf, Option<SystemTime>)>,
}

impl Projects {
    pub(super) fn new() -> Self {
        Self { shipped: Rc::new(Project { linter: Linter::built_in() }), loaded: HashMap::new() }
    }

    /// The rules for a document; `path` is none for one that is in no file.
    pub(super) fn of(&mut self, path: Option<&Path>, settings: &Settings) -> Rc<Project> {
        let nearest = || path.and_then(Path::parent).and_then(config::find);
        let Some(config) = settings.config.clone().or_else(nearest) else {
            return self.shipped.clone();
        };
        let shipped = &self.shipped;
        let loaded = self.loaded.entry(config);
        loaded.or_insert_with_key(|path| Loaded::read(path, shipped)).project.clone()
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
            *loaded = Loaded::read(path, &loaded.project);
            true
        });
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
    fn read(path: &Path, before: &Rc<Project>) -> Self {
        let config = Config::read(path);
        let mut files = vec![path.to_owned()];
        if let Ok(config) = &config {
            let folder = path.parent().unwrap_or(Path::new("."));
            files.extend(config.tables.iter().map(|table| folder.join(table)));
        }
        let files = files.into_iter().map(|file| (modified(&file), file));
        let files = files.map(|(changed, file)| (file, changed)).collect();
        match config.and_then(|config| config.linter(path, built_in_rules())) {
            Ok(linter) => Self { project: Rc::new(Project { linter }), error: None, files },
            Err(error) => Self { project: before.clone(), error: Some(error), files },
        }
    }
}

fn modified(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path).and_then(|data| data.modified()).ok()
}
