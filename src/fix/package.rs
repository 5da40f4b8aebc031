//! Rewrites written into a Word or OpenDocument file as tracked changes with comments, for the
//! writer to accept or reject there.
//!
//! Which rewrites are made is decided as for any text. The parts that change are edited where the
//! words stand; all others are copied as they are packed. How a change is written is for `word` and
//! `opendocument`.

use super::elements::Elements;
use super::pen::Pen;
use super::{ROUNDS, comments, first, opendocument, word};
use crate::document::package::{AUTHOR, Package, damaged};
use crate::document::{Document, Encoding, Format, Unreadable};
use crate::lint::{Finding, Linter, Rewrite};
use crate::rules::Fit;
use crate::text::Span;
use crate::text::edit::{self, Edit};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;

/// Word does not open a document with more comments (Microsoft MS-OI29500, 2.1.315).
const MOST_COMMENTS: usize = 32_767;

/// A package after its rewrites.
#[derive(Debug)]
pub struct FixedPackage {
    /// Its bytes; those it had, where nothing was written.
    pub bytes: Vec<u8>,
    /// How many rewrites were written as tracked changes.
    pub applied: usize,
    /// How many comments were written.
    pub comments: usize,
    /// How many findings there are now that have no comment.
    pub left: usize,
}

/// A part that can be edited.
enum Part<'a> {
    Word(word::Part<'a>),
    OpenDocument(opendocument::Part<'a>),
}

impl<'a> Part<'a> {
    fn of(document: &'a Document, pen: &Pen<'_>) -> Option<Self> {
        match document.format {
            Format::Word => word::Part::of(document, pen).map(Self::Word),
            Format::OpenDocument => opendocument::Part::of(document).map(Self::OpenDocument),
            _ => None,
        }
    }

    fn has_comment(&self, span: Span) -> bool {
        match self {
            Self::Word(part) => part.has_comment(span),
            Self::OpenDocument(part) => part.has_comment(span),
        }
    }

    fn change(&self, edit: &Edit, remark: Vec<String>, pen: &mut Pen<'_>) -> Option<Vec<Edit>> {
        match self {
            Self::Word(part) => part.change(edit.span, &edit.text, remark, pen),
            Self::OpenDocument(part) => part.change(edit.span, &edit.text, remark, pen),
        }
    }

    fn comment(&self, span: Span, remark: Vec<String>, pen: &mut Pen<'_>) -> Option<Vec<Edit>> {
        match self {
            Self::Word(part) => part.comment(span, remark, pen),
            Self::OpenDocument(part) => part.comment(span, remark, pen),
        }
    }
}

/// Writes the first rewrite of every finding that is `wanted` as a tracked change, where it is
/// trusted as far as `least` or further and its words can be taken out with certainty; all other
/// findings get a comment. `date` is in the form of RFC 3339, in UTC, in whole seconds.
///
/// # Errors
/// When there is nothing in the package that can be read, or something that forbids a change.
pub fn fix(
    linter: &Linter,
    bytes: &[u8],
    format: Format,
    least: Fit,
    wanted: impl Fn(&Finding<'_>) -> bool,
    date: &str,
) -> Result<FixedPackage, Unreadable> {
    let mut package = Package::open(bytes, format)?;
    if package
        .names
        .iter()
        .any(|n| n.starts_with("_xmlsignatures/") || n.ends_with("signatures.xml"))
    {
        let problem = "is signed, and a change would break the signature; it was not changed";
        return Err(Unreadable::Broken(problem.to_owned()));
    }
    let documents = Document::all(bytes, format)?;
    let ranges = |document: &Document| document.source.matches("commentRangeStart").count();
    let mut pen = Pen {
        date,
        room: MOST_COMMENTS.saturating_sub(documents.iter().map(ranges).sum()),
        used: documents.iter().flat_map(|document| numbers(&document.source)).collect(),
        last: 0,
        ours: BTreeSet::new(),
        comments: Vec::new(),
        regions: String::new(),
    };
    if format == Format::Word
        && let Some(name) = comments::part(&mut package)?
        && let Some(part) = documents.iter().find(|d| d.part.as_ref() == Some(&name))
    {
        pen.ours.extend(comments::ours(&part.source));
    }
    let mut parts = BTreeMap::new();
    let mut fixed = FixedPackage { bytes: bytes.to_vec(), applied: 0, comments: 0, left: 0 };
    for document in documents {
        let name = document.part.clone().unwrap_or_default();
        if Elements::of(&document.source).is_none() {
            return Err(damaged(&name));
        }
        let (encoding, length) = (document.encoding, document.source.len());
        let (document, applied, left) = fix_part(linter, document, least, &wanted, &mut pen);
        // Changes and comments only add to the source.
        if document.source.len() != length {
            parts.insert(name, spelt(&document.source, encoding));
        }
        fixed.applied += applied;
        fixed.left += left;
    }
    fixed.comments = pen.comments.len();
    if format == Format::Word && fixed.comments > 0 {
        parts.extend(comments::add(&mut package, &pen)?);
    }
    if !parts.is_empty() {
        let broken = |_| Unreadable::Broken("could not be packed anew".to_owned());
        fixed.bytes = packed(&mut package, &parts).map_err(broken)?;
    }
    Ok(fixed)
}

/// A part with its changes, how many there are, and how many findings have neither been reworded
/// nor commented.
fn fix_part(
    linter: &Linter,
    mut document: Document,
    least: Fit,
    wanted: &impl Fn(&Finding<'_>) -> bool,
    pen: &mut Pen<'_>,
) -> (Document, usize, usize) {
    let mut applied = 0;
    for _ in 0..ROUNDS {
        let Some(part) = Part::of(&document, pen) else { break };
        let mut edits = Vec::new();
        let mut end = 0;
        for finding in linter.check(&document).iter().filter(|f| wanted(f)) {
            let Some(rewrite) = first(finding, least) else { continue };
            if rewrite.span.start < end {
                continue;
            }
            let change = Edit { span: rewrite.span, text: rewrite.text.clone() };
            if let Some(change) = part.change(&change, remark(finding, Some(rewrite)), pen) {
                edits.extend(change);
                end = rewrite.span.end;
                applied += 1;
            }
        }
        if edits.is_empty() {
            break;
        }
        if let Part::OpenDocument(part) = &part {
            edits.extend(part.list(pen));
        }
        document = edited(&document, edits);
    }
    let mut edits = Vec::new();
    let mut left = 0;
    let part = Part::of(&document, pen);
    for finding in linter.check(&document).iter().filter(|f| wanted(f)) {
        let Some(part) = &part else {
            left += 1;
            continue;
        };
        if part.has_comment(finding.span) {
            continue;
        }
        match part.comment(finding.span, remark(finding, None), pen) {
            Some(comment) => edits.extend(comment),
            None => left += 1,
        }
    }
    if !edits.is_empty() {
        document = edited(&document, edits);
    }
    (document, applied, left)
}

/// A document after edits, of which some may be the same, and some lie in what others replace.
fn edited(document: &Document, edits: Vec<Edit>) -> Document {
    let mut edits = edit::disjoint(edits);
    edits.dedup();
    Document::new(edit::apply(&document.source, &edits), document.format)
}

/// What is said of a finding: why, and what could stand there, a paragraph each, to be copied.
fn remark(finding: &Finding<'_>, used: Option<&Rewrite>) -> Vec<String> {
    let others: Vec<&Rewrite> = finding.rewrites.iter().filter(|r| Some(*r) != used).collect();
    let mut lines = vec![finding.rule.why.clone()];
    let has_blank = others.iter().any(|r| r.fit == Fit::FillIn);
    match (used, others.as_slice()) {
        (_, []) => {}
        (Some(_), _) => lines.push("It could also read:".to_owned()),
        (None, [one]) if one.fit == Fit::Safe => lines.push("It could read:".to_owned()),
        (None, _) => lines.push("It could read, where that is true:".to_owned()),
    }
    lines.extend(others.iter().map(|r| r.text.split_whitespace().collect::<Vec<_>>().join(" ")));
    if has_blank {
        lines.push("What stands in [ ] is for you to fill in.".to_owned());
    }
    lines
}

/// The numbers that elements of a source have for names, by themselves or behind "careword".
fn numbers(source: &str) -> impl Iterator<Item = u32> {
    let behind = ["id=\"", "id='", "name=\""].into_iter().flat_map(move |key| {
        source.match_indices(key).map(move |(at, _)| &source[at + key.len()..])
    });
    behind.filter_map(|rest| {
        let digits = rest.strip_prefix(AUTHOR).unwrap_or(rest);
        let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
        digits[..end].parse().ok()
    })
}

/// A source in its encoding, with its byte order mark.
fn spelt(source: &str, encoding: Encoding) -> Vec<u8> {
    let mark = match encoding {
        Encoding::Utf8 { bom: false } | Encoding::Windows1252 => "",
        _ => "\u{FEFF}",
    };
    encoding.encode(&format!("{mark}{source}")).unwrap_or_default()
}

/// The package with some parts replaced or added. All others are copied as they are packed; the
/// order stays, and so do the dates.
fn packed(
    package: &mut Package<'_>,
    parts: &BTreeMap<String, Vec<u8>>,
) -> Result<Vec<u8>, ZipError> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    out.set_raw_comment(package.archive.comment().into())?;
    for index in 0..package.archive.len() {
        let part = package.archive.by_index_raw(index)?;
        let name = part.name()?.into_owned();
        match parts.get(&name) {
            None => out.raw_copy_file(part)?,
            Some(bytes) => {
                out.start_file(name, part.options())?;
                out.write_all(bytes)?;
            }
        }
    }
    for (name, bytes) in parts.iter().filter(|(name, _)| !package.has(name)) {
        out.start_file(name, SimpleFileOptions::default())?;
        out.write_all(bytes)?;
    }
    Ok(out.finish()?.into_inner())
}
