//! What the TOML reader says of a file that does not read, in words for people who know no TOML.
//!
//! Where in the file that is, and what is wrong with one that reads, is for whoever reads it.

use super::nearest;

/// The name most like `wanted`, or all there are, as the end of a sentence; `all` begins the list.
pub(crate) fn meant<'a>(
    wanted: &str,
    known: impl Iterator<Item = &'a str> + Clone,
    all: &str,
) -> String {
    match nearest(&wanted.to_lowercase(), known.clone()).first() {
        Some(near) => format!("; did you mean “{near}”?"),
        None => format!("; {all} {}", known.collect::<Vec<_>>().join(", ")),
    }
}

/// What serde or the TOML reader says, in plain words.
pub(crate) fn in_words(message: &str) -> String {
    let quoted = message.split('`').skip(1).step_by(2);
    let (first, others) = (quoted.clone().next().unwrap_or_default(), quoted.skip(1));
    if message.starts_with("unknown field") {
        return format!("there is no key “{first}” here{}", meant(first, others, "there are"));
    }
    if message.starts_with("unknown variant") {
        return format!("“{first}” is no value for this key{}", meant(first, others, "it may be"));
    }
    if message.starts_with("missing field") {
        return format!("the key “{first}” is missing in this section");
    }
    if let Some(types) = message.strip_prefix("invalid type: ")
        && let Some((found, wanted)) = types.split_once(", expected ")
    {
        let (found, wanted) = (kind(found), kind(wanted));
        // One of several sections, or a key written as a section.
        let twice = if (found, wanted) == (SECTION, LIST) { ", or a section in [[ ]]" } else { "" };
        return format!("this is {found}; it should be {wanted}{twice}");
    }
    let known = MESSAGES.iter().find(|(start, _)| message.starts_with(start));
    known.map_or_else(
        || format!("this cannot be read as TOML ({})", message.replace('\n', "; ")),
        |(_, plain)| (*plain).to_owned(),
    )
}

/// How messages of the TOML reader begin, and what they mean to somebody who knows no TOML.
const MESSAGES: [(&str, &str); 8] = [
    ("duplicate key", "this stands here a second time; keep one of the two"),
    ("string values must be quoted", "put this in straight quotation marks, as in \"avoid\""),
    ("wanted string", "this should be a word in straight quotation marks"),
    ("invalid basic string", "a quotation mark is missing where this ends"),
    ("missing comma between array elements", "a comma, or a ], is missing before this"),
    ("key with no value", "an = is missing here"),
    ("unclosed table", "a ] is missing here"),
    (
        "unexpected key or value",
        "nothing may follow here on the same line; inside quotation marks write curly ones, “ ”",
    ),
];

const LIST: &str = "a list in [ ]";
const SECTION: &str = "a section with keys";

/// What serde calls a type, in plain words.
fn kind(name: &str) -> &str {
    let bare = name.split([' ', '`', '"']).find(|word| *word != "a").unwrap_or(name);
    match bare {
        "integer" | "floating" => "a number",
        "boolean" => "“true” or “false”",
        "string" | "path" => "words in quotation marks",
        "sequence" => LIST,
        "map" | "struct" => SECTION,
        _ => name,
    }
}
