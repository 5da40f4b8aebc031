//! `careword fix`: rewrites applied, to files or on the way from standard input to standard output.
//!
//! Which rewrites may be applied is for the library's `fix`; asking the writer is for
//! `interactive`, and replacing files for `replace`.

use super::check::BATCH;
use super::files::{self, FormatArguments, Source, Unread};
use super::interactive::{self, Session};
use super::interrupt;
use super::progress::Progress;
use super::projects::{self, ConfigArguments, Projects, Sorted};
use super::{Stop, data, notice, pages, rules};
use anstream::ColorChoice;
use careword::document::Document;
use careword::fix::{self, Fixed};
use careword::lint::Finding;
use careword::output::layout::counted;
use careword::output::wrap::plain;
use careword::output::{FileError, diff};
use careword::replace::replace;
use careword::rules::Fit;
use clap::Args;
use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use std::io::Write;
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
    pub(super) left: usize,
    pub(super) failed: bool,
}

/// A source and what became of its text.
struct Job {
    bytes: Vec<u8>,
    fixed: Fixed,
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
    let progress = Arc::new(Progress::new(sources.len(), false));
    let shown = progress.clone();
    interrupt::end_cleanly(move || shown.wipe());
    let job = |source| {
        let outcome = job(source, &projects, arguments);
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

fn job(source: &Source, projects: &Projects, arguments: &FixArguments) -> Result<Job, Unread> {
    let linter = &projects.get(source).linter;
    if files::table(source, &arguments.format_in).is_some() {
        return Err(Unread::Failed(files::ONLY_READ.to_owned()));
    }
    let (bytes, format) = files::bytes(source, &arguments.format_in)?;
    if !format.is_text() {
        return Err(Unread::Failed(files::ONLY_READ.to_owned()));
    }
    let least = if arguments.choose { Fit::Choose } else { Fit::Safe };
    let fixed = fix::fix(linter, &bytes, format, least, |f| arguments.wants(f))
        .map_err(|_| Unread::NotText)?;
    let left = linter.check(&fixed.document).iter().filter(|f| arguments.wants(f)).count();
    Ok(Job { bytes, fixed, left })
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
    let changes = job.fixed.applied > 0;
    if arguments.diff && changes {
        let format = job.fixed.document.format;
        let before = Document::from_bytes(&job.bytes, format).map_err(|_| not_text(&path))?;
        let text = diff::unified(&path, &before.source, &job.fixed.document.source);
        let mut out = pages(color);
        out.write_all(text.as_bytes())?;
        out.flush()?;
    }
    match source {
        Source::Stdin(_) if arguments.changes_files() => {
            let mut out = data();
            out.write_all(&job.fixed.bytes)?;
            out.flush()?;
        }
        Source::File { path, .. } if arguments.changes_files() && changes => {
            if let Err(message) = replace(path, &job.bytes, &job.fixed.bytes) {
                fail(sum, &FileError { path: source.shown(), message });
                return Ok(());
            }
        }
        _ => {}
    }
    if changes {
        let would = if arguments.changes_files() { "" } else { "would be " };
        let times = counted(job.fixed.applied, "place");
        notice(&format!("{}: {times} {would}reworded{}.", plain(&path), for_you(job.left)));
    }
    sum.files += 1;
    sum.changed += usize::from(changes);
    sum.applied += job.fixed.applied;
    sum.left += job.left;
    Ok(())
}

fn for_you(left: usize) -> String {
    match left {
        0 => String::new(),
        left => format!(", {left} left for you"),
    }
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
    if arguments.choose && sum.applied > 0 {
        line.push_str(
            "\nWith --choose, the first of several wordings was taken: read them, they may not be true.",
        );
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
