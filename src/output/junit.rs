//! Findings as test results, in the JUnit XML that GitLab, Jenkins and others show.
//!
//! A suite a file, a case a finding, as ESLint and Ruff have it. What fails the check is a failed
//! case; anything else passes, and says what it has to say. A file in which nothing is found is one
//! case that passes.

use super::{Checked, Totals, advice, human, xml};
use crate::lint::Finding;
use std::collections::HashMap;
use std::path::Path;

/// How the report begins.
pub fn opening() -> String {
    format!("{}<testsuites name=\"careword\">\n", xml::DECLARATION)
}

/// One document's findings.
pub fn suite(checked: &Checked<'_>) -> String {
    let class = class(&checked.path);
    let mut seen = HashMap::new();
    let mut cases: Vec<String> = Vec::new();
    for finding in &checked.findings {
        // Results are compared between runs by their names, so no line is in them.
        let mut name = format!("{}: “{}”", finding.rule.id, advice::found(checked, finding));
        let place = checked.document.place(finding.span.start);
        if let Some(place) = place.filter(|_| !checked.stands_for_file()) {
            name.push_str(&format!(" ({place})"));
        }
        let times = seen.entry(name.clone()).or_insert(0);
        *times += 1;
        if *times > 1 {
            name.push_str(&format!(" ({times})"));
        }
        cases.push(case(&class, &name, &outcome(checked, finding)));
    }
    match (cases.is_empty(), checked.stands_for_file()) {
        (true, true) => cases.push(case(&class, "nothing found", "")),
        (true, false) => return String::new(),
        (false, _) => {}
    }
    let failures = checked.findings.iter().filter(|finding| checked.fails(finding)).count();
    testsuite(&checked.path, &cases, failures, 0)
}

/// The files that could not be read, and how the report ends.
pub fn closing(totals: &Totals<'_>) -> String {
    let unread = totals.errors.iter().map(|error| {
        let message = xml::text(&format!("{}.", error.message));
        let outcome = format!("<error type=\"unread\" message=\"{message}\"/>\n");
        testsuite(&error.path, &[case(&class(&error.path), "can be read", &outcome)], 0, 1)
    });
    unread.collect::<String>() + "</testsuites>\n"
}

fn testsuite(path: &str, cases: &[String], failures: usize, errors: usize) -> String {
    format!(
        "<testsuite name=\"{}\" tests=\"{}\" failures=\"{failures}\" errors=\"{errors}\">\n{}\
         </testsuite>\n",
        xml::text(path),
        cases.len(),
        cases.concat(),
    )
}

fn case(class: &str, name: &str, outcome: &str) -> String {
    let start =
        format!("<testcase classname=\"{}\" name=\"{}\"", xml::text(class), xml::text(name));
    match outcome {
        "" => start + "/>\n",
        outcome => format!("{start}>\n{outcome}</testcase>\n"),
    }
}

fn outcome(checked: &Checked<'_>, finding: &Finding<'_>) -> String {
    let message = xml::text(&advice::message(checked, finding));
    let place = xml::text(&human::place(&checked.path, &checked.document, finding.span));
    match checked.fails(finding) {
        true => {
            let rule = xml::text(&finding.rule.id);
            format!("<failure type=\"{rule}\" message=\"{message}\">{place}</failure>\n")
        }
        false => format!("<system-out>{place}: {message}</system-out>\n"),
    }
}

/// A path without its ending, which Jenkins would take for the name of a class.
fn class(path: &str) -> String {
    Path::new(path).with_extension("").display().to_string()
}
