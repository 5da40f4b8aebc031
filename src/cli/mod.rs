//! The command line: arguments, which command runs, and what the exit code is.
//!
//! One file a command. They print here and nowhere else; the library only renders.

mod check;
mod completions;
mod config;
mod explain;
mod files;
mod fix;
mod init;
mod interactive;
mod interrupt;
mod lsp;
mod pdf;
mod progress;
mod projects;
mod rules;
mod verify;

use anstream::{AutoStream, ColorChoice};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::error::{ContextKind, ContextValue};
use clap::{Parser, Subcommand};
use std::io::{self, StdoutLock, Write};
use std::path::Path;
use std::process::ExitCode;

/// Finds wording in clinical notes that labels or blames, and shows what could stand there instead.
#[derive(Parser)]
#[command(version, max_term_width = 100, after_help = EXAMPLES, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,

    /// When to use colour.
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        value_parser = one_of(&[
            ("auto", ColorChoice::Auto),
            ("always", ColorChoice::Always),
            ("never", ColorChoice::Never),
        ])
    )]
    color: ColorChoice,
}

#[derive(Subcommand)]
enum Command {
    /// Check notes and documents.
    Check(check::CheckArguments),
    /// Apply rewrites: by itself the safe ones, with --interactive those you choose.
    Fix(fix::FixArguments),
    /// Show what holds for a file, and where each part of it was said.
    Config(config::ShowArguments),
    /// Write a careword.toml to begin with, every setting in it explained.
    Init(init::InitArguments),
    /// Say what a rule is for, and what it suggests.
    Explain(explain::ExplainArguments),
    /// Serve an editor, in the Language Server Protocol, over standard input and output.
    Lsp(lsp::LspArguments),
    /// List the rules, or verify a table of them.
    Rules(rules::RulesArguments),
    /// Write completions for a shell.
    Completions(completions::CompletionsArguments),
    /// Write a page for `man`.
    #[command(hide = true)]
    Man(completions::ManArguments),
}

const EXAMPLES: &str = "\
Examples:
  careword check note.txt         check one note
  careword check notes/           check every text file in a folder
  careword check -                check what is pasted or piped in
  careword fix --diff note.txt    show what can be reworded by itself
  careword fix -i note.txt        reword sentence by sentence
  careword explain refused        say why “refused” is flagged
  careword rules                  list all rules
  careword init                   write a careword.toml for your own choices

Exit code: 0 nothing to avoid was found, 1 something was, 2 something could not be read or run.";

/// Why a command came to no end of its own.
enum Stop {
    /// It cannot run: a sentence for standard error.
    Because(String),
    /// Its output could not be written.
    Output(io::Error),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// Sees to it that a defect of the program tells where it is, and nothing of the text that was being
/// read: the usual message may quote it.
pub(crate) fn quiet_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place =
            panic.location().map_or_else(String::new, |l| format!(" ({}:{})", l.file(), l.line()));
        notice(&format!(
            "careword has a defect{place}. Please report this line; it holds none of your text."
        ));
    }));
}

/// Runs the command the arguments name.
pub(crate) fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return misunderstood(&error),
    };
    let color = arguments.color;
    let end = match &arguments.command {
        Command::Check(arguments) => check::run(arguments, color),
        Command::Fix(arguments) => fix::run(arguments, color),
        Command::Config(arguments) => config::run(arguments, color),
        Command::Init(arguments) => init::run(arguments),
        Command::Explain(arguments) => explain::run(arguments, color),
        Command::Lsp(arguments) => lsp::run(arguments),
        Command::Rules(arguments) => rules::run(arguments, color),
        Command::Completions(arguments) => completions::completions(arguments),
        Command::Man(arguments) => completions::man(arguments),
    };
    ExitCode::from(match end {
        Ok(code) => code,
        Err(Stop::Because(sentence)) => {
            notice(&sentence);
            2
        }
        // Whoever was reading has read enough, as `head` does.
        Err(Stop::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => 0,
        Err(Stop::Output(error)) => {
            notice(&format!("The output could not be written: {error}."));
            2
        }
    })
}

/// Says what is wrong with the arguments, or shows the help that they ask for.
fn misunderstood(error: &clap::Error) -> ExitCode {
    if let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidSubcommand)
        && Path::new(word).exists()
    {
        notice(&format!(
            "{word}: what is to be done with it? `careword check` checks it, `careword fix` rewords it."
        ));
        return ExitCode::from(2);
    }
    error.exit()
}

/// Standard output for pages, which loses colour where none is wanted.
fn pages(color: ColorChoice) -> AutoStream<StdoutLock<'static>> {
    AutoStream::new(io::stdout().lock(), color)
}

/// Standard output for data, which is written as it is.
fn data() -> AutoStream<StdoutLock<'static>> {
    pages(ColorChoice::AlwaysAnsi)
}

/// Writes a line to standard error. If even that fails, there is nobody left to tell.
fn notice(line: &str) {
    let _ = writeln!(anstream::stderr().lock(), "{line}");
}

/// How many columns a page has: those of the terminal, up to where lines become hard to read.
fn width() -> usize {
    let columns = terminal_size::terminal_size_of(io::stdout());
    columns.map_or(80, |(width, _)| usize::from(width.0).clamp(30, 100))
}

/// A parser for an argument with few values, which `--help` then lists.
fn one_of<T: Copy + Send + Sync + 'static>(
    choices: &'static [(&'static str, T)],
) -> impl TypedValueParser<Value = T> {
    let names = PossibleValuesParser::new(choices.iter().map(|(name, _)| *name));
    names.try_map(move |name| {
        let chosen = choices.iter().find(|(n, _)| *n == name);
        chosen.map(|(_, value)| *value).ok_or("not one of the values")
    })
}
