//! The findings of one document, each in its sentence, with why and what could stand there instead.
//!
//! Made where the document is checked, on whichever thread; the page puts the lists together.

use super::markup::{escape, sentence};
use crate::document::Document;
use crate::lint::Finding;
use crate::output::human::{in_sentence, instead, shown};
use crate::output::layout::{NO_MORE, NO_REWRITE};
use crate::output::wrap::{Mark, Marked, collapse};
use crate::output::{Checked, level_name};
use crate::rules::{Fit, Level};
use crate::text::lines::Columns;

/// How many findings of one document are listed. Nobody reads more, and a page has room for others.
const LISTED: usize = 1_000;

/// The items of a list of one document's findings; nothing where nothing was found.
pub fn list(checked: &Checked<'_>) -> String {
    let findings = shown(checked);
    let (listed, left_out) = findings.split_at(findings.len().min(LISTED));
    let items = listed.iter().map(|(finding, times)| item(checked, finding, *times));
    let mut out: String = items.collect();
    if !left_out.is_empty() {
        out.push_str(super::CUT);
    }
    out
}

fn item(checked: &Checked<'_>, finding: &Finding<'_>, times: usize) -> String {
    let (rule, document) = (finding.rule, &checked.document);
    let (class, level) = (level_name(rule.level), level_words(rule.level));
    let mut place = place(document, finding.span.start);
    if times > 1 {
        place.push_str(&format!(", {times} times in this document"));
    }
    let (text, span) = document.visible(finding.span);
    let found = (&text[span.range()], Some(Mark::Found));
    let none = if checked.redacted { NO_MORE } else { NO_REWRITE };
    let quoted = in_sentence(document, finding.sentence, finding.span, &[found]);
    format!(
        "<li class=\"finding {class}\" data-rule=\"{id}\">\n\
         <p class=\"where\"><span class=\"level\">{level}</span> <b>{id}</b> \
         <span class=\"place\">{place}</span></p>\n\
         <p class=\"quote\">{quoted}</p>\n\
         <p class=\"why\">{why}</p>\n{rewrites}</li>\n",
        id = escape(&rule.id),
        place = escape(&place),
        quoted = sentence(&quoted),
        why = sentence(&collapse(&[(&rule.why, None)])),
        rewrites = rewrites(&instead(document, finding), none),
    )
}

/// A level as it is said of a finding.
pub(super) const fn level_words(level: Level) -> &'static str {
    match level {
        Level::Avoid => "To avoid",
        Level::Consider => "To consider",
    }
}

/// `line 3`, `table 2 cell B3`.
fn place(document: &Document, offset: usize) -> String {
    document.place(offset).map_or_else(
        || {
            let at = document.lines.position(&document.source, offset, Columns::Chars);
            format!("line {}", at.line + 1)
        },
        str::to_owned,
    )
}

/// `none` is what is said where there are none.
fn rewrites(sentences: &[(Marked, Fit)], none: &str) -> String {
    match sentences {
        [] => format!("<p class=\"lead\">{none}</p>\n"),
        [(only, fit)] => {
            let lead = if *fit == Fit::Choose { "If true" } else { "Instead" };
            let only = sentence(only);
            format!("<p class=\"lead\">{lead}:</p>\n<p class=\"instead\">{only}</p>\n")
        }
        several => {
            let items = several.iter().map(|(s, _)| format!("<li>{}</li>\n", sentence(s)));
            let items: String = items.collect();
            format!(
                "<p class=\"lead\">Instead, whichever is true:</p>\n<ol class=\"instead\">\n{items}</ol>\n"
            )
        }
    }
}
