//! `careword fix`: rewrites applied, to files or on the way from standard input to standard output.
//!
//! Which rewrites may be applied is for the library's `fix`; asking the writer is for
//! `interactive`, and replacing files for `replace`.

use super::check::BATCH;
use super::files::{self, FormatArguments, Source, Unread, unread};
use super::interactive::{self, Session};
use super::interrupt;
use super::progress::Progress;
use super::projects::{self, ConfigArguments, Projects, Sorted};
use super::{Stop, data, notice, pages, rules};
use anstream::ColorChoice;
use careword::document::{Document, Format};
use careword::fix::{self, package};
use careword::lint::Finding;
use careword::output::layout::counted;
use careword::output::wrap::plain;
use careword::output::{FileError, diff};
use careword::replace::replace;
use careword::rules::Fit;
use clap::Args;
use jiff::Timestamp;
use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::sync::Arc;

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct FixArguments {
    /// Files and folders; `-` is standard input, whose text is written to standard output. Without
    /// any: the current folder.
    paths: Vec<PathBuf>,

    /// Show what would change, and change nothing.
    #[arg(long)]
    diff: bool,

    /// Change nothing; exit with 1 if something would change.
    #[arg(long)]
    check: bool,

    /// Where several things may be true, take the first. Read the result: it may not be true.
    #[arg(long)]
    choose: bool,

    /// Ask about each finding in turn, and fill in blanks.
    #[arg(long, short, conflicts_with_all = ["diff", "check", "choose", "stdin_filename"])]
    interactive: bool,

    /// Apply only what this rule suggests; may be given more than once.
    #[arg(long, value_name = "ID")]
    rule: Vec<String>,

    /// The name standard input goes by; its ending tells the format.
    #[arg(long, value_name = "NAME")]
    stdin_filename: Option<PathBuf>,

    #[command(flatten)]
    pub(super) format_in: FormatArguments,

    #[command(flatten)]
    config: ConfigArguments,
}

const EXAMPLES: &str = "\
Only rewrites that keep grammar and fact are applied (“refused to” becomes “chose not to”). What
needs your knowledge is left to you: --interactive asks.

Examples:
  careword fix --diff notes/           show what would change
  careword fix notes/                  change it
  careword fix --interactive note.txt  decide sentence by sentence
  careword fix - <note >better         standard input to standard output
  careword fix --check notes/          for scripts: would anything change?

Exit code: 0 done, 1 with --check: something would change, 2 a file could not be read or written.";

impl FixArguments {
    /// Whether a finding is one that was asked for. Without being asked, comments are left alone:
    /// they are no wording.
    pub(super) fn wants(&self, finding: &Finding<'_>) -> bool {
        match self.rule.is_empty() {
            true => finding.rule.comments.is_none(),
            false => self.rule.contains(&finding.rule.id),
        }
    }

    fn changes_files(&self) -> bool {
        !self.diff && !self.check
    }
}

/// What a run has come to.
#[derive(Default)]
pub(super) struct Sum {
    pub(super) files: usize,
    pub(super) changed: usize,
    pub(super) applied: usize,
    /// Comments written into Word and OpenDocument files.
    comments: usize,
    /// Findings in such files that have no room for a comment.
    unreached: usize,
    /// Findings left in texts, where `--interactive` can ask about them.
    pub(super) left: usize,
    pub(super) failed: bool,
}

/// A source and what became of it.
struct Job {
    before: Vec<u8>,
    after: Vec<u8>,
    format: Format,
    applied: usize,
    comments: usize,
    left: usize,
}

pub(super) fn run(arguments: &FixArguments, color: ColorChoice) -> Result<u8, Stop> {
    let stdin_name = arguments.stdin_filename.as_deref();
    let (sources, errors) = files::find(&arguments.paths, stdin_name)?;
    let Sorted { projects, sources, errors: broken } =
        projects::sort(sources, &arguments.config, false)?;
    rules::known_in(&projects, &arguments.rule)?;
    let mut sum = Sum { failed: !broken.is_empty(), ..Sum::default() };
    for error in errors {
        fail(&mut sum, &error);
    }
    if arguments.interactive {
        let mut session = Session::open(&projects, arguments, color, &sources)?;
        for source in &sources {
            if interactive::file(&mut session, source, &mut sum)?.is_break() {
                break;
            }
        }
        session.close(&sum)?;
        return Ok(if sum.failed { 2 } else { 0 });
    }
    let date = date()?;
    let progress = Arc::new(Progress::new(sources.len(), false));
    let shown = progress.clone();
    interrupt::end_cleanly(move || shown.wipe());
    let job = |source| {
        let outcome = job(source, &projects, arguments, &date);
        progress.step();
        (source, outcome)
    };
    for batch in sources.chunks(BATCH) {
        let outcomes: Vec<_> = batch.par_iter().map(job).collect();
        let mut outcomes = outcomes.into_iter();
        progress.aside(|| {
            outcomes.try_for_each(|(source, outcome)| {
                finish(source, outcome, arguments, color, &mut sum)
            })
        })?;
    }
    progress.close();
    notice(&closing(&sum, arguments));
    Ok(match (sum.failed, arguments.check && sum.changed > 0) {
        (true, _) => 2,
        (false, true) => 1,
        (false, false) => 0,
    })
}

/// When tracked changes are made: now, or as many seconds after the beginning of 1970 as
/// `SOURCE_DATE_EPOCH` says, so that the same input gives the same output
/// (<https://reproducible-builds.org/specs/source-date-epoch/>).
fn date() -> Result<String, Stop> {
    let when = match std::env::var_os("SOURCE_DATE_EPOCH") {
        None => Timestamp::now(),
        Some(seconds) => {
            let seconds = seconds.to_str().and_then(|seconds| seconds.parse().ok());
            let when = seconds.and_then(|seconds| Timestamp::from_second(seconds).ok());
            when.ok_or_else(|| {
                let sentence = "SOURCE_DATE_EPOCH is no number of seconds since 1970.";
                Stop::Because(sentence.to_owned())
            })?
        }
    };
    Ok(when.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

fn job(
    source: &Source,
    projects: &Projects,
    arguments: &FixArguments,
    date: &str,
) -> Result<Job, Unread> {
    let linter = &projects.get(source).linter;
    if files::table(source, &arguments.format_in).is_some() {
        return Err(Unread::Failed(files::ONLY_READ.to_owned()));
    }
    let (before, format) = files::bytes(source, &arguments.format_in)?;
    let least = if arguments.choose { Fit::Choose } else { Fit::Safe };
    let wanted = |finding: &Finding<'_>| arguments.wants(finding);
    if is_package(format) {
        let binary = matches!(source, Source::Stdin(_)) && arguments.changes_files();
        if binary && io::stdout().is_terminal() {
            let problem = "is no text that a terminal could show; send the output to a file";
            return Err(Unread::Failed(problem.to_owned()));
        }
        let fixed = package::fix(linter, &before, format, least, wanted, date).map_err(unread)?;
        let package::FixedPackage { bytes: after, applied, comments, left } = fixed;
        return Ok(Job { before, after, format, applied, comments, left });
    }
    if !format.is_text() {
        return Err(Unread::Failed(files::ONLY_READ.to_owned()));
    }
    let fixed = fix::fix(linter, &before, format, least, wanted).map_err(|_| Unread::NotText)?;
    let left = linter.check(&fixed.document).iter().filter(|f| arguments.wants(f)).count();
    let (after, applied) = (fixed.bytes, fixed.applied);
    Ok(Job { before, after, format, applied, comments: 0, left })
}

/// Writes one source's outcome where it belongs.
fn finish(
    source: &Source,
    outcome: Result<Job, Unread>,
    arguments: &FixArguments,
    color: ColorChoice,
    sum: &mut Sum,
) -> Result<(), Stop> {
    let path = source.shown();
    let job = match outcome {
        Ok(job) => job,
        Err(Unread::NotText) if source.named() => {
            notice(&format!("{}: skipped, it is not text.", plain(&path)));
            return Ok(());
        }
        Err(Unread::NotText) => return Ok(()),
        Err(Unread::Failed(message)) => {
            fail(sum, &FileError { path, message });
            return Ok(());
        }
    };
    if arguments.diff && job.applied > 0 {
        let [before, after] = [&job.before, &job.after].map(|bytes| shown(bytes, job.format));
        let (Ok(before), Ok(after)) = (before, after) else { return Err(not_text(&path)) };
        let mut out = pages(color);
        out.write_all(diff::unified(&path, &before, &after).as_bytes())?;
        out.flush()?;
    }
    match source {
        Source::Stdin(_) if arguments.changes_files() => {
            let mut out = data();
            out.write_all(&job.after)?;
            out.flush()?;
        }
        Source::File { path, .. } if arguments.changes_files() && job.before != job.after => {
            if let Err(message) = replace(path, &job.before, &job.after) {
                fail(sum, &FileError { path: source.shown(), message });
                return Ok(());
            }
        }
        _ => {}
    }
    if job.applied + job.comments > 0 {
        notice(&format!("{}: {}.", plain(&path), told(&job, arguments)));
    }
    sum.files += 1;
    sum.changed += usize::from(job.applied > 0);
    sum.applied += job.applied;
    sum.comments += job.comments;
    match is_package(job.format) {
        true => sum.unreached += job.left,
        false => sum.left += job.left,
    }
    Ok(())
}

/// Whether rewrites are written into files of a format as tracked changes.
pub(super) fn is_package(format: Format) -> bool {
    matches!(format, Format::Word | Format::OpenDocument)
}

/// A text as `--diff` shows it: as it is, or of a package the prose, a paragraph a line.
fn shown(bytes: &[u8], format: Format) -> Result<String, Unread> {
    let documents = Document::all(bytes, format).map_err(unread)?;
    if !is_package(format) {
        return Ok(documents.into_iter().map(|document| document.source).collect());
    }
    let mut text = String::new();
    for document in &documents {
        for region in &document.regions {
            let words = document.prose.text[region.span.range()].split_whitespace();
            text.push_str(&words.collect::<Vec<_>>().join(" "));
            text.push('\n');
        }
    }
    Ok(text)
}

/// What was done to one file.
fn told(job: &Job, arguments: &FixArguments) -> String {
    let would = if arguments.changes_files() { "" } else { "would be " };
    let mut parts = Vec::new();
    if job.applied > 0 {
        let tracked = if is_package(job.format) { " as tracked changes" } else { "" };
        parts.push(format!("{} {would}reworded{tracked}", counted(job.applied, "place")));
    }
    if job.comments > 0 {
        parts.push(format!("{} {would}written", counted(job.comments, "comment")));
    }
    if job.left > 0 {
        parts.push(format!("{} left for you", job.left));
    }
    parts.join(", ")
}

fn not_text(path: &str) -> Stop {
    Stop::Because(format!("{}: is not text.", plain(path)))
}

pub(super) fn fail(sum: &mut Sum, error: &FileError) {
    sum.failed = true;
    notice(&format!("{}: {}.", plain(&error.path), error.message));
}

/// The last lines of a run.
fn closing(sum: &Sum, arguments: &FixArguments) -> String {
    let would = if arguments.changes_files() { "" } else { "would be " };
    let mut line = match (sum.applied, sum.changed) {
        (0, _) => format!("Nothing to reword by itself in {}.", counted(sum.files, "file")),
        (applied, changed) => format!(
            "{} {would}reworded, in {changed} of {}.",
            counted(applied, "place"),
            counted(sum.files, "file")
        ),
    };
    if sum.comments > 0 {
        let comments = counted(sum.comments, "comment");
        line.push_str(&format!(
            "\n{comments} {would}written: read them in Word or LibreOffice, and accept or reject there."
        ));
    }
    if arguments.choose && sum.applied > 0 {
        line.push_str(
            "\nWith --choose, the first of several wordings was taken: read them, they may not be true.",
        );
    }
    if sum.unreached > 0 {
        let places = counted(sum.unreached, "place");
        line.push_str(&format!(
            "\n{places} in a header, a footer, a note, a drawing or a comment, where nothing can be \
             written beside the words: `careword check` shows them."
        ));
    }
    match sum.left {
        0 => {}
        1 => line.push_str("\n1 place needs you: `careword fix --interactive` asks about it."),
        left => line.push_str(&format!(
            "\n{left} places need you: `careword fix --interactive` asks about each."
        )),
    }
    line
}
