//! Two lists to choose from, a level and a rule, that hide all other findings.
//!
//! The style does it, no script: a browser that cannot is not shown the lists.

use super::markup::escape;
use crate::output::statistics::Statistics;

/// The lists to choose from.
pub(super) fn controls(statistics: &Statistics<'_>) -> String {
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
