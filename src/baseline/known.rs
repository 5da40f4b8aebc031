//! What of a baseline is found again.
//!
//! Whoever rewords a part of a sentence does not make new what is found in the rest: where a sentence
//! of the baseline is gone, one with the same words found takes its place.

use super::{Baseline, Entry};
use crate::document::Document;
use crate::lint::Finding;
use std::collections::{BTreeMap, BTreeSet};

/// A baseline made ready to be asked about files.
///
/// A file that it does not name may have been renamed: its findings are looked for under the names
/// of files that are there no more. A copy is no rename, and what is found in it is new.
#[derive(Debug)]
pub struct Known {
    /// The baseline.
    pub then: Baseline,
    /// Files that it names and that are there no more.
    missing: BTreeSet<String>,
    /// The findings in those, by rule and sentence, whichever file they were in.
    moved: BTreeMap<(String, u64), usize>,
}

impl Known {
    /// `exists` says whether a file that the baseline names is still there.
    pub fn new(then: Baseline, exists: impl Fn(&str) -> bool) -> Self {
        let missing = then.paths().into_iter().filter(|path| !exists(path)).map(str::to_owned);
        let missing: BTreeSet<String> = missing.collect();
        let mut moved = BTreeMap::new();
        for (entry, count) in &then.entries {
            if missing.contains(&entry.path) {
                *moved.entry((entry.rule.clone(), entry.sentence)).or_default() += count;
            }
        }
        Self { then, missing, moved }
    }

    /// Begins a file.
    pub fn file(&self, path: String) -> InFile<'_> {
        let first = Entry { path, rule: String::new(), words: 0, sentence: 0 };
        let left = self.then.entries.range(&first..);
        let left = left.take_while(|(entry, _)| entry.path == first.path);
        let left: BTreeMap<_, _> = left.map(|(entry, count)| (entry.clone(), *count)).collect();
        let (found, again) = (self.then.emptied(), self.then.emptied());
        InFile { known: self, path: first.path, is_new: left.is_empty(), left, found, again }
    }

    /// Those findings of the baseline that a run could have met with again: in files that it checked,
    /// or that are there no more.
    pub fn met(&self, checked: &BTreeSet<String>) -> Baseline {
        self.then.only(|e| checked.contains(&e.path) || self.missing.contains(&e.path))
    }

    /// The baseline without what is gone; `again` are those of its findings that a run over
    /// `checked` met with again.
    pub fn pruned(&self, checked: &BTreeSet<String>, again: &Baseline) -> Baseline {
        let mut pruned =
            self.then.only(|e| !checked.contains(&e.path) && !self.missing.contains(&e.path));
        pruned.add_all(again);
        pruned
    }
}

/// What is found in one file.
#[derive(Debug)]
pub struct InFile<'k> {
    known: &'k Known,
    /// The file, as the baseline calls it.
    pub path: String,
    /// Whether the baseline does not name it.
    is_new: bool,
    /// What of the baseline has not been found again yet.
    left: BTreeMap<Entry, usize>,
    /// All that was found.
    pub found: Baseline,
    /// What of that the baseline has.
    pub again: Baseline,
}

impl InFile<'_> {
    /// Leaves the findings that are new. Of equal ones the first are taken to be the old ones, as many
    /// as there were. The documents of a file that come in one go are compared in one go.
    pub fn keep_new(&mut self, documents: &mut [&mut (Document, Vec<Finding<'_>>)]) {
        let mut entries = Vec::new();
        for (document, findings) in documents.iter().map(|found| &**found) {
            for finding in findings {
                let entry = self.known.then.entry(&self.path, document, finding);
                let is_known = self.take(&entry);
                entries.push((entry, is_known));
            }
        }
        // Only what no sentence is the same as is free for one that was reworded.
        let mut entries = entries.into_iter();
        for (_, findings) in documents.iter_mut().map(|found| &mut **found) {
            findings.retain(|_| {
                let Some((entry, is_same)) = entries.next() else { return true };
                let is_known = is_same || self.take_reworded(&entry);
                if is_known {
                    self.again.add(entry.clone());
                }
                self.found.add(entry);
                !is_known
            });
        }
    }

    /// Whether the baseline has one more like this.
    fn take(&mut self, entry: &Entry) -> bool {
        let moved = || {
            let key = (entry.rule.clone(), entry.sentence);
            let moved = self.known.moved.get(&key).filter(|_| self.is_new);
            moved.copied().unwrap_or_default()
        };
        let left = self.left.entry(entry.clone()).or_insert_with(moved);
        let is_there = *left > 0;
        *left -= usize::from(is_there);
        is_there
    }

    /// Whether the baseline has one more with these words in another sentence.
    fn take_reworded(&mut self, entry: &Entry) -> bool {
        let like = |e: &Entry| e.rule == entry.rule && e.words == entry.words;
        let first = Entry { sentence: 0, ..entry.clone() };
        let mut like = self.left.range_mut(first..).take_while(|(e, _)| like(e));
        like.find(|(_, left)| **left > 0).map(|(_, left)| *left -= 1).is_some()
    }
}
