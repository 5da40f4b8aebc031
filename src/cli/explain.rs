//! `careword explain`: all there is to say about one rule.

use super::projects::{self, ConfigArguments};
use super::{Stop, pages, rules, width};
use anstream::ColorChoice;
use careword::output::layout::{
    QUIET, TITLE, level_style, new_words, paragraph, rewrites, rows, styled, underlined,
};
use careword::output::level_name;
use careword::output::wrap::{Mark, Marked, collapse};
use careword::rules::{Fit, Flagged, Rule, RuleSet, language_table};
use clap::Args;
use std::io::Write;

/// How many examples of each kind are enough to see what a rule is for.
const FEW: usize = 5;

#[derive(Args)]
pub(super) struct ExplainArguments {
    /// The id of the rule, as findings show it.
    #[arg(value_name = "RULE")]
    rule: String,

    /// Show every example, and as its table has them: what the rule looks for, and when it speaks.
    #[arg(long)]
    all: bool,

    #[command(flatten)]
    config: ConfigArguments,
}

pub(super) fn run(arguments: &ExplainArguments, color: ColorChoice) -> Result<u8, Stop> {
    let set = projects::rules_of(arguments.config.file_here()?.as_ref())?;
    let rule = rules::known(&set, &arguments.rule)?;
    let mut out = pages(color);
    out.write_all(page(&set, rule, arguments.all, width()).as_bytes())?;
    out.flush()?;
    Ok(0)
}

fn page(set: &RuleSet, rule: &Rule, all: bool, width: usize) -> String {
    let shown = if all { usize::MAX } else { FEW };
    let mut out = heading(rule);
    paragraph(&mut out, &rule.why, width);

    for (_, deficit, strengths) in language_table().filter(|(row, ..)| rule.rows.contains(row)) {
        out.push('\n');
        paragraph(&mut out, &format!("The language table: {deficit} → {strengths}"), width);
    }
    if !rule.examples.flags.is_empty() {
        title(&mut out, "It flags");
        for (i, example) in rule.examples.flags.iter().take(shown).enumerate() {
            if i > 0 {
                out.push('\n');
            }
            underlined(&mut out, &flagged(example), level_style(rule.level), width);
            let becomes = example.becomes.iter().map(|text| (collapse(&[(text, None)]), Fit::Safe));
            if !example.becomes.is_empty() {
                rewrites(&mut out, &becomes.collect::<Vec<_>>(), width);
            }
        }
    }
    if !rule.examples.passes.is_empty() {
        title(&mut out, "It leaves alone");
        for sentence in rule.examples.passes.iter().take(shown) {
            paragraph(&mut out, sentence, width);
        }
    }
    let guards = rule.guards_in_words();
    if all && !guards.is_empty() {
        title(&mut out, "When it speaks");
        for guard in &guards {
            paragraph(&mut out, guard, width);
        }
    }
    if all && !rule.frames.is_empty() {
        title(&mut out, "What it looks for, and what it suggests, as the table of rules has it");
    }
    for (i, frame) in rule.frames.iter().enumerate().filter(|_| all) {
        if i > 0 {
            out.push('\n');
        }
        paragraph(&mut out, &frame.find.join(", "), width);
        let uses = frame.uses.iter().map(|text| (collapse(&new_words(text)), frame.fit));
        rewrites(&mut out, &uses.collect::<Vec<_>>(), width);
    }
    let sources: Vec<_> = rule.see.iter().filter_map(|key| set.source(key)).collect();
    if !sources.is_empty() {
        title(&mut out, "Sources");
        for source in sources {
            paragraph(&mut out, &source.title, width);
            // Never wrapped: half a link leads nowhere.
            if let Some(link) = &source.link {
                out.push_str(&format!("    {}\n", styled(QUIET, link)));
            }
        }
    }
    if !all && !rule.frames.is_empty() {
        out.push('\n');
        paragraph(&mut out, &more(rule), width);
    }
    out
}

/// What is not shown unless all is.
fn more(rule: &Rule) -> String {
    let left = |examples: usize| examples.saturating_sub(FEW);
    let left = left(rule.examples.flags.len()) + left(rule.examples.passes.len());
    let what = match left {
        0 => "What it looks for, and when it speaks".to_owned(),
        1 => "1 example more, what it looks for, and when it speaks".to_owned(),
        _ => format!("{left} examples more, what it looks for, and when it speaks"),
    };
    format!("{what}: `careword explain --all {}`.", rule.id)
}

fn heading(rule: &Rule) -> String {
    let level = styled(level_style(rule.level), level_name(rule.level));
    let mut parts = vec![styled(TITLE, &rule.id), level];
    if !rule.rows.is_empty() {
        parts.push(styled(QUIET, &rows(&rule.rows)));
    }
    parts.push(styled(QUIET, &format!("{}:{}", rule.table, rule.line)));
    parts.join("  ") + "\n"
}

fn title(out: &mut String, text: &str) {
    out.push('\n');
    out.push_str(&styled(TITLE, text));
    out.push('\n');
}

fn flagged(example: &Flagged) -> Marked {
    let (sentence, span) = (&example.sentence, example.span);
    collapse(&[
        (&sentence[..span.start], None),
        (&sentence[span.range()], Some(Mark::Found)),
        (&sentence[span.end..], None),
    ])
}
