//! What somebody is told whose `careword.toml` is wrong, to be judged by reading.
//!
//! `UPDATE_GOLDEN=1 cargo test --test it config_errors` writes `tests/config/errors.txt` anew.

use crate::program::folder;
use careword::config::ConfigFile;
use careword::lint::built_in_rules;
use std::fmt::Write;
use std::path::Path;

/// What is wrong, and the file.
const BAD: &[(&str, &str)] = &[
    ("a key with a slip in it", "levle = \"avoid\"\n"),
    ("a key that is like none", "colour = true\n"),
    ("a key in capitals", "LEVEL = \"avoid\"\n"),
    ("a section with a slip in it", "level = \"avoid\"\n\n[rule]\nrefused = \"off\"\n"),
    ("a key that belongs in a section", "exclude = [\"archive/\"]\n"),
    ("a key twice", "level = \"avoid\"\nlevel = \"consider\"\n"),
    ("a section twice", "[rules]\nrefused = \"off\"\n\n[rules]\npatient = \"off\"\n"),
    ("a level with a slip in it", "level = \"avoidd\"\n"),
    ("a level that is like none", "level = \"error\"\n"),
    ("a level that is a number", "level = 1\n"),
    ("a setting that is true or false", "[rules]\nrefused = false\n"),
    ("a setting that is like none", "[rules]\nrefused = \"warn\"\n"),
    ("a setting with a slip in it", "[packs]\nmind = \"of\"\n"),
    ("one word where a list is wanted", "accept = \"Patient Council\"\n"),
    ("numbers in a list of words", "accept = [\"Patient Council\", 7]\n"),
    ("nothing to accept", "accept = [\"Patient Council\", \" \"]\n"),
    ("a list where a section is wanted", "rules = [\"refused\"]\n"),
    ("no quotation marks", "level = avoid\n"),
    ("curly quotation marks", "level = “avoid”\n"),
    ("a quotation that is never closed", "level = \"avoid\n[rules]\nrefused = \"off\"\n"),
    (
        "a list that is never closed",
        "accept = [\"Patient Council\"\n\n[rules]\npatient = \"off\"\n",
    ),
    ("no equals sign", "[rules]\nrefused \"off\"\n"),
    ("a section that is never closed", "[rules\nrefused = \"off\"\n"),
    ("a rule with a slip in it", "[rules]\npatient = \"off\"\nrefusd = \"off\"\n"),
    ("a rule that is like none", "[rules]\nqqqq = \"off\"\n"),
    ("a key of the whole file among the rules", "[rules]\nlevel = \"avoid\"\n"),
    ("a pack with a slip in it", "[packs]\nengagment = \"off\"\n"),
    ("a pack that is like none", "[packs]\nzzz = \"off\"\n"),
    (
        "a rule with a slip in it, in a section for some files",
        "[[overrides]]\nfiles = [\"a.txt\"]\nrules = { refusd = \"off\" }\n",
    ),
    ("a section for some files that does not say which", "[[overrides]]\nlevel = \"consider\"\n"),
    ("a section for no file", "[[overrides]]\nfiles = []\n"),
    (
        "a section for some files with a key of the whole file",
        "[[overrides]]\nfiles = [\"a\"]\ntables = [\"our.toml\"]\n",
    ),
    ("a baseline for some files", "[[overrides]]\nfiles = [\"a\"]\nbaseline = \"known.json\"\n"),
    ("a baseline that has no name", "baseline = \"\"\n"),
    ("a baseline that is true or false", "baseline = true\n"),
    ("one section for some files, in single brackets", "[overrides]\nfiles = [\"a\"]\n"),
    ("a pattern that is none", "[files]\nexclude = [\"archive/\", \"letters[\"]\n"),
    ("a pattern that is empty", "[[overrides]]\nfiles = [\"\"]\n"),
    ("a pattern with braces that are not closed", "[[overrides]]\nfiles = [\"*.{md,txt\"]\n"),
    (
        "a table that is not there",
        "level = \"avoid\"\ntables = [\"our-words.toml\", \"more.toml\"]\n",
    ),
    ("a table that is wrong", "tables = [\"broken.toml\"]\n"),
    ("a term with a slip in it", "[terms]\npersn = \"client\"\n"),
    ("a term whose plural nobody knows", "[terms]\nperson = \"neighbour\"\n"),
    ("a plural without its singular", "[terms]\npeople = \"clients\"\n"),
    ("a term that is empty", "[terms]\nteam = \"\"\n"),
    ("a term with marks in it", "[terms]\nplan = \"[plan]\"\n"),
    (
        "a term that careword is there to avoid",
        "[terms]\nperson = \"schizophrenic\"\npeople = \"schizophrenics\"\n",
    ),
    ("wide letters before it", "accept = [\"病院\"]; level = \"avoid\"\n"),
];

/// A table that loads.
const TABLE: &str = "[[rule]]\nid = \"zorbed\"\nlevel = \"avoid\"\nwhy = \"Write what happened.\"\n\
    [[rule.frame]]\nfind = [\"zorbed\"]\n[rule.examples]\nflags = []\npasses = []\n";

#[test]
fn every_mistake_is_told_with_its_place() {
    let broken = TABLE.replace("find = ", "fnid = ");
    let files = [("our-words.toml", TABLE.as_bytes()), ("broken.toml", broken.as_bytes())];
    let folder = folder("config_errors", &files);
    let mut page = String::new();
    for (what, text) in BAD {
        let path = folder.join("careword.toml");
        std::fs::write(&path, text).unwrap();
        let made = ConfigFile::read(&path).and_then(|file| file.linter(&[], built_in_rules()));
        let error = made.err().unwrap_or_else(|| panic!("nothing is said of {what}"));
        let told = error.to_string().replace(&format!("{}/", folder.display()), "");
        writeln!(page, "{what}\n\n{told}\n").unwrap();
    }
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/config/errors.txt");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&golden, &page).unwrap();
    }
    assert!(
        page == std::fs::read_to_string(&golden).unwrap_or_default(),
        "UPDATE_GOLDEN=1 writes tests/config/errors.txt anew:\n{page}"
    );
}
