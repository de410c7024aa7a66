//! Two-sided unification with the occurs check.

use super::bindings::Bindings;
use super::term::{Term, Variable};

/// What makes both terms equal; [`None`] where nothing does, or only a term that stands in itself.
///
/// Of two variables the younger takes the value: the reader's names last.
pub(super) fn unify(left: &Term, right: &Term) -> Option<Bindings> {
    unify_under(&Bindings::none(), left, right)
}

/// What makes both terms equal besides what `known` binds already.
pub(super) fn unify_under(known: &Bindings, left: &Term, right: &Term) -> Option<Bindings> {
    match (known.apply(left), known.apply(right)) {
        (Term::Variable(x), Term::Variable(y)) if x == y => Some(known.clone()),
        (Term::Variable(x), Term::Variable(y)) => {
            let (younger, older) = if x > y { (x, y) } else { (y, x) };
            Some(known.with(&younger, &Term::Variable(older)))
        }
        (Term::Variable(variable), value) | (value, Term::Variable(variable)) => {
            bind(known, &variable, &value)
        }
        (Term::Expression(x, _), Term::Expression(y, _)) if x.len() == y.len() => {
            let mut known = known.clone();
            for (left, right) in x.iter().zip(&y) {
                known = unify_under(&known, left, right)?;
            }
            Some(known)
        }
        (left, right) => (left == right).then(|| known.clone()),
    }
}

fn bind(known: &Bindings, variable: &Variable, value: &Term) -> Option<Bindings> {
    (!value.variables().contains(variable)).then(|| known.with(variable, value))
}
