//! What every report in XML needs: its first line, and text made fit for an attribute or an element.

use super::wrap::collapse;
use quick_xml::escape::escape;

/// What comes first in every one.
pub(super) const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// A text on one line with nothing in it that XML 1.0 forbids or reads as its own.
pub(super) fn text(text: &str) -> String {
    let line = collapse(&[(text, None)]).text.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}");
    escape(line).into_owned()
}
