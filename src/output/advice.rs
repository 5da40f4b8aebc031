//! What is said of a finding where a format has room for one paragraph, and where it stands.
//!
//! Which field that goes into, and how it is escaped, is for the formats.

use super::Checked;
use super::wrap::{collapse, plain};
use crate::lint::Finding;
use crate::text::Span;
use crate::text::edit::Edit;
use crate::text::lines::{Columns, Position};

/// The words found, on one line.
pub(super) fn found(checked: &Checked<'_>, finding: &Finding<'_>) -> String {
    let (text, span) = checked.document.visible(finding.span);
    collapse(&[(&text[span.range()], None)]).text
}

/// The words found, why they are found, and what could stand there instead; with the place, where
/// lines and columns say nothing.
pub(super) fn message(checked: &Checked<'_>, finding: &Finding<'_>) -> String {
    let place = checked.document.place(finding.span.start);
    let place = place.map_or_else(String::new, |place| format!(" ({})", plain(place)));
    let found = found(checked, finding);
    format!("“{found}”{place}: {}{}", finding.rule.why, instead(finding))
}

/// " Instead: …", or nothing.
fn instead(finding: &Finding<'_>) -> String {
    let rewrites = finding.rewrites.iter();
    let rewrites: Vec<String> =
        rewrites.map(|r| format!("“{}”", collapse(&[(&r.text, None)]).text)).collect();
    match rewrites.len() {
        0 => String::new(),
        1 => format!(" Instead: {}.", rewrites[0]),
        _ => format!(" Instead, whichever is true: {}.", rewrites.join(", ")),
    }
}

/// Where a span begins and ends, from 1; nothing in documents whose lines nobody sees.
pub(super) fn lines(
    checked: &Checked<'_>,
    span: Span,
    columns: Columns,
) -> Option<(Position, Position)> {
    let document = &checked.document;
    let position = |offset| {
        let at = document.lines.position(&document.source, offset, columns);
        Position { line: at.line + 1, column: at.column + 1 }
    };
    document.place(span.start).is_none().then(|| (position(span.start), position(span.end)))
}

/// Whether an edit can be made in the file as it lies there: not in a package, and not with words
/// that the file's encoding cannot spell.
pub(super) fn can_be_made(checked: &Checked<'_>, edit: &Edit) -> bool {
    let document = &checked.document;
    document.place(edit.span.start).is_none() && document.encoding.encode(&edit.text).is_some()
}
