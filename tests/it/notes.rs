//! Invented notes, and what is reported of them, to be judged by reading.
//!
//! `UPDATE_GOLDEN=1 cargo test --test it notes` writes the reports anew.

use careword::Level;
use careword::document::{Document, Format};
use careword::lint::Linter;
use careword::output::{Checked, human};
use std::path::{Path, PathBuf};

/// Every note, with its text.
pub(crate) fn all() -> Vec<(PathBuf, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/notes");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut notes: Vec<_> = files.filter(|path| path.extension().unwrap() != "out").collect();
    notes.sort();
    notes.into_iter().map(|path| (path.clone(), std::fs::read_to_string(path).unwrap())).collect()
}

/// What a person would see, without colour.
fn report(linter: &Linter, path: &Path, text: &str) -> String {
    let document = Document::new(text, Format::from_path(path));
    let findings = linter.check(&document);
    let path = path.file_name().unwrap().to_string_lossy().into_owned();
    let (level, redacted) = (Level::Avoid, false);
    let text = human::document(&Checked { path, part: 0, document, findings, level, redacted }, 80);
    anstream::adapter::strip_str(&text).to_string()
}

#[test]
fn notes_are_reported_as_they_were() {
    let linter = Linter::built_in();
    for (path, text) in all() {
        let golden = path.with_extension(format!("{}.out", path.extension().unwrap().display()));
        let report = report(&linter, &path, &text);
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&golden, &report).unwrap();
        }
        let wanted = std::fs::read_to_string(&golden).unwrap_or_default();
        assert!(
            report == wanted,
            "{} is out of date; UPDATE_GOLDEN=1 writes it anew\n{report}",
            golden.file_name().unwrap().display()
        );
    }
}

#[test]
fn a_note_in_good_words_is_left_alone() {
    let (path, text) =
        all().into_iter().find(|(path, _)| path.ends_with("nothing-to-say.txt")).unwrap();
    assert_eq!(report(&Linter::built_in(), &path, &text), "");
}
