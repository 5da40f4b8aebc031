//! Which word of a phrase to look for first.
//!
//! A phrase stands nowhere that one of its anchors does not, so only the sentences around anchors
//! are ever read closely. The rarer the word, the less there is to read.

use super::phrase::{self, Phrase, Piece};
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

/// The words of which one must stand wherever the phrase does; notes in the phrase how many words
/// can stand before them.
///
/// # Errors
/// When every word of the phrase may be missing, or may be almost any word.
pub(super) fn choose(phrase: &mut Phrase, vocabulary: &Vocabulary) -> Result<Vec<WordId>, String> {
    let (_, at) = cheapest(&phrase.pieces, vocabulary)
        .ok_or_else(|| format!("“{}” needs a word of its own to be looked for", phrase.source))?;
    let (least, most) = phrase::reach(&phrase.pieces[..at]);
    let piece = &phrase.pieces[at..=at];
    // The anchor may be the last word of a piece of several.
    phrase.lead = (least, most + phrase::reach(piece).1.saturating_sub(1));
    let mut ids = Vec::new();
    collect(&piece[0], vocabulary, &mut ids);
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}

/// How much there is to read for the piece for which it is least, and which piece that is.
fn cheapest(pieces: &[Piece], vocabulary: &Vocabulary) -> Option<(usize, usize)> {
    let priced = pieces.iter().enumerate().filter_map(|(at, piece)| {
        let cost = match piece {
            Piece::Word { id, .. } => Some(vocabulary.cost(*id)),
            Piece::Set { set, .. } => set.cost,
            Piece::Either(ways) => {
                ways.iter().map(|way| cheapest(way, vocabulary).map(|(cost, _)| cost)).sum()
            }
            _ => None,
        };
        cost.map(|cost| (cost, at))
    });
    priced.min_by_key(|(cost, _)| *cost)
}

/// The anchors of a piece that has a price.
fn collect(piece: &Piece, vocabulary: &Vocabulary, ids: &mut Vec<WordId>) {
    match piece {
        Piece::Word { id, .. } => ids.push(*id),
        Piece::Set { set, .. } => ids.extend(set.anchors(vocabulary)),
        Piece::Either(ways) => {
            for way in ways {
                if let Some((_, at)) = cheapest(way, vocabulary) {
                    collect(&way[at], vocabulary, ids);
                }
            }
        }
        _ => {}
    }
}

/// How much there is to read for a word, at a guess.
pub(super) fn cost(word: &str) -> usize {
    if word == "[" {
        return 60;
    }
    if word.len() < 9 && COMMON.binary_search(&word).is_ok()
        || !word.starts_with(char::is_alphanumeric)
    {
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
