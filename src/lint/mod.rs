//! A document and rules in, findings out.
//!
//! Anchors, sentences, frames, guards, context, overlaps, rewrites: one pass, in that order.
//! Showing and applying findings is for others.

mod allows;
mod context;
mod grammar;
mod judge;
mod letter;
mod memo;
mod quotation;
mod resolve;
mod rewrite;
mod subject;
mod trace;

use crate::document::{Document, RegionKind};
use crate::rules::phrase::{Match, Phrase, Sentence};
use crate::rules::{Fit, Place, Rule, RuleSet};
use crate::text::Span;
use crate::text::sentence;
use aho_corasick::{AhoCorasick, Input, MatchKind};
use context::Surroundings;
use judge::Judge;
pub(crate) use judge::{Skip, SkippedGuard};
pub use memo::Memo;
use std::sync::OnceLock;
use trace::Heard;
pub use trace::Trace;

/// The rules that ship: see `build.rs`.
const COMPILED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/rules.bin"));

/// Texts shorter than this, in bytes, are read whole rather than searched.
const SHORT: usize = 16_000;

/// The rules that ship, as the build compiled them: without the sentences that prove them, which
/// [`RuleSet::built_in`] has.
pub fn built_in_rules() -> RuleSet {
    RuleSet::from_compiled(COMPILED)
}

/// A rule set made ready to check documents.
#[derive(Debug)]
pub struct Linter {
    rules: RuleSet,
    /// Made when the first long text asks for it: making it takes longer than reading a short one.
    automaton: OnceLock<AhoCorasick>,
    /// By the number of an anchor word: the phrases it may belong to.
    places: Vec<Vec<Place>>,
}

/// A rule at a place in a document.
#[derive(Debug)]
pub struct Finding<'r> {
    /// The rule.
    pub rule: &'r Rule,
    /// The words found: byte offsets into the document's `source`.
    pub span: Span,
    /// The sentence they stand in: byte offsets into `source`; contains `span`.
    pub sentence: Span,
    /// What could stand there instead, best first; empty where the finding only explains.
    pub rewrites: Vec<Rewrite>,
    /// Which of the rule's frames fitted; 0 for a rule that finds comments.
    pub frame: usize,
}

/// A replacement for part of the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rewrite {
    /// The bytes of `source` it replaces: at least the finding's; an article before them may be
    /// among them.
    pub span: Span,
    /// What to write there; may hold blanks in square brackets.
    pub text: String,
    /// How far it may be trusted.
    pub fit: Fit,
}

/// A phrase found, before anything else has been asked.
struct Candidate {
    rule: usize,
    frame: usize,
    found: Match,
}

impl Linter {
    /// Makes a rule set ready.
    pub fn new(rules: RuleSet) -> Self {
        let mut places = Vec::new();
        for (ids, place) in rules.anchors() {
            for &id in ids {
                let id = id as usize;
                if places.len() <= id {
                    places.resize_with(id + 1, Vec::new);
                }
                places[id].push(place);
            }
        }
        Self { rules, automaton: OnceLock::new(), places }
    }

    fn automaton(&self) -> &AhoCorasick {
        self.automaton.get_or_init(|| {
            AhoCorasick::builder()
                .ascii_case_insensitive(true)
                .match_kind(MatchKind::LeftmostLongest)
                .build(self.anchors())
                .expect("a few thousand short words fit an automaton")
        })
    }

    /// A linter with the rules that ship, as the build compiled them.
    pub fn built_in() -> Self {
        Self::new(built_in_rules())
    }

    /// The rules it checks with.
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// The words whose sentences are read closely; all others are passed over.
    pub fn anchors(&self) -> Vec<&str> {
        anchor_words(&self.rules, &self.places)
    }

    /// All findings in a document, sorted and disjoint. Cannot fail, and does no I/O.
    pub fn check(&self, document: &Document) -> Vec<Finding<'_>> {
        self.check_without(document, None)
    }

    /// The same, for a text of which most was checked before: what `memo` holds is not looked for
    /// again. A memo belongs to one linter, and to one document as it changes.
    pub fn check_again(&self, document: &Document, memo: &mut Memo) -> Vec<Finding<'_>> {
        memo.begin();
        let mut findings = self.read(document, None, None, Some(memo));
        memo.end(self, &findings);
        allows::settle(&self.rules, document, &mut findings);
        findings
    }

    pub(crate) fn check_without(
        &self,
        document: &Document,
        skip: Option<Skip>,
    ) -> Vec<Finding<'_>> {
        let mut findings = self.read(document, skip, None, None);
        allows::settle(&self.rules, document, &mut findings);
        findings
    }

    /// Reads a document; `heard`, where it is wanted, takes every phrase that was there, whether
    /// or not it led to a finding.
    fn read(
        &self,
        document: &Document,
        skip: Option<Skip>,
        mut heard: Option<&mut Vec<Heard>>,
        mut memo: Option<&mut Memo>,
    ) -> Vec<Finding<'_>> {
        let text = &document.prose.text;
        let mut findings = Vec::new();
        let mut sentence = Sentence::default();
        let mut judge = Judge::new(Surroundings::new(document, &self.rules), skip);
        let known = |word: &str| self.rules.context.abbreviations.contains(word);
        let mut regions = document.regions.iter().enumerate().peekable();
        let mut at = 0;
        let mut done = 0;
        let mut entered = None;
        while let Some(hit) = self.next_anchor(text, at) {
            at = hit.end;
            while regions.next_if(|(_, region)| region.span.end <= hit.start).is_some() {}
            let Some(&(index, region)) = regions.peek() else { break };
            if region.span.start > hit.start || region.kind == RegionKind::Quote && heard.is_none()
            {
                continue;
            }
            if let Some(memo) = memo.as_deref_mut().filter(|_| entered != Some(index)) {
                entered = Some(index);
                judge.enter(index);
                let key = judge.surroundings.key();
                if memo.enter(key, document, region.span, self, &mut findings) {
                    at = at.max(region.span.end);
                    continue;
                }
            }
            // What was read with an earlier sentence is not read again.
            let within = Span::new(region.span.start.max(done), region.span.end);
            let span = sentence::around(text, within, hit.start, &known);
            sentence.read(text, span, &self.rules.vocabulary);
            at = at.max(span.end);
            done = at;
            judge.enter(index);
            self.check_sentence(&sentence, &mut judge, heard.as_deref_mut(), &mut findings);
        }
        findings
    }

    /// Where the next anchor stands, from the byte `start` on, that is a whole word. In a short
    /// text, every word may be one.
    fn next_anchor(&self, text: &str, mut start: usize) -> Option<Span> {
        let bytes = text.as_bytes();
        if text.len() < SHORT && self.automaton.get().is_none() {
            let word = start + bytes[start..].iter().position(u8::is_ascii_alphanumeric)?;
            return Some(Span::new(word, word + 1));
        }
        loop {
            let hit = self.automaton().find(Input::new(text).range(start..))?;
            let open = hit.start() == 0 || !bytes[hit.start() - 1].is_ascii_alphanumeric();
            let shut = bytes.get(hit.end()).is_none_or(|b| !b.is_ascii_alphanumeric())
                // A bracket is whole whatever stands beside it.
                || !bytes[hit.end() - 1].is_ascii_alphanumeric();
            if open && shut {
                return Some(Span::new(hit.start(), hit.end()));
            }
            start = hit.end();
        }
    }

    fn check_sentence<'r>(
        &'r self,
        sentence: &Sentence,
        judge: &mut Judge<'_>,
        mut heard: Option<&mut Vec<Heard>>,
        findings: &mut Vec<Finding<'r>>,
    ) {
        let mut candidates = Vec::new();
        for anchor in 0..sentence.len() {
            let id = sentence.ids[anchor] as usize;
            for &place in self.places.get(id).map_or(&[][..], Vec::as_slice) {
                let phrase = self.phrase(place);
                let (least, most) = phrase.lead;
                let Some(last) = anchor.checked_sub(least) else { continue };
                for from in anchor.saturating_sub(most)..=last {
                    let Some(found) = phrase.at(sentence, from) else { continue };
                    // Of the frames of a rule, the first that fits wins.
                    let beaten = |c: &Candidate| {
                        c.rule == place.rule
                            && c.frame < place.frame
                            && c.found.from < found.to
                            && found.from < c.found.to
                    };
                    if found.to <= anchor || candidates.iter().any(beaten) {
                        continue;
                    }
                    let silence = judge.silence(place, sentence, anchor, &found);
                    if let Some(heard) = heard.as_deref_mut() {
                        heard.push(Heard::new(
                            place,
                            sentence,
                            &found,
                            silence,
                            &judge.surroundings,
                        ));
                    }
                    if silence.is_none() {
                        let Place { rule, frame, .. } = place;
                        candidates.push(Candidate { rule, frame, found });
                        break;
                    }
                }
            }
        }
        let rank = |c: &Candidate| (self.rules.rules[c.rule].level, c.rule);
        for candidate in resolve::disjoint(candidates, rank) {
            let Candidate { rule, frame, found } = candidate;
            let rule = &self.rules.rules[rule];
            findings.push(finding(rule, frame, &found, sentence, &mut judge.surroundings));
        }
    }

    fn phrase(&self, place: Place) -> &Phrase {
        &self.rules.rules[place.rule].frames[place.frame].phrases[place.phrase]
    }
}

fn finding<'r>(
    rule: &'r Rule,
    frame: usize,
    found: &Match,
    sentence: &Sentence,
    surroundings: &mut Surroundings<'_>,
) -> Finding<'r> {
    let rewrites = match surroundings.quotation(sentence, found) {
        Some(_) => Vec::new(),
        None => rewrite::all(&rule.frames[frame], found, sentence, surroundings),
    };
    let prose = &surroundings.document.prose;
    Finding {
        rule,
        span: prose.to_source(sentence.span_of(found.from, found.to)),
        sentence: prose.to_source(sentence.span),
        rewrites,
        frame,
    }
}

fn anchor_words<'a>(rules: &'a RuleSet, places: &[Vec<Place>]) -> Vec<&'a str> {
    let anchored = places.iter().enumerate().filter(|(_, places)| !places.is_empty());
    anchored
        .filter_map(|(id, _)| u32::try_from(id).ok())
        .map(|id| rules.vocabulary.word(id))
        .collect()
}
