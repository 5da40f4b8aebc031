//! A run in one format: what is written before the first document, for each one, and after the last.
//!
//! Documents may be rendered in any thread; what a format has to remember from one to the next is
//! kept here, and is small. What each format looks like stands in its own file.

use super::{
    Checked, OutputFormat, Totals, checkstyle, concise, github, gitlab, human, json, junit,
    markdown, rdjsonl, sarif,
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
    rows: markdown::Rows,
}

impl Rendering {
    /// A run of which nothing has been written. `width` is in terminal columns and matters to
    /// people only; `folder` is the absolute path from which services name files.
    pub fn new(format: OutputFormat, width: usize, folder: PathBuf) -> Self {
        Self { format, width, folder, begun: false, rows: markdown::Rows::default() }
    }

    /// Which format it is.
    pub const fn format(&self) -> OutputFormat {
        self.format
    }

    /// What comes first.
    pub fn opening(&self) -> String {
        match self.format {
            OutputFormat::Human
            | OutputFormat::Concise
            | OutputFormat::Ndjson
            | OutputFormat::Github
            | OutputFormat::Rdjsonl
            | OutputFormat::Markdown => String::new(),
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
        }
    }

    /// What to write of a document now that those before it are written.
    pub fn add(&mut self, document: String) -> String {
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
            _ => document,
        }
    }

    /// What comes last.
    pub fn closing(&self, totals: &Totals<'_>) -> String {
        match self.format {
            OutputFormat::Human => human::closing(totals),
            OutputFormat::Concise | OutputFormat::Ndjson | OutputFormat::Rdjsonl => String::new(),
            OutputFormat::Json => json::closing(totals),
            OutputFormat::Sarif => sarif::closing(totals, &self.folder),
            OutputFormat::Github => github::closing(totals, &self.folder),
            OutputFormat::Gitlab => "\n]\n".to_owned(),
            OutputFormat::Junit => junit::closing(totals),
            OutputFormat::Checkstyle => checkstyle::closing(totals),
            OutputFormat::Markdown => markdown::page(totals, &self.rows),
        }
    }
}
