//! Tokens for highlighting.

use crate::text::Span;

/// What a token is, in the terms of the language server protocol.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum TokenKind {
    /// A comment.
    Comment,
    /// A string or a URI.
    String,
    /// A number.
    Number,
    /// A reserved word, or a word with a meaning of its own.
    Keyword,
    /// An operator.
    Operator,
    /// A variable or a name.
    Variable,
    /// A formal parameter where it is bound.
    Parameter,
    /// A function or contract.
    Function,
    /// A type.
    Type,
}

/// A stretch of text to be highlighted. Tokens of a document are ordered by place and never overlap.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Token {
    /// Where.
    pub span: Span,
    /// As what.
    pub kind: TokenKind,
}
