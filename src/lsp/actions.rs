//! Quick fixes, and all safe ones at once.
//!
//! What is offered depends on the range the client names, not on the diagnostics it sends along:
//! some clients send none, or copies without their data.

use super::client::{Client, Settings};
use super::commands::{SELECT, TURN_OFF};
use super::diagnostics;
use super::documents::{Checked, Found};
use crate::fix;
use crate::lint::Rewrite;
use crate::rules::{Comments, Fit};
use crate::text::Span;
use crate::text::edit::{Edit, disjoint};
use lsp_types::{Command, Diagnostic};
use serde::Serialize;
use serde_json::{Value, json};

/// The kind of a quick fix.
pub(super) const QUICK_FIX: &str = "quickfix";
/// The kind of the action that applies all safe rewrites.
pub(super) const FIX_ALL: &str = "source.fixAll.careword";

/// A code action. Of our own, because its edit may hold snippets, which `lsp-types` does not know.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Action {
    title: String,
    kind: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    diagnostics: Vec<Diagnostic>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    is_preferred: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    edit: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    command: Option<Command>,
}

/// A document as actions name it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Target<'a> {
    pub(super) uri: &'a str,
    /// None for a document that is not open.
    pub(super) version: Option<i32>,
    pub(super) checked: &'a Checked,
    pub(super) client: &'a Client,
}

/// Everything that can be done in a range. `only` names the kinds that are wanted; without it,
/// quick fixes are.
pub(super) fn all(
    target: Target<'_>,
    range: Span,
    only: Option<&[String]>,
    settings: &Settings,
) -> Vec<Action> {
    let wanted = |kind: &str| match only {
        None => kind == QUICK_FIX,
        Some(only) => only.iter().any(|o| {
            o.is_empty()
                || kind.strip_prefix(o.as_str()).is_some_and(|r| r.is_empty() || r.starts_with('.'))
        }),
    };
    let mut actions = Vec::new();
    if wanted(QUICK_FIX) {
        let touches = |f: &&Found| f.span.start <= range.end && range.start <= f.span.end;
        let shown = |f: &&Found| settings.shows(target.checked.rule(f).level);
        for found in target.checked.found.iter().filter(touches).filter(shown) {
            quick_fixes(target, found, &mut actions);
        }
    }
    if wanted(FIX_ALL) {
        actions.extend(fix_all(target));
    }
    actions
}

fn quick_fixes(target: Target<'_>, found: &Found, actions: &mut Vec<Action>) {
    let diagnostic = diagnostics::one(target.checked, found, target.client);
    let action = |title, is_preferred, edit, command| Action {
        title,
        kind: QUICK_FIX,
        diagnostics: vec![diagnostic.clone()],
        is_preferred,
        edit,
        command,
    };
    for (i, rewrite) in found.rewrites.iter().enumerate() {
        let title = format!("Write “{}”", one_line(&rewrite.text));
        let preferred = i == 0 && rewrite.fit == Fit::Safe;
        let (edit, command) = rewriting(target, rewrite);
        actions.push(action(title, preferred, Some(edit), command));
    }
    let document = &target.checked.document;
    let (id, comments) = (&target.checked.rule(found).id, target.checked.rule(found).comments);
    if comments == Some(Comments::Unused) {
        let edit = changes(target, &[text_edit(target, &document.without_allow(found.span))]);
        actions.push(action("Take this out".to_owned(), true, Some(edit), None));
    }
    if comments.is_none()
        && let Some(comment) = document.allow(id, found.span.start)
    {
        let title = format!("careword: turn “{id}” off here");
        let edit = changes(target, &[text_edit(target, &comment)]);
        actions.push(action(title, false, Some(edit), None));
    }
    let title = format!("careword: turn “{id}” off in this project");
    let command = Command {
        title: title.clone(),
        command: TURN_OFF.to_owned(),
        arguments: Some(vec![json!({ "rule": id, "uri": target.uri })]),
    };
    actions.push(action(title, false, None, Some(command)));
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The edit that makes a rewrite, and what is to happen after it: its blanks are places of a
/// snippet where the client has those; else the first one is selected, where it can be.
fn rewriting(target: Target<'_>, rewrite: &Rewrite) -> (Value, Option<Command>) {
    let Target { checked, client, .. } = target;
    let edit = fix::edit(&checked.document, rewrite);
    let blank = blank(&edit.text);
    if client.snippets && client.versioned_edits && blank.is_some() {
        let range = checked.range(edit.span, client.columns);
        let snippet = json!({ "kind": "snippet", "value": snippet(&edit.text) });
        return (changes(target, &[json!({ "range": range, "snippet": snippet })]), None);
    }
    let select = blank.filter(|_| client.shows_documents).map(|blank| {
        let text = crate::text::edit::apply(&checked.document.source, std::slice::from_ref(&edit));
        let at = edit.span.start;
        let span = Span::new(at + blank.start, at + blank.end);
        let lines = crate::text::lines::Lines::new(&text);
        let position = |offset| {
            let at = lines.position(&text, offset, client.columns);
            json!({ "line": at.line, "character": at.column })
        };
        let range = json!({ "start": position(span.start), "end": position(span.end) });
        Command {
            title: "Select the blank".to_owned(),
            command: SELECT.to_owned(),
            arguments: Some(vec![json!({ "uri": target.uri, "range": range })]),
        }
    });
    (changes(target, &[text_edit(target, &edit)]), select)
}

/// The first blank of a rewrite.
fn blank(text: &str) -> Option<Span> {
    let start = text.find('[')?;
    let end = start + text[start..].find(']')? + 1;
    Some(Span::new(start, end))
}

/// A rewrite in the syntax of snippets: its blanks are places to fill in, in order.
fn snippet(text: &str) -> String {
    let escape = |text: &str| text.replace('\\', "\\\\").replace('$', "\\$").replace('}', "\\}");
    let mut out = String::new();
    let mut rest = text;
    let mut number = 1;
    while let Some(blank) = blank(rest) {
        out.push_str(&escape(&rest[..blank.start]));
        out.push_str(&format!("${{{number}:{}}}", escape(&rest[blank.range()])));
        rest = &rest[blank.end..];
        number += 1;
    }
    out + &escape(rest)
}

/// All safe rewrites, as one edit; nothing where there are none.
fn fix_all(target: Target<'_>) -> Option<Action> {
    let document = &target.checked.document;
    let safe = target.checked.found.iter().filter_map(|f| f.rewrites.first());
    let safe = safe.filter(|r| r.fit == Fit::Safe).map(|r| fix::edit(document, r));
    let edits = disjoint(safe.collect());
    if edits.is_empty() {
        return None;
    }
    let edits: Vec<_> = edits.iter().map(|edit| text_edit(target, edit)).collect();
    Some(Action {
        title: "careword: apply all safe rewrites".to_owned(),
        kind: FIX_ALL,
        diagnostics: Vec::new(),
        is_preferred: false,
        edit: Some(changes(target, &edits)),
        command: None,
    })
}

fn text_edit(target: Target<'_>, edit: &Edit) -> Value {
    let range = target.checked.range(edit.span, target.client.columns);
    json!({ "range": range, "newText": edit.text })
}

/// A `WorkspaceEdit` of one document, in the form the client knows.
fn changes(target: Target<'_>, edits: &[Value]) -> Value {
    let Target { uri, version, client, .. } = target;
    if client.versioned_edits {
        let document = json!({ "uri": uri, "version": version });
        json!({ "documentChanges": [{ "textDocument": document, "edits": edits }] })
    } else {
        json!({ "changes": { uri: edits } })
    }
}

#[cfg(test)]
mod tests {
    use super::snippet;

    #[test]
    fn blanks_become_places() {
        let table = [
            ("chose not to", "chose not to"),
            (
                "tends to [hit] staff when [hearing voices]",
                "tends to ${1:[hit]} staff when ${2:[hearing voices]}",
            ),
            ("costs $5 \\ {a}", "costs \\$5 \\\\ {a\\}"),
        ];
        for (text, expected) in table {
            assert_eq!(snippet(text), expected);
        }
    }
}
