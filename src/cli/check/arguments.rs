//! What `careword check` is asked for.

use super::baseline::BaselineArguments;
use super::changed;
use super::sinks::{self, OutputFile};
use super::table::TableArguments;
use crate::cli::files::{FormatArguments, READ};
use crate::cli::one_of;
use crate::cli::projects::ConfigArguments;
use careword::output::OutputFormat;
use careword::rules::Level;
use clap::Args;
use std::path::PathBuf;

/// What arguments about what comes out are under in `--help`.
const SHOWN: &str = "What is shown";

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct CheckArguments {
    /// Files and folders; `-` is standard input. Without any: the current folder.
    ///
    /// In folders, hidden files and those named in .gitignore or .ignore are left out, and so is
    /// what is not text. A file named here is always read.
    pub(super) paths: Vec<PathBuf>,

    /// How to write what was found.
    #[arg(
        long,
        value_name = "FORMAT",
        help_heading = SHOWN,
        default_value = "human",
        value_parser = one_of(OutputFormat::ALL)
    )]
    pub(super) format: OutputFormat,

    /// Write what was found to a file as well, in the format its ending tells or, as in
    /// `junit=results.xml`, the one named; may be given more than once.
    #[arg(
        long,
        value_name = "[FORMAT=]FILE",
        help_heading = SHOWN,
        value_parser = sinks::output_file
    )]
    pub(super) output: Vec<OutputFile>,

    /// Leave out everything but the words found and the rule's own text, in every format: no
    /// sentence around the words, no rewrite that tells more of the note. The names of files and
    /// of records stay; a person's may be among them.
    #[arg(long, help_heading = SHOWN)]
    pub(super) redact: bool,

    /// Say nothing but what was found and what could not be read.
    #[arg(long, short)]
    pub(super) quiet: bool,

    /// Count what was found, by rule and by theme, instead of showing it.
    #[arg(long, help_heading = SHOWN, conflicts_with_all = ["explain", "quiet"])]
    pub(super) statistics: bool,

    /// The level from which findings make the exit code 1: `avoid` unless careword.toml or the
    /// environment variable CAREWORD_LEVEL says otherwise.
    #[arg(
        long,
        value_name = "LEVEL",
        value_parser = one_of(&[("avoid", Level::Avoid), ("consider", Level::Consider)])
    )]
    pub(super) level: Option<Level>,

    /// Show only what this rule finds; may be given more than once.
    #[arg(long, value_name = "ID", help_heading = SHOWN)]
    pub(super) rule: Vec<String>,

    /// Say of every rule whose words are there why it spoke, or why it was silent.
    #[arg(long, help_heading = SHOWN, conflicts_with_all = ["format", "output"])]
    pub(super) explain: bool,

    /// The name standard input goes by; its ending tells the format.
    #[arg(long, value_name = "NAME", help_heading = READ)]
    pub(super) stdin_filename: Option<PathBuf>,

    /// Show only what stands on lines that changed since this Git revision: a branch, a tag or a
    /// commit. A sentence counts when one of its lines changed; a new file counts whole.
    #[arg(
        long,
        value_name = "REV",
        help_heading = "In a team",
        value_parser = changed::revision,
        conflicts_with_all = ["write_baseline", "prune", "explain"]
    )]
    pub(super) changed_since: Option<String>,

    #[command(flatten)]
    pub(super) baseline: BaselineArguments,

    #[command(flatten)]
    pub(super) format_in: FormatArguments,

    #[command(flatten)]
    pub(super) config: ConfigArguments,

    /// Pass over what careword.toml excludes even where it is named here, as hooks name what is to
    /// be committed.
    #[arg(long, help_heading = "careword.toml")]
    pub(super) force_exclude: bool,

    #[command(flatten)]
    pub(super) table: TableArguments,
}

const EXAMPLES: &str = "\
Examples:
  careword check                                   check the current folder
  careword check notes/ letter.md                  check a folder and a file
  careword check --level consider notes/           exit with 1 on anything found
  careword check --rule refused notes/             show one rule's findings
  careword check --statistics notes/               count what was found, by rule and theme
  careword check --output report.html notes/       write a page for a browser as well
  careword check --output found.sarif notes/       write a report for a program as well
  careword check --write-baseline FILE             accept what is there today …
  careword check --baseline FILE                   … and fail only on what is new
  careword check --changed-since origin/main       check the lines that a branch changes
  careword check --explain note.txt                say why each rule spoke or was silent
  careword check - --stdin-filename note.md <note  check standard input, as Markdown

Exit code: 0 nothing at --level was found, 1 something was, 2 a file could not be read.";

impl CheckArguments {
    /// Whether a rule is one that was asked for.
    pub(super) fn wants(&self, rule: &String) -> bool {
        self.rule.is_empty() || self.rule.contains(rule)
    }
}
