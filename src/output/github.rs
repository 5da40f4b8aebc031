//! Findings as GitHub's workflow commands, which become annotations on the lines of a pull request.
//!
//! What fails the check is an error, anything else a notice. Written as the package `@actions/core`
//! writes and escapes them.

use super::address::Address;
use super::{Checked, Totals, advice};
use crate::lint::Finding;
use crate::text::lines::Columns;
use std::path::Path;

/// One document's findings, each on a line.
pub fn lines(checked: &Checked<'_>, folder: &Path) -> String {
    let file = property(&Address::new(&checked.path, folder).path());
    checked.findings.iter().map(|finding| line(checked, finding, &file) + "\n").collect()
}

/// The files that could not be read.
pub fn closing(totals: &Totals<'_>, folder: &Path) -> String {
    let line = |error: &super::FileError| {
        let file = property(&Address::new(&error.path, folder).path());
        let message = data(&format!("{}: {}.", error.path, error.message));
        format!("::error file={file},title=careword::{message}\n")
    };
    totals.errors.iter().map(line).collect()
}

fn line(checked: &Checked<'_>, finding: &Finding<'_>, file: &str) -> String {
    let command = if checked.fails(finding) { "error" } else { "notice" };
    let place = match advice::lines(checked, finding.span, Columns::Chars) {
        Some((start, end)) if start.line == end.line => format!(
            ",line={},endLine={},col={},endColumn={}",
            start.line, end.line, start.column, end.column
        ),
        // Columns are refused where there is more than one line.
        Some((start, end)) => format!(",line={},endLine={}", start.line, end.line),
        None => String::new(),
    };
    let title = property(&format!("careword: {}", finding.rule.id));
    let message = data(&advice::message(checked, finding));
    format!("::{command} file={file}{place},title={title}::{message}")
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
