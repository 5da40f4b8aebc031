//! The words a person reads, and for each byte of them the source bytes it stands for.
//!
//! A reader builds the prose from left to right. Most of it is copied from the source letter by
//! letter; an entity, an escape or a line end stands for its source bytes as a whole, and a gap
//! between two blocks stands for none. Markup that words were taken out of is kept beside the
//! text, so that a change to the words does not leave half of it behind. What the words mean, and
//! where one block ends, is left to others.

use crate::text::Span;

/// What stands in the prose for code, so that the words on either side of it do not touch.
pub(super) const PLACEHOLDER: &str = "\u{FFFC}";

/// Whether a character shows nothing and parts no words: the soft hyphen and the zero-width ones.
/// Readers leave these out, so that a word broken by one is still found.
pub(super) const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}')
}

/// Prose with a map to its source. All offsets are bytes.
#[derive(Debug, Clone, Default)]
pub struct Prose {
    /// The prose.
    pub text: String,
    /// Pieces that together cover all of `text`, in order, none of them empty.
    pieces: Vec<Piece>,
    /// The number of the first piece that is read behind a page although it stands within it. Up to
    /// there, and from there on, the pieces are in the order of the source.
    aside: Option<usize>,
    /// Markup in the order in which it opens in the source.
    markup: Vec<Markup>,
}

/// A run of prose that maps to the source in one way.
#[derive(Debug, Clone, Copy)]
struct Piece {
    /// Where it begins in the prose. It ends where the next one begins.
    start: usize,
    /// The source it stands for.
    source: Span,
    /// Whether it maps byte for byte.
    verbatim: bool,
}

/// A container in the source whose delimiters are not in the prose.
#[derive(Debug, Clone, Copy)]
struct Markup {
    /// The source it takes up, delimiters and all.
    source: Span,
    /// Its content in the prose.
    prose: Span,
    /// Whether its delimiters may be taken away together.
    kind: MarkupKind,
    /// The furthest source byte that this or any earlier container reaches.
    reach: usize,
}

/// What may be done to a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MarkupKind {
    /// Emphasis: a rewording may drop it as a whole.
    Emphasis,
    /// A link, an image, a tag or code: no rewording may touch more than the words inside it.
    Fixed,
}

impl Prose {
    /// Prose that is its source.
    pub fn verbatim(text: impl Into<String>) -> Self {
        let text = text.into();
        let source = Span::new(0, text.len());
        let pieces = match source.is_empty() {
            true => Vec::new(),
            false => vec![Piece { start: 0, source, verbatim: true }],
        };
        Self { text, pieces, aside: None, markup: Vec::new() }
    }

    /// Adds words that stand in the source letter by letter, `source` being where.
    pub(super) fn push_verbatim(&mut self, words: &str, source: Span) {
        debug_assert_eq!(words.len(), source.len());
        self.push_piece(words, source, true);
    }

    /// Adds words that stand for all of `source` together. An empty `source` is that of a gap.
    pub(super) fn push_whole(&mut self, words: &str, source: Span) {
        self.push_piece(words, source, false);
    }

    fn push_piece(&mut self, words: &str, source: Span, verbatim: bool) {
        if words.is_empty() {
            return;
        }
        let start = self.text.len();
        self.text.push_str(words);
        if let Some(last) = self.pieces.last_mut()
            && verbatim
            && last.verbatim
            && last.source.end == source.start
        {
            last.source.end = source.end;
            return;
        }
        self.pieces.push(Piece { start, source, verbatim });
    }

    /// Notes that what comes now stands within what was read before: attributes.
    pub(super) fn begin_aside(&mut self) {
        self.aside = Some(self.pieces.len());
    }

    /// Notes that a container opens here, and gives it a number to close it by.
    pub(super) fn open(&mut self, kind: MarkupKind, source: Span) -> usize {
        let prose = Span::new(self.text.len(), self.text.len());
        let reach = self.markup.last().map_or(0, |m| m.reach).max(source.end);
        self.markup.push(Markup { source, prose, kind, reach });
        self.markup.len() - 1
    }

    /// Notes that the container with this number ends here.
    pub(super) fn close(&mut self, number: usize) {
        if let Some(markup) = self.markup.get_mut(number) {
            markup.prose.end = self.text.len();
        }
    }

    /// Where the source of the last piece ends, which is where the next may begin.
    pub(super) fn source_end(&self) -> usize {
        self.pieces.last().map_or(0, |piece| piece.source.end)
    }

    /// The same prose without some stretches of it, which are sorted and disjoint. Their source
    /// bytes are covered only by spans that reach over them. For prose that has no markup.
    pub(super) fn without(&self, cuts: &[Span]) -> Self {
        let mut kept = Self::default();
        kept.text.reserve(self.text.len());
        let mut from = 0;
        for cut in cuts.iter().copied().chain([Span::new(self.text.len(), self.text.len())]) {
            self.copy(Span::new(from, cut.start.max(from)), &mut kept);
            from = cut.end;
        }
        kept
    }

    fn copy(&self, span: Span, to: &mut Self) {
        let mut at = span.start;
        while at < span.end {
            let (piece, end) = self.piece(at);
            let part = Span::new(at, end.min(span.end));
            let words = &self.text[part.range()];
            if piece.verbatim {
                let start = piece.source.start + (part.start - piece.start);
                to.push_verbatim(words, Span::new(start, start + part.len()));
            } else {
                to.push_whole(words, piece.source);
            }
            at = part.end;
        }
    }

    /// The piece that a byte of the prose belongs to, and where it ends in the prose.
    fn piece(&self, offset: usize) -> (Piece, usize) {
        let next = self.pieces.partition_point(|piece| piece.start <= offset);
        let end = self.pieces.get(next).map_or(self.text.len(), |piece| piece.start);
        let nothing = Piece { start: 0, source: Span::new(0, 0), verbatim: false };
        (self.pieces.get(next.wrapping_sub(1)).copied().unwrap_or(nothing), end)
    }

    /// The source from the first byte of a span of prose to its last, whatever lies between. An
    /// empty span maps to an empty one, before the byte that follows it; at the end of the prose,
    /// after the last byte. A span past the end is cut off there.
    pub fn to_source(&self, span: Span) -> Span {
        let len = self.text.len();
        if span.start >= span.end || span.start >= len {
            let at = if span.start >= len { self.source_end() } else { self.source_at(span.start) };
            return Span::new(at, at);
        }
        let last = span.end.min(len) - 1;
        let (piece, _) = self.piece(last);
        let end = match piece.verbatim {
            true => piece.source.start + (last + 1 - piece.start),
            false => piece.source.end,
        };
        let start = self.source_at(span.start);
        Span::new(start, end.max(start))
    }

    /// The prose from the first byte of a span of source to its last. Where these are markup, it
    /// begins and ends with the prose nearest to them.
    pub(super) fn of_source(&self, span: Span) -> Span {
        let start = match self.piece_at(span.start) {
            Some(piece) if piece.verbatim => piece.start + (span.start - piece.source.start),
            Some(piece) => piece.start,
            None => self.behind(span.start),
        };
        let end = match self.piece_at(span.end.saturating_sub(1)) {
            _ if span.is_empty() => start,
            Some(piece) if piece.verbatim => piece.start + (span.end - piece.source.start),
            Some(piece) => self.piece(piece.start).1,
            None => self.behind(span.end),
        };
        // What ends a block ends before the gap to the next.
        let words = self.text.get(start..end).unwrap_or_default();
        Span::new(start, start + words.trim_end().len())
    }

    /// The piece that stands for a byte of the source.
    fn piece_at(&self, offset: usize) -> Option<&Piece> {
        let (page, aside) = self.pieces.split_at(self.aside.unwrap_or(self.pieces.len()));
        [page, aside].into_iter().find_map(|pieces| {
            let next = pieces.partition_point(|piece| piece.source.end <= offset);
            pieces.get(next).filter(|p| p.source.start <= offset && offset < p.source.end)
        })
    }

    /// Where the prose goes on behind a byte of the source that is markup.
    fn behind(&self, offset: usize) -> usize {
        let page = &self.pieces[..self.aside.unwrap_or(self.pieces.len())];
        let next = page.partition_point(|piece| piece.source.end <= offset);
        self.pieces.get(next).map_or(self.text.len(), |piece| piece.start)
    }

    fn source_at(&self, offset: usize) -> usize {
        let (piece, _) = self.piece(offset);
        piece.source.start + if piece.verbatim { offset - piece.start } else { 0 }
    }

    /// The source bytes to replace when new words take the place of a span of prose, or `None`
    /// where that would break something.
    ///
    /// Emphasis that the span covers and goes beyond is replaced too, so that no delimiter is left
    /// alone: of `**refused** to` all is replaced, of `**refused to**` only the words. `None` where
    /// words outside the span would go with such emphasis, and where the span touches a link, an
    /// image, a tag or code without lying inside it.
    pub fn edit_span(&self, span: Span) -> Option<Span> {
        let hull = self.to_source(span);
        let mut edit = hull;
        for markup in self.crossed(span, hull) {
            if markup.kind == MarkupKind::Fixed || !span.contains(markup.prose) {
                return None;
            }
            edit = Span::new(edit.start.min(markup.source.start), edit.end.max(markup.source.end));
        }
        // Emphasis may have opened or closed around markup that has no words: `**<b>refused** to`.
        let mut crossed = self.crossed(span, edit);
        crossed.all(|markup| markup.kind == MarkupKind::Emphasis).then_some(edit)
    }

    /// Whether a span of prose reaches from inside some markup to outside of it, or over it. A
    /// person should look at an edit of such a span, even where [`Prose::edit_span`] allows one.
    pub fn crosses_markup(&self, span: Span) -> bool {
        self.crossed(span, self.to_source(span)).next().is_some()
    }

    /// The markup that a stretch of source touches and that the span of prose is not inside of.
    fn crossed(&self, span: Span, source: Span) -> impl Iterator<Item = &Markup> {
        let end = self.markup.partition_point(|markup| markup.source.start < source.end);
        // Nothing before the first container that reaches this far can touch it. Containers stay
        // within their blocks, so this does not look far back.
        let near = self.markup[..end].iter().rev().take_while(move |m| m.reach > source.start);
        near.filter(move |m| m.source.overlaps(source) && !m.prose.contains(span))
    }

    /// Calls a function with each verbatim piece: its prose and its source.
    #[cfg(test)]
    pub(super) fn each_verbatim(&self, mut check: impl FnMut(Span, Span)) {
        for piece in self.pieces.iter().filter(|piece| piece.verbatim) {
            let (_, end) = self.piece(piece.start);
            check(Span::new(piece.start, end), piece.source);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Region, html, markdown, rtf};

    fn span(text: &str, part: &str) -> Span {
        let start = text.find(part).unwrap_or_else(|| panic!("{part:?} in {text:?}"));
        Span::new(start, start + part.len())
    }

    #[test]
    fn maps_pieces() {
        // Source: `ab&amp;cd` + line end and marker `\n> ` + `ef`, then a gap, then `gh`.
        let mut prose = Prose::default();
        prose.push_verbatim("a", Span::new(0, 1));
        prose.push_verbatim("b", Span::new(1, 2));
        prose.push_whole("&", Span::new(2, 7));
        prose.push_verbatim("cd", Span::new(7, 9));
        prose.push_whole(" ", Span::new(9, 12));
        prose.push_verbatim("ef", Span::new(12, 14));
        prose.push_whole("\n\n", Span::new(14, 14));
        prose.push_verbatim("gh", Span::new(16, 18));
        assert_eq!(prose.text, "ab&cd ef\n\ngh");
        let table = [
            ((0, 2), (0, 2)),
            ((1, 3), (1, 7)),
            ((2, 3), (2, 7)),
            ((3, 4), (7, 8)),
            ((4, 7), (8, 13)),
            ((5, 6), (9, 12)),
            ((8, 9), (14, 14)),
            ((6, 12), (12, 18)),
            ((0, 0), (0, 0)),
            ((3, 3), (7, 7)),
            ((12, 12), (18, 18)),
            ((12, 40), (18, 18)),
            ((10, 40), (16, 18)),
            ((40, 50), (18, 18)),
        ];
        for ((start, end), (from, to)) in table {
            let found = prose.to_source(Span { start, end });
            assert_eq!(found, Span::new(from, to), "{start}..{end}");
        }
        assert_eq!(Prose::default().to_source(Span::new(0, 0)), Span::new(0, 0));
        assert_eq!(Prose::verbatim("").to_source(Span::new(0, 3)), Span::new(0, 0));
        assert_eq!(Prose::verbatim("abc").to_source(Span::new(1, 2)), Span::new(1, 2));
    }

    #[test]
    fn leaves_out() {
        let prose = Prose::verbatim("a--b--c");
        let once = prose.without(&[Span::new(1, 3), Span::new(4, 6)]);
        assert_eq!(once.text, "abc");
        assert_eq!(once.to_source(Span::new(0, 2)), Span::new(0, 4));
        assert_eq!(once.to_source(Span::new(1, 2)), Span::new(3, 4));
        let twice = once.without(&[Span::new(0, 2)]);
        assert_eq!(twice.text, "c");
        assert_eq!(twice.to_source(Span::new(0, 1)), Span::new(6, 7));
    }

    #[test]
    fn edits_leave_no_markup_behind() {
        // The words looked for in the prose; the source to replace; whether markup is crossed.
        let table: &[(&str, &str, Option<&str>, bool)] = &[
            ("He refused to see us", "refused to", Some("refused to"), false),
            ("He **refused** to see", "refused to", Some("**refused** to"), true),
            ("He **refused** to see", "refused", Some("refused"), false),
            ("He **refused to** see", "refused to", Some("refused to"), false),
            ("He **refused to** see", "refused", Some("refused"), false),
            ("He refused **to** see", "refused to", Some("refused **to**"), true),
            ("He refused *to* see", "refused to see", Some("refused *to* see"), true),
            ("**He refused** to see", "refused to", None, true),
            ("He **refused *to*** see", "refused to", Some("refused *to*"), true),
            ("He **refused *to*** see", "refused to see", Some("**refused *to*** see"), true),
            ("He ***refused*** to see", "refused to", Some("***refused*** to"), true),
            ("He ***refused to*** see", "refused to", Some("refused to"), false),
            ("He **_refused_ to** see", "refused to", Some("_refused_ to"), true),
            ("He ~~refused~~ to see", "refused to", Some("~~refused~~ to"), true),
            ("He [refused to](x) see", "refused to", Some("refused to"), false),
            ("He [**refused** to](x) see", "refused to", Some("**refused** to"), true),
            ("He [refused](x) to see", "refused to", None, true),
            ("He **[refused](x)** to see", "refused to", None, true),
            ("He **[refused](x)** to see", "refused", Some("refused"), false),
            ("He ![refused to](x) see", "refused to", Some("refused to"), false),
            ("He refused ![](x) to", "refused  to", None, true),
            ("He <b>refused</b> to see", "refused to", None, true),
            ("He <b>refused to</b> see", "refused to", Some("refused to"), false),
            ("He **<b>refused** to</b>", "refused to", None, true),
            ("He refused `x` to", "refused \u{FFFC} to", None, true),
            ("He refused[^1] to\n\n[^1]: x", "refused to", None, true),
            ("<p>He <b>refused</b> to</p>", "refused to", None, true),
            ("<p>He refused<!-- x --> to</p>", "refused to", None, true),
            ("> He refused\n> to see", "refused to", Some("refused\n> to"), false),
            ("He re&shy;fused to", "refused to", Some("re&shy;fused to"), false),
            ("He \\*refused\\* to", "*refused*", Some("\\*refused\\*"), false),
        ];
        for (source, words, expected, crosses) in table {
            let (prose, ..) = markdown::read(source);
            let span = span(&prose.text, words);
            let edit = prose.edit_span(span).map(|edit| &source[edit.range()]);
            assert_eq!(edit, *expected, "{source}");
            assert_eq!(prose.crosses_markup(span), *crosses, "{source}");
        }
    }

    /// Sources that have tripped readers up, and some that nobody would write.
    const NASTY: &[&str] = &[
        "",
        "\u{FEFF}",
        "\u{AD}\u{200B}\n\u{2060}",
        "a\0b\0",
        "\r\r\n\n\r",
        "***a**b*c",
        "[a](<b\n> c)",
        "[[[[[a]]]]]()(]",
        "> - > 1. > a\n> b\nc",
        "-\ta\n\n \tb\n\n\t\tc",
        "| a\\|b |\n|-|\n| `\\|` | x |\n|",
        "<div><p a='>é</p>&eacute;&bogus;&#xD800;&#0;",
        "<!-- a\n\n<script>é</scrip",
        "<b\n> a <",
        "é&nbsp;\\é\\&amp;\\\\\\*",
        "[^a]: [^a]\n\n[^a][^b]\n[^b]: x",
        "---\na\n...\n---\nb\n---",
        "+++\n",
        "# \n## #\n=\n-",
        "![![a](b)](c) <https://é.x>**<a@b.c>**",
        "a\u{2028}- b\u{85}\u{C}> c\n> > d | e | f\tg\th",
        ">\u{AD}> a\n>\u{200B} b\n>",
        "- a\n\u{3000}b\n\u{A0}\n1. \u{FEFF}c",
    ];

    fn check(source: &str, (prose, regions): (Prose, Vec<Region>)) {
        let mut end = 0;
        for region in &regions {
            let Span { start, end: to } = region.span;
            assert!(end <= start && start < to, "{region:?} after {end} in {source:?}");
            let words = prose.text.get(start..to).unwrap_or_else(|| panic!("{source:?}"));
            assert_eq!(words.trim(), words, "{source:?}");
            let back = prose.of_source(prose.to_source(region.span));
            assert_eq!(back, region.span, "there and back in {source:?}");
            end = to;
        }
        let places: Vec<usize> = prose.text.char_indices().map(|(at, _)| at).collect();
        let mut last = 0;
        for (n, &start) in places.iter().enumerate() {
            for to in [start, start + 1, prose.text.len()] {
                let Some(_) = prose.text.get(start..to) else {
                    continue;
                };
                let hull = prose.to_source(Span::new(start, to));
                assert!(source.get(hull.range()).is_some(), "{hull:?} in {source:?}");
            }
            let at = prose.to_source(Span::new(start, start)).start;
            assert!(last <= at, "backwards at {start} in {source:?}");
            last = at;
            for &to in &places[n..places.len().min(n + 12)] {
                if let Some(edit) = prose.edit_span(Span::new(start, to)) {
                    assert!(source.get(edit.range()).is_some(), "{edit:?} in {source:?}");
                }
            }
        }
        prose.each_verbatim(|words, place| {
            assert_eq!(prose.text.get(words.range()), source.get(place.range()), "{source:?}");
        });
    }

    fn check_all(source: &str) {
        check(source, crate::document::plain::read(source));
        let (prose, regions, _) = markdown::read(source);
        check(source, (prose, regions));
        let (prose, regions, _) = html::read(source);
        check(source, (prose, regions));
        let (parts, _) = rtf::read(source, rtf::Part::Body);
        check(source, (parts.prose, parts.regions));
    }

    #[test]
    fn every_reader_keeps_its_map() {
        for source in NASTY {
            check_all(source);
            check_all(&source.replace('\n', "\r\n"));
            check_all(&format!("> {source}"));
            check_all(&format!("<p>\n{source}"));
        }
    }

    #[test]
    fn every_reader_keeps_its_map_on_random_text() {
        let parts = [
            "a",
            "B ",
            "\n",
            "\r\n",
            "> ",
            "- ",
            "1. ",
            "*",
            "**",
            "_",
            "`",
            "[",
            "](x)",
            "![",
            "<b>",
            "</p>",
            "<p>",
            "<!--",
            "-->",
            "&amp;",
            "&",
            "\\",
            "|",
            "\t",
            "    ",
            "é",
            "\u{AD}",
            "😀",
            "~~",
            "[^1]",
            ": ",
            "#",
            "---\n",
            "<script>",
            "</script>",
            "\"",
            "\u{2028}",
            "\0",
            "|-|\n",
            "<blockquote>",
            "\u{C}",
            "\n\n",
            "[x] ",
            "]: ",
            "{",
            "}",
            "\\b ",
            "\\'e9",
            "\\u8217?",
            "\\uc2",
            "\\par",
            "\\cell\\row",
            "{\\*",
            "{\\footnote ",
        ];
        let mut seed = 7_u64;
        let mut next = |n: usize| {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as usize % n
        };
        for _ in 0..1000 {
            let len = next(30);
            let text: String = (0..len).map(|_| parts[next(parts.len())]).collect();
            check_all(&text);
            let bytes: Vec<u8> = (0..next(60)).map(|_| next(256) as u8).collect();
            check_all(&String::from_utf8_lossy(&bytes));
        }
    }
}
