//! Findings without the note around them, for reports that more people read than may read the note.
//!
//! Done once, before any format sees them, so that no format can forget it. What stays: the words
//! found, where they stand, and what the rule says.

use crate::document::Document;
use crate::lint::{Finding, Rewrite};
use crate::text::Span;

/// Words of a rewrite that it has from anywhere in the sentence.
const PERSON: [&str; 8] = ["he", "him", "his", "himself", "she", "her", "hers", "herself"];

/// Takes from findings all that quotes the document beyond the words found: the sentence, and
/// rewrites that tell more of it. A rewrite is made of its rule's words and of those found, but for
/// an article before them, which stays, and the pronoun of the person, which does not.
pub fn redact(document: &mut Document, findings: &mut [Finding<'_>]) {
    document.show_prose_only();
    for finding in findings {
        let Finding { span, sentence, rewrites, .. } = finding;
        rewrites.retain(|rewrite| tells_no_more(document, *span, rewrite));
        let start = rewrites.iter().map(|rewrite| rewrite.span.start).min();
        *sentence = Span::new(start.unwrap_or(span.start).min(span.start), span.end);
    }
}

fn tells_no_more(document: &Document, found: Span, rewrite: &Rewrite) -> bool {
    let source = &document.source;
    let before = source[rewrite.span.start.min(found.start)..found.start].trim();
    let is_article = ["", "a", "an"].contains(&before.to_lowercase().as_str());
    let (text, seen) = document.visible(found);
    let known: Vec<String> = words(&text[seen.range()]).collect();
    let mut persons = words(&rewrite.text).filter(|word| PERSON.contains(&word.as_str()));
    rewrite.span.end == found.end && is_article && persons.all(|word| known.contains(&word))
}

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase)
}
