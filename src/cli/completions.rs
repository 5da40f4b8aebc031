//! `careword completions` and `careword man`: what a shell and `man` want to know of the arguments.

use super::{Arguments, Stop, data};
use clap::{Args, CommandFactory};
use clap_complete::Shell;
use std::io::Write;

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct CompletionsArguments {
    /// The shell to write them for.
    shell: Shell,
}

const EXAMPLES: &str = "\
Examples:
  careword completions bash > ~/.local/share/bash-completion/completions/careword
  careword completions zsh > ~/.zfunc/_careword       with `fpath+=~/.zfunc` before compinit
  careword completions fish > ~/.config/fish/completions/careword.fish
  careword completions powershell >> $PROFILE";

#[derive(Args)]
pub(super) struct ManArguments {
    /// The command whose page to write; without it, that of careword itself.
    command: Option<String>,
}

/// Writes completions for a shell.
pub(super) fn completions(arguments: &CompletionsArguments) -> Result<u8, Stop> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "careword", &mut script);
    write(&script)
}

/// Writes a page for `man`.
pub(super) fn man(arguments: &ManArguments) -> Result<u8, Stop> {
    let mut whole = Arguments::command();
    whole.build();
    let page = match &arguments.command {
        None => Some(&whole),
        Some(name) => whole.find_subcommand(name),
    };
    let page = page.ok_or_else(|| {
        let name = arguments.command.as_deref().unwrap_or_default();
        Stop::Because(format!("There is no command “{name}”; `careword --help` lists them."))
    })?;
    let mut text = Vec::new();
    clap_mangen::Man::new(page.clone()).render(&mut text)?;
    write(&text)
}

fn write(text: &[u8]) -> Result<u8, Stop> {
    let mut out = data();
    out.write_all(text)?;
    out.flush()?;
    Ok(0)
}
