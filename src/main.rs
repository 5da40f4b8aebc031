//! The program `careword`. Everything that can be done without a terminal is in the library.

mod cli;

fn main() -> std::process::ExitCode {
    cli::quiet_panics();
    cli::run()
}
