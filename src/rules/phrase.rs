//! The notation of the rule tables: a phrase, and where it stands in a sentence.
//!
//! | written | stands for |
//! |---|---|
//! | `refused` | that word, however it is capitalised |
//! | `PD` | that word in capitals only |
//! | `non-compliant` | with a hyphen, a space, or nothing between |
//! | `{refuse}`, `{refuse\|decline}` | any word of that name from `words.toml` |
//! | `(word)`, `({class} of)` | it may be missing |
//! | `…` | up to four words, in the same clause |
//! | `#` | a number in digits |
//! | `,` `:` `/` … | that mark |
//! | `{start}` `{end}` | the start, the end of the sentence |
//! | `{stop}` | either of them, or a mark of punctuation |
//! | `{Name}` | a word with a capital that no rule knows |

use super::words::{Columns, UNKNOWN, Vocabulary, WordId, WordSet};
use crate::text::Span;
use crate::text::fold::{Folded, Shape};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How many words `…` may stand for.
const GAP: usize = 4;

/// A phrase of the notation, ready to be looked for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Phrase {
    /// As the table has it; empty in a compiled rule set.
    #[serde(skip)]
    pub(crate) source: String,
    pub(crate) pieces: Vec<Piece>,
    /// The fewest and the most words it can take.
    pub(crate) reach: (usize, usize),
    /// The fewest and the most words that can stand in it before its anchor.
    pub(crate) lead: (usize, usize),
}

/// A part of a phrase.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Piece {
    /// One word; in capitals only where `capitals` says so.
    Word { id: WordId, capitals: bool },
    /// Any word of a set, captured under its name.
    Set {
        name: Arc<str>,
        /// Shared with every phrase that has the name; [`Phrase::link`] puts it back.
        #[serde(skip)]
        set: Arc<WordSet>,
    },
    /// A number.
    Number,
    /// Up to [`GAP`] words.
    Gap,
    /// May be missing.
    Optional(Vec<Piece>),
    /// One of these.
    Either(Vec<Vec<Piece>>),
    /// The start of the sentence.
    Start,
    /// The end of the sentence.
    End,
    /// Either, or a mark of punctuation.
    Stop,
    /// A word with a capital that no rule knows.
    Name,
}

/// A sentence as phrases see it.
#[derive(Debug, Default)]
pub(crate) struct Sentence {
    /// Its words.
    pub(crate) folded: Folded,
    /// Their numbers, one each.
    pub(crate) ids: Vec<WordId>,
    /// Where it stands in the prose.
    pub(crate) span: Span,
    /// Whether it is all in capitals, so that capitals tell nothing.
    shouted: bool,
}

impl Sentence {
    /// Reads the sentence at `span` of `text`, in place of the one held so far.
    pub(crate) fn read(&mut self, text: &str, span: Span, vocabulary: &Vocabulary) {
        self.span = span;
        self.folded.read(text, span);
        self.ids.clear();
        let folded = &self.folded;
        self.ids.extend(folded.words.iter().map(|&w| vocabulary.id(folded.text(w))));
        let long = folded.words.iter().filter(|w| w.span.len() > 3 && w.shape != Shape::Mark);
        self.shouted = long.clone().all(|w| matches!(w.shape, Shape::Upper | Shape::Number))
            && long.clone().any(|w| w.shape == Shape::Upper);
    }

    /// Whether it is all in capitals.
    pub(crate) fn is_shouted(&self) -> bool {
        self.shouted
    }

    /// Whether the word at `i` may be a name: it has a capital, or all words have and no rule
    /// knows it.
    pub(crate) fn may_be_name(&self, i: usize) -> bool {
        match self.shape(i) {
            Shape::Capital => true,
            Shape::Upper => self.shouted && self.ids[i] == UNKNOWN,
            _ => false,
        }
    }

    /// How many words it has, marks among them.
    pub(crate) fn len(&self) -> usize {
        self.ids.len()
    }

    /// The text of the word at `i`.
    pub(crate) fn text(&self, i: usize) -> &str {
        self.folded.text(self.folded.words[i])
    }

    /// How the word at `i` was written.
    pub(crate) fn shape(&self, i: usize) -> Shape {
        self.folded.words[i].shape
    }

    /// Where the words `from..to` stand in the prose; there must be at least one.
    pub(crate) fn span_of(&self, from: usize, to: usize) -> Span {
        Span::new(self.folded.words[from].span.start, self.folded.words[to - 1].span.end)
    }
}

/// What a named part of a phrase stood for in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Capture {
    /// The name between its braces, or `…`, or `#`.
    pub(crate) name: Arc<str>,
    /// The words, `from..to`.
    pub(crate) words: (usize, usize),
    /// Which forms the spelling may be.
    pub(crate) columns: Columns,
}

/// Where a phrase stands in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Match {
    /// The first word.
    pub(crate) from: usize,
    /// One past the last word.
    pub(crate) to: usize,
    /// What its names stand for, in order.
    pub(crate) captures: Vec<Capture>,
}

impl Phrase {
    /// A phrase made of pieces that are already checked.
    pub(crate) fn new(source: String, pieces: Vec<Piece>) -> Self {
        let reach = reach(&pieces);
        Self { source, pieces, reach, lead: (0, reach.1.saturating_sub(1)) }
    }

    /// Puts the sets behind their names.
    pub(super) fn link(&mut self, sets: &Sets) {
        link(&mut self.pieces, sets);
    }

    fn todo(&self) -> Todo<'_> {
        Todo { pieces: &self.pieces, then: None }
    }

    /// Whether it may begin at a word, told by that word alone: most words begin no phrase, and
    /// this is quicker than to seek one.
    fn may_begin(&self, sentence: &Sentence, from: usize) -> bool {
        let Some(&id) = sentence.ids.get(from) else { return true };
        match self.pieces.first() {
            Some(Piece::Word { id: first, .. }) => *first == id,
            Some(Piece::Set { set, .. }) => set.may_begin_with(id),
            _ => true,
        }
    }

    /// Where it stands, if it begins at the word `from`.
    pub(crate) fn at(&self, sentence: &Sentence, from: usize) -> Option<Match> {
        if !self.may_begin(sentence, from) {
            return None;
        }
        let mut captures = Vec::new();
        let mut found = None;
        seek(self.todo(), sentence, from, &mut captures, &mut |to, captures| {
            found = Some(Match { from, to, captures: captures.to_vec() });
            true
        });
        found
    }

    /// Whether it stands right before the word `end`, and if so, where it begins.
    pub(crate) fn ending_at(&self, sentence: &Sentence, end: usize) -> Option<usize> {
        let first = end.saturating_sub(self.reach.1);
        let last = end.saturating_sub(self.reach.0);
        (first..=last).rev().filter(|&from| self.may_begin(sentence, from)).find(|&from| {
            seek(self.todo(), sentence, from, &mut Vec::new(), &mut |to, _| to == end)
        })
    }

    /// Whether it begins at the word `from`.
    pub(crate) fn begins_at(&self, sentence: &Sentence, from: usize) -> bool {
        self.may_begin(sentence, from)
            && seek(self.todo(), sentence, from, &mut Vec::new(), &mut |_, _| true)
    }

    /// Where it first stands within the words `from..to`.
    pub(crate) fn within(&self, sentence: &Sentence, from: usize, to: usize) -> Option<usize> {
        (from..to)
            .filter(|&i| self.may_begin(sentence, i))
            .find(|&i| seek(self.todo(), sentence, i, &mut Vec::new(), &mut |end, _| end <= to))
    }
}

/// Sets of words, by their names between braces.
pub(crate) type Sets = FxHashMap<Arc<str>, Arc<WordSet>>;

fn link(pieces: &mut [Piece], sets: &Sets) {
    for piece in pieces {
        match piece {
            Piece::Set { name, set } => set.clone_from(&sets[name]),
            Piece::Optional(inner) => link(inner, sets),
            Piece::Either(ways) => ways.iter_mut().for_each(|way| link(way, sets)),
            _ => {}
        }
    }
}

/// Adds the sets that pieces use.
pub(super) fn gather(pieces: &[Piece], sets: &mut Sets) {
    for piece in pieces {
        match piece {
            Piece::Set { name, set } => {
                sets.entry(name.clone()).or_insert_with(|| set.clone());
            }
            Piece::Optional(inner) => gather(inner, sets),
            Piece::Either(ways) => ways.iter().for_each(|way| gather(way, sets)),
            _ => {}
        }
    }
}

/// Pieces still to be taken, and those after them.
#[derive(Clone, Copy)]
struct Todo<'a> {
    pieces: &'a [Piece],
    then: Option<&'a Todo<'a>>,
}

type Accept<'a> = &'a mut dyn FnMut(usize, &[Capture]) -> bool;

/// Takes what is to do from the word `at` on, every way it can be taken, until `accept` is
/// content with where it ends. Optional parts are taken where they can be; gaps are kept short.
fn seek(
    todo: Todo<'_>,
    sentence: &Sentence,
    at: usize,
    captures: &mut Vec<Capture>,
    accept: Accept<'_>,
) -> bool {
    let Some((piece, pieces)) = todo.pieces.split_first() else {
        return match todo.then {
            Some(&then) => seek(then, sentence, at, captures, accept),
            None => accept(at, captures),
        };
    };
    let rest = Todo { pieces, then: todo.then };
    let here = at < sentence.len();
    match piece {
        Piece::Word { id, capitals } => {
            here && sentence.ids[at] == *id
                && (!capitals || sentence.shape(at) == Shape::Upper)
                && seek(rest, sentence, at + 1, captures, accept)
        }
        Piece::Number => {
            here && sentence.shape(at) == Shape::Number && {
                let capture = plain_capture("#", at, at + 1);
                seek_captured(capture, rest, sentence, captures, accept)
            }
        }
        Piece::Set { name, set } => members(set, sentence, at).any(|(len, columns)| {
            let capture = Capture { name: name.clone(), words: (at, at + len), columns };
            seek_captured(capture, rest, sentence, captures, accept)
        }),
        Piece::Gap => {
            let open = (at..sentence.len().min(at + GAP))
                .take_while(|&i| sentence.shape(i) != Shape::Mark || sentence.text(i) == ",")
                .count();
            (0..=open).any(|len| {
                let capture = plain_capture("…", at, at + len);
                seek_captured(capture, rest, sentence, captures, accept)
            })
        }
        Piece::Name => {
            here && sentence.ids[at] == UNKNOWN && sentence.may_be_name(at) && {
                let capture = plain_capture("Name", at, at + 1);
                seek_captured(capture, rest, sentence, captures, accept)
            }
        }
        Piece::Optional(inner) => {
            seek(Todo { pieces: inner, then: Some(&rest) }, sentence, at, captures, accept)
                || seek(rest, sentence, at, captures, accept)
        }
        Piece::Either(ways) => ways.iter().any(|way| {
            seek(Todo { pieces: way, then: Some(&rest) }, sentence, at, captures, accept)
        }),
        Piece::Start => at == 0 && seek(rest, sentence, at, captures, accept),
        Piece::End => !here && seek(rest, sentence, at, captures, accept),
        Piece::Stop => {
            let mark = |i: usize| sentence.shape(i) == Shape::Mark;
            (at == 0 || !here || mark(at) || mark(at - 1))
                && seek(rest, sentence, at, captures, accept)
        }
    }
}

fn seek_captured(
    capture: Capture,
    rest: Todo<'_>,
    sentence: &Sentence,
    captures: &mut Vec<Capture>,
    accept: Accept<'_>,
) -> bool {
    let end = capture.words.1;
    captures.push(capture);
    let done = seek(rest, sentence, end, captures, accept);
    captures.pop();
    done
}

fn plain_capture(name: &str, from: usize, to: usize) -> Capture {
    Capture { name: name.into(), words: (from, to), columns: Columns::default() }
}

/// How many words a member of the set takes at the word `at`, longest first.
fn members<'a>(
    set: &'a WordSet,
    sentence: &'a Sentence,
    at: usize,
) -> impl Iterator<Item = (usize, Columns)> + 'a {
    let ahead = sentence.ids.get(at..).unwrap_or_default();
    let phrases = ahead.first().map_or(&[][..], |&first| set.beginning_with(first));
    let phrases = phrases.iter().filter(|(p, _)| ahead.starts_with(p));
    let single = (!ahead.is_empty() && sentence.shape(at) != Shape::Mark)
        .then(|| {
            let shouted = sentence.shape(at) == Shape::Upper && set.capitals.contains(&ahead[0]);
            set.get(ahead[0], sentence.text(at)).or(shouted.then(Columns::default))
        })
        .flatten();
    phrases.map(|(p, columns)| (p.len(), *columns)).chain(single.map(|columns| (1, columns)))
}

/// The fewest and the most words that pieces can take.
pub(super) fn reach(pieces: &[Piece]) -> (usize, usize) {
    pieces.iter().map(piece_reach).fold((0, 0), |(a, b), (c, d)| (a + c, b + d))
}

fn piece_reach(piece: &Piece) -> (usize, usize) {
    match piece {
        Piece::Word { .. } | Piece::Number | Piece::Name => (1, 1),
        Piece::Set { set, .. } => {
            let lengths = set.phrases.iter().map(|(p, _)| p.len());
            let single =
                !(set.words.is_empty() && set.capitals.is_empty() && set.endings.is_empty());
            let least = if single { 1 } else { lengths.clone().min().unwrap_or(1) };
            (least, lengths.max().unwrap_or(1).max(1))
        }
        Piece::Gap => (0, GAP),
        Piece::Optional(inner) => (0, reach(inner).1),
        Piece::Either(ways) => ways
            .iter()
            .map(|way| reach(way))
            .fold((usize::MAX, 0), |(a, b), (c, d)| (a.min(c), b.max(d))),
        Piece::Start | Piece::End | Piece::Stop => (0, 0),
    }
}
