//! What a word or a string means: integers, floats, booleans, symbols; escapes.
//!
//! Decided: an integer is an `i64`; a literal out of range is a syntax error, and an operation that overflows will be an
//! `Error` (nothing ever wraps). Digits are ASCII. A float that is too large is `inf`. `PI`, `EXP` and the names of
//! operations are symbols for the reader: whoever evaluates gives them their meaning.

use std::borrow::Cow;

use super::constants::Constant;
use super::syntax_error::{EscapeFault, SyntaxError, SyntaxErrorKind};
use crate::text::Span;

/// An integer literal that does not fit 64 bits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OutOfRange;

/// True for words that are symbols at the first glance; most are.
#[inline]
pub(super) fn is_plain(text: &str) -> bool {
    !matches!(text.as_bytes(), [b'0'..=b'9' | b'+' | b'-' | b'T' | b'F', ..])
}

/// What the word `text` is.
///
/// # Errors
/// [`OutOfRange`] for an integer beyond 64 bits.
#[inline]
pub fn word(text: &str) -> Result<Constant<'_>, OutOfRange> {
    match text.as_bytes() {
        [b'0'..=b'9', ..] | [b'+' | b'-', b'0'..=b'9', ..] => number(text),
        b"True" => Ok(Constant::Bool(true)),
        b"False" => Ok(Constant::Bool(false)),
        _ => Ok(Constant::Symbol(text)),
    }
}

/// A word that starts with a digit, or with a sign and a digit.
fn number(text: &str) -> Result<Constant<'_>, OutOfRange> {
    let bytes = text.as_bytes();
    let negative = bytes.first() == Some(&b'-');
    let unsigned = if matches!(bytes.first(), Some(b'+' | b'-')) { &bytes[1..] } else { bytes };
    let (whole, rest) = digits(unsigned);
    if rest.is_empty() {
        // Eighteen digits cannot overflow.
        if whole.len() <= 18 {
            let value = whole.iter().fold(0, |value: i64, &digit| value * 10 + i64::from(digit - b'0'));
            return Ok(Constant::Integer(if negative { -value } else { value }));
        }
        return text.parse().map(Constant::Integer).map_err(|_| OutOfRange);
    }
    if !is_float_tail(rest) {
        return Ok(Constant::Symbol(text));
    }
    // The text has a form that `f64` reads, whatever its size.
    Ok(text.parse().map_or(Constant::Symbol(text), Constant::Float))
}

fn digits(bytes: &[u8]) -> (&[u8], &[u8]) {
    let end = bytes.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(bytes.len());
    bytes.split_at(end)
}

/// `\.\d+`, `\.\d+[eE][-+]?\d+` or `[eE][-+]?\d+`.
fn is_float_tail(tail: &[u8]) -> bool {
    let exponent = match tail.strip_prefix(b".") {
        None => tail,
        Some(fraction) => match digits(fraction) {
            ([], _) => return false,
            (_, []) => return true,
            (_, rest) => rest,
        },
    };
    let [b'e' | b'E', exponent @ ..] = exponent else {
        return false;
    };
    let exponent = if let [b'+' | b'-', rest @ ..] = exponent { rest } else { exponent };
    matches!(digits(exponent), ([_, ..], []))
}

/// The content of the string `raw`, which stands at `start` with both of its quotes. An escape that means nothing is
/// reported to `errors` and left out.
#[inline]
pub fn text<'t>(raw: &'t str, start: u32, errors: &mut Vec<SyntaxError>) -> Cow<'t, str> {
    let content = raw.get(1..raw.len().saturating_sub(1)).unwrap_or_default();
    match memchr::memchr(b'\\', content.as_bytes()) {
        None => Cow::Borrowed(content),
        Some(first) => Cow::Owned(unescape(content, first, start + 1, errors)),
    }
}

fn unescape(content: &str, first: usize, start: u32, errors: &mut Vec<SyntaxError>) -> String {
    let mut result = String::with_capacity(content.len());
    let mut rest = content;
    let mut backslash = Some(first);
    while let Some(at) = backslash {
        result.push_str(&rest[..at]);
        let offset = start + (content.len() - rest.len() + at) as u32;
        let (length, meaning) = escape(&rest[at..]);
        match meaning {
            Ok(character) => result.push(character),
            Err(fault) => errors.push(SyntaxError::new(
                SyntaxErrorKind::InvalidEscape(fault),
                Span::new(offset, offset + length as u32),
            )),
        }
        rest = &rest[at + length..];
        backslash = memchr::memchr(b'\\', rest.as_bytes());
    }
    result.push_str(rest);
    result
}

/// The length in bytes of the escape that `text` starts with, and the character that it stands for.
fn escape(text: &str) -> (usize, Result<char, EscapeFault>) {
    let Some(kind) = text[1..].chars().next() else {
        return (1, Err(EscapeFault::Unknown));
    };
    match kind {
        'n' => (2, Ok('\n')),
        'r' => (2, Ok('\r')),
        't' => (2, Ok('\t')),
        '\\' | '"' | '\'' => (2, Ok(kind)),
        'x' => byte_escape(&text[2..]),
        'u' => scalar_escape(&text[2..]),
        _ => (1 + kind.len_utf8(), Err(EscapeFault::Unknown)),
    }
}

/// `\xHH`, `tail` being what follows the `x`.
fn byte_escape(tail: &str) -> (usize, Result<char, EscapeFault>) {
    let length = tail.bytes().take(2).take_while(u8::is_ascii_hexdigit).count();
    let meaning = match u8::from_str_radix(&tail[..length], 16) {
        Ok(value) if length == 2 && value.is_ascii() => Ok(char::from(value)),
        Ok(_) if length == 2 => Err(EscapeFault::AboveAscii),
        _ => Err(EscapeFault::ByteDigits),
    };
    (2 + length, meaning)
}

/// `\u{H..}`, `tail` being what follows the `u`.
fn scalar_escape(tail: &str) -> (usize, Result<char, EscapeFault>) {
    let Some(inner) = tail.strip_prefix('{') else {
        return (2, Err(EscapeFault::ScalarBraces));
    };
    let length = inner.bytes().take_while(u8::is_ascii_hexdigit).count();
    if inner.as_bytes().get(length) != Some(&b'}') {
        return (3 + length, Err(EscapeFault::ScalarBraces));
    }
    let meaning = match u32::from_str_radix(&inner[..length], 16) {
        Ok(value) if length <= 8 => char::from_u32(value).ok_or(EscapeFault::NoScalar),
        _ => Err(EscapeFault::ScalarDigits),
    };
    (4 + length, meaning)
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    #[test]
    fn words_are_numbers_booleans_or_symbols() {
        let shown = |text| format!("{:?}", word(text));
        for text in [
            "1.", ".5", "1e", "1e+", "--1", "+-1", "-", "+", "1_000", "0x10", "1a", "1.5.2", "1,000", "NaN",
            "inf", "-inf", "true", "false", "Truee", "1e5x", "1.e5", "1.5e", "+.5", "\u{661}", "1\u{661}",
            "PI", "EXP", "&self",
        ] {
            assert_eq!(shown(text), format!("Ok(Symbol({text:?}))"));
        }
        for (text, value) in
            [("007", 7), ("+1", 1), ("-0", 0), ("-12", -12), ("0009223372036854775807", i64::MAX)]
        {
            assert_eq!(shown(text), format!("Ok(Integer({value}))"));
        }
        assert_eq!(shown("-9223372036854775808"), format!("Ok(Integer({}))", i64::MIN));
        for (text, value) in [("1e3", 1000.0), ("-1.5E-2", -0.015), ("1e400", f64::INFINITY), ("-0.0", -0.0)]
        {
            assert_eq!(shown(text), format!("Ok(Float({value:?}))"));
        }
        assert_eq!(shown("True"), "Ok(Bool(true))");
        for text in ["9223372036854775808", "-9223372036854775809", "99999999999999999999999999"] {
            assert!(matches!(word(text), Err(OutOfRange)));
        }
    }

    #[test]
    fn escapes_mean_what_section_1_says() {
        let mut errors = Vec::new();
        let raw = r#""\'\"\\\n\r\t\x41\x7f\u{3bb}\u{0000041}""#;
        assert_eq!(text(raw, 0, &mut errors), "'\"\\\n\r\tA\u{7f}λA");
        assert!(errors.is_empty());
    }

    #[test]
    fn every_invalid_escape_is_reported_at_its_place() {
        use EscapeFault::*;
        for (raw, fault, place) in [
            (r#"a\q"#, Unknown, r"\q"),
            (r#"\λb"#, Unknown, r"\λ"),
            (r#"\x80"#, AboveAscii, r"\x80"),
            (r#"\x4"#, ByteDigits, r"\x4"),
            (r#"\xg"#, ByteDigits, r"\x"),
            (r#"\u41"#, ScalarBraces, r"\u"),
            (r#"\u{41"#, ScalarBraces, r"\u{41"),
            (r#"\u{}"#, ScalarDigits, r"\u{}"),
            (r#"\u{000000041}"#, ScalarDigits, r"\u{000000041}"),
            (r#"\u{d800}"#, NoScalar, r"\u{d800}"),
            (r#"\u{110000}"#, NoScalar, r"\u{110000}"),
        ] {
            let quoted = format!("\"{raw}\"");
            let mut errors = Vec::new();
            text(&quoted, 0, &mut errors);
            let [error] = errors.as_slice() else { panic!("{raw}: {errors:?}") };
            assert_eq!((error.kind, error.span.of(&quoted)), (SyntaxErrorKind::InvalidEscape(fault), place));
        }
        let mut errors = Vec::new();
        text(r#""\q\n\w""#, 7, &mut errors);
        assert_eq!(errors.iter().map(|error| error.span.start).collect::<Vec<_>>(), [8, 12]);
    }
}
