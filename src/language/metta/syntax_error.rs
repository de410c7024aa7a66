//! What is wrong with a text, where, and what to do about it.

use std::fmt;

use crate::text::Span;

/// Something in a text that cannot be read.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct SyntaxError {
    /// What is wrong.
    pub kind: SyntaxErrorKind,
    /// Where: the parenthesis, escape, word, character or opening quote.
    pub span: Span,
    /// A second place that helps to see why: the innermost `(` that is open where the text or the broken form ends.
    pub related: Option<Span>,
}

/// What can be wrong with a text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SyntaxErrorKind {
    /// A `)` that closes nothing.
    UnmatchedClose,
    /// A `(` at top level that nothing closes.
    UnclosedExpression {
        /// How many `)` are missing.
        missing: u32,
    },
    /// A string without its second quote.
    UnclosedText,
    /// A `\` in a string that starts no escape.
    InvalidEscape(EscapeFault),
    /// An integer that does not fit 64 bits.
    IntegerOutOfRange,
    /// A `#` in the name of a variable.
    ReservedVariableName,
    /// A text longer than [`super::reader::MAX_TEXT`].
    TextTooLong,
    /// Exactly one atom was wanted and there is none.
    NoAtom,
    /// Exactly one atom was wanted and there are more; the span is the second one.
    SeveralAtoms,
}

/// What is wrong with an escape.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum EscapeFault {
    /// No escape starts with this character.
    Unknown,
    /// `\x` wants two hexadecimal digits.
    ByteDigits,
    /// `\x` reaches up to 7F.
    AboveAscii,
    /// `\u` wants its digits in braces.
    ScalarBraces,
    /// `\u{}` wants one to eight hexadecimal digits.
    ScalarDigits,
    /// The number is that of no character.
    NoScalar,
}

impl SyntaxError {
    pub(crate) fn new(kind: SyntaxErrorKind, span: Span) -> SyntaxError {
        SyntaxError { kind, span, related: None }
    }

    /// A short code that never changes its meaning.
    pub fn code(&self) -> &'static str {
        match self.kind {
            SyntaxErrorKind::UnmatchedClose => "M0001",
            SyntaxErrorKind::UnclosedExpression { .. } => "M0002",
            SyntaxErrorKind::UnclosedText => "M0003",
            SyntaxErrorKind::InvalidEscape(_) => "M0004",
            SyntaxErrorKind::IntegerOutOfRange => "M0005",
            SyntaxErrorKind::ReservedVariableName => "M0006",
            SyntaxErrorKind::TextTooLong => "M0007",
            SyntaxErrorKind::NoAtom => "M0008",
            SyntaxErrorKind::SeveralAtoms => "M0009",
        }
    }

    /// What is wrong, in one line without place.
    pub fn message(&self) -> String {
        match self.kind {
            SyntaxErrorKind::UnmatchedClose => "unmatched `)`".into(),
            SyntaxErrorKind::UnclosedExpression { missing: 1 } => "unclosed `(`".into(),
            SyntaxErrorKind::UnclosedExpression { missing } => {
                format!("unclosed `(`: {missing} `)` are missing")
            }
            SyntaxErrorKind::UnclosedText => "unclosed string".into(),
            SyntaxErrorKind::InvalidEscape(fault) => {
                format!("invalid escape in a string: {}", fault.message())
            }
            SyntaxErrorKind::IntegerOutOfRange => "integer out of range".into(),
            SyntaxErrorKind::ReservedVariableName => {
                "reserved character `#` in the name of a variable".into()
            }
            SyntaxErrorKind::TextTooLong => "text too long".into(),
            SyntaxErrorKind::NoAtom => "an atom is missing".into(),
            SyntaxErrorKind::SeveralAtoms => "more than one atom".into(),
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self.kind {
            SyntaxErrorKind::UnmatchedClose => {
                "remove it, or add the `(` that it should close; reading goes on at the next `(` or `!` that starts a line"
            }
            SyntaxErrorKind::UnclosedExpression { .. } => {
                "close it; reading goes on at the next `(` or `!` that starts a line"
            }
            SyntaxErrorKind::UnclosedText => {
                "close it with `\"`; a quote inside a string is written `\\\"`; reading goes on at the next `(` or `!` \
                 that starts a line"
            }
            SyntaxErrorKind::InvalidEscape(fault) => fault.hint(),
            SyntaxErrorKind::IntegerOutOfRange => {
                "integers reach from -9223372036854775808 to 9223372036854775807; a float such as `1e19` reaches further"
            }
            SyntaxErrorKind::ReservedVariableName => {
                "`#` is kept for variables that the evaluator renames; use another character"
            }
            SyntaxErrorKind::TextTooLong => "split the file: one text holds less than 512 MiB",
            SyntaxErrorKind::NoAtom => {
                "write a symbol, a variable, a number, a string or an expression in parentheses"
            }
            SyntaxErrorKind::SeveralAtoms => "put parentheses around them to make them one expression",
        }
    }
}

impl EscapeFault {
    fn message(self) -> &'static str {
        match self {
            EscapeFault::Unknown => "unknown character behind `\\`",
            EscapeFault::ByteDigits => "`\\x` wants two hexadecimal digits",
            EscapeFault::AboveAscii => "`\\x` is above 7F",
            EscapeFault::ScalarBraces => "`\\u` wants its digits in braces",
            EscapeFault::ScalarDigits => "`\\u{..}` wants one to eight hexadecimal digits",
            EscapeFault::NoScalar => "no character has this number",
        }
    }

    fn hint(self) -> &'static str {
        match self {
            EscapeFault::Unknown => {
                "the escapes are \\n \\r \\t \\\\ \\\" \\' \\xHH and \\u{H..}; a backslash itself is written `\\\\`"
            }
            EscapeFault::ByteDigits => "for example `\\x41` for `A`",
            EscapeFault::AboveAscii => "write `\\u{80}` for characters from 80 on",
            EscapeFault::ScalarBraces => "for example `\\u{3bb}` for `λ`",
            EscapeFault::ScalarDigits => "for example `\\u{3bb}` for `λ`",
            EscapeFault::NoScalar => "characters reach from 0 to 10FFFF, without D800 to DFFF",
        }
    }
}

/// The code and the message, without the place.
impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "syntax error {}: {}", self.code(), self.message())
    }
}

impl std::error::Error for SyntaxError {}
