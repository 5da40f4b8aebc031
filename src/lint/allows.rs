//! Comments that let wording stand: what they take away from the findings, and what is found in them.
//!
//! What a comment says, and where it holds, the document knows.

use super::{Finding, Rewrite};
use crate::document::{Allow, Document, Named};
use crate::rules::{Comments, Fit, Rule, RuleSet};
use crate::text::Span;

/// Leaves out what a comment lets stand, adds what is wrong with the comments, and puts all in the
/// order of the source: what is said in an attribute is read after the text around it.
pub(super) fn settle<'r>(rules: &'r RuleSet, document: &Document, findings: &mut Vec<Finding<'r>>) {
    let allows = &document.allows;
    // For each name in each comment, whether it has let anything stand.
    let mut used: Vec<_> = allows.iter().map(|allow| vec![false; allow.rules.len()]).collect();
    leave_out(findings, allows, &mut used);
    let mut wrong = wrong(rules, allows, &used);
    // A comment may be about comments.
    leave_out(&mut wrong, allows, &mut used);
    findings.append(&mut wrong);
    findings.sort_by_key(|finding| finding.span);
}

/// Leaves out the findings that a comment lets stand, and notes which names did. What is left is in
/// order.
fn leave_out(findings: &mut Vec<Finding<'_>>, allows: &[Allow], used: &mut [Vec<bool>]) {
    findings.sort_by_key(|finding| finding.span);
    let mut begin: Vec<usize> = (0..allows.len()).collect();
    begin.sort_by_key(|&number| allows[number].span.start);
    let mut begin = begin.into_iter().peekable();
    // The comments that hold where the finding stands: few, where thousands are in the document.
    let mut open: Vec<usize> = Vec::new();
    findings.retain(|finding| {
        let Span { start, end } = finding.span;
        open.extend(std::iter::from_fn(|| begin.next_if(|&n| allows[n].span.start <= start)));
        open.retain(|&number| allows[number].span.end >= end);
        let mut stands = true;
        for &number in &open {
            for (named, used) in allows[number].rules.iter().zip(&mut used[number]) {
                if names(named, finding.rule) {
                    (stands, *used) = (false, true);
                }
            }
        }
        stands
    });
}

/// Whether a comment speaks of a rule. What is wrong with comments is let stand by its name only.
fn names(named: &Named, rule: &Rule) -> bool {
    named.id == rule.id || named.id == "all" && rule.comments.is_none()
}

/// What is wrong with the comments, of which `used` names have let something stand.
fn wrong<'r>(rules: &'r RuleSet, allows: &[Allow], used: &[Vec<bool>]) -> Vec<Finding<'r>> {
    let rule = |wanted| rules.rules.iter().find(|rule| rule.comments == Some(wanted));
    let mut wrong = Vec::new();
    for (allow, used) in allows.iter().zip(used) {
        if let Some(rule) = rule(Comments::Unused) {
            wrong.extend(idle(rules, allow, used).into_iter().map(|at| found(rule, allow, at)));
        }
        if let Some(rule) = rule(Comments::Unknown) {
            for named in allow.rules.iter().filter(|named| !is_known(rules, named)) {
                let mut finding = found(rule, allow, named.span);
                let near = rules.nearest(&named.id).first().map(|near| (*near).to_owned());
                let instead = |text| Rewrite { span: named.span, text, fit: Fit::Choose };
                finding.rewrites.extend(near.map(instead));
                wrong.push(finding);
            }
        }
    }
    // Names whose place is not known have that of the whole comment, once.
    wrong.dedup_by(|later, first| later.span.overlaps(first.span));
    wrong
}

/// What of a comment lets nothing stand: all of it, or some of the rules it names. A rule that is
/// off may be turned on again, and what is said about these rules is no wording.
fn idle(rules: &RuleSet, allow: &Allow, used: &[bool]) -> Vec<Span> {
    let is_wording = |id: &str| id == "all" || rules.get(id).is_some_and(|r| r.comments.is_none());
    let names = allow.rules.iter().zip(used);
    let idle = names.filter(|(named, used)| !**used && is_wording(&named.id));
    let spans: Vec<_> = idle.map(|(named, _)| named.span).collect();
    if spans.len() == allow.rules.len() { vec![allow.said] } else { spans }
}

fn is_known(rules: &RuleSet, named: &Named) -> bool {
    named.id == "all" || rules.get(&named.id).is_some() || rules.is_off(&named.id)
}

fn found<'r>(rule: &'r Rule, allow: &Allow, span: Span) -> Finding<'r> {
    Finding { rule, span, sentence: allow.comment, rewrites: Vec::new(), frame: 0 }
}
