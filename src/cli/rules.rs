//! `careword rules`: the rules in a table, and what to say when one is asked for that is not there.

use super::projects::{self, ConfigArguments, Projects};
use super::{Stop, data, one_of, pages, verify};
use anstream::ColorChoice;
use careword::output::layout::{QUIET, TITLE, level_style};
use careword::output::wrap::collapse;
use careword::output::{json, level_name};
use careword::rules::{Rule, RuleSet, language_table};
use clap::Args;
use std::io::Write;
use std::path::PathBuf;

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct RulesArguments {
    /// How to write the list.
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "human",
        value_parser = one_of(&[("human", ListFormat::Human), ("json", ListFormat::Json)])
    )]
    format: ListFormat,

    /// Verify rule tables against their own examples, together with the built-in rules. Without a
    /// file: the tables that careword.toml names; without those, the built-in rules.
    #[arg(long, value_name = "FILE", num_args = 0.., conflicts_with = "format")]
    verify: Option<Vec<PathBuf>>,

    #[command(flatten)]
    config: ConfigArguments,
}

const EXAMPLES: &str = "\
Examples:
  careword rules                          list all rules
  careword rules --format json            list them for a program
  careword rules --verify                 see whether the tables of your careword.toml hold
  careword rules --verify our-rules.toml  see whether a table of your own holds

A table named like a built-in one takes its place, so that the built-in ones can be worked on.";

/// How rules are listed.
#[derive(Clone, Copy)]
enum ListFormat {
    Human,
    Json,
}

pub(super) fn run(arguments: &RulesArguments, color: ColorChoice) -> Result<u8, Stop> {
    let file = arguments.config.file_here()?;
    match &arguments.verify {
        Some(files) if files.is_empty() => return verify::project(file.as_ref(), color),
        Some(files) => return verify::run(files, color),
        None => {}
    }
    let set = projects::rules_of(file.as_ref())?;
    let (mut out, text) = match arguments.format {
        ListFormat::Human => (pages(color), table(&set.rules)),
        ListFormat::Json => (data(), json::rules(&set.rules)),
    };
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(0)
}

/// The rule with an id, or a sentence with the ids that come near it.
pub(super) fn known<'r>(set: &'r RuleSet, id: &str) -> Result<&'r Rule, Stop> {
    set.get(id).ok_or_else(|| Stop::Because(unknown(set, id)))
}

/// Whether each of these ids is a rule of some project.
pub(super) fn known_in(projects: &Projects, ids: &[String]) -> Result<(), Stop> {
    for id in ids {
        let mut sets = projects.all().map(|project| project.linter.rules());
        if !sets.clone().any(|set| set.get(id).is_some())
            && let Some(set) = sets.next()
        {
            known(set, id)?;
        }
    }
    Ok(())
}

fn unknown(set: &RuleSet, id: &str) -> String {
    if let Some((row, deficit, _)) = language_table().find(|(row, ..)| row.to_string() == id) {
        let rules = set.rules.iter().filter(|rule| rule.rows.contains(&row));
        let rules: Vec<String> = rules.map(|rule| format!("`{}`", rule.id)).collect();
        return format!(
            "{id} is a row of the language table, “{deficit}”; its rules: {}.",
            rules.join(", ")
        );
    }
    let ids = set.nearest(&id.to_lowercase());
    let ids: Vec<String> = ids.iter().map(|id| format!("`{id}`")).collect();
    match ids.as_slice() {
        [] => format!("There is no rule `{id}`; `careword rules` lists them all."),
        [one] => format!("There is no rule `{id}`; did you mean {one}?"),
        [some @ .., last] => {
            format!("There is no rule `{id}`; did you mean {} or {last}?", some.join(", "))
        }
    }
}

fn table(rules: &[Rule]) -> String {
    let mut lines =
        vec![["rule", "row", "level", "table", "flags, for example"].map(str::to_owned)];
    lines.extend(rules.iter().map(|rule| {
        let rows: Vec<String> = rule.rows.iter().map(u8::to_string).collect();
        let first = rule.examples.flags.first();
        [
            rule.id.clone(),
            rows.join(", "),
            level_name(rule.level).to_owned(),
            rule.table.clone(),
            first.map_or_else(String::new, |flagged| {
                collapse(&[(&flagged.sentence[flagged.span.range()], None)]).text
            }),
        ]
    }));
    let widest = |column: usize| {
        let widths = lines.iter().map(|line| line[column].chars().count());
        widths.max().unwrap_or_default()
    };
    let widths = [widest(0), widest(1), widest(2), widest(3)];
    let styles = rules.iter().map(|rule| (TITLE, level_style(rule.level)));
    let mut out = String::new();
    for (line, (id, level)) in lines.iter().zip(std::iter::once((QUIET, QUIET)).chain(styles)) {
        let [rule, rows, severity, table, flags] = line;
        out.push_str(&format!(
            "{id}{rule:0$}{id:#}  {rows:1$}  {level}{severity:2$}{level:#}  {table:3$}  {flags}",
            widths[0], widths[1], widths[2], widths[3]
        ));
        out.push('\n');
    }
    out
}
