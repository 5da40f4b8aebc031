//! Overlaps: which of several candidates for the same words stands.
//!
//! Within one rule the first frame that fits wins. Between rules the longest stretch wins, then
//! the higher level, then the rule that comes first.

use super::Candidate;
use crate::rules::Level;
use std::cmp::Reverse;

/// The candidates that stand, sorted and disjoint.
pub(super) fn disjoint(
    mut candidates: Vec<Candidate>,
    rank: impl Fn(&Candidate) -> (Level, usize),
) -> Vec<Candidate> {
    if candidates.len() > 1 {
        candidates
            .sort_by_key(|c| (c.rule, c.frame, Reverse(c.found.to - c.found.from), c.found.from));
        candidates = keep(candidates, |kept, c| kept.rule == c.rule);
        candidates.sort_by_key(|c| {
            let (level, order) = rank(c);
            (Reverse(c.found.to - c.found.from), Reverse(level), order, c.found.from)
        });
        candidates = keep(candidates, |_, _| true);
        candidates.sort_by_key(|c| c.found.from);
    }
    candidates
}

/// Drops each candidate that shares a word with an earlier one it `competes` with.
fn keep(
    candidates: Vec<Candidate>,
    competes: impl Fn(&Candidate, &Candidate) -> bool,
) -> Vec<Candidate> {
    let mut kept: Vec<Candidate> = Vec::with_capacity(candidates.len());
    for c in candidates {
        let shared = |k: &Candidate| k.found.from < c.found.to && c.found.from < k.found.to;
        if !kept.iter().any(|k| competes(k, &c) && shared(k)) {
            kept.push(c);
        }
    }
    kept
}
