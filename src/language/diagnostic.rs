//! What is wrong with a text, as every language says it.

use crate::text::Span;

/// How bad it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    /// The text has no meaning here.
    Error,
    /// It has a meaning that is most likely not the one that was wanted, or that another implementation refuses.
    Warning,
    /// It could be better.
    Hint,
}

/// A finding about a stretch of a text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Diagnostic {
    /// Where, in bytes of the document that the diagnostic is about.
    pub span: Span,
    /// How bad it is.
    pub severity: Severity,
    /// A short code that never changes its meaning, such as `R0103`.
    pub code: &'static str,
    /// What is wrong, in one line without place.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// Other places that help to see why, each with a label.
    pub related: Vec<(Span, String)>,
}

impl Diagnostic {
    /// An error without hint and without other places.
    pub fn error(code: &'static str, span: Span, message: impl Into<String>) -> Diagnostic {
        let message = message.into();
        Diagnostic { span, severity: Severity::Error, code, message, hint: None, related: Vec::new() }
    }

    /// A warning without hint and without other places.
    pub fn warning(code: &'static str, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(code, span, message) }
    }

    /// The same with a hint.
    #[must_use]
    pub fn with_hint(self, hint: impl Into<String>) -> Diagnostic {
        Diagnostic { hint: Some(hint.into()), ..self }
    }

    /// The same with another place.
    #[must_use]
    pub fn with_related(mut self, span: Span, label: impl Into<String>) -> Diagnostic {
        self.related.push((span, label.into()));
        self
    }
}
