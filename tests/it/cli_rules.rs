//! The commands about rules: explain, rules, and rules --verify.

use crate::program::{folder, run};

#[test]
fn a_rule_is_explained() {
    let run = run(&folder("explain", &[]), &["explain", "refused"]);
    assert!(run.out.starts_with("refused  avoid  row 13  "), "{}", run.out);
    for part in ["What it looks for", "It flags", "It leaves alone", "Sources", "^^^"] {
        assert!(run.out.contains(part), "{part} is missing in {}", run.out);
    }
    assert_eq!(run.code, Some(0));
}

#[test]
fn rules_are_listed_in_columns() {
    let run = run(&folder("rules", &[]), &["rules"]);
    let lines: Vec<&str> = run.out.lines().collect();
    let level = lines[0].find("level").unwrap();
    assert!(lines[1..].iter().all(|l| l[level..].starts_with(['a', 'c'])), "{}", run.out);
    assert!(lines.iter().any(|l| l.starts_with("refused ")));
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
