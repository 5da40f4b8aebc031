//! Reads Markdown: `CommonMark` with tables, footnotes, strikethrough, task lists and front matter.
//!
//! What a reader of the finished page would see is prose; code, link targets, comments and front
//! matter are not. HTML is read as far as it stands in Markdown. Whether a finding in a heading or
//! a quotation counts is left to others.

use super::allow::Allow;
use super::prose::{MarkupKind, Prose};
use super::reader::Reader;
use super::{Region, RegionKind};
use crate::text::Span;
use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

/// The outermost block in which a byte of the source stands.
pub(super) fn block_at(source: &str, offset: usize) -> Option<Span> {
    let base = front_matter(source);
    let events = Parser::new_ext(&source[base..], options()).into_offset_iter();
    let mut spans = events.map(|(_, range)| Span::new(base + range.start, base + range.end));
    // An outer block comes before those within it.
    spans.find(|span| span.start <= offset && offset < span.end)
}

/// Finds the prose, the regions and the allowances of a Markdown text.
pub(super) fn read(source: &str) -> (Prose, Vec<Region>, Vec<Allow>) {
    // The parser takes any two `---` lines for front matter, wherever they are, and with them the
    // paragraphs in between; so front matter is left out beforehand.
    let base = front_matter(source);
    let mut reader = Reader::new(source);
    reader.prose.text.reserve(source.len() - base);
    // How many blocks are open, those of HTML left out.
    let mut depth = 0;
    for (event, range) in Parser::new_ext(&source[base..], options()).into_offset_iter() {
        let range = Span::new(base + range.start, base + range.end);
        match &event {
            Event::Start(Tag::HtmlBlock) | Event::End(TagEnd::HtmlBlock) => {}
            Event::Start(_) => {
                if depth == 0 {
                    reader.allows.begin_block(range);
                }
                depth += 1;
            }
            Event::End(_) => {
                depth -= 1;
                if depth == 0 {
                    reader.allows.end_block();
                }
            }
            Event::InlineHtml(text) => reader.allows.comment(text, range),
            _ => {}
        }
        reader.event(event, range);
    }
    reader.end_region();
    (reader.prose, reader.regions, reader.allows.finish())
}

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
}

/// How many bytes of front matter a text begins with: from a line `---` or `+++` to the next such
/// line. A blank line right after the first makes it a mere rule across the page.
fn front_matter(source: &str) -> usize {
    let mut lines = source.split_inclusive('\n');
    let Some(first) = lines.next() else { return 0 };
    let fence = first.trim_end();
    if fence != "---" && fence != "+++" {
        return 0;
    }
    let mut end = first.len();
    for (n, line) in lines.enumerate() {
        end += line.len();
        match line.trim_end() {
            "" if n == 0 => return 0,
            close if close == fence || (fence == "---" && close == "...") => return end,
            _ => {}
        }
    }
    0
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>, range: Span) {
        self.push_line_end(range);
        match event {
            Event::Start(tag) => self.start(&tag, range),
            Event::End(tag) => self.end(tag),
            Event::Html(_) => {
                let html = self.html.get_or_insert_default();
                html.push_verbatim(self.source.get(range.range()).unwrap_or_default(), range);
            }
            Event::InlineHtml(_) => {
                self.tag(self.source.get(range.range()).unwrap_or_default(), range);
            }
            Event::FootnoteReference(_) => self.fixed(range),
            Event::HardBreak | Event::Rule | Event::TaskListMarker(_) => self.end_region(),
            _ if self.is_silent() => {}
            Event::Text(text) => self.text(&text, range),
            Event::Code(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {
                self.placeholder(range);
            }
            Event::SoftBreak => self.line_end = Some(range),
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: Span) {
        match tag {
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough => {
                return self.open(MarkupKind::Emphasis, range, false);
            }
            // An address in angle brackets is the link's target, shown as it is.
            Tag::Link { link_type, .. } => {
                let hide = matches!(link_type, LinkType::Autolink | LinkType::Email);
                return self.open(MarkupKind::Fixed, range, hide);
            }
            Tag::Image { .. } => return self.open(MarkupKind::Fixed, range, false),
            _ => self.end_region(),
        }
        match tag {
            Tag::Heading { .. } => self.kind = RegionKind::Heading,
            Tag::TableHead => {
                self.in_head = true;
                self.heads.clear();
            }
            Tag::TableRow => self.column = 0,
            Tag::TableCell => {
                self.kind = RegionKind::Cell;
                if self.in_head {
                    self.heads.push(None);
                }
            }
            // A box that begins `[!NOTE]` is set like a quotation, but the words are the writer's.
            Tag::BlockQuote(alert) => self.quotes.push(alert.is_none()),
            Tag::CodeBlock(_) | Tag::MetadataBlock(_) => self.hidden += 1,
            Tag::HtmlBlock => self.html = Some(Prose::default()),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => return self.close(),
            TagEnd::Link | TagEnd::Image => return self.close(),
            TagEnd::HtmlBlock => self.html_block(),
            _ => {}
        }
        self.end_region();
        self.mute = None;
        self.kind = RegionKind::Text;
        match tag {
            TagEnd::TableHead => self.in_head = false,
            TagEnd::TableCell => self.column += 1,
            TagEnd::BlockQuote(_) => {
                self.quotes.pop();
            }
            TagEnd::CodeBlock | TagEnd::MetadataBlock(_) => {
                self.hidden = self.hidden.saturating_sub(1);
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str, range: Span) {
        if let Some(html) = &mut self.html {
            // Here the parser's only text is what a tab leaves of the indentation.
            return html.push_whole(text, range);
        }
        let source = self.source.get(range.range()).unwrap_or_default();
        self.begin();
        if text != source {
            return self.push_whole(text, range);
        }
        // The parser leaves out the backslash of an escape. A backslash that is prose itself was
        // added already.
        let escaped = range.start > self.prose.source_end()
            && self.source.as_bytes()[range.start - 1] == b'\\'
            && text.starts_with(|c: char| c.is_ascii_punctuation());
        let rest = usize::from(escaped);
        self.push_whole(&text[..rest], Span::new(range.start - rest, range.start + rest));
        self.push_verbatim(&text[rest..], range.start + rest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::prose::PLACEHOLDER;

    /// The source with everything that no region reads replaced by dots.
    fn render(source: &str) -> String {
        let (prose, regions, _) = read(source);
        let mut shown = vec![false; source.len()];
        for region in &regions {
            for at in region.span.range().filter(|&at| prose.text.is_char_boundary(at)) {
                let len = prose.text[at..].chars().next().map_or(0, char::len_utf8);
                if &prose.text[at..at + len] != PLACEHOLDER {
                    shown[prose.to_source(Span::new(at, at + len)).range()].fill(true);
                }
            }
        }
        source.char_indices().map(|(at, c)| if shown[at] || c == '\n' { c } else { '·' }).collect()
    }

    /// The regions' words, each kind told by a sign: `#` heading, `|` cell, `>` quotation.
    fn regions(source: &str) -> Vec<String> {
        let (prose, regions, _) = read(source);
        let sign = |kind| match kind {
            RegionKind::Text => "",
            RegionKind::Heading => "# ",
            RegionKind::Cell => "| ",
            RegionKind::Quote => "> ",
        };
        regions.iter().map(|r| format!("{}{}", sign(r.kind), &prose.text[r.span.range()])).collect()
    }

    #[test]
    fn reads_what_people_read() {
        let table: &[(&str, &str)] = &[
            ("# A *b* c\n\nd", "··A ·b· c\n\nd"),
            ("---\ntitle: x\n---\nbody", "···\n········\n···\nbody"),
            ("+++\na = 1\n\nb = 2\n+++\nbody", "···\n·····\n\n·····\n···\nbody"),
            ("---\n\nHe went.\n\n---\n", "···\n\nHe went.\n\n···\n"),
            ("a\n\n---\nHe went.\n---\n", "a\n\n···\nHe went.\n···\n"),
            ("a `code` b", "a ······ b"),
            ("```\ncode\n```\nb", "···\n····\n···\nb"),
            ("    code\n\nb", "········\n\nb"),
            ("[text](http://x \"title\") b", "·text··················· b"),
            ("[text][1]\n\n[1]: http://x", "·text····\n\n·············"),
            ("![alt *x*](u) b", "··alt ·x····· b"),
            ("<https://x.y> b", "············· b"),
            ("a <!-- no --> b", "a ··········· b"),
            ("<!-- no\n\nno -->\n\nb", "·······\n\n······\n\nb"),
            ("a <code>x</code> b", "a ·············· b"),
            ("<div class='x'>hey <b>you</b></div>", "···············hey ···you··········"),
            (
                "<script>\nno <b>\n\nno\n</script>\n\nyes",
                "········\n······\n\n··\n·········\n\nyes",
            ),
            ("<div><style>no</style>yes</div>", "······················yes······"),
            ("<pre>\nno\n</pre>\nb", "·····\n··\n······\nb"),
            ("<p title=\"a > b\">x &lt; y</p>", "·················x &lt; y····"),
            ("| a | b |\n|---|---|\n| c\\|d | `e` |", "··a···b··\n·········\n··c\\|d········"),
            ("- [x] done\n- b", "······done\n··b"),
            ("a[^1]\n\n[^1]: note", "a····\n\n······note"),
            ("~~a~~ \\*b\\* &amp;", "··a·· \\*b\\* &amp;"),
            ("> a\n> b", "··a\n> b"),
            ("> [!NOTE]\n> a", "·········\n··a"),
            ("re\u{AD}fused\u{200B} to", "re·fused· to"),
            ("Title\n=====", "Title\n·····"),
        ];
        for (source, expected) in table {
            assert_eq!(render(source), *expected, "{source}");
        }
    }

    #[test]
    fn regions_end_where_blocks_end() {
        let table: &[(&str, &[&str])] = &[
            ("", &[]),
            ("***", &[]),
            ("a\nb\n\nc", &["a b", "c"]),
            ("a\r\n  b", &["a b"]),
            ("a  \nb\\\nc", &["a", "b", "c"]),
            ("- a\n- b\n  - c\n    d", &["a", "b", "c d"]),
            ("# A\nb\n\nC\n-", &["# A", "b", "# C"]),
            ("> a\n> > b\nc\n\nd", &["> a", "> b c", "d"]),
            ("> # a\n> - b", &["> a", "> b"]),
            ("|a|b|\n|-|-|\n|c|d|\n\ne", &["| a", "| b", "| c", "| d", "e"]),
            ("<p>a<p>b<br>c <i>d</i>\n e", &["a", "b", "c d e"]),
            ("<li>committed<li>suicide", &["committed", "suicide"]),
            ("<table><td>a</td><td>b</td></table>", &["| a", "| b"]),
            ("<h2>a</h2>b", &["# a", "b"]),
            ("<blockquote>a</blockquote>\nb", &["> a", "b"]),
            ("> <div>\n> a\n> b &amp;&nbsp;c</div>", &["> a b &\u{A0}c"]),
            ("<div>a <b b</div>", &["a"]),
            ("<div>a < b & c &nope; d</div>", &["a < b & c &nope; d"]),
            ("x<br>y", &["x", "y"]),
            ("a `b` c", &["a \u{FFFC} c"]),
            ("a<b>c</b>d", &["acd"]),
            ("*a\nb*", &["a b"]),
            ("[a\n](x) b", &["a  b"]),
            ("a&shy;b &#x200B;c", &["ab c"]),
            ("a[^n].\n\n[^n]: b\n    c", &["a.", "b c"]),
        ];
        for (source, expected) in table {
            assert_eq!(&regions(source), expected, "{source}");
        }
    }

    #[test]
    fn words_map_to_their_own_bytes() {
        let table: &[(&str, &str, &str)] = &[
            ("He **refused** it", "refused", "refused"),
            ("a&nbsp;b", "\u{A0}", "&nbsp;"),
            ("a \\*b", "*", "\\*"),
            ("a \\\\*b*", "\\b", "\\\\*b"),
            ("a\n>b", "a", "a"),
            ("> a\n> b", " ", "\n> "),
            ("- a\n  b", " ", "\n  "),
            ("a\r\n**b**", "a b", "a\r\n**b"),
            ("---\nx: é\n---\né refused", "refused", "refused"),
            ("<p>a &amp;\n  b</p>", "& b", "&amp;\n  b"),
            ("\u{FEFF}refused", "refused", "refused"),
        ];
        for (source, words, expected) in table {
            let (prose, ..) = read(source);
            let at = prose.text.find(words).unwrap();
            let span = prose.to_source(Span::new(at, at + words.len()));
            assert_eq!(&source[span.range()], *expected, "{source}");
        }
    }
}
