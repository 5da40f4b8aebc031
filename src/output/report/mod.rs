//! A run as one page of HTML that a browser opens by itself and a printer prints.
//!
//! The page runs no script and asks for nothing: its style and its charts are in it, and its
//! Content-Security-Policy forbids the rest. It is well-formed XML too. Lists of findings are made
//! file by file, on whichever thread, and gathered here; counting is for `statistics`.

mod documents;
mod findings;
mod markup;
mod tables;

pub use findings::list;

use super::Totals;
use super::statistics::ByLevel;
use markup::{amounts, counted, escape, number};
use std::collections::BTreeMap;

/// Once the lists are so long, in bytes, those of further documents are left out. Browsers still
/// open such a page in a second or two.
const LISTED: usize = 8_000_000;

/// The item that ends a list which has been cut.
const CUT: &str = "<li class=\"note\">More in this document is counted and not listed.</li>\n";

/// A page full of quoted findings is not to be checked in its turn.
const ALLOWED: &str = "<!-- careword: allow-file all, unused-allow -->\n";

const STYLE: &str = include_str!("style.css");
const READING: &str = include_str!("reading.html");

/// The lists of findings, gathered document by document.
#[derive(Debug, Default)]
pub struct Report {
    /// The path of each file that is listed, and its [`list`].
    listed: Vec<(String, String)>,
    /// How long these lists are, in bytes.
    bytes: usize,
}

/// What the page says besides what was found.
#[derive(Debug, Default, Clone, Copy)]
pub struct About<'a> {
    /// Whether the findings were redacted.
    pub redacted: bool,
    /// The day it was made, as it is to be shown.
    pub date: Option<&'a str>,
    /// By the id of a rule: how much it found then and now. Without it, the page says nothing of
    /// the past.
    pub changes: Option<&'a BTreeMap<String, Change>>,
}

/// How much a rule found in a baseline, and how much it finds now.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// Findings in the baseline.
    pub then: usize,
    /// Findings now.
    pub now: usize,
}

impl Report {
    /// Takes in the [`list`] of a document; those of one file come one after another.
    pub fn add(&mut self, path: &str, list: String) {
        if list.is_empty() {
            return;
        }
        let is_full = self.bytes > LISTED;
        match self.listed.last_mut() {
            Some((last, lists)) if last == path && is_full => {
                if !lists.ends_with(CUT) {
                    lists.push_str(CUT);
                }
            }
            _ if is_full => {}
            Some((last, lists)) if last == path => {
                self.bytes += list.len();
                lists.push_str(&list);
            }
            _ => {
                self.bytes += list.len();
                self.listed.push((path.to_owned(), list));
            }
        }
    }

    /// The whole page.
    pub fn page(&self, totals: &Totals<'_>, about: About<'_>) -> String {
        let state = state(totals, about.changes.is_some());
        let sections = self.sections(totals, about);
        let contents = sections.iter().map(|(id, title, _)| (*id, *title));
        let contents: String = contents
            .chain([("reading", "How to read this page")])
            .map(|(id, title)| format!("<li><a href=\"#{id}\">{title}</a></li>\n"))
            .collect();
        let body: String =
            sections.iter().map(|(id, title, body)| section(id, title, body)).collect();
        let filters = documents::style(&totals.statistics);
        let facts = facts(totals, about);
        let made = about.date.map(|date| format!(" on {}", escape(date))).unwrap_or_default();
        let allowed = if self.listed.is_empty() { "" } else { ALLOWED };
        let version = env!("CARGO_PKG_VERSION");
        format!(
            "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\"/>\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
             style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\"/>\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
             <title>careword: {state}</title>\n<style>\n{STYLE}{filters}</style>\n</head>\n<body>\n\
             {allowed}<a class=\"skip\" href=\"#main\">Skip to what was found</a>\n\
             <header>\n<h1>Language about people</h1>\n<p class=\"state\">{state}</p>\n\
             {facts}</header>\n\
             <nav aria-label=\"On this page\">\n<ul>\n{contents}</ul>\n</nav>\n\
             <main id=\"main\" tabindex=\"-1\">\n{body}{READING}</main>\n\
             <footer>\n<p>Made{made} by careword {version}, where the documents are. \
             This page loads nothing and runs no script.</p>\n</footer>\n</body>\n</html>\n",
        )
    }

    /// The parts of the page that this run gives reason for: id, title, and what is in it.
    fn sections(
        &self,
        totals: &Totals<'_>,
        about: About<'_>,
    ) -> Vec<(&'static str, &'static str, String)> {
        let statistics = &totals.statistics;
        let mut sections = Vec::new();
        let rules = statistics.rules.len();
        // A table of one row would only say what stands below.
        if rules > 1 {
            sections.push(("themes", "Themes", tables::themes(statistics)));
            sections.push(("rules", "Rules", tables::rules(statistics)));
        }
        if let Some(changes) = about.changes {
            sections.push(("changes", "Since the baseline", tables::changes(changes)));
        }
        if statistics.files.len() > 1 {
            let documents = tables::documents(statistics, &self.numbers());
            sections.push(("documents", "Documents", documents));
        }
        if rules > 0 {
            let lists = documents::folded(&self.listed, statistics);
            sections.push(("findings", "Every finding", lists));
        }
        if !totals.errors.is_empty() {
            sections.push(("unread", "Files not read", tables::unread(&totals.errors)));
        }
        sections
    }

    /// The numbers of the documents that are listed, by which links lead to them.
    fn numbers(&self) -> BTreeMap<&str, usize> {
        self.listed.iter().enumerate().map(|(i, (path, _))| (path.as_str(), i + 1)).collect()
    }
}

fn section(id: &str, title: &str, body: &str) -> String {
    format!("<section aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{title}</h2>\n{body}</section>\n")
}

/// How things stand, in a sentence; with a baseline, only what is `new` was found.
fn state(totals: &Totals<'_>, new: bool) -> String {
    let found = ByLevel { avoid: totals.counts.avoid, consider: totals.counts.consider };
    let all = counted(totals.files, "document");
    let end = if new { ", new since the baseline" } else { "" };
    match (totals.files, found.all()) {
        (0, _) => "No documents were checked.".to_owned(),
        (_, 0) if new => format!("Nothing new in {all}."),
        (_, 0) => format!("Nothing found in {all}."),
        (1, _) => format!("{} in {all}{end}.", amounts(found)),
        _ => format!("{} in {} of {all}{end}.", amounts(found), number(totals.flagged)),
    }
}

/// What belongs beside that sentence: in how many words, what could not be read, and what the page
/// shows of the documents.
fn facts(totals: &Totals<'_>, about: About<'_>) -> String {
    let mut facts = Vec::new();
    let found = totals.counts.avoid + totals.counts.consider;
    if totals.statistics.words >= 1_000 && about.changes.is_none() {
        let rate = found as f64 * 1_000.0 / totals.statistics.words as f64;
        let words = number(totals.statistics.words);
        facts.push(format!("{words} words were read: {rate:.1} findings in every 1,000."));
    }
    match totals.errors.len() {
        0 => {}
        n => facts.push(format!(
            "{} could not be read: <a href=\"#unread\">which, and why</a>.",
            counted(n, "file")
        )),
    }
    if about.changes.is_some() {
        facts.push(
            "What the baseline has is counted under <a href=\"#changes\">Since the baseline</a>, \
             and shown nowhere else."
                .to_owned(),
        );
    }
    if found > 0 {
        facts.push(
            if about.redacted {
                "Of the documents, this page shows their names and the words found, no sentences."
            } else {
                "This page quotes the documents: keep it as you keep them."
            }
            .to_owned(),
        );
    }
    facts.iter().map(|fact| format!("<p>{fact}</p>\n")).collect()
}
