//! Reads the text of a PDF as `pdftotext` writes it: lines in the order of reading, and a form feed
//! behind every page.
//!
//! Running that program is left to the caller: a library that checks does no I/O.

use super::{Parts, plain};

/// How many bytes may stand before the signature, and how many behind the word that ends the file.
const LOOK: usize = 1024;

/// Whether bytes are a PDF (ISO 32000-1, 7.5.2; Annex H of its first edition allows bytes of a
/// printer or a mail before the header).
pub(super) fn is_pdf(bytes: &[u8]) -> bool {
    let has = |part: &[u8], what: &str| memchr::memmem::find(part, what.as_bytes()).is_some();
    let start = &bytes[..bytes.len().min(LOOK)];
    let end = &bytes[bytes.len() - bytes.len().min(LOOK)..];
    bytes.starts_with(b"%PDF-") || has(start, "%PDF-") && has(end, "startxref")
}

/// Finds the prose and the regions, and names the pages.
pub(super) fn read(source: &str) -> Parts {
    let (prose, regions) = plain::read(source);
    let ends = memchr::memchr_iter(b'\x0C', source.as_bytes()).map(|at| at + 1);
    let starts = std::iter::once(0).chain(ends).enumerate();
    let places = starts.map(|(number, start)| (start, format!("page {}", number + 1))).collect();
    Parts { prose, regions, allows: Vec::new(), places }
}

#[cfg(test)]
mod tests {
    use super::is_pdf;
    use crate::document::{Document, Format};

    #[test]
    fn pages_have_numbers() {
        let source = "He refused\nto go.\n\n\x0C\x0CHe left.\n\x0C";
        let document = Document::new(source, Format::Pdf);
        let table = [("He refused", "page 1"), ("to go", "page 1"), ("He left", "page 3")];
        for (words, page) in table {
            let at = source.find(words).unwrap();
            assert_eq!(document.place(at), Some(page), "{words}");
        }
    }

    #[test]
    fn the_signature_may_stand_behind_other_bytes() {
        let late = format!("{}%PDF-1.4\nstartxref\n9\n%%EOF", "x".repeat(1000));
        let too_late = format!("{}%PDF-1.4\nstartxref\n9\n%%EOF", "x".repeat(1024));
        let table = [
            ("%PDF-1.7 cut short", true),
            (&late, true),
            (&too_late, false),
            ("A note about %PDF-1.4.", false),
            ("", false),
        ];
        for (text, expected) in table {
            assert_eq!(is_pdf(text.as_bytes()), expected, "{text:.20}");
        }
    }
}
