//! Findings in, text out: what a person reads and what a program reads.
//!
//! Renders to strings. Where they are written, and what the exit code is, is for the caller.

pub mod diff;
pub mod human;
pub mod json;
pub mod layout;
pub mod why;
pub mod wrap;

use crate::document::Document;
use crate::lint::Finding;
use crate::rules::{Fit, Level};
use serde::Serialize;

/// A document with what was found in it.
#[derive(Debug)]
pub struct Checked<'r> {
    /// The path to show.
    pub path: String,
    /// The document.
    pub document: Document,
    /// What was found, sorted and disjoint.
    pub findings: Vec<Finding<'r>>,
}

/// How findings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutputFormat {
    /// For a person at a terminal.
    Human,
    /// One JSON object.
    Json,
    /// One JSON object a line, one line a finding.
    Ndjson,
}

/// What a run has come to so far.
#[derive(Debug, Default)]
pub struct Totals {
    /// Documents checked.
    pub files: usize,
    /// Documents in which something was found.
    pub flagged: usize,
    /// What was found in all of them.
    pub counts: Counts,
    /// Files that could not be read.
    pub errors: Vec<FileError>,
}

/// How much was found, and of which kinds.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Findings of the level `avoid`.
    pub avoid: usize,
    /// Findings of the level `consider`.
    pub consider: usize,
    /// Findings with more than one rewrite.
    pub choices: usize,
    /// Rewrites with blanks.
    pub blanks: usize,
    /// Whether a finding is at the level that fails a check, or above.
    pub reached: bool,
}

/// A file that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileError {
    /// The path as shown.
    pub path: String,
    /// Why, as the rest of a sentence that begins with the path.
    pub message: String,
}

/// One document's findings as text, to be written after those of the documents before it.
/// `width` is in terminal columns and matters to people only.
pub fn render(checked: &Checked<'_>, format: OutputFormat, width: usize) -> String {
    match format {
        OutputFormat::Human => human::document(checked, width),
        OutputFormat::Json => json::list(checked),
        OutputFormat::Ndjson => json::lines(checked),
    }
}

/// How much was found in one document; `level` is the one that fails a check.
pub fn count(findings: &[Finding<'_>], level: Level) -> Counts {
    let rewrites = || findings.iter().flat_map(|f| &f.rewrites);
    Counts {
        avoid: findings.iter().filter(|f| f.rule.level == Level::Avoid).count(),
        consider: findings.iter().filter(|f| f.rule.level == Level::Consider).count(),
        choices: findings.iter().filter(|f| f.rewrites.len() > 1).count(),
        blanks: rewrites().filter(|r| r.fit == Fit::FillIn).count(),
        reached: findings.iter().any(|f| f.rule.level >= level),
    }
}

impl Counts {
    /// Takes in what else was found.
    pub fn add(&mut self, more: Self) {
        self.avoid += more.avoid;
        self.consider += more.consider;
        self.choices += more.choices;
        self.blanks += more.blanks;
        self.reached |= more.reached;
    }
}

impl Totals {
    /// Takes in one document's counts.
    pub fn add(&mut self, counts: Counts) {
        self.files += 1;
        self.flagged += usize::from(counts.avoid + counts.consider > 0);
        self.counts.add(counts);
    }
}

/// A level as it is written everywhere.
pub const fn level_name(level: Level) -> &'static str {
    match level {
        Level::Avoid => "avoid",
        Level::Consider => "consider",
    }
}

/// A fit as it is written everywhere.
pub const fn fit_name(fit: Fit) -> &'static str {
    match fit {
        Fit::Safe => "safe",
        Fit::Choose => "choose",
        Fit::FillIn => "fill-in",
    }
}
