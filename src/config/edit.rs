//! A rule turned off in the text of a `careword.toml`, for the editor's quick fix.

use super::{Config, Setting};

/// The text of a `careword.toml` in which a rule is off as well; its comments, its order and its
/// line ends stay.
///
/// # Errors
/// When the text is no `careword.toml` to begin with, or has its rules in a form that a line cannot
/// be added to.
pub fn with_rule_off(text: &str, id: &str) -> Result<String, String> {
    let before: Config = toml::from_str(text).map_err(|_| "is wrong already; mend it first")?;
    let line = format!("{id} = \"off\"");
    let mut lines: Vec<&str> = text.lines().collect();
    let is_rule = |l: &&str| l.split_once('=').is_some_and(|(key, _)| key.trim() == id);
    match lines.iter().position(|l| l.trim() == "[rules]") {
        Some(at) => match lines[at..].iter().position(is_rule) {
            Some(below) if before.rules.contains_key(id) => lines[at + below] = &line,
            _ => lines.insert(at + 1, &line),
        },
        None => {
            if !lines.is_empty() {
                lines.push("");
            }
            lines.extend(["[rules]", &line]);
        }
    }
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let after = lines.join(end) + end;
    match toml::from_str::<Config>(&after) {
        Ok(config) if config.rules.get(id) == Some(&Setting::Off) => Ok(after),
        _ => Err(format!("add `{line}` under [rules] by hand")),
    }
}

#[cfg(test)]
mod tests {
    use super::with_rule_off;

    #[test]
    fn a_rule_is_turned_off_in_place() {
        let table = [
            ("", "[rules]\nrefused = \"off\"\n"),
            (
                "# ours\nlevel = \"avoid\"\n",
                "# ours\nlevel = \"avoid\"\n\n[rules]\nrefused = \"off\"\n",
            ),
            (
                "[rules]\npatient = \"off\" # why\n",
                "[rules]\nrefused = \"off\"\npatient = \"off\" # why\n",
            ),
            ("[rules]\r\n", "[rules]\r\nrefused = \"off\"\r\n"),
            ("[rules]\nrefused = \"consider\"\n", "[rules]\nrefused = \"off\"\n"),
        ];
        for (before, after) in table {
            assert_eq!(with_rule_off(before, "refused").as_deref(), Ok(after));
        }
        assert!(with_rule_off("level = 3", "refused").is_err());
        assert!(with_rule_off("rules = { patient = \"off\" }", "refused").is_err());
    }
}
