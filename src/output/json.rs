//! Findings and rules for a program.
//!
//! The names of the fields are a contract: a change to one is a new `version`.

use super::{Checked, FileError, Totals, fit_name, level_name};
use crate::document::Cell;
use crate::lint::Finding;
use crate::rules::{Frame, Rule};
use crate::text::lines::Columns;
use serde::Serialize;

/// The version of the contract, in the field `version` of `--format json`.
pub const VERSION: u32 = 1;

/// A rule at a place in a file.
#[derive(Debug, Serialize)]
pub struct FindingRecord<'a> {
    /// The path of the file, as given or as walked to.
    pub path: &'a str,
    /// The id of the rule.
    pub rule: &'a str,
    /// The first row of the language table the rule stands for; null for a service's own rule.
    pub row: Option<u8>,
    /// `avoid` or `consider`.
    pub level: &'static str,
    /// The first byte of the words found, counted in the file as it lies on the disk.
    pub start: usize,
    /// One past their last byte.
    pub end: usize,
    /// The line they begin on, from 1.
    pub line: usize,
    /// Where in that line, from 1, in characters (Unicode code points).
    pub column: usize,
    /// Where lines mean nothing to people, what the place is called: "table 2 cell B3", "page 3",
    /// `OBX[5]-5`, a FHIRPath. Bytes, lines and columns are then those of the text that was taken
    /// out of the file: a part's XML (Word, OpenDocument), what pdftotext writes (PDF), the words of
    /// that element or field without their escapes (FHIR, HL7). Only in RTF are they the file's own.
    /// Rewrites are then for people to read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<&'a str>,
    /// For a note in a table: where it stands there. Then bytes and lines are those of the cell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<&'a Cell>,
    /// The words found, as the file has them.
    pub text: &'a str,
    /// Why, in a sentence or two to the writer.
    pub message: &'a str,
    /// What could stand there instead, best first; empty where the finding only explains.
    pub rewrites: Vec<RewriteRecord<'a>>,
}

/// A replacement for some bytes of the file.
#[derive(Debug, Serialize)]
pub struct RewriteRecord<'a> {
    /// What to write, blanks in square brackets.
    pub text: &'a str,
    /// `safe`: may be applied without asking. `choose`: the writer picks what is true.
    /// `fill-in`: has blanks only the writer can fill.
    pub fit: &'static str,
    /// The first byte to replace, counted in the file.
    pub start: usize,
    /// One past the last.
    pub end: usize,
}

/// A rule, as `careword rules --format json` lists it.
#[derive(Debug, Serialize)]
pub struct RuleRecord<'a> {
    /// Its id.
    pub id: &'a str,
    /// The rows of the language table it stands for.
    pub rows: &'a [u8],
    /// `avoid` or `consider`.
    pub level: &'static str,
    /// The rule table it is written in.
    pub table: &'a str,
    /// The line it begins on there, from 1.
    pub line: usize,
    /// Why, in a sentence or two to the writer.
    pub why: &'a str,
    /// Its grammatical shapes, most particular first.
    pub frames: Vec<FrameRecord<'a>>,
}

/// One grammatical shape of a rule.
#[derive(Debug, Serialize)]
pub struct FrameRecord<'a> {
    /// The phrases sought, in the notation of the rule tables.
    pub find: &'a [String],
    /// The rewrites, in the same notation.
    #[serde(rename = "use")]
    pub uses: &'a [String],
    /// How far the rewrites may be trusted: `safe`, `choose` or `fill-in`.
    pub fit: &'static str,
}

/// What follows the findings in `--format json`.
#[derive(Debug, Serialize)]
struct Tail<'a> {
    files: usize,
    errors: &'a [FileError],
    summary: Summary,
}

#[derive(Debug, Serialize)]
struct Summary {
    avoid: usize,
    consider: usize,
}

/// How the object begins. It is written piece by piece, so that no run is held in memory.
pub fn opening() -> String {
    format!("{{\"version\":{VERSION},\"findings\":[\n")
}

/// One document's findings, with commas between them but none at the end.
pub fn list(checked: &Checked<'_>) -> String {
    let findings: Vec<String> = checked.findings.iter().map(|f| finding(checked, f)).collect();
    findings.join(",\n")
}

/// One document's findings, each on a line.
pub fn lines(checked: &Checked<'_>) -> String {
    checked.findings.iter().map(|f| finding(checked, f) + "\n").collect()
}

/// How the object ends.
pub fn closing(totals: &Totals<'_>) -> String {
    let summary = Summary { avoid: totals.counts.avoid, consider: totals.counts.consider };
    let tail = Tail { files: totals.files, errors: &totals.errors, summary };
    // The brace is already open: `opening` wrote it.
    format!("\n],{}\n", to_json(&tail).trim_start_matches('{'))
}

/// Rules as an array.
pub fn rules(rules: &[Rule]) -> String {
    let records: Vec<String> = rules.iter().map(|r| to_json(&rule(r))).collect();
    format!("[\n{}\n]\n", records.join(",\n"))
}

fn finding(checked: &Checked<'_>, finding: &Finding<'_>) -> String {
    let document = &checked.document;
    let at = document.lines.position(&document.source, finding.span.start, Columns::Chars);
    let rewrites = finding.rewrites.iter().map(|rewrite| RewriteRecord {
        text: &rewrite.text,
        fit: fit_name(rewrite.fit),
        start: document.file_offset(rewrite.span.start),
        end: document.file_offset(rewrite.span.end),
    });
    to_json(&FindingRecord {
        path: &checked.path,
        rule: &finding.rule.id,
        row: finding.rule.rows.first().copied(),
        level: level_name(finding.rule.level),
        start: document.file_offset(finding.span.start),
        end: document.file_offset(finding.span.end),
        line: at.line + 1,
        column: at.column + 1,
        place: document.place(finding.span.start),
        cell: document.cell.as_ref(),
        text: {
            let (text, span) = document.visible(finding.span);
            &text[span.range()]
        },
        message: &finding.rule.why,
        rewrites: rewrites.collect(),
    })
}

fn rule(rule: &Rule) -> RuleRecord<'_> {
    RuleRecord {
        id: &rule.id,
        rows: &rule.rows,
        level: level_name(rule.level),
        table: &rule.table,
        line: rule.line,
        why: &rule.why,
        frames: rule.frames.iter().map(frame).collect(),
    }
}

fn frame(frame: &Frame) -> FrameRecord<'_> {
    FrameRecord { find: &frame.find, uses: &frame.uses, fit: fit_name(frame.fit) }
}

/// Writing to memory cannot fail, and these records have only text keys.
pub(super) fn to_json(record: &impl Serialize) -> String {
    serde_json::to_string(record).unwrap_or_default()
}
