//! Which word of a phrase to look for first.
//!
//! A phrase stands nowhere that one of its anchors does not, so only the sentences around anchors
//! are ever read closely. The rarer the word, the less there is to read.

use super::phrase::{Phrase, Piece};
use super::words::{Vocabulary, WordId};

/// Words too common to look for if there is any other; in order.
const COMMON: &[&str] = &[
    "about", "accept", "after", "against", "all", "also", "any", "are", "as", "at", "back", "be",
    "been", "being", "bit", "by", "can", "care", "d", "did", "do", "does", "done", "food", "for",
    "from", "get", "gets", "getting", "go", "goes", "going", "good", "got", "had", "has", "have",
    "having", "he", "help", "her", "high", "him", "himself", "his", "how", "if", "in", "into",
    "is", "it", "its", "just", "kind", "known", "lack", "life", "long", "longer", "low", "made",
    "make", "may", "more", "most", "nature", "never", "no", "not", "now", "of", "off", "on", "one",
    "only", "or", "other", "out", "own", "people", "person", "poor", "problem", "problems", "put",
    "puts", "putting", "really", "regular", "right", "risk", "see", "self", "she", "so", "some",
    "such", "than", "that", "the", "their", "them", "they", "thing", "think", "this", "thought",
    "time", "to", "type", "types", "unable", "up", "used", "user", "users", "variable", "very",
    "was", "well", "went", "were", "what", "when", "where", "which", "while", "who", "why", "will",
    "with", "without", "work", "working", "works", "would", "yes", "you", "your",
];

/// The words of which one must stand wherever the phrase does.
///
/// # Errors
/// When every word of the phrase may be missing, or may be almost any word.
pub(super) fn choose(phrase: &Phrase, vocabulary: &Vocabulary) -> Result<Vec<WordId>, String> {
    best(&phrase.pieces, vocabulary)
        .map(|(ids, _)| ids)
        .ok_or_else(|| format!("“{}” needs a word of its own to be looked for", phrase.source))
}

fn best(pieces: &[Piece], vocabulary: &Vocabulary) -> Option<(Vec<WordId>, usize)> {
    let candidates = pieces.iter().filter_map(|piece| match piece {
        Piece::Word { id, .. } => Some((vec![*id], vocabulary.cost(*id))),
        Piece::Set { set, .. } => {
            // An open set has no end of words.
            if !set.endings.is_empty() {
                return None;
            }
            let rarest = |p: &Vec<WordId>| p.iter().copied().min_by_key(|&w| vocabulary.cost(w));
            let phrases = set.phrases.iter().filter_map(|(p, _)| rarest(p));
            let mut ids: Vec<_> = set.words.keys().copied().chain(phrases).collect();
            ids.sort_unstable();
            ids.dedup();
            let cost = ids.iter().map(|&w| vocabulary.cost(w)).sum();
            Some((ids, cost))
        }
        Piece::Either(ways) => {
            let mut all = (Vec::new(), 0);
            for way in ways {
                let (ids, cost) = best(way, vocabulary)?;
                all.0.extend(ids);
                all.1 += cost;
            }
            Some(all)
        }
        _ => None,
    });
    candidates.min_by_key(|(_, cost)| *cost)
}

/// How much there is to read for a word, at a guess.
pub(super) fn cost(word: &str) -> usize {
    if COMMON.binary_search(&word).is_ok() || !word.starts_with(char::is_alphanumeric) {
        // Among common words too, the longer is the rarer.
        return 4_000usize.saturating_sub(300 * word.len().min(10));
    }
    match word.chars().count() {
        1 => 2_000,
        2 | 3 => 60,
        4 => 20,
        5 => 10,
        _ => 5,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_common_words_are_in_order() {
        assert!(super::COMMON.is_sorted());
    }
}
