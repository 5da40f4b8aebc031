//! The server's state, and what it does with each message.

use super::actions::{self, FIX_ALL, QUICK_FIX, Target};
use super::client::{Client, Settings};
use super::commands::{self, CHECK_WORKSPACE, SELECT, TURN_OFF};
use super::documents::{Checked, Open};
use super::projects::Projects;
use super::{diagnostics, hover, uri};
use crate::config;
use crate::document::Format;
use crate::lint::Memo;
use crate::output::layout::counted;
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types::{
    CodeActionParams, DidChangeTextDocumentParams, DidCloseTextDocumentParams,
    DidOpenTextDocumentParams, DocumentDiagnosticParams, HoverParams, Position, Range,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// What a request came to.
type Answer = Result<Value, (ErrorCode, String)>;

/// Serves a client until it says goodbye or is gone; the exit code the protocol asks for.
pub fn serve(connection: &Connection) -> u8 {
    let mut queue = VecDeque::new();
    let mut server = Server::new(connection);
    loop {
        if queue.is_empty() {
            // Everything that was waiting has been taken in.
            server.publish();
            match connection.receiver.recv() {
                Ok(message) => queue.push_back(message),
                Err(_) => return 1,
            }
        }
        queue.extend(connection.receiver.try_iter());
        let Some(message) = queue.pop_front() else { continue };
        if let Some(code) = server.take(message, &queue) {
            return code;
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

struct Server<'a> {
    connection: &'a Connection,
    phase: Phase,
    client: Client,
    settings: Settings,
    folders: Vec<PathBuf>,
    projects: Projects,
    open: BTreeMap<String, Open>,
    /// Documents whose diagnostics are to be sent.
    dirty: BTreeSet<String>,
    /// Files that diagnostics were sent for though they are not open.
    shown: BTreeSet<String>,
    next_id: i32,
    /// The request whose answer will hold settings.
    asked_settings: Option<RequestId>,
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

    fn send(&self, message: impl Into<Message>) {
        // A client that is gone reads no more; the end comes with the next message it does not send.
        let _ = self.connection.sender.send(message.into());
    }

    fn notify(&self, method: &str, params: Value) {
        self.send(Notification { method: method.to_owned(), params });
    }

    fn request(&mut self, method: &str, params: Value) -> RequestId {
        self.next_id += 1;
        let id = RequestId::from(self.next_id);
        self.send(Request { id: id.clone(), method: method.to_owned(), params });
        id
    }

    fn say(&self, sentence: &str) {
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
            (Phase::Running, "workspace/diagnostic") => Ok(self.pull_workspace()),
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
                "workspaceDiagnostics": true,
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

    /// Reads `careword.toml` again where it has changed; clients that watch no files tell only of
    /// documents they open and save.
    fn refresh(&mut self) {
        if self.projects.refresh() {
            self.check_again();
        }
    }

    fn check_again(&mut self) {
        self.dirty.extend(self.open.keys().cloned());
        if self.client.pulls && self.client.refreshes {
            self.request("workspace/diagnostic/refresh", Value::Null);
        }
    }

    /// An open document, checked.
    fn checked(&mut self, uri: &str) -> Option<(Rc<Checked>, i32)> {
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
                    let line = u32::try_from(error.line - 1).unwrap_or_default();
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
                    let line = error.line;
                    self.say(&format!(
                        "{name}, line {line}: {}. The rules stay as they were.",
                        error.problem
                    ));
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

    fn code_actions(&mut self, params: CodeActionParams) -> Answer {
        let uri = params.text_document.uri.as_str();
        let Some((checked, version)) = self.checked(uri) else { return Ok(json!([])) };
        let range = checked.span(params.range, self.client.columns);
        let only = params
            .context
            .only
            .map(|kinds| kinds.iter().map(|kind| kind.as_str().to_owned()).collect::<Vec<_>>());
        let target =
            Target { uri, version: Some(version), checked: &checked, client: &self.client };
        let actions = actions::all(target, range, only.as_deref(), &self.settings);
        Ok(json!(actions))
    }

    fn hover(&mut self, params: HoverParams) -> Answer {
        let at = params.text_document_position_params;
        let Some((checked, _)) = self.checked(at.text_document.uri.as_str()) else {
            return Ok(Value::Null);
        };
        let point = checked.span(Range::new(at.position, at.position), self.client.columns).start;
        let shown = |level| self.settings.shows(level);
        let found = checked.found.iter().find(|f| f.span.start <= point && point <= f.span.end);
        let found = found.filter(|f| shown(checked.rule(f).level));
        Ok(found.map_or(Value::Null, |f| json!(hover::page(&checked, f, &self.client))))
    }

    fn pull(&mut self, params: &DocumentDiagnosticParams) -> Answer {
        let checked = self.checked(params.text_document.uri.as_str());
        let items = checked.map(|(c, _)| diagnostics::all(&c, &self.client, &self.settings));
        Ok(json!({ "kind": "full", "items": items.unwrap_or_default() }))
    }

    /// Open documents as they are in the editor; all others are asked for by a command.
    fn pull_workspace(&mut self) -> Value {
        let mut items = Vec::new();
        for uri in self.open.keys().cloned().collect::<Vec<_>>() {
            if let Some((checked, version)) = self.checked(&uri) {
                let diagnostics = diagnostics::all(&checked, &self.client, &self.settings);
                items.push(json!({
                    "kind": "full", "uri": uri, "version": version, "items": diagnostics,
                }));
            }
        }
        json!({ "items": items })
    }

    fn execute(&mut self, params: Execute) -> Answer {
        let bad =
            |what: &str| Err((ErrorCode::InvalidParams, format!("The command needs {what}.")));
        let argument = params.arguments.first().cloned().unwrap_or_default();
        match params.command.as_str() {
            TURN_OFF => {
                let (Some(rule), Some(uri)) = (argument["rule"].as_str(), argument["uri"].as_str())
                else {
                    return bad("a rule and a uri");
                };
                self.turn_off(rule, uri);
                Ok(Value::Null)
            }
            SELECT => {
                if !argument["uri"].is_string() || !argument["range"].is_object() {
                    return bad("a uri and a range");
                }
                let params = json!({
                    "uri": argument["uri"], "takeFocus": true, "selection": argument["range"],
                });
                self.request("window/showDocument", params);
                Ok(Value::Null)
            }
            CHECK_WORKSPACE => {
                self.check_workspace();
                Ok(Value::Null)
            }
            _ => Err((ErrorCode::InvalidParams, "There is no such command.".to_owned())),
        }
    }

    fn turn_off(&mut self, rule: &str, uri: &str) {
        let path = uri::to_path(uri);
        let folder = path.as_deref().and_then(Path::parent);
        let root = self.folders.iter().find(|f| folder.is_some_and(|at| at.starts_with(f)));
        let root = root.map(PathBuf::as_path).or(self.folders.first().map(PathBuf::as_path));
        let Some(root) = root.or(folder) else {
            self.say("There is no folder to put a careword.toml in: save the document first.");
            return;
        };
        let known = self.projects.of(path.as_deref(), &self.settings);
        if known.linter.rules().get(rule).is_none() {
            self.say("There is no such rule.");
            return;
        }
        match commands::turn_off(rule, folder.unwrap_or(root), root) {
            Ok(_) => {
                self.projects.refresh();
                self.check_again();
            }
            Err(sentence) => self.say(&sentence),
        }
    }

    /// Checks every file of the workspace that is not open, and sends what is found.
    fn check_workspace(&mut self) {
        let token = json!("careword.checkWorkspace");
        let progress = |server: &Self, value: Value| {
            if server.client.shows_progress {
                server.notify("$/progress", json!({ "token": token, "value": value }));
            }
        };
        if self.client.shows_progress {
            self.request("window/workDoneProgress/create", json!({ "token": token }));
        }
        progress(self, json!({ "kind": "begin", "title": "careword", "percentage": 0 }));
        let mut files = BTreeSet::new();
        for folder in &self.folders {
            let walk = ignore::WalkBuilder::new(folder).build().flatten();
            files.extend(
                walk.filter(|e| e.file_type().is_some_and(|t| t.is_file())).map(|e| e.into_path()),
            );
        }
        let (mut found, all) = (0, files.len());
        for (i, path) in files.into_iter().enumerate() {
            if i % 50 == 0 {
                progress(self, json!({ "kind": "report", "percentage": i * 100 / all }));
            }
            found += self.check_file(&path);
        }
        let sum = format!("{} in {}", counted(found, "finding"), counted(all, "file"));
        progress(self, json!({ "kind": "end", "message": sum }));
    }

    /// Checks a file as it lies on the disk, and sends what is found; says how much that was.
    fn check_file(&mut self, path: &Path) -> usize {
        let uri = uri::from_path(path);
        if self.open.contains_key(&uri) || path.ends_with(config::FILE) {
            return 0;
        }
        let Ok(bytes) = std::fs::read(path) else { return 0 };
        let Ok(document) = crate::Document::from_bytes(&bytes, Format::from_path(path)) else {
            return 0;
        };
        let project = self.projects.of(Some(path), &self.settings);
        let checked =
            Checked::new(&project, document.source, document.format, &mut Memo::default());
        let diagnostics = diagnostics::all(&checked, &self.client, &self.settings);
        if !diagnostics.is_empty() {
            self.notify(
                "textDocument/publishDiagnostics",
                json!({ "uri": uri, "diagnostics": diagnostics }),
            );
        }
        diagnostics.len()
    }
}

/// The parameters of `workspace/executeCommand`; of our own, because a client may leave out the
/// arguments.
#[derive(Debug, Deserialize)]
struct Execute {
    command: String,
    #[serde(default)]
    arguments: Vec<Value>,
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
