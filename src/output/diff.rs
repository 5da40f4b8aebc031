//! What would change in a text, line by line, as `diff -u` writes it.
//!
//! Only shows; applying is for `fix`.

use super::layout::{TITLE, styled};
use super::wrap::plain;
use anstyle::{AnsiColor, Style};
use similar::{ChangeTag, TextDiff};

/// Lines shown before and after each change.
const CONTEXT: usize = 3;

/// A unified diff, which `patch` and `git apply -p0` read; empty where nothing changed.
pub fn unified(path: &str, before: &str, after: &str) -> String {
    let diff = TextDiff::from_lines(before, after);
    let mut out = String::new();
    let path = plain(path);
    for hunk in diff.unified_diff().context_radius(CONTEXT).iter_hunks() {
        if out.is_empty() {
            out.push_str(&styled(TITLE, &format!("--- {path}")));
            out.push('\n');
            out.push_str(&styled(TITLE, &format!("+++ {path}")));
            out.push('\n');
        }
        out.push_str(&styled(AnsiColor::Cyan.on_default(), &hunk.header().to_string()));
        out.push('\n');
        for change in hunk.iter_changes() {
            let style = match change.tag() {
                ChangeTag::Equal => Style::new(),
                ChangeTag::Delete => AnsiColor::Red.on_default(),
                ChangeTag::Insert => AnsiColor::Green.on_default(),
            };
            let line = change.value();
            let words = line.trim_end_matches('\n');
            out.push_str(&styled(style, &format!("{}{words}", change.tag())));
            out.push('\n');
            if !line.ends_with('\n') {
                out.push_str("\\ No newline at end of file\n");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::unified;

    fn bare(before: &str, after: &str) -> String {
        anstream::adapter::strip_str(&unified("a.txt", before, after)).to_string()
    }

    #[test]
    fn a_diff_reads_as_diff_u_does() {
        assert_eq!(bare("a\n", "a\n"), "");
        assert_eq!(
            bare("one\ntwo\nthree", "one\n2\nthree"),
            "--- a.txt\n+++ a.txt\n@@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n\\ No newline at end of file\n"
        );
    }
}
