//! Whether one type fits where another is wanted.

use crate::evaluation::symbols::known;
use crate::evaluation::term::{Term, Trail, unify};

/// True for what fits everything: `%Undefined%` and `Atom`, not a variable that stands for one of them.
pub(super) fn fits_all(r#type: &Term) -> bool {
    r#type.is_symbol(known::UNDEFINED) || r#type.is_symbol(known::ATOM)
}

/// Whether a value of the type `actual` may stand where `wanted` is: one of them, as it is written, fits everything, or the
/// types unify. So `%Undefined%` inside a type, or for a variable, is a type like any other: a state of it takes no number.
/// Symmetric. Bindings stay; after a failure they are as they happen to be: go back to a mark. Any depth; parts that are the
/// very same are not looked at.
pub fn fits(wanted: &Term, actual: &Term, trail: &mut Trail) -> bool {
    if fits_all(wanted) || fits_all(actual) {
        return true;
    }
    match (wanted, actual) {
        (Term::Symbol(x), Term::Symbol(y)) => x == y,
        _ => unify(wanted, actual, trail),
    }
}
