//! Findings in, text out: what a person reads and what a program reads.
//!
//! One format a file. All of them render to strings; where these are written, and what the exit
//! code is, is for the caller.

mod address;
mod advice;
pub mod checkstyle;
pub mod concise;
pub mod diff;
mod fingerprint;
pub mod github;
pub mod gitlab;
pub mod human;
pub mod json;
pub mod junit;
pub mod layout;
pub mod markdown;
pub mod rdjsonl;
mod redact;
mod rendering;
pub mod report;
pub mod sarif;
pub mod statistics;
mod totals;
pub mod why;
pub mod wrap;
mod xml;

pub use redact::redact;
pub use rendering::Rendering;
pub use totals::{Counts, FileError, Totals};

use crate::document::Document;
use crate::lint::Finding;
use crate::rules::{Fit, Level};
use std::path::Path;

/// A document with what was found in it.
#[derive(Debug)]
pub struct Checked<'r> {
    /// The path to show.
    pub path: String,
    /// Which of the documents in that file it is, from 0.
    pub part: usize,
    /// The document.
    pub document: Document,
    /// What was found, sorted and disjoint.
    pub findings: Vec<Finding<'r>>,
    /// The level that fails a check.
    pub level: Level,
    /// Whether [`redact()`] has been at the findings. Then nothing of the document may be shown but
    /// the sentences that they have, which are the words found.
    pub redacted: bool,
}

impl Checked<'_> {
    /// Whether a finding fails the check.
    pub fn fails(&self, finding: &Finding<'_>) -> bool {
        finding.rule.level >= self.level
    }

    /// Whether its file is told of by this document even where nothing is found in it: not by the
    /// header of a letter, nor by each note in a table.
    pub fn stands_for_file(&self) -> bool {
        self.part == 0 && self.document.cell.is_none()
    }
}

/// How findings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutputFormat {
    /// For a person at a terminal: a block a finding.
    Human,
    /// For a person, and for editors that read `path:line:column`: a line a finding.
    Concise,
    /// One JSON object.
    Json,
    /// One JSON object a line, one line a finding.
    Ndjson,
    /// For code scanning: SARIF 2.1.0.
    Sarif,
    /// For GitHub: workflow commands, which annotate lines.
    Github,
    /// For GitLab: its Code Quality report.
    Gitlab,
    /// For lists of test results: JUnit's XML.
    Junit,
    /// For Jenkins and others: Checkstyle's XML.
    Checkstyle,
    /// For reviewdog: its Diagnostic Format, one object a line.
    Rdjsonl,
    /// A page to read: counts, and a table of findings.
    Markdown,
    /// For a person with a browser: one page with counts and every finding.
    Html,
}

impl OutputFormat {
    /// All of them, each with the name it has in arguments.
    pub const ALL: &[(&str, Self)] = &[
        ("human", Self::Human),
        ("concise", Self::Concise),
        ("json", Self::Json),
        ("ndjson", Self::Ndjson),
        ("sarif", Self::Sarif),
        ("github", Self::Github),
        ("gitlab", Self::Gitlab),
        ("junit", Self::Junit),
        ("checkstyle", Self::Checkstyle),
        ("rdjsonl", Self::Rdjsonl),
        ("markdown", Self::Markdown),
        ("html", Self::Html),
    ];

    /// The format with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(n, _)| *n == name).map(|(_, format)| *format)
    }

    /// The format that the ending of a file's name tells, if it tells one.
    pub fn from_path(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_str()?.to_ascii_lowercase();
        let (before, ending) = name.rsplit_once('.')?;
        match ending {
            "sarif" => Some(Self::Sarif),
            "json" if before.ends_with(".sarif") => Some(Self::Sarif),
            "json" => Some(Self::Json),
            "ndjson" | "jsonl" => Some(Self::Ndjson),
            "rdjsonl" => Some(Self::Rdjsonl),
            "md" | "markdown" => Some(Self::Markdown),
            "html" | "htm" => Some(Self::Html),
            "txt" => Some(Self::Human),
            _ => None,
        }
    }

    /// Whether it is for a terminal, and has colour there.
    pub const fn is_page(self) -> bool {
        matches!(self, Self::Human | Self::Concise)
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
