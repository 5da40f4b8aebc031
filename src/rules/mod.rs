//! Rule tables in, a checked rule set out.
//!
//! Everything that can be wrong with a rule is found here, when tables load, so that checking a
//! document cannot fail. Whether a rule is *right* is for `verify` to say.

mod anchor;
mod compile;
pub(crate) mod context;
mod error;
pub(crate) mod guard;
mod house;
mod lexicon;
mod notation;
pub(crate) mod phrase;
pub(crate) mod plain;
mod table;
pub(crate) mod template;
pub(crate) mod words;

pub use error::LoadError;
pub(crate) use guard::{Negated, SubjectGuard};
pub use house::Term;

use crate::text::Span;
use context::Context;
use guard::Guards;
use phrase::Phrase;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use template::Template;
use words::{Vocabulary, WordId};

/// The tables that ship, in the order in which their rules win over one another.
const TABLES: [(&str, &str); 10] = [
    ("words.toml", include_str!("../../rules/words.toml")),
    ("context.toml", include_str!("../../rules/context.toml")),
    ("engagement.toml", include_str!("../../rules/engagement.toml")),
    ("compliance.toml", include_str!("../../rules/compliance.toml")),
    ("mind.toml", include_str!("../../rules/mind.toml")),
    ("behaviour.toml", include_str!("../../rules/behaviour.toml")),
    ("labels.toml", include_str!("../../rules/labels.toml")),
    ("recovery.toml", include_str!("../../rules/recovery.toml")),
    ("services.toml", include_str!("../../rules/services.toml")),
    ("comments.toml", include_str!("../../rules/comments.toml")),
];

/// Rules that fit together: the shipped ones, or those and some of a service's own.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct RuleSet {
    /// The rules, in the order of their tables; where two are equal, the earlier one wins.
    pub rules: Vec<Rule>,
    pub(crate) vocabulary: Vocabulary,
    pub(crate) context: Context,
    sources: BTreeMap<String, Source>,
    /// How many forms the words of a name have.
    columns: FxHashMap<String, usize>,
    /// What a house may call people and things.
    terms: house::Terms,
    /// The ids of rules that were taken out.
    #[serde(skip)]
    off: BTreeSet<String>,
}

/// Where guidance was published.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Who said it, and where.
    pub title: String,
    /// Where to read it, if it is to be had.
    #[serde(default)]
    pub link: Option<String>,
}

/// The tables that ship, each a name and its text.
pub fn built_in_tables() -> &'static [(&'static str, &'static str)] {
    &TABLES
}

/// The language table the rules stand for: for each row its number, the deficit-based wording and
/// the strengths-based one.
pub fn language_table() -> impl Iterator<Item = (u8, &'static str, &'static str)> {
    let rows = include_str!("../../rules/language-table.tsv").lines().skip(1);
    rows.filter_map(|row| {
        let (number, wording) = row.split_once('\t')?;
        let (deficit, strengths) = wording.split_once('\t')?;
        Some((number.parse().ok()?, deficit, strengths))
    })
}

impl RuleSet {
    /// The rules that ship, with the sentences that prove them.
    ///
    /// # Panics
    /// Never, in a build whose tests pass: they load these very tables.
    pub fn built_in() -> Self {
        Self::from_tables(&TABLES).expect("the tables that ship load")
    }

    /// The rules as bytes, without the sentences that prove them, for [`RuleSet::from_compiled`].
    ///
    /// # Panics
    /// Never: a rule set holds nothing that could not be written.
    pub fn compiled(&self) -> Vec<u8> {
        let mut sets = phrase::Sets::default();
        self.phrases().for_each(|phrase| phrase::gather(&phrase.pieces, &mut sets));
        let sets: BTreeMap<_, _> = sets.iter().collect();
        postcard::to_stdvec(&(sets, self)).expect("words and numbers can be written")
    }

    /// The rules that [`RuleSet::compiled`] wrote. Reading tables takes ten times as long, which is
    /// several times what a short note does.
    ///
    /// # Panics
    /// When the bytes are anything else.
    pub fn from_compiled(bytes: &[u8]) -> Self {
        let (sets, mut set): (phrase::Sets, Self) =
            postcard::from_bytes(bytes).expect("the bytes are a compiled rule set");
        set.phrases_mut().for_each(|phrase| phrase.link(&sets));
        set
    }

    fn phrases(&self) -> impl Iterator<Item = &Phrase> {
        let rules = self.rules.iter().flat_map(|rule| {
            let frames =
                rule.frames.iter().flat_map(|f| f.phrases.iter().chain(f.guards.phrases()));
            rule.guards.phrases().chain(frames)
        });
        rules.chain(self.context.phrases())
    }

    fn phrases_mut(&mut self) -> impl Iterator<Item = &mut Phrase> {
        let rules = self.rules.iter_mut().flat_map(|rule| {
            let frames = rule
                .frames
                .iter_mut()
                .flat_map(|f| f.phrases.iter_mut().chain(f.guards.phrases_mut()));
            rule.guards.phrases_mut().chain(frames)
        });
        rules.chain(self.context.phrases_mut())
    }

    /// The rules of these tables, each a name and its text; words and context among them.
    ///
    /// # Errors
    /// The first thing that is wrong, in a sentence with its table and line.
    pub fn from_tables(tables: &[(&str, &str)]) -> Result<Self, LoadError> {
        compile::from_toml(tables)
    }

    /// The source a rule's `see` names.
    pub fn source(&self, key: &str) -> Option<&Source> {
        self.sources.get(key)
    }

    /// How many forms the words of a name have; none for a class.
    pub(crate) fn columns_of(&self, name: &str) -> Option<usize> {
        self.columns.get(name).copied()
    }

    /// The rule with this id.
    pub fn get(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// Takes out the rules that a function does not keep; it may change those it keeps.
    pub fn keep(&mut self, mut keep: impl FnMut(&mut Rule) -> bool) {
        let off = &mut self.off;
        self.rules.retain_mut(|rule| {
            let kept = keep(rule);
            if !kept {
                off.insert(rule.id.clone());
            }
            kept
        });
    }

    /// Whether the rule with this id was taken out.
    pub fn is_off(&self, id: &str) -> bool {
        self.off.contains(id)
    }

    /// Finds nothing from now on in the words of `phrase`, wherever they stand.
    ///
    /// # Errors
    /// When there is no word in it.
    pub fn accept(&mut self, phrase: &str) -> Result<(), String> {
        let words = notation::fold(phrase);
        let vocabulary = &mut self.vocabulary;
        let ids: Vec<_> = words.iter().map(|word| vocabulary.intern(word)).collect();
        let first = *ids.first().ok_or_else(|| format!("“{phrase}” holds no word"))?;
        let pieces = ids.into_iter().map(|id| phrase::Piece::Word { id, capitals: false });
        let phrase = Phrase::new(phrase.to_owned(), pieces.collect());
        self.context.names.entry(first).or_default().push(phrase);
        Ok(())
    }

    /// The ids most like `id`, best first; none if nothing is like it.
    pub fn nearest(&self, id: &str) -> Vec<&str> {
        nearest(id, self.rules.iter().map(|rule| rule.id.as_str()))
    }

    /// For every phrase of every frame: the words one of which it must hold.
    pub(crate) fn anchors(&self) -> impl Iterator<Item = (&[WordId], Place)> {
        self.rules.iter().enumerate().flat_map(move |(rule, r)| {
            r.frames.iter().enumerate().flat_map(move |(frame, f)| {
                f.anchors
                    .iter()
                    .enumerate()
                    .map(move |(phrase, ids)| (&ids[..], Place { rule, frame, phrase }))
            })
        })
    }
}

/// A phrase, by where it stands in the rule set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) rule: usize,
    pub(crate) frame: usize,
    pub(crate) phrase: usize,
}

/// The names most like `wanted`, best first, at most three.
pub(crate) fn nearest<'a>(wanted: &str, known: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut near: Vec<_> = known
        .map(|name| (strsim::jaro_winkler(wanted, name), name))
        .filter(|(likeness, _)| *likeness > 0.8)
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0));
    near.into_iter().take(3).map(|(_, name)| name).collect()
}

/// What is flagged, why, and what to write instead.
#[derive(Debug, Serialize, Deserialize)]
pub struct Rule {
    /// Kebab-case; names what is flagged.
    pub id: String,
    /// Rows of the language table it stands for; empty for a rule of a service's own.
    pub rows: Vec<u8>,
    /// How firmly it speaks.
    pub level: Level,
    /// One or two sentences to the writer.
    pub why: String,
    /// Keys of the sources it rests on, from `context.toml`.
    pub see: Vec<String>,
    /// Its words are everyday English, and no matter in a long text that is not about care.
    pub everyday: bool,
    /// What it finds in comments that let wording stand; such a rule has no frames.
    pub comments: Option<Comments>,
    /// The table it stands in, `behaviour.toml`.
    pub table: String,
    /// What that table is about, for people: "Labels and diagnoses". A table that does not say so
    /// lends its name.
    pub theme: String,
    /// The line of its `[[rule]]`, from 1.
    pub line: usize,
    /// Grammatical shapes, most particular first: the first that fits gives the rewrites.
    pub frames: Vec<Frame>,
    /// The sentences that prove it; empty in a compiled rule set.
    #[serde(skip)]
    pub examples: Examples,
    pub(crate) guards: Guards,
}

impl Rule {
    /// The pack it belongs to: the name of its table, without the ending.
    pub fn pack(&self) -> &str {
        compile::stem(&self.table)
    }

    /// What must or must not stand beside its words, a sentence part for each guard.
    pub fn guards_in_words(&self) -> Vec<String> {
        let frames = self.frames.iter().filter(|f| !f.guards.is_empty()).flat_map(|frame| {
            let of = format!(", for “{}”", frame.find[0]);
            frame.guards.in_words().into_iter().map(move |words| words + &of)
        });
        let everyday =
            self.everyday.then(|| "not in a long text that is not about care".to_owned());
        everyday.into_iter().chain(self.guards.in_words()).chain(frames).collect()
    }
}

/// What can be wrong with a comment that lets wording stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Comments {
    /// It lets nothing stand.
    Unused,
    /// It names a rule that there is not.
    Unknown,
}

/// One grammatical shape of a rule, with the rewrites for that shape.
#[derive(Debug, Serialize, Deserialize)]
pub struct Frame {
    /// The phrases sought, as the table has them; empty in a compiled rule set.
    #[serde(skip)]
    pub find: Vec<String>,
    /// The rewrites, as the table has them, best first; empty for a frame that only explains,
    /// and in a compiled rule set.
    #[serde(skip)]
    pub uses: Vec<String>,
    /// How far its rewrites may be trusted.
    pub fit: Fit,
    pub(crate) phrases: Vec<Phrase>,
    /// For each phrase: the words of which it must hold one.
    anchors: Vec<Vec<WordId>>,
    pub(crate) templates: Vec<Template>,
    pub(crate) guards: Guards,
}

/// How firmly a rule speaks. Ordered: `Consider < Avoid`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Depends on house style or on context; fails no check unless asked to.
    Consider,
    /// The wording of the language table.
    Avoid,
}

/// How far a rewrite may be trusted. Ordered by how much of the writer it needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fit {
    /// The same slot in the grammar and the same fact: may be applied without asking.
    Safe,
    /// One of several things that may be true: the writer picks.
    Choose,
    /// Has blanks, `[…]`, that only the writer can fill.
    FillIn,
}

/// The sentences that prove a rule.
#[derive(Debug, Default)]
pub struct Examples {
    /// Sentences it must flag, and what each becomes.
    pub flags: Vec<Flagged>,
    /// Sentences in which nothing may be found.
    pub passes: Vec<String>,
}

/// A sentence a rule must flag.
#[derive(Debug)]
pub struct Flagged {
    /// The sentence, without the brackets.
    pub sentence: String,
    /// The bytes of `sentence` that stood in brackets.
    pub span: Span,
    /// The sentence after each rewrite, in order.
    pub becomes: Vec<String>,
}
