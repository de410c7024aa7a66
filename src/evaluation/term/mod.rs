//! Terms: what is evaluated. Trees with shared parts that belong to one thread.
//!
//! Sixteen bytes each. Expressions and variables are counted without atomics; dropping a term of any depth is a loop.

mod apply;
mod equality;
mod node;
mod state;
mod trail;
mod unify;

use std::rc::Rc;

pub use apply::{apply, instantiate, substitute};
pub(in crate::evaluation) use equality::same_constant;
pub use equality::{alpha_equal, identical, same};
pub use node::{Node, held};
pub use state::{Content, State, Watch};
pub use trail::{Mark, Saved, Trail, Variable};
pub(in crate::evaluation) use unify::occurs;
pub use unify::{match_stored, unify};

use super::identity::{HandleId, SpaceId};
use super::symbols::{Symbol, known};

/// A term.
#[derive(Clone, Debug)]
pub enum Term {
    /// A symbol; the names of grounded operations are symbols too (`native::Library` knows which).
    Symbol(Symbol),
    /// An integer. Arithmetic that leaves 64 bits is an error, it never wraps.
    Integer(i64),
    /// A float.
    Float(f64),
    /// `True`, `False`.
    Bool(bool),
    /// A string.
    Text(Rc<str_box::Text>),
    /// A space, by identity.
    Space(SpaceId),
    /// A state: shared by identity, compared by what it holds.
    State(Rc<State>),
    /// Another thing of the library, by identity.
    Handle(HandleId),
    /// A variable: free, or standing for another term.
    Variable(Rc<Variable>),
    /// The variable with this number of a stored atom: only in [`Stored`] atoms and what is compiled from them.
    Slot(u32),
    /// An expression.
    Expression(Rc<Node>),
}

/// The text of a string.
pub mod str_box {
    /// One pointer wide, so that a term has sixteen bytes.
    #[derive(Debug, PartialEq, Eq)]
    pub struct Text(pub Box<str>);
}

/// An atom of a space: its variables are slots.
#[derive(Clone, Debug)]
pub struct Stored {
    /// The atom, with [`Term::Slot`] for each variable.
    pub term: Term,
    /// The names of the slots.
    pub names: Rc<[Symbol]>,
}

impl Term {
    /// A string.
    pub fn text(text: &str) -> Term {
        Term::Text(Rc::new(str_box::Text(text.into())))
    }

    /// An expression. O(members).
    pub fn expression(members: impl IntoIterator<Item = Term>) -> Term {
        Term::Expression(Rc::new(Node::new(members.into_iter().collect())))
    }

    /// `()`.
    pub fn unit() -> Term {
        Term::expression([])
    }

    /// `(Error atom reason)`.
    pub fn error(atom: Term, reason: Term) -> Term {
        Term::expression([Term::Symbol(known::ERROR), atom, reason])
    }

    /// What a variable stands for in the end; other terms as they are. O(chain of variables).
    #[inline]
    pub fn resolve(&self) -> Term {
        match self {
            Term::Variable(variable) => variable.resolve(),
            _ => self.clone(),
        }
    }

    /// True when there is no variable and no slot in it, bound or not. O(1).
    #[inline]
    pub fn is_ground(&self) -> bool {
        match self {
            Term::Variable(_) | Term::Slot(_) => false,
            Term::Expression(node) => node.is_ground(),
            _ => true,
        }
    }

    /// The members of an expression. Look at [`Term::resolve`] first.
    #[inline]
    pub fn members(&self) -> Option<&[Term]> {
        match self {
            Term::Expression(node) => Some(node.members()),
            _ => None,
        }
    }

    /// True for this very symbol. Look at [`Term::resolve`] first.
    #[inline]
    pub fn is_symbol(&self, symbol: Symbol) -> bool {
        matches!(self, Term::Symbol(other) if *other == symbol)
    }

    /// True for `(Error ..)` of any arity above one.
    #[inline]
    pub fn is_error(&self) -> bool {
        matches!(self.members(), Some([head, _, ..]) if head.is_symbol(known::ERROR))
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests;
