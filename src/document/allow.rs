//! Comments by which a writer lets wording stand.
//!
//! | comment | where it holds |
//! |---|---|
//! | `<!-- careword: allow refused -->` | in the next block; within a paragraph, in that paragraph |
//! | `<!-- careword: allow-start refused -->` … `<!-- careword: allow-end refused -->` | between |
//! | `<!-- careword: allow-file refused -->` | in the whole document |
//!
//! Several rules are parted by commas; `all` stands for every rule; what follows ` -- ` is the
//! reason, for people. Which rules there are is none of this module's business.

use crate::text::Span;

/// Where the findings of some rules are let stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allow {
    /// The ids of the rules, or `all`.
    pub rules: Vec<String>,
    /// The comment that says so: byte offsets into the source.
    pub comment: Span,
    /// Where it holds: byte offsets into the source.
    pub span: Span,
}

impl Allow {
    /// Whether it lets a rule's finding at `span` stand.
    pub fn covers(&self, rule: &str, span: Span) -> bool {
        self.span.contains(span) && self.rules.iter().any(|r| r == rule || r == "all")
    }
}

/// What a comment says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    Block,
    Start,
    End,
    File,
}

/// Gathers the comments of a document, in their order.
#[derive(Debug)]
pub(super) struct Allows {
    /// How long the source is, in bytes.
    length: usize,
    allows: Vec<Allow>,
    /// Those of `allows` that still wait for their block, or for their end.
    waiting: Vec<(usize, Scope)>,
    /// The block that is open.
    block: Option<Span>,
}

impl Allows {
    pub(super) fn new(source: &str) -> Self {
        Self { length: source.len(), allows: Vec::new(), waiting: Vec::new(), block: None }
    }

    /// A block of the document begins.
    pub(super) fn begin_block(&mut self, span: Span) {
        self.block = Some(span);
        for (number, scope) in std::mem::take(&mut self.waiting) {
            match scope {
                Scope::Block => self.allows[number].span = span,
                _ => self.waiting.push((number, scope)),
            }
        }
    }

    /// The block ends.
    pub(super) fn end_block(&mut self) {
        self.block = None;
    }

    /// Reads a comment, if it is one of ours.
    pub(super) fn comment(&mut self, text: &str, comment: Span) {
        let Some((scope, rules)) = parse(text) else { return };
        let number = self.allows.len();
        let span = match (scope, self.block) {
            (Scope::File, _) => Span::new(0, self.length),
            (Scope::Start, _) => Span::new(comment.end, self.length),
            (Scope::Block, Some(block)) => block,
            // Nothing yet, until the next block begins.
            (Scope::Block, None) => Span::new(comment.end, comment.end),
            (Scope::End, _) => {
                self.end(&rules, comment.start);
                return;
            }
        };
        if scope == Scope::Start || scope == Scope::Block && self.block.is_none() {
            self.waiting.push((number, scope));
        }
        self.allows.push(Allow { rules, comment, span });
    }

    /// Ends the last stretch that was begun for these rules.
    fn end(&mut self, rules: &[String], at: usize) {
        let begun = |&(number, scope): &(usize, Scope)| {
            scope == Scope::Start && (rules.is_empty() || self.allows[number].rules == rules)
        };
        if let Some(i) = self.waiting.iter().rposition(begun) {
            let (number, _) = self.waiting.remove(i);
            self.allows[number].span.end = at;
        }
    }

    pub(super) fn finish(self) -> Vec<Allow> {
        self.allows
    }
}

fn parse(comment: &str) -> Option<(Scope, Vec<String>)> {
    let inside = comment.trim().strip_prefix("<!--")?.strip_suffix("-->")?;
    let said = inside.trim().strip_prefix("careword:")?.trim();
    let said = said.split_once(" -- ").map_or(said, |(said, _)| said.trim());
    let (verb, rules) = said.split_once(char::is_whitespace).unwrap_or((said, ""));
    let scope = match verb {
        "allow" => Scope::Block,
        "allow-start" => Scope::Start,
        "allow-end" => Scope::End,
        "allow-file" => Scope::File,
        _ => return None,
    };
    let rules = rules.split([',', ' ']).map(str::trim).filter(|r| !r.is_empty());
    let rules: Vec<_> = rules.map(str::to_owned).collect();
    (scope == Scope::End || !rules.is_empty()).then_some((scope, rules))
}

#[cfg(test)]
mod tests {
    use crate::document::{Document, Format};

    /// The words in which something is let stand, and the rules that are.
    fn allowed(source: &str) -> Vec<(&str, String)> {
        let document = Document::new(source, Format::Markdown);
        let allows = document.allows.iter();
        allows.map(|a| (source[a.span.range()].trim(), a.rules.join("+"))).collect()
    }

    #[test]
    fn comments_hold_where_they_say() {
        let table = [
            ("a\n\n<!-- careword: allow refused -->\nb\n\nc", vec![("b", "refused")]),
            (
                "<!-- careword: allow refused, patient -- their form -->\n\n- a\n- b\n\nc",
                vec![("- a\n- b", "refused+patient")],
            ),
            (
                "a <!-- careword: allow refused -->\nb\n\nc",
                vec![("a <!-- careword: allow refused -->\nb", "refused")],
            ),
            (
                "a\n\n<!-- careword: allow-start all -->\n\nb\n\nc\n\n<!-- careword: allow-end all -->\n\nd",
                vec![("b\n\nc", "all")],
            ),
            ("a\n\n<!-- careword: allow-start refused -->\n\nb", vec![("b", "refused")]),
            ("a\n\n<!-- careword: allow -->\n\nb", vec![]),
            ("a\n\n<!-- careword: forbid refused -->\n\nb", vec![]),
            ("a\n\n<!-- careword: allow refused -->", vec![("", "refused")]),
            ("`<!-- careword: allow refused -->`\n\nb", vec![]),
        ];
        for (source, expected) in table {
            let expected: Vec<_> = expected.into_iter().map(|(s, r)| (s, r.to_owned())).collect();
            assert_eq!(allowed(source), expected, "{source}");
        }
        let once = "a\n\n- He refused to go.\n- He refused to eat.\n";
        let document = Document::new(once, Format::Markdown);
        let edit = document.allow("refused", once.find("refused").unwrap()).unwrap();
        let now = crate::text::edit::apply(once, &[edit]);
        assert_eq!(
            now,
            "a\n\n<!-- careword: allow refused -->\n- He refused to go.\n- He refused to eat.\n"
        );
        let whole = "a\n\n<!-- careword: allow-file refused -->\n\nb";
        assert_eq!(allowed(whole), [(whole, "refused".to_owned())]);
    }
}
