//! Edits: which bytes of a text go, and what comes in their place.
//!
//! Which edits are wanted is for others; so is what the text means.

use super::Span;

/// A change to a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The bytes to replace, on character boundaries.
    pub span: Span,
    /// What to write there.
    pub text: String,
}

/// A text after its edits, which are sorted and disjoint.
///
/// # Panics
/// When an edit does not lie within the text, or begins before the end of the one before it.
pub fn apply(text: &str, edits: &[Edit]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        out.push_str(&text[at..edit.span.start]);
        out.push_str(&edit.text);
        at = edit.span.end;
    }
    out.push_str(&text[at..]);
    out
}

/// Sorts edits, and drops each that shares a byte with one before it.
pub fn disjoint(mut edits: Vec<Edit>) -> Vec<Edit> {
    edits.sort_by_key(|edit| edit.span);
    let mut end = 0;
    edits.retain(|edit| {
        let stands = edit.span.start >= end;
        if stands {
            end = edit.span.end;
        }
        stands
    });
    edits
}

/// Words that take the place of `old`, on as many lines as `old` had: where a line ended in it, one
/// ends at about the same place among the new words, with the same line end and the same marks
/// before the next line (spaces, the `>` of a Markdown quotation).
pub fn keep_line_ends(old: &str, new: &str) -> String {
    let mut out = new.to_owned();
    let mut from = 0;
    for (at, _) in old.match_indices('\n') {
        let is_layout = |c: char| c.is_whitespace() || c == '>';
        let start = old[..at].trim_end_matches(is_layout).len();
        let end = at + (old[at..].len() - old[at..].trim_start_matches(is_layout).len());
        if start < from {
            continue;
        }
        // Spaces inside a blank are no place to break it.
        let spaces = out.match_indices(' ').map(|(i, _)| i).filter(|&i| {
            i > from && out[..i].matches('[').count() == out[..i].matches(']').count()
        });
        let Some(space) = spaces.rev().min_by_key(|i| i.abs_diff(start)) else { break };
        out.replace_range(space..=space, &old[start..end]);
        from = space + (end - start);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(start: usize, end: usize, text: &str) -> Edit {
        Edit { span: Span::new(start, end), text: text.to_owned() }
    }

    #[test]
    fn edits_are_applied_in_order() {
        let edits = vec![edit(4, 5, "E"), edit(0, 1, ""), edit(4, 4, "+"), edit(3, 5, "no")];
        let edits = disjoint(edits);
        assert_eq!(edits, [edit(0, 1, ""), edit(3, 5, "no")]);
        assert_eq!(apply("abcdef", &edits), "bcnof");
        assert_eq!(apply("é", &[]), "é");
    }

    #[test]
    fn line_ends_stay() {
        let table = [
            ("refused to", "chose not to", "chose not to"),
            ("refused\nto", "chose not to", "chose not\nto"),
            ("refused\r\n  to", "chose not to", "chose not\r\n  to"),
            ("refused\n> to", "chose not to", "chose not\n> to"),
            ("non-\ncompliant", "silent", "silent"),
            (
                "a danger\nto others",
                "[say what happened, to whom and when]",
                "[say what happened, to whom and when]",
            ),
            ("very\nvery\nlong", "one two three four", "one\ntwo\nthree four"),
        ];
        for (old, new, expected) in table {
            assert_eq!(keep_line_ends(old, new), expected, "{old:?}");
        }
    }
}
