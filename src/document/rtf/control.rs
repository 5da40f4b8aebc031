//! RTF as it is written (Rich Text Format Specification 1.9.1, "RTF Syntax"): one token at a time,
//! and which code page its bytes are in.
//!
//! What a control word means is for the reader.

use encoding_rs::{
    BIG5, EUC_KR, Encoding, GBK, IBM866, MACINTOSH, SHIFT_JIS, UTF_8, X_USER_DEFINED,
};

/// A part of an RTF text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `{`.
    Open,
    /// `}`.
    Close,
    /// A control word and its number: `\fs24`. The space that ends it belongs to it, and so do the
    /// bytes that `\bin` announces.
    Word(&'a str, Option<i32>),
    /// A backslash and a character that is no letter: `\~`.
    Symbol(char),
    /// A byte in hexadecimal digits: `\'e9`.
    Byte(u8),
    /// A line end, which means nothing.
    LineEnd,
    /// Words as they are read.
    Words(&'a str),
}

/// The token that a text begins with, and its length in bytes. The text is not empty; every
/// character of it stands for one byte of the file.
pub(super) fn next_token(text: &str) -> (Token<'_>, usize) {
    match text.as_bytes()[0] {
        b'{' => (Token::Open, 1),
        b'}' => (Token::Close, 1),
        b'\r' | b'\n' => (Token::LineEnd, 1),
        b'\\' => command(text),
        _ => {
            let len = text.find(['{', '}', '\\', '\r', '\n']).unwrap_or(text.len());
            (Token::Words(&text[..len]), len)
        }
    }
}

/// What begins with a backslash.
fn command(text: &str) -> (Token<'_>, usize) {
    let bytes = text.as_bytes();
    let letters = bytes[1..].iter().take_while(|b| b.is_ascii_alphabetic()).count();
    if letters == 0 {
        let Some(symbol) = text[1..].chars().next() else { return (Token::Symbol('\\'), 1) };
        if symbol == '\''
            && let Some(digits) = text.get(2..4)
            && digits.bytes().all(|b| b.is_ascii_hexdigit())
            && let Ok(byte) = u8::from_str_radix(digits, 16)
        {
            return (Token::Byte(byte), 4);
        }
        return (Token::Symbol(symbol), 1 + symbol.len_utf8());
    }
    let name = &text[1..=letters];
    let start = 1 + letters;
    let sign = usize::from(bytes.get(start) == Some(&b'-'));
    let digits = bytes[start + sign..].iter().take_while(|b| b.is_ascii_digit()).count();
    let mut len = if digits == 0 { start } else { start + sign + digits };
    let number = text[start..len].parse().ok();
    len += usize::from(bytes.get(len) == Some(&b' '));
    if name == "bin" {
        let count = number.and_then(|n: i32| usize::try_from(n).ok()).unwrap_or(0);
        len += text[len..].chars().take(count).map(char::len_utf8).sum::<usize>();
    }
    (Token::Word(name, number), len)
}

/// The encoding of a Windows code page, where it is one that the web knows too.
pub(super) fn code_page(number: i32) -> Option<&'static Encoding> {
    match number {
        866 => Some(IBM866),
        932 => Some(SHIFT_JIS),
        936 => Some(GBK),
        949 => Some(EUC_KR),
        950 => Some(BIG5),
        10000 => Some(MACINTOSH),
        65001 => Some(UTF_8),
        number => Encoding::for_label(format!("windows-{number}").as_bytes()),
    }
}

/// The encoding of a font by its `\fcharset`; none where it is that of the document.
pub(super) fn charset(number: i32) -> Option<&'static Encoding> {
    let page = match number {
        // Signs that are no letters: these bytes become characters for private use.
        2 => return Some(X_USER_DEFINED),
        77 => 10000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    };
    code_page(page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens() {
        let table = [
            ("{a", Token::Open, 1),
            ("}", Token::Close, 1),
            ("a b\\c", Token::Words("a b"), 3),
            ("é{", Token::Words("é"), 2),
            ("\\b x", Token::Word("b", None), 3),
            ("\\b0x", Token::Word("b", Some(0)), 3),
            ("\\li-360  x", Token::Word("li", Some(-360)), 8),
            ("\\b-x", Token::Word("b", None), 2),
            ("\\u99999999999 x", Token::Word("u", None), 14),
            ("\\'e9x", Token::Byte(0xE9), 4),
            ("\\'é", Token::Symbol('\''), 2),
            ("\\'+1", Token::Symbol('\''), 2),
            ("\\é", Token::Symbol('é'), 3),
            ("\\", Token::Symbol('\\'), 1),
            ("\\bin3 }é{}", Token::Word("bin", Some(3)), 10),
            ("\\bin9 }", Token::Word("bin", Some(9)), 7),
            ("\\bin-1 }", Token::Word("bin", Some(-1)), 7),
        ];
        for (text, token, len) in table {
            assert_eq!(next_token(text), (token, len), "{text}");
        }
    }
}
