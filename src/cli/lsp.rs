//! `careword lsp`: the language server, over standard input and output.

use super::Stop;
use careword::lsp;
use clap::Args;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::PathBuf;

#[derive(Args)]
pub(super) struct LspArguments {
    /// What editors add; there is no other way to talk to it.
    #[arg(long, hide = true)]
    stdio: bool,

    /// Add a line for each message to this file: its kind and how long it took, never its text.
    #[arg(long, value_name = "FILE")]
    log_file: Option<PathBuf>,
}

pub(super) fn run(arguments: &LspArguments) -> Result<u8, Stop> {
    let log = arguments.log_file.as_ref().map(|path| {
        let file = OpenOptions::new().create(true).append(true).open(path);
        file.map_err(|error| {
            Stop::Because(format!("{}: cannot be written: {error}.", path.display()))
        })
    });
    let mut log = log.transpose()?;
    let (connection, writer) = lsp::connect();
    let code = lsp::serve(&connection, log.as_mut().map(|file| file as &mut dyn Write));
    drop(connection);
    let _ = writer.join();
    Ok(code)
}
