//! From a file's bytes to text, and from an offset in the text back to one in the file.
//!
//! UTF-8 and UTF-16 are told by their marks or by being well formed; what is neither is taken for
//! Windows-1252, which is what older record systems export. Which files to open, and what to do
//! with one that is no text, is the caller's business.

use crate::text::lines::Lines;
use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::fmt;

/// How many bytes are searched for a NUL. Version control systems look as far.
const LOOK: usize = 8 * 1024;

/// How a file's bytes spell its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8 {
        /// Whether the file begins with the three bytes of a byte order mark.
        bom: bool,
    },
    /// UTF-16, low byte first, with its byte order mark of two bytes.
    Utf16Le,
    /// UTF-16, high byte first, with its byte order mark of two bytes.
    Utf16Be,
    /// Windows-1252: one byte for each character.
    Windows1252,
}

/// The bytes are no text. It carries none of them, so that no error message can quote a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotText;

impl fmt::Display for NotText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("is not text (it has NUL bytes)")
    }
}

impl std::error::Error for NotText {}

/// Decodes a file. The text has no byte order mark; bytes that mean nothing in UTF-16 become
/// U+FFFD, one for each code unit, and a lone last byte is left out.
///
/// # Errors
/// When there is a NUL near the start, as there is in nearly every file that is no text.
pub(super) fn decode(bytes: &[u8]) -> Result<(String, Encoding), NotText> {
    match bytes {
        [0xFF, 0xFE, rest @ ..] => {
            let (text, _) = UTF_16LE.decode_without_bom_handling(whole_units(rest));
            text_only(text.into_owned(), Encoding::Utf16Le)
        }
        [0xFE, 0xFF, rest @ ..] => {
            let (text, _) = UTF_16BE.decode_without_bom_handling(whole_units(rest));
            text_only(text.into_owned(), Encoding::Utf16Be)
        }
        [0xEF, 0xBB, 0xBF, rest @ ..] if std::str::from_utf8(rest).is_ok() => {
            let text = String::from_utf8_lossy(rest).into_owned();
            text_only(text, Encoding::Utf8 { bom: true })
        }
        _ => {
            if has_nul(bytes) {
                return Err(NotText);
            }
            Ok(match std::str::from_utf8(bytes) {
                Ok(text) => (text.to_owned(), Encoding::Utf8 { bom: false }),
                Err(_) => {
                    let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
                    (text.into_owned(), Encoding::Windows1252)
                }
            })
        }
    }
}

/// Every byte as one character, so that bytes can be counted in the text: for formats that spell
/// other characters in letters.
pub(super) fn one_byte(bytes: &[u8]) -> (String, Encoding) {
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
    (text.into_owned(), Encoding::Windows1252)
}

/// The bytes that make whole UTF-16 units.
fn whole_units(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.len() / 2 * 2]
}

/// A text whose encoding a mark promised may still be none: UTF-32 begins like UTF-16.
fn text_only(text: String, encoding: Encoding) -> Result<(String, Encoding), NotText> {
    if has_nul(text.as_bytes()) { Err(NotText) } else { Ok((text, encoding)) }
}

fn has_nul(bytes: &[u8]) -> bool {
    memchr::memchr(0, &bytes[..bytes.len().min(LOOK)]).is_some()
}

impl Encoding {
    /// A text as the file spells it, without a byte order mark; `None` where it cannot.
    pub fn encode(self, text: &str) -> Option<Vec<u8>> {
        Some(match self {
            Self::Utf8 { .. } => text.as_bytes().to_vec(),
            Self::Utf16Le => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            Self::Utf16Be => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            Self::Windows1252 => {
                let (bytes, _, lossy) = WINDOWS_1252.encode(text);
                return (!lossy).then(|| bytes.into_owned());
            }
        })
    }

    /// Where a byte offset into the decoded source stands in the file's own bytes, byte order mark
    /// counted. Takes the same short time at any offset: see [`Lines::utf16_before`].
    pub fn file_offset(self, source: &str, lines: &Lines, offset: usize) -> usize {
        match self {
            Self::Utf8 { bom } => offset + if bom { 3 } else { 0 },
            // A lone surrogate is one unit, and so is the U+FFFD it became.
            Self::Utf16Le | Self::Utf16Be => 2 + 2 * lines.utf16_before(source, offset),
            Self::Windows1252 => lines.chars_before(source, offset),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(units: &[u16], big: bool) -> Vec<u8> {
        let spell = |u: &u16| {
            if big { u.to_be_bytes() } else { u.to_le_bytes() }
        };
        std::iter::once(&0xFEFF).chain(units).flat_map(spell).collect()
    }

    #[test]
    fn tells_encodings_apart() {
        let table: &[(&[u8], &str, Encoding)] = &[
            (b"", "", Encoding::Utf8 { bom: false }),
            ("né".as_bytes(), "né", Encoding::Utf8 { bom: false }),
            (b"\xEF\xBB\xBFn", "n", Encoding::Utf8 { bom: true }),
            (b"\xEF\xBB\xBF", "", Encoding::Utf8 { bom: true }),
            (b"\xEF\xBB\xBF\xE9", "\u{EF}»¿é", Encoding::Windows1252),
            (b"\xFF\xFEn\0\xE9\0", "né", Encoding::Utf16Le),
            (b"\xFE\xFF\0n\0\xE9", "né", Encoding::Utf16Be),
            (b"\xFF\xFEn\0\xE9", "n", Encoding::Utf16Le),
            (b"\xFF\xFE", "", Encoding::Utf16Le),
            (b"caf\xE9 \x93ok\x94", "café “ok”", Encoding::Windows1252),
            (b"\x81", "\u{81}", Encoding::Windows1252),
        ];
        for (bytes, text, encoding) in table {
            assert_eq!(decode(bytes), Ok(((*text).to_owned(), *encoding)), "{bytes:?}");
        }
    }

    #[test]
    fn refuses_what_is_no_text() {
        let table: &[&[u8]] = &[
            b"\0",
            b"PK\x03\x04\x14\0",
            b"n\0o\0", // UTF-16 without its mark
            b"\xFF\xFE\0\0n\0\0\0",
            b"\xEF\xBB\xBFa\0",
        ];
        for bytes in table {
            assert_eq!(decode(bytes), Err(NotText), "{bytes:?}");
        }
        let mut late = vec![b'a'; LOOK];
        late.push(0);
        assert!(decode(&late).is_ok());
        assert_eq!(NotText.to_string(), "is not text (it has NUL bytes)");
    }

    #[test]
    fn every_character_maps_to_its_own_bytes() {
        let units: Vec<u16> = "aé😀".encode_utf16().chain([0xD800, 0x62, 0xDC00, 0x63]).collect();
        for big in [false, true] {
            let file = utf16(&units.repeat(1500), big);
            let (source, encoding) = decode(&file).unwrap();
            let lines = Lines::new(&source);
            let mut expected = 2;
            for (at, c) in source.char_indices() {
                assert_eq!(encoding.file_offset(&source, &lines, at), expected);
                expected += c.len_utf16() * 2;
            }
            assert_eq!(encoding.file_offset(&source, &lines, source.len()), file.len());
        }
    }

    #[test]
    fn offsets_in_one_byte_encodings() {
        let table: &[(&[u8], &str, usize)] = &[
            (b"caf\xE9 now", "now", 5),
            (b"\xEF\xBB\xBFcaf\xC3\xA9 now", "now", 9),
            (b"caf\xC3\xA9 now", "now", 6),
            (b"caf\xE9 now", "", 0),
        ];
        for (file, word, expected) in table {
            let (source, encoding) = decode(file).unwrap();
            let at = source.find(word).unwrap();
            let lines = Lines::new(&source);
            assert_eq!(encoding.file_offset(&source, &lines, at), *expected);
        }
    }
}
