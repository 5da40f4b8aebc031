//! An editor for tests: speaks the protocol to the server, in the same process.

use lsp_server::{Connection, Message, Notification, Request, RequestId, Response};
use serde_json::{Value, json};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// A client and the server it talks to.
pub(crate) struct Editor {
    connection: Connection,
    server: Option<JoinHandle<u8>>,
    next_id: i32,
    /// What the server said that has not been asked about yet.
    heard: Vec<Message>,
}

impl Editor {
    /// Starts a server and initialises it with these parameters; what it can do is the second part.
    pub(crate) fn start(params: Value) -> (Self, Value) {
        let (server, connection) = Connection::memory();
        let server = thread::spawn(move || careword::lsp::serve(&server, None));
        let mut editor = Self { connection, server: Some(server), next_id: 0, heard: Vec::new() };
        let capabilities = editor.ask("initialize", params).unwrap();
        editor.tell("initialized", json!({}));
        (editor, capabilities)
    }

    /// The same, as an editor that can do just this.
    pub(crate) fn with(capabilities: Value) -> Self {
        Self::start(json!({ "capabilities": capabilities })).0
    }

    pub(crate) fn send(&self, message: impl Into<Message>) {
        self.connection.sender.send(message.into()).unwrap();
    }

    pub(crate) fn tell(&self, method: &str, params: Value) {
        self.send(Notification { method: method.to_owned(), params });
    }

    /// Asks without waiting.
    pub(crate) fn post(&mut self, method: &str, params: Value) -> RequestId {
        self.next_id += 1;
        let id = RequestId::from(self.next_id);
        self.send(Request { id: id.clone(), method: method.to_owned(), params });
        id
    }

    /// Asks, and waits for the answer: a result, or the code of an error.
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> Result<Value, i32> {
        let id = self.post(method, params);
        self.answer(&id)
    }

    pub(crate) fn answer(&mut self, id: &RequestId) -> Result<Value, i32> {
        let found = self.until(|message| matches!(message, Message::Response(r) if r.id == *id));
        let Message::Response(Response { response_result, .. }) = found else { unreachable!() };
        response_result.map_err(|error| error.code)
    }

    /// Waits for a message, and hands it over; the others wait to be asked about.
    pub(crate) fn until(&mut self, wanted: impl Fn(&Message) -> bool) -> Message {
        loop {
            if let Some(i) = self.heard.iter().position(&wanted) {
                return self.heard.remove(i);
            }
            let message = self.connection.receiver.recv_timeout(Duration::from_secs(10));
            self.heard.push(message.expect("the server says something within ten seconds"));
        }
    }

    /// The parameters of the next notification or request of this kind.
    pub(crate) fn hear(&mut self, wanted: &str) -> Value {
        match self.until(|message| match message {
            Message::Notification(n) => n.method == wanted,
            Message::Request(r) => r.method == wanted,
            Message::Response(_) => false,
        }) {
            Message::Notification(n) => n.params,
            Message::Request(r) => r.params,
            Message::Response(_) => unreachable!(),
        }
    }

    pub(crate) fn open(&self, uri: &str, language: &str, text: &str) {
        let item = json!({ "uri": uri, "languageId": language, "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": item }));
    }

    pub(crate) fn change(&self, uri: &str, version: i32, changes: Value) {
        let id = json!({ "uri": uri, "version": version });
        let params = json!({ "textDocument": id, "contentChanges": changes });
        self.tell("textDocument/didChange", params);
    }

    /// The next diagnostics that are sent for a document.
    pub(crate) fn diagnostics(&mut self, uri: &str) -> Vec<Value> {
        let found = self.until(|message| match message {
            Message::Notification(n) => {
                n.method == "textDocument/publishDiagnostics" && n.params["uri"] == uri
            }
            _ => false,
        });
        let Message::Notification(n) = found else { unreachable!() };
        n.params["diagnostics"].as_array().unwrap().clone()
    }

    /// What can be done in a range.
    pub(crate) fn actions(&mut self, uri: &str, range: &Value, only: Value) -> Vec<Value> {
        let context = json!({ "diagnostics": [], "only": only });
        let params = json!({ "textDocument": { "uri": uri }, "range": range, "context": context });
        self.ask("textDocument/codeAction", params).unwrap().as_array().unwrap().clone()
    }

    /// Says goodbye; the server's exit code.
    pub(crate) fn stop(mut self) -> u8 {
        self.ask("shutdown", Value::Null).unwrap();
        self.tell("exit", Value::Null);
        self.server.take().unwrap().join().unwrap()
    }
}
