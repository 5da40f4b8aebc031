//! Findings in Checkstyle's XML, which Jenkins and many others read.
//!
//! It has no schema of its own; the elements are those that Checkstyle's `XMLLogger` writes.

use super::{Checked, Totals, advice, xml};
use crate::lint::Finding;
use crate::text::lines::Columns;

/// How the report begins. Consumers look for a version of Checkstyle.
pub fn opening() -> String {
    format!("{}<checkstyle version=\"4.3\">\n", xml::DECLARATION)
}

/// One document's findings; a file without any is listed too.
pub fn file(checked: &Checked<'_>) -> String {
    if checked.findings.is_empty() && !checked.stands_for_file() {
        return String::new();
    }
    let errors: String = checked.findings.iter().map(|finding| error(checked, finding)).collect();
    format!("<file name=\"{}\">\n{errors}</file>\n", xml::text(&checked.path))
}

/// The files that could not be read, and how the report ends.
pub fn closing(totals: &Totals<'_>) -> String {
    let unread = totals.errors.iter().map(|error| {
        let message = xml::text(&format!("{}.", error.message));
        let name = xml::text(&error.path);
        format!(
            "<file name=\"{name}\">\n<error severity=\"error\" message=\"{message}\" \
             source=\"careword\"/>\n</file>\n"
        )
    });
    unread.collect::<String>() + "</checkstyle>\n"
}

fn error(checked: &Checked<'_>, finding: &Finding<'_>) -> String {
    let place = match advice::lines(checked, finding.span, Columns::Chars) {
        Some((start, _)) => format!("line=\"{}\" column=\"{}\" ", start.line, start.column),
        None => String::new(),
    };
    format!(
        "<error {place}severity=\"{}\" message=\"{}\" source=\"careword.{}\"/>\n",
        if checked.fails(finding) { "error" } else { "info" },
        xml::text(&advice::message(checked, finding)),
        xml::text(&finding.rule.id),
    )
}
