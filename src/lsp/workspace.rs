//! Files that are not open: checked when the client asks for them, or its user does.

use super::diagnostics;
use super::documents::Checked;
use super::server::Server;
use crate::config;
use crate::document::{Document, Format};
use crate::lint::Memo;
use crate::output::layout::counted;
use crate::uri;
use lsp_types::Diagnostic;
use rustc_hash::FxHasher;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasher, BuildHasherDefault};
use std::path::{Path, PathBuf};
use std::rc::Rc;

impl Server<'_> {
    /// Open documents as they are in the editor, and, where the user wants that, every file of the
    /// workspace as it lies on the disk. Of a file that the client knows already, only that.
    pub(super) fn pull_workspace(&mut self, params: &Value) -> Value {
        let mut items = Vec::new();
        for uri in self.open.keys().cloned().collect::<Vec<_>>() {
            if let Some((checked, version)) = self.checked(&uri) {
                let diagnostics = diagnostics::all(&checked, &self.client, &self.settings);
                items.push(json!({
                    "kind": "full", "uri": uri, "version": version, "items": diagnostics,
                }));
            }
        }
        let files = if self.settings.workspace { self.workspace_files() } else { BTreeSet::new() };
        let known = params["previousResultIds"].as_array().into_iter().flatten();
        let known: BTreeMap<_, _> =
            known.filter_map(|k| Some((k["uri"].as_str()?, k["value"].as_str()?))).collect();
        for path in files {
            let uri = uri::from_path(&path);
            if self.open.contains_key(&uri) {
                continue;
            }
            let project = self.projects.of(Some(&path), &self.settings);
            let changed = std::fs::metadata(&path).and_then(|data| data.modified()).ok();
            let level = self.settings.level;
            let id = format!(
                "{:x}",
                BuildHasherDefault::<FxHasher>::default().hash_one((
                    changed,
                    // New rules may come to lie where others lay before.
                    self.projects.readings,
                    Rc::as_ptr(&project) as usize,
                    level,
                ))
            );
            if known.get(uri.as_str()) == Some(&id.as_str()) {
                items.push(
                    json!({ "kind": "unchanged", "uri": uri, "version": null, "resultId": id }),
                );
            } else if let Some(diagnostics) = self.check_file(&path) {
                items.push(json!({
                    "kind": "full", "uri": uri, "version": null, "resultId": id, "items": diagnostics,
                }));
            }
        }
        json!({ "items": items })
    }

    /// The files of all folders of the workspace, walked as the command line does.
    pub(super) fn workspace_files(&self) -> BTreeSet<PathBuf> {
        let walks = self.folders.iter().flat_map(|folder| ignore::WalkBuilder::new(folder).build());
        let files = walks.flatten().filter(|e| e.file_type().is_some_and(|t| t.is_file()));
        files
            .map(ignore::DirEntry::into_path)
            .filter(|path| !config::OWN.iter().any(|own| path.ends_with(own)))
            .collect()
    }

    /// Checks every file of the workspace that is not open, and sends what is found.
    pub(super) fn check_workspace(&mut self) {
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
        let files = self.workspace_files();
        let (mut found, all) = (0, files.len());
        for (i, path) in files.into_iter().enumerate() {
            if i % 50 == 0 {
                progress(self, json!({ "kind": "report", "percentage": i * 100 / all }));
            }
            let uri = uri::from_path(&path);
            if self.open.contains_key(&uri) {
                continue;
            }
            let Some(diagnostics) = self.check_file(&path).filter(|d| !d.is_empty()) else {
                continue;
            };
            found += diagnostics.len();
            let params = json!({ "uri": uri, "diagnostics": diagnostics });
            self.notify("textDocument/publishDiagnostics", params);
        }
        let sum = format!("{} in {}", counted(found, "finding"), counted(all, "file"));
        progress(self, json!({ "kind": "end", "message": sum }));
    }

    /// What is found in a file as it lies on the disk; nothing where it cannot be read.
    pub(super) fn check_file(&mut self, path: &Path) -> Option<Vec<Diagnostic>> {
        let bytes = std::fs::read(path).ok()?;
        let format = Some(Format::detect(&bytes, Some(path))).filter(|format| format.is_text())?;
        let document = Document::from_bytes(&bytes, format).ok()?;
        let project = self.projects.of(Some(path), &self.settings);
        let (text, format) = (document.source, document.format);
        let checked = Checked::new(&project, text, format, &mut Memo::default());
        Some(diagnostics::all(&checked, &self.client, &self.settings))
    }
}
