//! What a run comes to: how much was found, by which rules, and what could not be read.
//!
//! Only adds up; saying it is for the formats.

use super::Checked;
use super::statistics::Statistics;
use crate::rules::{Fit, Level};
use serde::Serialize;

/// What a run has come to so far.
#[derive(Debug, Default)]
pub struct Totals<'r> {
    /// Files checked.
    pub files: usize,
    /// Files in which something was found.
    pub flagged: usize,
    /// What was found in all of them.
    pub counts: Counts,
    /// What was counted, where a format shows it: see [`wants_statistics`](super::Rendering::wants_statistics).
    pub statistics: Statistics<'r>,
    /// Files that could not be read.
    pub errors: Vec<FileError>,
}

/// How much was found, and of which kinds.
#[derive(Debug, Default, Clone, Copy)]
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

impl Counts {
    /// How much was found in one document.
    pub fn of(checked: &Checked<'_>) -> Self {
        let mut counts = Self::default();
        for finding in &checked.findings {
            match finding.rule.level {
                Level::Avoid => counts.avoid += 1,
                Level::Consider => counts.consider += 1,
            }
            counts.choices += usize::from(finding.rewrites.len() > 1);
            counts.blanks += finding.rewrites.iter().filter(|r| r.fit == Fit::FillIn).count();
            counts.reached |= checked.fails(finding);
        }
        counts
    }

    /// Takes in what else was found.
    pub fn add(&mut self, more: Self) {
        self.avoid += more.avoid;
        self.consider += more.consider;
        self.choices += more.choices;
        self.blanks += more.blanks;
        self.reached |= more.reached;
    }
}

impl<'r> Totals<'r> {
    /// Takes in what was counted of one file.
    pub fn add(&mut self, counts: Counts, statistics: Statistics<'r>) {
        self.files += 1;
        self.flagged += usize::from(counts.avoid + counts.consider > 0);
        self.counts.add(counts);
        self.statistics.add_file(statistics);
    }
}
