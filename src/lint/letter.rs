//! Letters to the person that they are about, in which "you" are that person.
//!
//! What follows from it is for `subject` and `rewrite`.

use crate::document::Document;
use rustc_hash::FxHashSet;

/// How far from its start a letter may greet somebody, in bytes.
const GREETING: usize = 2_000;
/// The most words that a greeting calls one person by.
const NAMES: usize = 4;

/// Whether a document greets one person by name, as letters to the person do: "Dear Ms Hart,".
/// `others` are those whom a letter greets and is not about.
pub(super) fn is_to_person(document: &Document, others: &FxHashSet<String>) -> bool {
    let is_name = |name: &&str| {
        let plain = name.trim_end_matches('.').to_lowercase();
        name.starts_with(char::is_uppercase) && !others.contains(&plain)
    };
    let opening = document.regions.iter().take_while(|region| region.span.start < GREETING);
    opening.into_iter().any(|region| {
        let words = &document.prose.text[region.span.range()];
        let greeted = words.split([',', ':']).next().unwrap_or_default();
        let mut words = greeted.split_whitespace();
        let is_greeting = words.next() == Some("Dear");
        let names: Vec<_> = words.take(NAMES + 1).collect();
        is_greeting && (1..=NAMES).contains(&names.len()) && names.iter().all(is_name)
    })
}

#[cfg(test)]
mod tests {
    use super::is_to_person;
    use crate::document::{Document, Format};
    use crate::rules::RuleSet;

    #[test]
    fn letters_to_the_person() {
        let table = [
            ("Dear Ms Hart,\n\nYou", true),
            ("14 May\n\n  Dear\u{A0}Mina\n\nYou", true),
            ("Dear Mr J. Hart: you", true),
            ("Dear Dr Hart,\n\nYou", false),
            ("Dear Colleague,", false),
            ("Dear Reader,", false),
            ("Dear Mr and Mrs Hart,", false),
            ("Dear Sir or Madam,", false),
            ("Dear me, he said.", false),
            ("You", false),
        ];
        let rules = RuleSet::built_in();
        for (text, expected) in table {
            let document = Document::new(text, Format::Plain);
            assert_eq!(is_to_person(&document, &rules.context.greeted), expected, "{text}");
        }
    }
}
