//! Pieces of the page: text made harmless, sentences with their marks, numbers, bars.
//!
//! Whatever comes from a document, a path or a table goes through `escape` or `sentence`.

use crate::output::statistics::ByLevel;
use crate::output::wrap::{Mark, Marked, plain};
use std::fmt::Write as _;

/// Text as it may stand between tags and in attributes between quotation marks.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in plain(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// A sentence with the words found, the new words and the blanks marked.
pub(super) fn sentence(marked: &Marked) -> String {
    let mut out = String::new();
    let mut at = 0;
    for (stretch, mark) in &marked.marks {
        let words = escape(&marked.text[stretch.clone()]);
        out.push_str(&escape(&marked.text[at..stretch.start]));
        out.push_str(&match mark {
            Mark::Found => format!("<mark>{words}</mark>"),
            Mark::New => format!("<ins>{words}</ins>"),
            Mark::Blank => format!("<b class=\"blank\">{words}</b>"),
        });
        at = stretch.end;
    }
    out + &escape(&marked.text[at..])
}

/// A number as people write it: `12,345`.
pub(super) fn number(count: usize) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A count and the word for what is counted: `1 document`, `2,000 documents`.
pub(super) fn counted(count: usize, one: &str) -> String {
    format!("{} {one}{}", number(count), if count == 1 { "" } else { "s" })
}

/// How much was found, in words: `12 to avoid and 30 to consider`.
pub(super) fn amounts(found: ByLevel) -> String {
    let (avoid, consider) = (number(found.avoid), number(found.consider));
    match (found.avoid, found.consider) {
        (0, 0) => "nothing found".to_owned(),
        (_, 0) => format!("{avoid} to avoid"),
        (0, _) => format!("{consider} to consider"),
        _ => format!("{avoid} to avoid and {consider} to consider"),
    }
}

/// A bar of stretches, each a class and a count, of which `most` would fill the whole width. The
/// counts stand beside it as text.
pub(super) fn bar(stretches: &[(&str, usize)], most: usize) -> String {
    let mut out = String::from(
        "<svg class=\"bar\" viewBox=\"0 0 100 1\" preserveAspectRatio=\"none\" aria-hidden=\"true\">",
    );
    let mut x = 0.0;
    for (class, count) in stretches.iter().filter(|(_, count)| *count > 0) {
        let width = 100.0 * *count as f64 / most.max(1) as f64;
        let _ =
            write!(out, "<rect class=\"{class}\" x=\"{x:.1}\" width=\"{width:.1}\" height=\"1\"/>");
        x += width;
    }
    out + "</svg>"
}

#[cfg(test)]
mod tests {
    use super::{amounts, bar, escape, number, sentence};
    use crate::output::statistics::ByLevel;
    use crate::output::wrap::{Mark, collapse};

    #[test]
    fn text_stays_text() {
        assert_eq!(
            escape("<b> & \"x\" 'y' ]]>"),
            "&lt;b&gt; &amp; &quot;x&quot; &#39;y&#39; ]]&gt;"
        );
        assert_eq!(escape("a\u{1b}[2Jb\u{202e}c\0"), "a�[2Jb�c�");
    }

    #[test]
    fn marks_become_elements() {
        let pieces = [("He <", None), ("refused", Some(Mark::Found)), (" & left.", None)];
        let marked = collapse(&pieces);
        assert_eq!(sentence(&marked), "He &lt;<mark>refused</mark> &amp; left.");
    }

    #[test]
    fn numbers_are_written_as_people_do() {
        let table = [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")];
        for (count, text) in table {
            assert_eq!(number(count), text);
        }
        assert_eq!(amounts(ByLevel { avoid: 1, consider: 0 }), "1 to avoid");
        assert_eq!(
            amounts(ByLevel { avoid: 1200, consider: 3 }),
            "1,200 to avoid and 3 to consider"
        );
    }

    #[test]
    fn a_bar_has_a_stretch_for_each_count() {
        let drawn = bar(&[("avoid", 1), ("consider", 0), ("consider", 2)], 4);
        assert_eq!(drawn.matches("<rect").count(), 2);
        assert!(drawn.contains("x=\"25.0\" width=\"50.0\""), "{drawn}");
        assert!(bar(&[("avoid", 0)], 0).contains("></svg>"));
    }
}
