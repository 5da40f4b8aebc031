//! A run in one format: what is written before the first document, for each one, and after the last.
//!
//! Documents may be rendered in any thread; what a format has to remember from one to the next is
//! kept here, and is bounded. What each format looks like stands in its own file.

use super::report::{About, Report};
use super::{
    Checked, OutputFormat, Totals, checkstyle, concise, github, gitlab, human, json, junit,
    markdown, rdjsonl, report, sarif, statistics,
};
use std::path::PathBuf;

/// A run on its way out in one format.
#[derive(Debug)]
pub struct Rendering {
    format: OutputFormat,
    /// In terminal columns; matters to people only.
    width: usize,
    /// The folder from which services name files.
    folder: PathBuf,
    /// Whether anything has been written of any document.
    begun: bool,
    /// Whether only what was counted is written.
    counts: bool,
    rows: markdown::Rows,
    report: Report,
}

impl Rendering {
    /// A run of which nothing has been written. `width` is in terminal columns and matters to
    /// people only; `folder` is the absolute path from which services name files.
    pub fn new(format: OutputFormat, width: usize, folder: PathBuf) -> Self {
        Self {
            format,
            width,
            folder,
            begun: false,
            counts: false,
            rows: markdown::Rows::default(),
            report: Report::default(),
        }
    }

    /// The same, of which only what was counted is written: as JSON or for people.
    pub fn counts(self) -> Self {
        Self { counts: true, ..self }
    }

    /// Whether it shows what was counted: [`Totals::statistics`].
    pub fn wants_statistics(&self) -> bool {
        let formats = [OutputFormat::Sarif, OutputFormat::Markdown, OutputFormat::Html];
        self.counts || formats.contains(&self.format)
    }

    /// Which format it is.
    pub const fn format(&self) -> OutputFormat {
        self.format
    }

    /// What comes first.
    pub fn opening(&self) -> String {
        match self.format {
            _ if self.counts => String::new(),
            OutputFormat::Human
            | OutputFormat::Concise
            | OutputFormat::Ndjson
            | OutputFormat::Github
            | OutputFormat::Rdjsonl
            | OutputFormat::Markdown
            | OutputFormat::Html => String::new(),
            OutputFormat::Json => json::opening(),
            OutputFormat::Sarif => sarif::opening(),
            OutputFormat::Gitlab => "[\n".to_owned(),
            OutputFormat::Junit => junit::opening(),
            OutputFormat::Checkstyle => checkstyle::opening(),
        }
    }

    /// One document's findings, for [`Rendering::add`]; empty where there is nothing to write.
    pub fn document(&self, checked: &Checked<'_>) -> String {
        match self.format {
            _ if self.counts => String::new(),
            OutputFormat::Human => human::document(checked, self.width),
            OutputFormat::Concise => concise::document(checked),
            OutputFormat::Json => json::list(checked),
            OutputFormat::Ndjson => json::lines(checked),
            OutputFormat::Sarif => sarif::list(checked, &self.folder),
            OutputFormat::Github => github::lines(checked, &self.folder),
            OutputFormat::Gitlab => gitlab::list(checked, &self.folder),
            OutputFormat::Junit => junit::suite(checked),
            OutputFormat::Checkstyle => checkstyle::file(checked),
            OutputFormat::Rdjsonl => rdjsonl::lines(checked, &self.folder),
            OutputFormat::Markdown => markdown::rows(checked),
            OutputFormat::Html => report::list(checked),
        }
    }

    /// What to write of a document in the file at `path` now that those before it are written.
    pub fn add(&mut self, path: &str, document: String) -> String {
        if document.is_empty() {
            return document;
        }
        let first = !std::mem::replace(&mut self.begun, true);
        match self.format {
            OutputFormat::Json | OutputFormat::Sarif | OutputFormat::Gitlab if !first => {
                format!(",\n{document}")
            }
            OutputFormat::Markdown => {
                self.rows.add(&document);
                String::new()
            }
            OutputFormat::Html => {
                self.report.add(path, document);
                String::new()
            }
            _ => document,
        }
    }

    /// What comes last.
    pub fn closing(&self, totals: &Totals<'_>, about: About<'_>) -> String {
        let new = about.changes.is_some();
        match self.format {
            OutputFormat::Json if self.counts => statistics::json(totals),
            _ if self.counts => statistics::page(totals, new),
            OutputFormat::Html => self.report.page(totals, about),
            OutputFormat::Human => human::closing(totals, new),
            OutputFormat::Concise | OutputFormat::Ndjson | OutputFormat::Rdjsonl => String::new(),
            OutputFormat::Json => json::closing(totals),
            OutputFormat::Sarif => sarif::closing(totals, &self.folder),
            OutputFormat::Github => github::closing(totals, &self.folder),
            OutputFormat::Gitlab => "\n]\n".to_owned(),
            OutputFormat::Junit => junit::closing(totals),
            OutputFormat::Checkstyle => checkstyle::closing(totals),
            OutputFormat::Markdown => markdown::page(totals, &self.rows, new),
        }
    }
}
