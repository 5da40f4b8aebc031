//! How far a long run has come, on standard error when that is a terminal.
//!
//! Appears after half a second, and is taken away before anything else is written.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, IsTerminal, Write};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How long a run may take without a word.
const PATIENCE: Duration = Duration::from_millis(500);

/// A run over some files; threads may share it.
pub(super) struct Progress {
    begun: Instant,
    files: u64,
    done: AtomicU64,
    bar: OnceLock<ProgressBar>,
    quiet: bool,
}

impl Progress {
    /// A run that begins now.
    pub(super) fn new(files: usize, quiet: bool) -> Self {
        Self {
            begun: Instant::now(),
            files: files as u64,
            done: AtomicU64::new(0),
            bar: OnceLock::new(),
            // Of one file there is nothing to count, and it may be somebody who types.
            quiet: quiet || files < 2 || !io::stderr().is_terminal(),
        }
    }

    /// A file is done.
    pub(super) fn step(&self) {
        let done = 1 + self.done.fetch_add(1, Ordering::Relaxed);
        if !self.quiet && self.begun.elapsed() > PATIENCE {
            self.bar.get_or_init(|| bar(self.files)).set_position(done);
        }
    }

    /// Does what may write, with nothing in its way.
    pub(super) fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        match self.bar.get() {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    /// Wipes it off at once, whatever holds on to it: the program is about to end.
    pub(super) fn wipe(&self) {
        if self.bar.get().is_some() {
            let _ = anstream::stderr().write_all(b"\r\x1b[K");
        }
    }

    /// Takes it away for good.
    pub(super) fn close(&self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}

fn bar(files: u64) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(files), ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{wide_bar} {human_pos} of {human_len} files");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
