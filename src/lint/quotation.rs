//! Quotation: which words stand between marks, and whose they are.
//!
//! A person's own words are left alone. Staff's are not: a label does not become true, or kind,
//! by standing between quotation marks.

use crate::rules::RuleSet;
use crate::rules::phrase::{Phrase, Sentence};
use crate::text::Span;

/// How many bytes before and after a quotation are read to learn whose it is.
const NEARBY: usize = 90;
/// A quotation of no more words than this, by nobody in particular, is the writer's own word held
/// at arm's length.
const SCARE: usize = 3;

/// A quotation of this many words or more, by nobody in particular, is from a record.
const RECORD: usize = 12;

/// The stretches of a region that stand between quotation marks, without the marks.
///
/// `"` opens and closes by turns, unless a digit before it makes it an inch; curly marks and
/// guillemets pair; a single mark opens only before a letter, after something else, and if there
/// is one to close it. What is never closed runs to the end of the region, single marks apart.
pub(super) fn spans(text: &str, region: Span) -> Vec<Span> {
    let slice = &text[region.range()];
    let marked = |c: char| matches!(c, '"' | '“' | '”' | '«' | '»' | '‘' | '’' | '\'' | '„');
    if !slice.contains(marked) {
        return Vec::new();
    }
    let mut spans = Vec::new();
    let mut open: Option<(usize, char)> = None;
    let mut before = ' ';
    for (i, c) in slice.char_indices() {
        let after = slice[i + c.len_utf8()..].chars().next().unwrap_or(' ');
        let closes = |closer: char| match closer {
            // An apostrophe within a word closes nothing.
            '\'' | '’' => c == closer && !after.is_alphanumeric() && !before.is_whitespace(),
            _ => c == closer,
        };
        match open {
            Some((start, closer)) if closes(closer) => {
                spans.push(Span::new(region.start + start, region.start + i));
                open = None;
            }
            Some(_) => {}
            None => {
                open = opens(c, before, after, &slice[i..]).map(|close| (i + c.len_utf8(), close));
            }
        }
        before = c;
    }
    if let Some((start, closer)) = open
        && !matches!(closer, '\'' | '’')
    {
        spans.push(Span::new(region.start + start, region.end));
    }
    spans
}

/// The mark that closes what `c` opens, if it opens anything.
fn opens(c: char, before: char, after: char, rest: &str) -> Option<char> {
    match c {
        '"' if !before.is_ascii_digit() => Some('"'),
        '“' | '„' => Some('”'),
        '«' => Some('»'),
        '‘' if closes_later(rest, '’') => Some('’'),
        '\'' if !before.is_alphanumeric()
            && after.is_alphabetic()
            && !is_clipped(&rest[1..])
            && closes_later(rest, '\'') =>
        {
            Some('\'')
        }
        _ => None,
    }
}

/// Whether the word has lost its beginning: "'cause", "'til".
fn is_clipped(word: &str) -> bool {
    let letters = word.find(|c: char| !c.is_alphabetic()).unwrap_or(word.len());
    ["cause", "cos", "til", "em", "bout", "tis", "twas", "round", "n"].contains(&&word[..letters])
}

/// Whether a single mark that could close stands further on.
fn closes_later(rest: &str, mark: char) -> bool {
    let mut before = ' ';
    let mut chars = rest.char_indices().skip(1).peekable();
    while let Some((_, c)) = chars.next() {
        let after = chars.peek().map_or(' ', |&(_, c)| c);
        if c == mark && !before.is_whitespace() && !after.is_alphanumeric() {
            return true;
        }
        before = c;
    }
    false
}

/// Whether the words between these marks are a person's own, and so not the writer's to change.
pub(super) fn is_own(text: &str, region: Span, quote: Span, rules: &RuleSet) -> bool {
    let read = |start: usize, end: usize| {
        let mut sentence = Sentence::default();
        sentence.read(text, Span::new(start, end), &rules.vocabulary);
        sentence
    };
    let stands = |list: &[Phrase], sentence: &Sentence| {
        list.iter().any(|p| p.within(sentence, 0, sentence.len()).is_some())
    };
    let low = floor(text, quote.start.saturating_sub(NEARBY).max(region.start));
    let high = floor(text, (quote.end + NEARBY).min(region.end));
    let before = read(low, quote.start);
    let inside = read(quote.start, quote.end);
    let context = &rules.context.quotation;
    if stands(&context.staff, &before) {
        return false;
    }
    let first_person = (0..inside.len())
        .any(|i| context.first_person.get(inside.ids[i], inside.text(i)).is_some());
    let told = || stands(&context.own, &before) || stands(&context.own, &read(quote.end, high));
    // What is long, and in which nobody says "I", is from a letter or a record unless it is said
    // whose words they are.
    first_person || (SCARE < inside.len() && inside.len() < RECORD) || told()
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks() {
        let table: [(&str, &[&str]); 14] = [
            ("she said \"I hate it\" twice", &["I hate it"]),
            ("she said “I hate it” twice", &["I hate it"]),
            ("«non» and “oui”", &["non", "oui"]),
            ("he calls it 'the clamp' now", &["the clamp"]),
            ("he calls it ‘the clamp’ now", &["the clamp"]),
            ("the '90s, 'cause of patients' meals at five o'clock", &[]),
            ("it's Jo's and the others' turn", &[]),
            ("6'2\" tall and \"well\"", &["well"]),
            ("he said \"they are after me", &["they are after me"]),
            ("he said “they are after me", &["they are after me"]),
            ("'I'm fine, don't fuss,' she said", &["I'm fine, don't fuss,"]),
            ("‘I’m fine, don’t fuss,’ she said", &["I’m fine, don’t fuss,"]),
            ("“she told me 'go' and I went”", &["she told me 'go' and I went"]),
            ("none at all", &[]),
        ];
        for (text, quotes) in table {
            let found: Vec<_> =
                spans(text, Span::new(0, text.len())).iter().map(|s| &text[s.range()]).collect();
            assert_eq!(found, quotes, "{text}");
        }
    }
}
