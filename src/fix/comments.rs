//! The part of a Word document that holds its comments, and what says that there is one.
//!
//! Where comments are anchored is for `word`.

use super::elements::Elements;
use super::pen::{Pen, Remark};
use crate::document::Unreadable;
use crate::document::package::{AUTHOR, Package, damaged};
use quick_xml::escape::partial_escape;
use std::collections::BTreeMap;

const TYPES: &str = "[Content_Types].xml";

/// The content type of a part of comments (ECMA-376 part 1, 11.3.2).
const CONTENT: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml";

/// The relationship that leads to it, and its namespace, in the transitional form of the standard
/// and in the strict one.
const KINDS: [(&str, &str); 2] = [
    (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments",
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        "http://purl.oclc.org/ooxml/officeDocument/relationships/comments",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    ),
];

/// The name of the part of comments, where the document has one.
pub(super) fn part(package: &mut Package<'_>) -> Result<Option<String>, Unreadable> {
    let name = relationships(&document(package)?);
    if !package.has(&name) {
        return Ok(None);
    }
    let source = text(package, &name)?;
    let elements = Elements::of(&source).ok_or_else(|| damaged(&name))?;
    let target = (0..elements.all.len()).find_map(|n| {
        let kind = elements.attribute(n, "Type")?;
        let leads_there = KINDS.iter().any(|(relationship, _)| kind == *relationship);
        leads_there.then(|| elements.attribute(n, "Target"))?
    });
    Ok(target.map(|target| match target.strip_prefix('/') {
        Some(whole) => whole.to_owned(),
        None => format!("word/{}", target.trim_start_matches("./")),
    }))
}

/// The numbers of the comments that careword has written.
pub(super) fn ours(source: &str) -> Vec<String> {
    let Some(elements) = Elements::of(source) else { return Vec::new() };
    let is_ours = |n: &usize| {
        elements.all[*n].name() == "comment"
            && elements.attribute(*n, "author").as_deref() == Some(AUTHOR)
    };
    (0..elements.all.len()).filter(is_ours).filter_map(|n| elements.attribute(n, "id")).collect()
}

/// The parts of a package that change when comments are added to it.
pub(super) fn add(
    package: &mut Package<'_>,
    pen: &Pen<'_>,
) -> Result<BTreeMap<String, Vec<u8>>, Unreadable> {
    let mut changed = BTreeMap::new();
    let known = part(package)?;
    let name = known.clone().unwrap_or_else(|| "word/comments.xml".to_owned());
    if known.is_some() && package.has(&name) {
        let source = text(package, &name)?;
        let elements = Elements::of(&source).ok_or_else(|| damaged(&name))?;
        let prefix = elements.all[0].prefix();
        let comments = pen.comments.iter().map(|remark| comment(remark, prefix, pen));
        let comments = comments.collect::<String>();
        changed.insert(name.clone(), append(&source, &comments).ok_or_else(|| damaged(&name))?);
        return Ok(changed);
    }
    let document = document(package)?;
    let source = text(package, &document)?;
    let (relationship, namespace) = KINDS[usize::from(source.contains(KINDS[1].1))];
    let comments = pen.comments.iter().map(|remark| comment(remark, "w:", pen));
    let source = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
         <w:comments xmlns:w=\"{namespace}\">{}</w:comments>",
        comments.collect::<String>()
    );
    let types = text(package, TYPES)?;
    if !types.contains(&format!("\"/{name}\"")) {
        let prefix =
            Elements::of(&types).map_or_else(String::new, |e| e.all[0].prefix().to_owned());
        let entry = format!("<{prefix}Override PartName=\"/{name}\" ContentType=\"{CONTENT}\"/>");
        changed.insert(TYPES.to_owned(), append(&types, &entry).ok_or_else(|| damaged(TYPES))?);
    }
    if known.is_none() {
        let empty = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships \
            xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"></Relationships>";
        let leads = relationships(&document);
        let has = package.has(&leads);
        let old = if has { text(package, &leads)? } else { empty.to_owned() };
        let prefix = Elements::of(&old).map_or_else(String::new, |e| e.all[0].prefix().to_owned());
        let id =
            (1..).map(|n| format!("careword{n}")).find(|id| !old.contains(&format!("\"{id}\"")));
        let id = id.unwrap_or_default();
        let entry = format!(
            "<{prefix}Relationship Id=\"{id}\" Type=\"{relationship}\" Target=\"comments.xml\"/>"
        );
        let new = append(&old, &entry).ok_or_else(|| damaged(&leads))?;
        changed.insert(leads, new);
    }
    changed.insert(name, source.into_bytes());
    Ok(changed)
}

/// The name of the document itself, whose comments these are.
fn document(package: &Package<'_>) -> Result<String, Unreadable> {
    package.word_document().map(str::to_owned).ok_or_else(|| damaged("word/document.xml"))
}

/// The name of the part that says which others a document needs (ECMA-376 part 2, 9.3).
fn relationships(document: &str) -> String {
    let (folder, name) = document.rsplit_once('/').unwrap_or(("", document));
    format!("{folder}/_rels/{name}.rels")
}

/// A part of markup. What is not UTF-8 is said to be damaged.
fn text(package: &mut Package<'_>, name: &str) -> Result<String, Unreadable> {
    String::from_utf8(package.part(name)?).map_err(|_| damaged(name))
}

/// A source with an entry at the end of its outermost element; its other bytes stay.
fn append(source: &str, entry: &str) -> Option<Vec<u8>> {
    let elements = Elements::of(source)?;
    let root = &elements.all[0];
    let at = root.inner.end;
    let source = match root.is_empty() {
        true => format!("{}>{entry}</{}>{}", &source[..at - 2], root.qualified, &source[at..]),
        false => format!("{}{entry}{}", &source[..at], &source[at..]),
    };
    Some(source.into_bytes())
}

fn comment(remark: &Remark, p: &str, pen: &Pen<'_>) -> String {
    let mut out =
        format!("<{p}comment {p}id=\"{}\" {} {p}initials=\"cw\">", remark.number, pen.signature(p));
    for (i, line) in remark.lines.iter().enumerate() {
        let mark = if i == 0 { format!("<{p}r><{p}annotationRef/></{p}r>") } else { String::new() };
        let line = partial_escape(line);
        out.push_str(&format!(
            "<{p}p>{mark}<{p}r><{p}t xml:space=\"preserve\">{line}</{p}t></{p}r></{p}p>"
        ));
    }
    out.push_str(&format!("</{p}comment>"));
    out
}
