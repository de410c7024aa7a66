//! Meta-types: what a term is before it is evaluated.

use crate::evaluation::context::Context;
use crate::evaluation::symbols::{Symbol, known};
use crate::evaluation::term::Term;

/// `Symbol`, `Variable`, `Expression` or `Grounded`.
pub fn meta_type(context: &Context, term: &Term) -> Symbol {
    match term.resolve() {
        Term::Symbol(symbol) if !context.natives.is_grounded(symbol) => known::SYMBOL,
        Term::Variable(_) | Term::Slot(_) => known::VARIABLE,
        Term::Expression(_) => known::EXPRESSION,
        _ => known::GROUNDED,
    }
}

/// True for `Atom`, `Expression`, `Symbol`, `Variable` and `Grounded`.
pub(super) fn is_meta_type(symbol: Symbol) -> bool {
    matches!(symbol, known::ATOM | known::EXPRESSION | known::SYMBOL | known::VARIABLE | known::GROUNDED)
}
