//! A replacement.

use crate::text::Span;

/// A stretch of a document and what it becomes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct TextEdit {
    /// What is replaced, in bytes of the document before the edit.
    pub span: Span,
    /// By what.
    pub text: String,
}
