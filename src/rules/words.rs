//! The words rules know: every word has a number, and names stand for sets of words.
//!
//! Inflection is what the tables say and nothing more: no ending is ever guessed.

use super::anchor;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::sync::{Arc, OnceLock};

/// A word some rule knows.
pub(crate) type WordId = u32;

/// What a word no rule knows is called.
pub(crate) const UNKNOWN: WordId = WordId::MAX;

/// Every word that stands in a rule, numbered.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
#[serde(from = "Vec<Arc<str>>", into = "Vec<Arc<str>>")]
pub(crate) struct Vocabulary {
    ids: FxHashMap<Arc<str>, WordId>,
    words: Vec<(Arc<str>, usize)>,
}

impl From<Vec<Arc<str>>> for Vocabulary {
    fn from(words: Vec<Arc<str>>) -> Self {
        let ids = words.iter().cloned().zip(0..).collect();
        // What words cost matters only while phrases are compiled.
        Self { ids, words: words.into_iter().map(|word| (word, 0)).collect() }
    }
}

impl From<Vocabulary> for Vec<Arc<str>> {
    fn from(vocabulary: Vocabulary) -> Self {
        vocabulary.words.into_iter().map(|(word, _)| word).collect()
    }
}

impl Vocabulary {
    /// The number of a word, new if need be.
    pub(crate) fn intern(&mut self, word: &str) -> WordId {
        if let Some(&id) = self.ids.get(word) {
            return id;
        }
        let id = WordId::try_from(self.words.len()).expect("tables hold fewer words than this");
        let shared: Arc<str> = word.into();
        self.ids.insert(shared.clone(), id);
        self.words.push((shared, anchor::cost(word)));
        id
    }

    /// The number of a word, or [`UNKNOWN`].
    pub(crate) fn id(&self, word: &str) -> WordId {
        self.ids.get(word).copied().unwrap_or(UNKNOWN)
    }

    /// The word with this number.
    pub(crate) fn word(&self, id: WordId) -> &str {
        &self.words[id as usize].0
    }

    /// How much there is to read for the word with this number: see [`anchor`].
    pub(super) fn cost(&self, id: WordId) -> usize {
        self.words[id as usize].1
    }
}

/// Which columns of an inflected word a spelling may be, a bit each; empty for a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Columns(pub(crate) u8);

impl Columns {
    /// Whether the column is among them.
    pub(crate) const fn has(self, column: usize) -> bool {
        self.0 & (1 << column) != 0
    }
}

/// Columns of a verb, as `words.toml` lists them.
pub(crate) mod verb {
    /// "refuse"
    pub(crate) const BASE: usize = 0;
    /// "refuses"
    pub(crate) const S: usize = 1;
    /// "refused"
    pub(crate) const PAST: usize = 2;
    /// "refused", after *has* or *was*
    pub(crate) const PARTICIPLE: usize = 3;
    /// "refusing"
    pub(crate) const ING: usize = 4;
}

/// The words one name stands for.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub(crate) struct WordSet {
    /// Single words, in the order of their numbers.
    pub(crate) words: Vec<(WordId, Columns)>,
    /// Single words that belong only where they are all in capitals: "MS", but not "Ms".
    pub(crate) capitals: Vec<WordId>,
    /// Members of several words, longest first.
    pub(crate) phrases: Vec<(Vec<WordId>, Columns)>,
    /// Endings whose words all belong.
    pub(crate) endings: Vec<String>,
    /// Words that do not, for all their ending.
    pub(crate) except: Vec<WordId>,
    /// How much there is to read for all its members, if they can be told.
    pub(super) cost: Option<usize>,
    /// Which words stand in `words`, and which begin one of `phrases`: nearly every word asked
    /// about does neither. Made when the set is first asked.
    #[serde(skip)]
    index: OnceLock<[Bits; 2]>,
}

/// A set of words, a bit each.
#[derive(Debug, Default, Clone)]
struct Bits(Vec<u64>);

impl FromIterator<WordId> for Bits {
    fn from_iter<I: IntoIterator<Item = WordId>>(ids: I) -> Self {
        let mut bits = Vec::new();
        for id in ids {
            let at = id as usize / 64;
            if bits.len() <= at {
                bits.resize(at + 1, 0);
            }
            bits[at] |= 1 << (id % 64);
        }
        Self(bits)
    }
}

impl Bits {
    fn has(&self, id: WordId) -> bool {
        self.0.get(id as usize / 64).is_some_and(|bits| bits & (1 << (id % 64)) != 0)
    }
}

impl WordSet {
    /// Adds a member. [`WordSet::finish`] must follow.
    pub(crate) fn add(&mut self, member: Vec<WordId>, columns: Columns) {
        if let [word] = member[..] {
            self.words.push((word, columns));
        } else {
            self.phrases.push((member, columns));
        }
    }

    /// Adds all that another set holds. [`WordSet::finish`] must follow.
    pub(crate) fn extend(&mut self, other: &Self) {
        self.words.extend_from_slice(&other.words);
        self.capitals.extend_from_slice(&other.capitals);
        self.phrases.extend_from_slice(&other.phrases);
        self.endings.extend_from_slice(&other.endings);
        self.except.extend_from_slice(&other.except);
    }

    /// Puts the members in order, each once, with all the columns it was added with.
    pub(crate) fn finish(mut self, vocabulary: &Vocabulary) -> Self {
        self.words.sort_unstable_by_key(|(word, _)| *word);
        merge(&mut self.words);
        self.phrases.sort_by(|(a, _), (b, _)| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        merge(&mut self.phrases);
        let cost = || self.anchors(vocabulary).map(|w| vocabulary.cost(w)).sum();
        self.cost = self.endings.is_empty().then(cost);
        self.index = OnceLock::new();
        self
    }

    /// For each member, the word of it to look for.
    pub(super) fn anchors(&self, vocabulary: &Vocabulary) -> impl Iterator<Item = WordId> {
        let rarest =
            |(p, _): &(Vec<WordId>, Columns)| p.iter().copied().min_by_key(|&w| vocabulary.cost(w));
        let words = self.words.iter().map(|(word, _)| *word);
        words.chain(self.capitals.iter().copied()).chain(self.phrases.iter().filter_map(rarest))
    }

    /// Members of several words, longest first: all of them, if any begins with this word.
    pub(crate) fn beginning_with(&self, id: WordId) -> &[(Vec<WordId>, Columns)] {
        if self.index()[1].has(id) { &self.phrases } else { &[] }
    }

    /// Whether a member may begin with this word.
    pub(crate) fn may_begin_with(&self, id: WordId) -> bool {
        let [words, firsts] = self.index();
        words.has(id) || firsts.has(id) || !self.endings.is_empty() || self.capitals.contains(&id)
    }

    fn index(&self) -> &[Bits; 2] {
        self.index.get_or_init(|| {
            let words = self.words.iter().map(|(word, _)| *word).collect();
            let firsts = self.phrases.iter().filter_map(|(p, _)| p.first().copied()).collect();
            [words, firsts]
        })
    }

    /// Whether a single word belongs, and in which columns.
    pub(crate) fn get(&self, id: WordId, text: &str) -> Option<Columns> {
        if self.index()[0].has(id)
            && let Ok(at) = self.words.binary_search_by_key(&id, |(word, _)| *word)
        {
            return Some(self.words[at].1);
        }
        let ends = self.endings.iter().any(|e| text.len() > e.len() + 1 && text.ends_with(e));
        (ends && !self.except.contains(&id)).then_some(Columns::default())
    }
}

/// Makes one of neighbours that are the same.
fn merge<T: PartialEq>(members: &mut Vec<(T, Columns)>) {
    members.dedup_by(|(a, more), (b, columns)| {
        let same = a == b;
        if same {
            columns.0 |= more.0;
        }
        same
    });
}
