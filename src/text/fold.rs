//! Folding: a sentence as plain lower-case words, each of which knows where it stood.
//!
//! Capitals, line ends, doubled spaces, hyphens, curly marks and no-break characters disappear
//! here and nowhere else, so that rules need not know of them. What the words mean is left to
//! others.

use super::Span;

/// A sentence, folded.
#[derive(Debug, Default)]
pub struct Folded {
    text: String,
    /// Its words, in order; punctuation that parts phrases is among them.
    pub words: Vec<Word>,
}

/// A word, a number or a mark of punctuation.
#[derive(Debug, Clone, Copy)]
pub struct Word {
    at: u32,
    len: u16,
    /// How it was written.
    pub shape: Shape,
    /// Where it stands: byte offsets into the text it was folded from.
    pub span: Span,
}

/// How a word was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// In lower-case letters, or mixed.
    Lower,
    /// With a capital first.
    Capital,
    /// Two or more letters, all of them capitals.
    Upper,
    /// Begins with a digit.
    Number,
    /// A mark of punctuation that parts phrases.
    Mark,
}

impl Folded {
    /// Folds `text[span]`; the words' spans are offsets into the whole of `text`.
    pub fn new(text: &str, span: Span) -> Self {
        let mut folded = Self::default();
        folded.read(text, span);
        folded
    }

    /// The same, using the memory of an earlier sentence again.
    pub fn read(&mut self, text: &str, span: Span) {
        self.text.clear();
        self.words.clear();
        let mut at = span.start;
        while at < span.end {
            at = self.step(text, at, span.end);
        }
    }

    /// The folded text of a word.
    pub fn text(&self, word: Word) -> &str {
        let start = word.at as usize;
        &self.text[start..start + usize::from(word.len)]
    }

    /// Takes whatever begins at `at`, and says where the next thing begins.
    fn step(&mut self, text: &str, at: usize, end: usize) -> usize {
        let byte = text.as_bytes()[at];
        if byte.is_ascii_alphabetic() {
            return self.word(text, at, end);
        }
        if byte == b' ' || byte == b'\n' {
            return at + 1;
        }
        if byte.is_ascii_digit() {
            return self.number(text, at, end);
        }
        let Some(c) = text[at..end].chars().next() else { return end };
        if c.is_alphabetic() {
            return self.word(text, at, end);
        }
        let next = at + c.len_utf8();
        match c {
            ',' | ';' | ':' | '(' | ')' | '[' | ']' | '/' | '|' | '=' | '?' | '!' => {
                self.mark(c, at, next);
            }
            '{' => self.mark('(', at, next),
            '}' => self.mark(')', at, next),
            '–' | '—' => self.mark('–', at, next),
            // Between letters a hyphen only parts two words, which needs no mark.
            // Two of them are a dash.
            '-' if text[next..end].starts_with('-') => {
                self.mark('–', at, next + 1);
                return next + 1;
            }
            '-' | '\u{2010}' | '\u{2011}' | '\u{2212}' if hugs(text, at, next) => {}
            '-' | '\u{2010}' | '\u{2011}' | '\u{2212}' => self.mark('–', at, next),
            '…' => self.mark('…', at, next),
            '.' if text[next..end].starts_with("..") => {
                self.mark('…', at, next + 2);
                return next + 2;
            }
            '&' => self.push("and", Shape::Lower, at, next),
            '↓' | '↑' | '→' | '\u{FFFC}' => {
                self.push(&text[at..next], Shape::Lower, at, next);
            }
            _ => {}
        }
        next
    }

    fn word(&mut self, text: &str, start: usize, end: usize) -> usize {
        let stop = word_end(text, start, end);
        let surface = &text[start..stop];
        let clitic = clitic(surface);
        let body = &surface[..surface.len() - clitic.map_or(0, |(tail, _)| tail)];
        let (body, negated) = match clitic {
            // "can't" and "won't" lose letters of their own.
            Some((_, "not")) if body.eq_ignore_ascii_case("wo") => ("will", true),
            Some((_, "not")) if body.eq_ignore_ascii_case("ca") => ("can", true),
            _ => (body, false),
        };
        let cut = stop - clitic.map_or(0, |(tail, _)| tail);
        if body.eq_ignore_ascii_case("cannot") {
            self.push("can", shape(body), start, start + 3);
            self.push("not", Shape::Lower, start + 3, cut);
        } else if !body.is_empty() {
            let shape = if negated { shape(&text[start..cut]) } else { shape(body) };
            self.push(body, shape, start, cut);
        }
        if let Some((_, expanded)) = clitic {
            let expanded = match expanded {
                // "he's" is "he is" or "he has"; "Jo's" is nearly always a possessive.
                "'s" if IS_AFTER.iter().any(|w| body.eq_ignore_ascii_case(w)) => "is",
                other => other,
            };
            self.push(expanded, Shape::Lower, cut, stop);
        }
        stop
    }

    fn number(&mut self, text: &str, start: usize, end: usize) -> usize {
        let bytes = text.as_bytes();
        let mut at = start;
        while at < end {
            let b = bytes[at];
            let joins = matches!(b, b'.' | b',' | b':' | b'/' | b'%')
                && at + 1 < end
                && bytes[at + 1].is_ascii_digit();
            if !b.is_ascii_alphanumeric() && !joins {
                break;
            }
            at += 1;
        }
        self.push(&text[start..at], Shape::Number, start, at);
        at
    }

    fn mark(&mut self, c: char, start: usize, end: usize) {
        let mut buffer = [0; 4];
        self.push(c.encode_utf8(&mut buffer), Shape::Mark, start, end);
    }

    fn push(&mut self, word: &str, shape: Shape, start: usize, end: usize) {
        let at = self.text.len();
        if word.is_ascii() {
            self.text.push_str(word);
            self.text[at..].make_ascii_lowercase();
        } else {
            self.text.extend(word.chars().flat_map(char::to_lowercase).map(plain_apostrophe));
        }
        // Longer than any word of a rule: cut, so that it can match none.
        let mut len = (self.text.len() - at).min(usize::from(u16::MAX));
        while !self.text.is_char_boundary(at + len) {
            len -= 1;
        }
        let (Ok(at), Ok(len)) = (u32::try_from(at), u16::try_from(len)) else { return };
        self.words.push(Word { at, len, shape, span: Span::new(start, end) });
    }
}

/// Words after which "'s" is a verb.
const IS_AFTER: [&str; 9] = ["he", "she", "it", "that", "there", "who", "what", "here", "where"];

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '＇')
}

fn plain_apostrophe(c: char) -> char {
    if is_apostrophe(c) { '\'' } else { c }
}

/// Where the word that begins at `start` ends; an apostrophe between letters belongs to it, and
/// so does one after a final s ("patients'").
fn word_end(text: &str, start: usize, end: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = start;
    while at < end && bytes[at].is_ascii_alphanumeric() {
        at += 1;
    }
    if at == end || (bytes[at].is_ascii() && bytes[at] != b'\'') {
        return at;
    }
    let mut chars = text[at..end].char_indices().peekable();
    while let Some((offset, c)) = chars.next() {
        let inside = c.is_alphanumeric()
            || is_combining(c)
            || is_apostrophe(c) && chars.peek().is_some_and(|(_, next)| next.is_alphabetic());
        if !inside {
            return at + offset;
        }
    }
    end
}

/// Accents written apart from their letters.
fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}')
}

/// The length in bytes of a shortened word at the end of `word`, and what it is short for.
fn clitic(word: &str) -> Option<(usize, &'static str)> {
    let at = word.rfind(is_apostrophe)?;
    let tail = &word[at..];
    let letters = tail.trim_start_matches(is_apostrophe);
    let expanded = match letters.to_ascii_lowercase().as_str() {
        "s" => "'s",
        "re" => "are",
        "ve" => "have",
        "ll" => "will",
        "d" => "would",
        "m" => "am",
        "t" if word[..at].ends_with(['n', 'N']) => return Some((tail.len() + 1, "not")),
        _ => return None,
    };
    Some((tail.len(), expanded))
}

/// Whether the hyphen at `start..end` has a letter or digit on either side.
fn hugs(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].chars().next_back().is_some_and(char::is_alphanumeric);
    // A word broken at a line end keeps its hyphen: "non-\ncompliant". So does one that lost its
    // line end on the way from a page: "non- compliant".
    let mut behind = text[end..].chars();
    let after = match behind.next() {
        Some(' ') => {
            ends_with_non(&text[..start]) && behind.next().is_some_and(char::is_alphabetic)
        }
        next => next.is_some_and(|c| c.is_alphanumeric() || c == '\n' || c == '\r'),
    };
    before && after
}

fn ends_with_non(text: &str) -> bool {
    let word = text.len().checked_sub(3).and_then(|start| text.get(start..));
    word.is_some_and(|word| word.eq_ignore_ascii_case("non"))
}

fn shape(word: &str) -> Shape {
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    let Some(first) = letters.next() else { return Shape::Lower };
    if !first.is_uppercase() {
        return Shape::Lower;
    }
    let mut rest = letters.peekable();
    if rest.peek().is_some() && rest.all(char::is_uppercase) {
        Shape::Upper
    } else {
        Shape::Capital
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fold(text: &str) -> String {
        let folded = Folded::new(text, Span::new(0, text.len()));
        let words: Vec<_> = folded.words.iter().map(|&w| folded.text(w)).collect();
        words.join(" ")
    }

    #[test]
    fn words() {
        let table = [
            ("He  refused\nhis MEDS.", "he refused his meds"),
            ("Non-compliant", "non compliant"),
            ("non\u{2011}compliant non\u{2010}\r\ncompliant", "non compliant non compliant"),
            ("drinking\u{A0}- heavily – he", "drinking – heavily – he"),
            ("He’s paranoid", "he is paranoid"),
            ("Jo's view", "jo 's view"),
            ("the patients' lounge", "the patients lounge"),
            ("isn't won't can't cannot", "is not will not can not can not"),
            ("they've I'm we'll she'd you’re", "they have i am we will she would you are"),
            ("3.5 months, 1,090 days at 10:30 (x3)", "3.5 months , 1,090 days at 10:30 ( x3 )"),
            ("10mg b.d. p.r.n.", "10mg b d p r n"),
            ("NC w/ meds & food", "nc w / meds and food"),
            ("↓ insight +++", "↓ insight"),
            ("“paranoid” 'clean' *then*", "paranoid clean then"),
            ("wait... no…", "wait … no …"),
            ("insight -- poor", "insight – poor"),
            ("Naïve Élan ÉLAN", "naïve élan élan"),
            ("?relapse", "? relapse"),
            ("o'clock", "o'clock"),
            ("''", ""),
            ("don't've", "don't have"),
        ];
        for (text, folded) in table {
            assert_eq!(fold(text), folded, "{text}");
        }
    }

    #[test]
    fn spans_and_shapes() {
        let text = "Dr Ørsted’s PTs don’t NC. 5pm";
        let folded = Folded::new(text, Span::new(0, text.len()));
        let seen: Vec<_> = folded.words.iter().map(|w| (&text[w.span.range()], w.shape)).collect();
        assert_eq!(
            seen,
            [
                ("Dr", Shape::Capital),
                ("Ørsted", Shape::Capital),
                ("’s", Shape::Lower),
                ("PTs", Shape::Capital),
                ("do", Shape::Lower),
                ("n’t", Shape::Lower),
                ("NC", Shape::Upper),
                ("5pm", Shape::Number),
            ]
        );
    }
}
