//! Files that are packages of parts: Word (`.docx`) and OpenDocument (`.odt`).
//!
//! A package is a ZIP archive. Only its parts of text are unpacked, and never more of them than a
//! person could have written: a small file may hold gigabytes of nothing. Packages inside packages
//! are not opened. Writing one back is for `fix`.

use super::decode::Encoding;
use super::{Document, Format, Unreadable, xml};
use std::io::{Cursor, Read};
use zip::ZipArchive;
use zip::result::ZipError;

/// The author of the comments and tracked changes that careword writes. Its comments are not read.
pub(crate) const AUTHOR: &str = "careword";

/// The most bytes one part may have once it is unpacked.
const MOST: u64 = 64 * 1024 * 1024;

/// The most bytes that all parts of text may have together: whoever fills one fills no other.
pub(super) const MOST_IN_ALL: u64 = MOST + MOST / 2;

/// How many times its packed size a large part may have: the default of Apache POI's `ZipSecureFile`
/// (`MIN_INFLATE_RATIO` 0.01).
const RATIO: u64 = 100;

/// Up to this size in bytes the ratio does not matter. POI's 100 KB are too few: one comment written
/// ten thousand times packs better than that.
const GRACE: u64 = MOST / 4;

/// A package that is open.
pub(crate) struct Package<'a> {
    pub(crate) archive: ZipArchive<Cursor<&'a [u8]>>,
    /// The names of its parts, sorted.
    pub(crate) names: Vec<String>,
    /// How many more bytes may be unpacked.
    left: u64,
}

/// Whether bytes are a ZIP archive.
pub(super) fn is_package(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// Whether bytes are an OLE file: an old Word document, or one locked with a password.
pub(super) fn is_compound(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")
}

/// Whether an OLE file is such a document: its folder names a stream of text, or of what is locked
/// (Microsoft MS-DOC, 2.1.1; MS-OFFCRYPTO, 2.3.4.4). Mails and pictures are OLE files too.
pub(super) fn is_compound_word(bytes: &[u8]) -> bool {
    let names = ["WordDocument", "EncryptedPackage"];
    let spelt = names.map(|name| name.encode_utf16().flat_map(u16::to_le_bytes).collect());
    is_compound(bytes)
        && spelt.iter().any(|name: &Vec<u8>| memchr::memmem::find(bytes, name).is_some())
}

/// What a package holds; none where it is of another kind, or damaged.
pub(super) fn format(bytes: &[u8]) -> Option<Format> {
    Package::unpacked(bytes).ok()?.holds()
}

/// The documents in a package: one for each part that has words.
pub(super) fn read(bytes: &[u8], format: Format) -> Result<Vec<Document>, Unreadable> {
    let mut package = Package::open(bytes, format)?;
    let label = |name: &String| Some((label(name, format)?, name.clone()));
    let mut parts: Vec<_> = package.names.iter().filter_map(label).collect();
    // The document itself comes first, for its label is empty.
    parts.sort();
    let mut documents = Vec::new();
    for (label, name) in parts {
        let mut document = package.document(&name, format)?.in_part(&label);
        document.part = Some(name);
        documents.push(document);
    }
    Ok(documents)
}

impl<'a> Package<'a> {
    /// Opens a package of a format.
    pub(crate) fn open(bytes: &'a [u8], format: Format) -> Result<Self, Unreadable> {
        if is_compound(bytes) {
            let problem = "is an old Word document, or locked with a password; save it as .docx";
            return Err(Unreadable::Broken(problem.to_owned()));
        }
        let other = || {
            let name = if format == Format::Word { "Word document" } else { "OpenDocument text" };
            Unreadable::Broken(format!("is no {name}"))
        };
        if !is_package(bytes) {
            return Err(other());
        }
        let mut package = Self::unpacked(bytes)?;
        if package.holds() != Some(format) {
            return Err(other());
        }
        let (manifest, content) = ("META-INF/manifest.xml", "content.xml");
        if format == Format::OpenDocument {
            if package.has("encrypted-package")
                || package.has(manifest)
                    && memchr::memmem::find(&package.part(manifest)?, b"encryption-data").is_some()
            {
                return Err(locked());
            }
            if !package.has(content) {
                return Err(damaged(content));
            }
        }
        Ok(package)
    }

    fn unpacked(bytes: &'a [u8]) -> Result<Self, Unreadable> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| no_archive())?;
        if archive.has_duplicate_names() {
            let problem = "is damaged: it has two parts of one name";
            return Err(Unreadable::Broken(problem.to_owned()));
        }
        let names = archive.file_names().map(|name| Ok(name?.into_owned()));
        let mut names: Vec<String> =
            names.collect::<Result<_, _>>().map_err(|_: ZipError| no_archive())?;
        names.sort_unstable();
        Ok(Self { archive, names, left: MOST_IN_ALL })
    }

    /// Which text it is; spreadsheets, slides and other archives are none.
    fn holds(&mut self) -> Option<Format> {
        if self.word_document().is_some() {
            return Some(Format::Word);
        }
        let kind = if self.has("mimetype") { self.part("mimetype").ok()? } else { Vec::new() };
        let is_text = kind.starts_with(b"application/vnd.oasis.opendocument.text");
        is_text.then_some(Format::OpenDocument)
    }

    /// The part that is a Word document itself. Word on the web calls it `document2.xml`.
    pub(crate) fn word_document(&self) -> Option<&str> {
        let is_document = |name: &&String| label(name, Format::Word).is_some_and(|l| l.is_empty());
        self.names.iter().find(is_document).map(String::as_str)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.names.binary_search_by(|n| n.as_str().cmp(name)).is_ok()
    }

    /// A part, unpacked.
    pub(crate) fn part(&mut self, name: &str) -> Result<Vec<u8>, Unreadable> {
        let part = self.archive.by_name(name).map_err(|error| match error {
            ZipError::UnsupportedArchive(_) => locked(),
            _ => no_archive(),
        })?;
        let most = MOST.min(self.left).min(GRACE.max(part.compressed_size().saturating_mul(RATIO)));
        let mut bytes = Vec::new();
        part.take(most + 1).read_to_end(&mut bytes).map_err(|_| damaged(name))?;
        let size = bytes.len() as u64;
        if size > most {
            let size = most / 1024;
            let problem = format!(
                "unpacks to far more than a person writes (over {size} KB in {name}); it was not read"
            );
            return Err(Unreadable::Broken(problem));
        }
        self.left -= size;
        Ok(bytes)
    }

    /// A part as a document. XML is UTF-8 or has a mark, as files from some programs have. One that
    /// breaks off is not read: what was left out of it would seem to be without a fault.
    fn document(&mut self, name: &str, format: Format) -> Result<Document, Unreadable> {
        let bytes = self.part(name)?;
        match Document::from_bytes(&bytes, format) {
            Ok(document)
                if document.encoding != Encoding::Windows1252
                    && xml::is_whole(&document.source) =>
            {
                Ok(document)
            }
            _ => Err(damaged(name)),
        }
    }
}

fn no_archive() -> Unreadable {
    Unreadable::Broken("is damaged: it is no whole ZIP archive".to_owned())
}

fn locked() -> Unreadable {
    Unreadable::Broken("is locked with a password; save it without one".to_owned())
}

/// What is said of a file one part of which cannot be read.
pub(crate) fn damaged(part: &str) -> Unreadable {
    Unreadable::Broken(format!("is damaged, in its part {part}"))
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
