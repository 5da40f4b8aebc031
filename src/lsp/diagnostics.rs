//! Findings as an editor underlines them.

use super::client::{Client, Settings};
use super::documents::{Checked, Found};
use crate::rules::{Comments, Level, Rule};
use lsp_types::{CodeDescription, Diagnostic, DiagnosticSeverity, DiagnosticTag, NumberOrString};

/// More of them in one document help nobody, and slow editors down.
const MOST: usize = 2_000;

/// All findings that are shown, as diagnostics; when there are too many, the last one says so.
pub(super) fn all(checked: &Checked, client: &Client, settings: &Settings) -> Vec<Diagnostic> {
    let shown = || checked.found.iter().filter(|f| settings.shows(checked.rule(f).level));
    let mut diagnostics: Vec<_> = shown().take(MOST).map(|f| one(checked, f, client)).collect();
    let more = shown().count() - diagnostics.len();
    if let Some(last) = diagnostics.last_mut().filter(|_| more > 0) {
        last.message.push_str(&format!("\n({more} more findings in this document are not shown.)"));
    }
    diagnostics
}

/// One finding.
pub(super) fn one(checked: &Checked, found: &Found, client: &Client) -> Diagnostic {
    let rule = checked.rule(found);
    let mut message = rule.why.clone();
    if let Some(rewrite) = found.rewrites.first() {
        message.push_str(&format!("\nInstead: “{}”", rewrite.text));
    }
    Diagnostic {
        range: checked.range(found.span, client.columns),
        severity: Some(match (rule.comments, rule.level) {
            (Some(Comments::Unused), _) => DiagnosticSeverity::HINT,
            (_, Level::Avoid) => DiagnosticSeverity::WARNING,
            (_, Level::Consider) => DiagnosticSeverity::INFORMATION,
        }),
        tags: (rule.comments == Some(Comments::Unused)).then(|| vec![DiagnosticTag::UNNECESSARY]),
        code: Some(NumberOrString::String(rule.id.clone())),
        code_description: link(checked, rule)
            .and_then(|link| Some(CodeDescription { href: link.parse().ok()? })),
        source: Some("careword".to_owned()),
        message,
        ..Diagnostic::default()
    }
}

/// Where to read what a rule rests on.
fn link<'c>(checked: &'c Checked, rule: &Rule) -> Option<&'c str> {
    let rules = checked.project.linter.rules();
    rule.see.iter().find_map(|key| rules.source(key)?.link.as_deref())
}
