//! What holds for every rewrite: nothing is lost by it, nothing is found in it, and once is enough.

use crate::{gold, notes};
use careword::document::{Document, Format};
use careword::fix::{edit, fix};
use careword::lint::Linter;
use careword::rules::{Fit, RuleSet, built_in_tables};
use careword::text::Span;
use careword::text::edit::apply;
use careword::text::fold::{Folded, Shape};
use std::collections::BTreeSet;

/// Notes, the sentences of the rules, and those of `tests/gold`; with each, what may be shown of it.
fn texts(linter: &Linter) -> Vec<(Format, String, String)> {
    let notes = notes::all().into_iter();
    let notes = notes.map(|(path, text)| (Format::from_path(&path), text.clone(), text));
    let rules = linter.rules().rules.iter();
    let sentences = rules.flat_map(|rule| {
        let flagged = rule.examples.flags.iter().map(|f| f.sentence.clone());
        flagged.chain(rule.examples.passes.iter().cloned())
    });
    let sentences = sentences.map(|s| (Format::Plain, s.clone(), s));
    let gold = gold::all().into_iter().map(|(shown, s)| (Format::Plain, s, shown));
    notes.chain(sentences).chain(gold).collect()
}

#[test]
fn fixing_twice_is_fixing_once() {
    let linter = Linter::new(RuleSet::built_in());
    for (format, text, shown) in texts(&linter) {
        for least in [Fit::Safe, Fit::Choose] {
            let once = fix(&linter, text.as_bytes(), format, least, |_| true).unwrap();
            let twice = fix(&linter, &once.bytes, format, least, |_| true).unwrap();
            assert!(once.bytes == twice.bytes && twice.applied == 0, "{shown}");
            let left = linter.check(&once.document);
            let left = left.iter().filter_map(|f| f.rewrites.first());
            assert!(left.into_iter().all(|r| r.fit > least || r.fit == Fit::FillIn), "{shown}");
        }
    }
}

/// A quotation is not the writer's to reword: found or not, it stays as it is.
#[test]
fn quotations_are_not_reworded() {
    let linter = Linter::new(RuleSet::built_in());
    let mut found = 0;
    for (format, text, shown) in texts(&linter) {
        for (open, shut) in [('“', '”'), ('"', '"')] {
            let plain = !text.contains(['“', '”', '"', '\n']);
            if format != Format::Plain || !plain {
                continue;
            }
            let quoted = format!("Staff noted: {open}{text}{shut} It was sent in May.");
            let document = Document::new(quoted, format);
            for finding in linter.check(&document) {
                found += 1;
                assert!(finding.rewrites.is_empty(), "{shown}");
            }
        }
    }
    assert!(found > 1_000, "only {found} were found");
}

/// Blanks apart, which are found until they are filled in, and words that a rewrite took over from
/// what stood there ("enable pt to").
#[test]
fn no_rewrite_is_found_again() {
    let linter = Linter::new(RuleSet::built_in());
    let mut again = Vec::new();
    for (format, text, shown) in texts(&linter) {
        let document = Document::new(text.as_str(), format);
        for finding in linter.check(&document) {
            for rewrite in &finding.rewrites {
                let edit = edit(&document, rewrite);
                let now = apply(&text, std::slice::from_ref(&edit));
                let written = Span::new(edit.span.start, edit.span.start + edit.text.len());
                let now = Document::new(now, format);
                let found = linter.check(&now);
                let old = &text[edit.span.range()];
                let is_new = |span: Span| !old.contains(&now.source[span.range()]);
                let mut found = found.iter().filter(|f| f.span.overlaps(written) && is_new(f.span));
                if let Some(found) = found.find(|f| f.rule.id != "blank-left") {
                    let (rule, by) = (&finding.rule.id, &found.rule.id);
                    again.push(format!("{rule} → {by}: {shown} → {}", edit.text));
                }
            }
        }
    }
    assert!(again.is_empty(), "{} {again:#?}", again.len());
}

/// Rules whose wording is itself a denial ("not compliant", "no insight"), so that a rewrite of it
/// may have none.
const DENIALS: &[&str] = &[
    "lack-of-insight",
    "lacks-motivation",
    "non-compliant",
    "non-compliant-about-medication",
    "non-compliant-bare",
    "non-compliant-with-house-rules",
    "non-compliant-with-medication",
    "being-non-compliant",
    "unable-to-accept",
    "unmotivated",
    "unrealistic",
];

/// Numbers, names and denials stay, whichever rewrite is taken. What lies outside of the words that
/// it replaces stays anyway.
#[test]
fn facts_survive_every_rewrite() {
    let linter = Linter::new(RuleSet::built_in());
    let tables = built_in_tables().iter().flat_map(|(_, table)| words(table));
    let known: BTreeSet<String> = tables.map(|(word, _)| word).collect();
    let mut lost = Vec::new();
    for (format, text, shown) in texts(&linter) {
        let document = Document::new(text.as_str(), format);
        for finding in linter.check(&document) {
            let id = &finding.rule.id;
            for rewrite in &finding.rewrites {
                let old = words(&text[rewrite.span.range()]);
                let new = words(&rewrite.text);
                let mut gone: Vec<_> = old
                    .iter()
                    .filter(|(word, shape)| match shape {
                        Shape::Number => !new.iter().any(|(w, _)| w == word),
                        Shape::Capital | Shape::Upper => {
                            !known.contains(word) && !new.iter().any(|(w, _)| w == word)
                        }
                        _ => false,
                    })
                    .map(|(word, _)| word.as_str())
                    .collect();
                if denies(&old) && !denies(&new) && !DENIALS.contains(&id.as_str()) {
                    gone.push("a denial");
                }
                if !gone.is_empty() {
                    lost.push(format!("{id} {gone:?}: {shown} → {}", rewrite.text));
                }
            }
        }
    }
    assert!(lost.is_empty(), "{} {lost:#?}", lost.len());
}

fn words(text: &str) -> Vec<(String, Shape)> {
    let folded = Folded::new(text, Span::new(0, text.len()));
    folded.words.iter().map(|&w| (folded.text(w).to_owned(), w.shape)).collect()
}

fn denies(words: &[(String, Shape)]) -> bool {
    let is_denial = |w: &str| matches!(w, "not" | "no" | "never" | "without" | "nor" | "nil");
    words.iter().any(|(w, _)| is_denial(w))
}
