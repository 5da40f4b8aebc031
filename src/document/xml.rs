//! What Word and OpenDocument files have in common: XML read event by event, and its text as prose.
//!
//! Which elements hold words, and what begins a block, is for the reader of each format.

use super::reader::Reader;
use crate::text::Span;
use quick_xml::Reader as Xml;
use quick_xml::events::{BytesStart, Event};

/// The next event and where it stands; none at the end, or from a fault on.
pub(crate) fn next<'a>(xml: &mut Xml<&'a [u8]>) -> Option<(Event<'a>, Span)> {
    let start = position(xml);
    match xml.read_event() {
        Ok(Event::Eof) | Err(_) => None,
        Ok(event) => Some((event, Span::new(start, position(xml)))),
    }
}

/// Whether a source is read to its end, and every element in it ends.
pub(super) fn is_whole(source: &str) -> bool {
    let mut xml = Xml::from_str(source);
    let mut open = 0_usize;
    loop {
        match xml.read_event() {
            Ok(Event::Start(_)) => open += 1,
            Ok(Event::End(_)) => open = open.saturating_sub(1),
            Ok(Event::Eof) => return open == 0,
            Ok(_) => {}
            Err(_) => return false,
        }
    }
}

fn position(xml: &Xml<&[u8]>) -> usize {
    usize::try_from(xml.buffer_position()).unwrap_or(usize::MAX)
}

/// What words stand between that are written without references.
const CDATA: (&str, &str) = ("<![CDATA[", "]]>");

/// Adds the words of an event to the prose: text as it stands, a reference as what it means.
pub(super) fn push(reader: &mut Reader<'_>, event: &Event<'_>, range: Span) {
    match event {
        Event::Text(_) | Event::CData(_) => {
            let marks = if matches!(event, Event::CData(_)) {
                [CDATA.0.len(), CDATA.1.len()]
            } else {
                [0, 0]
            };
            let start = range.start + marks[0];
            let words = reader.source.get(start..range.end - marks[1]).unwrap_or_default();
            reader.begin();
            reader.push_verbatim(words, start);
        }
        Event::GeneralRef(reference) => {
            let reference = format!("&{};", reference.as_ref());
            let words = quick_xml::escape::unescape(&reference).unwrap_or_default();
            reader.begin();
            reader.push_whole(&words, range);
        }
        _ => {}
    }
}

/// The value of an attribute of a tag, by its name without a prefix.
pub(crate) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let attributes = tag.attributes().flatten();
    let found = attributes.into_iter().find(|a| a.key.local_name().as_ref() == name)?;
    Some(found.value.into_owned())
}
