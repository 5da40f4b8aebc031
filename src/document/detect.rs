//! What a file is: told by its content first, by its name second.
//!
//! A signature that no text begins with by chance decides, whatever the file is called. Of the
//! formats that are text, a name that promises one of them is believed: a Markdown file may begin
//! with HTML. Reading is for the reader of each format.

use super::{Format, fhir, hl7, package, pdf, rtf};
use std::path::Path;

impl Format {
    /// The format of a file's bytes; `path` is its name, if it has one.
    pub fn detect(bytes: &[u8], path: Option<&Path>) -> Self {
        if let Some(format) = container(bytes, path) {
            return format;
        }
        match path.map_or(Self::Plain, Self::from_path) {
            Self::Plain => text(bytes),
            promised => promised,
        }
    }

    /// The format of a text that a file's name promises; plain text where the name says nothing.
    pub fn from_path(path: &Path) -> Self {
        match extension(path).as_str() {
            "md" | "markdown" | "mdown" | "mkd" => Self::Markdown,
            "html" | "htm" | "xhtml" | "njk" | "jinja" | "j2" | "twig" | "liquid" => Self::Html,
            "tex" | "latex" => Self::Latex,
            "org" => Self::Org,
            _ if path.file_name().is_some_and(|name| name == "COMMIT_EDITMSG") => Self::GitCommit,
            _ => Self::Plain,
        }
    }

    /// Whether a file of this format is itself the text that its writer sees: an editor can show
    /// what is found in it, and change it. Any other is only read.
    pub fn is_text(self) -> bool {
        match self {
            Self::Plain
            | Self::Markdown
            | Self::Html
            | Self::GitCommit
            | Self::Latex
            | Self::Org => true,
            Self::Word | Self::OpenDocument | Self::Rtf | Self::Pdf | Self::Fhir | Self::Hl7 => {
                false
            }
        }
    }
}

/// The formats whose signature nobody would write.
pub(super) fn container(bytes: &[u8], path: Option<&Path>) -> Option<Format> {
    if package::is_compound_word(bytes) {
        return Some(Format::Word);
    }
    if package::is_package(bytes) {
        // Of one too damaged to tell, the name tells.
        return package::format(bytes).or_else(|| match extension(path?).as_str() {
            "docx" | "docm" | "dotx" => Some(Format::Word),
            "odt" | "ott" => Some(Format::OpenDocument),
            _ => None,
        });
    }
    match () {
        () if rtf::is_rtf(bytes) => Some(Format::Rtf),
        () if pdf::is_pdf(bytes) => Some(Format::Pdf),
        () => None,
    }
}

/// The format of a text whose name says nothing. Tags alone make no page of a note.
fn text(bytes: &[u8]) -> Format {
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    let begins = |start: &[u8]| {
        text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
            && text.get(start.len()).is_none_or(|next| !next.is_ascii_alphanumeric())
    };
    match () {
        () if begins(b"<!doctype html") || begins(b"<html") => Format::Html,
        () if fhir::is_fhir(text) => Format::Fhir,
        () if hl7::is_hl7(text) => Format::Hl7,
        () => Format::Plain,
    }
}

/// The last part of a file's name, in lower case.
fn extension(path: &Path) -> String {
    path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::Format;
    use std::path::Path;

    #[test]
    fn content_tells_first_and_the_name_second() {
        let table: &[(&[u8], &str, Format)] = &[
            (b"", "a.txt", Format::Plain),
            (b"He left.", "a.md", Format::Markdown),
            (b"He left.", "a.docx", Format::Plain),
            (b"He left.", ".git/COMMIT_EDITMSG", Format::GitCommit),
            (b"He <b>left</b>.", "a.txt", Format::Plain),
            (b"<p>He left.", "a.txt", Format::Plain),
            (b"<htmlish>", "a.txt", Format::Plain),
            (b"<!DOCTYPE html><p>a", "a.txt", Format::Html),
            (b"\xEF\xBB\xBF\r\n<HTML lang=en>", "letter.doc", Format::Html),
            (b"<html>\n# Plan", "plan.md", Format::Markdown),
            (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "Thumbs.db", Format::Plain),
            (
                b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0",
                "a.txt",
                Format::Word,
            ),
            (b"{\\rtf1 He left.}", "a.doc", Format::Rtf),
            (b"{\\rtf1 He left.}", "a.md", Format::Rtf),
            (b"\x0BMSH|^~\\&|A", "a.txt", Format::Hl7),
            (b"BHS|^~\\&|", "a", Format::Hl7),
            (b"MSH|^~\\&|A", "a.md", Format::Markdown),
            (b"\xEF\xBB\xBF {\"resourceType\":\"Task\"}", "a.json", Format::Fhir),
            (b"{\"note\":\"He left.\"}", "a.json", Format::Plain),
            (b"%PDF-1.4 cut short", "a.txt", Format::Pdf),
            (b"PK\x03\x04 cut short", "a.docx", Format::Word),
            (b"PK\x03\x04 cut short", "a.ODT", Format::OpenDocument),
            (b"PK\x03\x04 cut short", "a.zip", Format::Plain),
        ];
        for (bytes, name, format) in table {
            let found = Format::detect(bytes, Some(Path::new(name)));
            assert_eq!(found, *format, "{name}: {}", String::from_utf8_lossy(bytes));
        }
        assert_eq!(Format::detect(b"<html>", None), Format::Html);
    }
}
