//! `--baseline`, `--write-baseline` and `--prune`: the baselines' files, and what a run says of them.
//!
//! A baseline that a flag names is there for every file, whatever `careword.toml` says; otherwise
//! each file has the one that its own `careword.toml` names, if any.
//!
//! What is known again, and how, is for the library's `baseline`.

use super::ledger::{Ledger, Met, Task, unusable};
use crate::cli::files::Source;
use crate::cli::projects::{Project, Projects, shown};
use crate::cli::{Stop, notice};
use careword::baseline::InFile;
use careword::output::FileError;
use careword::output::report::Change;
use careword::output::wrap::plain;
use clap::Args;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

#[derive(Args)]
#[command(next_help_heading = "In a team")]
pub(in crate::cli) struct BaselineArguments {
    /// Leave out what this baseline has: only what is new is shown, and fails the check. Without it,
    /// the baseline that careword.toml names.
    #[arg(long, value_name = "FILE", conflicts_with = "explain")]
    baseline: Option<PathBuf>,

    /// Show everything, whatever baseline careword.toml names.
    #[arg(long, conflicts_with = "baseline")]
    no_baseline: bool,

    /// Write what is found today to a baseline, and show none of it. Without FILE, to the one that
    /// careword.toml names. What it has of files that are not checked stays.
    #[arg(
        long,
        value_name = "FILE",
        num_args = 0..=1,
        conflicts_with_all = ["baseline", "no_baseline", "prune", "rule", "explain"]
    )]
    write_baseline: Option<Option<PathBuf>>,

    /// Take out of the baseline what is found no more in the files that are checked, and what was
    /// found in files that are there no more.
    #[arg(long, conflicts_with_all = ["no_baseline", "rule", "explain"])]
    prune: bool,
}

/// The baselines in use.
pub(super) struct Ledgers {
    all: Vec<Ledger>,
    /// Whether the only one is there for every file.
    is_for_all: bool,
}

/// A file that has been begun, and the number of its ledger.
pub(super) struct Begun<'l> {
    ledger: usize,
    pub(super) file: InFile<'l>,
}

impl BaselineArguments {
    /// Whether baselines are to be written, and nothing of what is in them to be shown.
    pub(super) fn is_written(&self) -> bool {
        self.write_baseline.is_some()
    }

    /// Whether every file counts, though nobody may read any more what is found in it.
    pub(super) fn needs_all(&self) -> bool {
        self.write_baseline.is_some() || self.prune
    }

    /// The baselines that these arguments and the projects ask for. Leaves out the sources of which
    /// the baseline cannot be read, and adds why. With `explain`, everything is told, known or not.
    pub(super) fn open(
        &self,
        projects: &Projects,
        explain: bool,
        sources: &mut Vec<Source>,
        errors: &mut Vec<FileError>,
    ) -> Result<Ledgers, Stop> {
        let task = match (&self.write_baseline, self.prune) {
            (Some(_), _) => Task::Write,
            (None, true) => Task::Prune,
            (None, false) => Task::Compare,
        };
        if let Some(path) =
            self.write_baseline.as_ref().and_then(Option::as_ref).or(self.baseline.as_ref())
        {
            let ledger = Ledger::open(path, task);
            let ledger = ledger.map_err(|problem| unusable(path, &problem))?;
            return Ok(Ledgers { all: vec![ledger], is_for_all: true });
        }
        let wanted = projects.all().filter_map(|project| project.baseline.as_deref());
        let wanted: BTreeSet<&Path> = wanted.filter(|_| !self.no_baseline && !explain).collect();
        if wanted.is_empty() && task != Task::Compare {
            let flag = if task == Task::Write { "--write-baseline" } else { "--prune" };
            let named = if task == Task::Write { flag } else { "--baseline" };
            return Err(Stop::Because(format!(
                "{flag} needs a baseline, and no careword.toml names one: add `{named} FILE`."
            )));
        }
        let mut all = Vec::new();
        for path in wanted {
            match Ledger::open(path, task) {
                Ok(ledger) => all.push(ledger),
                Err(problem) => {
                    let is_its =
                        |source: &Source| projects.get(source).baseline.as_deref() == Some(path);
                    sources.retain(|source| !is_its(source));
                    let message = format!(
                        "{problem}. It is named in careword.toml; the files it holds for are not checked"
                    );
                    errors.push(FileError { path: shown(path).display().to_string(), message });
                }
            }
        }
        Ok(Ledgers { all, is_for_all: false })
    }
}

impl Ledgers {
    /// The number of the ledger that a project's files are in.
    fn of(&self, project: &Project) -> Option<usize> {
        match self.is_for_all {
            true => Some(0),
            false => {
                let path = project.baseline.as_ref()?;
                self.all.iter().position(|ledger| ledger.path == *path)
            }
        }
    }

    /// Whether what is found in a project's files is written to a baseline, and not shown.
    pub(super) fn write(&self, project: &Project) -> bool {
        self.of(project).is_some_and(|number| self.all[number].task == Task::Write)
    }

    /// Whether a source is a baseline itself, which is full of the names of rules.
    pub(super) fn are(&self, source: &Source) -> bool {
        self.all.iter().any(|ledger| ledger.is(source))
    }

    /// Begins a file of a project, if that has a baseline.
    pub(super) fn begin(&self, source: &Source, project: &Project) -> Option<Begun<'_>> {
        let ledger = self.of(project)?;
        Some(Begun { ledger, file: self.all[ledger].file(source) })
    }

    /// What a run has met with before it has met with anything, for each ledger.
    pub(super) fn nothing(&self) -> Vec<Met> {
        self.all.iter().map(Ledger::nothing).collect()
    }

    /// By the id of a rule: how much it found in the files that were checked when the baselines were
    /// written, and finds now; nothing where there is no baseline.
    pub(super) fn changes(&self, met: &[Met]) -> Option<BTreeMap<String, Change>> {
        let mut changes = BTreeMap::new();
        for (ledger, met) in self.all.iter().zip(met) {
            ledger.count(met, &mut changes);
        }
        (!self.all.is_empty()).then_some(changes)
    }

    /// Ends a run that asked for the rules that are `wanted`: writes the files if that is the task,
    /// and says what became of them, unless nobody wants to hear it.
    pub(super) fn close(
        &self,
        met: &[Met],
        wanted: impl Fn(&String) -> bool,
        quiet: bool,
    ) -> Result<(), Stop> {
        let mut both = self.all.iter().zip(met);
        both.try_for_each(|(ledger, met)| ledger.close(met, &wanted, quiet))?;
        if let [Ledger { path, task: Task::Write, .. }] = &self.all[..]
            && self.is_for_all
            && !quiet
        {
            let path = plain(&path.display().to_string());
            notice(&format!(
                "Name it in careword.toml, as in `baseline = \"{path}\"`, or with --baseline: \
                 then only what is new is shown."
            ));
        }
        Ok(())
    }
}

impl Begun<'_> {
    /// Ends a file.
    pub(super) fn end(self, met: &mut [Met]) {
        met[self.ledger].add(self.file);
    }
}
