//! Text made fit for a terminal: white space collapsed, nothing that could steer the terminal,
//! cut into lines that fit.
//!
//! Measures in terminal columns, so that wide and combining characters come out right. Colour
//! and indentation are for `layout`.

use std::ops::Range;
use unicode_width::UnicodeWidthStr;

/// Text on one line, some of it marked.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Marked {
    /// The text, with single spaces.
    pub text: String,
    /// The marked stretches, as byte offsets into `text`, sorted and disjoint.
    pub marks: Vec<(Range<usize>, Mark)>,
}

/// Why a stretch of text stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// The words found.
    Found,
    /// Words that would stand there instead.
    New,
    /// A blank for the writer to fill.
    Blank,
}

/// Joins pieces into one line: white space becomes single spaces, none at either end, and
/// characters that could steer a terminal become `�`.
pub fn collapse(pieces: &[(&str, Option<Mark>)]) -> Marked {
    let mut line = Marked::default();
    let mut space = false;
    for &(piece, mark) in pieces {
        for c in piece.chars() {
            if c.is_whitespace() {
                space = true;
                continue;
            }
            if space && !line.text.is_empty() {
                line.text.push(' ');
            }
            space = false;
            let start = line.text.len();
            line.text.push(harmless(c));
            if let Some(mark) = mark {
                extend(&mut line.marks, start..line.text.len(), mark);
            }
        }
    }
    line
}

/// Cuts a text into lines of at most `width` columns, as byte ranges. A word is only broken when
/// it alone is too long for a line.
pub fn wrap(text: &str, width: usize) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let (mut start, mut end) = (0, 0);
    for word in words(text) {
        if end > start && text[start..word.end].width() > width {
            lines.push(start..end);
            start = word.start;
        }
        while text[start..word.end].width() > width {
            let cut = start + fitting(&text[start..word.end], width);
            lines.push(start..cut);
            start = cut;
        }
        end = word.end;
    }
    if end > start {
        lines.push(start..end);
    }
    lines
}

/// A text in which nothing can steer a terminal: for paths, which hold no white space to collapse.
pub fn plain(text: &str) -> String {
    text.chars().map(harmless).collect()
}

/// Notes come from anywhere. An escape sequence in one must not recolour or rewrite the screen,
/// and a bidirectional override must not shift words away from their carets.
fn harmless(c: char) -> char {
    match c {
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        c if c.is_control() => '\u{fffd}',
        c => c,
    }
}

/// Marks a stretch, carrying on the mark before it across a space.
fn extend(marks: &mut Vec<(Range<usize>, Mark)>, stretch: Range<usize>, mark: Mark) {
    match marks.last_mut() {
        Some((last, same)) if *same == mark && last.end + 1 >= stretch.start => {
            last.end = stretch.end;
        }
        _ => marks.push((stretch, mark)),
    }
}

fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut next = 0;
    text.split(' ').map(move |word| {
        let start = next;
        next += word.len() + 1;
        start..start + word.len()
    })
}

/// The most bytes of a word that fit, and at least one character.
fn fitting(word: &str, width: usize) -> usize {
    let ends = word.char_indices().map(|(i, c)| i + c.len_utf8());
    let mut best = 0;
    for end in ends {
        if best > 0 && word[..end].width() > width {
            break;
        }
        best = end;
    }
    best
}

#[cfg(test)]
mod tests {
    use super::{Mark, Marked, collapse, plain, wrap};

    fn cut(text: &str, width: usize) -> Vec<&str> {
        wrap(text, width).into_iter().map(|line| &text[line]).collect()
    }

    #[test]
    fn white_space_collapses_and_marks_carry_over_it() {
        let pieces = [("  He ", None), ("refused\r\n\t to", Some(Mark::Found)), ("  go.\n", None)];
        let line = collapse(&pieces);
        assert_eq!(
            line,
            Marked { text: "He refused to go.".into(), marks: vec![(3..13, Mark::Found)] }
        );
    }

    #[test]
    fn nothing_steers_the_terminal() {
        assert_eq!(collapse(&[("a\u{1b}[31mb\u{9b}c\u{202e}d", None)]).text, "a�[31mb�c�d");
        assert_eq!(plain("a\u{7}.txt"), "a�.txt");
    }

    #[test]
    fn lines_fit() {
        assert_eq!(cut("one two three", 7), ["one two", "three"]);
        assert_eq!(cut("one two three", 80), ["one two three"]);
        assert_eq!(cut("", 80), [""; 0]);
    }

    #[test]
    fn wide_characters_count_double_and_combining_ones_not_at_all() {
        assert_eq!(cut("他 拒绝 了", 7), ["他 拒绝", "了"]);
        assert_eq!(cut("ne\u{301}e ne\u{301}e", 7), ["ne\u{301}e ne\u{301}e"]);
    }

    #[test]
    fn a_word_too_long_for_a_line_is_broken() {
        assert_eq!(cut("a 12345678 b", 4), ["a", "1234", "5678", "b"]);
        assert_eq!(cut("拒绝", 1), ["拒", "绝"]);
    }
}
