//! The schema of the rule tables, and nothing else.
//!
//! What a file may say is exactly what these structs hold; what it means is settled in `compile`.

use super::guard::{Negated, SubjectGuard};
use super::house::Terms;
use super::{Comments, Fit, Level, Source};
use serde::Deserialize;
use std::collections::BTreeMap;

/// A file of rules, of words, or of both.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Table {
    /// What its rules are about, for people; stands before everything else.
    pub(super) theme: Option<String>,
    #[serde(default)]
    pub(super) words: BTreeMap<String, Words>,
    #[serde(default)]
    pub(super) terms: Terms,
    #[serde(default)]
    pub(super) context: Option<Context>,
    #[serde(default)]
    pub(super) source: BTreeMap<String, Source>,
    #[serde(default)]
    pub(super) section: Vec<Section>,
    #[serde(default)]
    pub(super) rule: Vec<Rule>,
}

/// Words that go by one name: the forms of one word, or a class of many.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    /// Base, -s, past, participle, -ing; or singular, plural. Under the name `pairs`: words that go
    /// together with such forms, one for each, and are none themselves.
    #[serde(default, alias = "pairs")]
    pub(super) forms: Vec<String>,
    /// Other spellings of a form, common mistakes among them: `refussed = "refused"`.
    #[serde(default)]
    pub(super) also: BTreeMap<String, String>,
    /// The members of a class: words, phrases, or other classes in braces.
    #[serde(default)]
    pub(super) any: Vec<String>,
    /// Every word that ends so belongs to the class …
    #[serde(default)]
    pub(super) endings: Vec<String>,
    /// … but these do not.
    #[serde(default)]
    pub(super) except: Vec<String>,
}

/// What the engine knows of sentences in general.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Context {
    pub(super) abbreviations: Vec<String>,
    pub(super) names: Vec<String>,
    pub(super) title: Vec<String>,
    pub(super) care: Vec<String>,
    pub(super) negation: Negation,
    pub(super) mention: Mention,
    pub(super) quotation: Quotation,
    pub(super) letter: Letter,
    pub(super) subject: Subject,
}

/// What a letter says of whom it is about.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Letter {
    pub(super) others: Vec<String>,
}

/// What denies the words beside it.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Negation {
    pub(super) before: Vec<String>,
    pub(super) after: Vec<String>,
    pub(super) ends: Vec<String>,
    pub(super) pseudo: Vec<String>,
}

/// What shows that words are only spoken of.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Mention {
    pub(super) before: Vec<String>,
    pub(super) beside: Vec<String>,
}

/// Whose words stand between quotation marks.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Quotation {
    pub(super) staff: Vec<String>,
    pub(super) own: Vec<String>,
    pub(super) first_person: Vec<String>,
}

/// Who does what a verb says.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Subject {
    pub(super) person: Vec<String>,
    pub(super) pronoun: Vec<String>,
    pub(super) other: Vec<String>,
    pub(super) she: Vec<String>,
    pub(super) he: Vec<String>,
    pub(super) title_person: Vec<String>,
    pub(super) title_other: Vec<String>,
    pub(super) skip: Vec<String>,
    pub(super) catenative: Vec<String>,
    pub(super) relative: Vec<String>,
    pub(super) joins: Vec<String>,
    pub(super) clause: Vec<String>,
    pub(super) preposition: Vec<String>,
    pub(super) testimony: Vec<String>,
}

/// Headings that tell what the lines below them are about.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Section {
    pub(super) id: String,
    pub(super) headings: Vec<String>,
    /// The lines below are the person's own words.
    #[serde(default)]
    pub(super) own_words: bool,
}

/// A rule as a reviewer reads it.
#[derive(Debug, Deserialize)]
pub(super) struct Rule {
    pub(super) id: String,
    #[serde(default)]
    pub(super) row: Option<Rows>,
    pub(super) level: Level,
    pub(super) why: String,
    #[serde(default)]
    pub(super) see: Vec<String>,
    #[serde(default)]
    pub(super) everyday: bool,
    pub(super) comments: Option<Comments>,
    #[serde(flatten)]
    pub(super) guards: Guards,
    #[serde(default)]
    pub(super) frame: Vec<Frame>,
    pub(super) examples: Option<Examples>,
    #[serde(flatten)]
    pub(super) unknown: Unknown,
}

/// Keys that mean nothing, kept so that `compile` can name the one that was meant.
pub(super) type Unknown = BTreeMap<String, toml::Value>;

/// One row of the language table, or several.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Rows {
    One(u8),
    Many(Vec<u8>),
}

/// What must or must not stand beside a phrase.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Guards {
    pub(super) only_after: Vec<String>,
    pub(super) only_before: Vec<String>,
    pub(super) only_near: Vec<String>,
    pub(super) not_after: Vec<String>,
    pub(super) not_before: Vec<String>,
    pub(super) not_near: Vec<String>,
    pub(super) except: Vec<String>,
    pub(super) only_in: Vec<String>,
    pub(super) not_in: Vec<String>,
    pub(super) subject: Option<SubjectGuard>,
    pub(super) negated: Option<Negated>,
}

/// One grammatical shape.
#[derive(Debug, Deserialize)]
pub(super) struct Frame {
    pub(super) find: Vec<String>,
    #[serde(rename = "use", default)]
    pub(super) uses: Vec<String>,
    #[serde(default = "choose")]
    pub(super) fit: Fit,
    #[serde(flatten)]
    pub(super) guards: Guards,
    #[serde(flatten)]
    pub(super) unknown: Unknown,
}

/// Keys a rule may have, for suggestions.
pub(super) const RULE_KEYS: [&str; 9] =
    ["id", "row", "level", "why", "see", "everyday", "comments", "frame", "examples"];
/// Keys a frame may have, for suggestions.
pub(super) const FRAME_KEYS: [&str; 3] = ["find", "use", "fit"];
/// Keys that both may have.
pub(super) const GUARD_KEYS: [&str; 11] = [
    "only_after",
    "only_before",
    "only_near",
    "not_after",
    "not_before",
    "not_near",
    "except",
    "only_in",
    "not_in",
    "subject",
    "negated",
];

fn choose() -> Fit {
    Fit::Choose
}

/// The proof.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Examples {
    pub(super) flags: Vec<Vec<String>>,
    pub(super) passes: Vec<String>,
}
