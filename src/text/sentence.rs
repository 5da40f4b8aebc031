//! Where a sentence begins and ends, in text full of abbreviations.
//!
//! Works outwards from a place, so that only sentences somebody asks for are ever looked at. A
//! full stop ends a sentence unless an abbreviation or a single letter stands before it; notes are
//! too careless with capitals to ask for one after it. Line ends are the reader's business: a
//! region never holds two lines of a list.

use super::Span;

/// Longest sentence looked at, in bytes to either side of the place asked for. Text without
/// any stops would otherwise be folded whole, again and again.
const REACH: usize = 4_000;

/// The sentence of `text[within]` that contains the byte `at`.
///
/// `is_abbreviation` is asked about lower-case words without their full stop.
pub fn around(
    text: &str,
    within: Span,
    at: usize,
    is_abbreviation: &impl Fn(&str) -> bool,
) -> Span {
    let low = floor(text, at.saturating_sub(REACH).max(within.start));
    let high = floor(text, (at + REACH).min(within.end));
    let bytes = text.as_bytes();
    let mut start = low;
    for stop in (low..at).rev() {
        if matches!(bytes[stop], b'.' | b'!' | b'?')
            && let Some(next) = ends_at(text, within, stop, is_abbreviation)
            && next <= at
        {
            start = next;
            break;
        }
    }
    let end = (at..high)
        .filter(|&i| matches!(bytes[i], b'.' | b'!' | b'?'))
        .find_map(|stop| ends_at(text, within, stop, is_abbreviation))
        .unwrap_or(high);
    trim(text, Span::new(start, end.max(start)))
}

/// If the stop at `stop` ends a sentence, where the next one begins (or the end of `within`).
fn ends_at(
    text: &str,
    within: Span,
    stop: usize,
    is_abbreviation: &impl Fn(&str) -> bool,
) -> Option<usize> {
    let after = &text[stop + 1..within.end];
    let closed = after.trim_start_matches(['"', '\'', '”', '’', ')', ']', '.', '!', '?', '*', '_']);
    let next = closed.trim_start();
    let begins = within.end - next.len();
    let Some(first) = next.chars().next() else { return Some(within.end) };
    if next.len() == closed.len() {
        return None;
    }
    if text.as_bytes()[stop] != b'.' {
        return Some(begins);
    }
    let word = last_word(&text[within.start..stop]);
    let short = word.chars().count() <= 3 && !word.contains(|c: char| c.is_ascii_digit());
    let abbreviated = word.chars().count() == 1 && word.chars().all(char::is_alphabetic)
        || is_abbreviation(&word.to_lowercase())
        || short && first.is_lowercase();
    (!abbreviated).then_some(begins)
}

/// The run of letters, digits and inner full stops that `text` ends with: "p.r.n", "Dr", "70".
fn last_word(text: &str) -> &str {
    let start = text
        .char_indices()
        .rev()
        .take(24)
        .take_while(|(_, c)| c.is_alphanumeric() || *c == '.')
        .last()
        .map_or(text.len(), |(i, _)| i);
    text[start..].trim_start_matches('.')
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn trim(text: &str, span: Span) -> Span {
    let slice = &text[span.range()];
    let start = span.end - slice.trim_start().len();
    Span::new(start.min(span.end), start + text[start..span.end].trim_end().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        let known = ["dr", "mr", "pt", "approx", "p.r.n", "wks", "e.g", "vs"];
        let mut out = Vec::new();
        let whole = Span::new(0, text.len());
        let mut at = 0;
        while at < text.len() {
            let span = around(text, whole, at, &|w| known.contains(&w));
            if out.last() != Some(&&text[span.range()]) {
                out.push(&text[span.range()]);
            }
            at = floor(text, (span.end + 1).max(at + 1).min(text.len()));
        }
        out
    }

    #[test]
    fn sentences() {
        let table: [(&str, &[&str]); 12] = [
            ("He left. She stayed.", &["He left.", "She stayed."]),
            ("Seen by Dr. Marsh today. Settled.", &["Seen by Dr. Marsh today.", "Settled."]),
            ("Lorazepam p.r.n. given. Slept.", &["Lorazepam p.r.n. given.", "Slept."]),
            ("Approx. 3 wks. ago he left.", &["Approx. 3 wks. ago he left."]),
            ("slept well. refused meds. ate.", &["slept well.", "refused meds.", "ate."]),
            ("D/W Mr. P. Grant. Agreed.", &["D/W Mr. P. Grant.", "Agreed."]),
            ("Took 2.5 mg. Settled", &["Took 2.5 mg.", "Settled"]),
            ("He said \"No.\" Then he left.", &["He said \"No.\"", "Then he left."]),
            ("?relapse. Why? No idea!", &["?relapse.", "Why?", "No idea!"]),
            ("Is he well?\nYes.", &["Is he well?", "Yes."]),
            ("no stops at all", &["no stops at all"]),
            ("…", &["…"]),
        ];
        for (text, sentences) in table {
            assert_eq!(split(text), sentences, "{text}");
        }
    }

    #[test]
    fn a_page_without_stops_is_cut() {
        let text = "wörd ".repeat(10_000);
        let span = around(&text, Span::new(0, text.len()), 25_002, &|_| false);
        assert!(span.len() <= 2 * REACH + 1 && span.contains(Span::new(25_002, 25_003)));
    }
}
