//! What the binding rules of Rholang find wrong. Codes never change their meaning:
//!
//! | code | finding |
//! | --- | --- |
//! | R0200 | a free variable that nothing in the workspace defines (decided on a snapshot) |
//! | R0201 | a name variable where a process is needed |
//! | R0202 | a process variable where a name is needed |
//! | R0203 | a variable twice in one pattern, in one list of formals, or in two patterns of one join |
//! | R0204 | two binds on one channel in one join |
//! | R0205 | a name twice in one `new` |
//! | R0206 | `_` outside a pattern |
//! | R0207 | `~`, `/\` or `\/` outside a pattern |
//! | R0208 | a simple type outside a pattern |
//! | R0209 | a remainder outside a pattern |
//! | R0210 | `=x` outside a pattern |
//! | R0211 | `\/` or `~` at the top of a pattern that is received |
//! | R0212 | a wildcard or connective in a bundle |
//! | R0213 | a bundle in a pattern |
//! | R0214 | a variable inside `\/` or `~` does not reach its use |
//! | R0215 | arithmetic on numbers of two types |
//! | R0216 | `%` on floating point numbers |
//! | R0217 | a binder that shadows another one (hint) |
//! | R0221 | a contract on a free name, which the node refuses (warning, decided on a snapshot) |

use crate::language::diagnostic::{Diagnostic, Severity};
use crate::text::Span;

/// A name variable where a process is needed.
pub(super) fn name_as_process(span: Span, name: &str, binder: Span) -> Diagnostic {
    Diagnostic::error("R0201", span, format!("`{name}` is a name, but a process is needed here"))
        .with_hint(format!("write `*{name}` for the process that the name quotes"))
        .with_related(binder, "this makes it a name")
}

/// A process variable where a name is needed.
pub(super) fn process_as_name(span: Span, name: &str, binder: Span) -> Diagnostic {
    Diagnostic::error("R0202", span, format!("`{name}` is a process, but a name is needed here"))
        .with_hint(format!("write `@{name}` for the name that quotes the process"))
        .with_related(binder, "this makes it a process")
}

/// A variable twice in one pattern.
pub(super) fn duplicate_variable(span: Span, name: &str, first: Span) -> Diagnostic {
    Diagnostic::error("R0203", span, format!("`{name}` is bound twice in one pattern"))
        .with_hint("a variable may stand once in the patterns of a join or contract; `_` may stand again")
        .with_related(first, "bound here already")
}

/// Two binds on one channel.
pub(super) fn same_channel(span: Span, channel: &str, first: Span) -> Diagnostic {
    Diagnostic::error("R0204", span, format!("one join receives on `{channel}` twice"))
        .with_hint("receive one after the other: `;` instead of `&`")
        .with_related(first, "received on here already")
}

/// A name twice in one `new`.
pub(super) fn duplicate_name(span: Span, name: &str, first: Span) -> Diagnostic {
    Diagnostic::error("R0205", span, format!("`{name}` is declared twice in one `new`"))
        .with_related(first, "declared here already")
}

/// What may stand in patterns only.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum PatternOnly {
    Wildcard,
    Connective,
    SimpleType,
    Remainder,
    Reference,
}

/// Something that may stand in patterns only stands elsewhere.
pub(super) fn outside_pattern(span: Span, what: PatternOnly, written: &str, bundle: bool) -> Diagnostic {
    let (code, what) = match what {
        PatternOnly::Wildcard => ("R0206", "a wildcard"),
        PatternOnly::Connective => ("R0207", "a connective"),
        PatternOnly::SimpleType => ("R0208", "a type"),
        PatternOnly::Remainder => ("R0209", "a remainder"),
        PatternOnly::Reference => ("R0210", "a reference to a bound variable"),
    };
    if bundle {
        Diagnostic::error("R0212", span, format!("a bundle cannot hold {what}: `{written}`"))
    } else {
        Diagnostic::error(code, span, format!("{what} may stand in patterns only: `{written}`"))
    }
}

/// `\/` or `~` at the top of a pattern that is received.
pub(super) fn received_connective(span: Span, connective: &str) -> Diagnostic {
    Diagnostic::error("R0211", span, format!("`{connective}` cannot stand at the top of a received pattern"))
        .with_hint("receive into a variable and `match` it")
}

/// A bundle in a pattern.
pub(super) fn bundle_in_pattern(span: Span) -> Diagnostic {
    Diagnostic::error("R0213", span, "a bundle cannot stand in a pattern")
}

/// A variable inside `\/` or `~` does not reach its use; `outer` is what the use means instead.
pub(super) fn hidden_variable(span: Span, name: &str, used: Span, outer: Option<Span>) -> Diagnostic {
    let message = format!("`{name}` inside `\\/` or `~` does not reach its use");
    match outer {
        None => Diagnostic::error("R0214", span, message).with_related(used, "used here"),
        Some(outer) => Diagnostic::warning("R0214", span, message)
            .with_related(used, "this use means another binder")
            .with_related(outer, "this one"),
    }
}

/// Arithmetic on numbers of two types.
pub(super) fn mixed_numbers(span: Span, left: &str, right: &str) -> Diagnostic {
    Diagnostic::error("R0215", span, format!("arithmetic on numbers of two types, {left} and {right}"))
        .with_hint("write both numbers with one suffix")
}

/// `%` on floating point numbers.
pub(super) fn float_modulo(span: Span) -> Diagnostic {
    Diagnostic::error("R0216", span, "`%` is not defined for floating point numbers")
}

/// A binder that shadows another one.
pub(super) fn shadowed(span: Span, name: &str, outer: Span) -> Diagnostic {
    let hint = Diagnostic::warning("R0217", span, format!("`{name}` shadows another `{name}`"));
    Diagnostic { severity: Severity::Hint, ..hint }.with_related(outer, "the one that is shadowed")
}
