//! Findings for code scanning: SARIF 2.1.0 (OASIS Standard, 2020).
//!
//! The rules come behind the results, so that the log is written as the run goes on: only those
//! that found something are listed.

use super::address::Address;
use super::wrap::collapse;
use super::{Checked, FileError, Totals, advice, fingerprint, level_name};
use crate::fix;
use crate::lint::Finding;
use crate::rules::{Fit, Level, Rule, language_table};
use crate::text::Span;
use crate::text::lines::Columns;
use serde_json::{Value, json};
use std::path::Path;

/// The base of all relative addresses, by the name GitHub has for it.
const ROOT: &str = "%SRCROOT%";

/// How the log begins.
pub fn opening() -> String {
    // The unit of columns has no default.
    "{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\
     \"runs\":[{\"columnKind\":\"unicodeCodePoints\",\"results\":[\n"
        .to_owned()
}

/// One document's results, with commas between them but none at the end.
pub fn list(checked: &Checked<'_>, folder: &Path) -> String {
    let fingerprints = fingerprint::all(checked, folder);
    let all = checked.findings.iter().zip(fingerprints);
    let results: Vec<String> =
        all.map(|(finding, print)| result(checked, finding, &print, folder).to_string()).collect();
    results.join(",\n")
}

/// How the log ends.
pub fn closing(totals: &Totals<'_>, folder: &Path) -> String {
    let rules: Vec<Value> =
        totals.statistics.rules.values().map(|count| descriptor(count.rule)).collect();
    let errors: Vec<Value> = totals.errors.iter().map(|e| notification(e, folder)).collect();
    let driver = json!({
        "name": "careword",
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": rules,
    });
    let invocation = json!({
        "executionSuccessful": errors.is_empty(),
        "toolExecutionNotifications": errors,
    });
    let bases = json!({
        ROOT: { "description": { "text": "The folder in which careword was started." } },
    });
    format!(
        "\n],\"tool\":{},\"invocations\":[{invocation}],\"originalUriBaseIds\":{bases}}}]}}\n",
        json!({ "driver": driver })
    )
}

fn result(checked: &Checked<'_>, finding: &Finding<'_>, print: &str, folder: &Path) -> Value {
    let mut file = json!({ "artifactLocation": artifact(&checked.path, folder) });
    if let Some(region) = region(checked, finding.span) {
        file["region"] = region;
    }
    let mut location = json!({ "physicalLocation": file });
    if let Some(place) = checked.document.place(finding.span.start) {
        location["logicalLocations"] = json!([{ "fullyQualifiedName": place }]);
    }
    let mut result = json!({
        "ruleId": finding.rule.id,
        "level": if checked.fails(finding) { "error" } else { "note" },
        "message": { "text": advice::message(checked, finding) },
        "locations": [location],
        "partialFingerprints": { "carewordFinding/v1": print },
    });
    if let Some(fix) = fix(checked, finding, folder) {
        result["fixes"] = json!([fix]);
    }
    result
}

/// What `careword fix` would do by itself.
fn fix(checked: &Checked<'_>, finding: &Finding<'_>, folder: &Path) -> Option<Value> {
    let edit = fix::by_itself(&checked.document, finding, Fit::Safe)?;
    if !advice::can_be_made(checked, &edit) {
        return None;
    }
    let replacement = json!({
        "deletedRegion": region(checked, edit.span)?,
        "insertedContent": { "text": edit.text },
    });
    Some(json!({
        "description": { "text": format!("Write “{}”.", collapse(&[(&edit.text, None)]).text) },
        "artifactChanges": [{
            "artifactLocation": artifact(&checked.path, folder),
            "replacements": [replacement],
        }],
    }))
}

fn region(checked: &Checked<'_>, span: Span) -> Option<Value> {
    let (start, end) = advice::lines(checked, span, Columns::Chars)?;
    Some(json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    }))
}

fn artifact(path: &str, folder: &Path) -> Value {
    let address = Address::new(path, folder);
    match address {
        Address::Inside(_) => json!({ "uri": address.uri(), "uriBaseId": ROOT }),
        Address::Outside(_) => json!({ "uri": address.uri() }),
    }
}

fn notification(error: &FileError, folder: &Path) -> Value {
    json!({
        "level": "error",
        "message": { "text": format!("{}: {}.", error.path, error.message) },
        "locations": [{ "physicalLocation": { "artifactLocation": artifact(&error.path, folder) } }],
    })
}

fn descriptor(rule: &Rule) -> Value {
    let rows = || language_table().filter(|(row, ..)| rule.rows.contains(row));
    let text: String =
        rows().map(|(_, from, to)| format!("\nThe language table: {from} → {to}")).collect();
    let markdown: String =
        rows().map(|(_, from, to)| format!("\n\nThe language table: {from} → **{to}**")).collect();
    let more = format!("careword explain {}", rule.id);
    let level = match rule.level {
        Level::Avoid => "error",
        Level::Consider => "note",
    };
    json!({
        "id": rule.id,
        "shortDescription": { "text": format!("Wording to {}: {}", level_name(rule.level), rule.id) },
        "fullDescription": { "text": rule.why },
        "help": {
            "text": format!("{}{text}\nMore: {more}", rule.why),
            "markdown": format!("{}{markdown}\n\nMore: `{more}`", rule.why),
        },
        "defaultConfiguration": { "level": level },
    })
}
