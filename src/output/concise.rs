//! Findings on a line each, for editors, `grep` and people in a hurry.
//!
//! `path:line:column: level rule: “words” → “what could stand there”`, which the error formats of
//! Vim, Emacs and others read as `%f:%l:%c: %m`.

use super::layout::{TITLE, level_style, new_words, styled};
use super::wrap::collapse;
use super::{Checked, human, level_name};
use crate::lint::Finding;

/// One document's findings, each on a line.
pub fn document(checked: &Checked<'_>) -> String {
    checked.findings.iter().map(|finding| line(checked, finding) + "\n").collect()
}

fn line(checked: &Checked<'_>, finding: &Finding<'_>) -> String {
    let place = human::place(&checked.path, &checked.document, finding.span);
    let level = styled(level_style(finding.rule.level), level_name(finding.rule.level));
    let (text, span) = checked.document.visible(finding.span);
    let found = collapse(&[(&text[span.range()], None)]).text;
    let instead = finding.rewrites.first().map_or_else(String::new, |rewrite| {
        format!(" → “{}”", collapse(&new_words(&rewrite.text)).text)
    });
    format!("{}: {level} {}: “{found}”{instead}", styled(TITLE, &place), finding.rule.id)
}
