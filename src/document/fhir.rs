//! Reads FHIR resources in JSON (R4 and R5): what people have written in them.
//!
//! Every element with words becomes a document of its own, whose place is the FHIRPath of the
//! element; offsets are those of its text, out of JSON. A file holds one resource, a bundle of them,
//! or one a line (NDJSON, as bulk export writes it). Which elements are read is in one table.

use super::detect::container;
use super::package::MOST_IN_ALL;
use super::{Document, Format, Unreadable};
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde::Deserialize;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::fmt;

/// The elements that are for people to read, by the ends of their paths, and what is in them
/// (hl7.org/fhir/R4 and R5, the definitions of the resources). Not read are codes, identifiers and
/// the `display` of codings: they are chosen from lists. A `text` beside a `coding` only repeats it.
const NARRATIVE: &[(&str, Format)] = &[
    // Narrative, of any resource and of the sections of a Composition.
    ("text.div", Format::Html),
    // Annotation, in any resource.
    ("note.text", Format::Markdown),
    // CodeableConcept, where somebody has typed what no code says.
    ("code.text", Format::Plain),
    ("concept.text", Format::Plain),
    ("followUp.text", Format::Plain),
    ("interpretation.text", Format::Plain),
    ("outcome.text", Format::Plain),
    ("outcomeCodeableConcept.text", Format::Plain),
    ("reasonCode.text", Format::Plain),
    ("statusReason.text", Format::Plain),
    ("valueCodeableConcept.text", Format::Plain),
    // Dosage, in any resource.
    ("dosage.patientInstruction", Format::Plain),
    ("dosage.text", Format::Plain),
    ("dosageInstruction.patientInstruction", Format::Plain),
    ("dosageInstruction.text", Format::Plain),
    ("Goal.description.text", Format::Plain),
    ("AllergyIntolerance.reaction.description", Format::Plain),
    ("Appointment.comment", Format::Plain),
    ("Appointment.description", Format::Plain),
    ("CarePlan.activity.detail.description", Format::Plain),
    ("CarePlan.description", Format::Plain),
    ("CarePlan.title", Format::Plain),
    ("ClinicalImpression.description", Format::Plain),
    ("ClinicalImpression.finding.basis", Format::Plain),
    ("ClinicalImpression.summary", Format::Plain),
    ("Communication.payload.contentString", Format::Plain),
    ("CommunicationRequest.payload.contentString", Format::Plain),
    ("Composition.title", Format::Plain),
    ("section.title", Format::Plain),
    ("DiagnosticReport.conclusion", Format::Markdown),
    ("DocumentReference.description", Format::Markdown),
    ("Observation.valueString", Format::Plain),
    ("Observation.component.valueString", Format::Plain),
    ("answer.valueString", Format::Plain),
    ("RiskAssessment.mitigation", Format::Plain),
    ("RiskAssessment.prediction.rationale", Format::Plain),
    ("ServiceRequest.patientInstruction", Format::Markdown),
    ("Task.description", Format::Plain),
];

/// What is never read, whatever stands in it.
const SILENT: &[&str] = &["coding", "extension", "identifier", "meta", "modifierExtension"];

/// The media types of attachments that are read.
const ATTACHED: &[(&str, Format)] = &[
    ("application/rtf", Format::Rtf),
    ("application/vnd.oasis.opendocument.text", Format::OpenDocument),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", Format::Word),
    ("application/xhtml+xml", Format::Html),
    ("text/html", Format::Html),
    ("text/markdown", Format::Markdown),
    ("text/plain", Format::Plain),
    ("text/rtf", Format::Rtf),
];

/// How many times the size of the file all attached packages together may have once they are
/// unpacked, if that is more than one package may have. Letters have some ten times their packed
/// size.
const RATIO: u64 = 20;

/// Base64 as FHIR has it, lenient about the signs at its end.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Whether a text begins as a resource does: with an object that has a type.
pub(super) fn is_fhir(text: &[u8]) -> bool {
    let mut found = false;
    if text.starts_with(b"{") {
        // The first object decides; it need not be whole, and it ends as an error once it is known.
        let _ = serde_json::Deserializer::from_slice(text).deserialize_map(Type(&mut found));
    }
    found
}

/// Looks for a `resourceType`.
struct Type<'a>(&'a mut bool);

impl<'de> Visitor<'de> for Type<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a resource")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<Cow<'_, str>>()? {
            if key == "resourceType" {
                *self.0 = map.next_value::<Cow<'_, str>>().is_ok_and(|name| is_name(&name));
                return Err(A::Error::custom("known"));
            }
            map.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }
}

/// Whether a text could be the type of a resource.
fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// As much of a resource as tells how to read it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Head<'a> {
    #[serde(borrow)]
    resource_type: Cow<'a, str>,
    #[serde(borrow, default)]
    entry: Option<&'a RawValue>,
}

/// An entry of a bundle.
#[derive(Deserialize)]
struct Entry<'a> {
    #[serde(borrow, default)]
    resource: Option<&'a RawValue>,
}

/// The documents in a file: one for each element with words.
pub(super) fn documents(bytes: &[u8]) -> Result<Vec<Document>, Unreadable> {
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut resources = Vec::new();
    let mut values = serde_json::Deserializer::from_slice(text).into_iter::<&RawValue>();
    let (mut line, mut seen) = (1, 0);
    let mut room = MOST_IN_ALL.max((bytes.len() as u64).saturating_mul(RATIO));
    loop {
        let end = values.byte_offset();
        let start = end + text[end..].iter().take_while(|b| b.is_ascii_whitespace()).count();
        line += memchr::memchr_iter(b'\n', &text[seen..start]).count();
        seen = start;
        let problem = "is no whole FHIR resource";
        let damaged =
            |_| Unreadable::Broken(format!("is damaged: what begins on line {line} {problem}"));
        let Some(value) = values.next() else { break };
        let documents = value.and_then(|value| resource(value, &mut room)).map_err(damaged)??;
        resources.push((line, documents));
    }
    let many = resources.len() > 1;
    let named = resources.into_iter().flat_map(|(line, documents)| {
        let part = if many { format!("line {line}") } else { String::new() };
        documents.into_iter().map(move |document| document.in_part(&part))
    });
    Ok(named.collect())
}

/// The documents in one resource. The outer error is one of its JSON.
fn resource(
    value: &RawValue,
    room: &mut u64,
) -> serde_json::Result<Result<Vec<Document>, Unreadable>> {
    let head: Head<'_> = serde_json::from_str(value.get())?;
    let mut walk = Walk { path: String::new(), names: String::new(), documents: Vec::new(), room };
    let entries: Vec<Entry<'_>> = match head.entry {
        Some(entries) if head.resource_type == "Bundle" => serde_json::from_str(entries.get())?,
        _ => {
            let tree: Value = serde_json::from_str(value.get())?;
            return Ok(walk.value(&tree).map(|()| walk.documents));
        }
    };
    // One entry at a time: a large bundle is never held as a tree.
    for (number, entry) in entries.into_iter().enumerate() {
        let Some(resource) = entry.resource else { continue };
        walk.path = format!("Bundle.entry[{number}].resource");
        if let Err(problem) = walk.value(&serde_json::from_str(resource.get())?) {
            return Ok(Err(problem));
        }
    }
    Ok(Ok(walk.documents))
}

/// A walk through a resource, its elements by their names. The parser has seen to it that it is not
/// nested deeply.
struct Walk<'a> {
    /// The FHIRPath of the present element.
    path: String,
    /// The same from the innermost resource on, and without numbers.
    names: String,
    documents: Vec<Document>,
    /// How many more bytes attached packages may unpack to.
    room: &'a mut u64,
}

impl Walk<'_> {
    fn value(&mut self, value: &Value) -> Result<(), Unreadable> {
        match value {
            Value::Object(fields) => self.object(fields)?,
            Value::Array(values) => {
                let length = self.path.len();
                for (number, value) in values.iter().enumerate() {
                    self.path.push_str(&format!("[{number}]"));
                    self.value(value)?;
                    self.path.truncate(length);
                }
            }
            Value::String(text) => self.text(text),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
        Ok(())
    }

    fn object(&mut self, fields: &Map<String, Value>) -> Result<(), Unreadable> {
        let start = self.path.len();
        let mut outer = None;
        let kind = fields.get("resourceType").and_then(Value::as_str);
        if let Some(kind) = kind.filter(|kind| is_name(kind)) {
            match start {
                0 => self.path.push_str(kind),
                _ => self.path.push_str(&format!(".ofType({kind})")),
            }
            outer = Some(std::mem::replace(&mut self.names, kind.to_owned()));
        }
        self.attachment(fields)?;
        for (name, value) in fields {
            let is_element = name.bytes().all(|b| b.is_ascii_alphanumeric());
            let repeats = name == "text" && fields.contains_key("coding");
            if !is_element || repeats || SILENT.contains(&name.as_str()) {
                continue;
            }
            let (path, names) = (self.path.len(), self.names.len());
            for text in [&mut self.path, &mut self.names] {
                text.push('.');
                text.push_str(name);
            }
            self.value(value)?;
            self.path.truncate(path);
            self.names.truncate(names);
        }
        self.path.truncate(start);
        if let Some(outer) = outer {
            self.names = outer;
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        let is_end = |end: &str| {
            let before = self.names.strip_suffix(end);
            before.is_some_and(|before| before.is_empty() || before.ends_with('.'))
        };
        let format = NARRATIVE.iter().find(|(end, _)| is_end(end)).map(|(_, format)| *format);
        if let Some(format) = format
            && !text.trim().is_empty()
        {
            self.documents.push(Document::new(text, format).in_part(&self.path));
        }
    }

    /// Reads an attachment (Attachment, or the resource Binary) that holds its text itself.
    fn attachment(&mut self, fields: &Map<String, Value>) -> Result<(), Unreadable> {
        let field = |name: &str| fields.get(name).and_then(Value::as_str);
        let (Some(kind), Some(data)) = (field("contentType"), field("data")) else {
            return Ok(());
        };
        let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let Some((_, promised)) = ATTACHED.iter().find(|(name, _)| *name == kind) else {
            return Ok(());
        };
        let place = format!("{}.data", self.path);
        let problem =
            |what: &str| Unreadable::Broken(format!("has an attachment that {what}: {place}"));
        let data: Vec<u8> = data.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
        let bytes = BASE64.decode(data).map_err(|_| problem("is no base64"))?;
        let format = match container(&bytes, None) {
            // Only a program of its own takes the text out of it.
            Some(Format::Pdf) => return Ok(()),
            held => held.unwrap_or(*promised),
        };
        let documents = Document::all(&bytes, format).map_err(|error| match error {
            Unreadable::Broken(what) => problem(&what),
            Unreadable::NotText => problem("is not text"),
        })?;
        if matches!(format, Format::Word | Format::OpenDocument) {
            let size: usize = documents.iter().map(|document| document.source.len()).sum();
            *self.room = self.room.checked_sub(size as u64).ok_or_else(|| {
                problem("unpacks, with those before it, to far more than a person writes")
            })?;
        }
        self.documents.extend(documents.into_iter().map(|document| document.in_part(&place)));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every text that is read, with its place.
    fn read(file: &str) -> Result<Vec<String>, Unreadable> {
        let show = |document: &Document| {
            let regions = document.regions.iter();
            let words = regions.map(|region| &document.prose.text[region.span.range()]);
            let words = words.collect::<Vec<_>>().join(" / ");
            format!("{}: {words}", document.places[0].1)
        };
        Ok(documents(file.as_bytes())?.iter().map(show).collect())
    }

    #[test]
    fn what_people_have_written_is_read() {
        let table: &[(&str, &[&str])] = &[
            (
                r#"{"resourceType":"Composition","title":"Letter","section":[{"title":"Risk","text":
                {"status":"generated","div":"<div><p>He &amp; <b>she</b></p></div>"},
                "section":[{"title":"Plan","code":{"text":"x","coding":[{"display":"y"}]}}]}]}"#,
                &[
                    "Composition.section[0].section[0].title: Plan",
                    "Composition.section[0].text.div: He & she",
                    "Composition.section[0].title: Risk",
                    "Composition.title: Letter",
                ],
            ),
            (
                r#"{"id":"c","resourceType":"Condition","code":{"text":"Low mood"},"note":
                [{"text":"**a**\n\nb"},{"text":" "}],"extension":[{"valueString":"x"}],
                "contained":[{"resourceType":"Observation","valueString":"c\u00e9"}],
                "subject":{"display":"x"},"_note":[{"text":"x"}]}"#,
                &[
                    "Condition.code.text: Low mood",
                    "Condition.contained[0].ofType(Observation).valueString: cé",
                    "Condition.note[0].text: a / b",
                ],
            ),
            (
                r#"{"resourceType":"Bundle","entry":[{"fullUrl":"x"},{"resource":{"resourceType":
                "Flag","code":{"text":"a"}}},{"resource":{"resourceType":"Bundle","entry":
                [{"resource":{"resourceType":"DiagnosticReport","conclusion":"b"}}]}}]}"#,
                &[
                    "Bundle.entry[1].resource.ofType(Flag).code.text: a",
                    "Bundle.entry[2].resource.ofType(Bundle).entry[0].resource\
                     .ofType(DiagnosticReport).conclusion: b",
                ],
            ),
            (
                "{\"resourceType\":\"Task\",\"description\":\"a\"}\n\n{\"resourceType\":\"Task\"}\r\n\
                 {\"resourceType\":\"CarePlan\",\"description\":\"b\"}\n",
                &["line 1, Task.description: a", "line 4, CarePlan.description: b"],
            ),
            // An address, the description of a list of codes: nobody's words about anybody.
            (r#"{"resourceType":"ValueSet","description":"a","address":[{"text":"b"}]}"#, &[]),
        ];
        for (file, expected) in table {
            assert_eq!(read(file).unwrap(), *expected, "{file}");
        }
    }

    #[test]
    fn attachments_are_read_by_what_they_hold() {
        let file = |kind: &str, bytes: &[u8]| {
            let data = BASE64.encode(bytes);
            let (first, rest) = data.split_at(4);
            let attachment = format!(r#"{{"contentType":"{kind}","data":"{first}\n{rest}"}}"#);
            let content = format!(r#""content":[{{"attachment":{attachment}}}]"#);
            format!(r#"{{"resourceType":"DocumentReference",{content}}}"#)
        };
        let place = "DocumentReference.content[0].attachment.data";
        let table: [(&str, &[u8], &[&str]); 5] = [
            ("text/plain; charset=utf-8", b"caf\xC3\xA9", &["café"]),
            ("TEXT/HTML", b"<p>a<p>b", &["a / b"]),
            ("text/plain", b"{\\rtf1 a\\par b}", &["a / b"]),
            ("image/png", b"\x89PNG", &[]),
            ("application/pdf", b"%PDF-1.4", &[]),
        ];
        for (kind, bytes, words) in table {
            let expected: Vec<_> = words.iter().map(|words| format!("{place}: {words}")).collect();
            let read = read(&file(kind, bytes)).unwrap();
            let read: Vec<_> = read.iter().map(|r| r.replace(", paragraph 1", "")).collect();
            assert_eq!(read, expected, "{kind}");
        }
        let problem = format!("has an attachment that is no RTF: {place}");
        assert_eq!(read(&file("text/rtf", b"a b c")), Err(Unreadable::Broken(problem)));
        let problem = format!("has an attachment that is no base64: {place}");
        let broken = file("text/plain", b"abcdef").replace("YWJj", "Y*Jj");
        assert_eq!(read(&broken), Err(Unreadable::Broken(problem)));
    }

    /// Each may be as long as a letter; all of them together are no letters.
    #[test]
    fn attached_packages_have_a_limit_together() {
        let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        archive.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
        let text = "<w:document><w:p><w:t>a</w:t></w:p></w:document>";
        std::io::Write::write_all(&mut archive, text.as_bytes()).unwrap();
        let data = BASE64.encode(archive.finish().unwrap().into_inner());
        let kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
        let binary =
            format!(r#"{{"resourceType":"Binary","contentType":"{kind}","data":"{data}"}}"#);
        let value = RawValue::from_string(binary).unwrap();
        let mut room = text.len() as u64 * 2;
        let mut read = || resource(&value, &mut room).unwrap().map(|documents| documents.len());
        assert_eq!([read(), read()], [Ok(1), Ok(1)]);
        let what = "unpacks, with those before it, to far more than a person writes";
        let problem = format!("has an attachment that {what}: Binary.data");
        assert_eq!(read(), Err(Unreadable::Broken(problem)));
    }

    #[test]
    fn what_is_damaged_is_said_to_be() {
        let deep = |n: usize| {
            format!("{{\"resourceType\":\"Task\",\"x\":{}{}}}", "[".repeat(n), "]".repeat(n))
        };
        assert!(read(&deep(100)).is_ok());
        let table = [
            ("{\"resourceType\":\"Task\"}\n{\"resourceType\":\"Ta", 2),
            ("\n{\"resourceType\":\"Task\"} x", 2),
            ("{\"resourceType\":7}", 1),
            ("He refused.", 1),
            (&deep(100_000), 1),
        ];
        for (file, line) in table {
            let problem = "is no whole FHIR resource";
            let expected = format!("is damaged: what begins on line {line} {problem}");
            assert_eq!(read(file), Err(Unreadable::Broken(expected)), "{file:.60}");
        }
        assert_eq!(read(""), Ok(Vec::new()));
    }

    #[test]
    fn a_resource_is_known_by_its_type() {
        let table = [
            (r#"{"resourceType":"Task","#, true),
            (r#"{"id":{"resourceType":"x"},"resourceType":"Task"}"#, true),
            (r#"{"data":{"resourceType":"Task"}}"#, false),
            (r#"{"resourceType":"a book"}"#, false),
            (r#"{"id":"x"}"#, false),
            (r#"[{"resourceType":"Task"}]"#, false),
            ("", false),
        ];
        for (text, expected) in table {
            assert_eq!(is_fhir(text.as_bytes()), expected, "{text}");
        }
    }
}
