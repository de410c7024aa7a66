//! The texts that Rholang's string literals and their concatenations stand for.

use std::borrow::Cow;

use super::offset_map::{OffsetMap, Run, RunKind};
use crate::text::Span;

/// An operand of a concatenation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Piece {
    /// A string literal, with its quotes.
    Literal(Span),
    /// Any other expression: its value is not known from the text.
    Hole(Span),
}

/// A text that stands in a host, and where each of its characters comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EmbeddedText {
    /// The text itself.
    pub text: String,
    /// From its offsets to the host's and back.
    pub map: OffsetMap,
}

/// The text that the concatenation of `pieces` of `host` stands for. Escapes (`\0`, `\n`, `\r`, `\t`, `\\`, `\"`, and
/// `\` before the decimal number of a character) are read from left to right; a backslash before anything else stands for
/// itself, a number that no character has for U+FFFD. For each hole the text has a word such as `$_0_`, a variable of
/// MeTTa that occurs nowhere else in it, so that expressions keep the number of their parts. O(length).
#[must_use]
pub fn embedded_text(host: &str, pieces: &[Piece]) -> EmbeddedText {
    let prefix = free_prefix(host, pieces);
    let mut text = String::new();
    let mut runs = Vec::new();
    let mut holes = 0;
    for piece in pieces {
        match *piece {
            Piece::Literal(literal) => unescape(host, literal, |kind, outer, meant| {
                runs.push(run(kind, outer, text.len(), meant));
                text.push_str(meant);
            }),
            Piece::Hole(hole) => {
                let placeholder = format!("{prefix}{holes}_");
                runs.push(run(RunKind::Hole, hole, text.len(), &placeholder));
                text.push_str(&placeholder);
                holes += 1;
            }
        }
    }
    EmbeddedText { text, map: OffsetMap::new(runs) }
}

/// `text` as it is written between the quotes of a literal.
#[must_use]
pub fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(['"', '\\']) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn run(kind: RunKind, outer: Span, inner: usize, meant: &str) -> Run {
    Run {
        inner: inner as u32,
        outer: outer.start,
        inner_length: meant.len() as u32,
        outer_length: outer.len(),
        kind,
    }
}

/// `$` and so many `_` that no literal, nor several one behind the other, has them in it.
fn free_prefix(host: &str, pieces: &[Piece]) -> String {
    let mut longest = 0;
    if pieces.iter().any(|piece| matches!(piece, Piece::Hole(_))) {
        let mut current = None;
        for piece in pieces {
            match *piece {
                Piece::Literal(literal) => unescape(host, literal, |_, _, meant| {
                    for byte in meant.bytes() {
                        current = match (byte, current) {
                            (b'$', _) => Some(0),
                            (b'_', Some(length)) => Some(length + 1),
                            _ => None,
                        };
                        longest = longest.max(current.unwrap_or(0));
                    }
                }),
                Piece::Hole(_) => current = None,
            }
        }
    }
    format!("${}", "_".repeat(longest + 1))
}

/// Calls `each` with the stretches of a literal and what they stand for, in order; an empty literal is one empty stretch.
fn unescape(host: &str, literal: Span, mut each: impl FnMut(RunKind, Span, &str)) {
    let written = literal.of(host);
    let start = usize::from(written.starts_with('"'));
    let end = if written.len() > start && written.ends_with('"') { written.len() - 1 } else { written.len() };
    let content = written.get(start..end).unwrap_or_default();
    let base = literal.start + start as u32;
    let span = |start: usize, end: usize| Span::new(base + start as u32, base + end as u32);
    // `plain` is where the text begins that has not been handed on, `at` is where the next backslash is looked for.
    let (mut plain, mut at) = (0, 0);
    while let Some(found) = content.get(at..).and_then(|rest| memchr::memchr(b'\\', rest.as_bytes())) {
        let backslash = at + found;
        let Some((meant, length)) = escape_at(content, backslash) else {
            at = backslash + 1;
            continue;
        };
        if plain < backslash {
            each(RunKind::Plain, span(plain, backslash), content.get(plain..backslash).unwrap_or_default());
        }
        each(RunKind::Escape, span(backslash, backslash + length), meant.encode_utf8(&mut [0; 4]));
        at = backslash + length;
        plain = at;
    }
    if plain < content.len() || content.is_empty() {
        each(RunKind::Plain, span(plain, content.len()), content.get(plain..).unwrap_or_default());
    }
}

/// The character that the escape at `backslash` stands for, and the escape's length.
fn escape_at(content: &str, backslash: usize) -> Option<(char, usize)> {
    let behind = content.as_bytes().get(backslash + 1..)?;
    let simple = match behind.first()? {
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'"' => '"',
        b'\\' => '\\',
        b'0'..=b'9' => {
            let digits = behind.iter().take_while(|byte| byte.is_ascii_digit());
            let (number, count) = digits.fold((0u32, 0), |(number, count), digit| {
                (number.saturating_mul(10).saturating_add(u32::from(digit - b'0')), count + 1)
            });
            return Some((char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER), 1 + count));
        }
        _ => return None,
    };
    Some((simple, 2))
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    fn literal(written: &str) -> EmbeddedText {
        embedded_text(written, &[Piece::Literal(Span::new(0, written.len() as u32))])
    }

    #[test]
    fn escapes_are_read_from_left_to_right() {
        assert_eq!(literal(r#""a\\nb\n\t\r\"\0""#).text, "a\\nb\n\t\r\"\0");
        assert_eq!(literal(r#""\955\8364\55296\99999999999\q\""#).text, "λ€\u{fffd}\u{fffd}\\q\\");
        assert_eq!(literal("\"\"").text, "");
        assert_eq!(literal("\"").text, "");
    }

    #[test]
    fn a_literal_of_several_lines_maps_by_bytes() {
        let host = "x!(\"(a\n b)\")";
        let embedded = embedded_text(host, &[Piece::Literal(Span::new(3, 11))]);
        assert_eq!(embedded.text, "(a\n b)");
        assert_eq!(embedded.map.outer_span(Span::new(4, 5)), Some(Span::new(8, 9)));
        assert_eq!(
            (embedded.map.inner(3), embedded.map.inner(4), embedded.map.inner(10)),
            (None, Some(0), Some(6))
        );
    }

    #[test]
    fn a_hole_is_a_variable_that_occurs_nowhere_else() {
        let host = r#""(f $_" ++ "_ " ++ n ++ " " ++ *m ++ ")""#;
        let pieces = [(0, 7), (11, 15), (19, 20), (24, 27), (31, 33), (37, 40)].map(|(start, end)| {
            let span = Span::new(start, end);
            if span.of(host).starts_with('"') { Piece::Literal(span) } else { Piece::Hole(span) }
        });
        let embedded = embedded_text(host, &pieces);
        assert_eq!(embedded.text, "(f $__ $___0_ $___1_)");
        let hole = embedded.map.outer_span(Span::new(7, 13));
        assert_eq!(hole, Some(Span::new(19, 20)));
        assert_eq!(
            (embedded.map.inner(19), embedded.map.inner(20), embedded.map.inner(25)),
            (None, None, Some(13))
        );
    }

    #[test]
    fn what_is_escaped_is_read_back() {
        for text in ["", "plain", "\"quoted\" \\n \\", "λ\n"] {
            assert_eq!(literal(&format!("\"{}\"", escape(text))).text, text);
        }
    }
}
