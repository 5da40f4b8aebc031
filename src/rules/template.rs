//! What a frame writes instead of the words it found.
//!
//! Only the shape of it: filling one in for a sentence is `lint::rewrite`'s business.

use super::house::Term;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A rewrite, as a table has it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Template {
    pub(crate) parts: Vec<Part>,
}

/// A part of a rewrite.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Part {
    /// These very words.
    Text(String),
    /// A blank for the writer, with its square brackets.
    Blank(String),
    /// The words found under this name, as they were written.
    Copy(Arc<str>),
    /// A word in the form of the one found: `past` for what is over or going on, `present` for
    /// what is usual.
    Inflect { past: Arc<[String]>, present: Arc<[String]> },
    /// `they`, `them`, `their` or `themself`, as the sentence has the person.
    Pronoun(String),
    /// What the house calls somebody or something; `words` until it has said so. With `tail`, room
    /// is left behind it for more than a noun: "using services".
    Our { term: Term, many: bool, tail: bool, capitals: bool, words: String },
    /// The pronoun as a subject, and a verb in the present to go with it.
    They { singular: String, plural: String },
}

impl Template {
    /// Whether the writer has something to fill in.
    pub(crate) fn has_blank(&self) -> bool {
        self.parts.iter().any(|p| matches!(p, Part::Blank(_)))
    }
}
