//! Findings for reviewdog: its Diagnostic Format, one object a line.
//!
//! Columns are bytes of UTF-8. A person reads each suggestion before taking it, so every rewrite
//! without blanks is one.

use super::address::Address;
use super::{Checked, advice};
use crate::fix;
use crate::lint::Finding;
use crate::rules::Fit;
use crate::text::Span;
use crate::text::lines::Columns;
use serde_json::{Value, json};
use std::path::Path;

/// One document's findings, each on a line.
pub fn lines(checked: &Checked<'_>, folder: &Path) -> String {
    let path = Address::new(&checked.path, folder).path();
    let line = |finding| format!("{}\n", diagnostic(checked, finding, &path));
    checked.findings.iter().map(line).collect()
}

fn diagnostic(checked: &Checked<'_>, finding: &Finding<'_>, path: &str) -> Value {
    let mut location = json!({ "path": path });
    if let Some(range) = range(checked, finding.span) {
        location["range"] = range;
    }
    let rewrites = finding.rewrites.iter().filter(|rewrite| rewrite.fit < Fit::FillIn);
    let suggestions: Vec<Value> = rewrites
        .map(|rewrite| fix::edit(&checked.document, rewrite))
        .filter(|edit| advice::can_be_made(checked, edit))
        .map(|edit| json!({ "range": range(checked, edit.span), "text": edit.text }))
        .collect();
    json!({
        "message": advice::message(checked, finding),
        "location": location,
        "severity": if checked.fails(finding) { "ERROR" } else { "INFO" },
        "source": { "name": "careword" },
        "code": { "value": finding.rule.id },
        "suggestions": suggestions,
    })
}

fn range(checked: &Checked<'_>, span: Span) -> Option<Value> {
    let (start, end) = advice::lines(checked, span, Columns::Bytes)?;
    Some(json!({
        "start": { "line": start.line, "column": start.column },
        "end": { "line": end.line, "column": end.column },
    }))
}
