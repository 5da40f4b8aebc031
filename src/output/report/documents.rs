//! Every document that is listed, folded, with its findings; above them two choices, a level and a
//! rule, that hide all other findings.
//!
//! The style does the hiding, no script; a browser that cannot is not shown the choices.

use super::markup::{amounts, counted, escape};
use crate::output::statistics::Statistics;

/// With no more findings than this, every document stands open.
const OPEN: usize = 30;

/// The documents, each a path and the items of its list.
pub(super) fn folded(listed: &[(String, String)], statistics: &Statistics<'_>) -> String {
    let mut out = choices(statistics);
    let all: usize = statistics.files.values().map(|file| file.found.all()).sum();
    let mut left = all;
    let open = if all <= OPEN { " open=\"\"" } else { "" };
    for (i, (path, items)) in listed.iter().enumerate() {
        let found = statistics.files.get(path).map(|file| file.found).unwrap_or_default();
        left = left.saturating_sub(found.all());
        out.push_str(&format!(
            "<details class=\"document\"{open}>\n<summary><h3><bdi>{}</bdi></h3> \
             <span>{}</span></summary>\n<ol class=\"findings\" id=\"d{}\">\n{items}</ol>\n\
             </details>\n",
            escape(path),
            amounts(found),
            i + 1,
        ));
    }
    if left > 0 {
        out.push_str(&format!(
            "<p class=\"note\">{} in {} are counted above and not listed here, or the page would be \
             too long. To see them, check a folder at a time.</p>\n",
            counted(left, "more finding"),
            counted(statistics.files.len().saturating_sub(listed.len()), "more document"),
        ));
    }
    out
}

fn choices(statistics: &Statistics<'_>) -> String {
    if statistics.rules.len() < 2 {
        return String::new();
    }
    let rules = statistics.rules.iter().map(|(id, count)| {
        let id = escape(id);
        format!("<option value=\"{id}\">{id} ({})</option>\n", count.found.all())
    });
    let rules: String = rules.collect();
    format!(
        "<div class=\"filter\" role=\"group\" aria-label=\"Show only\">\n\
         <p><label for=\"level\">Level</label>\n<select id=\"level\" autocomplete=\"off\">\n\
         <option value=\"\">Both levels</option>\n<option value=\"avoid\">To avoid</option>\n\
         <option value=\"consider\">To consider</option>\n</select></p>\n\
         <p><label for=\"rule\">Rule</label>\n<select id=\"rule\" autocomplete=\"off\">\n\
         <option value=\"\">All rules</option>\n{rules}</select></p>\n</div>\n"
    )
}

/// What each choice hides. Ids of rules are lower-case letters, digits and hyphens.
pub(super) fn style(statistics: &Statistics<'_>) -> String {
    let levels = ["avoid", "consider"].map(|level| hide("level", level, &format!(".{level}")));
    let rules =
        statistics.rules.keys().map(|id| hide("rule", id, &format!("[data-rule=\"{id}\"]")));
    levels.into_iter().chain(rules).collect()
}

fn hide(list: &str, value: &str, kept: &str) -> String {
    format!(
        "main:has(#{list} option[value=\"{value}\"]:checked) \
         :is(.finding:not({kept}), .document:not(:has(.finding{kept}))) {{ display: none }}\n"
    )
}
