//! Where the elements of an XML source stand, so that it can be edited without being written anew.
//!
//! Which elements matter is for `word` and `opendocument`.

use crate::document::xml;
use crate::text::Span;
use quick_xml::Reader;
use quick_xml::events::Event;

/// The elements of a source, in the order in which they begin.
pub(super) struct Elements<'a> {
    source: &'a str,
    pub(super) all: Vec<Element<'a>>,
}

/// An element. Spans are byte offsets into the source.
pub(super) struct Element<'a> {
    /// Its name with the prefix.
    pub(super) qualified: &'a str,
    /// From the first byte of its first tag to the last byte of its last.
    pub(super) span: Span,
    /// What stands between its tags; empty, and at the end of the tag, where there is only one.
    pub(super) inner: Span,
    /// The number of the element it stands in.
    pub(super) parent: Option<usize>,
}

impl<'a> Element<'a> {
    /// The name without the prefix.
    pub(super) fn name(&self) -> &'a str {
        self.qualified.rsplit(':').next().unwrap_or(self.qualified)
    }

    /// The prefix with its colon; empty where there is none.
    pub(super) fn prefix(&self) -> &'a str {
        &self.qualified[..self.qualified.len() - self.name().len()]
    }

    /// Its first tag.
    pub(super) const fn tag(&self) -> Span {
        Span::new(self.span.start, self.inner.start)
    }

    /// Whether it is written as one tag.
    pub(super) const fn is_empty(&self) -> bool {
        self.inner.end == self.span.end
    }
}

impl<'a> Elements<'a> {
    /// Finds the elements of a source, which may begin with a byte order mark; none where it is not
    /// well-formed.
    pub(super) fn of(source: &'a str) -> Option<Self> {
        let bare = source.trim_start_matches('\u{FEFF}');
        let mark = source.len() - bare.len();
        let mut reader = Reader::from_str(bare);
        let mut all: Vec<Element<'a>> = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        let mut at = mark;
        while let Some((event, span)) = xml::next(&mut reader) {
            let span = Span::new(span.start + mark, span.end + mark);
            at = span.end;
            match event {
                Event::Start(_) | Event::Empty(_) => {
                    let tag = source.get(span.start + 1..span.end)?;
                    let end = tag.find(|c: char| c.is_whitespace() || matches!(c, '/' | '>'))?;
                    let inner = Span::new(span.end, span.end);
                    let parent = open.last().copied();
                    if matches!(event, Event::Start(_)) {
                        open.push(all.len());
                    }
                    all.push(Element { qualified: &tag[..end], span, inner, parent });
                }
                Event::End(_) => {
                    let element = all.get_mut(open.pop()?)?;
                    element.inner.end = span.start;
                    element.span.end = span.end;
                }
                _ => {}
            }
        }
        // Reading ends at the end, or at a fault.
        let whole = open.is_empty() && !all.is_empty() && at == source.len();
        whole.then_some(Self { source, all })
    }

    /// The number of the innermost element in which, or in whose tags, a byte of the source stands.
    pub(super) fn at(&self, offset: usize) -> Option<usize> {
        let mut at = self.all.partition_point(|e| e.span.start <= offset).checked_sub(1)?;
        while self.all[at].span.end <= offset {
            at = self.all[at].parent?;
        }
        Some(at)
    }

    /// The elements around one, from the inside out.
    pub(super) fn around(&self, number: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(self.all[number].parent, |&n| self.all[n].parent)
    }

    /// The elements directly in one, in order.
    pub(super) fn children(&self, number: usize) -> impl Iterator<Item = usize> {
        let end = self.all[number].span.end;
        let behind = self.all.iter().enumerate().skip(number + 1);
        let inside = behind.take_while(move |(_, e)| e.span.start < end);
        inside.filter(move |(_, e)| e.parent == Some(number)).map(|(n, _)| n)
    }

    /// The elements that begin in a stretch of the source.
    pub(super) fn beginning_in(&self, span: Span) -> impl Iterator<Item = usize> {
        let from = self.all.partition_point(|e| e.span.start < span.start);
        (from..self.all.len()).take_while(move |&n| self.all[n].span.start < span.end)
    }

    /// The value of an attribute, by its name without a prefix.
    pub(super) fn attribute(&self, number: usize, name: &str) -> Option<String> {
        let tag = self.source.get(self.all[number].tag().range())?;
        match Reader::from_str(tag).read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) => xml::attribute(&tag, name),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Elements;

    #[test]
    fn elements_stand_where_they_stand() {
        let source = "<?xml version='1.0'?><w:a x=\"1>2\"><b/>é<b w:y='z'>t</b ></w:a>\n";
        let elements = Elements::of(source).unwrap();
        let told: Vec<_> =
            elements.all.iter().map(|e| (e.name(), &source[e.span.range()])).collect();
        assert_eq!(
            told,
            [
                ("a", "<w:a x=\"1>2\"><b/>é<b w:y='z'>t</b ></w:a>"),
                ("b", "<b/>"),
                ("b", "<b w:y='z'>t</b >"),
            ]
        );
        assert_eq!(elements.all[0].prefix(), "w:");
        assert!(elements.all[1].is_empty() && !elements.all[2].is_empty());
        assert_eq!(elements.at(source.find("t<").unwrap()), Some(2));
        assert_eq!(elements.at(source.find('é').unwrap()), Some(0));
        assert_eq!(elements.attribute(2, "y").as_deref(), Some("z"));
        assert_eq!(elements.attribute(0, "x").as_deref(), Some("1>2"));
        assert_eq!(elements.children(0).collect::<Vec<_>>(), [1, 2]);
        let marked = "\u{FEFF}<a>b</a>";
        assert_eq!(&marked[Elements::of(marked).unwrap().all[0].inner.range()], "b");
        for damaged in ["", "<a>", "<a></b>", "<a/><b", "<a></a></a>"] {
            assert!(Elements::of(damaged).is_none(), "{damaged}");
        }
    }
}
