//! **careword** finds wording in clinical notes and service documents that labels or blames, and
//! offers wording that keeps the person in view.
//!
//! ```
//! use careword::{Document, Format, Linter};
//!
//! let linter = Linter::built_in();
//! let note = Document::new("He refused to see her.", Format::Plain);
//! let findings = linter.check(&note);
//!
//! assert_eq!(findings[0].rule.id, "refused");
//! assert_eq!(&note.source[findings[0].span.range()], "refused to");
//! assert_eq!(findings[0].rewrites[0].text, "chose not to");
//! ```
//!
//! # The way through
//!
//! ```text
//! file or stdin ── Format::detect ── Document::all ──► Documents { source, prose, regions, lines }
//! a table of notes ── records ───────────────────────► one for each note
//! rules/*.toml ─── rules::compile ──► RuleSet ── Linter::new ──► automaton     (the shipped ones: by build.rs)
//! careword.toml ── config ─────────────┘ levels, packs, a house's own words
//!
//!         Linter::check(&Document) ──► Vec<Finding>
//!             anchors ► sentence ► fold ► frames ► guards ► context ► overlaps ► rewrites
//!                                        │
//!              baseline, changed: which of them are new
//!                                        │
//!      output: for people, for programs · fix: applied to a text, or as tracked changes · lsp
//! ```
//!
//! A document is read as *regions* of prose, each byte of which remembers where it stands in the
//! source. Rules are rows of TOML tables, compiled when they load into one automaton over their
//! *anchor* words. Where an anchor occurs, its sentence is *folded* to lower-case words; the
//! *phrases* of the rule's *frames* and its *guards* are tried there, then the *context*: names,
//! negation, quotation, words only mentioned, whose deed it is, sections, and whether a long text is
//! about care at all. What stands is a *finding*, with *rewrites* that fit the place.
//!
//! # Invariants
//!
//! 1. Spans are byte offsets into the source, on character boundaries. Lines and columns exist
//!    only where something is shown.
//! 2. Checking cannot fail and does no I/O. Whatever can fail has failed when the rules loaded or
//!    the file was read.
//! 3. Findings are sorted and do not overlap.
//! 4. A rule set that loads is consistent; one that ships has passed [`verify`].
//! 5. The library prints nothing, logs nothing, and never puts a note's text into an error or a
//!    panic.
//! 6. The same text gives the same findings however it is wrapped, spaced or line-ended, and
//!    whatever file format carries it.
//!
//! Imports run one way: `text` ← `document`, `rules` ← `lint` ← `verify`, `fix`, `baseline`, `changed`
//! ← `output` ← the program.

pub mod baseline;
pub mod changed;
pub mod config;
pub mod document;
pub mod fix;
pub mod lint;
pub mod lsp;
pub mod output;
pub mod records;
pub mod replace;
pub mod rules;
pub mod text;
pub mod uri;
pub mod verify;

pub use document::{Document, Format};
pub use lint::{Finding, Linter, Rewrite, Trace};
pub use rules::{Fit, Level, LoadError, Rule, RuleSet};
pub use text::Span;

#[cfg(test)]
mod tests {
    #[test]
    fn a_linter_can_be_shared_between_threads() {
        fn shared<T: Send + Sync>() {}
        shared::<crate::Linter>();
        shared::<crate::Document>();
        shared::<crate::LoadError>();
    }
}
