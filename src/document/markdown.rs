//! Reads Markdown: `CommonMark` with tables, footnotes, strikethrough, task lists and front matter.
//!
//! What a reader of the finished page would see is prose; code, link targets, comments and front
//! matter are not. HTML is read as far as it stands in Markdown. Whether a finding in a heading or
//! a quotation counts is left to others.

use super::allow::{Allow, Allows};
use super::prose::{MarkupKind, PLACEHOLDER, Prose, is_invisible};
use super::tags::{Token, next_token, tag_name};
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
    let mut allows = Allows::new(source);
    // How many blocks are open, those of HTML left out.
    let mut depth = 0;
    for (event, range) in Parser::new_ext(&source[base..], options()).into_offset_iter() {
        let range = Span::new(base + range.start, base + range.end);
        match &event {
            Event::Start(Tag::HtmlBlock) | Event::End(TagEnd::HtmlBlock) => {}
            Event::Start(_) => {
                if depth == 0 {
                    allows.begin_block(range);
                }
                depth += 1;
            }
            Event::End(_) => {
                depth -= 1;
                if depth == 0 {
                    allows.end_block();
                }
            }
            Event::Html(text) | Event::InlineHtml(text) => allows.comment(text, range),
            _ => {}
        }
        reader.event(event, range);
    }
    reader.end_region();
    (reader.prose, reader.regions, allows.finish())
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

/// HTML elements whose text is no prose.
const MUTE: &[&str] =
    &["code", "kbd", "math", "pre", "samp", "script", "style", "svg", "template", "textarea"];

/// HTML elements at whose tags a phrase ends.
#[rustfmt::skip]
const BLOCKS: &[&str] = &[
    "address", "article", "aside", "blockquote", "body", "br", "button", "caption", "center", "dd",
    "details", "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form",
    "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr", "html", "label", "legend", "li",
    "main", "menu", "nav", "ol", "optgroup", "option", "p", "pre", "script", "section", "select",
    "style", "summary", "table", "tbody", "td", "template", "tfoot", "th", "thead", "title", "tr",
    "ul",
];

/// Gathers prose and regions from the parser's events.
struct Reader<'a> {
    source: &'a str,
    prose: Prose,
    regions: Vec<Region>,
    /// Where the present region begins in the prose.
    start: usize,
    /// Whether a region has ended and no other has begun.
    ended: bool,
    /// What the present region is, outside quotations.
    kind: RegionKind,
    /// For each column of the present table: the region that heads it.
    heads: Vec<Option<usize>>,
    /// Whether this is the row of heads.
    in_head: bool,
    /// The column of the present cell.
    column: usize,
    /// For each block quotation that is open, whether its words are somebody else's.
    quotes: Vec<bool>,
    /// How many open blocks and links have text that is no prose.
    hidden: usize,
    /// The emphasis, links and images that are open: their numbers, and whether they are hidden.
    open: Vec<(usize, bool)>,
    /// The open HTML element whose text is no prose.
    mute: Option<String>,
    /// In an HTML block, its HTML so far, without the markers of the blocks around it.
    html: Option<Prose>,
    /// A line end inside a paragraph. It is held back until it is known where the next line's
    /// words begin.
    line_end: Option<Span>,
}

impl<'a> Reader<'a> {
    fn new(source: &'a str) -> Self {
        Self {
            source,
            prose: Prose::default(),
            regions: Vec::new(),
            start: 0,
            ended: false,
            kind: RegionKind::Text,
            heads: Vec::new(),
            in_head: false,
            column: 0,
            quotes: Vec::new(),
            hidden: 0,
            open: Vec::new(),
            mute: None,
            html: None,
            line_end: None,
        }
    }

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

    /// Whether text that comes now is no prose.
    fn is_silent(&self) -> bool {
        self.hidden > 0 || self.mute.is_some()
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

    /// Begins emphasis, a link or an image.
    fn open(&mut self, kind: MarkupKind, range: Span, hide: bool) {
        if hide {
            self.placeholder(range);
            self.hidden += 1;
        }
        self.begin();
        self.open.push((self.prose.open(kind, range), hide));
    }

    fn close(&mut self) {
        if let Some((number, hidden)) = self.open.pop() {
            self.prose.close(number);
            self.hidden -= usize::from(hidden);
        }
    }

    /// Notes markup that has no words.
    fn fixed(&mut self, range: Span) {
        if !self.ended {
            let number = self.prose.open(MarkupKind::Fixed, range);
            self.prose.close(number);
        }
    }

    /// Puts a placeholder where code stands.
    fn placeholder(&mut self, range: Span) {
        self.begin();
        self.fixed(range);
        self.prose.push_whole(PLACEHOLDER, range);
    }

    /// Makes sure that there is a region to add to.
    fn begin(&mut self) {
        if !self.ended {
            return;
        }
        self.ended = false;
        let at = self.prose.source_end();
        if !self.prose.text.is_empty() {
            self.prose.push_whole("\n\n", Span::new(at, at));
        }
        self.start = self.prose.text.len();
    }

    /// Ends the present region; what comes next belongs to another.
    fn end_region(&mut self) {
        if self.ended {
            return;
        }
        self.ended = true;
        let text = &self.prose.text[self.start..];
        let words = text.trim_start();
        let start = self.prose.text.len() - words.len();
        let span = Span::new(start, start + words.trim_end().len());
        let kind = if self.quotes.contains(&true) { RegionKind::Quote } else { self.kind };
        if words.chars().any(char::is_alphanumeric) {
            let head = match kind {
                RegionKind::Cell if self.in_head => {
                    if let Some(head) = self.heads.last_mut() {
                        *head = Some(self.regions.len());
                    }
                    None
                }
                RegionKind::Cell => self.heads.get(self.column).copied().flatten(),
                _ => None,
            };
            self.regions.push(Region { span, kind, head });
        }
    }

    /// Adds a line end as the space it is, with the indentation and quotation markers after it.
    fn push_line_end(&mut self, next: Span) {
        let Some(mut end) = self.line_end.take() else {
            return;
        };
        let is_margin = |gap: &str| gap.chars().all(|c| c == '>' || c.is_whitespace());
        if self.source.get(end.end..next.start).is_some_and(is_margin) {
            end.end = next.start;
        }
        self.begin();
        self.prose.push_whole(" ", end);
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

    /// Adds words that stand for all of `range`, unless they are invisible.
    fn push_whole(&mut self, words: &str, range: Span) {
        if !words.chars().all(is_invisible) {
            self.prose.push_whole(words, range);
        }
    }

    /// Adds words that stand in the source letter by letter, leaving out what is invisible.
    fn push_verbatim(&mut self, words: &str, mut start: usize) {
        if words.is_ascii() {
            return self.prose.push_verbatim(words, Span::new(start, start + words.len()));
        }
        for part in words.split_inclusive(is_invisible) {
            let shown = part.trim_end_matches(is_invisible);
            self.prose.push_verbatim(shown, Span::new(start, start + shown.len()));
            start += part.len();
        }
    }

    /// Reads the words of an HTML block.
    fn html_block(&mut self) {
        let html = self.html.take().unwrap_or_default();
        let quotes = self.quotes.len();
        let mut at = 0;
        while let Some(rest) = html.text.get(at..).filter(|rest| !rest.is_empty()) {
            let (token, len) = next_token(rest, self.mute.as_deref());
            let range = html.to_source(Span::new(at, at + len));
            match token {
                Token::Tag => {
                    self.tag(&rest[..len], range);
                    self.html_tag(&rest[..len], quotes);
                }
                _ if self.mute.is_some() => {}
                Token::Space if self.ended => {}
                Token::Space => self.prose.push_whole(" ", range),
                Token::Entity(text) => {
                    self.begin();
                    self.push_whole(&text, range);
                }
                Token::Words => {
                    self.begin();
                    self.push_verbatim(&rest[..len], range.start);
                }
            }
            at += len;
        }
        self.end_region();
        self.quotes.truncate(quotes);
    }

    /// What a tag says about the region that it begins, in an HTML block.
    fn html_tag(&mut self, html: &str, quotes: usize) {
        let (name, closes) = tag_name(html);
        match name.as_str() {
            "blockquote" if !closes => self.quotes.push(true),
            "blockquote" if self.quotes.len() > quotes => {
                self.quotes.pop();
            }
            "br" | "hr" => {}
            "td" | "th" if !closes => self.kind = RegionKind::Cell,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if !closes => self.kind = RegionKind::Heading,
            name if BLOCKS.contains(&name) => self.kind = RegionKind::Text,
            _ => {}
        }
    }

    /// Takes note of an HTML tag or comment.
    fn tag(&mut self, html: &str, range: Span) {
        let (name, closes) = tag_name(html);
        if let Some(mute) = &self.mute {
            if closes && *mute == name {
                self.mute = None;
            }
            return self.fixed(range);
        }
        if BLOCKS.contains(&name.as_str()) {
            self.end_region();
        }
        if MUTE.contains(&name.as_str()) && !closes && !html.ends_with("/>") {
            self.placeholder(range);
            self.mute = Some(name);
        } else {
            self.fixed(range);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
