//! Why a rule table does not load.

use std::fmt;

/// The first thing wrong with a table: one sentence with table, line, rule, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadError {
    table: String,
    line: usize,
    rule: Option<String>,
    problem: String,
}

impl LoadError {
    /// The name of the table.
    pub fn table(&self) -> &str {
        &self.table
    }

    /// The line, from 1.
    pub fn line(&self) -> usize {
        self.line
    }

    /// What is wrong, with the rule it stands in.
    pub fn problem(&self) -> String {
        let problem = self.problem.trim_end_matches('.');
        match &self.rule {
            Some(rule) => format!("rule {rule}: {problem}"),
            None => problem.to_owned(),
        }
    }

    pub(super) fn new(table: &str, line: usize, rule: Option<&str>, problem: String) -> Self {
        Self { table: table.to_owned(), line, rule: rule.map(str::to_owned), problem }
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let separator = if self.rule.is_some() { ", " } else { ": " };
        let problem = self.problem();
        let stop = if problem.ends_with('?') { "" } else { "." };
        write!(f, "{}, line {}{separator}{problem}{stop}", self.table, self.line)
    }
}

impl std::error::Error for LoadError {}
