//! Where the lines of a text begin, and which line and column an offset stands in.
//!
//! A line ends at `\n`, `\r\n` or a lone `\r`, as editors and the Language Server Protocol have
//! it. Every offset is in bytes of UTF-8; lines and columns count from 0, so a caller who prints
//! them for people adds one. The text itself is kept elsewhere and handed in with each question.

use crate::text::Span;
use memchr::memchr2_iter;

/// How many bytes lie between two marks. Small enough to count through in less than a
/// microsecond, large enough that the marks of a 10 MB text take 40 kB.
const STEP: usize = 4096;

/// An index of the lines of one text.
#[derive(Debug, Clone)]
pub struct Lines {
    /// The byte offset at which each line begins; the first is always 0.
    starts: Vec<usize>,
    /// How many characters begin before each multiple of [`STEP`]. Empty where the text is ASCII.
    /// With these, no question costs more than one step, however long a line is.
    marks: Vec<Count>,
}

/// A place in a text as editors name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line, from 0.
    pub line: usize,
    /// The column, from 0, in the unit that was asked for.
    pub column: usize,
}

/// The unit in which columns are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Columns {
    /// Bytes of UTF-8.
    Bytes,
    /// Code units of UTF-16, which is what editors speak unless told otherwise.
    Utf16,
    /// Unicode scalar values.
    Chars,
}

/// How much text lies before some offset.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Count {
    /// Characters.
    chars: usize,
    /// Those of them that UTF-16 writes as two units.
    pairs: usize,
}

impl Lines {
    /// Indexes a text.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for at in memchr2_iter(b'\n', b'\r', bytes) {
            // The `\r` of `\r\n` ends nothing by itself: its `\n` comes next.
            if bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n') {
                starts.push(at + 1);
            }
        }
        let marks = if text.is_ascii() { Vec::new() } else { marks(bytes) };
        Self { starts, marks }
    }

    /// Brings the index up to date after an edit: `old` is what was replaced, `new` how many bytes
    /// stand there now, and `text` the text as it is now. Takes much less time than a new index.
    pub fn edit(&mut self, text: &str, old: Span, new: usize) {
        // The edit may have parted or joined a `\r\n`, so that the line before it changes too.
        let first = self.line(old.start).saturating_sub(1);
        let next = self.starts.partition_point(|&start| start <= old.end + 1);
        let moved = |start: usize| start - old.len() + new;
        let end = self.starts.get(next).map_or(text.len(), |&start| moved(start));
        let bytes = text.as_bytes();
        let from = self.starts[first];
        let ends = memchr2_iter(b'\n', b'\r', &bytes[from..end]).map(|at| from + at);
        let ends = ends.filter(|&at| bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n'));
        let mut between: Vec<_> = ends.map(|at| at + 1).collect();
        if next < self.starts.len() {
            // The line after the edit begins where it did, and stands in the index already.
            between.pop_if(|start| *start == end);
        }
        self.starts[next..].iter_mut().for_each(|start| *start = moved(*start));
        self.starts.splice(first + 1..next, between);
        if !(self.marks.is_empty() && text[old.start..old.start + new].is_ascii()) {
            self.marks = if text.is_ascii() { Vec::new() } else { marks(bytes) };
        }
    }

    /// How many lines there are: one more than there are line ends, so never 0.
    pub const fn count(&self) -> usize {
        self.starts.len()
    }

    /// The line, from 0, in which a byte offset stands. A line end belongs to the line it ends.
    pub fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start <= offset).saturating_sub(1)
    }

    /// The bytes of a line without its line end, or `None` where there is no such line.
    pub fn line_span(&self, text: &str, line: usize) -> Option<Span> {
        let start = *self.starts.get(line)?;
        let next = self.starts.get(line + 1).map_or(text.len(), |&next| next.min(text.len()));
        let content = text.get(start..next)?;
        let content = match self.starts.len() - line {
            1 => content,
            _ => content.strip_suffix('\n').map_or_else(
                || content.strip_suffix('\r').unwrap_or(content),
                |rest| rest.strip_suffix('\r').unwrap_or(rest),
            ),
        };
        Some(Span::new(start, start + content.len()))
    }

    /// The position of a byte offset. An offset inside a character, inside a line end or past the
    /// end of the text counts as the nearest place before it.
    pub fn position(&self, text: &str, offset: usize, columns: Columns) -> Position {
        let offset = text.floor_char_boundary(offset);
        let line = self.line(offset);
        let span = self.line_span(text, line).unwrap_or(Span::new(offset, offset));
        let offset = offset.min(span.end);
        let column = match columns {
            Columns::Bytes => offset - span.start,
            Columns::Chars => self.chars_before(text, offset) - self.chars_before(text, span.start),
            Columns::Utf16 => self.utf16_before(text, offset) - self.utf16_before(text, span.start),
        };
        Position { line, column }
    }

    /// The byte offset of a position, or `None` where there is no such line. A column past the end
    /// of its line means the line's end, and one inside a character means that character's start.
    pub fn offset(&self, text: &str, position: Position, columns: Columns) -> Option<usize> {
        let span = self.line_span(text, position.line)?;
        let content = text.get(span.range())?;
        if matches!(columns, Columns::Bytes) {
            return Some(span.start + content.floor_char_boundary(position.column));
        }
        let mut column = 0;
        for (at, c) in content.char_indices() {
            column += if matches!(columns, Columns::Utf16) { c.len_utf16() } else { 1 };
            if column > position.column {
                return Some(span.start + at);
            }
        }
        Some(span.end)
    }

    /// How many characters stand before a byte offset. Takes the same short time at any offset.
    pub fn chars_before(&self, text: &str, offset: usize) -> usize {
        self.count_before(text, offset).chars
    }

    /// How many UTF-16 code units stand before a byte offset, in the same short time.
    pub fn utf16_before(&self, text: &str, offset: usize) -> usize {
        let count = self.count_before(text, offset);
        count.chars + count.pairs
    }

    fn count_before(&self, text: &str, offset: usize) -> Count {
        let offset = text.floor_char_boundary(offset);
        // Past the last mark there is either nothing, or a text this index was not made for.
        let Some(&mark) = self.marks.get(offset / STEP) else {
            return Count { chars: offset, pairs: 0 };
        };
        mark.and(&text.as_bytes()[offset / STEP * STEP..offset])
    }
}

impl Count {
    /// This count and that of the bytes that follow.
    fn and(self, bytes: &[u8]) -> Self {
        // A character is counted at its first byte, so a block may begin inside one.
        let chars = count(bytes, |b| (b as i8) >= -0x40);
        let pairs = count(bytes, |b| b >= 0xF0);
        Self { chars: self.chars + chars, pairs: self.pairs + pairs }
    }
}

/// How many bytes pass a test. Counted in runs whose count fits in a byte, which is what lets the
/// compiler test many bytes at a time.
fn count(bytes: &[u8], test: impl Fn(u8) -> bool) -> usize {
    let in_run = |run: &[u8]| run.iter().fold(0_u8, |n, &b| n.wrapping_add(u8::from(test(b))));
    bytes.chunks(255).map(|run| usize::from(in_run(run))).sum()
}

fn marks(bytes: &[u8]) -> Vec<Count> {
    let mut marks = vec![Count::default()];
    let mut count = Count::default();
    for block in bytes.chunks(STEP) {
        count = count.and(block);
        marks.push(count);
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_keep_the_index() {
        let pieces =
            ["", "x", "\n", "\r", "\r\n", "é", "😀", "a\nb", "long line of words\n", "\n\r"];
        let mut state = 88_172_645_463_325_252_u64;
        let mut random = |below: usize| {
            // Marsaglia's xorshift64.
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            usize::try_from(state % below as u64).unwrap()
        };
        let mut text = String::new();
        let mut lines = Lines::new(&text);
        for round in 0..10_000 {
            let start = text.floor_char_boundary(random(text.len() + 1));
            let end = text.floor_char_boundary((start + random(6)).min(text.len())).max(start);
            let piece = pieces[random(pieces.len())];
            if text.len() > 9_000 {
                text.clear();
                lines = Lines::new(&text);
                continue;
            }
            text.replace_range(start..end, piece);
            lines.edit(&text, Span::new(start, end), piece.len());
            let fresh = Lines::new(&text);
            assert_eq!((&lines.starts, &lines.marks), (&fresh.starts, &fresh.marks), "{round}");
        }
    }

    #[test]
    fn line_ends() {
        let table: &[(&str, &[&str])] = &[
            ("", &[""]),
            ("a", &["a"]),
            ("a\n", &["a", ""]),
            ("a\r\nb\rc\nd", &["a", "b", "c", "d"]),
            ("\r\n\r\n", &["", "", ""]),
            ("a\n\rb", &["a", "", "b"]),
            ("a\r", &["a", ""]),
            ("a\r\r\nb", &["a", "", "b"]),
        ];
        for (text, expected) in table {
            let lines = Lines::new(text);
            let found: Vec<&str> = (0..lines.count())
                .map(|line| &text[lines.line_span(text, line).unwrap().range()])
                .collect();
            assert_eq!(&found, expected, "{text:?}");
            assert_eq!(lines.line_span(text, lines.count()), None);
        }
    }

    #[test]
    fn columns_in_three_units() {
        // é is 2 bytes, 1 unit, 1 character; 😀 is 4, 2 and 1.
        let text = "one\r\né😀x\n";
        let lines = Lines::new(text);
        let table = [
            (0, 0, [0, 0, 0]),
            (3, 0, [3, 3, 3]),
            (4, 0, [3, 3, 3]), // between \r and \n
            (5, 1, [0, 0, 0]),
            (6, 1, [0, 0, 0]), // inside é
            (7, 1, [2, 1, 1]),
            (9, 1, [2, 1, 1]), // inside 😀
            (11, 1, [6, 3, 2]),
            (12, 1, [7, 4, 3]),
            (13, 2, [0, 0, 0]),
            (99, 2, [0, 0, 0]),
        ];
        for (offset, line, expected) in table {
            let units = [Columns::Bytes, Columns::Utf16, Columns::Chars];
            for (columns, column) in units.into_iter().zip(expected) {
                let position = lines.position(text, offset, columns);
                assert_eq!(position, Position { line, column }, "{offset} {columns:?}");
            }
        }
    }

    #[test]
    fn there_and_back() {
        let text = "né\u{feff}\r\n😀😀 ok\rlast ".repeat(900);
        let lines = Lines::new(&text);
        for columns in [Columns::Bytes, Columns::Utf16, Columns::Chars] {
            for (at, c) in text.char_indices().filter(|&(at, c)| at % 7 < 3 && c != '\n') {
                let position = lines.position(&text, at, columns);
                assert_eq!(lines.offset(&text, position, columns), Some(at), "{c:?} {columns:?}");
            }
        }
    }

    #[test]
    fn marks_agree_with_counting() {
        let text = "aé😀\u{2028}".repeat(3000);
        let lines = Lines::new(&text);
        for (at, _) in text.char_indices().step_by(17) {
            assert_eq!(lines.chars_before(&text, at), text[..at].chars().count());
            assert_eq!(lines.utf16_before(&text, at), text[..at].encode_utf16().count());
        }
    }

    #[test]
    fn positions_that_are_not_there() {
        let text = "ab\n😀";
        let lines = Lines::new(text);
        let table = [
            (0, 9, Columns::Bytes, Some(2)),
            (0, usize::MAX, Columns::Utf16, Some(2)),
            (1, 1, Columns::Utf16, Some(3)), // inside the pair
            (1, 2, Columns::Bytes, Some(3)), // inside the character
            (1, 2, Columns::Utf16, Some(7)),
            (2, 0, Columns::Chars, None),
            (usize::MAX, 0, Columns::Chars, None),
        ];
        for (line, column, columns, expected) in table {
            let position = Position { line, column };
            assert_eq!(lines.offset(text, position, columns), expected, "{position:?}");
        }
        // A text that is not the indexed one gives nonsense, never a panic.
        assert_eq!(lines.offset("", Position { line: 1, column: 0 }, Columns::Bytes), None);
        let _ = lines.position("é", 1, Columns::Utf16);
    }
}
