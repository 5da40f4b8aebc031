//! A run, counted: by rule, by theme, by level, by document.
//!
//! Gathered file by file, in any order, and added up. Nothing is counted by author, and nothing
//! here could be: it is no judgement of a writer.

use super::json::{VERSION, to_json};
use super::layout::{QUIET, counted, level_style, rows, styled};
use super::wrap::plain;
use super::{Checked, FileError, Totals, human, level_name};
use crate::document::{Document, Region};
use crate::rules::{Level, Rule};
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// What is counted of a run.
#[derive(Debug, Default, Clone)]
pub struct Statistics<'r> {
    /// By the id of the rule; only rules that found something.
    pub rules: BTreeMap<&'r str, RuleCount<'r>>,
    /// By path; only files in which something was found.
    pub files: BTreeMap<String, FileCount>,
    /// The words read in all files.
    pub words: usize,
}

/// How much was found, by level.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ByLevel {
    /// Findings of the level `avoid`.
    pub avoid: usize,
    /// Findings of the level `consider`.
    pub consider: usize,
}

/// What one rule found.
#[derive(Debug, Clone, Copy)]
pub struct RuleCount<'r> {
    /// The rule.
    pub rule: &'r Rule,
    /// How much it found; folders may have it at different levels.
    pub found: ByLevel,
    /// In how many files.
    pub files: usize,
}

/// What was found in one file.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct FileCount {
    /// How much.
    pub found: ByLevel,
    /// In how many words.
    pub words: usize,
}

impl ByLevel {
    /// Findings of both levels.
    pub const fn all(self) -> usize {
        self.avoid + self.consider
    }

    fn add(&mut self, more: Self) {
        self.avoid += more.avoid;
        self.consider += more.consider;
    }

    fn count(&mut self, level: Level) {
        match level {
            Level::Avoid => self.avoid += 1,
            Level::Consider => self.consider += 1,
        }
    }
}

impl<'r> Statistics<'r> {
    /// Counts one more document.
    pub fn count(&mut self, checked: &Checked<'r>) {
        self.words += words(&checked.document);
        let mut in_file = ByLevel::default();
        for finding in &checked.findings {
            let rule = finding.rule;
            let count = RuleCount { rule, found: ByLevel::default(), files: 0 };
            self.rules.entry(&rule.id).or_insert(count).found.count(rule.level);
            in_file.count(rule.level);
        }
        if in_file.all() > 0 {
            self.files.entry(checked.path.clone()).or_default().found.add(in_file);
        }
    }

    /// Takes in what was counted elsewhere.
    pub fn add(&mut self, more: Self) {
        self.words += more.words;
        for (path, more) in more.files {
            let file = self.files.entry(path).or_default();
            file.found.add(more.found);
            file.words += more.words;
        }
        for (id, more) in more.rules {
            let none = RuleCount { found: ByLevel::default(), files: 0, ..more };
            let count = self.rules.entry(id).or_insert(none);
            count.found.add(more.found);
            count.files += more.files;
        }
    }

    /// Takes in all that was counted of one file. Only now is it known to be one, and how many words
    /// it has.
    pub fn add_file(&mut self, mut file: Self) {
        file.rules.values_mut().for_each(|rule| rule.files = 1);
        file.files.values_mut().for_each(|count| count.words = file.words);
        self.add(file);
    }

    /// The rules that found something, most first.
    pub fn by_rule(&self) -> Vec<(&str, RuleCount<'r>)> {
        let rules = self.rules.iter().map(|(id, count)| (*id, *count));
        most_first(rules, |count| count.found)
    }

    /// The themes of those rules, most first.
    pub fn by_theme(&self) -> Vec<(&str, ByLevel)> {
        let mut themes: BTreeMap<&str, ByLevel> = BTreeMap::new();
        for count in self.rules.values() {
            themes.entry(&count.rule.theme).or_default().add(count.found);
        }
        most_first(themes, |found| *found)
    }

    /// The files in which something was found, most first.
    pub fn by_file(&self) -> Vec<(&str, FileCount)> {
        let files = self.files.iter().map(|(path, count)| (path.as_str(), *count));
        most_first(files, |count| count.found)
    }
}

/// How many words of a document are read.
fn words(document: &Document) -> usize {
    let words =
        |region: &Region| document.prose.text[region.span.range()].split_whitespace().count();
    document.regions.iter().map(words).sum()
}

/// Sorted by how much was found, of equals by how much of it is to avoid, then by name.
fn most_first<'a, T>(
    counts: impl IntoIterator<Item = (&'a str, T)>,
    found: impl Fn(&T) -> ByLevel,
) -> Vec<(&'a str, T)> {
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(name, count)| (Reverse((found(count).all(), found(count).avoid)), *name));
    counts
}

/// For a person at a terminal: a line for each rule and each theme, most first, and the sum.
pub fn page(totals: &Totals<'_>, new: bool) -> String {
    let statistics = &totals.statistics;
    let (rules, themes) = (statistics.by_rule(), statistics.by_theme());
    let most = themes.iter().map(|(_, found)| found.all()).max().unwrap_or_default();
    let digits = most.to_string().len();
    let longest = rules.iter().map(|(id, _)| id.len()).max().unwrap_or_default();
    let mut out = String::new();
    for (id, RuleCount { rule, found, files }) in rules {
        let level = styled(level_style(rule.level), &format!("{:<8}", level_name(rule.level)));
        let mut note = format!("in {}", counted(files, "file"));
        if !rule.rows.is_empty() {
            note = format!("{note}, {}", rows(&rule.rows));
        }
        let (found, note) = (found.all(), styled(QUIET, &note));
        out.push_str(&format!("{found:>digits$}  {level}  {id:<longest$}  {note}\n"));
    }
    if !out.is_empty() {
        out.push('\n');
    }
    for (theme, found) in &themes {
        out.push_str(&format!("{:>digits$}  {}\n", found.all(), plain(theme)));
    }
    if !themes.is_empty() {
        out.push('\n');
    }
    out + &human::summary(totals, new) + "\n"
}

/// One JSON object. The names of its fields are a contract, as those of `json` are.
pub fn json(totals: &Totals<'_>) -> String {
    let statistics = &totals.statistics;
    let rules = statistics.by_rule().into_iter().map(|(rule, count)| RuleRecord {
        rule,
        row: count.rule.rows.first().copied(),
        theme: &count.rule.theme,
        found: count.found,
        files: count.files,
    });
    let themes = statistics.by_theme().into_iter();
    let paths = statistics.by_file().into_iter();
    to_json(&Record {
        version: VERSION,
        files: totals.files,
        flagged: totals.flagged,
        words: statistics.words,
        summary: ByLevel { avoid: totals.counts.avoid, consider: totals.counts.consider },
        rules: rules.collect(),
        themes: themes.map(|(theme, found)| ThemeRecord { theme, found }).collect(),
        paths: paths
            .map(|(path, FileCount { found, words })| PathRecord { path, found, words })
            .collect(),
        errors: &totals.errors,
    }) + "\n"
}

/// A run, counted.
#[derive(Serialize)]
struct Record<'a> {
    version: u32,
    files: usize,
    flagged: usize,
    words: usize,
    summary: ByLevel,
    rules: Vec<RuleRecord<'a>>,
    themes: Vec<ThemeRecord<'a>>,
    paths: Vec<PathRecord<'a>>,
    errors: &'a [FileError],
}

#[derive(Serialize)]
struct RuleRecord<'a> {
    rule: &'a str,
    row: Option<u8>,
    theme: &'a str,
    #[serde(flatten)]
    found: ByLevel,
    files: usize,
}

#[derive(Serialize)]
struct ThemeRecord<'a> {
    theme: &'a str,
    #[serde(flatten)]
    found: ByLevel,
}

#[derive(Serialize)]
struct PathRecord<'a> {
    path: &'a str,
    #[serde(flatten)]
    found: ByLevel,
    words: usize,
}
