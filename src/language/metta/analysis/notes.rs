//! What the analysis has to say about a text, besides what cannot be read.
//!
//! | code | |
//! |---|---|
//! | `M0001` to `M0009` | what cannot be read: see [`SyntaxError`] |
//! | `M0202` | `!f` is one symbol, not a program |
//! | `M0203` | a variable is bound again: MeTTa does not hide the outer one, both must be equal |
//! | `M0204` | a rule on a bare symbol never reduces it |
//! | `M0205` | a `=` or `:` with the wrong number of members is a plain fact |
//!
//! `M0201` is what only the workspace knows: a module that is no file (see [`crate::ide::diagnostics`]).

use crate::language::diagnostic::{Diagnostic, Severity};
use crate::language::metta::syntax_error::SyntaxError;
use crate::text::Span;

/// A syntax error, as every language says it.
pub(super) fn syntax_error(error: &SyntaxError) -> Diagnostic {
    let diagnostic = Diagnostic::error(error.code(), error.span, error.message()).with_hint(error.hint());
    match error.related {
        Some(related) => diagnostic.with_related(related, "the innermost one that is open"),
        None => diagnostic,
    }
}

/// `(= a)`, `(: a b c)`.
pub(super) fn plain_fact(span: Span, head: &str) -> Diagnostic {
    let (what, shape) =
        if head == "=" { ("rule", "(= head body)") } else { ("declaration", "(: name type)") };
    Diagnostic::warning("M0205", span, format!("this is a plain fact, not a {what}"))
        .with_hint(format!("a {what} has exactly two members behind its `{head}`: `{shape}`"))
}

/// `!f` at top level.
pub(super) fn marked_word(span: Span, word: &str) -> Diagnostic {
    Diagnostic::warning("M0202", span, format!("`{word}` is one symbol: it is added, not evaluated"))
        .with_hint(
            "`!` evaluates the next atom where it is a word of its own: write a space or `(` behind it",
        )
}

/// A binding of what is bound already.
pub(super) fn bound_again(span: Span, name: &str, outer: Span) -> Diagnostic {
    Diagnostic::warning("M0203", span, format!("`{name}` is bound already: this does not hide it"))
        .with_hint("MeTTa unifies the two, so nothing results where they differ; use another name")
        .with_related(outer, "bound here first")
}

/// `(= a b)`.
pub(super) fn bare_rule(span: Span, name: &str) -> Diagnostic {
    let diagnostic = Diagnostic::warning("M0204", span, format!("this rule never reduces `{name}`"))
        .with_hint(format!("only expressions are reduced: write `(= ({name}) ..)` and call `({name})`"));
    Diagnostic { severity: Severity::Hint, ..diagnostic }
}
