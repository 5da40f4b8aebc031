//! Files that are packages of parts: Word (`.docx`) and OpenDocument (`.odt`).
//!
//! A package is a ZIP archive. Only its parts of text are unpacked, and never more of them than a
//! person could have written: a small file may hold gigabytes of nothing.

use super::{Document, Format, Unreadable};
use std::io::{Cursor, Read};
use zip::ZipArchive;
use zip::result::ZipError;

/// The most bytes one part may have once it is unpacked.
const MOST: u64 = 64 * 1024 * 1024;

/// Whether bytes are a ZIP archive.
pub(super) fn is_package(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// Whether bytes are an OLE file: an old Word document, or one locked with a password.
pub(super) fn is_compound(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")
}

/// What a package holds; none where it is of another kind, or damaged.
pub(super) fn format(bytes: &[u8]) -> Option<Format> {
    holds(&ZipArchive::new(Cursor::new(bytes)).ok()?)
}

fn holds(archive: &ZipArchive<Cursor<&[u8]>>) -> Option<Format> {
    let has = |wanted: &str| archive.index_for_name(wanted).is_some();
    match () {
        () if has("word/document.xml") => Some(Format::Word),
        () if has("content.xml") && has("mimetype") => Some(Format::OpenDocument),
        () => None,
    }
}

/// The documents in a package: one for each part that has words.
pub(super) fn read(bytes: &[u8], format: Format) -> Result<Vec<Document>, Unreadable> {
    if is_compound(bytes) {
        let problem = "is an old Word document, or locked with a password; save it as .docx";
        return Err(Unreadable::Broken(problem.to_owned()));
    }
    let broken =
        |_: ZipError| Unreadable::Broken("is damaged: it is no whole ZIP archive".to_owned());
    let other = || {
        let name = if format == Format::Word { "Word document" } else { "OpenDocument text" };
        Unreadable::Broken(format!("is no {name}"))
    };
    if !is_package(bytes) {
        return Err(other());
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    if holds(&archive) != Some(format) {
        return Err(other());
    }
    let names = archive.file_names().map(|name| Ok(name?.into_owned()));
    let mut names: Vec<String> = names.collect::<Result<_, _>>().map_err(broken)?;
    names.sort_unstable();
    let mut documents = Vec::new();
    for (order, label) in names.iter().filter_map(|name| Some((name, label(name, format)?))) {
        let part = archive.by_name(order).map_err(|error| match error {
            ZipError::UnsupportedArchive(_) => {
                Unreadable::Broken("is locked with a password; save it without one".to_owned())
            }
            error => broken(error),
        })?;
        let mut xml = Vec::new();
        let damaged = || Unreadable::Broken(format!("is damaged, in its part {order}"));
        part.take(MOST + 1).read_to_end(&mut xml).map_err(|_| damaged())?;
        if xml.len() as u64 > MOST {
            let size = MOST / 1024 / 1024;
            let problem = format!("has a part of more than {size} MB ({order}); it was not read");
            return Err(Unreadable::Broken(problem));
        }
        // Files from some programs begin with a byte order mark.
        let xml = xml.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&xml);
        let xml = std::str::from_utf8(xml).map_err(|_| damaged())?;
        documents.push((label, Document::new(xml, format)));
    }
    documents.sort_by_key(|(label, _)| label.clone());
    Ok(documents.into_iter().map(|(label, document)| document.in_part(&label)).collect())
}

/// What a part is called where a finding in it is shown; the document itself has no name of its own.
fn label(name: &str, format: Format) -> Option<String> {
    if format == Format::OpenDocument {
        return match name {
            "content.xml" => Some(String::new()),
            "styles.xml" => Some("header or footer".to_owned()),
            _ => None,
        };
    }
    let part = name.strip_prefix("word/")?.strip_suffix(".xml")?;
    let kind = part.trim_end_matches(|c: char| c.is_ascii_digit());
    match kind {
        "document" => Some(String::new()),
        "header" | "footer" => Some(kind.to_owned()),
        "footnotes" => Some("footnote".to_owned()),
        "endnotes" => Some("endnote".to_owned()),
        "comments" => Some("comment".to_owned()),
        _ => None,
    }
}
