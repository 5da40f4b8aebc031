//! What every page for a person is made of: paragraphs, underlined sentences, rewrites.
//!
//! Writes colour as escape sequences; whoever prints takes them out where there is no colour.
//! Which pages there are is for `human` and for the commands.

use super::wrap::{Mark, Marked, collapse, wrap};
use crate::rules::{Fit, Level};
use anstyle::{AnsiColor, Style};
use std::ops::Range;
use unicode_width::UnicodeWidthStr;

/// What names the thing shown.
pub const TITLE: Style = Style::new().bold();
/// What may be passed over.
pub const QUIET: Style = Style::new().dimmed();
/// New words.
const NEW: Style = AnsiColor::Green.on_default();
/// A blank for the writer to fill.
const BLANK: Style = AnsiColor::Magenta.on_default().bold();

/// Every page leaves a margin of four columns. What stands in it tells what the text beside it is:
/// a quoted sentence, or a rewrite.
const EMPTY: &str = "    ";
const QUOTED: &str = "  │ ";
const ARROW: &str = "  → ";

/// What is said where a rewrite would tell more of a note than may be shown.
pub(super) const NO_MORE: &str = "No rewrite is shown.";

/// What is said where no wording is safe to suggest.
pub(super) const NO_REWRITE: &str = "No rewrite: what fits here, only you can say.";

/// The colour of a level.
pub const fn level_style(level: Level) -> Style {
    match level {
        Level::Avoid => AnsiColor::Yellow.on_default().bold(),
        Level::Consider => AnsiColor::Cyan.on_default().bold(),
    }
}

/// A text in a style.
pub fn styled(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// A count and the word for what is counted: `1 file`, `2 files`.
pub fn counted(count: usize, one: &str) -> String {
    format!("{count} {one}{}", if count == 1 { "" } else { "s" })
}

/// `row 13`, `rows 13, 14`; nothing for a rule of a service's own.
pub fn rows(rows: &[u8]) -> String {
    let list: Vec<String> = rows.iter().map(u8::to_string).collect();
    match rows.len() {
        0 => String::new(),
        1 => format!("row {}", list[0]),
        _ => format!("rows {}", list.join(", ")),
    }
}

/// Writes a paragraph, set in and wrapped.
pub fn paragraph(out: &mut String, text: &str, width: usize) {
    lines(out, &collapse(&[(text, None)]), [EMPTY, EMPTY], Style::new(), width);
}

/// Writes a sentence with carets under the words found.
pub fn underlined(out: &mut String, sentence: &Marked, carets: Style, width: usize) {
    lines(out, sentence, [QUOTED, QUOTED], carets, width);
}

/// Writes rewrites, each already set into its place. A single one gets an arrow; where there are
/// several, each gets a number, for somebody must choose.
pub fn rewrites(out: &mut String, sentences: &[(Marked, Fit)], width: usize) {
    match sentences {
        [] => paragraph(out, NO_REWRITE, width),
        [(sentence, Fit::Safe | Fit::FillIn)] => {
            lines(out, sentence, [ARROW, EMPTY], NEW, width);
        }
        [(sentence, Fit::Choose)] => {
            lines(out, &after("If true: ", sentence), [ARROW, EMPTY], NEW, width);
        }
        several => choices(out, several, width),
    }
}

/// Writes rewrites, a number before each.
pub fn choices(out: &mut String, sentences: &[(Marked, Fit)], width: usize) {
    for (i, (sentence, _)) in sentences.iter().enumerate() {
        lines(out, sentence, [&format!("{:>2}. ", i + 1), EMPTY], NEW, width);
    }
}

/// Writes a sentence that somebody has just chosen.
pub fn chosen(out: &mut String, sentence: &Marked, width: usize) {
    lines(out, sentence, [ARROW, EMPTY], NEW, width);
}

/// The new words of a rewrite, its blanks marked as such.
pub fn new_words(text: &str) -> Vec<(&str, Option<Mark>)> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((open, close)) = blank(rest) {
        pieces.push((&rest[..open], Some(Mark::New)));
        pieces.push((&rest[open..close], Some(Mark::Blank)));
        rest = &rest[close..];
    }
    pieces.push((rest, Some(Mark::New)));
    pieces
}

fn blank(text: &str) -> Option<(usize, usize)> {
    let open = text.find('[')?;
    let close = open + text[open..].find(']')? + 1;
    Some((open, close))
}

/// Marked text with words before it.
fn after(words: &str, marked: &Marked) -> Marked {
    let by = words.len();
    let marks = marked.marks.iter().map(|(at, mark)| (at.start + by..at.end + by, *mark));
    Marked { text: format!("{words}{}", marked.text), marks: marks.collect() }
}

/// Writes marked text, wrapped, beside the margin of its first line and that of all others.
/// `accent` is the colour of the carets, and of what stands in the margin of a rewrite.
fn lines(out: &mut String, marked: &Marked, margins: [&str; 2], accent: Style, width: usize) {
    let [first, others] = margins;
    let text_width = width.saturating_sub(EMPTY.len()).max(10);
    for (i, line) in wrap(&marked.text, text_width).into_iter().enumerate() {
        let margin = if i == 0 { first } else { others };
        let colour = if margin == QUOTED { QUIET } else { accent };
        out.push_str(&styled(colour, margin));
        let found = words(out, marked, &line);
        out.push('\n');
        if let Some(found) = found {
            let before = marked.text[line.start..found.start].width();
            let under = marked.text[found].width().max(1);
            out.push_str(&styled(colour, others));
            out.push_str(&" ".repeat(before));
            out.push_str(&styled(accent, &"^".repeat(under)));
            out.push('\n');
        }
    }
}

/// Writes one line's words in their styles; returns where the words found are, if any are in it.
fn words(out: &mut String, marked: &Marked, line: &Range<usize>) -> Option<Range<usize>> {
    let mut at = line.start;
    let mut found = None;
    for (stretch, mark) in &marked.marks {
        let (from, to) = (stretch.start.max(line.start), stretch.end.min(line.end));
        if from >= to {
            continue;
        }
        out.push_str(&marked.text[at..from]);
        let style = match mark {
            Mark::Found => TITLE,
            Mark::New => NEW,
            Mark::Blank => BLANK,
        };
        out.push_str(&styled(style, &marked.text[from..to]));
        if *mark == Mark::Found {
            found = Some(from..to);
        }
        at = to;
    }
    out.push_str(&marked.text[at..line.end]);
    found
}

#[cfg(test)]
mod tests {
    use super::{new_words, paragraph, rewrites, underlined};
    use crate::output::wrap::{Mark, collapse};
    use crate::rules::Fit;
    use anstyle::Style;

    fn bare(text: &str) -> String {
        anstream::adapter::strip_str(text).to_string()
    }

    fn carets(pieces: [&str; 3], width: usize) -> String {
        let [before, found, after] = pieces;
        let sentence = collapse(&[(before, None), (found, Some(Mark::Found)), (after, None)]);
        let mut out = String::new();
        underlined(&mut out, &sentence, Style::new(), width);
        bare(&out)
    }

    #[test]
    fn carets_stand_under_their_words() {
        assert_eq!(carets(["He ", "refused", " it."], 80), "  │ He refused it.\n  │    ^^^^^^^\n");
        assert_eq!(
            carets(["病人 cafe\u{301} ", "拒绝", "。"], 80),
            "  │ 病人 cafe\u{301} 拒绝。\n  │           ^^^^\n"
        );
    }

    #[test]
    fn carets_follow_words_onto_the_next_line() {
        assert_eq!(
            carets(["Then he ", "refused to", " go."], 20),
            "  │ Then he refused\n  │         ^^^^^^^\n  │ to go.\n  │ ^^\n"
        );
    }

    #[test]
    fn one_rewrite_has_an_arrow_and_several_have_numbers() {
        let rewrite = |text| collapse(&new_words(text));
        let mut out = String::new();
        rewrites(&mut out, &[(rewrite("She ate."), Fit::Safe)], 80);
        rewrites(&mut out, &[(rewrite("She ate."), Fit::Choose)], 80);
        rewrites(
            &mut out,
            &[(rewrite("She ate."), Fit::Choose), (rewrite("She [verb]."), Fit::FillIn)],
            80,
        );
        assert_eq!(
            bare(&out),
            "  → She ate.\n  → If true: She ate.\n 1. She ate.\n 2. She [verb].\n"
        );
    }

    #[test]
    fn paragraphs_are_set_in_and_wrapped() {
        let mut out = String::new();
        paragraph(&mut out, "one two  three four", 14);
        assert_eq!(bare(&out), "    one two\n    three four\n");
    }
}
