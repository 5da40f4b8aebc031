//! `--changed-since`: which files, and which lines of them, Git says have changed.
//!
//! Runs `git`, without a shell. What it writes is read by the library's `changed`.

use crate::cli::Stop;
use crate::cli::files::Source;
use careword::changed::{self, Change};
use careword::output::FileError;
use std::collections::{BTreeMap, HashSet};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// How `git diff` is to write, whatever somebody's settings are.
const DIFF: &[&str] = &[
    "diff",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--find-renames",
    "--diff-filter=d",
    "--ignore-submodules",
    "--inter-hunk-context=0",
];

/// What has changed in a repository.
pub(super) struct ChangedSince {
    /// The top of the repository.
    top: PathBuf,
    /// The files that Git knows, seen from there.
    tracked: HashSet<Vec<u8>>,
    changes: BTreeMap<Vec<u8>, Change>,
}

/// Reads a revision.
pub(super) fn revision(text: &str) -> Result<String, String> {
    match text {
        "" => Err("name a revision: a branch, a tag or a commit".to_owned()),
        text if text.starts_with('-') => Err("no revision begins with a dash".to_owned()),
        text => Ok(text.to_owned()),
    }
}

impl ChangedSince {
    /// What has changed since a revision in the repository around the current folder: committed,
    /// staged or neither. If the branch left another one, what has changed on that meanwhile does not
    /// count.
    pub(super) fn ask(revision: &str) -> Result<Self, Stop> {
        let because = |sentence: String| Stop::Because(format!("--changed-since: {sentence}."));
        let here = Path::new(".");
        let top = git(here, &["rev-parse", "--show-toplevel"]).map_err(because)?;
        let top = PathBuf::from(String::from_utf8_lossy(line(&top)).into_owned());
        let commit = format!("{revision}^{{commit}}");
        let commit = git(&top, &["rev-parse", "--verify", "--quiet", &commit]).map_err(|_| {
            because(format!(
                "this repository has no revision “{revision}”; where only the newest was fetched, \
                 as in many a CI run, fetch the others too"
            ))
        })?;
        let commit = String::from_utf8_lossy(line(&commit)).into_owned();
        let base = git(&top, &["merge-base", &commit, "HEAD"]);
        let base = base.map_or(commit, |base| String::from_utf8_lossy(line(&base)).into_owned());

        let ask = |arguments: &[&str]| git(&top, arguments).map_err(because);
        let numstat = ask(&[DIFF, &["--numstat", "-z", &base, "--"]].concat())?;
        let patch = ask(&[DIFF, &["--unified=0", &base, "--"]].concat())?;
        let changes = changed::read(&numstat, &patch).ok_or_else(|| {
            because("what git diff says cannot be understood; check whole files instead".to_owned())
        })?;
        let tracked = ask(&["ls-files", "-z"])?;
        let tracked = tracked.split(|&b| b == 0).map(<[u8]>::to_vec).collect();
        let top = top.canonicalize().unwrap_or(top);
        Ok(Self { top, tracked, changes })
    }

    /// Leaves those sources in which something has changed; adds why that cannot be told.
    pub(super) fn keep(&self, sources: &mut Vec<Source>, errors: &mut Vec<FileError>) {
        sources.retain(|source| match self.of(source) {
            Ok(change) => change.is_some(),
            Err(message) => {
                errors.push(FileError { path: source.shown(), message });
                false
            }
        });
    }

    /// What has changed in a source, if anything has.
    ///
    /// # Errors
    /// Why that cannot be told, as the rest of a sentence that begins with its path.
    pub(super) fn of(&self, source: &Source) -> Result<Option<&Change>, String> {
        let Source::File { path, .. } = source else {
            return Err("--changed-since is for files, and this is none".to_owned());
        };
        // A file that is not there is told so when it is read.
        let Ok(whole) = path.canonicalize() else { return Ok(Some(&Change::Whole)) };
        let inside = whole.strip_prefix(&self.top).map_err(|_| {
            let top = self.top.display();
            format!("lies outside of the Git repository {top}, so --changed-since cannot tell")
        })?;
        let parts = inside.components().map(|part| part.as_os_str().as_encoded_bytes());
        let name = parts.collect::<Vec<_>>().join(&b'/');
        match self.tracked.contains(&name) {
            true => Ok(self.changes.get(&name)),
            false => Ok(Some(&Change::Whole)),
        }
    }
}

/// What Git answers, asked in a folder; or what it says is wrong.
fn git(folder: &Path, arguments: &[&str]) -> Result<Vec<u8>, String> {
    let mut command = Command::new("git");
    command.current_dir(folder).args(arguments).stdin(Stdio::null());
    // Looking must not wait for somebody who is writing.
    command.env("GIT_OPTIONAL_LOCKS", "0");
    match command.output() {
        Ok(output) if output.status.success() => Ok(output.stdout),
        Ok(output) => {
            let says = String::from_utf8_lossy(line(&output.stderr)).into_owned();
            Err(format!("git says “{}”", says.trim_end_matches('.')))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            Err("there is no git on this machine".to_owned())
        }
        Err(error) => Err(format!("git could not be run: {error}")),
    }
}

/// The first line.
fn line(bytes: &[u8]) -> &[u8] {
    bytes.split(|&b| b == b'\n').next().unwrap_or_default()
}
