//! Documents that are open in the editor: their text, kept as the editor has it, and what is found
//! in it.

use super::projects::Project;
use crate::document::{Document, Format};
use crate::lint::{Finding, Memo, Rewrite};
use crate::rules::Rule;
use crate::text::Span;
use crate::text::lines::{Columns, Lines, Position};
use lsp_types::{Range, TextDocumentContentChangeEvent};
use std::path::Path;
use std::rc::Rc;

/// A document that is open.
#[derive(Debug)]
pub(super) struct Open {
    /// The version the client last sent.
    pub(super) version: i32,
    format: Format,
    text: String,
    /// Where its lines begin.
    lines: Lines,
    checked: Option<Rc<Checked>>,
    /// What was found before the last change, and by which project's rules.
    memo: (Option<Rc<Project>>, Memo),
}

/// A document with what was found in it.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) project: Rc<Project>,
    pub(super) document: Document,
    /// Sorted and disjoint.
    pub(super) found: Vec<Found>,
}

/// A finding that owns what it needs.
#[derive(Debug)]
pub(super) struct Found {
    /// The number of its rule in the project's rule set.
    rule: usize,
    /// The words found.
    pub(super) span: Span,
    /// What could stand there instead.
    pub(super) rewrites: Vec<Rewrite>,
}

impl Open {
    pub(super) fn new(language: &str, path: &Path, version: i32, text: String) -> Self {
        Self {
            version,
            format: format(language, path, &text),
            lines: Lines::new(&text),
            text,
            checked: None,
            memo: (None, Memo::default()),
        }
    }

    /// Takes in changes, in their order. Ranges that lie outside of the text, end before they
    /// begin, or cut a character are brought to the nearest ones that do not.
    pub(super) fn change(
        &mut self,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
        columns: Columns,
    ) {
        self.version = version;
        self.checked = None;
        for change in changes {
            match change.range {
                None => {
                    self.lines = Lines::new(&change.text);
                    self.text = change.text;
                }
                Some(range) => {
                    let span = span(&self.text, &self.lines, range, columns);
                    self.text.replace_range(span.range(), &change.text);
                    self.lines.edit(&self.text, span, change.text.len());
                }
            }
        }
    }

    /// Whether what is known of it comes from other rules than these.
    pub(super) fn was_checked_by_another(&self, project: &Rc<Project>) -> bool {
        self.memo.0.as_ref().is_some_and(|before| !Rc::ptr_eq(before, project))
    }

    /// What is found in the text as it is now.
    pub(super) fn checked(&mut self, project: &Rc<Project>) -> Rc<Checked> {
        if let Some(checked) = &self.checked
            && Rc::ptr_eq(&checked.project, project)
        {
            return checked.clone();
        }
        let (made_for, memo) = &mut self.memo;
        if !made_for.as_ref().is_some_and(|before| Rc::ptr_eq(before, project)) {
            (*made_for, *memo) = (Some(project.clone()), Memo::default());
        }
        let checked = Rc::new(Checked::new(project, self.text.clone(), self.format, memo));
        self.checked = Some(checked.clone());
        checked
    }
}

impl Checked {
    /// Checks a text; one that is written by programs only is left to `careword check`. A panic in
    /// the rules is caught: it is a defect of ours, and the editor's other documents need the server.
    pub(super) fn new(
        project: &Rc<Project>,
        text: String,
        format: Format,
        memo: &mut Memo,
    ) -> Self {
        let document = Document::new(text, format);
        let linter = &project.linter;
        let check = std::panic::AssertUnwindSafe(|| linter.check_again(&document, memo));
        let findings = match format.is_text() {
            true => std::panic::catch_unwind(check).unwrap_or_default(),
            false => Vec::new(),
        };
        let rules = &linter.rules().rules;
        let own = |finding: Finding<'_>| Found {
            rule: rules.iter().position(|r| std::ptr::eq(r, finding.rule)).unwrap_or(0),
            span: finding.span,
            rewrites: finding.rewrites,
        };
        let found = findings.into_iter().map(own).collect();
        Self { project: project.clone(), document, found }
    }

    pub(super) fn rule(&self, found: &Found) -> &Rule {
        &self.project.linter.rules().rules[found.rule]
    }

    /// A range of the editor's as a span of the text.
    pub(super) fn span(&self, range: Range, columns: Columns) -> Span {
        span(&self.document.source, &self.document.lines, range, columns)
    }

    /// A span of the text as the editor has it.
    pub(super) fn range(&self, span: Span, columns: Columns) -> Range {
        let position = |offset| {
            let at = self.document.lines.position(&self.document.source, offset, columns);
            lsp_types::Position::new(number(at.line), number(at.column))
        };
        Range::new(position(span.start), position(span.end))
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn span(text: &str, lines: &Lines, range: Range, columns: Columns) -> Span {
    let offset = |at: lsp_types::Position| {
        let position = Position { line: at.line as usize, column: at.character as usize };
        lines.offset(text, position, columns).unwrap_or(text.len())
    };
    let (start, end) = (offset(range.start), offset(range.end));
    Span::new(start.min(end), start.max(end))
}

/// The format of a document: by what the editor calls its language, else by its content and name.
fn format(language: &str, path: &Path, text: &str) -> Format {
    match language {
        "markdown" => Format::Markdown,
        "html" | "jinja" | "jinja-html" | "nunjucks" | "twig" | "liquid" => Format::Html,
        "git-commit" | "gitcommit" => Format::GitCommit,
        "latex" | "tex" => Format::Latex,
        "org" => Format::Org,
        _ => Format::detect(text.as_bytes(), Some(path)),
    }
}

#[cfg(test)]
mod tests {
    use super::Open;
    use crate::text::lines::Columns;
    use lsp_types::{Position, Range, TextDocumentContentChangeEvent};
    use std::path::Path;

    /// An offset as the protocol has it, found by walking there one character after another.
    fn walked(text: &str, position: Position, columns: Columns) -> usize {
        let (mut line, mut column) = (0, 0);
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let width = match columns {
                Columns::Bytes => c.len_utf8(),
                Columns::Utf16 => c.len_utf16(),
                Columns::Chars => 1,
            };
            let ends = matches!(c, '\n' | '\r');
            let wanted = position.character as usize;
            if line == position.line as usize && (ends || column + width > wanted) {
                return at;
            }
            let joined = c == '\r' && chars.peek().is_some_and(|&(_, next)| next == '\n');
            if ends && !joined {
                (line, column) = (line + 1, 0);
            } else {
                column += width;
            }
        }
        text.len()
    }

    /// Ten thousand edits in each unit of columns, many of them out of range, backwards, or in the
    /// middle of a surrogate pair: after each, the text is the one a simple model has.
    #[test]
    fn text_follows_every_edit() {
        let pieces = [
            "",
            "x",
            "\n",
            "\r\n",
            "\r",
            "é",
            "😀",
            "漢字",
            "👩‍⚕️",
            "He refused to go.\n",
            "a\u{301}",
        ];
        for columns in [Columns::Bytes, Columns::Utf16, Columns::Chars] {
            let mut state = 0x2545_F491_4F6C_DD1D_u64;
            let mut random = |below: u64| {
                // Marsaglia's xorshift64.
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                u32::try_from(state % below).unwrap()
            };
            let mut open = Open::new("plaintext", Path::new("a.txt"), 0, String::new());
            let mut model = String::new();
            for version in 1..=10_000 {
                let text = pieces[random(pieces.len() as u64) as usize].to_owned();
                let full = model.len() > 4_000 || random(200) == 0;
                let mut position = || match random(8) {
                    0 => Position::new(random(200), random(200)),
                    _ => Position::new(random(9), random(20)),
                };
                let range = Range::new(position(), position());
                if full {
                    model.clone_from(&text);
                } else {
                    let start = walked(&model, range.start, columns);
                    let end = walked(&model, range.end, columns);
                    model.replace_range(start.min(end)..start.max(end), &text);
                }
                let range = (!full).then_some(range);
                let change = TextDocumentContentChangeEvent { range, range_length: None, text };
                open.change(version, vec![change], columns);
                assert_eq!(open.text, model, "after {version} edits");
            }
        }
    }
}
