//! The commands about rules: explain, rules, and rules --verify.

use crate::program::{folder, run};

#[test]
fn a_rule_is_explained() {
    let folder = folder("explain", &[]);
    let few = run(&folder, &["explain", "refused"]);
    let all = run(&folder, &["explain", "--all", "refused"]);
    for run in [&few, &all] {
        assert!(run.out.starts_with("refused  avoid  row 13  "), "{}", run.out);
        for part in ["It flags", "It leaves alone", "Sources", "^^^"] {
            assert!(run.out.contains(part), "{part} is missing in {}", run.out);
        }
        assert_eq!(run.code, Some(0));
    }
    assert!(few.out.lines().count() < 60, "{}", few.out);
    assert!(few.out.contains("examples more") && !all.out.contains("examples more"));
    for part in ["\nWhat it looks for", "\nWhen it speaks", "{refuse}"] {
        assert!(all.out.contains(part) && !few.out.contains(part), "{part}: {}", all.out);
    }
}

#[test]
fn a_row_is_told_by_its_rules() {
    let row = run(&folder("explain_row", &[]), &["explain", "14"]);
    let wanted = "14 is a row of the language table, “Resisted”; its rules: `resisted`, ";
    assert!(row.err.starts_with(wanted), "{}", row.err);
    assert_eq!(row.code, Some(2));
}

#[test]
fn rules_are_listed_in_columns() {
    let run = run(&folder("rules", &[]), &["rules"]);
    let lines: Vec<&str> = run.out.lines().collect();
    let level = lines[0].find("level").unwrap();
    assert!(lines[1..].iter().all(|l| l[level..].starts_with(['a', 'c'])), "{}", run.out);
    let refused = lines.iter().find(|l| l.starts_with("refused ")).unwrap();
    assert!(refused.ends_with("  refused to"), "{refused}");
    assert!(!run.out.contains('{'), "{}", run.out);
}

#[test]
fn the_built_in_rules_hold() {
    let run = run(&folder("verify", &[]), &["rules", "--verify"]);
    assert!(run.out.ends_with(" rules hold.\n"), "{}", run.out);
    assert_eq!(run.code, Some(0));
}

#[test]
fn a_table_that_does_not_load_is_named() {
    let folder = folder("broken", &[("ours.toml", b"[[rule]\nbroken")]);
    let broken = run(&folder, &["rules", "--verify", "ours.toml"]);
    assert!(broken.err.starts_with("ours.toml"), "{}", broken.err);
    assert_eq!((broken.code, broken.out.as_str()), (Some(2), ""));
    let gone = run(&folder, &["rules", "--verify", "gone.toml"]);
    assert_eq!(gone.err, "gone.toml: could not be read: there is no such file or folder.\n");
    assert_eq!(gone.code, Some(2));
}

#[test]
fn a_table_of_ones_own_is_held_to_its_examples() {
    let table = r#"
[[rule]]
id = "zorbler"
level = "avoid"
why = "Nobody knows what it means."

[[rule.frame]]
find = ["zorbler"]
use = ["visitor"]
fit = "safe"

[rule.examples]
flags = [
    ["The [zorbler] came in.", "The visitor came in."],
    ["We saw the [zorbler] again.", "We saw the visitor again."],
]
passes = ["The visitor came in.", "We saw the visitor again."]
"#;
    let folder = folder("ours", &[("ours.toml", table.as_bytes())]);
    let run = run(&folder, &["rules", "--verify", "ours.toml"]);
    assert_eq!((run.out.as_str(), run.err.as_str()), ("ours.toml: 1 rule holds.\n", ""));
    assert_eq!(run.code, Some(0));
}
