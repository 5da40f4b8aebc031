//! `careword check`: files in, findings out.
//!
//! Files are checked in parallel and written in order. Which files there are, and how they are
//! read, is for `files`; how findings look is for the library's `output`.

use super::files::{self, Source, Unread};
use super::projects::{ConfigArguments, Project, Projects};
use super::{Stop, data, notice, one_of, pages, rules, width};
use anstream::ColorChoice;
use careword::output::{
    self, Checked, Counts, FileError, OutputFormat, Totals, human, json, why, wrap::plain,
};
use careword::rules::Level;
use clap::Args;
use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

/// How many files are checked before what was found in them is written: enough to keep every core
/// at work, few enough that only their findings, never a whole archive's, are held in memory.
pub(super) const BATCH: usize = 64;

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct CheckArguments {
    /// Files and folders; `-` is standard input. Without any: the current folder.
    ///
    /// In folders, hidden files and those named in .gitignore or .ignore are left out, and so is
    /// what is not text. A file named here is always read.
    paths: Vec<PathBuf>,

    /// How to write what was found.
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "human",
        value_parser = one_of(&[
            ("human", OutputFormat::Human),
            ("json", OutputFormat::Json),
            ("ndjson", OutputFormat::Ndjson),
        ])
    )]
    format: OutputFormat,

    /// The level from which findings make the exit code 1: `avoid` unless careword.toml says
    /// otherwise.
    #[arg(
        long,
        value_name = "LEVEL",
        value_parser = one_of(&[("avoid", Level::Avoid), ("consider", Level::Consider)])
    )]
    level: Option<Level>,

    /// Show only what this rule finds; may be given more than once.
    #[arg(long, value_name = "ID")]
    rule: Vec<String>,

    /// Say of every rule whose words are there why it spoke, or why it was silent.
    #[arg(long, conflicts_with = "format")]
    explain: bool,

    /// The name standard input goes by; its ending tells the format.
    #[arg(long, value_name = "NAME")]
    stdin_filename: Option<PathBuf>,

    #[command(flatten)]
    config: ConfigArguments,
}

const EXAMPLES: &str = "\
Examples:
  careword check                                   check the current folder
  careword check notes/ letter.md                  check a folder and a file
  careword check --level consider notes/           exit with 1 on anything found
  careword check --rule refused notes/             show one rule's findings
  careword check --explain note.txt                say why each rule spoke or was silent
  careword check - --stdin-filename note.md <note  check standard input, as Markdown

Exit code: 0 nothing at --level was found, 1 something was, 2 a file could not be read.";

/// What became of one source.
enum Outcome {
    Checked { text: String, counts: Counts },
    Skipped { shown: String, named: bool },
    Failed(FileError),
}

pub(super) fn run(arguments: &CheckArguments, color: ColorChoice) -> Result<u8, Stop> {
    let stdin_name = arguments.stdin_filename.as_deref();
    let (sources, errors) = files::find(&arguments.paths, stdin_name)?;
    // Reasons are given in the words of the tables.
    let projects = Projects::of(&sources, &arguments.config, arguments.explain)?;
    rules::known_in(&projects, &arguments.rule)?;

    let mut totals = Totals::default();
    for error in errors {
        failed(&mut totals, error);
    }
    let mut out = match arguments.format {
        OutputFormat::Human => pages(color),
        OutputFormat::Json | OutputFormat::Ndjson => data(),
    };
    match check(arguments, &projects, &sources, &mut totals, &mut out) {
        // Whoever was reading has read enough; what was found so far still counts.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        end => end?,
    }
    // The program ends here; taking the rules apart first would only keep the writer waiting.
    std::mem::forget(projects);
    Ok(match (totals.errors.is_empty(), totals.counts.reached) {
        (false, _) => 2,
        (true, true) => 1,
        (true, false) => 0,
    })
}

fn check(
    arguments: &CheckArguments,
    projects: &Projects,
    sources: &[Source],
    totals: &mut Totals,
    out: &mut impl Write,
) -> io::Result<()> {
    let format = arguments.format;
    let width = width();
    let mut skipped = 0;
    let mut separator = "";
    if format == OutputFormat::Json {
        out.write_all(json::opening().as_bytes())?;
    }
    for batch in sources.chunks(BATCH) {
        let check = |source| check_safely(source, projects.get(source), arguments, width);
        let outcomes: Vec<Outcome> = match batch {
            // Starting threads takes longer than reading one note.
            [one] => vec![check(one)],
            many => many.par_iter().map(check).collect(),
        };
        for outcome in outcomes {
            match outcome {
                Outcome::Checked { text, counts } => {
                    totals.add(counts);
                    if text.is_empty() {
                        continue;
                    }
                    out.write_all(separator.as_bytes())?;
                    out.write_all(text.as_bytes())?;
                    if format == OutputFormat::Json {
                        separator = ",\n";
                    }
                }
                Outcome::Skipped { shown, named: true } => {
                    notice(&format!("{}: skipped, it is not text.", plain(&shown)));
                }
                Outcome::Skipped { .. } => skipped += 1,
                Outcome::Failed(error) => failed(totals, error),
            }
        }
    }
    match format {
        OutputFormat::Human => out.write_all(human::closing(totals).as_bytes())?,
        OutputFormat::Json => out.write_all(json::closing(totals).as_bytes())?,
        OutputFormat::Ndjson => {}
    }
    out.flush()?;
    match skipped {
        0 => {}
        1 => notice("Skipped 1 file that is not text."),
        _ => notice(&format!("Skipped {skipped} files that are not text.")),
    }
    Ok(())
}

/// Checks a file. A defect of ours that one file brings out costs no other.
fn check_safely(
    source: &Source,
    project: &Project,
    arguments: &CheckArguments,
    width: usize,
) -> Outcome {
    let check = AssertUnwindSafe(|| check_one(source, project, arguments, width));
    catch_unwind(check).unwrap_or_else(|_| {
        let message = "could not be checked: careword has a defect".to_owned();
        Outcome::Failed(FileError { path: source.shown(), message })
    })
}

fn check_one(
    source: &Source,
    project: &Project,
    arguments: &CheckArguments,
    width: usize,
) -> Outcome {
    let path = source.shown();
    let documents = match files::read(source) {
        Ok(documents) => documents,
        Err(Unread::NotText) => {
            return Outcome::Skipped { shown: path, named: source.named() };
        }
        Err(Unread::Failed(message)) => return Outcome::Failed(FileError { path, message }),
    };
    let level = arguments.level.or(project.level).unwrap_or(Level::Avoid);
    let mut checked = Vec::new();
    let mut counts = Counts::default();
    for document in documents {
        let mut findings = project.linter.check(&document);
        findings.retain(|f| arguments.rule.is_empty() || arguments.rule.contains(&f.rule.id));
        counts.add(output::count(&findings, level));
        if arguments.explain {
            let mut traces = project.linter.trace(&document);
            traces.retain(|t| arguments.rule.is_empty() || arguments.rule.contains(&t.rule.id));
            checked.push(why::document(&path, &document, &traces, width));
        } else {
            let checked_one = Checked { path: path.clone(), document, findings };
            checked.push(output::render(&checked_one, arguments.format, width));
        }
    }
    checked.retain(|text| !text.is_empty());
    let separator = if arguments.format == OutputFormat::Json { ",\n" } else { "" };
    Outcome::Checked { text: checked.join(separator), counts }
}

fn failed(totals: &mut Totals, error: FileError) {
    notice(&format!("{}: {}.", plain(&error.path), error.message));
    totals.errors.push(error);
}
