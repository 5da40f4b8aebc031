//! `careword check`: files in, findings out.
//!
//! Sources, documents, findings, the findings that are kept, sinks: one way, in that order. Files
//! are checked in parallel and written in order. Which files there are, and how they are read, is
//! for `files`; which findings a team has already is for `baseline`, and which stand on changed lines
//! for `changed`; how findings look is for the library's `output`; where they go is for `sinks`.

mod arguments;
mod baseline;
mod changed;
mod ledger;
mod sinks;
mod table;

use super::files::{self, Source, Unread};
use super::interrupt;
use super::progress::Progress;
use super::projects::{self, Project, Projects, Sorted};
use super::{Stop, notice, rules, width};
use anstream::ColorChoice;
pub(super) use arguments::CheckArguments;
use baseline::{Begun, Ledgers};
use careword::document::Document;
use careword::lint::Finding;
use careword::output::report::About;
use careword::output::statistics::Statistics;
use careword::output::wrap::plain;
use careword::output::{Checked, Counts, FileError, OutputFormat, Rendering, Totals, redact, why};
use careword::rules::Level;
use changed::ChangedSince;
use ledger::Met;
use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use sinks::Sinks;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// How many files are checked before what was found in them is written: enough to keep every core
/// at work, few enough that only their findings, never a whole archive's, are held in memory.
pub(super) const BATCH: usize = 64;

/// What every file of a run is checked with.
struct Run<'r> {
    arguments: &'r CheckArguments,
    projects: &'r Projects,
    ledgers: &'r Ledgers,
    changed: Option<&'r ChangedSince>,
    progress: &'r Progress,
}

/// What a run has come to so far.
struct Sum<'r> {
    totals: Totals<'r>,
    /// For each baseline.
    met: Vec<Met>,
    /// Files in folders that are no text.
    skipped: usize,
}

/// A document and what is found in it.
type Found<'r> = (Document, Vec<Finding<'r>>);

/// What became of one source.
enum Outcome<'r> {
    Checked(Box<File<'r>>),
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
    /// What the baseline knows of it.
    known: Option<Begun<'r>>,
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
    let changed = arguments.changed_since.as_deref().map(ChangedSince::ask).transpose()?;
    let (mut sources, mut errors) = files::find(&arguments.paths, stdin_name)?;
    let is_output = |source: &Source| arguments.output.iter().any(|file| file.is(source));
    if let Some(source) = sources.iter().find(|source| source.named() && is_output(source)) {
        let path = plain(&source.shown());
        let sentence = format!("{path}: is to be checked; give --output another name.");
        return Err(Stop::Because(sentence));
    }
    // What the last run found is full of wording to avoid, none of which is said of anybody.
    sources.retain(|source| !is_output(source));
    if let Some(changed) = &changed {
        changed.keep(&mut sources, &mut errors);
    }
    if arguments.force_exclude {
        sources.iter_mut().for_each(Source::count_as_met);
    }
    // Reasons are given in the words of the tables.
    let Sorted { projects, mut sources, errors: broken } =
        projects::sort(sources, &arguments.config, arguments.explain)?;
    rules::known_in(&projects, &arguments.rule)?;
    let ledgers =
        arguments.baseline.open(&projects, arguments.explain, &mut sources, &mut errors)?;
    sources.retain(|source| !ledgers.are(source));

    let totals = Totals { errors: broken, ..Totals::default() };
    let mut sum = Sum { totals, met: ledgers.nothing(), skipped: 0 };
    for error in errors {
        failed(&mut sum.totals, error);
    }
    let progress = Arc::new(Progress::new(sources.len(), arguments.quiet));
    let shown = progress.clone();
    interrupt::end_cleanly(move || shown.wipe());
    let mut sinks = Sinks::open(arguments, color, width())?;
    let run = Run {
        arguments,
        projects: &projects,
        ledgers: &ledgers,
        changed: changed.as_ref(),
        progress: &progress,
    };
    let end = check(&run, &sources, &mut sum, &mut sinks);
    progress.close();
    end?;
    let Sum { totals, met, skipped } = sum;
    match skipped {
        _ if arguments.quiet => {}
        0 => {}
        1 => notice("Skipped 1 file that is not text."),
        _ => notice(&format!("Skipped {skipped} files that are not text.")),
    }
    let is_dated = sinks.formats.iter().any(|format| format.format() == OutputFormat::Html);
    let date = is_dated.then(|| jiff::Zoned::now().strftime("%-d %B %Y").to_string());
    let changes = ledgers.changes(&met);
    let (redacted, date) = (arguments.redact, date.as_deref());
    sinks.close(&totals, About { redacted, date, changes: changes.as_ref() })?;
    ledgers.close(&met, |rule| arguments.wants(rule), arguments.quiet)?;
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
    run: &Run<'r>,
    sources: &[Source],
    sum: &mut Sum<'r>,
    sinks: &mut Sinks,
) -> Result<(), Stop> {
    let format_in = &run.arguments.format_in;
    let is_table = |source: &Source| format_in.table(source).is_some();
    let runs = sources.chunk_by(|one, next| !is_table(one) && !is_table(next));
    for batch in runs.flat_map(|run| run.chunks(BATCH)) {
        // Whoever was reading has read enough; what was found so far still counts.
        if sinks.are_shut() && !run.arguments.baseline.needs_all() {
            break;
        }
        if let [source] = batch
            && let Some(table) = files::table(source, format_in)
        {
            match table {
                Ok(table) => table::check(source, table, run, sum, sinks)?,
                Err(message) => {
                    failed(&mut sum.totals, FileError { path: source.shown(), message });
                }
            }
            run.progress.step();
            continue;
        }
        let check = |source| {
            let outcome = check_file(source, run, &sinks.formats);
            run.progress.step();
            outcome
        };
        let outcomes: Vec<Outcome<'r>> = match batch {
            // Starting threads takes longer than reading one note.
            [one] => vec![check(one)],
            many => many.par_iter().map(check).collect(),
        };
        let mut outcomes = outcomes.into_iter();
        run.progress.aside(|| outcomes.try_for_each(|outcome| take(outcome, sum, sinks)))?;
    }
    Ok(())
}

/// Adds up what became of a source, and writes it.
fn take<'r>(outcome: Outcome<'r>, sum: &mut Sum<'r>, sinks: &mut Sinks) -> Result<(), Stop> {
    match outcome {
        Outcome::Checked(file) => {
            let File { path, documents, counts, statistics, known } = *file;
            sum.totals.add(counts, statistics);
            known.into_iter().for_each(|known| known.end(&mut sum.met));
            documents.into_iter().try_for_each(|document| sinks.add(&path, document))?;
        }
        Outcome::Skipped { shown, named: true } => {
            notice(&format!("{}: skipped, it is not text.", plain(&shown)));
        }
        Outcome::Skipped { .. } => sum.skipped += 1,
        Outcome::Failed(error) => failed(&mut sum.totals, error),
    }
    Ok(())
}

/// Checks a file that is no table.
fn check_file<'r>(source: &Source, run: &Run<'r>, formats: &[Rendering]) -> Outcome<'r> {
    let path = source.shown();
    let checked = safely(&path, || {
        let documents = match files::read(source, &run.arguments.format_in) {
            Ok(documents) => documents,
            Err(Unread::NotText) => {
                return Outcome::Skipped { shown: path.clone(), named: source.named() };
            }
            Err(Unread::Failed(message)) => {
                return Outcome::Failed(FileError { path: path.clone(), message });
            }
        };
        let project = run.projects.get(source);
        let found = |document| run.found(document, project);
        let mut documents: Vec<Found<'r>> = documents.into_iter().map(found).collect();
        let mut file = File { path: path.clone(), ..File::default() };
        file.known = run.ledgers.begin(source, project);
        if let Some(known) = &mut file.known {
            known.file.keep_new(&mut documents.iter_mut().collect::<Vec<_>>());
        }
        let change = run.changed.and_then(|changed| changed.of(source).ok().flatten());
        for (part, mut found) in documents.into_iter().enumerate() {
            if let Some(change) = change {
                change.keep(&found.0, &mut found.1);
            }
            run.show(&run.checked(found, source, part), project, formats, &mut file);
        }
        Outcome::Checked(Box::new(file))
    });
    checked.unwrap_or_else(Outcome::Failed)
}

/// Checks something. A defect of ours that it brings out costs nothing else.
fn safely<T>(path: &str, check: impl FnOnce() -> T) -> Result<T, FileError> {
    catch_unwind(AssertUnwindSafe(check)).map_err(|_| {
        let message = "could not be checked: careword has a defect".to_owned();
        FileError { path: path.to_owned(), message }
    })
}

impl<'r> Run<'r> {
    /// What is found in a document and was asked for.
    fn found(&self, document: Document, project: &'r Project) -> Found<'r> {
        let mut findings = project.linter.check(&document);
        findings.retain(|finding| self.arguments.wants(&finding.rule.id));
        (document, findings)
    }

    /// It, ready to be shown.
    fn checked(
        &self,
        (mut document, mut findings): Found<'r>,
        source: &Source,
        part: usize,
    ) -> Checked<'r> {
        let (arguments, project) = (self.arguments, self.projects.get(source));
        if self.ledgers.write(project) {
            findings.clear();
        }
        if arguments.redact {
            redact(&mut document, &mut findings);
        }
        let level = arguments.level.or(project.level);
        Checked {
            path: source.shown(),
            part,
            document,
            findings,
            level: level.unwrap_or(Level::Avoid),
            redacted: arguments.redact,
        }
    }

    /// Adds it to its file, as every sink has it.
    fn show(
        &self,
        checked: &Checked<'r>,
        project: &Project,
        formats: &[Rendering],
        file: &mut File<'r>,
    ) {
        file.counts.add(Counts::of(checked));
        if formats.iter().any(Rendering::wants_statistics) {
            file.statistics.count(checked);
        }
        file.documents.push(match self.arguments.explain {
            true => vec![explained(checked, project, self.arguments)],
            false => formats.iter().map(|format| format.document(checked)).collect(),
        });
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

fn failed(totals: &mut Totals<'_>, error: FileError) {
    notice(&format!("{}: {}.", plain(&error.path), error.message));
    totals.errors.push(error);
}
