//! What was found in each region of a text, for when the text is read again with one word changed.
//!
//! An editor asks after every key. What is found in a region depends on its own words and on little
//! else ([`Key`]); where none of that has changed, neither has what is found.

use super::{Finding, Linter, Rewrite};
use crate::document::{Document, RegionKind};
use crate::text::Span;
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// What was found the last time. It belongs to one linter: another would find something else.
#[derive(Debug, Default)]
pub struct Memo {
    /// By region, as the text was read last.
    known: FxHashMap<Key, Rc<[Kept]>>,
    /// The same for the text that is being read.
    new: FxHashMap<Key, Rc<[Kept]>>,
    /// The region that is being read: what it depends on, where its source begins, and how many
    /// findings there were before it.
    open: Option<(Key, usize, usize)>,
}

/// All that the findings of a region depend on.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) prose: Box<str>,
    pub(super) source: Box<str>,
    pub(super) kind: RegionKind,
    /// Whether it stands in a column of words that are only spoken of.
    pub(super) mentioned: bool,
    /// The section it stands in, by its id.
    pub(super) section: Option<Box<str>>,
    /// Whether the document is about care.
    pub(super) care: bool,
    /// Whether it is a letter to the person.
    pub(super) to_person: bool,
}

/// A finding whose offsets are counted from the start of its region's source.
#[derive(Debug)]
struct Kept {
    rule: usize,
    frame: usize,
    span: Span,
    sentence: Span,
    rewrites: Vec<Rewrite>,
}

impl Memo {
    /// Before a text is read.
    pub(super) fn begin(&mut self) {
        self.new.clear();
        self.open = None;
    }

    /// After it has been read: what is no longer in the text is forgotten.
    pub(super) fn end(&mut self, linter: &Linter, findings: &[Finding<'_>]) {
        self.close(linter, findings);
        std::mem::swap(&mut self.known, &mut self.new);
        self.new.clear();
    }

    /// Enters a region, and adds what is known to be in it; says whether that was known.
    pub(super) fn enter<'r>(
        &mut self,
        key: Key,
        document: &Document,
        region: Span,
        linter: &'r Linter,
        findings: &mut Vec<Finding<'r>>,
    ) -> bool {
        self.close(linter, findings);
        let start = document.prose.to_source(region).start;
        let known = self.new.get(&key).or_else(|| self.known.get(&key)).cloned();
        let Some(kept) = known else {
            self.open = Some((key, start, findings.len()));
            return false;
        };
        findings.extend(kept.iter().map(|k| k.finding(linter, start)));
        self.new.insert(key, kept);
        true
    }

    /// Keeps what was found in the region that is open.
    fn close(&mut self, linter: &Linter, findings: &[Finding<'_>]) {
        if let Some((key, start, before)) = self.open.take() {
            let kept = findings[before..].iter().map(|f| Kept::new(f, linter, start));
            self.new.insert(key, kept.collect());
        }
    }
}

impl Kept {
    fn new(finding: &Finding<'_>, linter: &Linter, start: usize) -> Self {
        let back = |span: Span| Span::new(span.start - start, span.end - start);
        let rules = &linter.rules().rules;
        let rewrites = finding.rewrites.iter().cloned();
        Self {
            rule: rules.iter().position(|r| std::ptr::eq(r, finding.rule)).unwrap_or_default(),
            frame: finding.frame,
            span: back(finding.span),
            sentence: back(finding.sentence),
            rewrites: rewrites.map(|r| Rewrite { span: back(r.span), ..r }).collect(),
        }
    }

    fn finding<'r>(&self, linter: &'r Linter, start: usize) -> Finding<'r> {
        let forth = |span: Span| Span::new(span.start + start, span.end + start);
        let rewrites = self.rewrites.iter().cloned();
        Finding {
            rule: &linter.rules().rules[self.rule],
            span: forth(self.span),
            sentence: forth(self.sentence),
            rewrites: rewrites.map(|r| Rewrite { span: forth(r.span), ..r }).collect(),
            frame: self.frame,
        }
    }
}
