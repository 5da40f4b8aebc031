//! What holds for every text: order, boundaries, and the same findings however it is laid out.

use crate::notes;
use careword::document::{Document, Format};
use careword::lint::{Finding, Linter, Memo};
use careword::rules::{Rule, RuleSet};
use careword::text::Span;
use careword::text::fold::Folded;

/// Every text the other tests have: notes, and the sentences of the rules.
fn texts(linter: &Linter) -> Vec<(Format, String)> {
    let notes = notes::all().into_iter().map(|(path, text)| (Format::from_path(&path), text));
    let rules = linter.rules().rules.iter();
    let sentences = rules.flat_map(|rule| {
        let flagged = rule.examples.flags.iter().map(|f| f.sentence.clone());
        flagged.chain(rule.examples.passes.iter().cloned())
    });
    notes.chain(sentences.map(|s| (Format::Plain, s))).collect()
}

/// What was found, apart from where: the rule, the words, the rewrites.
fn found(linter: &Linter, format: Format, text: &str) -> Vec<(String, String, Vec<String>)> {
    let document = Document::new(text, format);
    let findings = linter.check(&document);
    let words = |text: &str| {
        let folded = Folded::new(text, Span::new(0, text.len()));
        folded.words.iter().map(|&w| folded.text(w)).collect::<Vec<_>>().join(" ")
    };
    findings
        .iter()
        .map(|f| {
            let rewrites = f.rewrites.iter().map(|r| words(&r.text)).collect();
            (f.rule.id.clone(), words(&document.source[f.span.range()]), rewrites)
        })
        .collect()
}

#[test]
fn findings_are_sorted_disjoint_and_on_boundaries() {
    let linter = Linter::new(RuleSet::built_in());
    for (format, text) in texts(&linter) {
        let document = Document::new(text, format);
        let source = &document.source;
        let mut end = 0;
        for finding in linter.check(&document) {
            assert!(finding.span.start >= end && !finding.span.is_empty(), "{source}");
            end = finding.span.end;
            assert!(finding.sentence.contains(finding.span), "{source}");
            for span in finding.rewrites.iter().map(|r| r.span).chain([finding.span]) {
                assert!(source.get(span.range()).is_some(), "{source}");
            }
        }
    }
}

/// What a trace says was found is what is found, and whatever was silent has a reason.
#[test]
fn traces_tell_of_every_finding() {
    let linter = Linter::new(RuleSet::built_in());
    for (format, text) in texts(&linter) {
        let document = Document::new(text, format);
        let traces = linter.trace(&document);
        for finding in linter.check(&document) {
            let told = |t: &&careword::Trace<'_>| t.spoke && t.rule.id == finding.rule.id;
            let mut told = traces.iter().filter(told);
            assert!(told.any(|t| t.span.overlaps(finding.span)), "{}", document.source);
        }
        let reasons = traces.iter().all(|t| t.reasons.iter().all(|r| !r.is_empty()));
        assert!(reasons && traces.iter().all(|t| !t.reasons.is_empty()), "{}", document.source);
    }
}

/// What the build compiled is what the tables say.
#[test]
fn compiled_rules_find_the_same() {
    let linter = Linter::new(RuleSet::built_in());
    let compiled = Linter::built_in();
    for (format, text) in texts(&linter) {
        assert_eq!(found(&compiled, format, &text), found(&linter, format, &text), "{text}");
    }
}

/// Short texts are read whole, until a long one has had the automaton made that searches it.
#[test]
fn searching_finds_what_reading_finds() {
    let reading = Linter::new(RuleSet::built_in());
    let searching = Linter::new(RuleSet::built_in());
    found(&searching, Format::Plain, &"A long text about nothing. ".repeat(1_000));
    for (format, text) in texts(&reading) {
        assert_eq!(found(&searching, format, &text), found(&reading, format, &text), "{text}");
    }
}

/// A text in which one place after another changes is found to hold what it would if it were new.
#[test]
fn a_memo_changes_nothing() {
    let linter = Linter::built_in();
    let notes = notes::all().into_iter().map(|(path, text)| (Format::from_path(&path), text));
    for (format, mut text) in notes {
        let mut memo = Memo::default();
        for round in 0..200 {
            let document = Document::new(text.as_str(), format);
            let told = |findings: Vec<Finding<'_>>| {
                let told = findings.into_iter();
                told.map(|f| (f.rule.id.clone(), f.frame, f.span, f.sentence, f.rewrites))
                    .collect::<Vec<_>>()
            };
            let again = told(linter.check_again(&document, &mut memo));
            assert_eq!(again, told(linter.check(&document)), "after {round} changes:\n{text}");
            let mut at = (round * 7919) % (text.len() + 1);
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            let end = (at + round % 3..=text.len()).find(|&e| text.is_char_boundary(e));
            let new = ["", "x", "\n\n", "He refused to go. ", "# Past history\n\n", "not ", "“"]
                [round % 7];
            text.replace_range(at..end.unwrap_or(at), new);
        }
    }
}

#[test]
fn layout_changes_nothing() {
    let linter = Linter::new(RuleSet::built_in());
    for (format, text) in texts(&linter) {
        let as_it_is = found(&linter, format, &text);
        let same = |other: String, how: &str| {
            assert_eq!(found(&linter, format, &other), as_it_is, "{how}:\n{other}");
        };
        same(text.replace('\n', "\r\n"), "CRLF");
        if format == Format::Plain {
            same(text.replace(' ', "  "), "doubled spaces");
            same(text.replace(' ', "\u{A0}"), "no-break spaces");
            same(text.replace('-', "\u{2011}"), "no-break hyphens");
            same(text.replace('\'', "’"), "curly apostrophes");
        }
    }
}

#[test]
fn wrapping_changes_nothing() {
    let linter = Linter::new(RuleSet::built_in());
    for (format, text) in texts(&linter).into_iter().filter(|(_, t)| !t.contains('\n')) {
        let as_it_is = found(&linter, format, &text);
        for width in [40, 55, 72, 80] {
            let wrapped = wrap(&text, width);
            assert_eq!(found(&linter, format, &wrapped), as_it_is, "at {width}:\n{wrapped}");
        }
    }
}

/// Breaks lines as every editor does: before the first word that does not fit.
fn wrap(text: &str, width: usize) -> String {
    let mut out = String::new();
    let mut column = 0;
    for word in text.split(' ') {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > width {
            out.push('\n');
            column = 0;
        } else if column > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out
}

/// Capitals hide names and abbreviations, and so may lead to another rule or frame; but what is
/// found of the table in a rule's own sentences is found when they are shouted. "PT" apart, which
/// in capitals is a test or a physiotherapist.
#[test]
fn shouting_hides_nothing() {
    let linter = Linter::new(RuleSet::built_in());
    let mut missed = Vec::new();
    let wording = |rule: &&Rule| rule.id != "patient" && rule.comments.is_none();
    for rule in linter.rules().rules.iter().filter(wording) {
        for example in &rule.examples.flags {
            let shouted = example.sentence.to_uppercase();
            if shouted.len() != example.sentence.len() {
                continue;
            }
            let document = Document::new(shouted.as_str(), Format::Plain);
            if !linter.check(&document).iter().any(|f| f.span.overlaps(example.span)) {
                missed.push(shouted);
            }
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn no_bytes_make_it_panic() {
    let linter = Linter::new(RuleSet::built_in());
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut random = move || {
        // Marsaglia's xorshift64: good enough to be nasty, and the same in every run.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let pieces: Vec<&[u8]> = vec![
        b"refused to ",
        b"He ",
        b"the patient",
        b"'s",
        b"\xE2\x80\x9C",
        b"\"",
        b"\n",
        b"\r",
        b". ",
        b"non-",
        b"compliant",
        b"**",
        b"[",
        b"](x)",
        b"`",
        b"| a | b |\n|--|--|\n",
        b"\0",
        b"\xFF",
        b"\xC3\xA9",
        b"\xF0\x9F\x99\x82",
        b"Insight: poor",
        b"<b>",
        b"&nbsp;",
        b"\xE2\x80\x8B",
        b"# ",
        b"> ",
        b"- ",
        b"\xEF\xBB\xBF",
        b"1.",
        b"PD",
        b"at risk",
        b"...",
        b"n't",
        b"\xCC\x81",
        b"\t",
    ];
    for round in 0..4_000 {
        let mut bytes = Vec::new();
        for _ in 0..random() % 40 {
            if random() % 4 == 0 {
                bytes.extend_from_slice(&random().to_le_bytes()[..(random() % 8) as usize]);
            } else {
                bytes.extend_from_slice(pieces[(random() % pieces.len() as u64) as usize]);
            }
        }
        let format = if round % 2 == 0 { Format::Plain } else { Format::Markdown };
        if let Ok(document) = Document::from_bytes(&bytes, format) {
            for finding in linter.check(&document) {
                assert!(document.source.get(finding.span.range()).is_some());
                assert!(document.file_offset(finding.span.end) <= bytes.len());
            }
        }
    }
}
