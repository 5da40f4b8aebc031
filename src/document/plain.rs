//! Reads plain text: notes as they are typed, pasted or exported.
//!
//! A line end may be a space or the end of a statement: `wrap` tells. Where sentences end, and what
//! a heading says, is left to others.

use super::line::{Line, Marker, is_heading, is_rule, marker, quotation};
use super::prose::Prose;
use super::wrap::Block;
use super::{Region, RegionKind};
use crate::text::Span;
use memchr::{memchr, memchr_iter, memchr2, memchr3_iter, memmem};

/// Finds the prose and the regions of a plain text.
pub(super) fn read(source: &str) -> (Prose, Vec<Region>) {
    if is_rule_table(source) {
        return (Prose::verbatim(source), Vec::new());
    }
    let special = Special::find(source);
    let mut prose = Prose::verbatim(source);
    if !special.invisible.is_empty() {
        prose = prose.without(&special.invisible);
    }
    // Leaving characters out has moved the line ends.
    let breaks = match special.invisible.is_empty() || special.breaks.is_empty() {
        true => special.breaks,
        false => Special::find(&prose.text).breaks,
    };
    let mut reader = Reader::new(&prose.text, breaks);
    reader.run();
    let (regions, cuts) = (reader.regions, reader.cuts);
    if cuts.is_empty() {
        return (prose, regions);
    }
    (prose.without(&cuts), moved(regions, &cuts))
}

/// Whether it is a table of this program's rules, or the language table they stand for: it is full
/// of wording to avoid, none of which is said of anybody.
fn is_rule_table(source: &str) -> bool {
    let begins = source.starts_with("row\tdeficit_based\t");
    let lines = ["\n[[rule]]\n", "\n[words.", "\n[context]\n"];
    begins || lines.iter().any(|line| memmem::find(source.as_bytes(), line.as_bytes()).is_some())
}

/// The regions as they stand once the cuts are made. Both are sorted.
fn moved(mut regions: Vec<Region>, cuts: &[Span]) -> Vec<Region> {
    let mut cuts = cuts.iter().peekable();
    let mut gone = 0;
    let mut move_to = |offset: usize| {
        while let Some(cut) = cuts.next_if(|cut| cut.end <= offset) {
            gone += cut.len();
        }
        offset - gone
    };
    for region in &mut regions {
        region.span = Span::new(move_to(region.span.start), move_to(region.span.end));
    }
    regions
}

/// Characters that need more care than the rest, found in one pass.
#[derive(Debug, Default)]
struct Special {
    /// Invisible characters.
    invisible: Vec<Span>,
    /// Line ends other than `\n` and `\r`: vertical tab, form feed, NEL, U+2028 and U+2029.
    breaks: Vec<Span>,
}

impl Special {
    fn find(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut found = Self::default();
        if memchr2(0x0B, 0x0C, bytes).is_some() {
            let controls = memchr::memchr2_iter(0x0B, 0x0C, bytes);
            found.breaks.extend(controls.map(|at| Span::new(at, at + 1)));
        }
        if text.is_ascii() {
            return found;
        }
        let ascii_breaks = found.breaks.len();
        // Each of the characters looked for begins with one of three bytes.
        for at in memchr3_iter(0xC2, 0xE2, 0xEF, bytes) {
            let rest = &bytes[at..bytes.len().min(at + 3)];
            // E2 80 also begins the curly quotes and dashes, so the third byte has to be seen.
            let list = match rest {
                [0xC2, 0xAD, ..] | [0xE2, 0x80, 0x8B..=0x8D] | [0xE2, 0x81, 0xA0] => {
                    &mut found.invisible
                }
                [0xEF, 0xBB, 0xBF] => &mut found.invisible,
                [0xC2, 0x85, ..] | [0xE2, 0x80, 0xA8 | 0xA9] => &mut found.breaks,
                _ => continue,
            };
            let len = if rest[0] == 0xC2 { 2 } else { 3 };
            list.push(Span::new(at, at + len));
        }
        if ascii_breaks > 0 {
            found.breaks.sort_unstable();
        }
        found
    }
}

/// Reads a text from start to end, a block of lines at a time.
struct Reader<'a> {
    text: &'a str,
    /// Unusual line ends that are still to come.
    breaks: std::iter::Peekable<std::vec::IntoIter<Span>>,
    /// Where `\n` or `\r` stand next.
    ends: memchr::Memchr2<'a>,
    next_end: Option<usize>,
    /// Whether a character is one byte throughout.
    ascii: bool,
    /// Whether there may be columns.
    columns: bool,
    /// The lines of the present block.
    block: Vec<Line>,
    regions: Vec<Region>,
    /// Quotation markers inside regions, which are not prose.
    cuts: Vec<Span>,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, breaks: Vec<Span>) -> Self {
        let bytes = text.as_bytes();
        let mut ends = memchr::memchr2_iter(b'\n', b'\r', bytes);
        Self {
            text,
            breaks: breaks.into_iter().peekable(),
            next_end: ends.next(),
            ends,
            ascii: text.is_ascii(),
            columns: memchr(b'\t', bytes).is_some() || memmem::find(bytes, b" | ").is_some(),
            block: Vec::new(),
            regions: Vec::new(),
            cuts: Vec::new(),
        }
    }

    fn run(&mut self) {
        let mut start = 0;
        while start < self.text.len() {
            let end = self.line_end(start);
            match self.line(Span::new(start, end.start)) {
                Some(line) => self.block.push(line),
                None => self.end_block(),
            }
            start = end.end;
        }
        self.end_block();
    }

    /// The line end at or after an offset; at the end of the text, an empty span.
    fn line_end(&mut self, from: usize) -> Span {
        while self.next_end.is_some_and(|at| at < from) {
            self.next_end = self.ends.next();
        }
        let nowhere = Span::new(self.text.len(), self.text.len());
        let usual = self.next_end.map_or(nowhere, |at| {
            let pair = self.text.as_bytes()[at..].starts_with(b"\r\n");
            Span::new(at, at + 1 + usize::from(pair))
        });
        while self.breaks.next_if(|unusual| unusual.start < from).is_some() {}
        self.breaks.peek().map_or(usual, |&unusual| unusual.min(usual))
    }

    /// What there is to know about a line, or `None` where it has nothing on it.
    fn line(&self, whole: Span) -> Option<Line> {
        let text = &self.text[whole.range()];
        let rest = text.trim_start();
        let indent = text.len() - rest.len();
        let rest = rest.trim_end();
        let span = Span::new(whole.start + indent, whole.start + indent + rest.len());
        let (depth, marks) = quotation(rest);
        let words = &rest[marks..];
        if words.is_empty() {
            return None;
        }
        let (marker, len) = marker(words);
        Some(Line {
            span,
            content: span.start + marks,
            words: span.start + marks + len,
            width: self.chars(&text[..indent + rest.len()]),
            indent: self.chars(&text[..indent]),
            depth,
            marker,
        })
    }

    fn chars(&self, text: &str) -> usize {
        if self.ascii { text.len() } else { text.chars().count() }
    }

    /// Makes regions of the lines gathered so far.
    fn end_block(&mut self) {
        if self.block.is_empty() {
            return;
        }
        let lines = std::mem::take(&mut self.block);
        let block = Block::new(self.text, self.ascii, &lines);
        let mut first = 0;
        for next in 1..=lines.len() {
            let soft = next < lines.len()
                && !(self.columns
                    && (self.in_columns(&lines[next - 1]) || self.in_columns(&lines[next])))
                && block.is_wrap(first, next);
            if !soft {
                self.end_region(&lines[first..next]);
                first = next;
            }
        }
        self.block = lines;
        self.block.clear();
    }

    /// Makes a region of lines that belong together, or several where there are columns.
    fn end_region(&mut self, lines: &[Line]) {
        let (Some(first), Some(last)) = (lines.first(), lines.last()) else {
            return;
        };
        let span = Span::new(first.words, last.span.end);
        let words = &self.text[span.range()];
        if is_rule(words) {
            let sign = words.as_bytes()[0];
            // Underlining makes a heading of the line above, unless that is wrapped prose.
            if let Some(above) = self.regions.last_mut()
                && matches!(sign, b'=' | b'-')
                && words.bytes().all(|b| b == sign)
                && above.kind == RegionKind::Text
                && is_next_line(self.text, above.span, span)
            {
                above.kind = RegionKind::Heading;
            }
            return;
        }
        if self.columns && self.in_columns(first) {
            return self.end_row(span, first.depth);
        }
        for line in &lines[1..] {
            if line.depth > 0 {
                self.cuts.push(Span::new(line.span.start, line.content));
            }
        }
        let kind = match first.depth {
            0 if first.marker == Marker::None && is_heading(words) => RegionKind::Heading,
            0 => RegionKind::Text,
            _ => RegionKind::Quote,
        };
        self.push(span, kind);
    }

    /// Makes a region of each cell of a row.
    fn end_row(&mut self, row: Span, depth: usize) {
        let kind = if depth > 0 { RegionKind::Quote } else { RegionKind::Cell };
        let text = &self.text[row.range()];
        let bars = text.contains(" | ");
        let mut tabs = parting_tabs(text).peekable();
        let mut start = 0;
        for (at, sign) in text.match_indices(['\t', '|']) {
            if (sign == "|" && bars) || tabs.next_if_eq(&at).is_some() {
                self.push(Span::new(row.start + start, row.start + at), kind);
                start = at + 1;
            }
        }
        self.push(Span::new(row.start + start, row.end), kind);
    }

    /// Adds a region without the white space around it, if there is anything else.
    fn push(&mut self, span: Span, kind: RegionKind) {
        let text = &self.text[span.range()];
        let words = text.trim_start();
        let start = span.end - words.len();
        let span = Span::new(start, start + words.trim_end().len());
        if !span.is_empty() {
            self.regions.push(Region { span, kind, head: None });
        }
    }

    /// Whether a line is a row of cells.
    fn in_columns(&self, line: &Line) -> bool {
        let words = &self.text[line.words..line.span.end];
        parting_tabs(words).next().is_some() || memmem::find(words.as_bytes(), b" | ").is_some()
    }
}

/// The tabs that part one cell from the next. After a colon they only line up what is said under a
/// label, which is read with it: `Insight:` tab `poor`.
fn parting_tabs(row: &str) -> impl Iterator<Item = usize> {
    let (mut start, mut labelled) = (0, false);
    memchr_iter(b'\t', row.as_bytes()).filter(move |&tab| {
        let between = row[start..tab].trim_end();
        start = tab + 1;
        // Tabs with nothing between them all stand behind the same words.
        if !between.is_empty() {
            labelled = between.ends_with(':');
        }
        !labelled
    })
}

/// Whether the second span begins on the line after the first, which is on one line itself.
fn is_next_line(text: &str, above: Span, below: Span) -> bool {
    let is_one = |part: &str| part.lines().take(2).count() == 1;
    text.get(above.end..below.start).is_some_and(is_one) && is_one(&text[above.range()])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The regions' words, each kind told by a sign: `#` heading, `|` cell, `>` quotation. White
    /// space in them is shown as one space.
    fn regions(source: &str) -> Vec<String> {
        let (prose, regions) = read(source);
        let sign = |kind| match kind {
            RegionKind::Text => "",
            RegionKind::Heading => "# ",
            RegionKind::Cell => "| ",
            RegionKind::Quote => "> ",
        };
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let show = |r: &Region| format!("{}{}", sign(r.kind), words(&prose.text[r.span.range()]));
        regions.iter().map(show).collect()
    }

    #[test]
    fn notes() {
        let table: &[(&str, &[&str])] = &[
            ("", &[]),
            (" \t\r\n\u{A0}\n", &[]),
            ("One line.", &["One line."]),
            (
                "Slept well\nRefused meds\nInsight poor",
                &["Slept well", "Refused meds", "Insight poor"],
            ),
            ("slept well.\nrefused meds.", &["slept well.", "refused meds."]),
            ("He refused\nto attend", &["He refused to attend"]),
            (
                "A b\r\n\r\nC d\rE f\u{C}G h\u{85}I\u{2028}J",
                &["A b", "C d", "E f", "G h", "I", "J"],
            ),
            ("PLAN\n- call GP\n* see again", &["# PLAN", "call GP", "see again"]),
            (
                "Plan:\n1. call GP\n2) see\n(a) and\nb) then\n[ ] box\n- [x] ok",
                &["# Plan:", "call GP", "see", "and", "then", "box", "ok"],
            ),
            ("• Refused to\n  Dr Smith\n• Slept\nWell", &["Refused to Dr Smith", "Slept", "Well"]),
            ("Risk\n====\nLow", &["# Risk", "Low"]),
            ("Risk\n----\nlow", &["# Risk", "low"]),
            ("Risk\n\n----\nlow", &["Risk", "low"]),
            ("mood:\nlow", &["# mood:", "low"]),
            ("Seen\nmood: low", &["Seen", "mood: low"]),
            ("REFUSED ALL MEDS.", &["REFUSED ALL MEDS."]),
            ("A", &["A"]),
            ("- ALL WELL", &["ALL WELL"]),
            ("> he said\n> no\n>> Deep\nMe", &["> he said no", "> Deep", "Me"]),
            ("> 5 units a day", &["> 5 units a day"]),
            (
                "Name\tMood\tRisk\nAl\tlow\tnone",
                &["| Name", "| Mood", "| Risk", "| Al", "| low", "| none"],
            ),
            ("| a | b c |\n|---|---|\n| d | e |", &["| a", "| b c", "| d", "| e"]),
            ("Insight:\tpoor\n1.\tSeen", &["Insight: poor", "Seen"]),
            ("Insight: \t \tpoor\tRisk:\tlow", &["| Insight: poor", "| Risk: low"]),
            ("\t\ta\t\tb", &["| a", "| b"]),
            ("Risk\n\n---\n---\nlow", &["Risk", "low"]),
            ("non\u{AD}com\u{200B}pliant\u{2028}X\u{FEFF}", &["noncompliant", "X"]),
            ("18. He went", &["He went"]),
        ];
        for (source, expected) in table {
            assert_eq!(&regions(source), expected, "{source:?}");
        }
    }

    #[test]
    fn a_wrapped_item_is_one_region() {
        let source = "Seen at home with his sister, who was worried about him:\n\
            - Refused to take his medication this morning, as he told\n  \
            Dr Smith last week\n- Slept\n- Will attend the group at the community centre on\n\
            Wednesday\nNext visit";
        let expected = [
            "Seen at home with his sister, who was worried about him:",
            "Refused to take his medication this morning, as he told Dr Smith last week",
            "Slept",
            "Will attend the group at the community centre on Wednesday",
            "Next visit",
        ];
        assert_eq!(regions(source), expected);
    }

    #[test]
    fn quotation_markers_inside_a_region_are_no_prose() {
        let source = "> he refused\r\n> to see\u{AD} us\n\nHe agreed";
        let (prose, regions) = read(source);
        assert_eq!(prose.text, "> he refused\r\nto see us\n\nHe agreed");
        let words: Vec<&str> = regions.iter().map(|r| &prose.text[r.span.range()]).collect();
        assert_eq!(words, ["he refused\r\nto see us", "He agreed"]);
        let at = prose.text.find("agreed").unwrap();
        let source_at = prose.to_source(Span::new(at, at + 6));
        assert_eq!(&source[source_at.range()], "agreed");
        let hull = prose.to_source(regions[0].span);
        assert_eq!(&source[hull.range()], "he refused\r\n> to see\u{AD} us");
    }

    /// Paragraphs as they come in letters and reports.
    const PARAGRAPHS: &[&str] = &[
        "He was seen at home by Dr Patel and the Crisis Resolution and Home Treatment Team on \
         Wednesday 4 November 2019, when Neuropsychological assessment was offered – and declined. \
         His Mother, who lives in Wolverhampton, said: \"He Is Much Better\" (see letter of 18. 11.), \
         and RISK was LOW. NHS England Guidance: No Change. He scored > 20 on PHQ-9 - Not High.",
        "Medication was changed to Aripiprazole because of Weight Gain; see \
         https://www.example.org/a/very/long/address/that/does/not/fit/on/any/line/whatever/the/column/of/the/wrap/may/be/in/this/test \
         For More About It. Ms Ò'Néill — Naïve To Treatment — Agreed (a) To Take It And (b) To See Us.",
        "JOHN SMITH SEEN ON THE WARD TODAY BY THE CONSULTANT",
        "We Talked About Plan:",
        "It Was At The Outpatient Rehabilitation Unit NHS",
    ];

    fn wrap(paragraph: &str, width: usize, end: &str) -> String {
        let (mut out, mut column) = (String::new(), 0);
        for word in paragraph.split_whitespace() {
            let len = word.chars().count();
            if column > 0 && column + 1 + len > width {
                out.push_str(end);
                column = 0;
            } else if column > 0 {
                out.push(' ');
                column += 1;
            }
            out.push_str(word);
            column += len;
        }
        out
    }

    #[test]
    fn wrapping_anew_changes_nothing() {
        for paragraph in PARAGRAPHS {
            let plain = regions(paragraph);
            assert_eq!(plain.len(), 1, "{paragraph}");
            for width in 40..=120 {
                for end in ["\n", "\r\n", "\r", " \n"] {
                    let wrapped = wrap(paragraph, width, end);
                    assert_eq!(regions(&wrapped), plain, "{width} {wrapped}");
                }
            }
        }
    }

    #[test]
    fn wrapping_any_part_of_a_text_changes_nothing() {
        let words: Vec<&str> = PARAGRAPHS[..2].iter().flat_map(|p| p.split_whitespace()).collect();
        let is_marked = |w: &str| marker(&format!("{w} x")).0 != Marker::None || w == ">";
        for (first, _) in words.iter().enumerate().filter(|(_, w)| !is_marked(w)) {
            for len in [2, 5, 9, 14, 30] {
                let part = words[first..words.len().min(first + len)].join(" ");
                let plain = regions(&part);
                if part.ends_with(" >") {
                    continue; // A sign alone on the last line cannot be told from a quotation.
                }
                for width in [40, 47, 60, 72, 80, 100] {
                    let wrapped = wrap(&part, width, "\n");
                    assert_eq!(regions(&wrapped), plain, "{width}\n{wrapped}");
                }
            }
        }
    }
}
