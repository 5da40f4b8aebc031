//! What careword's tracked changes come to when they are accepted or rejected, read from the XML in
//! as few lines as may be.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::BTreeMap;

fn attribute(tag: &BytesStart<'_>, name: &str) -> String {
    let mut attributes = tag.attributes().flatten();
    let found = attributes.find(|a| a.key.local_name().as_ref() == name);
    found.map_or_else(String::new, |a| a.value.into_owned())
}

/// What careword's changes come to when a person takes all of them, or none.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Then {
    Accepted,
    Rejected,
}

/// The paragraphs of a Word part, somebody else's changes left as they are.
pub(crate) fn word(xml: &str, then: Then) -> Vec<String> {
    let mut reader = Reader::from_str(xml);
    let mut open: Vec<String> = Vec::new();
    let mut paragraphs = Vec::new();
    let mut gone = 0;
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => return paragraphs,
            Event::Start(tag) => {
                let mut name = tag.local_name().as_ref().to_owned();
                let ours = attribute(&tag, "author") == "careword";
                if ours && name == (if then == Then::Accepted { "del" } else { "ins" }) {
                    name = "gone".to_owned();
                    gone += 1;
                } else if name == "p" {
                    paragraphs.push(String::new());
                }
                open.push(name);
            }
            Event::End(_) => gone -= usize::from(open.pop().unwrap() == "gone"),
            Event::Empty(tag) if gone == 0 => {
                let sign = match tag.local_name().as_ref() {
                    "tab" => "\t",
                    "noBreakHyphen" => "-",
                    _ => "",
                };
                if open.last().unwrap() == "r" {
                    paragraphs.last_mut().unwrap().push_str(sign);
                }
            }
            event
                if gone == 0
                    && ["t", "delText"].iter().any(|t| open.last().is_some_and(|o| o == t)) =>
            {
                paragraphs.last_mut().unwrap().push_str(&words(&event));
            }
            _ => {}
        }
    }
}

/// The words of an event.
fn words(event: &Event<'_>) -> String {
    match event {
        Event::Text(text) => text.to_string(),
        Event::GeneralRef(name) => {
            quick_xml::escape::unescape(&format!("&{};", name.as_ref())).unwrap().into_owned()
        }
        _ => String::new(),
    }
}

/// The paragraphs of an OpenDocument body, comments left out.
pub(crate) fn opendocument(xml: &str, then: Then) -> Vec<String> {
    let mut reader = Reader::from_str(xml);
    let mut open: Vec<String> = Vec::new();
    let mut paragraphs = vec![String::new()];
    // By the name of a change of ours: what it has struck out.
    let mut ours: BTreeMap<String, String> = BTreeMap::new();
    let mut region = String::new();
    let mut skipped = false;
    loop {
        let event = reader.read_event().unwrap();
        let is_in = |name: &str| open.iter().any(|o| o == name);
        match &event {
            Event::Eof => return paragraphs,
            Event::Start(tag) => {
                let name = tag.local_name().as_ref().to_owned();
                match name.as_str() {
                    "changed-region" => region = attribute(tag, "id"),
                    "p" | "h" if !is_in("tracked-changes") && !is_in("annotation") => {
                        paragraphs.push(String::new());
                    }
                    _ => {}
                }
                open.push(name);
            }
            Event::End(_) => drop(open.pop()),
            Event::Empty(tag) => {
                let struck = ours.get(&attribute(tag, "change-id"));
                match (tag.local_name().as_ref(), struck) {
                    ("change", Some(struck)) if then == Then::Rejected => {
                        paragraphs.last_mut().unwrap().push_str(struck);
                    }
                    ("change-start", Some(_)) => skipped = then == Then::Rejected,
                    ("change-end", Some(_)) => skipped = false,
                    ("tab", _) => paragraphs.last_mut().unwrap().push('\t'),
                    _ => {}
                }
            }
            event if is_in("tracked-changes") => {
                if is_in("creator") && words(event) == "careword" {
                    ours.insert(region.clone(), String::new());
                } else if is_in("deletion")
                    && is_in("p")
                    && let Some(struck) = ours.get_mut(&region)
                {
                    struck.push_str(&words(event));
                }
            }
            event if is_in("text") && !is_in("annotation") && !skipped => {
                paragraphs.last_mut().unwrap().push_str(&words(event));
            }
            _ => {}
        }
    }
}
