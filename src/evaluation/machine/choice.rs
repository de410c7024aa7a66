//! Choices: where evaluation goes on when an alternative has been followed to its end.

use std::rc::Rc;
use std::vec;

use super::frame::{After, Frame, Value};
use crate::evaluation::identity::SpaceId;
use crate::evaluation::rules::{Candidate, Function};
use crate::evaluation::term::{Mark, Node, Saved, Term, Variable};

/// A moment to go back to, and what to do there.
pub(super) struct Choice {
    /// Bindings are taken back to here.
    pub(super) mark: Mark,
    /// The nearest collector then.
    pub(super) collector: u32,
    /// The space then.
    pub(super) space: SpaceId,
    /// The frames above the collector as they were.
    pub(super) frames: Box<[Frame]>,
    /// What is left to do.
    pub(super) rest: Rest,
}

/// What is left to do at a choice.
pub(super) enum Rest {
    /// Nothing: it only keeps its mark, so that bindings can be taken back.
    Nothing,
    /// More rules may take the call.
    Rules { call: Rc<Node>, function: Rc<Function>, next: Candidate, after: After },
    /// More results of a call.
    Values { values: vec::IntoIter<Term>, call: Rc<Node>, after: After },
    /// More solutions of a query; the template.
    Matches { solutions: vec::IntoIter<Saved>, template: Term, call: Rc<Node>, after: After },
    /// More values for the frame on top.
    Collected { values: vec::IntoIter<Value> },
    /// A condition that is a free variable is False after it was True.
    Else { condition: Rc<Variable>, branch: Term, call: Rc<Node>, after: After },
    /// The function types of a head that has others too.
    Functions { call: Rc<Node>, functions: Vec<Term>, expected: Term },
    /// More pairs of `superpose-bind`.
    Pairs { pairs: vec::IntoIter<Term> },
    /// More errors: results as they are.
    Errors { values: vec::IntoIter<Term> },
}
