//! The text of a PDF, taken out of it by Poppler's `pdftotext`.
//!
//! The file goes in and its text comes out by pipes: none of it is left on the disk. What the text
//! means is for the document readers.

use super::files::Unread;
use std::io::{self, ErrorKind, Read, Write};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// The most bytes of text that are read: a long book has two million.
const MOST: u64 = 64 * 1024 * 1024;

/// How long it may take.
const LONGEST: Duration = Duration::from_secs(60);

/// How long to wait before looking again whether it has ended.
const PAUSE: Duration = Duration::from_millis(2);

/// The text of a PDF; `named` when somebody asked for this very file. One that was met in a folder is
/// no text where there is no program to read it.
pub(super) fn text(bytes: &[u8], named: bool) -> Result<String, Unread> {
    let failed = |problem: &str| Err(Unread::Failed(problem.to_owned()));
    // No `-layout`: columns are read one after another, and words parted by a line end made whole.
    let child = Command::new("pdftotext")
        .args(["-enc", "UTF-8", "-eol", "unix", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = match child {
        Ok(child) => child,
        Err(error) if error.kind() == ErrorKind::NotFound && !named => return Err(Unread::NotText),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return failed(
                "is a PDF: install pdftotext (in the package poppler-utils) to check it",
            );
        }
        Err(error) => return Err(Unread::Failed(format!("pdftotext cannot be run: {error}"))),
    };
    let output = match run(&mut child, bytes) {
        Ok(Some(output)) => output,
        Ok(None) => {
            let seconds = LONGEST.as_secs();
            return failed(&format!(
                "took pdftotext more than {seconds} seconds, and was left out"
            ));
        }
        Err(error) => {
            return Err(Unread::Failed(format!("could not be read by pdftotext: {error}")));
        }
    };
    if output.stdout.len() as u64 > MOST {
        let size = MOST / 1024 / 1024;
        return failed(&format!("holds more than {size} MB of text; it was not checked"));
    }
    if !output.status.success() {
        return failed(
            match String::from_utf8_lossy(&output.stderr).contains("Incorrect password") {
                true => "is locked with a password; save it without one",
                false => "could not be read by pdftotext: it may be damaged",
            },
        );
    }
    match String::from_utf8_lossy(&output.stdout) {
        text if text.trim().is_empty() => failed("holds no text; it may be a picture of a page"),
        text => Ok(text.into_owned()),
    }
}

/// What a program writes when it is given `bytes`, and how it ended; none if it did not end in time.
fn run(child: &mut Child, bytes: &[u8]) -> io::Result<Option<Output>> {
    let (input, output, errors) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    thread::scope(|scope| {
        scope.spawn(move || {
            // It may have read enough before the end of the file.
            let _ = input.map(|mut input| input.write_all(bytes));
        });
        let output = scope.spawn(|| drain(output, MOST + 1));
        let errors = scope.spawn(|| drain(errors, 64 * 1024));
        let start = Instant::now();
        let status = loop {
            match child.try_wait()? {
                Some(status) => break Some(status),
                None if start.elapsed() > LONGEST => {
                    child.kill()?;
                    child.wait()?;
                    break None;
                }
                None => thread::sleep(PAUSE),
            }
        };
        let stdout = output.join().unwrap_or_default();
        let stderr = errors.join().unwrap_or_default();
        Ok(status.map(|status| Output { status, stdout, stderr }))
    })
}

/// All that comes out of a pipe, up to a limit. Behind it the pipe is closed.
fn drain(pipe: Option<impl Read>, most: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Some(pipe) = pipe {
        // What came before an error is what there is.
        let _ = pipe.take(most).read_to_end(&mut bytes);
    }
    bytes
}
