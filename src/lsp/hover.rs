//! What stands beside a finding when the pointer rests on it: why, the row of the language table,
//! every rewrite, and the sources.

use super::client::Client;
use super::documents::{Checked, Found};
use crate::output::layout::rows;
use crate::rules::{Fit, language_table};
use lsp_types::{Hover, HoverContents, MarkupContent, MarkupKind};

/// The page for a finding.
pub(super) fn page(checked: &Checked, found: &Found, client: &Client) -> Hover {
    let rule = checked.rule(found);
    let rules = checked.project.linter.rules();
    let strong = |text: &str| if client.markdown { format!("**{text}**") } else { text.to_owned() };
    let mut parts = vec![format!("{}\n{}", strong(&rule.id), rule.why)];
    if !found.rewrites.is_empty() {
        // Brackets would be a link.
        let text = |text: &str| match client.markdown {
            true => text.replace('[', "\\[").replace(']', "\\]"),
            false => text.to_owned(),
        };
        let list = found.rewrites.iter().map(|r| format!("- {}{}", text(&r.text), remark(r.fit)));
        parts.push(format!("Instead:\n{}", list.collect::<Vec<_>>().join("\n")));
    }
    for (row, deficit, strengths) in language_table().filter(|(row, ..)| rule.rows.contains(row)) {
        let name = rows(&[row]);
        parts.push(format!("Language table, {name}: {deficit}\n→ {}", strengths.trim()));
    }
    let sources = rule.see.iter().filter_map(|key| rules.source(key));
    let sources = sources.map(|source| match &source.link {
        Some(link) if client.markdown => format!("[{}]({link})", source.title),
        Some(link) => format!("{}: {link}", source.title),
        None => source.title.clone(),
    });
    let sources: Vec<_> = sources.collect();
    if !sources.is_empty() {
        parts.push(format!("Sources: {}", sources.join("; ")));
    }
    let (kind, gap) = match client.markdown {
        // A line end alone is none in Markdown.
        true => (MarkupKind::Markdown, "  \n"),
        false => (MarkupKind::PlainText, "\n"),
    };
    let value = parts.join("\n\n").replace('\n', gap).replace("  \n  \n", "\n\n");
    Hover {
        contents: HoverContents::Markup(MarkupContent { kind, value }),
        range: Some(checked.range(found.span, client.columns)),
    }
}

fn remark(fit: Fit) -> &'static str {
    match fit {
        Fit::Safe => "",
        Fit::Choose => " (if true)",
        Fit::FillIn => " (fill in)",
    }
}
