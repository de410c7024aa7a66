//! Left sides: patterns that a call is held against.

use std::rc::Rc;

use crate::evaluation::symbols::Symbol;
use crate::evaluation::term::{Stored, Term, Trail, instantiate, match_stored, occurs, same_constant, unify};

/// How deep patterns are compiled, and therefore how deep matching recurses; what is nested deeper is left to
/// [`match_stored`], which needs no stack.
const DEPTH: usize = 12;

/// A part of a left side. Parts are matched from left to right: that decides which occurrence of a slot is the first.
#[derive(Clone, Debug)]
pub enum Pattern {
    /// A slot that takes what it meets.
    First(u32),
    /// A slot that stands for something already.
    Again(u32),
    /// Something that is no expression and no slot.
    Constant(Term),
    /// An expression without slots.
    Ground(Term),
    /// An expression with slots.
    Expression {
        /// Its members.
        members: Box<[Pattern]>,
        /// The same as a term.
        source: Term,
    },
    /// An expression with slots that stands too deep.
    Deep(Box<Stored>),
}

impl Pattern {
    /// The pattern that `term` is; `seen` tells which slots were met before. O(size of `term`).
    pub(super) fn new(term: &Term, names: &Rc<[Symbol]>, seen: &mut [bool], depth: usize) -> Pattern {
        match term {
            Term::Slot(slot) => {
                if std::mem::replace(&mut seen[*slot as usize], true) {
                    Pattern::Again(*slot)
                } else {
                    Pattern::First(*slot)
                }
            }
            Term::Expression(node) if node.is_ground() => Pattern::Ground(term.clone()),
            Term::Expression(_) if depth >= DEPTH => {
                note_slots(term, seen);
                Pattern::Deep(Box::new(Stored { term: term.clone(), names: Rc::clone(names) }))
            }
            Term::Expression(node) => Pattern::Expression {
                members: node
                    .members()
                    .iter()
                    .map(|member| Pattern::new(member, names, seen, depth + 1))
                    .collect(),
                source: term.clone(),
            },
            _ => Pattern::Constant(term.clone()),
        }
    }

    /// Unifies with `term`, as [`match_stored`] does: slots take terms, variables of `term` may be bound.
    #[inline]
    pub(super) fn matches(
        &self,
        term: &Term,
        slots: &mut [Option<Term>],
        names: &[Symbol],
        trail: &mut Trail,
    ) -> bool {
        match self {
            Pattern::First(slot) => {
                slots[*slot as usize] = Some(term.resolve());
                true
            }
            Pattern::Constant(constant) => match (constant, term) {
                (Term::Symbol(left), Term::Symbol(right)) => left == right,
                (_, Term::Variable(variable)) => match variable.resolve() {
                    Term::Variable(free) => {
                        trail.bind(&free, constant.clone());
                        true
                    }
                    value => same_constant(constant, &value),
                },
                _ => same_constant(constant, term),
            },
            Pattern::Expression { members, source } => match term {
                Term::Expression(node) => match_members(members, node.members(), slots, names, trail),
                Term::Variable(variable) => match variable.resolve() {
                    Term::Expression(node) => match_members(members, node.members(), slots, names, trail),
                    Term::Variable(free) => {
                        let built = instantiate(source, slots, names, trail);
                        if occurs(&free, &built) {
                            return false;
                        }
                        trail.bind(&free, built);
                        true
                    }
                    _ => false,
                },
                _ => false,
            },
            Pattern::Again(slot) => {
                let known = slots[*slot as usize].clone();
                known.is_some_and(|known| unify(&known, term, trail))
            }
            Pattern::Ground(ground) => unify(ground, term, trail),
            Pattern::Deep(stored) => match_stored(stored, slots, term, trail),
        }
    }

    /// False when [`Pattern::matches`] cannot be true, as far as constants and lengths tell. Binds nothing.
    #[inline]
    pub(super) fn may_match(&self, term: &Term) -> bool {
        match (self, term) {
            (Pattern::First(_) | Pattern::Again(_), _) => true,
            (_, Term::Variable(variable)) => match variable.resolve() {
                Term::Variable(_) => true,
                value => self.may_match(&value),
            },
            (Pattern::Constant(constant), _) => same_constant(constant, term),
            (Pattern::Expression { members, .. }, Term::Expression(node)) => {
                node.members().len() == members.len()
                    && members.iter().zip(node.members()).all(|(pattern, member)| pattern.may_match(member))
            }
            (Pattern::Ground(Term::Expression(ground)), Term::Expression(node)) => {
                node.members().len() == ground.members().len()
                    && ground.members().iter().zip(node.members()).all(|pair| may_equal(pair.0, pair.1))
            }
            (Pattern::Deep(_), Term::Expression(_)) => true,
            (Pattern::Expression { .. } | Pattern::Ground(_) | Pattern::Deep(_), _) => false,
        }
    }
}

fn match_members(
    patterns: &[Pattern],
    members: &[Term],
    slots: &mut [Option<Term>],
    names: &[Symbol],
    trail: &mut Trail,
) -> bool {
    patterns.len() == members.len()
        && patterns.iter().zip(members).all(|(pattern, member)| pattern.matches(member, slots, names, trail))
}

/// False when a ground term and another one cannot be equal, as far as their tops tell.
fn may_equal(ground: &Term, other: &Term) -> bool {
    match (ground, other.resolve()) {
        (_, Term::Variable(_)) => true,
        (Term::Expression(left), Term::Expression(right)) => left.members().len() == right.members().len(),
        (left, right) => same_constant(left, &right),
    }
}

/// Marks the slots of `term` as seen, at any depth.
fn note_slots(term: &Term, seen: &mut [bool]) {
    let mut pending = vec![term];
    while let Some(term) = pending.pop() {
        match term {
            Term::Slot(slot) => seen[*slot as usize] = true,
            Term::Expression(node) if !node.is_ground() => pending.extend(node.members()),
            _ => {}
        }
    }
}
