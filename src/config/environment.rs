//! What the environment asks for: the same as a flag does, for runs that nobody types.

use crate::rules::Level;
use std::path::PathBuf;

/// The variable that names the `careword.toml` to use, as `--config` does.
pub const CONFIG: &str = "CAREWORD_CONFIG";
/// The variable that says which level fails a check, as `--level` does.
pub const LEVEL: &str = "CAREWORD_LEVEL";

/// What the environment asks for.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Environment {
    /// The `careword.toml` to use.
    pub config: Option<PathBuf>,
    /// The level that fails a check.
    pub level: Option<Level>,
}

impl Environment {
    /// Reads the variables; an empty one counts as not set.
    ///
    /// # Errors
    /// When a variable has a value that means nothing: a sentence.
    pub fn read() -> Result<Self, String> {
        let value = |name| std::env::var_os(name).filter(|value| !value.is_empty());
        let level = match value(LEVEL) {
            None => None,
            Some(value) if value == "avoid" => Some(Level::Avoid),
            Some(value) if value == "consider" => Some(Level::Consider),
            Some(value) => {
                let value = value.to_string_lossy();
                return Err(format!(
                    "{LEVEL} is set to “{value}”; it may be “avoid” or “consider”."
                ));
            }
        };
        Ok(Self { config: value(CONFIG).map(PathBuf::from), level })
    }
}
