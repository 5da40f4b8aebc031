//! A baseline: the findings that a team has already, so that only new ones are shown and fail.
//!
//! A finding is known again by its file, its rule and the folded words of its sentence, wherever
//! they stand and however they are wrapped. Of the words only hashes are kept. What of it is found again
//! is for `known`; where the file lies, and which files there are, for the program.
//!
//! # What the hashes keep to themselves
//! They are keyed with the salt that stands at the head of the file, so nobody can look them up in a
//! list made beforehand, or see that two projects hold the same sentence. Whoever has the file can
//! still confirm a guess: hash a whole sentence and find it there. And equal sentences in two files
//! have equal hashes. A baseline belongs where the notes are; paths stand in it as they are.

mod known;

pub use known::{InFile, Known};

use crate::document::Document;
use crate::lint::Finding;
use crate::text::Span;
use crate::text::fold::Folded;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The version of the file. Another way to fold or to hash is another version.
const VERSION: u32 = 1;

/// Random bytes that a baseline keeps for as long as it lives.
pub type Salt = [u8; blake3::KEY_LEN];

/// Findings, each known by its file, its rule and its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Baseline {
    salt: Salt,
    entries: BTreeMap<Entry, usize>,
}

/// What a finding is known by. Sorted as the file is: by path, then by rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    /// The file, seen from the baseline's folder, with `/` between its parts.
    path: String,
    /// The id of the rule.
    rule: String,
    /// A hash of the words found.
    words: u64,
    /// A hash of the sentence.
    sentence: u64,
}

/// What tells how the rest of the file is to be read.
#[derive(Deserialize)]
struct Head {
    version: u32,
}

#[derive(Deserialize)]
struct Body {
    salt: String,
    findings: Vec<Line>,
}

/// A line of the file.
#[derive(Serialize, Deserialize)]
struct Line {
    path: String,
    rule: String,
    words: String,
    sentence: String,
    #[serde(default = "one", skip_serializing_if = "is_one")]
    count: usize,
}

const fn one() -> usize {
    1
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde asks for a reference
const fn is_one(count: &usize) -> bool {
    *count == 1
}

/// What a span is known by, however it is wrapped, marked up or capitalised: its folded words, a line
/// for each.
pub fn known_by(document: &Document, span: Span) -> String {
    let text = document.words(span);
    let folded = Folded::new(text, Span::new(0, text.len()));
    folded.words.iter().flat_map(|&word| [folded.text(word), "\n"]).collect()
}

impl Baseline {
    /// A baseline with nothing in it.
    pub const fn new(salt: Salt) -> Self {
        Self { salt, entries: BTreeMap::new() }
    }

    /// One with nothing in it, of the same salt.
    pub const fn emptied(&self) -> Self {
        Self::new(self.salt)
    }

    /// Reads the text of a baseline. What a merge has doubled counts once.
    ///
    /// # Errors
    /// Why it is none, as the rest of a sentence that begins with the file's name.
    pub fn read(text: &str) -> Result<Self, String> {
        let none = |error: serde_json::Error| {
            format!("is no baseline of careword (line {})", error.line().max(1))
        };
        let Head { version } = serde_json::from_str(text).map_err(none)?;
        if version != VERSION {
            return Err(format!("is a baseline of another careword (version {version})"));
        }
        let Body { salt, findings } = serde_json::from_str(text).map_err(none)?;
        let salt = blake3::Hash::from_hex(&salt);
        let salt = *salt.map_err(|_| "is a baseline whose salt is damaged")?.as_bytes();
        let mut baseline = Self::new(salt);
        for Line { path, rule, words, sentence, count } in findings {
            let read = |hash: &str| {
                u64::from_str_radix(hash, 16)
                    .map_err(|_| format!("is a baseline with a hash, “{hash}”, that is none"))
            };
            let (words, sentence) = (read(&words)?, read(&sentence)?);
            // More than there can be, and sums of it would run over.
            if u32::try_from(count).is_err() {
                return Err(format!("is a baseline with a count, {count}, that is none"));
            }
            let entry = Entry { path, rule, words, sentence };
            let known = baseline.entries.entry(entry).or_default();
            *known = count.max(*known);
        }
        Ok(baseline)
    }

    /// The text of the file: sorted, a line for each finding, the same for the same findings.
    pub fn write(&self) -> String {
        let line = |(entry, &count): (&Entry, &usize)| {
            let Entry { path, rule, words, sentence } = entry.clone();
            let (words, sentence) = (format!("{words:016x}"), format!("{sentence:016x}"));
            let line = Line { path, rule, words, sentence, count };
            // Writing to memory cannot fail.
            format!("    {}", serde_json::to_string(&line).unwrap_or_default())
        };
        let lines: Vec<String> = self.entries.iter().map(line).collect();
        let salt = blake3::Hash::from(self.salt).to_hex();
        let lines = lines.join(",\n");
        let end = if lines.is_empty() { "" } else { "\n  " };
        format!(
            "{{\n  \"version\": {VERSION},\n  \"salt\": \"{salt}\",\n  \"findings\": [{}{lines}{end}]\n}}\n",
            if lines.is_empty() { "" } else { "\n" },
        )
    }

    /// What a finding in a file is known by.
    fn entry(&self, path: &str, document: &Document, finding: &Finding<'_>) -> Entry {
        Entry {
            path: path.to_owned(),
            rule: finding.rule.id.clone(),
            words: self.hash(&known_by(document, finding.span)),
            sentence: self.hash(&known_by(document, finding.sentence)),
        }
    }

    /// The first eight bytes of BLAKE3, keyed.
    fn hash(&self, words: &str) -> u64 {
        let hash = blake3::keyed_hash(&self.salt, words.as_bytes());
        let mut first = [0; 8];
        first.copy_from_slice(&hash.as_bytes()[..8]);
        u64::from_be_bytes(first)
    }

    /// Takes in a finding.
    fn add(&mut self, entry: Entry) {
        *self.entries.entry(entry).or_default() += 1;
    }

    /// Takes in all that another holds.
    pub fn add_all(&mut self, other: &Self) {
        for (entry, count) in &other.entries {
            *self.entries.entry(entry.clone()).or_default() += count;
        }
    }

    /// How many findings it holds.
    pub fn len(&self) -> usize {
        self.entries.values().sum()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The files that have findings in it.
    pub fn paths(&self) -> BTreeSet<&str> {
        self.entries.keys().map(|entry| entry.path.as_str()).collect()
    }

    /// Those of its findings that some rules made.
    pub fn of_rules(&self, wanted: impl Fn(&String) -> bool) -> Self {
        self.only(|entry| wanted(&entry.rule))
    }

    fn only(&self, wanted: impl Fn(&Entry) -> bool) -> Self {
        let kept = self.entries.iter().filter(|(entry, _)| wanted(entry));
        let entries = kept.map(|(entry, count)| (entry.clone(), *count)).collect();
        Self { salt: self.salt, entries }
    }

    /// How many findings each rule has in it.
    pub fn by_rule(&self) -> BTreeMap<&str, usize> {
        let mut counts = BTreeMap::new();
        for (entry, count) in &self.entries {
            *counts.entry(entry.rule.as_str()).or_default() += count;
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Format;
    use crate::lint::Linter;

    const SALT: Salt = [7; 32];

    /// Each finding of a text and whether it is new, and all of them as a baseline.
    fn sift(known: &Known, path: &str, text: &str) -> (Vec<bool>, Baseline) {
        let linter = Linter::built_in();
        let document = Document::new(text, Format::Markdown);
        let findings = linter.check(&document);
        let spans: Vec<Span> = findings.iter().map(|f| f.span).collect();
        let mut file = known.file(path.to_owned());
        let mut documents = [(document, findings)];
        file.keep_new(&mut documents.iter_mut().collect::<Vec<_>>());
        let is_new = |span: &Span| documents[0].1.iter().any(|f| f.span == *span);
        (spans.iter().map(is_new).collect(), file.found)
    }

    fn baseline(files: &[(&str, &str)]) -> Baseline {
        let mut baseline = Baseline::new(SALT);
        let nothing = Known::new(baseline.clone(), |_| true);
        files.iter().for_each(|(path, text)| baseline.add_all(&sift(&nothing, path, text).1));
        baseline
    }

    /// Before, after, and which of what is found after is new.
    #[test]
    fn what_was_there_is_known_again() {
        let table: &[(&str, &str, &[bool])] = &[
            ("He refused to go.", "He refused to go.", &[false]),
            ("He refused to go.", "Seen at home.\n\nHe refused to go.", &[false]),
            ("He refused to go home today.", "He refused\nto go  home\r\ntoday.", &[false]),
            ("He refused to go.", "He REFUSED to go.", &[false]),
            ("He refused to go.", "He **refused** to\ngo.", &[false]),
            ("He refused to go.", "He refused food.", &[true]),
            // One sentence took the place of another: there are no more than there were.
            ("He refused to go.", "He refused to eat.", &[false]),
            ("He refused to go.", "He refused to eat.\n\nHe refused to go.", &[true, false]),
            (
                "He suffers from anxiety and refused to go.",
                "He lives with anxiety and refused to go.",
                &[false],
            ),
            ("He refused to go.", "He refused to go.\n\nHe refused to go.", &[false, true]),
            ("He refused to go.\n\nHe refused to go.", "He refused to go.", &[false]),
            ("He refused to go.", "He was manipulative. He refused to go.", &[true, false]),
        ];
        for (before, after, expected) in table {
            let known = Known::new(baseline(&[("a.md", before)]), |_| true);
            assert_eq!(sift(&known, "a.md", after).0, *expected, "{before} / {after}");
        }
    }

    #[test]
    fn a_file_may_be_renamed_but_not_copied() {
        let text = "He refused to go.\n";
        let then = baseline(&[("a.md", text), ("b.md", text)]);
        let all_there = Known::new(then.clone(), |_| true);
        assert_eq!(sift(&all_there, "c.md", text).0, [true]);
        let renamed = Known::new(then, |path| path != "a.md");
        assert_eq!(sift(&renamed, "c.md", text).0, [false]);
        assert_eq!(sift(&renamed, "c.md", "He refused to eat.\n").0, [true]);

        let again = baseline(&[("c.md", text)]);
        let checked = BTreeSet::from(["c.md".to_owned()]);
        let pruned = renamed.pruned(&checked, &again);
        assert_eq!(pruned, baseline(&[("b.md", text), ("c.md", text)]));
        assert_eq!(renamed.met(&checked).len(), again.len());
    }

    #[test]
    fn the_file_is_read_as_it_was_written_and_holds_no_words() {
        let text = "He refused to go to Oakhill.\n\nHe refused to go to Oakhill.\n";
        let written = baseline(&[("b.md", "She is manipulative.\n"), ("a.md", text)]).write();
        assert_eq!(Baseline::read(&written).unwrap().write(), written);
        assert!(!written.to_lowercase().contains("oakhill"), "{written}");
        let lines: Vec<&str> = written.lines().collect();
        assert_eq!(lines.len(), 8, "{written}");
        assert!(
            lines[4].starts_with(r#"    {"path":"a.md","rule":"refused","words":""#),
            "{written}"
        );
        assert!(lines[4].ends_with(r#"","count":2},"#), "{written}");
        let empty = Baseline::new(SALT).write();
        assert_eq!(Baseline::read(&empty).unwrap().write(), empty);
        let other = Known::new(Baseline::new([8; 32]), |_| true);
        let keys = |baseline: &Baseline| baseline.entries.keys().next().map(|entry| entry.sentence);
        assert_ne!(keys(&sift(&other, "a.md", text).1), keys(&baseline(&[("a.md", text)])));
    }

    #[test]
    fn a_bad_file_is_told_in_a_sentence() {
        let line = r#"{"path":"a","rule":"b","words":"x","sentence":"0"}"#;
        let many = r#"{"path":"a","rule":"b","words":"1","sentence":"0","count":5000000000}"#;
        let salt = "07".repeat(32);
        let table = [
            (String::new(), "is no baseline of careword (line 1)"),
            ("{\n\"a\": 1}".to_owned(), "is no baseline of careword (line 2)"),
            ("[]".to_owned(), "is no baseline of careword (line 1)"),
            (r#"{"version":9,"seed":""}"#.to_owned(), "is a baseline of another"),
            (
                r#"{"version":1,"salt":"07","findings":[]}"#.to_owned(),
                "is a baseline whose salt is damaged",
            ),
            (
                format!(r#"{{"version":1,"salt":"{salt}","findings":[{line}]}}"#),
                "is a baseline with a hash, “x”, that is none",
            ),
            (
                format!(r#"{{"version":1,"salt":"{salt}","findings":[{many}]}}"#),
                "is a baseline with a count, 5000000000, that is none",
            ),
        ];
        for (text, expected) in table {
            let problem = Baseline::read(&text).unwrap_err();
            assert!(problem.starts_with(expected), "{problem}");
        }
    }

    #[test]
    fn findings_are_counted_by_rule() {
        let counted =
            baseline(&[("a.md", "He refused to go. He refused to eat. She is manipulative.")]);
        assert_eq!(counted.by_rule(), BTreeMap::from([("manipulative", 1), ("refused", 2)]));
    }
}
