//! `careword check`: files in, findings out.
//!
//! Sources, documents, findings, the findings that are kept, sinks: one way, in that order. Files
//! are checked in parallel and written in order. Which files there are, and how they are read, is
//! for `files`; how findings look is for the library's `output`; where they go is for `sinks`.

mod sinks;
mod table;

use super::files::{self, FormatArguments, Source, Unread};
use super::projects::{self, ConfigArguments, Project, Projects, Sorted};
use super::{Stop, notice, one_of, rules, width};
use anstream::ColorChoice;
use careword::document::Document;
use careword::output::report::About;
use careword::output::statistics::Statistics;
use careword::output::wrap::plain;
use careword::output::{Checked, Counts, FileError, OutputFormat, Rendering, Totals, redact, why};
use careword::rules::Level;
use clap::Args;
use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use sinks::{OutputFile, Sinks};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use table::TableArguments;

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
        value_parser = one_of(OutputFormat::ALL)
    )]
    format: OutputFormat,

    /// Write what was found to a file as well, in the format its ending tells or, as in
    /// `junit=results.xml`, the one named; may be given more than once.
    #[arg(long, value_name = "[FORMAT=]FILE", value_parser = sinks::output_file)]
    output: Vec<OutputFile>,

    /// Leave out everything but the words found and the rule's own text, in every format: no
    /// sentence around the words, no rewrite that tells more of the note. The names of files and
    /// of records stay; a person's may be among them.
    #[arg(long)]
    redact: bool,

    /// Say nothing but what was found and what could not be read.
    #[arg(long, short)]
    quiet: bool,

    /// Count what was found, by rule and by theme, instead of showing it.
    #[arg(long, conflicts_with_all = ["explain", "quiet"])]
    statistics: bool,

    /// The level from which findings make the exit code 1: `avoid` unless careword.toml or the
    /// environment variable CAREWORD_LEVEL says otherwise.
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
    #[arg(long, conflicts_with_all = ["format", "output"])]
    explain: bool,

    /// The name standard input goes by; its ending tells the format.
    #[arg(long, value_name = "NAME")]
    stdin_filename: Option<PathBuf>,

    #[command(flatten)]
    format_in: FormatArguments,

    #[command(flatten)]
    config: ConfigArguments,

    #[command(flatten)]
    table: TableArguments,
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
  careword check --explain note.txt                say why each rule spoke or was silent
  careword check - --stdin-filename note.md <note  check standard input, as Markdown

Exit code: 0 nothing at --level was found, 1 something was, 2 a file could not be read.";

/// What became of one source.
enum Outcome<'r> {
    Checked(File<'r>),
    Skipped { shown: String, named: bool },
    Failed(FileError),
}

/// What was found in one file.
#[derive(Default)]
struct File<'r> {
    path: String,
    documents: Vec<Rendered>,
    counts: Counts,
    /// Empty where nobody wants to see them.
    statistics: Statistics<'r>,
}

/// One document's findings: a text for each sink.
type Rendered = Vec<String>;

pub(super) fn run(arguments: &CheckArguments, color: ColorChoice) -> Result<u8, Stop> {
    if arguments.statistics && !matches!(arguments.format, OutputFormat::Human | OutputFormat::Json)
    {
        let sentence = "--statistics is for people or, with --format json, for programs.";
        return Err(Stop::Because(sentence.to_owned()));
    }
    let stdin_name = arguments.stdin_filename.as_deref();
    let (mut sources, errors) = files::find(&arguments.paths, stdin_name)?;
    let is_output = |source: &Source| arguments.output.iter().any(|file| file.is(source));
    if let Some(source) = sources.iter().find(|source| source.named() && is_output(source)) {
        let path = plain(&source.shown());
        let sentence = format!("{path}: is to be checked; give --output another name.");
        return Err(Stop::Because(sentence));
    }
    // What the last run found is full of wording to avoid, none of which is said of anybody.
    sources.retain(|source| !is_output(source));
    // Reasons are given in the words of the tables.
    let Sorted { projects, sources, errors: broken } =
        projects::sort(sources, &arguments.config, arguments.explain)?;
    rules::known_in(&projects, &arguments.rule)?;

    let mut totals = Totals { errors: broken, ..Totals::default() };
    for error in errors {
        failed(&mut totals, error);
    }
    let mut sinks = Sinks::open(arguments, color, width())?;
    check(arguments, &projects, &sources, &mut totals, &mut sinks)?;
    let is_dated = sinks.formats.iter().any(|format| format.format() == OutputFormat::Html);
    let date = is_dated.then(|| jiff::Zoned::now().strftime("%-d %B %Y").to_string());
    let about = About { redacted: arguments.redact, date: date.as_deref(), changes: None };
    sinks.close(&totals, about)?;
    let code = match (totals.errors.is_empty(), totals.counts.reached) {
        (false, _) => 2,
        (true, true) => 1,
        (true, false) => 0,
    };
    // The program ends here; taking the rules apart first would only keep the writer waiting.
    std::mem::forget(projects);
    Ok(code)
}

fn check<'r>(
    arguments: &CheckArguments,
    projects: &'r Projects,
    sources: &[Source],
    totals: &mut Totals<'r>,
    sinks: &mut Sinks,
) -> Result<(), Stop> {
    let mut skipped = 0;
    let is_table = |source: &Source| arguments.format_in.table(source).is_some();
    let runs = sources.chunk_by(|one, next| !is_table(one) && !is_table(next));
    for batch in runs.flat_map(|run| run.chunks(BATCH)) {
        // Whoever was reading has read enough; what was found so far still counts.
        if sinks.are_shut() {
            return Ok(());
        }
        if let [source] = batch
            && let Some(table) = files::table(source, &arguments.format_in)
        {
            match table {
                Ok(table) => {
                    let project = projects.get(source);
                    table::check(source, table, project, arguments, totals, sinks)?;
                }
                Err(message) => failed(totals, FileError { path: source.shown(), message }),
            }
            continue;
        }
        let check = |source| check_file(source, projects.get(source), arguments, &sinks.formats);
        let outcomes: Vec<Outcome<'r>> = match batch {
            // Starting threads takes longer than reading one note.
            [one] => vec![check(one)],
            many => many.par_iter().map(check).collect(),
        };
        for outcome in outcomes {
            match outcome {
                Outcome::Checked(File { path, documents, counts, statistics }) => {
                    totals.add(counts, statistics);
                    documents.into_iter().try_for_each(|document| sinks.add(&path, document))?;
                }
                Outcome::Skipped { shown, named: true } => {
                    notice(&format!("{}: skipped, it is not text.", plain(&shown)));
                }
                Outcome::Skipped { .. } => skipped += 1,
                Outcome::Failed(error) => failed(totals, error),
            }
        }
    }
    match skipped {
        _ if arguments.quiet => {}
        0 => {}
        1 => notice("Skipped 1 file that is not text."),
        _ => notice(&format!("Skipped {skipped} files that are not text.")),
    }
    Ok(())
}

/// Checks a file that is no table.
fn check_file<'r>(
    source: &Source,
    project: &'r Project,
    arguments: &CheckArguments,
    formats: &[Rendering],
) -> Outcome<'r> {
    let path = source.shown();
    safely(&path, || match files::read(source, &arguments.format_in) {
        Ok(documents) => check_documents(documents, &path, project, arguments, formats),
        Err(Unread::NotText) => Outcome::Skipped { shown: path.clone(), named: source.named() },
        Err(Unread::Failed(message)) => Outcome::Failed(FileError { path: path.clone(), message }),
    })
}

/// Checks something. A defect of ours that it brings out costs nothing else.
fn safely<'r>(path: &str, check: impl FnOnce() -> Outcome<'r>) -> Outcome<'r> {
    catch_unwind(AssertUnwindSafe(check)).unwrap_or_else(|_| {
        let message = "could not be checked: careword has a defect".to_owned();
        Outcome::Failed(FileError { path: path.to_owned(), message })
    })
}

/// Checks the documents of a file.
fn check_documents<'r>(
    documents: Vec<Document>,
    path: &str,
    project: &'r Project,
    arguments: &CheckArguments,
    formats: &[Rendering],
) -> Outcome<'r> {
    let is_counted = formats.iter().any(Rendering::wants_statistics);
    let mut file = File { path: path.to_owned(), ..File::default() };
    for (part, document) in documents.into_iter().enumerate() {
        let checked = kept(document, part, path, project, arguments);
        file.counts.add(Counts::of(&checked));
        if is_counted {
            file.statistics.count(&checked);
        }
        file.documents.push(match arguments.explain {
            true => vec![explained(&checked, project, arguments)],
            false => formats.iter().map(|format| format.document(&checked)).collect(),
        });
    }
    Outcome::Checked(file)
}

/// What is found in a document and was asked for.
fn kept<'r>(
    mut document: Document,
    part: usize,
    path: &str,
    project: &'r Project,
    arguments: &CheckArguments,
) -> Checked<'r> {
    let mut findings = project.linter.check(&document);
    findings.retain(|finding| arguments.wants(&finding.rule.id));
    if arguments.redact {
        redact(&mut document, &mut findings);
    }
    Checked {
        path: path.to_owned(),
        part,
        document,
        findings,
        level: arguments.level.or(project.level).unwrap_or(Level::Avoid),
        redacted: arguments.redact,
    }
}

/// Why each rule spoke or was silent in a document.
fn explained(checked: &Checked<'_>, project: &Project, arguments: &CheckArguments) -> String {
    let mut traces = project.linter.trace(&checked.document);
    traces.retain(|trace| arguments.wants(&trace.rule.id));
    if arguments.redact {
        traces.iter_mut().for_each(|trace| trace.sentence = trace.span);
    }
    why::document(&checked.path, &checked.document, &traces, width())
}

impl CheckArguments {
    /// Whether a rule is one that was asked for.
    fn wants(&self, rule: &String) -> bool {
        self.rule.is_empty() || self.rule.contains(rule)
    }
}

fn failed(totals: &mut Totals<'_>, error: FileError) {
    notice(&format!("{}: {}.", plain(&error.path), error.message));
    totals.errors.push(error);
}
