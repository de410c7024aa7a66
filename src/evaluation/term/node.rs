//! Expressions.

use std::cell::Cell;
use std::rc::Rc;

use smallvec::SmallVec;

use super::{Term, Variable};

#[cfg(not(any(feature = "loom", feature = "shuttle")))]
crate::sync::thread_local! {
    /// Bytes of the expressions that this thread has.
    static HELD: Cell<usize> = Cell::new(0);
}

/// Bytes that the expressions of this thread take, without strings and variables. O(1). Under the models nothing is counted.
pub fn held() -> usize {
    #[cfg(not(any(feature = "loom", feature = "shuttle")))]
    return HELD.with(Cell::get);
    #[cfg(any(feature = "loom", feature = "shuttle"))]
    0
}

/// Counts what an expression with these members takes: wrapping, so that what one thread made may be dropped by another.
#[inline]
fn count(members: &SmallVec<[Term; 4]>, made: bool) {
    #[cfg(not(any(feature = "loom", feature = "shuttle")))]
    {
        let spilled = if members.spilled() { members.len() * size_of::<Term>() } else { 0 };
        let bytes = size_of::<Node>() + 2 * size_of::<usize>() + spilled;
        HELD.with(|held| {
            let before = held.get();
            held.set(if made { before.wrapping_add(bytes) } else { before.wrapping_sub(bytes) });
        });
    }
    #[cfg(any(feature = "loom", feature = "shuttle"))]
    let _ = (members, made);
}

/// An expression: its members, and what is known of it.
#[derive(Debug)]
pub struct Node {
    members: SmallVec<[Term; 4]>,
    /// No variable and no slot in it.
    ground: bool,
    /// It was evaluated and stays as it is: [`Node::mark_evaluated`].
    evaluated: Cell<bool>,
    /// Where its types are remembered: [`Node::types`].
    types: Cell<u32>,
}

impl Node {
    /// An expression of `members`. O(members).
    pub fn new(members: SmallVec<[Term; 4]>) -> Node {
        let ground = members.iter().all(Term::is_ground);
        count(&members, true);
        Node { members, ground, evaluated: Cell::new(false), types: Cell::new(0) }
    }

    /// The members.
    #[inline]
    pub fn members(&self) -> &[Term] {
        &self.members
    }

    /// True when there is no variable and no slot in it.
    #[inline]
    pub fn is_ground(&self) -> bool {
        self.ground
    }

    /// True when evaluation has left it as it is: it is not evaluated again. Putting something for a variable of it makes
    /// another expression, which was not evaluated.
    #[inline]
    pub fn is_evaluated(&self) -> bool {
        self.evaluated.get()
    }

    /// See [`Node::is_evaluated`].
    #[inline]
    pub fn mark_evaluated(&self) {
        self.evaluated.set(true);
    }

    /// A number under which the room of types remembers what it knows of a ground expression; 0 for nothing.
    #[inline]
    pub fn types(&self) -> u32 {
        self.types.get()
    }

    /// See [`Node::types`].
    #[inline]
    pub fn remember_types(&self, types: u32) {
        self.types.set(types);
    }

    /// The members, where nobody else has the expression. For callers that build a new one from an old one.
    pub fn into_members(mut self) -> SmallVec<[Term; 4]> {
        count(&self.members, false);
        let members = std::mem::take(&mut self.members);
        // What is dropped now is an expression without members.
        count(&self.members, true);
        members
    }
}

/// A loop over all that only this expression holds: a term may be a million deep.
impl Drop for Node {
    fn drop(&mut self) {
        count(&self.members, false);
        if self.members.iter().all(|member| !matches!(member, Term::Expression(_) | Term::Variable(_))) {
            return;
        }
        let mut pending: Vec<Term> = self.members.drain(..).collect();
        drop_all(&mut pending);
    }
}

/// Drops terms without recursion.
pub(super) fn drop_all(pending: &mut Vec<Term>) {
    while let Some(term) = pending.pop() {
        match term {
            Term::Expression(node) => {
                if let Some(node) = Rc::into_inner(node) {
                    pending.extend(node.into_members());
                }
            }
            Term::Variable(variable) => {
                pending.extend(Rc::into_inner(variable).and_then(Variable::into_value));
            }
            _ => {}
        }
    }
}
