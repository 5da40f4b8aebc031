//! A run in one format: what is written before the first document, for each one, and after the last.
//!
//! Documents may be rendered in any thread; what a format has to remember from one to the next is
//! kept here, and is small. What each format looks like stands in its own file.

use super::{Checked, OutputFormat, Totals, concise, human, json};

/// A run on its way out in one format.
#[derive(Debug)]
pub struct Rendering {
    format: OutputFormat,
    /// In terminal columns; matters to people only.
    width: usize,
    /// Whether anything has been written of any document.
    begun: bool,
}

impl Rendering {
    /// A run of which nothing has been written. `width` is in terminal columns, and matters to
    /// people only.
    pub const fn new(format: OutputFormat, width: usize) -> Self {
        Self { format, width, begun: false }
    }

    /// Which format it is.
    pub const fn format(&self) -> OutputFormat {
        self.format
    }

    /// What comes first.
    pub fn opening(&self) -> String {
        match self.format {
            OutputFormat::Human | OutputFormat::Concise | OutputFormat::Ndjson => String::new(),
            OutputFormat::Json => json::opening(),
        }
    }

    /// One document's findings, for [`Rendering::add`]; empty where there is nothing to write.
    pub fn document(&self, checked: &Checked<'_>) -> String {
        match self.format {
            OutputFormat::Human => human::document(checked, self.width),
            OutputFormat::Concise => concise::document(checked),
            OutputFormat::Json => json::list(checked),
            OutputFormat::Ndjson => json::lines(checked),
        }
    }

    /// What to write of a document now that those before it are written.
    pub fn add(&mut self, document: String) -> String {
        if document.is_empty() {
            return document;
        }
        let first = !std::mem::replace(&mut self.begun, true);
        match self.format {
            OutputFormat::Json if !first => format!(",\n{document}"),
            OutputFormat::Human
            | OutputFormat::Concise
            | OutputFormat::Json
            | OutputFormat::Ndjson => document,
        }
    }

    /// What comes last.
    pub fn closing(&mut self, totals: &Totals<'_>) -> String {
        match self.format {
            OutputFormat::Human => human::closing(totals),
            OutputFormat::Json => json::closing(totals),
            OutputFormat::Concise | OutputFormat::Ndjson => String::new(),
        }
    }
}
