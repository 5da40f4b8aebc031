//! Rewrites applied to a file's bytes.
//!
//! Bytes in, bytes out: every byte that no rewrite touches stays as it is, in whatever encoding,
//! so that nothing is lost in a file that is only in part what it seems. Reading and writing files
//! is the caller's business. Word and OpenDocument files are for `package`.

mod comments;
mod elements;
mod opendocument;
pub mod package;
mod pen;
mod word;

use crate::document::{Document, Format, NotText};
use crate::lint::{Finding, Linter, Rewrite};
use crate::rules::Fit;
use crate::text::Span;
use crate::text::edit::{self, Edit};

/// How often a file is read anew. A rewrite never leads to another finding in the rules that ship;
/// those of a service's own might go round in circles.
const ROUNDS: usize = 8;

/// A file after its rewrites.
#[derive(Debug)]
pub struct Fixed {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// How many rewrites were applied.
    pub applied: usize,
    /// The text, as it is now.
    pub document: Document,
}

/// Applies the first rewrite of every finding that is `wanted`, where it is trusted as far as
/// `least` or further, until there is none left. Rewrites with blanks are never applied: they are
/// the writer's.
///
/// # Errors
/// When the bytes are no text.
pub fn fix(
    linter: &Linter,
    bytes: &[u8],
    format: Format,
    least: Fit,
    wanted: impl Fn(&Finding<'_>) -> bool,
) -> Result<Fixed, NotText> {
    let mut document = Document::from_bytes(bytes, format)?;
    let mut fixed =
        Fixed { bytes: bytes.to_vec(), applied: 0, document: Document::new("", format) };
    for _ in 0..ROUNDS {
        let findings = linter.check(&document);
        let edits = findings.iter().filter(|f| wanted(f));
        let edits = edits.filter_map(|finding| by_itself(&document, finding, least));
        let edits = edit::disjoint(edits.collect());
        let (bytes, applied) = splice(&fixed.bytes, &document, &edits);
        if applied == 0 {
            break;
        }
        document = Document::from_bytes(&bytes, format)?;
        fixed.bytes = bytes;
        fixed.applied += applied;
    }
    fixed.document = document;
    Ok(fixed)
}

/// The rewrite of a finding to be applied: the first, where it is trusted as far as `least` or
/// further.
fn first<'f>(finding: &'f Finding<'_>, least: Fit) -> Option<&'f Rewrite> {
    let rewrite = finding.rewrites.first()?;
    (rewrite.fit <= least && rewrite.fit < Fit::FillIn).then_some(rewrite)
}

/// The edit that the first rewrite of a finding makes, if it is trusted as far as `least` or further
/// and has no blanks.
pub fn by_itself(document: &Document, finding: &Finding<'_>, least: Fit) -> Option<Edit> {
    Some(edit(document, first(finding, least)?))
}

/// The edit that makes a rewrite, in the syntax of the document, lines ending where they did.
pub fn edit(document: &Document, rewrite: &Rewrite) -> Edit {
    worded(document, rewrite.span, &rewrite.text)
}

/// The edit that puts words, which are no markup, in the place of a stretch of source.
pub fn worded(document: &Document, span: Span, words: &str) -> Edit {
    let old = &document.source[span.range()];
    let text = match document.format {
        Format::Html => words.replace('&', "&amp;").replace('<', "&lt;"),
        _ => words.to_owned(),
    };
    Edit { span, text: edit::keep_line_ends(old, &text) }
}

/// The bytes of a file after edits to its text, and how many of them there were: those whose words
/// its encoding cannot spell are left out. `bytes` are those `document` was read from.
pub fn splice(bytes: &[u8], document: &Document, edits: &[Edit]) -> (Vec<u8>, usize) {
    let mut out = Vec::with_capacity(bytes.len());
    let (mut at, mut applied) = (0, 0);
    for edit in edits {
        let Some(spelt) = document.encoding.encode(&edit.text) else { continue };
        out.extend_from_slice(&bytes[at..document.file_offset(edit.span.start)]);
        out.extend_from_slice(&spelt);
        at = document.file_offset(edit.span.end);
        applied += 1;
    }
    out.extend_from_slice(&bytes[at..]);
    (out, applied)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixed(bytes: &[u8], format: Format, least: Fit) -> Vec<u8> {
        fix(&Linter::built_in(), bytes, format, least, |_| true).unwrap().bytes
    }

    #[test]
    fn only_what_is_trusted_is_applied() {
        let table = [
            (Fit::Safe, "He refused to see her.", "He chose not to see her."),
            (Fit::Safe, "He is delusional.", "He is delusional."),
            (Fit::Choose, "She suffers from anxiety.", "She lives with anxiety."),
            (Fit::FillIn, "She is dangerous.", "She is dangerous."),
        ];
        for (least, text, expected) in table {
            let now = String::from_utf8(fixed(text.as_bytes(), Format::Plain, least)).unwrap();
            assert_eq!(now, expected);
        }
    }

    #[test]
    fn other_bytes_stay_as_they_were() {
        let utf16 = |text: &str| {
            let units = text.encode_utf16().flat_map(u16::to_le_bytes);
            [0xFF, 0xFE].into_iter().chain(units).collect::<Vec<u8>>()
        };
        let lone = [&utf16("He refused to go.")[..], &[0x00, 0xD8, b'x', 0]].concat();
        let kept = [&utf16("He chose not to go.")[..], &[0x00, 0xD8, b'x', 0]].concat();
        let table: [(&[u8], &[u8]); 5] = [
            (b"\xEF\xBB\xBFHe refused to go.\r\n", b"\xEF\xBB\xBFHe chose not to go.\r\n"),
            (b"Caf\xE9. \x96 He refused to go.", b"Caf\xE9. \x96 He chose not to go."),
            (b"He refused\r\nto go.\r\n", b"He chose not\r\nto go.\r\n"),
            (b"- He refused\n  to go.", b"- He chose not\n  to go."),
            (&lone, &kept),
        ];
        for (before, after) in table {
            assert_eq!(fixed(before, Format::Plain, Fit::Safe), after, "{before:?}");
        }
    }
}
