//! The words rules know: every word has a number, and names stand for sets of words.
//!
//! Inflection is what the tables say and nothing more: no ending is ever guessed.

use rustc_hash::FxHashMap;

/// A word some rule knows.
pub type WordId = u32;

/// What a word no rule knows is called.
pub const UNKNOWN: WordId = WordId::MAX;

/// Every word that stands in a rule, numbered.
#[derive(Debug, Default)]
pub struct Vocabulary {
    ids: FxHashMap<Box<str>, WordId>,
    words: Vec<Box<str>>,
}

impl Vocabulary {
    /// The number of a word, new if need be.
    pub fn intern(&mut self, word: &str) -> WordId {
        if let Some(&id) = self.ids.get(word) {
            return id;
        }
        let id = WordId::try_from(self.words.len()).expect("tables hold fewer words than this");
        self.ids.insert(word.into(), id);
        self.words.push(word.into());
        id
    }

    /// The number of a word, or [`UNKNOWN`].
    pub fn id(&self, word: &str) -> WordId {
        self.ids.get(word).copied().unwrap_or(UNKNOWN)
    }

    /// The word with this number.
    pub fn word(&self, id: WordId) -> &str {
        &self.words[id as usize]
    }
}

/// Which columns of an inflected word a spelling may be, a bit each; empty for a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Columns(pub u8);

impl Columns {
    /// Whether the column is among them.
    pub const fn has(self, column: usize) -> bool {
        self.0 & (1 << column) != 0
    }
}

/// Columns of a verb, as `words.toml` lists them.
pub mod verb {
    /// "refuse"
    pub const BASE: usize = 0;
    /// "refuses"
    pub const S: usize = 1;
    /// "refused"
    pub const PAST: usize = 2;
    /// "refused", after *has* or *was*
    pub const PARTICIPLE: usize = 3;
    /// "refusing"
    pub const ING: usize = 4;
}

/// The words one name stands for.
#[derive(Debug, Default, Clone)]
pub struct WordSet {
    /// Single words.
    pub words: FxHashMap<WordId, Columns>,
    /// Members of several words, longest first.
    pub phrases: Vec<(Vec<WordId>, Columns)>,
    /// Endings whose words all belong.
    pub endings: Vec<String>,
    /// Words that do not, for all their ending.
    pub except: Vec<WordId>,
}

impl WordSet {
    /// Adds a member, or another column for one that is there.
    pub fn add(&mut self, member: Vec<WordId>, columns: Columns) {
        if let [word] = member[..] {
            self.words.entry(word).or_default().0 |= columns.0;
        } else if let Some(known) = self.phrases.iter_mut().find(|(p, _)| *p == member) {
            known.1.0 |= columns.0;
        } else {
            self.phrases.push((member, columns));
            self.phrases.sort_by_key(|(p, _)| std::cmp::Reverse(p.len()));
        }
    }

    /// Adds all that another set holds.
    pub fn extend(&mut self, other: &Self) {
        for (&word, &columns) in &other.words {
            self.add(vec![word], columns);
        }
        for (phrase, columns) in &other.phrases {
            self.add(phrase.clone(), *columns);
        }
        self.endings.extend_from_slice(&other.endings);
        self.except.extend_from_slice(&other.except);
    }

    /// Whether a single word belongs, and in which columns.
    pub fn get(&self, id: WordId, text: &str) -> Option<Columns> {
        if let Some(&columns) = self.words.get(&id) {
            return Some(columns);
        }
        let ends = self.endings.iter().any(|e| text.len() > e.len() + 1 && text.ends_with(e));
        (ends && !self.except.contains(&id)).then_some(Columns::default())
    }
}
