//! What the client can do, and what its user wants.
//!
//! Read from `initialize` and from settings; whatever is missing or malformed counts as absent, so
//! that no client is turned away for a field nobody needs.

use crate::rules::Level;
use crate::text::lines::Columns;
use serde_json::Value;
use std::path::PathBuf;

/// What the client can do.
#[derive(Debug, Clone)]
pub(super) struct Client {
    /// The unit of columns, as agreed.
    pub(super) columns: Columns,
    /// It asks for diagnostics, and can be told to ask again when the rules have changed; they are
    /// not sent unasked.
    pub(super) pulls: bool,
    /// Edits may name the version of the document they are for.
    pub(super) versioned_edits: bool,
    /// Edits may be snippets, with places to fill in.
    pub(super) snippets: bool,
    /// It can be asked to select a range.
    pub(super) shows_documents: bool,
    /// Hovers may be Markdown.
    pub(super) markdown: bool,
    /// It answers `workspace/configuration`.
    pub(super) tells_settings: bool,
    /// It can be asked to watch files.
    pub(super) watches: bool,
    /// It shows how far a long task has got.
    pub(super) shows_progress: bool,
}

impl Client {
    /// Reads the parameters of `initialize`.
    pub(super) fn new(params: &Value) -> Self {
        let capability = |path: &str| params.pointer(&format!("/capabilities/{path}"));
        let has = |path: &str| capability(path).is_some_and(|v| *v != Value::Bool(false));
        let list = |path: &str| {
            let list = capability(path).and_then(Value::as_array);
            list.into_iter().flatten().filter_map(Value::as_str).collect::<Vec<_>>()
        };
        let encodings = list("general/positionEncodings");
        let columns = match () {
            () if encodings.contains(&"utf-8") => Columns::Bytes,
            () if encodings.is_empty() || encodings.contains(&"utf-16") => Columns::Utf16,
            () if encodings.contains(&"utf-32") => Columns::Chars,
            () => Columns::Utf16,
        };
        Self {
            columns,
            pulls: has("textDocument/diagnostic") && has("workspace/diagnostics/refreshSupport"),
            versioned_edits: has("workspace/workspaceEdit/documentChanges"),
            snippets: has("workspace/workspaceEdit/snippetEditSupport"),
            shows_documents: has("window/showDocument/support"),
            markdown: list("textDocument/hover/contentFormat").contains(&"markdown"),
            tells_settings: has("workspace/configuration"),
            watches: has("workspace/didChangeWatchedFiles/dynamicRegistration"),
            shows_progress: has("window/workDoneProgress"),
        }
    }

    /// The name of the unit of columns in the protocol.
    pub(super) const fn encoding(&self) -> &'static str {
        match self.columns {
            Columns::Bytes => "utf-8",
            Columns::Utf16 => "utf-16",
            Columns::Chars => "utf-32",
        }
    }
}

/// What the user wants.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Settings {
    /// The `careword.toml` to use instead of the nearest one.
    pub(super) config: Option<PathBuf>,
    /// The lowest level that is shown; `consider` unless said otherwise.
    pub(super) level: Option<Level>,
    /// Whether files that are not open are checked too, for clients that ask for diagnostics.
    pub(super) workspace: bool,
}

impl Settings {
    /// Reads settings, be they `{"level": …}` or `{"careword": {"level": …}}`.
    pub(super) fn new(settings: &Value) -> Self {
        let settings = settings.get("careword").unwrap_or(settings);
        let text = |key: &str| settings.get(key).and_then(Value::as_str).filter(|s| !s.is_empty());
        let level = match text("level") {
            Some("avoid") => Some(Level::Avoid),
            Some("consider") => Some(Level::Consider),
            _ => None,
        };
        let workspace = settings.get("workspace").and_then(Value::as_bool).unwrap_or_default();
        Self { config: text("config").map(PathBuf::from), level, workspace }
    }

    /// Whether findings of a level are shown.
    pub(super) fn shows(&self, level: Level) -> bool {
        level >= self.level.unwrap_or(Level::Consider)
    }
}
