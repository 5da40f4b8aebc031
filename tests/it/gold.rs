//! Accuracy on labelled sentences, against floors that only ever rise.
//!
//! `cargo test --test it gold -- --nocapture` prints the figures; with `GOLD_ERRORS=1` before it,
//! every false alarm and every miss too, with what each rule had to say, those held out apart. What
//! the files hold, and how it is scored, stands in `tests/gold/README.md`.

#![allow(clippy::print_stdout)] // the figures are what it is for

use careword::document::{Document, Format};
use careword::lint::Linter;
use careword::output::why;
use careword::rules::RuleSet;
use careword::text::Span;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

/// A labelled place in a sentence.
struct Case {
    id: String,
    term: String,
    flag: bool,
    sentence: String,
    span: Span,
    /// Scored and shown apart; its errors are not read.
    held_out: bool,
}

/// What was found of what should be.
#[derive(Default, Clone, Copy)]
struct Score {
    found: usize,
    missed: usize,
    alarms: usize,
    silent: usize,
}

impl Score {
    fn add(&mut self, flag: bool, found: bool) {
        match (flag, found) {
            (true, true) => self.found += 1,
            (true, false) => self.missed += 1,
            (false, true) => self.alarms += 1,
            (false, false) => self.silent += 1,
        }
    }

    fn precision(self) -> f64 {
        ratio(self.found, self.found + self.alarms)
    }

    fn recall(self) -> f64 {
        ratio(self.found, self.found + self.missed)
    }

    fn f1(self) -> f64 {
        ratio(2 * self.found, 2 * self.found + self.missed + self.alarms)
    }

    fn row(self, name: &str) -> String {
        let Self { found, missed, alarms, silent } = self;
        let (p, r, f) = (self.precision(), self.recall(), self.f1());
        format!("{name:24} {found:5} {missed:6} {alarms:6} {silent:6}   {p:.3}     {r:.3}  {f:.3}")
    }
}

/// One, where there was nothing to get wrong.
fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

fn read(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gold").join(name);
    std::fs::read_to_string(path).unwrap()
}

/// The lines of a table after its header, cut at tabs.
fn rows(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.lines().skip(1).map(|line| line.split('\t').collect())
}

fn real_sentences() -> Vec<Case> {
    let unscored = read("unscored.tsv");
    let unscored: BTreeSet<_> = rows(&unscored).map(|row| row[0]).collect();
    let text = read("real-sentences.tsv");
    rows(&text)
        .filter(|row| row[2] != "contested" && !unscored.contains(row[0]))
        .map(|row| {
            let (sentence, surface) = (row[8], row[7]);
            let skipped: usize = row[6].parse().unwrap();
            let start = sentence.char_indices().nth(skipped).unwrap().0;
            let span = Span::new(start, start + surface.len());
            assert_eq!(&sentence[span.range()], surface, "{}", row[0]);
            let (id, term) = (row[0].to_owned(), row[1].to_owned());
            let held_out = id[1..].parse::<usize>().unwrap() % 3 == 0;
            let flag = row[2] == "flag";
            Case { id, term, flag, sentence: sentence.to_owned(), span, held_out }
        })
        .collect()
}

/// Invented sentences: a target word each; of all rows; blind; in the length and the manner of documents.
const INVENTED: [&str; 4] = ["senses", "written", "blind", "registers"];

/// Invented sentences: the sentence, the words in question, the label; in the sixth column, where
/// there is one, "no" for those whose errors are not read.
fn invented(name: &str) -> Vec<Case> {
    let text = read(&format!("{name}.tsv"));
    rows(&text)
        .enumerate()
        .map(|(i, row)| {
            let start = row[0].find(row[1]).unwrap();
            let span = Span::new(start, start + row[1].len());
            let (id, term) = (format!("s{i:04}"), row[1].to_lowercase());
            let (flag, sentence) = (row[2] == "flag", row[0].to_owned());
            let held_out = row.get(5) == Some(&"no");
            Case { id, term, flag, sentence, span, held_out }
        })
        .collect()
}

/// Every sentence, and what may be shown of it: of those held out, the number.
pub(crate) fn all() -> Vec<(String, String)> {
    let invented = INVENTED.into_iter().flat_map(invented);
    let shown = |case: Case| match case.held_out {
        true => (format!("held out: {}", case.id), case.sentence),
        false => (case.sentence.clone(), case.sentence),
    };
    invented.chain(real_sentences()).map(shown).collect()
}

/// The flagged sentences whose errors may be read.
pub(crate) fn read_flags() -> Vec<String> {
    let cases = INVENTED[1..].iter().copied().flat_map(invented).chain(real_sentences());
    cases.filter(|case| case.flag && !case.held_out).map(|case| case.sentence).collect()
}

fn score<'a>(
    linter: &Linter,
    cases: impl IntoIterator<Item = &'a Case>,
) -> BTreeMap<&'a str, Score> {
    let mut scores: BTreeMap<&str, Score> = BTreeMap::new();
    for case in cases {
        let document = Document::new(case.sentence.as_str(), Format::Plain);
        let found = linter.check(&document).iter().any(|f| f.span.overlaps(case.span));
        if found != case.flag && !case.held_out && std::env::var_os("GOLD_ERRORS").is_some() {
            anstream::println!("{}", error(case, &document));
        }
        scores.entry(&case.term).or_default().add(case.flag, found);
    }
    scores
}

/// A false alarm or a miss, with what became of every rule whose words stand there.
fn error(case: &Case, document: &Document) -> String {
    static TABLES: LazyLock<Linter> = LazyLock::new(|| Linter::new(RuleSet::built_in()));
    let kind = if case.flag { "missed" } else { "false alarm" };
    let Case { id, term, sentence, .. } = case;
    let text = format!("{id}  {term}  {kind}: “{}”\n", &sentence[case.span.range()]);
    let traces = TABLES.trace(document);
    text + &why::document(id, document, &traces, 100)
}

fn total<'a>(scores: impl IntoIterator<Item = &'a Score>) -> Score {
    scores.into_iter().fold(Score::default(), |a, b| Score {
        found: a.found + b.found,
        missed: a.missed + b.missed,
        alarms: a.alarms + b.alarms,
        silent: a.silent + b.silent,
    })
}

/// The mean of the F1 of finding and the F1 of staying silent.
fn macro_f1(score: Score) -> f64 {
    let silence = ratio(2 * score.silent, 2 * score.silent + score.missed + score.alarms);
    f64::midpoint(score.f1(), silence)
}

fn above_floor(name: &str, score: Score) {
    let floors: BTreeMap<String, BTreeMap<String, f64>> =
        toml::from_str(&read("floors.toml")).unwrap();
    let floor = &floors[name];
    let (precision, recall) = (score.precision(), score.recall());
    assert!(precision >= floor["precision"], "{name}: precision {precision:.3}");
    assert!(recall >= floor["recall"], "{name}: recall {recall:.3}");
}

const HEADER: &str = "                         found missed alarms silent   precision recall F1";

#[test]
fn gold_real_sentences() {
    let linter = Linter::built_in();
    let cases = real_sentences();
    let (held_out, read): (Vec<_>, Vec<_>) = cases.iter().partition(|case| case.held_out);
    let (rest, held_out) = (score(&linter, read), score(&linter, held_out));
    let mut terms = rest.clone();
    for (term, &more) in &held_out {
        let score = terms.entry(term).or_default();
        *score = total([&*score, &more]);
    }
    println!("\n{HEADER}");
    for (term, score) in &terms {
        println!("{}", score.row(term));
    }
    let (all, rest, held_out) =
        (total(terms.values()), total(rest.values()), total(held_out.values()));
    println!("{}", rest.row("all that were read"));
    println!("{}", held_out.row("all that were held out"));
    println!("{}   macro-F1 {:.3}\n", all.row("all"), macro_f1(all));
    above_floor("real", all);
    above_floor("held-out", held_out);
}

#[test]
fn gold_invented_sentences() {
    let linter = Linter::built_in();
    println!("\n{HEADER}");
    for name in INVENTED {
        let cases = invented(name);
        let (held_out, read): (Vec<_>, Vec<_>) = cases.iter().partition(|case| case.held_out);
        let unread = format!("{name}-unread");
        for (name, cases) in [(name, read), (&unread, held_out)] {
            let score = total(score(&linter, cases.iter().copied()).values());
            if score.found + score.missed > 0 {
                println!("{}   macro-F1 {:.3}", score.row(name), macro_f1(score));
                above_floor(name, score);
            }
        }
    }
}
