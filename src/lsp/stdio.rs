//! Messages over standard input and output.
//!
//! `lsp-server` has the frames; its own threads end at the first broken frame, and hand its text to
//! whoever prints the error. Here such a frame is passed over, and nobody is told what was in it.

use crossbeam_channel::unbounded;
use lsp_server::{Connection, Message};
use std::io::{self, BufRead, BufReader, ErrorKind};
use std::thread::{self, JoinHandle};

/// A connection to whoever started the program. It ends when their messages do. Join the thread
/// after the connection is dropped: then all answers have been written.
pub fn connect() -> (Connection, JoinHandle<()>) {
    let (to_server, receiver) = unbounded();
    let (sender, from_server) = unbounded::<Message>();
    thread::spawn(move || {
        let mut input = BufReader::new(io::stdin());
        while let Some(message) = next(&mut input) {
            if to_server.send(message).is_err() {
                break;
            }
        }
    });
    let writer = thread::spawn(move || {
        let mut output = io::stdout().lock();
        for message in from_server {
            if message.write(&mut output).is_err() {
                break;
            }
        }
    });
    (Connection { sender, receiver }, writer)
}

/// The next message that is one; `None` at the end.
fn next(input: &mut impl BufRead) -> Option<Message> {
    loop {
        match Message::read(input) {
            Ok(message) => return message,
            // The frame has been read; what was in it was no message.
            Err(error) if error.kind() == ErrorKind::InvalidData => {}
            Err(_) => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::next;
    use lsp_server::Message;

    #[test]
    fn a_broken_frame_is_passed_over() {
        let frames = b"Content-Length: 9\r\n\r\n{\"bad\": ,content-length: 2\r\n\r\n{}\
            Content-Length: 33\r\n\r\n{\"jsonrpc\":\"2.0\",\"method\":\"exit\"}";
        let mut input = &frames[..];
        assert!(matches!(next(&mut input), Some(Message::Notification(n)) if n.method == "exit"));
        assert!(next(&mut input).is_none());
    }
}
