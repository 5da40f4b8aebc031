//! One baseline in use: its file, what a run meets with of it, and what is said of that.
//!
//! What is known again, and how, is for the library's `baseline`; which baseline is for which file,
//! for `baseline` beside this.

use crate::cli::files::{Source, unreadable};
use crate::cli::projects::shown;
use crate::cli::{Stop, notice};
use careword::baseline::{Baseline, InFile, Known};
use careword::output::layout::counted;
use careword::output::report::Change;
use careword::output::wrap::plain;
use careword::replace::Draft;
use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// A baseline in use.
pub(super) struct Ledger {
    /// From the root, or as it was named.
    pub(super) path: PathBuf,
    /// The folder that the paths in it are seen from.
    folder: PathBuf,
    known: Known,
    pub(super) task: Task,
}

/// What becomes of the file when the run is over.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Task {
    Compare,
    Prune,
    Write,
}

/// What a run has met with, for one ledger.
pub(super) struct Met {
    checked: BTreeSet<String>,
    found: Baseline,
    again: Baseline,
}

impl Ledger {
    pub(super) fn open(path: &Path, task: Task) -> Result<Self, String> {
        let then = match std::fs::read_to_string(path) {
            Ok(text) => Baseline::read(&text).map_err(|problem| match task {
                Task::Write => format!(
                    "{problem}, and is not written over; take it away first, or name another file"
                ),
                _ => format!(
                    "{problem}; if it was one, take it away and write it anew with --write-baseline"
                ),
            })?,
            Err(error) if error.kind() == ErrorKind::NotFound => match task {
                Task::Write => Baseline::new(salt()?),
                _ => {
                    return Err("there is no such baseline yet; --write-baseline writes it".into());
                }
            },
            Err(_) if path.is_dir() && task != Task::Write => {
                return Err("is a folder, and no baseline".to_owned());
            }
            Err(_) if path.is_dir() => {
                return Err("is a folder; name the file of a baseline, or put what is to be \
                            checked before --write-baseline"
                    .to_owned());
            }
            Err(error) => return Err(unreadable(&error)),
        };
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let folder = folder
            .canonicalize()
            .map_err(|_| "cannot be written: there is no such folder".to_owned())?;
        let known = Known::new(then, |path| folder.join(path).exists());
        Ok(Self { path: path.to_owned(), folder, known, task })
    }

    /// Whether a source is the baseline itself.
    pub(super) fn is(&self, source: &Source) -> bool {
        let Source::File { path, .. } = source else { return false };
        let own = self.path.canonicalize();
        own.is_ok_and(|own| path.canonicalize().is_ok_and(|path| path == own))
    }

    /// Begins a file.
    pub(super) fn file(&self, source: &Source) -> InFile<'_> {
        self.known.file(match source {
            Source::Stdin(None) => source.shown(),
            Source::Stdin(Some(path)) | Source::File { path, .. } => {
                let whole = path.canonicalize().or_else(|_| std::path::absolute(path));
                relative(&self.folder, whole.as_deref().unwrap_or(path))
            }
        })
    }

    /// What a run has met with before it has met with anything.
    pub(super) fn nothing(&self) -> Met {
        let nothing = self.known.then.emptied();
        Met { checked: BTreeSet::new(), found: nothing.clone(), again: nothing }
    }

    /// Counts what each rule found in the files that were checked when the baseline was written, and
    /// finds now.
    pub(super) fn count(&self, met: &Met, changes: &mut BTreeMap<String, Change>) {
        for (rule, then) in self.known.met(&met.checked).by_rule() {
            changes.entry(rule.to_owned()).or_default().then += then;
        }
        for (rule, now) in met.found.by_rule() {
            changes.entry(rule.to_owned()).or_default().now += now;
        }
    }

    /// Ends a run that asked for the rules that are `wanted`: writes the file if that is the task,
    /// and says what became of it, unless nobody wants to hear it.
    pub(super) fn close(
        &self,
        met: &Met,
        wanted: impl Fn(&String) -> bool,
        quiet: bool,
    ) -> Result<(), Stop> {
        let path = plain(&shown(&self.path).display().to_string());
        let tell = |line: &str| {
            if !quiet {
                notice(line);
            }
        };
        if self.task == Task::Write {
            // What was not checked, or could not be read, is not gone.
            let written = self.known.pruned(&met.checked, &met.found);
            self.write(&written)?;
            let stay = written.len() - met.found.len();
            let (found, files) = (met.found.len(), met.found.paths().len());
            let (found, files) = (counted(found, "finding"), counted(files, "file"));
            let stay = match stay {
                0 => String::new(),
                n => format!(" Of files that were not checked it keeps {n}."),
            };
            tell(&format!("{path}: {found} in {files} written.{stay}"));
            return Ok(());
        }
        let again = met.again.len();
        let before = self.known.met(&met.checked).of_rules(wanted).len();
        let gone = before.saturating_sub(again);
        let are = |count| if count == 1 { "is" } else { "are" };
        if again > 0 {
            let known = counted(again, "finding");
            tell(&format!("{known} {} in {path} and not shown.", are(again)));
        }
        if self.task == Task::Prune {
            let pruned = self.known.pruned(&met.checked, &met.again);
            if pruned != self.known.then {
                self.write(&pruned)?;
            }
            tell(&match gone {
                0 => format!("{path}: nothing in it is gone, and nothing taken out."),
                _ => {
                    let gone_ones = counted(gone, "finding");
                    format!("{path}: {gone_ones} taken out that {} gone.", are(gone))
                }
            });
        } else if gone > 0 {
            let gone_ones = counted(gone, "finding");
            tell(&format!(
                "{gone_ones} of {path} {} gone: --prune takes {} out.",
                are(gone),
                if gone == 1 { "it" } else { "them" }
            ));
        }
        Ok(())
    }

    fn write(&self, baseline: &Baseline) -> Result<(), Stop> {
        let written = Draft::new(&self.path).and_then(|mut draft| {
            draft.add(&baseline.write())?;
            draft.finish()
        });
        written.map_err(|problem| unusable(&self.path, &problem))
    }
}

/// A baseline that cannot be read, or not be written.
pub(super) fn unusable(path: &Path, problem: &str) -> Stop {
    Stop::Because(format!("{}: {problem}.", plain(&shown(path).display().to_string())))
}

impl Met {
    /// Takes in a file.
    pub(super) fn add(&mut self, file: InFile<'_>) {
        self.found.add_all(&file.found);
        self.again.add_all(&file.again);
        self.checked.insert(file.path);
    }
}

/// Random bytes for a new baseline.
fn salt() -> Result<careword::baseline::Salt, String> {
    let mut salt = careword::baseline::Salt::default();
    getrandom::fill(&mut salt).map_err(|_| "needs random bytes, and the system has none")?;
    Ok(salt)
}

/// A path as it is seen from a folder, with `/` between its parts; both begin at the root.
fn relative(folder: &Path, path: &Path) -> String {
    let both = folder.components().zip(path.components());
    let common = both.take_while(|(a, b)| a == b).count();
    let up = folder.components().skip(common).map(|_| "..".to_owned());
    let down = path.components().skip(common);
    let down = down.map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::relative;
    use std::path::Path;

    #[test]
    fn paths_are_seen_from_the_folder() {
        let table = [
            ("/w", "/w/a.md", "a.md"),
            ("/w", "/w/a/b.md", "a/b.md"),
            ("/w/x/y", "/w/a/b.md", "../../a/b.md"),
            ("/", "/a.md", "a.md"),
        ];
        for (folder, path, expected) in table {
            assert_eq!(relative(Path::new(folder), Path::new(path)), expected);
        }
    }
}
