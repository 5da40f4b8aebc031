//! Findings for a person at a terminal.
//!
//! A block a finding: where, the sentence with the words underlined, why, and what could stand
//! there instead, always as whole sentences. What a block is made of is for `layout`.

use super::layout::{
    NO_MORE, QUIET, TITLE, choices, counted, level_style, new_words, paragraph, rewrites, rows,
    styled, underlined,
};
use super::wrap::{Mark, Marked, collapse, plain};
use super::{Checked, Totals, level_name};
use crate::document::Document;
use crate::lint::{Finding, Rewrite};
use crate::rules::Fit;
use crate::text::Span;
use crate::text::lines::Columns;

/// Shown once a document, with its count: a question of house style, and a note may hold it in
/// every line.
const ONCE: &str = "patient";

/// How many bytes of a sentence are shown before and after the words found. Notes without full
/// stops would fill the screen.
const AROUND: usize = 300;

/// One document's findings, a blank line after each.
pub fn document(checked: &Checked<'_>, width: usize) -> String {
    let mut out = String::new();
    for (finding, times) in shown(checked) {
        block(&mut out, checked, finding, times, width);
    }
    out
}

/// The findings that people are shown, each with how many of the
/// document's it stands for.
pub(super) fn shown<'a, 'r>(checked: &'a Checked<'r>) -> Vec<(&'a Finding<'r>, usize)> {
    let is_once = |finding: &Finding<'_>| finding.rule.id == ONCE;
    let mut once = checked.findings.iter().filter(|f| is_once(f)).count();
    let mut shown = Vec::with_capacity(checked.findings.len());
    for finding in &checked.findings {
        match is_once(finding) {
            false => shown.push((finding, 1)),
            true if once > 0 => shown.push((finding, std::mem::take(&mut once))),
            true => {}
        }
    }
    shown
}

/// The last lines of a run: how to read what needs reading, then the sum.
pub fn closing(totals: &Totals<'_>, new: bool) -> String {
    let mut hints = Vec::new();
    if totals.counts.choices > 0 {
        hints.push("Where there are numbers, choose what is true.");
    }
    if totals.counts.blanks > 0 {
        hints.push("What stands in [ ] is for you to fill in.");
    }
    let mut out = String::new();
    if !hints.is_empty() {
        out = format!("{}\n\n", styled(QUIET, &hints.join("\n")));
    }
    out.push_str(&summary(totals, new));
    match totals.errors.len() {
        0 => {}
        unread => out.push_str(&format!(" {} could not be read.", counted(unread, "file"))),
    }
    out + "\n"
}

/// The sum of a run in a sentence; with a baseline, only what is `new` was found.
pub(super) fn summary(totals: &Totals<'_>, new: bool) -> String {
    let all = counted(totals.files, "file");
    let mut found = Vec::new();
    if totals.counts.avoid > 0 {
        found.push(format!("{} to avoid", totals.counts.avoid));
    }
    if totals.counts.consider > 0 {
        found.push(format!("{} to consider", totals.counts.consider));
    }
    match (totals.files, found.is_empty()) {
        (0, _) => "No files were checked.".to_owned(),
        (_, true) if new => format!("Nothing new in {all}."),
        (_, true) => format!("Nothing found in {all}."),
        (1, false) => format!("{}, in {all}.", found.join(", ")),
        (_, false) => format!("{}, in {} of {all}.", found.join(", "), totals.flagged),
    }
}

fn block(
    out: &mut String,
    checked: &Checked<'_>,
    finding: &Finding<'_>,
    times: usize,
    width: usize,
) {
    head(out, &checked.path, &checked.document, finding, times, width);
    match finding.rewrites.is_empty() {
        // A comment can always be taken out, and the reason says so.
        true if finding.rule.comments.is_some() => {}
        true if checked.redacted => paragraph(out, NO_MORE, width),
        _ => rewrites(out, &instead(&checked.document, finding), width),
    }
    out.push('\n');
}

/// One finding, to ask the writer about: every rewrite has a number to choose it by.
pub fn question(path: &str, document: &Document, finding: &Finding<'_>, width: usize) -> String {
    let mut out = String::new();
    head(&mut out, path, document, finding, 1, width);
    choices(&mut out, &instead(document, finding), width);
    out
}

/// Where it is and what it is, the sentence, and why.
fn head(
    out: &mut String,
    path: &str,
    document: &Document,
    finding: &Finding<'_>,
    times: usize,
    width: usize,
) {
    let rule = finding.rule;
    let level = level_style(rule.level);
    let place = place(path, document, finding.span);
    let mut heading =
        vec![styled(TITLE, &place), styled(level, level_name(rule.level)), rule.id.clone()];
    if !rule.rows.is_empty() {
        heading.push(styled(QUIET, &rows(&rule.rows)));
    }
    if times > 1 {
        heading.push(styled(QUIET, &format!("{times} times in this document")));
    }
    out.push_str(&heading.join("  "));
    out.push('\n');

    let (text, span) = document.visible(finding.span);
    let found = (&text[span.range()], Some(Mark::Found));
    underlined(out, &in_sentence(document, finding.sentence, finding.span, &[found]), level, width);
    paragraph(out, &rule.why, width);
}

/// The sentence after each rewrite.
pub(super) fn instead(document: &Document, finding: &Finding<'_>) -> Vec<(Marked, Fit)> {
    let sentence =
        |r: &Rewrite| in_sentence(document, finding.sentence, r.span, &new_words(&r.text));
    finding.rewrites.iter().map(|r| (sentence(r), r.fit)).collect()
}

/// `notes/a.txt:3:14`, counted from 1, in characters.
pub(super) fn place(path: &str, document: &Document, span: Span) -> String {
    if let Some(place) = document.place(span.start) {
        return format!("{}: {place}", plain(path));
    }
    let at = document.lines.position(&document.source, span.start, Columns::Chars);
    format!("{}:{}:{}", plain(path), at.line + 1, at.column + 1)
}

/// A sentence with `pieces` in the place of `span`.
pub fn in_sentence(
    document: &Document,
    sentence: Span,
    span: Span,
    pieces: &[(&str, Option<Mark>)],
) -> Marked {
    let (source, span) = document.visible(span);
    let (_, sentence) = document.visible(sentence);
    let (before, after) = window(source, sentence, span);
    let mut all = Vec::with_capacity(pieces.len() + 4);
    if before > sentence.start {
        all.push(("… ", None));
    }
    all.push((&source[before..span.start], None));
    all.extend_from_slice(pieces);
    all.push((&source[span.end..after], None));
    if after < sentence.end {
        all.push((" …", None));
    }
    collapse(&all)
}

/// As much of a sentence around a span as is shown, cut at white space where there is some.
fn window(source: &str, sentence: Span, span: Span) -> (usize, usize) {
    let before = &source[sentence.start..span.start];
    let after = &source[span.end..sentence.end];
    let mut from = 0;
    if before.len() > AROUND {
        from = before.ceil_char_boundary(before.len() - AROUND);
        from += before[from..].find(char::is_whitespace).unwrap_or(0);
    }
    let mut to = after.len();
    if to > AROUND {
        to = after.floor_char_boundary(AROUND);
        to = after[..to].rfind(char::is_whitespace).unwrap_or(to);
    }
    (sentence.start + from, span.end + to)
}

#[cfg(test)]
mod tests {
    use super::{closing, window};
    use crate::output::{Counts, FileError, Totals};
    use crate::text::Span;

    fn sum(files: usize, flagged: usize, avoid: usize, consider: usize) -> String {
        let counts = Counts { avoid, consider, ..Counts::default() };
        closing(&Totals { files, flagged, counts, ..Totals::default() }, false)
    }

    #[test]
    fn a_run_ends_with_its_sum() {
        assert_eq!(sum(5, 2, 3, 2), "3 to avoid, 2 to consider, in 2 of 5 files.\n");
        assert_eq!(sum(1, 1, 0, 2), "2 to consider, in 1 file.\n");
        assert_eq!(sum(5, 0, 0, 0), "Nothing found in 5 files.\n");
        assert_eq!(sum(0, 0, 0, 0), "No files were checked.\n");
        let error = FileError { path: "a".into(), message: "b".into() };
        let totals = Totals { files: 1, errors: vec![error], ..Totals::default() };
        assert_eq!(closing(&totals, false), "Nothing found in 1 file. 1 file could not be read.\n");
    }

    #[test]
    fn a_sentence_without_end_is_cut_around_the_words() {
        for word in ["word ", "né ", "拒绝"] {
            let text = format!("{}X{}", word.repeat(400), word.repeat(400));
            let at = word.len() * 400;
            let all = Span::new(0, text.len());
            let (from, to) = window(&text, all, Span::new(at, at + 1));
            assert!((290..=300).contains(&(at - from)), "{}", at - from);
            assert!((290..=300).contains(&(to - at - 1)), "{}", to - at - 1);
        }
        let text = "He refused.";
        assert_eq!(window(text, Span::new(0, 11), Span::new(3, 10)), (0, 11));
    }
}
