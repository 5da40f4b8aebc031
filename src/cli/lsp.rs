//! `careword lsp`: the language server, over standard input and output.

use super::Stop;
use careword::lsp;
use clap::Args;

#[derive(Args)]
pub(super) struct LspArguments {
    /// What editors add; there is no other way to talk to it.
    #[arg(long, hide = true)]
    stdio: bool,
}

pub(super) fn run(_: &LspArguments) -> Result<u8, Stop> {
    let (connection, writer) = lsp::connect();
    let code = lsp::serve(&connection);
    drop(connection);
    let _ = writer.join();
    Ok(code)
}
