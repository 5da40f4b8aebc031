//! What was counted, as tables with bars, and what could not be read.

use super::Change;
use super::markup::{bar, counted, escape, number};
use crate::output::FileError;
use crate::output::statistics::{ByLevel, RuleCount, Statistics};
use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;

/// How many rules, and how many documents, are shown before the rest is folded away or left out.
const FIRST: usize = 12;

/// Counts by theme.
pub(super) fn themes(statistics: &Statistics<'_>) -> String {
    let themes = statistics.by_theme();
    let most = themes.iter().map(|(_, found)| found.all()).max().unwrap_or_default();
    let rows: String =
        themes.iter().map(|(theme, found)| row(&escape(theme), *found, most, None)).collect();
    table("Findings by theme, most first", "Theme", None, &rows)
}

/// Counts by rule.
pub(super) fn rules(statistics: &Statistics<'_>) -> String {
    let rules = statistics.by_rule();
    let most = rules.first().map_or(0, |(_, count)| count.found.all());
    let rows = rules.iter().map(|(id, RuleCount { rule, found, files })| {
        let name = format!("{} <small>{}</small>", escape(id), escape(&rule.theme));
        row(&name, *found, most, Some(*files))
    });
    folded(rows.collect(), |caption, rows| {
        table(&format!("Findings by rule, most first{caption}"), "Rule", Some("Documents"), rows)
    })
}

/// The documents in which most was found; `numbers` are those of the ones listed below, to which
/// links lead.
pub(super) fn documents(statistics: &Statistics<'_>, numbers: &BTreeMap<&str, usize>) -> String {
    let documents = statistics.by_file();
    let most = documents.first().map_or(0, |(_, count)| count.found.all());
    let rows = documents.iter().take(FIRST).map(|(path, count)| {
        let name = match numbers.get(path) {
            Some(number) => format!("<a href=\"#d{number}\">{}</a>", escape(path)),
            None => escape(path),
        };
        row(&format!("<bdi>{name}</bdi>"), count.found, most, Some(count.words))
    });
    let rows: String = rows.collect();
    let table = table("The documents with most findings", "Document", Some("Words"), &rows);
    format!(
        "<p class=\"note\">Where there are more words, more is found. No count says anything of \
         whoever wrote them.</p>\n{table}"
    )
}

/// How each rule's count has changed since a baseline, the greatest changes first.
pub(super) fn changes(changes: &BTreeMap<String, Change>) -> String {
    let most = changes.values().map(|c| c.then.max(c.now)).max().unwrap_or_default();
    let mut sorted: Vec<_> = changes.iter().collect();
    sorted.sort_by_key(|(_, Change { then, now })| Reverse(then.abs_diff(*now)));
    let rows = sorted.into_iter().map(|(id, Change { then, now })| {
        let bars = bar(&[("then", *then)], most) + &bar(&[("now", *now)], most);
        let (id, change) = (escape(id), difference(*then, *now));
        let (then, now) = (number(*then), number(*now));
        format!(
            "<tr><th scope=\"row\">{id}{bars}</th><td>{then}</td><td>{now}</td><td>{change}</td></tr>\n"
        )
    });
    let tables = folded(rows.collect(), |caption, rows| {
        format!(
            "<table>\n<caption>Findings by rule, then and now, greatest change first{caption}</caption>\n\
             <thead><tr><th scope=\"col\">Rule</th><th scope=\"col\" class=\"then\">Then</th>\
             <th scope=\"col\" class=\"now\">Now</th><th scope=\"col\">Change</th></tr></thead>\n\
             <tbody>\n{rows}</tbody>\n</table>\n"
        )
    });
    let then: usize = changes.values().map(|change| change.then).sum();
    let now: usize = changes.values().map(|change| change.now).sum();
    let (before, change) = (counted(then, "finding"), difference(then, now));
    let now = number(now);
    format!("<p>{before} in the baseline, {now} now: {change}.</p>\n{tables}")
}

/// `9 fewer`, `2 more`, `the same`.
fn difference(then: usize, now: usize) -> String {
    match then.cmp(&now) {
        Ordering::Greater => format!("{} fewer", number(then - now)),
        Ordering::Less => format!("{} more", number(now - then)),
        Ordering::Equal => "the same".to_owned(),
    }
}

/// A table of the first rows and, folded away, one of the others; `table` is given what to add to
/// its caption, and its rows.
fn folded(rows: Vec<String>, table: impl Fn(&str, &str) -> String) -> String {
    let (first, rest) = rows.split_at(rows.len().min(FIRST));
    let mut out = table("", &first.concat());
    if !rest.is_empty() {
        let (more, rest) = (counted(rest.len(), "more rule"), table(", continued", &rest.concat()));
        out.push_str(&format!("<details>\n<summary>{more}</summary>\n{rest}</details>\n"));
    }
    out
}

/// The files that could not be read, and why.
pub(super) fn unread(errors: &[FileError]) -> String {
    let rows = errors.iter().map(|error| {
        let (path, why) = (escape(&error.path), escape(&error.message));
        format!("<tr><th scope=\"row\"><bdi>{path}</bdi></th><td>{why}</td></tr>\n")
    });
    let rows: String = rows.collect();
    format!(
        "<table class=\"words\">\n<caption>Files that could not be read</caption>\n\
         <thead><tr><th scope=\"col\">File</th><th scope=\"col\">Why</th></tr></thead>\n\
         <tbody>\n{rows}</tbody>\n</table>\n"
    )
}

fn row(name: &str, found: ByLevel, most: usize, last: Option<usize>) -> String {
    let bar = bar(&[("avoid", found.avoid), ("consider", found.consider)], most);
    let last = last.map(|count| format!("<td>{}</td>", number(count))).unwrap_or_default();
    let (avoid, consider) = (number(found.avoid), number(found.consider));
    format!(
        "<tr><th scope=\"row\">{name}{bar}</th><td>{avoid}</td><td>{consider}</td>{last}</tr>\n"
    )
}

fn table(caption: &str, first: &str, last: Option<&str>, rows: &str) -> String {
    let last = last.map(|name| format!("<th scope=\"col\">{name}</th>")).unwrap_or_default();
    format!(
        "<table>\n<caption>{caption}</caption>\n<thead><tr><th scope=\"col\">{first}</th>\
         <th scope=\"col\" class=\"avoid\">To avoid</th>\
         <th scope=\"col\" class=\"consider\">To consider</th>{last}</tr></thead>\n\
         <tbody>\n{rows}</tbody>\n</table>\n"
    )
}
