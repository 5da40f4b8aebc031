//! Where a run is written: standard output in one format, files in others, all at once.
//!
//! A file takes its name when the run is over, whatever was found; until then nothing is seen of it.

use super::CheckArguments;
use crate::cli::files::Source;
use crate::cli::{Stop, data, pages};
use anstream::adapter::strip_str;
use anstream::{AutoStream, ColorChoice};
use careword::output::report::About;
use careword::output::wrap::plain;
use careword::output::{OutputFormat, Rendering, Totals};
use careword::replace::Draft;
use std::io::{self, ErrorKind, StdoutLock, Write};
use std::path::{Path, PathBuf};

/// How wide a page in a file is, in columns.
const PAGE: usize = 80;

/// A file that somebody wants written.
#[derive(Debug, Clone)]
pub(super) struct OutputFile {
    format: OutputFormat,
    path: PathBuf,
}

impl OutputFile {
    /// Whether a source is this very file.
    pub(super) fn is(&self, source: &Source) -> bool {
        let Source::File { path, .. } = source else { return false };
        let whole = |path: &Path| path.canonicalize().ok();
        whole(path).is_some_and(|path| whole(&self.path) == Some(path))
    }
}

/// Reads `FILE` or `FORMAT=FILE`.
pub(super) fn output_file(text: &str) -> Result<OutputFile, String> {
    let named = text.split_once('=').and_then(|(name, path)| {
        let format = OutputFormat::from_name(name)?;
        Some((format, PathBuf::from(path)))
    });
    let (format, path) = match named {
        Some(named) => named,
        None => {
            let path = PathBuf::from(text);
            let format = OutputFormat::from_path(&path).ok_or_else(|| {
                format!("the ending does not tell the format; name it, as in junit={text}")
            })?;
            (format, path)
        }
    };
    match path.as_os_str().is_empty() || path == Path::new("-") {
        true => Err("name a file; what goes to standard output is for --format".to_owned()),
        false => Ok(OutputFile { format, path }),
    }
}

/// All that a run is written to. What is rendered is apart from where it goes, so that threads can
/// share it.
pub(super) struct Sinks {
    pub(super) formats: Vec<Rendering>,
    outs: Vec<Out>,
    quiet: bool,
}

enum Out {
    Standard(AutoStream<StdoutLock<'static>>),
    /// Nobody reads it any more.
    Shut,
    File(PathBuf, Draft),
}

impl Sinks {
    /// Begins everything that the arguments want written; `width` is that of the terminal.
    pub(super) fn open(
        arguments: &CheckArguments,
        color: ColorChoice,
        width: usize,
    ) -> Result<Self, Stop> {
        let format = arguments.format;
        let standard = if format.is_page() { pages(color) } else { data() };
        let folder = std::env::current_dir().unwrap_or_default();
        let page = Rendering::new(format, width, folder.clone());
        let mut formats = vec![if arguments.statistics { page.counts() } else { page }];
        let mut outs = vec![Out::Standard(standard)];
        for OutputFile { format, path } in &arguments.output {
            let draft = Draft::new(path).map_err(|problem| unwritten(path, &problem))?;
            formats.push(Rendering::new(*format, PAGE, folder.clone()));
            outs.push(Out::File(path.clone(), draft));
        }
        let mut sinks =
            Self { formats, outs, quiet: arguments.quiet || arguments.baseline.is_written() };
        for (format, out) in sinks.formats.iter().zip(&mut sinks.outs) {
            out.write(&format.opening(), format.format())?;
        }
        Ok(sinks)
    }

    /// Writes the findings of one document in the file at `path`: a text for each sink.
    pub(super) fn add(&mut self, path: &str, document: Vec<String>) -> Result<(), Stop> {
        let all = self.formats.iter_mut().zip(&mut self.outs).zip(document);
        for ((format, out), text) in all {
            out.write(&format.add(path, text), format.format())?;
        }
        Ok(())
    }

    /// Whether whatever else were written would be read by nobody.
    pub(super) fn are_shut(&self) -> bool {
        self.outs.iter().all(|out| matches!(out, Out::Shut))
    }

    /// Writes what comes last, and lets the files take their names.
    pub(super) fn close(mut self, totals: &Totals<'_>, about: About<'_>) -> Result<(), Stop> {
        for (format, out) in self.formats.iter().zip(&mut self.outs) {
            let is_said = !(self.quiet && format.format() == OutputFormat::Human);
            if is_said || matches!(out, Out::File(..)) {
                out.write(&format.closing(totals, about), format.format())?;
            }
        }
        let ends: Vec<_> = self.outs.into_iter().map(Out::finish).collect();
        ends.into_iter().collect()
    }
}

impl Out {
    fn write(&mut self, text: &str, format: OutputFormat) -> Result<(), Stop> {
        match self {
            Self::Standard(out) => {
                let written = out.write_all(text.as_bytes());
                self.unless_shut(written)
            }
            Self::Shut => Ok(()),
            Self::File(path, draft) => {
                let written = match format.is_page() {
                    true => draft.add(&strip_str(text).to_string()),
                    false => draft.add(text),
                };
                written.map_err(|problem| unwritten(path, &problem))
            }
        }
    }

    fn finish(mut self) -> Result<(), Stop> {
        match self {
            Self::Standard(ref mut out) => {
                let flushed = out.flush();
                self.unless_shut(flushed)
            }
            Self::Shut => Ok(()),
            Self::File(path, draft) => draft.finish().map_err(|problem| unwritten(&path, &problem)),
        }
    }

    /// Whoever was reading may have read enough, as `head` does.
    fn unless_shut(&mut self, written: io::Result<()>) -> Result<(), Stop> {
        match written {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => *self = Self::Shut,
            written => written?,
        }
        Ok(())
    }
}

fn unwritten(path: &Path, problem: &str) -> Stop {
    Stop::Because(format!("{}: {problem}.", plain(&path.display().to_string())))
}
