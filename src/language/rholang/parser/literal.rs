//! Numbers, strings and URIs: what they say beyond their form.

use super::{Mode, Parser};
use crate::language::rholang::lexer::{Token, TokenKind};
use crate::language::rholang::tree::NodeKind;
use crate::text::Span;

impl Parser<'_> {
    /// A number, with its sign if one touches it.
    pub(super) fn number(&mut self) -> Mode {
        let start = self.token().span.start;
        self.eat(TokenKind::Minus);
        let kind = self.kind();
        self.bump();
        let span = Span::new(start, self.last_end);
        let text = span.of(self.text);
        match kind {
            TokenKind::Integer if text.parse::<i64>().is_err() => {
                let message = format!("`{}` does not fit 64 bits", self.excerpt(span));
                let hint = "the integers are -9223372036854775808 to 9223372036854775807; `n` behind it makes a big one";
                self.error("R0012", span, message, hint);
            }
            TokenKind::TypedNumber => {
                if let Some(wrong) = out_of_range(text) {
                    self.error("R0012", span, format!("`{}` {wrong}", self.excerpt(span)), "");
                }
            }
            TokenKind::Decimal => {
                let message = format!("`{}` has no type", self.excerpt(span));
                let hint = "write `1.5f64` for a float, `1.5p2` for a decimal with two places";
                self.error("R0013", span, message, hint);
            }
            _ => {}
        }
        let kind = match kind {
            TokenKind::Integer => NodeKind::Integer,
            TokenKind::TypedNumber => NodeKind::TypedNumber,
            _ => NodeKind::Error,
        };
        self.quiet = false;
        self.empty(kind, span);
        Mode::Operator
    }

    /// A string.
    pub(super) fn text(&mut self, token: Token) -> Mode {
        self.leaf(NodeKind::Text);
        if token.kind == TokenKind::UnclosedText {
            let span = Span::new(token.span.start, token.span.start + 1);
            self.error("R0015", span, "this string never ends", "end it with `\"`");
            self.swallowed = Some(token.span.start);
            self.check_escapes(token.span);
            // Nothing is said of what should follow on this line.
            self.quiet = true;
            return Mode::Operator;
        }
        self.check_escapes(token.span);
        self.quiet = false;
        Mode::Operator
    }

    fn check_escapes(&mut self, span: Span) {
        let text = span.of(self.text);
        let mut at = 0;
        let (mut refused, mut wrong) = (None, None);
        while let Some(found) = text.as_bytes().get(at..).and_then(|rest| memchr::memchr(b'\\', rest)) {
            at += found;
            let escaped = text.get(at + 1..).and_then(|rest| rest.chars().next());
            let length = 1 + escaped.map_or(0, char::len_utf8);
            let place = Span::new(span.start + at as u32, span.start + (at + length) as u32);
            match escaped {
                Some('"' | '\\' | 'n' | 't') => {}
                Some('r' | '0'..='9') => refused = refused.or(Some(place)),
                _ => wrong = wrong.or(Some(place)),
            }
            at += length;
        }
        if let Some(place) = wrong {
            let message = format!("`{}` is no escape", self.excerpt(place));
            self.error(
                "R0014",
                place,
                message,
                "escapes are `\\\"`, `\\\\`, `\\n`, `\\t`, `\\r` and `\\` with digits",
            );
        }
        if let Some(place) = refused {
            let message = format!("the node does not know the escape `{}`", self.excerpt(place));
            self.warn("R0104", place, message, "its escapes are `\\\"`, `\\\\`, `\\n` and `\\t`");
        }
    }

    /// A URI.
    pub(super) fn uri(&mut self, token: Token) -> Mode {
        self.leaf(NodeKind::Uri);
        if token.kind == TokenKind::UnclosedUri {
            let span = Span::new(token.span.start, token.span.start + 1);
            self.error("R0015", span, "this URI never ends", "end it with a backtick");
            return Mode::Operator;
        } else if token.span.len() == 2 {
            self.warn("R0110", token.span, "an empty URI names nothing", "the node alone reads it");
        }
        self.quiet = false;
        Mode::Operator
    }

    /// Reports `'x` and what is more likely a string in single quotes.
    pub(super) fn check_quote_variable(&mut self, span: Span) {
        let text = span.of(self.text);
        if text.len() > 1 && text.ends_with('\'') {
            let message = format!("`{}` is no string", self.excerpt(span));
            self.error("R0009", span, message, "strings stand in double quotes");
        } else {
            let message = format!("only the node reads the variable `{}`", self.excerpt(span));
            self.warn("R0102", span, message, "let names start with a letter or `_`");
        }
    }
}

/// What is wrong with a number with its type, if its value or its width is.
fn out_of_range(text: &str) -> Option<&'static str> {
    const WIDTH: &str = "has no such width: it must be a multiple of 8";
    const VALUE: &str = "does not fit its width";
    let at = text.find(['i', 'u'])?;
    let (value, bits) = (text.get(..at)?, text.get(at + 1..)?);
    let bits = bits.parse::<u32>().ok().filter(|bits| *bits > 0 && bits % 8 == 0);
    let Some(bits) = bits else { return Some(WIDTH) };
    let signed = u32::from(text.as_bytes().get(at) == Some(&b'i'));
    let magnitude = value.trim_start_matches('-').trim_start_matches('0');
    // Beyond 128 bits by the number of digits alone: 2^bits has at least 0.3 digits per bit.
    let fits = match (magnitude.parse::<u128>(), bits - signed) {
        _ if magnitude.is_empty() => true,
        (Ok(value), room) if room < 128 => {
            let limit = 1u128 << room;
            value < limit || (value == limit && text.starts_with('-'))
        }
        (Ok(_), _) => true,
        (Err(_), room) => room >= 128 && magnitude.len() as u64 <= u64::from(room) * 30103 / 100_000 + 1,
    };
    (!fits).then_some(VALUE)
}
