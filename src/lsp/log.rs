//! What may be written to a log: kinds of messages, and nothing that a client says.

use lsp_server::Message;

/// The method of a message, if it is one that the server knows: others might say anything.
pub(super) fn kind(message: &Message) -> &'static str {
    let method = match message {
        Message::Request(request) => &request.method,
        Message::Notification(notification) => &notification.method,
        Message::Response(_) => return "response",
    };
    METHODS.iter().find(|known| *known == method).unwrap_or(&"other")
}

const METHODS: &[&str] = &[
    "initialize",
    "initialized",
    "shutdown",
    "exit",
    "textDocument/didOpen",
    "textDocument/didChange",
    "textDocument/didSave",
    "textDocument/didClose",
    "textDocument/codeAction",
    "textDocument/hover",
    "textDocument/diagnostic",
    "workspace/diagnostic",
    "workspace/executeCommand",
    "workspace/didChangeConfiguration",
    "workspace/didChangeWatchedFiles",
    "workspace/didChangeWorkspaceFolders",
];
