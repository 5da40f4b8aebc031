//! Holds every rule to its own examples.
//!
//! Library code, so that `cargo test` and `careword rules --verify` are the same check. It proves
//! that rules do what their authors say; whether they are wise is for readers.

use crate::document::{Document, Format};
use crate::lint::{Finding, Linter, Rewrite, Skip, SkippedGuard};
use crate::rules::guard::Guards;
use crate::rules::{Flagged, Rule};
use std::fmt;

/// The fewest sentences a rule must flag, and the fewest it must pass.
const FEWEST: usize = 2;

/// A promise a rule does not keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The rule's id.
    pub rule: String,
    /// The table it stands in.
    pub table: String,
    /// The line of its `[[rule]]`.
    pub line: usize,
    /// What is wrong, with the sentence; several lines.
    pub problem: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, line {}, rule {}: {}", self.table, self.line, self.rule, self.problem)
    }
}

/// Everything that is wrong with the rules of a linter; nothing, if they may ship.
pub fn verify(linter: &Linter) -> Vec<Failure> {
    verify_tables(linter, |_| true)
}

/// The same for the rules of some tables only, told by their names. They are still held against
/// the whole rule set.
pub fn verify_tables(linter: &Linter, wanted: impl Fn(&str) -> bool) -> Vec<Failure> {
    let rules = linter.rules().rules.iter().enumerate();
    rules
        .filter(|(_, rule)| wanted(&rule.table))
        .flat_map(|(index, rule)| {
            let (table, line) = (&rule.table, rule.line);
            problems(linter, index, rule).into_iter().map(move |problem| Failure {
                rule: rule.id.clone(),
                table: table.clone(),
                line,
                problem,
            })
        })
        .collect()
}

fn problems(linter: &Linter, index: usize, rule: &Rule) -> Vec<String> {
    let mut problems = Vec::new();
    let (flags, passes) = (&rule.examples.flags, &rule.examples.passes);
    if flags.len() < FEWEST || passes.len() < FEWEST {
        problems.push(format!(
            "it needs at least {FEWEST} sentences to flag and {FEWEST} to pass; it has {} and {}",
            flags.len(),
            passes.len()
        ));
    }
    for example in flags {
        problems.extend(flagged_wrongly(linter, rule, example));
        for becomes in &example.becomes {
            if let Some(finding) = found_in(linter, rule, becomes) {
                problems.push(format!("its rewrite\n    {becomes}\n  is found by {finding}"));
            }
        }
    }
    for sentence in passes {
        if let Some(finding) = found_in(linter, rule, sentence) {
            problems.push(format!("this should pass\n    {sentence}\n  but is found by {finding}"));
        }
    }
    if problems.is_empty() {
        problems.extend(idle_guards(linter, index, rule));
        problems.extend(idle_frames(linter, rule));
    }
    problems
}

/// What is wrong with an example that should be flagged.
fn flagged_wrongly(linter: &Linter, rule: &Rule, example: &Flagged) -> Option<String> {
    let document = document(rule, &example.sentence);
    let findings = linter.check(&document);
    let sentence = &example.sentence;
    let [finding] = &findings[..] else {
        let found: Vec<_> = findings.iter().map(|f| shown(f, sentence)).collect();
        let found = if found.is_empty() { "nothing".to_owned() } else { found.join(", ") };
        return Some(format!("one thing should be found in\n    {sentence}\n  but {found} is"));
    };
    if finding.rule.id != rule.id || finding.span != example.span {
        let wanted = &sentence[example.span.range()];
        let found = shown(finding, sentence);
        return Some(format!("in\n    {sentence}\n  “{wanted}” should be found, but {found} is"));
    }
    let becomes: Vec<_> = finding.rewrites.iter().map(|r| applied(sentence, r)).collect();
    (becomes != example.becomes).then(|| {
        let list = |sentences: &[String]| match sentences {
            [] => "\n    (no rewrite)".to_owned(),
            _ => sentences.iter().map(|s| format!("\n    {s}")).collect(),
        };
        let (wanted, got) = (list(&example.becomes), list(&becomes));
        format!("this\n    {sentence}\n  should become{wanted}\n  but becomes{got}")
    })
}

/// An example as a document; only where there is markup are there comments.
fn document(rule: &Rule, sentence: &str) -> Document {
    let format = if rule.comments.is_some() { Format::Markdown } else { Format::Plain };
    Document::new(sentence, format)
}

/// The sentence after a rewrite.
fn applied(sentence: &str, rewrite: &Rewrite) -> String {
    let (before, after) = (&sentence[..rewrite.span.start], &sentence[rewrite.span.end..]);
    format!("{before}{}{after}", rewrite.text)
}

fn shown(finding: &Finding<'_>, sentence: &str) -> String {
    format!("{} “{}”", finding.rule.id, &sentence[finding.span.range()])
}

/// The first thing found in a sentence that should be clean, blanks apart: they are to be found
/// until somebody fills them in.
fn found_in(linter: &Linter, rule: &Rule, sentence: &str) -> Option<String> {
    let document = document(rule, sentence);
    let is_blank = |f: &Finding<'_>| sentence[f.span.range()].starts_with('[');
    linter.check(&document).iter().find(|f| !is_blank(f)).map(|f| shown(f, sentence))
}

/// Guards that could be dropped without any example noticing.
fn idle_guards(linter: &Linter, index: usize, rule: &Rule) -> Vec<String> {
    let frames = rule.frames.iter().enumerate().map(|(i, f)| (Some(i), &f.guards));
    let mut idle = Vec::new();
    for (frame, guards) in std::iter::once((None, &rule.guards)).chain(frames) {
        for (guard, words) in all_guards(guards) {
            let skip = Skip { rule: index, frame, guard };
            if !notices(linter, rule, skip) {
                let where_ = frame.map_or(String::new(), |i| format!(" of frame {}", i + 1));
                idle.push(format!(
                    "no example needs the guard{where_} {words}; add a sentence that does, or drop it"
                ));
            }
        }
    }
    idle
}

fn all_guards(guards: &Guards) -> Vec<(SkippedGuard, String)> {
    let phrases = guards.phrases.iter().enumerate();
    let mut all: Vec<_> = phrases.map(|(i, g)| (SkippedGuard::Phrase(i), g.in_words())).collect();
    if guards.subject.is_some() {
        all.push((SkippedGuard::Subject, "“subject”".into()));
    }
    if guards.negated.is_some() {
        all.push((SkippedGuard::Negated, "“negated”".into()));
    }
    if !guards.only_in.is_empty() || !guards.not_in.is_empty() {
        all.push((SkippedGuard::Section, "“only_in” or “not_in”".into()));
    }
    all
}

/// Whether some example comes out differently without the guard.
fn notices(linter: &Linter, rule: &Rule, skip: Skip) -> bool {
    let examples = &rule.examples;
    let flagged = examples.flags.iter().map(|f| f.sentence.as_str());
    flagged.chain(examples.passes.iter().map(String::as_str)).any(|sentence| {
        let document = Document::new(sentence, Format::Plain);
        let outcome = |skip| {
            let findings = linter.check_without(&document, skip);
            findings
                .into_iter()
                .map(|f| (f.rule.id.as_str(), f.span, f.rewrites))
                .collect::<Vec<_>>()
        };
        outcome(None) != outcome(Some(skip))
    })
}

/// Frames that no flagged sentence is found by.
fn idle_frames(linter: &Linter, rule: &Rule) -> Vec<String> {
    let mut used = vec![false; rule.frames.len()];
    for example in &rule.examples.flags {
        let document = Document::new(example.sentence.as_str(), Format::Plain);
        for finding in linter.check(&document).iter().filter(|f| f.rule.id == rule.id) {
            used[finding.frame] = true;
        }
    }
    let idle = used.iter().enumerate().filter(|(_, used)| !**used);
    idle.map(|(i, _)| {
        let find = &rule.frames[i].find[0];
        format!("no example uses frame {}, “{find}”; add a sentence, or drop it", i + 1)
    })
    .collect()
}
