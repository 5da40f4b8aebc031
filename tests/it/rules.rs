//! The rules that ship keep their promises.

use careword::lint::Linter;
use careword::rules::RuleSet;
use careword::verify::verify;

#[test]
fn every_rule_proves_itself() {
    let failures = verify(&Linter::new(RuleSet::built_in()));
    let report: Vec<_> = failures.iter().map(ToString::to_string).collect();
    assert!(report.is_empty(), "\n{}\n", report.join("\n\n"));
}
