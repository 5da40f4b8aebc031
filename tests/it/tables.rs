//! What a broken rule table is told: one sentence with table, line, rule, and what to do.

use careword::RuleSet;

/// What is said of a table that is read with those that ship.
fn error(table: &str) -> String {
    let tables = [careword::rules::built_in_tables(), &[("own.toml", table)]].concat();
    RuleSet::from_tables(&tables).expect_err(table).to_string()
}

/// A rule with one thing wrong with it: `head` stands in the rule, `frame` in its frame.
fn rule(head: &str, frame: &str) -> String {
    format!(
        "[[rule]]\nid = \"zorb\"\nlevel = \"avoid\"\nwhy = \"Because.\"\n{head}\n\
         [[rule.frame]]\n{frame}\n[rule.examples]\nflags = []\npasses = []\n"
    )
}

#[test]
fn every_mistake_is_one_sentence() {
    let good = "find = [\"zorb\"]";
    let table = [
        (
            rule("nto_after = [\"x\"]", good),
            "own.toml, line 5, rule zorb: there is no key “nto_after”; did you mean “not_after”?",
        ),
        (
            rule("", "fnid = [\"zorb\"]"),
            "own.toml, line 6, rule zorb: the key “find” is missing in this section; is “fnid” meant for it?",
        ),
        (
            rule("", good).replace("why =", "wyh ="),
            "own.toml, line 1, rule zorb: the key “why” is missing in this section; is “wyh” meant for it?",
        ),
        (
            rule("", good).replace("passes = []", ""),
            "own.toml, line 8, rule zorb: the key “passes” is missing in this section.",
        ),
        (
            rule("", "find = \"zorb\""),
            "own.toml, line 7, rule zorb: this is words in quotation marks; it should be a list in [ ].",
        ),
        (
            rule("", good).replace("Because.", "It is \"bad\"."),
            "own.toml, line 4, rule zorb: nothing may follow here on the same line; inside quotation marks",
        ),
        (
            rule("row = 35", good),
            "own.toml, line 5, rule zorb: the language table has no row “35”;",
        ),
        (
            rule("", "find = [\"zorb\"]\nuses = []"),
            "own.toml, line 8, rule zorb: there is no key “uses”; did you mean “use”?",
        ),
        (rule("", "find = []"), "own.toml, line 7, rule zorb: a frame has an empty “find”"),
        (
            rule("", "find = [\"{refsue} to\"]"),
            "own.toml, line 7, rule zorb: in “{refsue} to”: no words go by the name “{refsue}”; did you mean “{refuse}”?",
        ),
        (
            rule("", "find = [\"the (zorb\"]"),
            "own.toml, line 7, rule zorb: in “the (zorb”: a “(” is never closed",
        ),
        (
            rule("", "find = [\"Zorb\"]"),
            "own.toml, line 7, rule zorb: in “Zorb”: write “Zorb” in lower-case letters, or all in capitals",
        ),
        (
            rule("", "find = [\"(zorb) …\"]"),
            "own.toml, line 7, rule zorb: in “(zorb) …”: a phrase needs at least one word that must be there",
        ),
        (
            rule("", "find = [\"zorb\"]\nuse = [\"{choose}\"]"),
            "own.toml, line 8, rule zorb: in “{choose}”: “{choose}” cannot tell its form: nothing in every “find” varies alike",
        ),
        (
            rule("", "find = [\"zorb\"]\nuse = [\"[what\"]"),
            "own.toml, line 8, rule zorb: in “[what”: a “[” is never closed",
        ),
        (
            rule("see = [\"nobody\"]", good),
            "own.toml, line 5, rule zorb: no source goes by the name “nobody”; add [source.nobody]",
        ),
        (
            rule("not_in = [\"nowhere\"]", good),
            "own.toml, line 5, rule zorb: no section goes by the name “nowhere”; see context.toml",
        ),
        (
            rule("", good).replace("\"avoid\"", "\"forbid\""),
            "own.toml, line 3, rule zorb: “forbid” is no value for this key; it may be consider, avoid.",
        ),
        (
            rule("", good).replace("zorb\"\nlevel", "Zorb\"\nlevel"),
            "own.toml, line 2, rule Zorb: the id “Zorb” may hold lower-case letters, digits and hyphens only",
        ),
        (
            rule("", good).replace("flags = []", "flags = [[\"no brackets\"]]"),
            "own.toml, line 9, rule zorb: “no brackets” needs one pair of [brackets] around what is found",
        ),
        (
            rule("", good) + &rule("", good),
            "own.toml, line 12, rule zorb: the id “zorb” is taken by own.toml, line 1; choose another",
        ),
        (
            "[words.x]\nforms = [\"a\", \"b\", \"c\"]".into(),
            "own.toml, line 1: “forms” needs five forms of a verb (base, -s, past, participle, -ing) or two of a noun (singular, plural)",
        ),
        ("[words.x]\nany = [\"{y}\"]".into(), "own.toml, line 1: no words go by the name “{y}”"),
        (
            "[words.refuse]\nforms = [\"a\", \"b\"]".into(),
            "own.toml, line 1: the name “refuse” is taken; choose another",
        ),
        (
            "[words.x]\nforms = [\"a\", \"b\"]\nalso = { c = \"d\" }".into(),
            "own.toml, line 1: “d” is none of the forms of “x”",
        ),
        (
            "[context]\nnames = [\"{nobody}\"]".into(),
            "own.toml, line 2: in “{nobody}”: no words go by the name “{nobody}”",
        ),
    ];
    for (table, wanted) in table {
        let error = error(&table);
        // A hint at a near name may follow.
        assert!(error.starts_with(wanted), "{table}\n  {error}\n  {wanted}");
    }
    assert!(error("[[rule]\n").starts_with("own.toml, line 1: "));
    assert_eq!(
        error("[rules]\n"),
        "own.toml, line 1: there is no key “rules” here; did you mean “rule”?"
    );
}

/// The table that the README tells people to copy.
#[test]
fn the_readme_shows_a_table_that_holds() {
    let readme = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = std::fs::read_to_string(readme).unwrap();
    let section = readme.split("## Adding a rule").nth(1).unwrap();
    let table = section.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    let tables = [careword::rules::built_in_tables(), &[("our-words.toml", table)]].concat();
    let linter = careword::Linter::new(RuleSet::from_tables(&tables).unwrap());
    let failures = careword::verify::verify_tables(&linter, |name| name == "our-words.toml");
    assert!(failures.is_empty(), "{failures:?}");
    assert!(linter.rules().rules.iter().any(|rule| rule.table == "our-words.toml"));
}

#[test]
fn a_service_adds_words_to_a_class() {
    let own = rule("not_after = [\"{institution}\"]", "find = [\"zorbed\"]");
    let own = own + "[words.institution]\nany = [\"zorb council\"]\n";
    let tables = [careword::rules::built_in_tables(), &[("own.toml", own.as_str())]].concat();
    let linter = careword::Linter::new(RuleSet::from_tables(&tables).unwrap());
    let found =
        |text: &str| linter.check(&careword::Document::new(text, careword::Format::Plain)).len();
    assert_eq!(found("The zorb council zorbed."), 0);
    assert_eq!(found("The police zorbed."), 0);
    assert_eq!(found("He zorbed."), 1);
}

#[test]
fn a_table_says_what_it_is_about_or_lends_its_name() {
    let own = rule("", "find = [\"zorb\"]");
    let theme = |name: &str, table: &str| {
        let tables = [careword::rules::built_in_tables(), &[(name, table)]].concat();
        RuleSet::from_tables(&tables).unwrap().get("zorb").unwrap().theme.clone()
    };
    assert_eq!(theme("ours/our-words.toml", &own), "our-words");
    assert_eq!(theme("own.toml", &format!("theme = \"Ward words\"\n{own}")), "Ward words");
    let built_in = RuleSet::built_in();
    assert!(built_in.rules.iter().all(|rule| rule.theme.contains(' ')), "a table has no theme");
}
