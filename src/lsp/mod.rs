//! The language server: what editors ask for, in their protocol.
//!
//! The only place that knows the Language Server Protocol (version 3.17, and the snippet edits of
//! 3.18). One thread owns all state and answers in order; another reads. Whatever is waiting is
//! taken in before a document is checked, so that quick typing costs one check and not one a key.
//!
//! Nothing of a document, not even its name, is written to standard error, to a log, or into an
//! error: editors keep those.

mod actions;
mod client;
mod commands;
mod diagnostics;
mod documents;
mod hover;
mod log;
mod projects;
mod requests;
mod server;
mod stdio;
mod workspace;

pub use server::serve;
pub use stdio::connect;
