//! Tracked changes and comments in the body of an OpenDocument text (ODF 1.3 part 3: 5.5, 14.1).
//!
//! What is struck out moves to a list before the body, and a mark tells where it stood; the new words
//! stand between two marks. The spans that give words their formatting are closed before such a mark
//! and opened again behind it, which is how LibreOffice writes them. Where words cannot be taken out with certainty there is
//! only a comment. What is changed, and what a comment says, is for `package`.

use super::elements::Elements;
use super::pen::Pen;
use crate::document::Document;
use crate::document::package::AUTHOR;
use crate::text::Span;
use crate::text::edit::Edit;
use quick_xml::escape::partial_escape;

/// Names whose prefixes must mean what they usually do.
const NAMESPACES: [&str; 3] = [
    "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\"",
    "xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"",
    "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"",
];

/// What words stand in directly.
const HOLDERS: [&str; 4] = ["p", "h", "span", "a"];

/// Where a page ended when the text was last laid out.
const PAGE_BREAK: &str = "soft-page-break";

/// In these nothing is tracked: comments, and lists that are made anew from the headings.
const LOCKED: [&str; 2] = ["annotation", "index-body"];

/// A part that can be edited.
pub(super) struct Part<'a> {
    source: &'a str,
    elements: Elements<'a>,
    /// The number of the element that holds the text.
    body: usize,
    /// What tracked changes have inserted.
    inserted: Vec<Span>,
    /// Where careword's comments are anchored.
    comments: Vec<Span>,
}

/// Words that can be struck out.
struct Words {
    xml: String,
    /// The ends of pages among them, which stay.
    breaks: String,
    /// The spans that are open where they begin, and where they end.
    first: Spans,
    last: Spans,
}

/// Spans that are open at some place.
#[derive(Default)]
struct Spans {
    /// Their first tags.
    open: String,
    /// Their last tags.
    close: String,
    /// The paragraph or link they stand in.
    holder: usize,
}

impl<'a> Part<'a> {
    /// The body of a text, to be edited; none where it is not well-formed, or is another part.
    pub(super) fn of(document: &'a Document) -> Option<Self> {
        let source = &document.source;
        let elements = Elements::of(source)?;
        let root = &source[elements.all.first()?.tag().range()];
        let body = elements.all.iter().position(|e| e.qualified == "office:text")?;
        if !NAMESPACES.iter().all(|name| root.contains(name)) {
            return None;
        }
        let mut part = Self { source, elements, body, inserted: Vec::new(), comments: Vec::new() };
        part.find_ranges();
        Some(part)
    }

    fn find_ranges(&mut self) {
        let all = &self.elements.all;
        let mut open: Vec<(String, usize)> = Vec::new();
        for (number, element) in all.iter().enumerate() {
            let name = |attribute| self.elements.attribute(number, attribute).unwrap_or_default();
            match element.name() {
                "change-start" => open.push((name("change-id"), element.span.start)),
                "change-end" => {
                    let id = name("change-id");
                    if let Some((_, start)) = open.iter().rev().find(|(begun, _)| *begun == id) {
                        self.inserted.push(Span::new(*start, element.span.end));
                    }
                }
                "annotation" if self.is_ours(number) => {
                    open.push((format!("comment {}", name("name")), element.span.end));
                }
                "annotation-end" => {
                    let id = format!("comment {}", name("name"));
                    if let Some((_, start)) = open.iter().rev().find(|(begun, _)| *begun == id) {
                        self.comments.push(Span::new(*start, element.span.start));
                    }
                }
                _ => {}
            }
        }
    }

    /// Whether careword has written a comment.
    fn is_ours(&self, annotation: usize) -> bool {
        let all = &self.elements.all;
        let author = self.elements.children(annotation).find(|&n| all[n].name() == "creator");
        author.is_some_and(|n| &self.source[all[n].inner.range()] == AUTHOR)
    }

    /// Whether careword has a comment anchored at some of these words.
    pub(super) fn has_comment(&self, span: Span) -> bool {
        self.comments.iter().any(|comment| comment.overlaps(span))
    }

    /// The edits that replace a stretch of words as a tracked change, with a comment where there is
    /// room for one; none where the words cannot be taken out with certainty.
    pub(super) fn change(
        &self,
        span: Span,
        text: &str,
        remark: Vec<String>,
        pen: &mut Pen<'_>,
    ) -> Option<Vec<Edit>> {
        let Words { xml, breaks, first, last } = self.words(span)?;
        let style = self.elements.attribute(self.paragraph(span.start)?, "style-name");
        let (style, text) = (style.unwrap_or_default(), partial_escape(text));
        let (start, end) = match self.takes_comment(span) {
            true => comment(remark, pen),
            false => (String::new(), String::new()),
        };
        let (open, close) = (&first.open, &last.close);
        let gone = format!("<text:p text:style-name=\"{style}\">{open}{xml}{close}</text:p>");
        let gone = region("deletion", &gone, pen);
        let new = region("insertion", "", pen);
        // The new words look as the first of the old did.
        let new = format!(
            "{}{start}<text:change text:change-id=\"{gone}\"/>{breaks}\
             <text:change-start text:change-id=\"{new}\"/>{}{text}{}\
             <text:change-end text:change-id=\"{new}\"/>{end}{}",
            first.close, first.open, first.close, last.open
        );
        Some(vec![Edit { span, text: new }])
    }

    /// The edits that anchor a comment at a stretch of words; none where there is no room for one.
    pub(super) fn comment(
        &self,
        span: Span,
        remark: Vec<String>,
        pen: &mut Pen<'_>,
    ) -> Option<Vec<Edit>> {
        if !self.takes_comment(span) {
            return None;
        }
        let before = self.beside(span.start)?.map_or(span.start, |outer| outer.start);
        let behind = self.beside(span.end.checked_sub(1)?)?.map_or(span.end, |outer| outer.end);
        let (start, end) = comment(remark, pen);
        let at = |at, text| Edit { span: Span::new(at, at), text };
        Some(vec![at(before, start), at(behind, end)])
    }

    /// The edit that lists what was changed, before the text.
    pub(super) fn list(&self, pen: &mut Pen<'_>) -> Option<Edit> {
        let regions = std::mem::take(&mut pen.regions);
        if regions.is_empty() {
            return None;
        }
        let all = &self.elements.all;
        let child = |name| self.elements.children(self.body).find(|&n| all[n].name() == name);
        let close = "</text:tracked-changes>";
        let (span, text) = match child("tracked-changes").map(|n| &all[n]) {
            Some(list) if list.is_empty() => {
                let end = list.span.end;
                (Span::new(end - 2, end), format!(">{regions}{close}"))
            }
            Some(list) => (Span::new(list.inner.end, list.inner.end), regions),
            None => {
                // Only forms stand before it.
                let at = child("forms").map_or(all[self.body].inner.start, |n| all[n].span.end);
                let open = "<text:tracked-changes text:track-changes=\"false\">";
                (Span::new(at, at), format!("{open}{regions}{close}"))
            }
        };
        Some(Edit { span, text })
    }

    /// Whether a comment can be anchored at words: in the body, and not in a note.
    fn takes_comment(&self, span: Span) -> bool {
        let is_note = |n: usize| self.elements.all[n].name() == "note";
        self.is_open(span)
            && !self
                .elements
                .at(span.start)
                .is_some_and(|number| self.elements.around(number).any(is_note))
            && !self.has_comment(span)
    }

    /// Whether words stand in the body, and in nothing that is drawn or locked.
    fn is_open(&self, span: Span) -> bool {
        let all = &self.elements.all;
        let Some(number) = self.elements.at(span.start) else { return false };
        let shut = |n: usize| all[n].prefix() == "draw:" || LOCKED.contains(&all[n].name());
        let mut around = self.elements.around(number);
        all[self.body].inner.contains(span) && !around.any(shut)
    }

    /// The paragraph around an offset.
    fn paragraph(&self, offset: usize) -> Option<usize> {
        let number = self.elements.at(offset)?;
        let is_paragraph =
            |n: &usize| ["text:p", "text:h"].contains(&self.elements.all[*n].qualified);
        std::iter::once(number).chain(self.elements.around(number)).find(is_paragraph)
    }

    /// The words of a span; none where they cannot be taken out.
    fn words(&self, span: Span) -> Option<Words> {
        let all = &self.elements.all;
        let paragraph = self.paragraph(span.start)?;
        if !self.is_open(span)
            || !all[paragraph].inner.contains(span)
            || self.inserted.iter().any(|range| range.overlaps(span))
        {
            return None;
        }
        let (first, last) = (self.spans(span.start)?, self.spans(span.end)?);
        if first.holder != last.holder {
            return None;
        }
        let (mut xml, mut breaks) = (String::new(), String::new());
        let (mut at, mut tags) = (span.start, 0);
        for number in self.elements.beginning_in(all[paragraph].inner) {
            let element = &all[number];
            let end = Span::new(element.inner.end, element.span.end);
            let tags_of = [element.tag(), end].into_iter().filter(|tag| !tag.is_empty());
            let touched = tags_of.filter(|tag| tag.overlaps(span)).count();
            match element.name() {
                _ if touched == 0 => {}
                "span" => {}
                "s" if element.is_empty() => {}
                PAGE_BREAK if element.is_empty() => {
                    xml.push_str(&self.source[at..element.span.start]);
                    breaks.push_str(&self.source[element.span.range()]);
                    at = element.span.end;
                }
                _ => return None,
            }
            tags += touched;
        }
        xml.push_str(&self.source[at..span.end]);
        // More tags than these are comments, or something else that is no words.
        let found = self.source[span.range()].matches('<').count();
        (found == tags).then_some(Words { xml, breaks, first, last })
    }

    /// The spans that are open at an offset, if they can be closed and opened again.
    fn spans(&self, offset: usize) -> Option<Spans> {
        let all = &self.elements.all;
        let inner = self.elements.at(offset)?;
        let begins_here = all[inner].span.start == offset;
        let inner = if begins_here { all[inner].parent? } else { inner };
        let mut spans = Spans::default();
        for number in std::iter::once(inner).chain(self.elements.around(inner)) {
            let element = &all[number];
            match element.name() {
                "p" | "h" | "a" => {
                    spans.holder = number;
                    return Some(spans);
                }
                "span" => {
                    let tag = &self.source[element.tag().range()];
                    // No two elements may have one name.
                    if tag.contains("xml:id") {
                        return None;
                    }
                    spans.open.insert_str(0, tag);
                    spans.close.push_str(&format!("</{}>", element.qualified));
                }
                _ => return None,
            }
        }
        None
    }

    /// What is around words that do not stand directly in a paragraph: a field, say.
    fn beside(&self, offset: usize) -> Option<Option<Span>> {
        let all = &self.elements.all;
        let inner = self.elements.at(offset)?;
        let mut around = std::iter::once(inner).chain(self.elements.around(inner));
        let mut outer = None;
        loop {
            let number = around.next()?;
            if HOLDERS.contains(&all[number].name()) {
                return Some(outer);
            }
            // An element of spaces may be all there is between two words.
            if all[number].name() != "s" {
                outer = Some(all[number].span);
            }
        }
    }
}

/// Takes down a change, and gives it a name.
fn region(kind: &str, words: &str, pen: &mut Pen<'_>) -> String {
    let id = format!("{AUTHOR}{}", pen.number());
    let info = format!("<office:change-info>{}</office:change-info>", pen.creator());
    pen.regions.push_str(&format!(
        "<text:changed-region xml:id=\"{id}\" text:id=\"{id}\">\
         <text:{kind}>{info}{words}</text:{kind}></text:changed-region>"
    ));
    id
}

/// A comment, and the mark that ends what it is about.
fn comment(remark: Vec<String>, pen: &mut Pen<'_>) -> (String, String) {
    let paragraph = |line: &String| format!("<text:p>{}</text:p>", partial_escape(line.as_str()));
    let lines: String = remark.iter().map(paragraph).collect();
    let name = format!("{AUTHOR}{}", pen.comment(remark));
    let start = format!(
        "<office:annotation office:name=\"{name}\">{}{lines}</office:annotation>",
        pen.creator()
    );
    (start, format!("<office:annotation-end office:name=\"{name}\"/>"))
}
