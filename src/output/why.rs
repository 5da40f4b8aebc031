//! What became of every rule whose words stand in a document, for a person who asks why.
//!
//! A block a rule: where, the sentence with its words underlined, whether it spoke, and the
//! reason. What the reasons are is for `lint`.

use super::human::{in_sentence, place};
use super::layout::{QUIET, TITLE, level_style, paragraph, styled, underlined};
use super::wrap::Mark;
use crate::document::Document;
use crate::lint::Trace;

/// One document's traces, a blank line after each.
pub fn document(path: &str, document: &Document, traces: &[Trace<'_>], width: usize) -> String {
    let mut out = String::new();
    for trace in traces {
        block(&mut out, path, document, trace, width);
    }
    out
}

fn block(out: &mut String, path: &str, document: &Document, trace: &Trace<'_>, width: usize) {
    let (rule, span) = (trace.rule, trace.span);
    let style = if trace.spoke { level_style(rule.level) } else { QUIET };
    let spoke = if trace.spoke { "spoke" } else { "silent" };
    let heading = [
        styled(TITLE, &place(path, document, span)),
        styled(style, spoke),
        rule.id.clone(),
        styled(QUIET, &format!("{}:{}", rule.table, rule.line)),
    ];
    out.push_str(&heading.join("  "));
    out.push('\n');
    let (text, seen) = document.visible(span);
    let found = (&text[seen.range()], Some(Mark::Found));
    underlined(out, &in_sentence(document, trace.sentence, span, &[found]), style, width);
    let because = if trace.spoke { "It spoke" } else { "It was silent" };
    paragraph(out, &format!("{because}: {}.", trace.reasons.join("; ")), width);
    out.push('\n');
}
