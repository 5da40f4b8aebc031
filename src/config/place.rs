//! Where in a `careword.toml` a key or a value stands.

use crate::text::Span;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A step on the way from the top of the file to a value.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step<'a> {
    /// Into a table, by a key.
    Key(&'a str),
    /// Into a list, by a number from 0.
    Item(usize),
}

/// A file as TOML has it, every part with its place.
pub(super) struct Places<'t>(Option<Spanned<DeTable<'t>>>);

impl<'t> Places<'t> {
    /// Reads a text; where it is no TOML, nothing stands anywhere.
    pub(super) fn new(text: &'t str) -> Self {
        Self(DeTable::parse(text).ok())
    }

    /// The bytes of the value at the end of the steps; the start of the file if there is none.
    pub(super) fn value(&self, steps: &[Step<'_>]) -> Span {
        self.find(steps).map_or(Span::new(0, 0), |(_, value)| value)
    }

    /// The bytes of the key at the end of the steps.
    pub(super) fn key(&self, steps: &[Step<'_>]) -> Span {
        self.find(steps).map_or(Span::new(0, 0), |(key, _)| key)
    }

    /// The bytes of the last key on the way, and of the value.
    fn find(&self, steps: &[Step<'_>]) -> Option<(Span, Span)> {
        let span = |range: std::ops::Range<usize>| Span::new(range.start, range.end);
        let (first, rest) = match steps {
            [Step::Key(first), rest @ ..] => (*first, rest),
            _ => return None,
        };
        let (key, mut value) = self.0.as_ref()?.get_ref().get_key_value(first)?;
        let mut key = span(key.span());
        for step in rest {
            value = match (step, value.get_ref()) {
                (Step::Key(name), DeValue::Table(table)) => {
                    let (found, value) = table.get_key_value(*name)?;
                    key = span(found.span());
                    value
                }
                (Step::Item(number), DeValue::Array(items)) => items.get(*number)?,
                _ => return None,
            };
        }
        Some((key, span(value.span())))
    }
}
