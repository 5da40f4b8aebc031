//! What a line end in plain text means: mere wrapping, or the end of a statement.
//!
//! In text that was wrapped at some width it is a space; in a note with one statement to a line it
//! ends the statement. [`Block::is_wrap`] tells them apart by what a program that wraps would have
//! done, so that wrapping a paragraph anew changes nothing. What a line holds is told by `line`.

use super::line::{Line, Marker, has_label, is_rule};

/// The narrowest column text is taken to have been wrapped at, in characters. Below this, short
/// statements one to a line would look wrapped.
const NARROWEST: usize = 40;

/// A line this long, in characters, that ends in no stop goes on below, even if the next word has a
/// capital and would have fitted.
const WRAPPED_BY_HAND: usize = 60;

/// Consecutive lines, seen as something that may have been wrapped.
pub(super) struct Block<'a> {
    text: &'a str,
    ascii: bool,
    lines: &'a [Line],
    /// The column it would have been wrapped at.
    width: usize,
    /// Whether every one of its line ends is where wrapping would have put it.
    wrapped: bool,
}

impl<'a> Block<'a> {
    pub(super) fn new(text: &'a str, ascii: bool, lines: &'a [Line]) -> Self {
        let mut block = Self { text, ascii, lines, width: NARROWEST, wrapped: false };
        for line in lines {
            // A single word may stick out beyond the column, so it tells nothing.
            if line.width > block.width && block.words(line).contains(char::is_whitespace) {
                block.width = line.width;
            }
        }
        block.wrapped = lines.first().is_some_and(|line| line.marker == Marker::None)
            && (1..lines.len()).all(|next| block.is_full(next));
        block
    }

    /// What is on a line, list marker and all.
    fn words(&self, line: &Line) -> &'a str {
        &self.text[line.content..line.span.end]
    }

    /// Whether the first word of a line would not have fitted at the end of the line before.
    fn is_full(&self, next: usize) -> bool {
        let words = self.words(&self.lines[next]);
        let above = self.lines[next - 1].width;
        // Most line ends are told by their widths alone: no word is longer than its line.
        if above + 1 + words.len() <= self.width {
            return false;
        }
        let word = words.split(char::is_whitespace).next().unwrap_or(words);
        let len = if self.ascii { word.len() } else { word.chars().count() };
        above + 1 + len > self.width
    }

    /// Whether the line end before the line `next` is mere wrapping. `first` is the line on which
    /// the region before it begins.
    pub(super) fn is_wrap(&self, first: usize, next: usize) -> bool {
        let (above, line) = (&self.lines[next - 1], &self.lines[next]);
        let words = self.words(line);
        if line.depth != above.depth || is_rule(words) || is_rule(self.words(above)) {
            return false;
        }
        let item = &self.lines[first];
        match line.marker {
            Marker::Certain => return false,
            // A dash may come to stand at the start of a line of prose: all else has to fit.
            Marker::Likely => return self.wrapped,
            Marker::None => {}
        }
        if item.marker != Marker::None && line.indent > item.indent {
            return true;
        }
        if self.is_full(next) {
            return true;
        }
        let words = &self.text[line.words..line.span.end];
        // Whoever wraps by hand stops short now and then, but seldom by much.
        let long = above.width >= WRAPPED_BY_HAND && above.width * 4 >= self.width * 3;
        (long || words.starts_with(char::is_lowercase))
            && !self.words(above).ends_with(['.', '!', '?', ':', ';'])
            && !has_label(words)
    }
}
