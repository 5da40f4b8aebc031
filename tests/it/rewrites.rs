//! Every frame of every rule with at least three sentences and their rewrites, to be judged by
//! reading.
//!
//! The sentences are those of the rules, those of `tests/gold` that were read, and those of
//! `tests/rewrites/sentences.txt`, which are there for the frames that had fewer.
//! `UPDATE_GOLDEN=1 cargo test --test it rewrites` writes the page anew.

use crate::gold;
use careword::document::{Document, Format};
use careword::lint::{Finding, Linter};
use careword::output::fit_name;
use careword::rules::RuleSet;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// How many sentences each frame needs.
const ENOUGH: usize = 3;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rewrites")
}

/// Sentences to find a frame in; those before others are wanted more.
fn sentences(linter: &Linter) -> Vec<String> {
    let rules = linter.rules().rules.iter();
    let own = rules.flat_map(|rule| rule.examples.flags.iter().map(|f| f.sentence.clone()));
    let added = std::fs::read_to_string(folder().join("sentences.txt")).unwrap_or_default();
    let added = added.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).map(str::to_owned);
    own.chain(added.collect::<Vec<_>>()).chain(gold::read_flags()).collect()
}

/// A finding as it is read: the words in brackets, and below it what each rewrite makes of it.
fn entry(sentence: &str, finding: &Finding<'_>) -> String {
    let span = finding.span;
    let (before, after) = (&sentence[..span.start], &sentence[span.end..]);
    let mut out = format!("{before}[{}]{after}\n", &sentence[span.range()]);
    for rewrite in &finding.rewrites {
        let (before, after) = (&sentence[..rewrite.span.start], &sentence[rewrite.span.end..]);
        let fit = fit_name(rewrite.fit);
        writeln!(out, "  {fit:8}{before}{}{after}", rewrite.text).unwrap();
    }
    out
}

#[test]
fn every_frame_shows_three_sentences() {
    let linter = Linter::new(RuleSet::built_in());
    let mut places: BTreeMap<(&str, usize), Vec<String>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for sentence in sentences(&linter) {
        if !seen.insert(sentence.clone()) {
            continue;
        }
        let document = Document::new(sentence.as_str(), Format::Plain);
        for finding in linter.check(&document) {
            let entries = places.entry((finding.rule.id.as_str(), finding.frame)).or_default();
            if entries.len() < ENOUGH && !finding.rewrites.is_empty() {
                entries.push(entry(&sentence, &finding));
            }
        }
    }
    let (mut page, mut short) = (String::new(), Vec::new());
    for rule in &linter.rules().rules {
        for (number, frame) in rule.frames.iter().enumerate().filter(|(_, f)| !f.uses.is_empty()) {
            let find = &frame.find[0];
            let entries = places.remove(&(rule.id.as_str(), number)).unwrap_or_default();
            if entries.len() < ENOUGH {
                let (id, has) = (&rule.id, entries.len());
                short.push(format!("{id}, frame {}, “{find}”: {has}", number + 1));
            }
            writeln!(
                page,
                "## {}, frame {}: {find}\n\n{}",
                rule.id,
                number + 1,
                entries.join("\n")
            )
            .unwrap();
        }
    }
    let golden = folder().join("page.txt");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&golden, &page).unwrap();
    }
    assert!(
        page == std::fs::read_to_string(&golden).unwrap_or_default(),
        "tests/rewrites/page.txt is out of date; UPDATE_GOLDEN=1 writes it anew"
    );
    assert!(short.is_empty(), "{} frames have too few: {short:#?}", short.len());
}
