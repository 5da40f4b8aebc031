//! `careword rules --verify`: rule tables held to their own examples.
//!
//! What it means for a rule to hold is for the library's `verify`.

use super::{Stop, files, pages, projects};
use anstream::ColorChoice;
use careword::config::ConfigFile;
use careword::lint::Linter;
use careword::output::layout::counted;
use careword::rules::{RuleSet, built_in_tables};
use careword::verify::{Failure, verify};
use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Verifies the tables that a project has, or the built-in rules if it has none.
pub(super) fn project(file: Option<&ConfigFile>, color: ColorChoice) -> Result<u8, Stop> {
    let set = projects::rules_of(file)?;
    let own = file.iter().flat_map(|file| &file.config.tables);
    report(set, &own.map(|table| table.display().to_string()).collect::<Vec<_>>(), color)
}

/// Verifies some tables.
pub(super) fn run(paths: &[PathBuf], color: ColorChoice) -> Result<u8, Stop> {
    let mut own = Vec::new();
    for path in paths {
        let text = std::fs::read_to_string(path).map_err(|error| {
            Stop::Because(format!("{}: {}.", path.display(), files::unreadable(&error)))
        })?;
        own.push((path.display().to_string(), text));
    }
    let mut tables = built_in_tables().to_vec();
    tables.retain(|(name, _)| !paths.iter().any(|path| replaces(path, name)));
    tables.extend(own.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    let set = RuleSet::from_tables(&tables).map_err(|error| Stop::Because(error.to_string()))?;
    report(set, &own.into_iter().map(|(name, _)| name).collect::<Vec<_>>(), color)
}

/// Says of each table in `own`, by its name, whether it holds.
fn report(set: RuleSet, own: &[String], color: ColorChoice) -> Result<u8, Stop> {
    let linter = Linter::new(set);
    let failures = verify(&linter);
    let mut out = pages(color);
    for failure in &failures {
        writeln!(out, "{failure}\n")?;
    }
    let is_own = |table: &str| own.iter().any(|name| name == table);
    for name in own {
        writeln!(
            out,
            "{}",
            verdict(&linter, &failures, name, |table: &str| table == name.as_str())
        )?;
    }
    // The built-in rules are only news where a table breaks them, or where they are the question.
    if own.is_empty() || failures.iter().any(|failure| !is_own(&failure.table)) {
        let text = verdict(&linter, &failures, "built-in rules", |table: &str| !is_own(table));
        writeln!(out, "{text}")?;
    }
    out.flush()?;
    Ok(u8::from(!failures.is_empty()))
}

/// Whether a file is somebody's copy of a built-in table, which it then stands in for.
fn replaces(path: &Path, table: &str) -> bool {
    path.file_name().is_some_and(|name| name == table)
}

fn verdict(
    linter: &Linter,
    failures: &[Failure],
    name: &str,
    belongs: impl Fn(&str) -> bool,
) -> String {
    let all = linter.rules().rules.iter().filter(|rule| belongs(&rule.table)).count();
    let failed = failures.iter().filter(|failure| belongs(&failure.table));
    let failed = failed.map(|failure| &failure.rule).collect::<BTreeSet<_>>().len();
    match (failed, all) {
        (0, 0) => format!("{name}: there are no rules in it."),
        (0, 1) => format!("{name}: 1 rule holds."),
        (0, _) => format!("{name}: {all} rules hold."),
        (1, _) => format!("{name}: 1 of {} does not hold.", counted(all, "rule")),
        _ => format!("{name}: {failed} of {} do not hold.", counted(all, "rule")),
    }
}
