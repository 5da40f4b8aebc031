//! Lines that are no prose, in formats that are otherwise plain text: they are read as blank lines.
//!
//! Only whole lines are left out, so that no change to the words beside them can leave half of a
//! command behind. Commands within a line part the words around them, which is all that is needed.

use super::Format;

/// A text in which every byte of the lines that are no prose is a space; other bytes, and the line
/// ends, stand where they stood.
pub(super) fn lines(source: &str, format: Format) -> String {
    let mut out = String::with_capacity(source.len());
    let mut inside: Option<&str> = None;
    for line in source.split_inclusive('\n') {
        let words = line.trim();
        let hidden = match inside {
            Some(end) => {
                if words.eq_ignore_ascii_case(end) {
                    inside = None;
                }
                true
            }
            None => {
                inside = opens(words, format);
                inside.is_some() || is_command(words, format)
            }
        };
        if hidden {
            out.extend(
                line.bytes().map(|b| if b.is_ascii_whitespace() { char::from(b) } else { ' ' }),
            );
        } else {
            out.push_str(line);
        }
    }
    out
}

/// The line that ends what this line begins, where it begins something that is no prose.
fn opens(line: &str, format: Format) -> Option<&'static str> {
    let pairs: &[(&str, &'static str)] = match format {
        // Below the scissors stands the change itself, to the end of the text.
        Format::GitCommit => &[("# ------------------------ >8 ------------------------", "\0")],
        Format::Latex => &[
            ("\\begin{verbatim}", "\\end{verbatim}"),
            ("\\begin{lstlisting}", "\\end{lstlisting}"),
            ("\\begin{equation}", "\\end{equation}"),
            ("\\begin{align}", "\\end{align}"),
        ],
        Format::Org => &[
            ("#+begin_src", "#+end_src"),
            ("#+begin_example", "#+end_example"),
            ("#+begin_quote", "#+end_quote"),
            (":properties:", ":end:"),
        ],
        _ => &[],
    };
    let begins =
        |start: &str| line.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
    pairs.iter().find(|(start, _)| begins(start)).map(|(_, end)| *end)
}

/// Whether a line by itself is a comment or a command.
fn is_command(line: &str, format: Format) -> bool {
    match format {
        Format::GitCommit => line.starts_with('#'),
        Format::Latex => {
            let command = line.strip_prefix('\\');
            // "\\section{…}" and "\\item …" hold prose.
            line.starts_with('%')
                || command.is_some_and(|c| {
                    ["begin", "end", "usepackage", "documentclass", "input", "include", "label"]
                        .iter()
                        .any(|name| c.strip_prefix(name).is_some_and(|r| r.starts_with(['{', '['])))
                })
        }
        Format::Org => line.starts_with("#+") || line == "#" || line.starts_with("# "),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::lines;
    use crate::document::{Document, Format};

    #[test]
    fn what_is_no_prose_is_blank() {
        let table = [
            (
                Format::GitCommit,
                "He refused.\n# é: He refused.\n",
                "He refused.\n                 \n",
            ),
            (
                Format::GitCommit,
                "a\n# ------------------------ >8 ------------------------\n+b\r\n",
                "a\n                                                      \n  \r\n",
            ),
            (
                Format::Latex,
                "a % b\n% c\n\\section{d}\n\\begin{verbatim}\ne\n\\end{verbatim}\nf",
                "a % b\n   \n\\section{d}\n                \n \n              \nf",
            ),
            (
                Format::Org,
                "* a\n#+BEGIN_SRC sh\nb\n#+END_SRC\n#+title: c\nd",
                "* a\n              \n \n         \n          \nd",
            ),
        ];
        for (format, source, expected) in table {
            assert_eq!(lines(source, format), expected);
        }
    }

    #[test]
    fn findings_stand_where_they_stood() {
        let source = "Ward round\n\n# He refused to go.\nHe refused to eat.\n";
        let document = Document::new(source, Format::GitCommit);
        assert_eq!(document.source, source);
        assert_eq!(document.prose.to_source(crate::text::Span::new(0, 4)).range(), 0..4);
    }
}
