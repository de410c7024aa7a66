//! Frames: what waits for a value.
//!
//! Frames that wait for an *evaluated* value are **collectors**: where the value has alternatives, all of them are collected
//! before the frame goes on with the first (the `metta` of LANGUAGE.md section 4). The others belong to minimal instructions
//! and take each value as it comes.
//!
//! To add a frame: a variant of [`Wait`], `push` or `push_plain` where it begins to wait, a line in `Machine::go_on`, which
//! gets each value; if it needs to know that there was no value, a line in `Machine::nothing`. A frame must be cheap to
//! clone: it is copied when its value has alternatives.

use std::rc::Rc;

use smallvec::SmallVec;

use super::code::Activation;
use crate::evaluation::identity::SpaceId;
use crate::evaluation::store::Savepoint;
use crate::evaluation::term::{Node, Saved, Term, Variable};
use crate::evaluation::types::{Application, Declared};

/// A frame.
#[derive(Clone)]
pub(super) struct Frame {
    /// How many choices there were when it began to wait: with more it is not the only way.
    pub(super) choices: u32,
    /// Collectors: where the next lower collector is.
    pub(super) below: u32,
    /// The space in which it goes on.
    pub(super) space: SpaceId,
    /// Collectors: the values so far, where there are alternatives.
    pub(super) collected: Option<Box<Collected>>,
    /// What waits.
    pub(super) wait: Wait,
}

/// A value that was collected: with what was bound on its way.
pub(super) type Value = (Term, Saved);

/// All values so far, in order.
#[derive(Clone, Default)]
pub(super) struct Collected(pub(super) Vec<Value>);

/// What becomes of a result of a step.
#[derive(Clone, Debug)]
pub(super) enum After {
    /// It is handed on as it is: minimal instructions.
    Raw,
    /// It is evaluated as this type.
    Metta(Term),
}

/// What waits.
#[derive(Clone)]
pub(super) enum Wait {
    /// The form itself.
    Top,
    /// A call whose members are evaluated, one after the other.
    Members(Members),
    /// `(if · then else)`.
    If(Rc<Node>, Term),
    /// `(let pattern · body)`.
    Let(Rc<Node>),
    /// `(let* ((pattern ·) ..) body)`, the pair with this number.
    LetStar(Rc<Node>, u32),
    /// `(case · branches)`; what becomes of the branch.
    Case(Rc<Node>, After),
    /// `(collapse ·)`; what becomes of the tuple.
    Collapse(Rc<Node>, After),
    /// `(once ·)`.
    Once,
    /// `(transaction ·)`; from where on what was done is taken back.
    Transaction(Savepoint),
    /// `(metta · type space)`.
    Meta,
    /// `(filter-atom list variable ·)`.
    Filter(Box<Filter>, After),
    /// `(foldl-atom list · a b operation)`.
    Fold(Box<Fold>, After),
    /// `(collapse-bind ·)`, a collector of raw values.
    CollapseBind,
    /// `(chain · variable template)`. Plain.
    Chain(Rc<Node>),
    /// `(function ·)`. Plain.
    Function(Rc<Node>),
    /// Code that waits for a value.
    Code(Activation),
    /// A minimal instruction stands where a value is wanted: its result, which is run no further, is a result of this call.
    /// Plain.
    Then(Rc<Node>, Term),
}

/// A call whose members are evaluated.
#[derive(Clone)]
pub(super) struct Members {
    /// As it stood.
    pub(super) call: Rc<Node>,
    /// The members so far.
    pub(super) done: SmallVec<[Term; 4]>,
    /// A member is not what it was.
    pub(super) changed: bool,
    /// By what types the arguments are evaluated.
    pub(super) formals: Formals,
    /// The type that the result is evaluated as.
    pub(super) expected: Term,
}

/// By what types the arguments of a call are evaluated.
#[derive(Clone)]
pub(super) enum Formals {
    /// A tuple: all members are evaluated, the head too.
    Tuple,
    /// A function type as it is declared, by its number.
    Declared(Rc<Declared>, u32),
    /// A function type whose variables were bound.
    Applied(Rc<Application>),
}

/// A list that is filtered.
#[derive(Clone)]
pub(super) struct Filter {
    pub(super) call: Rc<Node>,
    pub(super) list: Rc<Node>,
    pub(super) at: usize,
    pub(super) kept: Vec<Term>,
    pub(super) variable: Rc<Variable>,
    pub(super) condition: Term,
}

/// A list that is folded.
#[derive(Clone)]
pub(super) struct Fold {
    pub(super) call: Rc<Node>,
    pub(super) list: Rc<Node>,
    pub(super) at: usize,
    pub(super) sum: Rc<Variable>,
    pub(super) element: Rc<Variable>,
    pub(super) operation: Term,
}

impl Wait {
    /// Errors vanish where some alternative is none; raw values are all kept.
    pub(super) fn filters_errors(&self) -> bool {
        !matches!(self, Wait::CollapseBind)
    }

    /// What was bound on the way to the only value stays bound behind it.
    pub(super) fn leaves_bindings(&self) -> bool {
        !matches!(self, Wait::Collapse(..) | Wait::CollapseBind)
    }

    /// A collected value keeps what was bound on its way; else bindings are put into the value.
    pub(super) fn saves_bindings(&self) -> bool {
        !matches!(self, Wait::Collapse(..) | Wait::Top)
    }
}
