//! A run as a page in Markdown, for the summary of a job or a comment: how much each rule found,
//! and a table of the first findings.
//!
//! GitHub shows no summary of more than 1 MiB, so that what is held until the end is bounded.

use super::statistics::RuleCount;
use super::wrap::collapse;
use super::{Checked, FileError, Totals, advice, human, level_name};
use crate::lint::Finding;

/// The most findings, and the most unread files, that are listed.
const ROWS: usize = 500;

/// The most bytes all rows may have together.
const BYTES: usize = 512 * 1024;

/// The most characters of a text in a cell.
const CELL: usize = 300;

/// The rows of findings that are listed, until the sum that stands above them is known.
#[derive(Debug, Default)]
pub struct Rows {
    text: String,
    count: usize,
}

impl Rows {
    /// Takes in one document's rows, as far as there is room.
    pub fn add(&mut self, document: &str) {
        for row in document.lines() {
            if self.count < ROWS && self.text.len() + row.len() < BYTES {
                self.count += 1;
                self.text.push_str(row);
                self.text.push('\n');
            }
        }
    }
}

/// One document's findings, each a row of a table.
pub fn rows(checked: &Checked<'_>) -> String {
    checked.findings.iter().take(ROWS).map(|finding| row(checked, finding) + "\n").collect()
}

/// The whole page; with a baseline, only what is `new` was found.
pub fn page(totals: &Totals<'_>, rows: &Rows, new: bool) -> String {
    let mut page = format!("## careword\n\n{}\n", human::summary(totals, new));
    if new {
        page.push_str("\nThis is what is new; what the baseline has is not shown.\n");
    }
    let rules = totals.statistics.by_rule();
    if !rules.is_empty() {
        page.push_str("\n| times | level | rule | why |\n|--:|---|---|---|\n");
        for (_, RuleCount { rule, found, .. }) in rules {
            let times = found.all();
            let (level, id, why) = (level_name(rule.level), cell(&rule.id), cell(&rule.why));
            page.push_str(&format!("| {times} | {level} | {id} | {why} |\n"));
        }
    }
    if rows.count > 0 {
        page.push_str("\n| where | level | rule | found | instead |\n|---|---|---|---|---|\n");
        page.push_str(&rows.text);
    }
    match totals.counts.avoid + totals.counts.consider - rows.count {
        0 => {}
        more => page.push_str(&format!("\n… and {more} more.\n")),
    }
    page + &unread(&totals.errors)
}

fn unread(errors: &[FileError]) -> String {
    let mut list = String::new();
    for (i, error) in errors.iter().take(ROWS).enumerate() {
        list.push_str(if i == 0 { "\n" } else { "" });
        list.push_str(&format!("* {}: {}.\n", cell(&error.path), cell(&error.message)));
    }
    if errors.len() > ROWS {
        list.push_str(&format!("* … and {} more.\n", errors.len() - ROWS));
    }
    list
}

fn row(checked: &Checked<'_>, finding: &Finding<'_>) -> String {
    let rewrites = finding.rewrites.iter().map(|rewrite| cell(&rewrite.text));
    format!(
        "| {} | {} | {} | {} | {} |",
        cell(&human::place(&checked.path, &checked.document, finding.span)),
        level_name(finding.rule.level),
        cell(&finding.rule.id),
        cell(&advice::found(checked, finding)),
        rewrites.collect::<Vec<_>>().join("<br>"),
    )
}

/// A text on one line, cut where it is long, in which nothing is Markdown or HTML.
fn cell(text: &str) -> String {
    let line = collapse(&[(text, None)]).text;
    let mut cell = String::with_capacity(line.len());
    for (i, c) in line.chars().enumerate() {
        match c {
            _ if i == CELL => {
                cell.push('…');
                break;
            }
            '&' => cell.push_str("&amp;"),
            '<' => cell.push_str("&lt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' | '$' => cell.extend(['\\', c]),
            c => cell.push(c),
        }
    }
    cell
}

#[cfg(test)]
mod tests {
    use super::{BYTES, CELL, ROWS, Rows, cell};

    #[test]
    fn nothing_in_a_cell_is_markup() {
        let table = [
            ("a | b", "a \\| b"),
            ("<script>&", "&lt;script>&amp;"),
            ("[say]\n(x) *y* `z`", "\\[say\\] (x) \\*y\\* \\`z\\`"),
            ("has_pd #1 \\", "has\\_pd \\#1 \\\\"),
        ];
        for (text, expected) in table {
            assert_eq!(cell(text), expected);
        }
        assert_eq!(cell(&"é".repeat(CELL + 1)).chars().count(), CELL + 1);
    }

    #[test]
    fn what_is_held_is_bounded() {
        let mut rows = Rows::default();
        rows.add(&"| row |\n".repeat(2 * ROWS));
        assert_eq!(rows.count, ROWS);
        let mut rows = Rows::default();
        (0..ROWS).for_each(|_| rows.add(&"x".repeat(BYTES / 10)));
        assert!(rows.count == 9 && rows.text.len() < BYTES, "{}", rows.count);
    }
}
