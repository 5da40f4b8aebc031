//! What the engine knows of sentences in general, compiled from `context.toml`.
//!
//! Names that are never findings, negation, mention, quotation, whose deed it is, and sections. How
//! these are used stands in `lint`.

use super::phrase::Phrase;
use super::words::{WordId, WordSet};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

/// The tables of `context.toml`.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Context {
    /// Words after which a full stop ends nothing, without it, in lower case.
    pub(crate) abbreviations: FxHashSet<String>,
    /// Those whom a letter greets and is not about, in lower case: "colleague".
    pub(crate) greeted: FxHashSet<String>,
    /// Names of services, laws, scales, jobs and diagnoses, by a word that each must hold.
    pub(crate) names: FxHashMap<WordId, Vec<Phrase>>,
    /// Nouns that end, or begin, a name in capitals: "Team", "Policy", "Scale".
    pub(crate) title: WordSet,
    /// Words by which a long text shows that it is about care.
    pub(crate) care: WordSet,
    pub(crate) negation: Negation,
    pub(crate) mention: Mention,
    pub(crate) quotation: Quotation,
    pub(crate) subject: Subject,
    pub(crate) sections: Vec<Section>,
}

/// After Chapman's NegEx (2001): what denies, from which side, and what ends its reach.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Negation {
    /// Denies what follows: "no", "denies".
    pub(crate) before: Vec<Phrase>,
    /// Denies what stands before: "was not present".
    pub(crate) after: Vec<Phrase>,
    /// Ends the reach of either: "but".
    pub(crate) ends: Vec<Phrase>,
    /// Looks like a negation and is none: "not only".
    pub(crate) pseudo: Vec<Phrase>,
}

/// What shows that words are only spoken of: "the term", "avoid saying".
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Mention {
    /// Anywhere before them in the sentence.
    pub(crate) before: Vec<Phrase>,
    /// Right before them.
    pub(crate) beside: Vec<Phrase>,
}

/// Whose words stand between quotation marks.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Quotation {
    /// Staff, or a document of theirs, is quoted: "was described as".
    pub(crate) staff: Vec<Phrase>,
    /// The person is quoted, or a word is merely mentioned: "she said", "the term".
    pub(crate) own: Vec<Phrase>,
    /// Within the marks: the person speaks.
    pub(crate) first_person: WordSet,
}

/// Who does what a verb says.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Subject {
    pub(crate) person: WordSet,
    pub(crate) pronoun: WordSet,
    pub(crate) other: WordSet,
    /// The relatives whom "she" and "he" may go on about.
    pub(crate) she: WordSet,
    pub(crate) he: WordSet,
    pub(crate) title_person: WordSet,
    pub(crate) title_other: WordSet,
    pub(crate) skip: WordSet,
    pub(crate) catenative: WordSet,
    pub(crate) relative: WordSet,
    pub(crate) joins: WordSet,
    pub(crate) clause: WordSet,
    pub(crate) preposition: WordSet,
    pub(crate) testimony: Vec<Phrase>,
}

/// Headings that tell what the lines below them are about.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Section {
    pub(crate) id: String,
    /// Folded, words joined by single spaces.
    pub(crate) headings: Vec<String>,
    pub(crate) own_words: bool,
}

impl Context {
    pub(super) fn phrases(&self) -> impl Iterator<Item = &Phrase> {
        let names = self.names.values();
        names.chain(self.lists()).flatten()
    }

    pub(super) fn phrases_mut(&mut self) -> impl Iterator<Item = &mut Phrase> {
        let Negation { before, after, ends, pseudo } = &mut self.negation;
        let Quotation { staff, own, .. } = &mut self.quotation;
        let Mention { before: far, beside } = &mut self.mention;
        let testimony = &mut self.subject.testimony;
        let lists = [before, after, ends, pseudo, far, beside, staff, own, testimony];
        self.names.values_mut().chain(lists).flatten()
    }

    fn lists(&self) -> [&Vec<Phrase>; 9] {
        let Negation { before, after, ends, pseudo } = &self.negation;
        let Quotation { staff, own, .. } = &self.quotation;
        let Mention { before: far, beside } = &self.mention;
        [before, after, ends, pseudo, far, beside, staff, own, &self.subject.testimony]
    }
}
