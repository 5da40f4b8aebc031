//! Which word of a phrase to look for first.
//!
//! A phrase stands nowhere that one of its anchors does not, so only the sentences around anchors
//! are ever read closely. The rarer the word, the less there is to read.

use super::phrase::{Phrase, Piece};
use super::words::{Vocabulary, WordId};

/// Sets larger than this, or open ones, are no anchors.
const LARGEST_SET: usize = 80;

/// Words too common to look for if there is any other; in order.
const COMMON: &[&str] = &[
    "about", "accept", "after", "all", "also", "any", "are", "as", "at", "back", "be", "been",
    "being", "by", "can", "care", "did", "do", "does", "done", "food", "for", "from", "get",
    "gets", "getting", "good", "got", "had", "has", "have", "having", "he", "help", "her", "high",
    "him", "himself", "his", "how", "if", "in", "is", "it", "its", "lack", "low", "made", "make",
    "more", "most", "no", "not", "of", "off", "on", "one", "or", "other", "out", "own", "people",
    "person", "poor", "put", "puts", "putting", "risk", "self", "she", "so", "some", "such",
    "than", "that", "the", "their", "them", "they", "this", "time", "to", "unable", "up", "used",
    "very", "was", "well", "were", "what", "when", "which", "who", "will", "with", "work",
    "working", "works", "would",
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
            let open = !set.endings.is_empty();
            if open || set.words.len() + set.phrases.len() > LARGEST_SET {
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
        return 1_000;
    }
    match word.chars().count() {
        1 => 1_000,
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
