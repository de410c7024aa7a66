//! Equality without binding anything.

use std::rc::Rc;

use hashbrown::HashMap;

use super::state::equal_states;
use super::{State, Term};

/// Equal as they stand: bound variables are what they stand for, free ones equal only themselves, numbers by value, states
/// by what they hold now. Any depth.
pub fn same(left: &Term, right: &Term) -> bool {
    compare(left, right, Rc::ptr_eq, equal_states)
}

/// [`same`], but a state equals only itself: what was identical stays so.
pub fn identical(left: &Term, right: &Term) -> bool {
    compare(left, right, Rc::ptr_eq, |x, y| x.id == y.id)
}

/// Equal up to a renaming of free variables, one to one. Any depth.
pub fn alpha_equal(left: &Term, right: &Term) -> bool {
    let mut there: HashMap<*const _, *const _> = HashMap::new();
    let mut back: HashMap<*const _, *const _> = HashMap::new();
    let renamed = |x: &_, y: &_| {
        let (x, y) = (Rc::as_ptr(x), Rc::as_ptr(y));
        *there.entry(x).or_insert(y) == y && *back.entry(y).or_insert(x) == x
    };
    compare(left, right, renamed, equal_states)
}

fn compare(
    left: &Term,
    right: &Term,
    mut variables: impl FnMut(&Rc<super::Variable>, &Rc<super::Variable>) -> bool,
    states: fn(&Rc<State>, &Rc<State>) -> bool,
) -> bool {
    let mut pending = vec![(left.clone(), right.clone())];
    while let Some((left, right)) = pending.pop() {
        let (left, right) = (left.resolve(), right.resolve());
        let equal = match (&left, &right) {
            (Term::Variable(x), Term::Variable(y)) => variables(x, y),
            (Term::Expression(x), Term::Expression(y)) => {
                if Rc::ptr_eq(x, y) && x.is_ground() {
                    continue;
                }
                pending.extend(x.members().iter().cloned().zip(y.members().iter().cloned()).rev());
                x.members().len() == y.members().len()
            }
            (Term::State(x), Term::State(y)) => states(x, y),
            _ => same_constant(&left, &right),
        };
        if !equal {
            return false;
        }
    }
    true
}

/// Equality of terms that are no expressions and no bound variables. O(1), but for states.
#[inline]
pub(in crate::evaluation) fn same_constant(left: &Term, right: &Term) -> bool {
    match (left, right) {
        (Term::Symbol(x), Term::Symbol(y)) => x == y,
        (Term::Integer(x), Term::Integer(y)) => x == y,
        (Term::Float(x), Term::Float(y)) => x == y || x.to_bits() == y.to_bits(),
        (Term::Integer(integer), Term::Float(float)) | (Term::Float(float), Term::Integer(integer)) => {
            equals_integer(*float, *integer)
        }
        (Term::Bool(x), Term::Bool(y)) => x == y,
        (Term::Text(x), Term::Text(y)) => Rc::ptr_eq(x, y) || x == y,
        (Term::Space(x), Term::Space(y)) => x == y,
        (Term::State(x), Term::State(y)) => equal_states(x, y),
        (Term::Handle(x), Term::Handle(y)) => x == y,
        (Term::Slot(x), Term::Slot(y)) => x == y,
        (Term::Variable(x), Term::Variable(y)) => Rc::ptr_eq(x, y),
        _ => false,
    }
}

fn equals_integer(float: f64, integer: i64) -> bool {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    float.fract() == 0.0 && (-LIMIT..LIMIT).contains(&float) && float as i64 == integer
}
