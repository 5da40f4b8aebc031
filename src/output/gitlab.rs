//! Findings for GitLab's Code Quality report, a subset of Code Climate's format.
//!
//! What fails the check is major, anything else for information.

use super::address::Address;
use super::{Checked, advice, fingerprint};
use crate::text::lines::Columns;
use serde_json::json;
use std::path::Path;

/// One document's findings, with commas between them but none at the end.
pub fn list(checked: &Checked<'_>, folder: &Path) -> String {
    let path = Address::new(&checked.path, folder).path();
    let fingerprints = fingerprint::all(checked, folder);
    let issues = checked.findings.iter().zip(fingerprints).map(|(finding, fingerprint)| {
        // Every issue must have a line.
        let lines = advice::lines(checked, finding.span, Columns::Chars);
        let (begin, end) = lines.map_or((1, 1), |(start, end)| (start.line, end.line));
        let issue = json!({
            "description": advice::message(checked, finding),
            "check_name": finding.rule.id,
            "fingerprint": fingerprint,
            "severity": if checked.fails(finding) { "major" } else { "info" },
            "location": { "path": path, "lines": { "begin": begin, "end": end } },
        });
        issue.to_string()
    });
    issues.collect::<Vec<_>>().join(",\n")
}
