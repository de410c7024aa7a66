//! What code is made of.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::operator::Operator;
use super::routine::{Dependency, Routine};
use crate::evaluation::machine::frame::Formals;
use crate::evaluation::native::Operation;
use crate::evaluation::symbols::Symbol;
use crate::evaluation::term::{Stored, Term};

/// The right side of a rule, compiled for one type that is expected of it.
pub(in crate::evaluation::machine) struct Body {
    pub(super) instructions: Vec<Instruction>,
    /// The registers: the slots of the rule first.
    pub(super) registers: usize,
    /// The names of the slots.
    pub(super) names: Rc<[Symbol]>,
    /// The places at which it waits or is left.
    pub(super) places: Vec<Place>,
    /// What it was compiled from.
    pub(super) dependencies: Vec<Dependency>,
    /// The stamp under which it was last known to hold.
    pub(super) stamp: Cell<u64>,
}

/// A body that waits for a value.
#[derive(Clone)]
pub(in crate::evaluation::machine) struct Activation {
    pub(super) body: Rc<Body>,
    pub(super) registers: Vec<Option<Term>>,
    /// The instruction that waits.
    pub(super) at: u32,
}

/// Where a value is.
#[derive(Clone, Debug)]
pub(super) enum Operand {
    Register(u32),
    Constant(Term),
}

/// A rule of many is called.
pub(super) struct Callee {
    pub(super) head: Symbol,
    pub(super) arguments: Box<[Operand]>,
    /// The type that the result is evaluated as.
    pub(super) expected: Symbol,
    /// Found before, under this stamp.
    pub(super) routine: RefCell<Option<(u64, Rc<Routine>)>>,
}

/// What is done next. `to` is a register; `place` says what is around the expression.
pub(super) enum Instruction {
    /// The value of a slot, evaluated as `expected`.
    Evaluate { from: u32, expected: Symbol, to: u32, place: u32, typed: bool },
    /// A term with what its slots stand for, not evaluated.
    Build { template: Term, to: u32 },
    /// A term with what its slots stand for, evaluated the generic way.
    Generic { template: Term, expected: Symbol, to: u32, place: u32 },
    /// The same, as the last thing that is done.
    Leave { template: Term, expected: Symbol },
    /// What the slots stand for has these types, else the expression is evaluated the generic way.
    Guard { fits: Box<[(u32, Fit)]>, exit: Exit },
    /// Counts a step.
    Step,
    /// An operation on integers; on other things `operation` is called, or, where nothing was evaluated yet, the expression
    /// is evaluated the generic way.
    Arithmetic {
        operator: Operator,
        left: Operand,
        right: Operand,
        to: u32,
        native: Box<NativeCall>,
        otherwise: Option<Box<Exit>>,
    },
    /// A pure operation.
    Native { call: Box<NativeCall>, arguments: Box<[Operand]>, to: u32 },
    /// A call of rules.
    Call { callee: Box<Callee>, to: u32, place: u32 },
    /// The same, as the last thing that is done.
    TailCall { callee: Box<Callee> },
    /// A call that nothing takes: it stays as it is.
    Construct { head: Symbol, arguments: Box<[Operand]>, to: u32 },
    /// On, or to another instruction when the condition is False. Anything else goes the generic way, with `place` inside the form.
    Branch { condition: Operand, otherwise: u32, place: u32 },
    /// Makes a value equal to a pattern, a term with slots; there is no result where that cannot be.
    Bind { pattern: Box<Stored>, value: Operand },
    /// The same for a slot that comes for the first time.
    BindSlot { slot: u32, value: Operand },
    /// The condition or the value of a form, written as a slot: on when it needs no evaluation.
    Ready { from: u32, ready: Ready, exit: Box<Exit> },
    /// Copies.
    Move { from: Operand, to: u32 },
    /// Goes on elsewhere.
    Jump(u32),
    /// What a slot stands for becomes the result of a call and is evaluated.
    Result { from: u32, call: Term, expected: Symbol, to: Option<u32>, place: u32 },
    /// The result.
    Return(Operand),
    /// An error as it stands: the value of the expression.
    Raise { template: Term, place: u32 },
    /// There is none.
    Fail,
}

/// What [`Instruction::Ready`] asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ready {
    /// True or False.
    Condition,
    /// Anything that is evaluated.
    Value,
}

/// A type that is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Fit {
    /// A symbol that is no meta-type.
    Simple(Symbol),
    /// A meta-type.
    Meta(Symbol),
    /// One of number, truth value and string, the same as that of the slot before.
    Exactly(Symbol),
}

/// An expression that is evaluated the generic way instead.
pub(super) struct Exit {
    pub(super) template: Term,
    pub(super) expected: Symbol,
    pub(super) place: u32,
}

/// A call of an operation.
pub(super) struct NativeCall {
    pub(super) name: Symbol,
    pub(super) operation: Operation,
    pub(super) expected: Symbol,
    pub(super) place: u32,
}

/// What is around an expression: the generic frames that would wait for it, the outermost first.
#[derive(Clone, Default)]
pub(super) struct Place {
    pub(super) levels: Rc<[Level]>,
    /// The slot that stands where the value is put: an error that was there before is no reason to stop.
    pub(super) written: Option<u32>,
}

/// A frame of the generic way.
#[derive(Clone)]
pub(super) enum Level {
    /// A call whose members are evaluated: as it is written, the members so far, their types, the type expected.
    Members { call: Term, done: Vec<Operand>, formals: Formals, expected: Symbol },
    /// `(if · then else)`.
    If { call: Term, expected: Symbol },
    /// `(let pattern · body)`.
    Let { call: Term },
    /// `(let* ((pattern ·) ..) body)`.
    LetStar { call: Term, at: u32 },
}
