//! What the server answers about one document, and what it does when told to.

use super::actions::{self, Target};
use super::commands::{self, CHECK_WORKSPACE, SELECT, TURN_OFF};
use super::server::{Answer, Server};
use super::{diagnostics, hover};
use crate::config;
use crate::uri;
use lsp_server::ErrorCode;
use lsp_types::{CodeActionParams, DocumentDiagnosticParams, HoverParams, Range};
use serde::Deserialize;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

impl Server<'_> {
    pub(super) fn code_actions(&mut self, params: CodeActionParams) -> Answer {
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

    pub(super) fn hover(&mut self, params: HoverParams) -> Answer {
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

    pub(super) fn pull(&mut self, params: &DocumentDiagnosticParams) -> Answer {
        let checked = self.checked(params.text_document.uri.as_str());
        let items = checked.map(|(c, _)| diagnostics::all(&c, &self.client, &self.settings));
        Ok(json!({ "kind": "full", "items": items.unwrap_or_default() }))
    }

    pub(super) fn execute(&mut self, params: Execute) -> Answer {
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

    pub(super) fn turn_off(&mut self, rule: &str, uri: &str) {
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
        let file = self.projects.file_for(path.as_deref(), &self.settings);
        match commands::turn_off(rule, &file.unwrap_or_else(|| root.join(config::FILE))) {
            Ok(()) => {
                self.projects.refresh();
                self.check_again();
            }
            Err(sentence) => self.say(&sentence),
        }
    }
}

/// The parameters of `workspace/executeCommand`; of our own, because a client may leave out the
/// arguments.
#[derive(Debug, Deserialize)]
pub(super) struct Execute {
    command: String,
    #[serde(default)]
    arguments: Vec<Value>,
}
