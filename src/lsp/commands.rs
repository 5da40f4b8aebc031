//! What the server does when told to: it turns a rule off, selects a blank, checks a workspace.

use crate::config;
use crate::replace::replace;
use std::path::Path;

/// Turns a rule off in the `careword.toml` that holds for a document. Argument: `{"rule": …, "uri": …}`.
pub(super) const TURN_OFF: &str = "careword.turnOff";
/// Selects a range. Argument: `{"uri": …, "range": …}`.
pub(super) const SELECT: &str = "careword.select";
/// Checks every file of the workspace. No argument.
pub(super) const CHECK_WORKSPACE: &str = "careword.checkWorkspace";

/// All of them.
pub(super) const ALL: [&str; 3] = [TURN_OFF, SELECT, CHECK_WORKSPACE];

/// Turns a rule off in a `careword.toml`, which is made if there is none.
///
/// # Errors
/// Why the file stayed as it was, in a sentence.
pub(super) fn turn_off(rule: &str, path: &Path) -> Result<(), String> {
    let said = |problem: String| format!("{}: {problem}.", config::FILE);
    let unreadable = |error: std::io::Error| said(format!("could not be read: {error}"));
    if !path.exists() {
        std::fs::write(path, "").map_err(|e| said(format!("could not be made: {e}")))?;
    }
    let before = std::fs::read_to_string(path).map_err(unreadable)?;
    let after = config::with_rule_off(&before, rule).map_err(said)?;
    replace(path, before.as_bytes(), after.as_bytes()).map_err(said)
}
