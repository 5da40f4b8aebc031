//! Comments by which a writer lets wording stand.
//!
//! | comment | where it holds |
//! |---|---|
//! | `<!-- careword: allow refused -->` | in the next block; within a paragraph, in that paragraph |
//! | `<!-- careword: allow-start refused -->` … `<!-- careword: allow-end refused -->` | between |
//! | `<!-- careword: allow-file refused -->` | in the whole document |
//!
//! Several rules are parted by commas; `all` stands for every rule; what follows ` -- ` is the
//! reason, for people. A comment that begins `careword:` and lets nothing stand, whatever it says, is
//! kept as well, for its writer to be told. Which rules there are is none of this module's business.

use crate::text::Span;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// Where the findings of some rules are let stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allow {
    /// The rules it names; none in a comment that lets nothing stand.
    pub rules: Vec<Named>,
    /// The comment that says so: byte offsets into the source.
    pub comment: Span,
    /// What it says, the reason left out: byte offsets into the source.
    pub said: Span,
    /// Where it holds: byte offsets into the source.
    pub span: Span,
}

/// A rule that a comment names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its id, or `all`.
    pub id: String,
    /// Where the comment names it: byte offsets into the source.
    pub span: Span,
}

/// What a comment says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    Block,
    Start,
    End,
    File,
    /// It names no rule, or says something else than these.
    Nowhere,
}

/// Gathers the comments of a document, in their order.
#[derive(Debug)]
pub(super) struct Allows {
    /// How long the source is, in bytes.
    length: usize,
    allows: Vec<Allow>,
    /// The numbers of those that still wait for their block.
    waiting: Vec<usize>,
    /// The numbers of those that still wait for their end.
    begun: BTreeSet<usize>,
    /// The same, in order, by the ids of their rules.
    begun_for: FxHashMap<Vec<String>, Vec<usize>>,
    /// The block that is open.
    block: Option<Span>,
}

impl Allows {
    pub(super) fn new(source: &str) -> Self {
        Self {
            length: source.len(),
            allows: Vec::new(),
            waiting: Vec::new(),
            begun: BTreeSet::new(),
            begun_for: FxHashMap::default(),
            block: None,
        }
    }

    /// A block of the document begins.
    pub(super) fn begin_block(&mut self, span: Span) {
        self.block = Some(span);
        for number in self.waiting.drain(..) {
            self.allows[number].span = span;
        }
    }

    /// The block ends.
    pub(super) fn end_block(&mut self) {
        self.block = None;
    }

    /// Reads a comment, if it is one of ours.
    pub(super) fn comment(&mut self, text: &str, comment: Span) {
        let Some((scope, rules, said)) = parse(text, comment) else { return };
        let number = self.allows.len();
        let span = match (scope, self.block) {
            (Scope::File, _) => Span::new(0, self.length),
            (Scope::Start, _) => Span::new(comment.end, self.length),
            (Scope::Block, Some(block)) => block,
            // Nothing yet, until the next block begins.
            (Scope::Block, None) => Span::new(comment.end, comment.end),
            (Scope::End, _) if self.end(&rules, comment.start) => return,
            (Scope::End | Scope::Nowhere, _) => {
                let span = Span::new(comment.end, comment.end);
                return self.allows.push(Allow { rules: Vec::new(), comment, said, span });
            }
        };
        match scope {
            Scope::Start => {
                self.begun.insert(number);
                self.begun_for.entry(ids(&rules)).or_default().push(number);
            }
            Scope::Block if self.block.is_none() => self.waiting.push(number),
            _ => {}
        }
        self.allows.push(Allow { rules, comment, said, span });
    }

    /// Ends the last stretch that was begun for these rules, or for any where none is named.
    fn end(&mut self, rules: &[Named], at: usize) -> bool {
        let rules = match (rules, self.begun.last()) {
            ([], Some(&last)) => ids(&self.allows[last].rules),
            _ => ids(rules),
        };
        let Some(number) = self.begun_for.get_mut(&rules).and_then(Vec::pop) else { return false };
        self.begun.remove(&number);
        self.allows[number].span.end = at;
        true
    }

    pub(super) fn finish(self) -> Vec<Allow> {
        self.allows
    }
}

fn ids(rules: &[Named]) -> Vec<String> {
    rules.iter().map(|rule| rule.id.clone()).collect()
}

/// What to take out of the source so that a comment, or a rule that it names, is gone: with a
/// comment that has its line to itself, the line; with a name, its comma. `span` is what the comment
/// says, all of it or a name.
pub(super) fn removal(source: &str, span: Span) -> Span {
    let (before, after) = (&source[..span.start], &source[span.end..]);
    if !source[span.range()].contains("careword:") {
        let comma = |c: char| c == ',' || c == ' ';
        let behind = after.len() - after.trim_start_matches(comma).len();
        return match after.trim_start_matches(' ').starts_with(',') {
            true => Span::new(span.start, span.end + behind),
            false => Span::new(before.trim_end_matches(comma).len(), span.end),
        };
    }
    let span = Span::new(
        before.rfind("<!--").unwrap_or(span.start),
        after.find("-->").map_or(span.end, |at| span.end + at + "-->".len()),
    );
    let (before, after) = (&source[..span.start], &source[span.end..]);
    let blank = |text: &str| text.trim_matches([' ', '\t', '\r']).is_empty();
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let end = after.find('\n').map_or(source.len(), |at| span.end + at + 1);
    match blank(&source[start..span.start]) && blank(source[span.end..end].trim_end_matches('\n')) {
        true => Span::new(start, end),
        false => span,
    }
}

/// What a comment says, if it is one of ours; `at` is where it stands.
fn parse(text: &str, at: Span) -> Option<(Scope, Vec<Named>, Span)> {
    let inside = text.trim().strip_prefix("<!--")?.strip_suffix("-->")?;
    let said = inside.trim();
    let said = said.split_once(" -- ").map_or(said, |(said, _)| said.trim());
    let asked = said.strip_prefix("careword:")?.trim();
    let (verb, names) = asked.split_once(char::is_whitespace).unwrap_or((asked, ""));
    let names = names.split([',', ' ', '\t', '\r', '\n']).filter(|name| !name.is_empty());
    let rules = names.map(|name| Named { id: name.to_owned(), span: place(name, text, at) });
    let rules: Vec<_> = rules.collect();
    let scope = match verb {
        "allow-end" => Scope::End,
        _ if rules.is_empty() => Scope::Nowhere,
        "allow" => Scope::Block,
        "allow-start" => Scope::Start,
        "allow-file" => Scope::File,
        _ => Scope::Nowhere,
    };
    Some((scope, rules, place(said, text, at)))
}

/// Where a part of `text`, the comment at `at`, stands in the source.
fn place(part: &str, text: &str, at: Span) -> Span {
    // Of a comment with markers of Markdown between its lines, the place is that of all of it.
    if text.len() != at.len() {
        return at;
    }
    let start = at.start + (part.as_ptr().addr() - text.as_ptr().addr());
    Span::new(start, start + part.len())
}

#[cfg(test)]
mod tests {
    use super::{Named, removal};
    use crate::document::{Document, Format};
    use crate::text::Span;

    /// The words in which something is let stand, and the rules that are.
    fn allowed(source: &str) -> Vec<(&str, String)> {
        let document = Document::new(source, Format::Markdown);
        let allows = document.allows.iter();
        allows.map(|a| (source[a.span.range()].trim(), ids(&a.rules))).collect()
    }

    fn ids(rules: &[Named]) -> String {
        rules.iter().map(|r| r.id.as_str()).collect::<Vec<_>>().join("+")
    }

    #[test]
    fn what_is_taken_out_leaves_no_trace() {
        let table = [
            ("a\n\n<!-- careword: x -->\n\nb", "careword: x", "a\n\n\nb"),
            ("a <!-- careword: x -- y --> b", "careword: x", "a  b"),
            ("<!--careword: x-->", "careword: x", ""),
            ("a\r\n  <!--careword: x-->\r\nb", "careword: x", "a\r\nb"),
            ("<!-- allow x, y -->", "x", "<!-- allow y -->"),
            ("<!-- allow x, y, z -->", "y", "<!-- allow x, z -->"),
            ("<!-- allow x, y -- z -->", "y", "<!-- allow x -- z -->"),
        ];
        for (source, taken, left) in table {
            let at = source.find(taken).unwrap();
            let mut now = source.to_owned();
            now.replace_range(removal(source, Span::new(at, at + taken.len())).range(), "");
            assert_eq!(now, left, "{source}");
        }
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
            ("a\n\n<!-- careword: allow -->\n\nb", vec![("", "")]),
            ("a\n\n<!-- careword: forbid refused -->\n\nb", vec![("", "")]),
            ("a\n\n<!-- careword: allow-end refused -->\n\nb", vec![("", "")]),
            ("a\n\n<!-- allow refused -->\n\nb", vec![]),
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
