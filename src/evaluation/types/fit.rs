//! Whether one type fits where another is wanted.

use std::rc::Rc;

use crate::evaluation::symbols::known;
use crate::evaluation::term::{Term, Trail, unify};

/// True for what fits everything: `%Undefined%` and `Atom`.
pub(super) fn fits_all(r#type: &Term) -> bool {
    r#type.is_symbol(known::UNDEFINED) || r#type.is_symbol(known::ATOM)
}

/// Whether a value of the type `actual` may stand where `wanted` is: the types unify, where `%Undefined%` fits everything,
/// inside as well, and `Atom` fits everything as the whole type. Symmetric. Bindings stay; after a failure they are as they
/// happen to be: go back to a mark. Any depth; parts that are the very same are not looked at.
pub fn fits(wanted: &Term, actual: &Term, trail: &mut Trail) -> bool {
    let (wanted, actual) = (wanted.resolve(), actual.resolve());
    if fits_all(&wanted) || fits_all(&actual) {
        return true;
    }
    if let (Term::Symbol(x), Term::Symbol(y)) = (&wanted, &actual) {
        return x == y;
    }
    let mut pending = vec![(wanted, actual)];
    while let Some((x, y)) = pending.pop() {
        let (x, y) = (x.resolve(), y.resolve());
        if x.is_symbol(known::UNDEFINED) || y.is_symbol(known::UNDEFINED) {
            continue;
        }
        match (&x, &y) {
            (Term::Expression(x), Term::Expression(y)) => {
                if Rc::ptr_eq(x, y) {
                    continue;
                }
                let (xs, ys) = (x.members(), y.members());
                if xs.len() != ys.len() {
                    return false;
                }
                pending.extend(xs.iter().cloned().zip(ys.iter().cloned()).rev());
            }
            _ => {
                if !unify(&x, &y, trail) {
                    return false;
                }
            }
        }
    }
    true
}
