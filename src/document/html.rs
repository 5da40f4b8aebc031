//! Reads HTML, be it a page or a block within Markdown.
//!
//! What a reader of the page would see is prose, and so is what a screen reader says of it (`alt`,
//! `title`, `aria-label`) and a search engine (`<meta name="description">`). Scripts, styles, code,
//! titles of works and elements in another language than English are not. Commands of template
//! languages are stepped over.

use super::allow::Allow;
use super::prose::Prose;
use super::reader::Reader;
use super::tags::{Token, attributes, next_token, tag_name};
use super::{Region, RegionKind};
use crate::text::Span;

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

/// Elements that have no end tag.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];

/// Finds the prose, the regions and the allowances of a page.
pub(super) fn read(source: &str) -> (Prose, Vec<Region>, Vec<Allow>) {
    let mut reader = Reader::new(source);
    reader.is_page = true;
    reader.html = Some(Prose::verbatim(source));
    reader.html_block();
    let html = Prose::verbatim(source);
    let aside = std::mem::take(&mut reader.aside);
    if !aside.is_empty() {
        // The gap behind the page is still in its order.
        reader.begin();
        reader.prose.begin_aside();
    }
    for span in aside {
        reader.kind = RegionKind::Text;
        reader.words(&html, span);
        reader.end_region();
    }
    (reader.prose, reader.regions, reader.allows.finish())
}

impl Reader<'_> {
    /// Reads the words of an HTML block.
    pub(super) fn html_block(&mut self) {
        let html = self.html.take().unwrap_or_default();
        let quotes = self.quotes.len();
        self.words(&html, Span::new(0, html.text.len()));
        self.end_region();
        self.quotes.truncate(quotes);
    }

    /// Reads a stretch of HTML.
    fn words(&mut self, html: &Prose, span: Span) {
        let quotes = self.quotes.len();
        let mut at = span.start;
        let mut absent = Vec::new();
        while at < span.end {
            let rest = &html.text[at..span.end];
            let (token, len) = next_token(rest, self.mute.as_deref(), &mut absent);
            let range = html.to_source(Span::new(at, at + len));
            match token {
                Token::Tag => {
                    let tag = &rest[..len];
                    if tag.starts_with("<!--") {
                        self.allows.comment(tag, range);
                    }
                    self.tag(tag, range);
                    self.html_tag(tag, quotes);
                }
                _ if self.is_silent() => {}
                Token::Command => self.fixed(range),
                Token::Value => self.placeholder(range),
                Token::Space if self.ended => {}
                // A single space is one letter of the words around it, which saves a place in the map.
                Token::Space if &rest[..len] == " " && range.len() == len => {
                    self.prose.push_verbatim(" ", range);
                }
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
    }

    /// What a tag says about the region that it begins, in an HTML block.
    pub(super) fn html_tag(&mut self, html: &str, quotes: usize) {
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
    pub(super) fn tag(&mut self, html: &str, range: Span) {
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
        let empty = html.ends_with("/>") || VOID.contains(&name.as_str());
        if self.is_foreign(html, &name, closes, empty) {
            return;
        }
        if !closes {
            self.note_attributes(html, &name, range);
        }
        match name.as_str() {
            "q" => {
                self.begin();
                self.prose.push_whole(if closes { "”" } else { "“" }, range);
            }
            // Record systems put whole notes into one; code in a page has its own element in it.
            "pre" if self.is_page => self.fixed(range),
            name if MUTE.contains(&name) && !closes && !empty => {
                self.placeholder(range);
                self.mute = Some(name.to_owned());
            }
            _ => self.fixed(range),
        }
    }

    /// Whether a tag belongs to an element in another language than English.
    fn is_foreign(&mut self, html: &str, name: &str, closes: bool, empty: bool) -> bool {
        if let Some((foreign, open)) = &mut self.foreign {
            if *foreign == name && !empty {
                *open = if closes { *open - 1 } else { *open + 1 };
                if *open == 0 {
                    self.foreign = None;
                }
            }
            return true;
        }
        let is_other = |(attribute, value): &(String, std::ops::Range<usize>)| {
            let language = html[value.clone()].to_ascii_lowercase();
            attribute == "lang" && !language.is_empty() && !language.starts_with("en")
        };
        if closes || empty || !html.contains("lang") || !attributes(html).iter().any(is_other) {
            return false;
        }
        self.end_region();
        self.foreign = Some((name.to_owned(), 1));
        true
    }

    /// Keeps the words of attributes for later.
    fn note_attributes(&mut self, html: &str, name: &str, range: Span) {
        // In an HTML block of Markdown, which has markers between its lines, spans would not fit.
        if self.source.get(range.range()) != Some(html) {
            return;
        }
        let found = attributes(html);
        let described = name == "meta"
            && found.iter().any(|(attribute, value)| {
                attribute == "name" && html[value.clone()].eq_ignore_ascii_case("description")
            });
        for (attribute, value) in found {
            let read = matches!(attribute.as_str(), "alt" | "title" | "aria-label")
                || described && attribute == "content";
            if read && !value.is_empty() {
                self.aside.push(Span::new(range.start + value.start, range.start + value.end));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::document::{Document, Format};

    /// What is read, region by region.
    fn regions(source: &str) -> Vec<String> {
        let document = Document::new(source, Format::Html);
        let regions = document.regions.iter();
        regions.map(|r| document.prose.text[r.span.range()].to_owned()).collect()
    }

    #[test]
    fn what_a_reader_would_see_is_prose() {
        let table: [(&str, &[&str]); 14] = [
            ("<p>He non-<em>compliant</em> today</p><p>b", &["He non-compliant today", "b"]),
            ("a&nbsp;b &amp; c", &["a\u{a0}b & c"]),
            ("<script>if (a < b) refused()</script><style>p{}</style>c", &["\u{fffc}c"]),
            ("<!-- a -->b", &["b"]),
            ("<pre>a\nb</pre><pre><code>c</code></pre>d", &["a b", "d"]),
            ("<img src=x alt='He refused'> b", &["b", "He refused"]),
            ("<a href=y title=\"T &amp; u\">c d</a>", &["c d", "T & u"]),
            ("<head><title>t</title><meta name=description content=\"m n\"></head>", &["t", "m n"]),
            ("<meta name=viewport content=width><p>a", &["a"]),
            ("<p lang=fr>un <span>deux</span></p><p lang=\"en-GB\">b</p>", &["b"]),
            ("<div lang=cy><div>a</div>b</div>c", &["c"]),
            ("{% if x %}a {{ name }} b{% endif %} {# c #}", &["a \u{fffc} b"]),
            ("a { b } c", &["a { b } c"]),
            ("He said <q>I refused</q>.", &["He said “I refused”."]),
        ];
        for (source, expected) in table {
            assert_eq!(regions(source), expected, "{source}");
        }
    }

    #[test]
    fn comments_let_wording_stand() {
        let source = "<p>a</p>\n<!-- careword: allow refused -->\n<p>b <b>c</b></p><p>d</p>";
        let document = Document::new(source, Format::Html);
        assert_eq!(&source[document.allows[0].span.range()], "b <b>c");
    }

    #[test]
    fn no_page_makes_it_panic() {
        let pieces = [
            "<", ">", "\"", "'", "=", "lang", "<p ", "alt=", "&", "{%", "}}", "é", "<!--", "-->",
            "</q>", "<q>", " ",
        ];
        let mut state = 7_usize;
        for _ in 0..3_000 {
            let mut page = String::new();
            for _ in 0..state % 30 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                page.push_str(pieces[(state >> 33) % pieces.len()]);
            }
            state = state.wrapping_add(1);
            regions(&page);
        }
    }
}
