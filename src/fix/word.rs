//! Tracked changes and comments in a part of a Word document (`WordprocessingML`, ECMA-376 part 1,
//! 17.13).
//!
//! Runs are split where words begin and end, and nothing else is touched. Where a run cannot be
//! split with certainty there is only a comment, beside it. What is changed, and what a comment
//! says, is for `package`.

use super::elements::{Element, Elements};
use super::pen::Pen;
use crate::document::Document;
use crate::text::Span;
use crate::text::edit::Edit;
use quick_xml::escape::partial_escape;

/// What of a run may be struck out.
const WORDS: [&str; 4] = ["t", "noBreakHyphen", "softHyphen", "lastRenderedPageBreak"];

/// What may stand between runs that are struck out; it stays.
const MARKS: [&str; 8] = [
    "proofErr",
    "bookmarkStart",
    "bookmarkEnd",
    "commentRangeStart",
    "commentRangeEnd",
    "permStart",
    "permEnd",
    "del",
];

/// What runs may stand in, to be split.
const HOLDERS: [&str; 3] = ["p", "hyperlink", "smartTag"];

/// In these a change would be lost, or be one inside another, which Word does not support (Microsoft
/// MS-OE376, 2.1.341).
const LOCKED: [&str; 4] = ["ins", "moveTo", "fldSimple", "del"];

/// A part that can be edited.
pub(super) struct Part<'a> {
    source: &'a str,
    elements: Elements<'a>,
    /// The prefix of the names, with its colon.
    prefix: &'a str,
    /// Complex fields, from their first mark to their last.
    fields: Vec<Span>,
    /// Where careword's comments are anchored.
    comments: Vec<Span>,
}

/// A place where a run ends and another begins with the same formatting.
struct Cut {
    at: usize,
    /// What ends the run.
    close: String,
    /// What begins the next.
    open: String,
    /// What keeps spaces at the end of the text before it.
    keep: Option<Edit>,
}

impl<'a> Part<'a> {
    /// A part to be edited; none where it is not well-formed, or is a part of comments.
    pub(super) fn of(document: &'a Document, pen: &Pen<'_>) -> Option<Self> {
        let source = &document.source;
        let elements = Elements::of(source)?;
        let root = elements.all.first()?;
        // Attributes need a prefix.
        if root.name() == "comments" || root.prefix().is_empty() {
            return None;
        }
        let prefix = root.prefix();
        let mut part = Self { source, elements, prefix, fields: Vec::new(), comments: Vec::new() };
        part.find_ranges(pen);
        Some(part)
    }

    fn find_ranges(&mut self, pen: &Pen<'_>) {
        let mut fields: Vec<usize> = Vec::new();
        let mut comments: Vec<(String, usize)> = Vec::new();
        for (number, element) in self.elements.all.iter().enumerate() {
            match element.name() {
                "fldChar" => match self.elements.attribute(number, "fldCharType").as_deref() {
                    Some("begin") => fields.push(element.span.start),
                    Some("end") => {
                        if let Some(start) = fields.pop() {
                            self.fields.push(Span::new(start, element.span.end));
                        }
                    }
                    _ => {}
                },
                "commentRangeStart" => {
                    let id = self.elements.attribute(number, "id").unwrap_or_default();
                    if pen.ours.contains(&id) {
                        comments.push((id, element.span.end));
                    }
                }
                "commentRangeEnd" => {
                    let id = self.elements.attribute(number, "id").unwrap_or_default();
                    if let Some((_, start)) = comments.iter().rev().find(|(open, _)| *open == id) {
                        self.comments.push(Span::new(*start, element.span.start));
                    }
                }
                _ => {}
            }
        }
        // A field that never ends may reach anywhere.
        let end = self.source.len();
        self.fields.extend(fields.into_iter().map(|start| Span::new(start, end)));
    }

    /// Whether careword has a comment anchored at some of these words.
    pub(super) fn has_comment(&self, span: Span) -> bool {
        self.comments.iter().any(|comment| comment.overlaps(span))
    }

    /// The edits that replace a stretch of words as a tracked change, with a comment where there is
    /// room for one; none where the runs cannot be split with certainty.
    pub(super) fn change(
        &self,
        span: Span,
        text: &str,
        remark: Vec<String>,
        pen: &mut Pen<'_>,
    ) -> Option<Vec<Edit>> {
        let runs = self.runs(span)?;
        let (start, end) = (self.before(span.start)?, self.behind(span.end)?);
        let p = self.prefix;
        let mut edits: Vec<Edit> = start.keep.into_iter().collect();
        let id = self.takes_comment(span, pen).then(|| pen.comment(remark));
        for (i, &run) in runs.iter().enumerate() {
            let (is_first, is_last) = (i == 0, i + 1 == runs.len());
            let whole = self.elements.all[run].span;
            let from = if is_first { start.at } else { whole.start };
            let to = if is_last { end.at } else { whole.end };
            let mut new = String::new();
            if is_first {
                new.push_str(&start.close);
                new.extend(id.map(|id| format!("<{p}commentRangeStart {p}id=\"{id}\"/>")));
            }
            new.push_str(&self.signed("del", &self.struck(run, span), pen));
            if is_last {
                // The new words look as the first of the old did, which is what Word does when
                // something is typed over a selection.
                let words = partial_escape(text);
                let words = format!(
                    "<{p}r>{}<{p}t xml:space=\"preserve\">{words}</{p}t></{p}r>",
                    self.format_of(runs[0])
                );
                new.push_str(&self.signed("ins", &words, pen));
                new.extend(id.map(|id| self.reference(id)));
                new.push_str(&end.open);
            }
            edits.push(Edit { span: Span::new(from, to), text: new });
        }
        Some(edits)
    }

    /// The edits that anchor a comment at a stretch of words; none where Word has no comments.
    pub(super) fn comment(
        &self,
        span: Span,
        remark: Vec<String>,
        pen: &mut Pen<'_>,
    ) -> Option<Vec<Edit>> {
        if !self.takes_comment(span, pen) {
            return None;
        }
        let start = self.before(span.start).or_else(|| self.beside(span.start, true))?;
        let end = self.behind(span.end).or_else(|| self.beside(span.end - 1, false))?;
        let p = self.prefix;
        let id = pen.comment(remark);
        let begin = format!("{}<{p}commentRangeStart {p}id=\"{id}\"/>{}", start.close, start.open);
        let finish = format!("{}{}{}", end.close, self.reference(id), end.open);
        let mut edits: Vec<Edit> = start.keep.into_iter().chain(end.keep).collect();
        edits.push(Edit { span: Span::new(start.at, start.at), text: begin });
        edits.push(Edit { span: Span::new(end.at, end.at), text: finish });
        Some(edits)
    }

    /// Word ignores comments in headers, footers, text boxes and notes (Microsoft MS-OI29500,
    /// 2.1.315).
    fn takes_comment(&self, span: Span, pen: &Pen<'_>) -> bool {
        let all = &self.elements.all;
        let Some(number) = self.elements.at(span.start) else { return false };
        let in_box = |n: usize| all[n].name() == "txbxContent";
        all[0].name() == "document"
            && all[number].prefix() == self.prefix
            && !self.elements.around(number).any(in_box)
            && !self.has_comment(span)
            && pen.room > 0
    }

    /// The runs that hold the words of a span; none where they cannot be struck out, run by run.
    fn runs(&self, span: Span) -> Option<Vec<usize>> {
        let all = &self.elements.all;
        let first = self.run_at(span.start)?;
        let last = self.run_at(span.end.checked_sub(1)?)?;
        let holder = all[first].parent?;
        let is_locked = |n: usize| {
            LOCKED.contains(&all[n].name()) || all[n].name() == "sdt" && self.is_bound(n)
        };
        if all[last].parent != Some(holder)
            || self.elements.around(first).any(is_locked)
            || self.fields.iter().any(|field| field.overlaps(span))
        {
            return None;
        }
        let mut runs = Vec::new();
        let reach = Span::new(all[first].span.start, all[last].span.end);
        for number in self.elements.beginning_in(reach).filter(|&n| all[n].parent == Some(holder)) {
            let is_run = all[number].name() == "r";
            if is_run && self.is_plain(number, span) {
                runs.push(number);
            } else if !(MARKS.contains(&all[number].name()) || is_run && self.is_mark(number)) {
                return None;
            }
        }
        Some(runs)
    }

    /// The run whose words stand at an offset, if it is one that may be split.
    fn run_at(&self, offset: usize) -> Option<usize> {
        let all = &self.elements.all;
        let child = self.elements.at(offset)?;
        let run = all[child].parent?;
        let holder = &all[all[run].parent?];
        let fits = |e: &Element<'_>, names: &[&str]| {
            e.prefix() == self.prefix && names.contains(&e.name())
        };
        // Formatting that somebody has changed is noted in each run, with a number of its own.
        let is_changed = self.format_of(run).contains("rPrChange");
        let is_words = !self.source[all[child].inner.range()].contains('<');
        (fits(&all[child], &WORDS)
            && fits(&all[run], &["r"])
            && fits(holder, &HOLDERS)
            && is_words
            && !is_changed)
            .then_some(run)
    }

    /// Whether a run has words in a span, and nothing else there.
    fn is_plain(&self, run: usize, span: Span) -> bool {
        let all = &self.elements.all;
        let mut touched = self
            .elements
            .children(run)
            .filter(|&n| all[n].name() != "rPr" && all[n].span.overlaps(span));
        let is_words = |n: usize| WORDS.contains(&all[n].name());
        let mut some = false;
        touched.all(|n| {
            some = true;
            is_words(n) && self.run_at(all[n].span.start) == Some(run)
        }) && some
    }

    /// Whether a run holds nothing, or the mark of a comment.
    fn is_mark(&self, run: usize) -> bool {
        let names = ["rPr", "commentReference", "annotationRef", "lastRenderedPageBreak"];
        self.elements.children(run).all(|n| names.contains(&self.elements.all[n].name()))
    }

    /// Whether the text of a content control comes from data elsewhere in the package.
    fn is_bound(&self, control: usize) -> bool {
        let content = |n: &usize| self.elements.all[*n].name() == "sdtContent";
        let end = self.elements.children(control).find(content);
        let end = end.map_or(0, |n| self.elements.all[n].span.start);
        let start = self.elements.all[control].span.start;
        self.source.get(start..end).is_none_or(|settings| settings.contains("dataBinding"))
    }

    /// A cut before the words that begin at an offset.
    fn before(&self, offset: usize) -> Option<Cut> {
        let run = self.run_at(offset)?;
        let child = self.elements.at(offset)?;
        let element = &self.elements.all[child];
        if element.name() == "t" && offset > element.inner.start {
            return Some(self.inside(run, child, offset));
        }
        let mut behind_format = self.elements.children(run);
        let first = behind_format.find(|&n| self.elements.all[n].name() != "rPr");
        let at = element.span.start;
        Some(self.between(run, at, first == Some(child), self.elements.all[run].span.start))
    }

    /// A cut behind the words that end at an offset.
    fn behind(&self, offset: usize) -> Option<Cut> {
        let run = self.run_at(offset.checked_sub(1)?)?;
        let child = self.elements.at(offset - 1)?;
        let element = &self.elements.all[child];
        if element.name() == "t" && offset < element.inner.end {
            return Some(self.inside(run, child, offset));
        }
        let is_last = self.elements.children(run).last() == Some(child);
        Some(self.between(run, element.span.end, is_last, self.elements.all[run].span.end))
    }

    fn inside(&self, run: usize, text: usize, at: usize) -> Cut {
        let (p, element) = (self.prefix, &self.elements.all[text]);
        let is_kept = self.source[element.tag().range()].contains("xml:space");
        let end = element.inner.start - 1;
        Cut {
            at,
            close: format!("</{p}t></{p}r>"),
            open: format!("{}<{p}t xml:space=\"preserve\">", self.head(run)),
            keep: (!is_kept).then(|| Edit {
                span: Span::new(end, end),
                text: " xml:space=\"preserve\"".to_owned(),
            }),
        }
    }

    /// A cut between two children of a run, or at its `edge`.
    fn between(&self, run: usize, at: usize, is_edge: bool, edge: usize) -> Cut {
        if is_edge {
            return Cut { at: edge, close: String::new(), open: String::new(), keep: None };
        }
        Cut { at, close: format!("</{}r>", self.prefix), open: self.head(run), keep: None }
    }

    /// A place beside the whole of what stands at an offset in its paragraph.
    fn beside(&self, offset: usize, is_start: bool) -> Option<Cut> {
        let all = &self.elements.all;
        let number = self.elements.at(offset)?;
        let in_paragraph = |n: &usize| all[*n].parent.is_some_and(|p| all[p].name() == "p");
        let outer =
            std::iter::once(number).chain(self.elements.around(number)).find(in_paragraph)?;
        let span = all[outer].span;
        let at = if is_start { span.start } else { span.end };
        Some(Cut { at, close: String::new(), open: String::new(), keep: None })
    }

    /// The first tag of a run, and its formatting.
    fn head(&self, run: usize) -> String {
        format!("{}{}", &self.source[self.elements.all[run].tag().range()], self.format_of(run))
    }

    fn format_of(&self, run: usize) -> &str {
        let all = &self.elements.all;
        let format = self.elements.children(run).find(|&n| all[n].name() == "rPr");
        format.map_or("", |n| &self.source[all[n].span.range()])
    }

    /// The words of a run that lie in a span, as a run that is struck out.
    fn struck(&self, run: usize, span: Span) -> String {
        let p = self.prefix;
        let mut new = self.head(run);
        for child in self.elements.children(run) {
            let element = &self.elements.all[child];
            if element.name() == "rPr" || !element.span.overlaps(span) {
                continue;
            }
            if element.name() == "t" {
                let (start, end) = (element.inner.start, element.inner.end);
                let words = start.max(span.start)..end.min(span.end);
                let words = self.source.get(words).unwrap_or_default();
                new.push_str(&format!("<{p}delText xml:space=\"preserve\">{words}</{p}delText>"));
            } else {
                new.push_str(&self.source[element.span.range()]);
            }
        }
        new.push_str(&format!("</{p}r>"));
        new
    }

    /// An insertion or deletion, with its number, author and date.
    fn signed(&self, name: &str, runs: &str, pen: &mut Pen<'_>) -> String {
        let p = self.prefix;
        let (id, signature) = (pen.number(), pen.signature(p));
        format!("<{p}{name} {p}id=\"{id}\" {signature}>{runs}</{p}{name}>")
    }

    /// The end of a comment's range, and the mark that leads to it.
    fn reference(&self, id: u32) -> String {
        let p = self.prefix;
        format!(
            "<{p}commentRangeEnd {p}id=\"{id}\"/><{p}r><{p}commentReference {p}id=\"{id}\"/></{p}r>"
        )
    }
}
