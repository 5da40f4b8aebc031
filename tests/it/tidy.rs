//! The habits of the house, checked.

use std::path::{Path, PathBuf};

/// Which top-level modules each one may import.
const LAYERS: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("document", &["text"]),
    ("rules", &["text"]),
    ("lint", &["text", "document", "rules"]),
    ("verify", &["text", "document", "rules", "lint"]),
    ("config", &["text", "rules", "lint"]),
    ("baseline", &["text", "document", "lint"]),
    ("changed", &["document", "lint"]),
    ("fix", &["text", "document", "rules", "lint"]),
    ("records", &["document"]),
    ("replace", &[]),
    ("lsp", &["text", "document", "rules", "lint", "fix", "config", "replace", "output", "uri"]),
    ("output", &["text", "document", "rules", "lint", "fix", "baseline", "uri"]),
    ("uri", &[]),
];

/// The most lines a file may have, its tests apart.
const LONGEST: usize = 430;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|e| e == ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn sources() -> Vec<(PathBuf, String)> {
    let files = files(&root().join("src"), "rs");
    files.into_iter().map(|path| (path.clone(), std::fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn imports_run_one_way() {
    for (path, text) in sources() {
        let inside = path.strip_prefix(root().join("src")).unwrap();
        let first = inside.components().next().unwrap().as_os_str().to_str().unwrap();
        let layer = first.trim_end_matches(".rs");
        let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == layer) else { continue };
        let code = text.split("#[cfg(test)]").next().unwrap();
        for (i, line) in code.lines().enumerate() {
            for part in line.split("crate::").skip(1).filter(|_| !line.trim().starts_with("//")) {
                let module: String = part.chars().take_while(|c| c.is_ascii_lowercase()).collect();
                let fits = module == layer || allowed.contains(&module.as_str());
                assert!(fits, "{}:{}: {layer} imports {module}", inside.display(), i + 1);
            }
        }
    }
}

#[test]
fn files_open_with_what_they_do_and_stay_small() {
    for (path, text) in sources() {
        assert!(text.starts_with("//!"), "{} has no module doc", path.display());
        let code = text.split("#[cfg(test)]").next().unwrap();
        let lines = code.lines().count();
        assert!(
            lines <= LONGEST,
            "{} has {lines} lines; is there a second thing in it?",
            path.display()
        );
    }
}

#[test]
fn every_table_ships() {
    let shipped: Vec<_> =
        careword::rules::built_in_tables().iter().map(|(name, _)| *name).collect();
    for path in files(&root().join("rules"), "toml") {
        let name = path.file_name().unwrap().to_str().unwrap();
        assert!(shipped.contains(&name), "{name} is not among the tables of src/rules/mod.rs");
    }
}

#[test]
fn every_row_of_the_language_table_has_rules() {
    let rules = careword::RuleSet::built_in().rules;
    assert_eq!(careword::rules::language_table().count(), 34);
    for (row, ..) in careword::rules::language_table() {
        assert!(rules.iter().any(|rule| rule.rows.contains(&row)), "no rule for row {row}");
    }
}

#[test]
fn the_readme_names_every_rule() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    for rule in careword::RuleSet::built_in().rules {
        assert!(readme.contains(&format!("`{}`", rule.id)), "README.md leaves out {}", rule.id);
    }
}

/// They are full of wording to avoid, none of which is said of anybody.
#[test]
fn our_own_pages_and_tables_are_silent() {
    let linter = careword::Linter::built_in();
    let mut pages = vec![root().join("README.md"), root().join("tests/gold/README.md")];
    pages.extend(files(&root().join("rules"), "toml"));
    pages.push(root().join("rules/language-table.tsv"));
    for page in pages {
        let text = std::fs::read_to_string(&page).unwrap();
        let format = careword::Format::from_path(&page);
        let document = careword::Document::new(text, format);
        let found = linter.check(&document);
        let found: Vec<_> = found.iter().map(|f| (&f.rule.id, f.span)).collect();
        assert!(found.is_empty(), "{}: {found:?}", page.display());
    }
}

/// Forms are written out in the tables; here they are proofread.
#[test]
fn inflections_are_english() {
    use english::{English, Form, Number, Person, Tense};
    let verb = |base: &str, tense: &Tense, form: &Form| {
        English::verb(base, &Person::Third, &Number::Singular, tense, form)
    };
    let mut wrong = Vec::new();
    for path in files(&root().join("rules"), "toml") {
        let table: toml::Table = toml::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let Some(words) = table.get("words").and_then(|w| w.as_table()) else { continue };
        for (name, words) in words {
            let Some(forms) = words.get("forms").and_then(|f| f.as_array()) else { continue };
            let forms: Vec<_> = forms.iter().map(|f| f.as_str().unwrap()).collect();
            // A verb of several words varies in its first: "live with".
            let (base, rest) = forms[0].split_once(' ').unwrap_or((forms[0], ""));
            let expected = if forms.len() == 2 {
                vec![forms[0].to_owned(), English::noun(forms[0], &Number::Plural)]
            } else {
                [
                    base.to_owned(),
                    verb(base, &Tense::Present, &Form::Finite),
                    verb(base, &Tense::Past, &Form::Finite),
                    verb(base, &Tense::Past, &Form::Participle),
                    verb(base, &Tense::Present, &Form::Participle),
                ]
                .map(|form| format!("{form} {rest}").trim().to_owned())
                .to_vec()
            };
            if forms != expected && !IRREGULAR.contains(&name.as_str()) {
                wrong.push(format!("{}: [words.{name}] {forms:?}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Names whose forms are not what the dictionary has, each with the reason.
const IRREGULAR: &[&str] = &[
    // "People", where the dictionary has "persons".
    "lbl-person",
    "person",
    "person-noun",
    "person-using",
    // Of two participles the dictionary has the other.
    "drink",
    "get",
];
