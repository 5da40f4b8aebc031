//! `careword init`: a `careword.toml` to begin with, every key in it explained.

use super::{Stop, data, notice};
use careword::config::{COMMENTED, FILE};
use clap::Args;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::PathBuf;

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct InitArguments {
    /// The folder to put it in; the current one unless another is named.
    #[arg(default_value = ".")]
    folder: PathBuf,

    /// Show the file, and write none.
    #[arg(long, conflicts_with = "folder")]
    stdout: bool,
}

const EXAMPLES: &str = "\
Every setting in the file is switched off and explained. A careword.toml that is there stays.

Examples:
  careword init           write careword.toml in the current folder
  careword init notes/    write notes/careword.toml
  careword init --stdout  show it first";

pub(super) fn run(arguments: &InitArguments) -> Result<u8, Stop> {
    if arguments.stdout {
        let mut out = data();
        out.write_all(COMMENTED.as_bytes())?;
        out.flush()?;
        return Ok(0);
    }
    let path = arguments.folder.join(FILE);
    let path = path.strip_prefix(".").unwrap_or(&path);
    let shown = path.display();
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    let written = file.and_then(|mut file| file.write_all(COMMENTED.as_bytes()));
    written.map_err(|error| {
        Stop::Because(match error.kind() {
            ErrorKind::AlreadyExists => format!("{shown} is there already; it stays as it is."),
            ErrorKind::PermissionDenied => {
                format!("{shown} could not be written: you have no permission to write there.")
            }
            ErrorKind::NotFound => format!("{shown}: there is no such folder."),
            _ => format!("{shown} could not be written: {error}."),
        })
    })?;
    notice(&format!("{shown} is written. Open it, and take away the “#” before what you want."));
    Ok(0)
}
