//! Prose and regions as they are gathered from a text with markup, from left to right.
//!
//! What begins a block, and which words are prose, is for the readers of each format; they all
//! gather in the same way, so that a phrase is found alike in all of them.

use super::allow::Allows;
use super::prose::{MarkupKind, PLACEHOLDER, Prose, is_invisible};
use super::{Region, RegionKind};
use crate::text::Span;

/// Gathers prose and regions from left to right.
pub(super) struct Reader<'a> {
    pub(super) source: &'a str,
    pub(super) prose: Prose,
    pub(super) regions: Vec<Region>,
    /// Where the present region begins in the prose.
    pub(super) start: usize,
    /// Whether a region has ended and no other has begun.
    pub(super) ended: bool,
    /// What the present region is, outside quotations.
    pub(super) kind: RegionKind,
    /// For each column of the present table: the region that heads it.
    pub(super) heads: Vec<Option<usize>>,
    /// Whether this is the row of heads.
    pub(super) in_head: bool,
    /// The column of the present cell.
    pub(super) column: usize,
    /// For each block quotation that is open, whether its words are somebody else's.
    pub(super) quotes: Vec<bool>,
    /// How many open blocks and links have text that is no prose.
    pub(super) hidden: usize,
    /// The emphasis, links and images that are open: their numbers, and whether they are hidden.
    pub(super) open: Vec<(usize, bool)>,
    /// The open HTML element whose text is no prose.
    pub(super) mute: Option<String>,
    /// The open HTML element that is in another language, and how many of its name are open.
    pub(super) foreign: Option<(String, usize)>,
    /// What is read of attributes ("alt", "title"): it belongs to no sentence around it.
    pub(super) aside: Vec<Span>,
    /// Where comments let wording stand.
    pub(super) allows: Allows,
    /// Whether the whole source is HTML.
    pub(super) is_page: bool,
    /// In an HTML block, its HTML so far, without the markers of the blocks around it.
    pub(super) html: Option<Prose>,
    /// A line end inside a paragraph. It is held back until it is known where the next line's
    /// words begin.
    pub(super) line_end: Option<Span>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(source: &'a str) -> Self {
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
            foreign: None,
            aside: Vec::new(),
            allows: Allows::new(source),
            is_page: false,
            html: None,
            line_end: None,
        }
    }

    /// Whether text that comes now is no prose.
    pub(super) fn is_silent(&self) -> bool {
        self.hidden > 0 || self.mute.is_some() || self.foreign.is_some()
    }

    /// Begins emphasis, a link or an image.
    pub(super) fn open(&mut self, kind: MarkupKind, range: Span, hide: bool) {
        if hide {
            self.placeholder(range);
            self.hidden += 1;
        }
        self.begin();
        self.open.push((self.prose.open(kind, range), hide));
    }

    pub(super) fn close(&mut self) {
        if let Some((number, hidden)) = self.open.pop() {
            self.prose.close(number);
            self.hidden -= usize::from(hidden);
        }
    }

    /// Notes markup that has no words.
    pub(super) fn fixed(&mut self, range: Span) {
        if !self.ended {
            let number = self.prose.open(MarkupKind::Fixed, range);
            self.prose.close(number);
        }
    }

    /// Puts a placeholder where code stands.
    pub(super) fn placeholder(&mut self, range: Span) {
        self.begin();
        self.fixed(range);
        self.prose.push_whole(PLACEHOLDER, range);
    }

    /// Makes sure that there is a region to add to.
    pub(super) fn begin(&mut self) {
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
    pub(super) fn end_region(&mut self) {
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
            if self.is_page {
                // On a page every region is a block.
                self.allows.begin_block(self.prose.to_source(span));
                self.allows.end_block();
            }
        }
    }

    /// Adds a line end as the space it is, with the indentation and quotation markers after it.
    pub(super) fn push_line_end(&mut self, next: Span) {
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

    /// Adds words that stand for all of `range`, unless they are invisible.
    pub(super) fn push_whole(&mut self, words: &str, range: Span) {
        if !words.chars().all(is_invisible) {
            self.prose.push_whole(words, range);
        }
    }

    /// Adds words that stand in the source letter by letter, leaving out what is invisible.
    pub(super) fn push_verbatim(&mut self, words: &str, mut start: usize) {
        if words.is_ascii() {
            return self.prose.push_verbatim(words, Span::new(start, start + words.len()));
        }
        for part in words.split_inclusive(is_invisible) {
            let shown = part.trim_end_matches(is_invisible);
            self.prose.push_verbatim(shown, Span::new(start, start + shown.len()));
            start += part.len();
        }
    }
}
