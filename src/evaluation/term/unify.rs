//! Making terms equal.

use std::rc::Rc;

use super::apply::instantiate;
use super::equality::same_constant;
use super::trail::{Trail, Variable};
use super::{Stored, Term};

/// Binds variables so that `left` and `right` become equal; false where that cannot be, or only with a term that contains
/// itself. After a failure bindings are as they happen to be: go back to a mark. Numbers are equal by value.
///
/// Any depth; O(size of both), shared parts that are the very same are not looked at.
pub fn unify(left: &Term, right: &Term, trail: &mut Trail) -> bool {
    let mut pending = vec![(left.clone(), right.clone())];
    while let Some((left, right)) = pending.pop() {
        let (left, right) = (left.resolve(), right.resolve());
        match (&left, &right) {
            (Term::Variable(x), Term::Variable(y)) if Rc::ptr_eq(x, y) => {}
            (Term::Variable(x), Term::Variable(y)) => {
                // The younger variable stands for the older one.
                if x.serial > y.serial { trail.bind(x, right) } else { trail.bind(y, left) }
            }
            (Term::Variable(variable), term) | (term, Term::Variable(variable)) => {
                if occurs(variable, term) {
                    return false;
                }
                trail.bind(variable, term.clone());
            }
            (Term::Expression(x), Term::Expression(y)) => {
                if Rc::ptr_eq(x, y) {
                    continue;
                }
                if x.members().len() != y.members().len() {
                    return false;
                }
                pending.extend(x.members().iter().cloned().zip(y.members().iter().cloned()).rev());
            }
            _ => {
                if !same_constant(&left, &right) {
                    return false;
                }
            }
        }
    }
    true
}

/// [`unify`] of a stored atom with a term. `slots` holds what the slots of the atom stand for, [`None`] for those that
/// nothing is known of; it is as long as `stored.names` at least.
///
/// A slot that meets a term for the first time takes it: no variable is made for it.
pub fn match_stored(stored: &Stored, slots: &mut [Option<Term>], term: &Term, trail: &mut Trail) -> bool {
    if let Some(equal) = match_flat(&stored.term, slots, term) {
        return equal;
    }
    let mut pending = vec![(stored.term.clone(), term.clone())];
    while let Some((pattern, term)) = pending.pop() {
        match &pattern {
            Term::Slot(slot) => match &slots[*slot as usize] {
                None => slots[*slot as usize] = Some(term.resolve()),
                Some(known) => {
                    let known = known.clone();
                    if !unify(&known, &term, trail) {
                        return false;
                    }
                }
            },
            Term::Expression(node) if !node.is_ground() => match term.resolve() {
                Term::Expression(other) => {
                    if node.members().len() != other.members().len() {
                        return false;
                    }
                    pending.extend(node.members().iter().cloned().zip(other.members().iter().cloned()).rev());
                }
                Term::Variable(variable) => {
                    let built = instantiate(&pattern, slots, &stored.names, trail);
                    if occurs(&variable, &built) {
                        return false;
                    }
                    trail.bind(&variable, built);
                }
                _ => return false,
            },
            _ => {
                if !unify(&pattern, &term, trail) {
                    return false;
                }
            }
        }
    }
    true
}

/// What needs no stack: a slot or a constant against anything.
fn match_flat(pattern: &Term, slots: &mut [Option<Term>], term: &Term) -> Option<bool> {
    match pattern {
        Term::Slot(slot) if slots[*slot as usize].is_none() => {
            slots[*slot as usize] = Some(term.resolve());
            Some(true)
        }
        Term::Slot(_) | Term::Variable(_) | Term::Expression(_) => None,
        constant => match term {
            Term::Variable(_) => None,
            other => Some(same_constant(constant, other)),
        },
    }
}

/// True when `variable`, which is free, is part of `term`. Any depth; does not look into ground parts.
pub(in crate::evaluation) fn occurs(variable: &Rc<Variable>, term: &Term) -> bool {
    if term.is_ground() {
        return false;
    }
    let mut pending = vec![term.clone()];
    while let Some(term) = pending.pop() {
        match term.resolve() {
            Term::Variable(other) if Rc::ptr_eq(&other, variable) => return true,
            Term::Expression(node) if !node.is_ground() => {
                pending.extend(node.members().iter().filter(|member| !member.is_ground()).cloned());
            }
            _ => {}
        }
    }
    false
}
