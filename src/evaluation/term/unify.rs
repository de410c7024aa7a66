//! Making terms equal.

use std::rc::Rc;

use smallvec::SmallVec;

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
    // Parts that are left to meet, the next one last.
    let mut pending: SmallVec<[(&Term, Term); 6]> = SmallVec::new();
    pending.push((&stored.term, term.clone()));
    while let Some((pattern, term)) = pending.pop() {
        match pattern {
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
                    if !match_members(node.members(), other.members(), slots, &mut pending) {
                        return false;
                    }
                }
                Term::Variable(variable) => {
                    let built = instantiate(pattern, slots, &stored.names, trail);
                    if occurs(&variable, &built) {
                        return false;
                    }
                    trail.bind(&variable, built);
                }
                _ => return false,
            },
            Term::Expression(node) => match term.resolve() {
                // Members of a fact meet one by one: most are constants, which need no stack.
                Term::Expression(other) => {
                    if !Rc::ptr_eq(node, &other)
                        && !match_members(node.members(), other.members(), slots, &mut pending)
                    {
                        return false;
                    }
                }
                Term::Variable(variable) => trail.bind(&variable, pattern.clone()),
                _ => return false,
            },
            constant => match term.resolve() {
                Term::Variable(variable) => trail.bind(&variable, constant.clone()),
                other => {
                    if !same_constant(constant, &other) {
                        return false;
                    }
                }
            },
        }
    }
    true
}

/// Compares what needs no stack at once, and leaves the other members to be met, in their order; false where that is
/// impossible.
fn match_members<'a>(
    patterns: &'a [Term],
    terms: &[Term],
    slots: &mut [Option<Term>],
    pending: &mut SmallVec<[(&'a Term, Term); 6]>,
) -> bool {
    if patterns.len() != terms.len() {
        return false;
    }
    let first = pending.len();
    for (pattern, term) in patterns.iter().zip(terms) {
        match match_flat(pattern, slots, term) {
            Some(true) => {}
            Some(false) => return false,
            None => pending.push((pattern, term.clone())),
        }
    }
    pending[first..].reverse();
    true
}

/// What needs no stack: a new slot against anything, a constant against what is no variable.
#[inline]
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
