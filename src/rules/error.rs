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
    pub(super) fn new(table: &str, line: usize, rule: Option<&str>, problem: String) -> Self {
        Self { table: table.to_owned(), line, rule: rule.map(str::to_owned), problem }
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, line {}", self.table, self.line)?;
        if let Some(rule) = &self.rule {
            write!(f, ", rule {rule}")?;
        }
        write!(f, ": {}", self.problem.trim_end_matches('.'))
    }
}

impl std::error::Error for LoadError {}
