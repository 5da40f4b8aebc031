//! A house's own words in rewrites, to be judged by reading.
//!
//! `UPDATE_GOLDEN=1 cargo test --test it terms` writes `tests/config/terms.txt` anew.

use careword::document::{Document, Format};
use careword::lint::{Linter, built_in_rules};
use careword::rules::{RuleSet, Term};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

/// The words a house may choose that the tables know: the term, one, many.
fn known() -> Vec<(Term, String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/words.toml");
    let table: toml::Table = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let terms = [("person", Term::Person), ("team", Term::Team), ("plan", Term::Plan)];
    let pairs = |(key, term)| {
        let pairs: Vec<[String; 2]> = table["terms"][key].clone().try_into().unwrap();
        pairs.into_iter().map(move |[one, many]| (term, one, many))
    };
    terms.into_iter().flat_map(pairs).collect()
}

/// The sentences that prove the rules whose rewrites have a house's word in them.
fn sentences() -> BTreeSet<String> {
    let rules = RuleSet::built_in().rules;
    let ours = rules.iter().filter(|rule| {
        rule.frames.iter().flat_map(|frame| &frame.uses).any(|text| text.contains("{our "))
    });
    ours.flat_map(|rule| rule.examples.flags.iter().map(|f| f.sentence.clone())).collect()
}

/// Every sentence that comes out otherwise than with the words that ship, and what it becomes.
fn rewritten(linter: &Linter, usual: &Linter, sentences: &BTreeSet<String>) -> Vec<[String; 2]> {
    let all = |linter: &Linter, sentence: &str| {
        let document = Document::new(sentence, Format::Plain);
        let findings = linter.check(&document);
        let rewrites = findings.iter().flat_map(|f| &f.rewrites);
        let whole = |span: careword::Span, text: &str| {
            format!("{}{text}{}", &sentence[..span.start], &sentence[span.end..])
        };
        rewrites.map(|r| whole(r.span, &r.text)).collect::<BTreeSet<_>>()
    };
    let mut different = Vec::new();
    for sentence in sentences {
        let before = all(usual, sentence);
        let after = all(linter, sentence);
        let new = after.difference(&before);
        different.extend(new.map(|text| [sentence.clone(), text.clone()]));
    }
    different
}

fn article_is_wrong(text: &str) -> bool {
    let words: Vec<_> = text.split(' ').map(str::to_lowercase).collect();
    words.windows(2).any(|pair| {
        let vowel = pair[1].starts_with(['a', 'e', 'i', 'o', 'u']);
        pair[0] == if vowel { "a" } else { "an" }
    })
}

#[test]
fn rewrites_stay_clean_whatever_the_house_says() {
    let (usual, sentences) = (Linter::built_in(), sentences());
    let mut page = String::new();
    for (term, one, many) in known() {
        let mut rules = built_in_rules();
        rules.call(term, &one, &many).unwrap();
        let linter = Linter::new(rules);
        let becomes = rewritten(&linter, &usual, &sentences);
        writeln!(page, "# {one}, {many}").unwrap();
        for [before, after] in &becomes {
            assert!(!article_is_wrong(after), "{after}");
            let document = Document::new(after.as_str(), Format::Plain);
            let found = linter.check(&document);
            let found = found.iter().find(|f| f.rule.id != "blank-left");
            // What was found in the sentence besides is still there.
            let new = found.filter(|f| !before.contains(&after[f.span.range()]));
            assert!(new.is_none(), "{after}: {:?}", new.map(|f| &f.rule.id));
            writeln!(page, "{after}").unwrap();
        }
        writeln!(page).unwrap();
    }
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/config/terms.txt");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&golden, &page).unwrap();
    }
    assert!(
        page == std::fs::read_to_string(&golden).unwrap_or_default(),
        "UPDATE_GOLDEN=1 writes tests/config/terms.txt anew"
    );
}

/// A word that the house has chosen is no finding; nobody may choose one that is there to be
/// avoided.
#[test]
fn a_house_may_choose_what_is_only_to_be_considered() {
    let table = [
        (Term::Person, "patient", "patients", Ok(Some("patient"))),
        (Term::Team, "treatment team", "treatment teams", Ok(Some("treatment-team"))),
        (Term::Person, "client", "clients", Ok(None)),
        (Term::Person, "schizophrenic", "schizophrenics", Err("schizophrenic")),
        (Term::Person, "addict", "addicts", Err("addict")),
        (Term::Person, "non-compliant client", "clients", Err("non-compliant-bare")),
        (Term::Person, "patient in recovery", "patients in recovery", Ok(Some("patient"))),
    ];
    for (term, one, many, gone) in table {
        let mut rules = built_in_rules();
        let called = rules.call(term, one, many);
        match gone {
            Err(rule) => assert_eq!(called, Err(rule.to_owned())),
            Ok(gone) => {
                called.unwrap();
                let kept = |rule: &&careword::Rule| rules.get(&rule.id).is_none();
                let shipped = built_in_rules();
                let lost: Vec<_> = shipped.rules.iter().filter(kept).map(|r| &r.id).collect();
                assert_eq!(lost, gone.into_iter().collect::<Vec<_>>(), "{one}");
            }
        }
    }
}

/// No rewrite holds a word that is spelt otherwise in another country, so that there is nothing to
/// choose; `[terms]` has the words that differ.
#[test]
fn no_rewrite_has_a_regional_spelling() {
    const ENDINGS: [&str; 14] = [
        "our", "ours", "oured", "ise", "ised", "ising", "isation", "yse", "ogue", "amme", "ize",
        "ized", "izing", "ization",
    ];
    const SAME: [&str; 3] = ["otherwise", "exercise", "your"];
    let mut found = BTreeSet::new();
    for rule in RuleSet::built_in().rules {
        for text in rule.frames.iter().flat_map(|frame| &frame.uses) {
            let plain = text.split('{').flat_map(|part| part.rsplit('}').next());
            let words = plain.flat_map(|part| part.split(|c: char| !c.is_alphabetic()));
            let ends = |word: &str| ENDINGS.iter().any(|end| word.ends_with(end));
            found.extend(
                words.map(str::to_lowercase).filter(|w| ends(w) && !SAME.contains(&w.as_str())),
            );
        }
    }
    assert!(found.is_empty(), "{found:?}");
}
