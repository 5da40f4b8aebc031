//! The server's state, and what it does with each message.

use super::actions::{FIX_ALL, QUICK_FIX};
use super::client::{Client, Settings};
use super::commands;
use super::documents::{Checked, Open};
use super::projects::Projects;
use super::{diagnostics, log};
use crate::uri;
use crossbeam_channel::RecvTimeoutError;
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types::{
    DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams, Position,
    Range,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// The part of what the last check took for which the server waits before the next: editors send
/// the edits of one command (a paste, a replacement) one right after another.
const SETTLE: u32 = 4;

/// What a request came to.
pub(super) type Answer = Result<Value, (ErrorCode, String)>;

/// Serves a client until it says goodbye or is gone; the exit code the protocol asks for. To `log`,
/// if there is one, goes a line for each message: what kind it was, and how long it took.
pub fn serve(connection: &Connection, mut log: Option<&mut dyn Write>) -> u8 {
    let mut queue = VecDeque::new();
    let mut server = Server::new(connection);
    let mut settle = Duration::ZERO;
    loop {
        if queue.is_empty() {
            // Everything that was waiting has been taken in, and nothing is on its way.
            let next = match connection.receiver.recv_timeout(settle) {
                Err(RecvTimeoutError::Timeout) => {
                    let begun = Instant::now();
                    server.publish();
                    settle = begun.elapsed() / SETTLE;
                    connection.receiver.recv().ok()
                }
                next => next.ok(),
            };
            let Some(message) = next else { return 1 };
            queue.push_back(message);
        }
        queue.extend(connection.receiver.try_iter());
        let Some(message) = queue.pop_front() else { continue };
        let (kind, begun) = (log::kind(&message), Instant::now());
        let end = server.take(message, &queue);
        if let Some(log) = &mut log {
            // A log that cannot be written is no reason to stop.
            let _ = writeln!(log, "{kind} {} µs", begun.elapsed().as_micros());
        }
        if end.is_some() {
            return end.unwrap_or_default();
        }
    }
}

/// Where a conversation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Nothing has been agreed yet.
    New,
    Running,
    /// `shutdown` has been answered.
    ShutDown,
}

pub(super) struct Server<'a> {
    pub(super) connection: &'a Connection,
    phase: Phase,
    pub(super) client: Client,
    pub(super) settings: Settings,
    pub(super) folders: Vec<PathBuf>,
    pub(super) projects: Projects,
    pub(super) open: BTreeMap<String, Open>,
    /// Documents whose diagnostics are to be sent.
    pub(super) dirty: BTreeSet<String>,
    /// Files that diagnostics were sent for though they are not open.
    pub(super) shown: BTreeSet<String>,
    pub(super) next_id: i32,
    /// The request whose answer will hold settings.
    pub(super) asked_settings: Option<RequestId>,
}

impl<'a> Server<'a> {
    fn new(connection: &'a Connection) -> Self {
        Self {
            connection,
            phase: Phase::New,
            client: Client::new(&Value::Null),
            settings: Settings::default(),
            folders: Vec::new(),
            projects: Projects::new(),
            open: BTreeMap::new(),
            dirty: BTreeSet::new(),
            shown: BTreeSet::new(),
            next_id: 0,
            asked_settings: None,
        }
    }

    /// Takes in one message; an exit code when it was the last.
    fn take(&mut self, message: Message, waiting: &VecDeque<Message>) -> Option<u8> {
        match message {
            Message::Request(request) => {
                let id = request.id.clone();
                let answer = if is_cancelled(&id, waiting) {
                    Err((ErrorCode::RequestCanceled, "The request was cancelled.".to_owned()))
                } else {
                    // A panic is a defect of ours; the other documents still need the server.
                    catch_unwind(AssertUnwindSafe(|| self.answer(request))).unwrap_or_else(|_| {
                        Err((ErrorCode::InternalError, "careword has a defect here.".to_owned()))
                    })
                };
                self.send(match answer {
                    Ok(value) => Response::new_ok(id, value),
                    Err((code, message)) => Response::new_err(id, code as i32, message),
                });
            }
            Message::Notification(notification) if notification.method == "exit" => {
                return Some(u8::from(self.phase != Phase::ShutDown));
            }
            Message::Notification(notification) if self.phase == Phase::Running => {
                let note = AssertUnwindSafe(|| self.note(notification));
                let _ = catch_unwind(note);
            }
            Message::Notification(_) => {}
            Message::Response(response) => {
                if self.asked_settings.as_ref() == Some(&response.id)
                    && let Ok(Value::Array(settings)) = response.response_result
                    && let Some(settings) = settings.first()
                {
                    self.settings_are(Settings::new(settings));
                }
            }
        }
        None
    }

    pub(super) fn send(&self, message: impl Into<Message>) {
        // A client that is gone reads no more; the end comes with the next message it does not send.
        let _ = self.connection.sender.send(message.into());
    }

    pub(super) fn notify(&self, method: &str, params: Value) {
        self.send(Notification { method: method.to_owned(), params });
    }

    pub(super) fn request(&mut self, method: &str, params: Value) -> RequestId {
        self.next_id += 1;
        let id = RequestId::from(self.next_id);
        self.send(Request { id: id.clone(), method: method.to_owned(), params });
        id
    }

    pub(super) fn say(&self, sentence: &str) {
        self.notify("window/showMessage", json!({ "type": 2, "message": sentence }));
    }

    fn answer(&mut self, request: Request) -> Answer {
        let Request { method, params, .. } = request;
        match (self.phase, method.as_str()) {
            (Phase::New, "initialize") => Ok(self.initialize(&params)),
            (Phase::New, _) => {
                Err((ErrorCode::ServerNotInitialized, "Send `initialize` first.".to_owned()))
            }
            (Phase::ShutDown, _) => {
                Err((ErrorCode::InvalidRequest, "The server has been shut down.".to_owned()))
            }
            (Phase::Running, "initialize") => {
                Err((ErrorCode::InvalidRequest, "`initialize` was sent already.".to_owned()))
            }
            (Phase::Running, "shutdown") => {
                self.phase = Phase::ShutDown;
                Ok(Value::Null)
            }
            (Phase::Running, "textDocument/codeAction") => self.code_actions(read(params)?),
            (Phase::Running, "textDocument/hover") => self.hover(read(params)?),
            (Phase::Running, "textDocument/diagnostic") => self.pull(&read(params)?),
            (Phase::Running, "workspace/diagnostic") => Ok(self.pull_workspace(&params)),
            (Phase::Running, "workspace/executeCommand") => self.execute(read(params)?),
            (Phase::Running, _) => {
                Err((ErrorCode::MethodNotFound, "There is no such request.".to_owned()))
            }
        }
    }

    fn initialize(&mut self, params: &Value) -> Value {
        self.phase = Phase::Running;
        self.client = Client::new(params);
        self.settings = Settings::new(&params["initializationOptions"]);
        let folders = params["workspaceFolders"].as_array().into_iter().flatten();
        let mut folders: Vec<_> = folders.filter_map(|f| f["uri"].as_str()).collect();
        if folders.is_empty() {
            folders.extend(params["rootUri"].as_str());
        }
        self.folders = folders.into_iter().filter_map(uri::to_path).collect();
        let mut capabilities = json!({
            "positionEncoding": self.client.encoding(),
            "textDocumentSync": { "openClose": true, "change": 2, "save": {} },
            "hoverProvider": true,
            "codeActionProvider": { "codeActionKinds": [QUICK_FIX, FIX_ALL] },
            "executeCommandProvider": { "commands": commands::ALL },
            "workspace": {
                "workspaceFolders": { "supported": true, "changeNotifications": true },
            },
        });
        if self.client.pulls {
            capabilities["diagnosticProvider"] = json!({
                "identifier": "careword",
                "interFileDependencies": false,
                "workspaceDiagnostics": self.settings.workspace,
            });
        }
        let info = json!({ "name": "careword", "version": env!("CARGO_PKG_VERSION") });
        json!({ "capabilities": capabilities, "serverInfo": info })
    }

    fn note(&mut self, notification: Notification) {
        let Notification { method, params } = notification;
        match method.as_str() {
            "initialized" => {
                self.watch();
                self.ask_settings();
            }
            "textDocument/didOpen" => self.opened(params),
            "textDocument/didChange" => self.changed(params),
            "textDocument/didClose" => self.closed(params),
            "textDocument/didSave" | "workspace/didChangeWatchedFiles" => self.refresh(),
            "workspace/didChangeConfiguration" => {
                if !params["settings"].is_null() {
                    self.settings_are(Settings::new(&params["settings"]));
                }
                self.ask_settings();
                self.refresh();
            }
            "workspace/didChangeWorkspaceFolders" => {
                let paths = |list: &Value| {
                    let list = list.as_array().into_iter().flatten();
                    list.filter_map(|f| uri::to_path(f["uri"].as_str()?)).collect::<Vec<_>>()
                };
                let removed = paths(&params["event"]["removed"]);
                self.folders.retain(|folder| !removed.contains(folder));
                self.folders.extend(paths(&params["event"]["added"]));
            }
            _ => {}
        }
    }

    fn watch(&mut self) {
        if self.client.watches {
            let watchers = json!([{ "globPattern": "**/*.toml" }]);
            let registration = json!({
                "id": "careword.toml",
                "method": "workspace/didChangeWatchedFiles",
                "registerOptions": { "watchers": watchers },
            });
            self.request("client/registerCapability", json!({ "registrations": [registration] }));
        }
    }

    fn ask_settings(&mut self) {
        if self.client.tells_settings {
            let items = json!({ "items": [{ "section": "careword" }] });
            self.asked_settings = Some(self.request("workspace/configuration", items));
        }
    }

    fn settings_are(&mut self, settings: Settings) {
        if self.settings != settings {
            self.settings = settings;
            self.check_again();
        }
    }

    fn opened(&mut self, params: Value) {
        let Ok(DidOpenTextDocumentParams { text_document: item }) = read(params) else { return };
        let uri = item.uri.as_str().to_owned();
        let path = PathBuf::from(uri.rsplit('/').next().unwrap_or_default());
        self.open.insert(uri.clone(), Open::new(&item.language_id, &path, item.version, item.text));
        self.shown.remove(&uri);
        self.dirty.insert(uri);
        self.refresh();
    }

    fn changed(&mut self, params: Value) {
        let Ok(DidChangeTextDocumentParams { text_document: id, content_changes: changes }) =
            read(params)
        else {
            return;
        };
        if let Some(open) = self.open.get_mut(id.uri.as_str()) {
            open.change(id.version, changes, self.client.columns);
            self.dirty.insert(id.uri.as_str().to_owned());
        }
    }

    fn closed(&mut self, params: Value) {
        let Ok(DidCloseTextDocumentParams { text_document: id }) = read(params) else { return };
        let uri = id.uri.as_str();
        self.dirty.remove(uri);
        if self.open.remove(uri).is_some() && !self.client.pulls {
            self.notify(
                "textDocument/publishDiagnostics",
                json!({ "uri": uri, "diagnostics": [] }),
            );
        }
    }

    /// Reads `careword.toml` again where it has changed, come, or gone; clients that watch no files
    /// tell only of documents they open and save.
    fn refresh(&mut self) {
        let mut changed = self.projects.refresh();
        for (uri, open) in &self.open {
            let project = self.projects.of(uri::to_path(uri).as_deref(), &self.settings);
            changed |= open.was_checked_by_another(&project);
        }
        if changed {
            self.check_again();
        }
    }

    pub(super) fn check_again(&mut self) {
        self.dirty.extend(self.open.keys().cloned());
        if self.client.pulls {
            self.request("workspace/diagnostic/refresh", Value::Null);
        }
    }

    /// An open document, checked.
    pub(super) fn checked(&mut self, uri: &str) -> Option<(Rc<Checked>, i32)> {
        let open = self.open.get_mut(uri)?;
        let project = self.projects.of(uri::to_path(uri).as_deref(), &self.settings);
        Some((open.checked(&project), open.version))
    }

    /// Sends the diagnostics of all documents that have changed.
    fn publish(&mut self) {
        for uri in std::mem::take(&mut self.dirty) {
            let checked = catch_unwind(AssertUnwindSafe(|| self.checked(&uri))).ok().flatten();
            let Some((checked, version)) = checked.filter(|_| !self.client.pulls) else { continue };
            let diagnostics = diagnostics::all(&checked, &self.client, &self.settings);
            self.notify(
                "textDocument/publishDiagnostics",
                json!({ "uri": uri, "version": version, "diagnostics": diagnostics }),
            );
        }
        self.tell_of_broken_files();
    }

    /// Marks the line of a `careword.toml` or a rule table that is wrong, and says so once.
    fn tell_of_broken_files(&mut self) {
        let files = self.projects.files();
        let files: Vec<_> =
            files.map(|(file, error)| (uri::from_path(file), error.cloned())).collect();
        for (uri, error) in files {
            match error {
                Some(error) if self.shown.insert(uri.clone()) => {
                    let line = u32::try_from(error.line.saturating_sub(1)).unwrap_or_default();
                    let range = Range::new(Position::new(line, 0), Position::new(line + 1, 0));
                    let problem = json!({
                        "range": range, "severity": 1, "source": "careword", "message": error.problem,
                    });
                    self.notify(
                        "textDocument/publishDiagnostics",
                        json!({ "uri": uri, "diagnostics": [problem] }),
                    );
                    let name =
                        error.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                    let sentence = error.sentence();
                    self.say(&format!("{name}, {sentence} The rules stay as they were."));
                }
                Some(_) => {}
                None => {
                    if self.shown.remove(&uri) {
                        let none = json!({ "uri": uri, "diagnostics": [] });
                        self.notify("textDocument/publishDiagnostics", none);
                    }
                }
            }
        }
    }
}

/// Parameters of a type, or the answer that they are none. What they hold is not repeated.
fn read<T: DeserializeOwned>(params: Value) -> Result<T, (ErrorCode, String)> {
    serde_json::from_value(params).map_err(|_| {
        (ErrorCode::InvalidParams, "The parameters are not those of this request.".to_owned())
    })
}

/// Whether a request that is about to be answered has been cancelled by a message behind it.
fn is_cancelled(id: &RequestId, waiting: &VecDeque<Message>) -> bool {
    waiting.iter().any(|message| match message {
        Message::Notification(n) if n.method == "$/cancelRequest" => {
            serde_json::from_value::<RequestId>(n.params["id"].clone()).is_ok_and(|c| c == *id)
        }
        _ => false,
    })
}
