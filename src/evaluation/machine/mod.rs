//! The abstract machine: one form, with an explicit stack, all alternatives, budgets.
//!
//! `run` is the loop; `frame` says what waits and how to add a frame, `choice` where evaluation can go back to.
//! `interpret` evaluates arguments by types, `call` makes the call, `minimal`, `special` and `lists` are the forms.

mod budget;
mod call;
mod choice;
mod code;
mod forms;
mod frame;
mod interpret;
mod lists;
mod memory;
mod minimal;
mod resume;
mod run;
mod special;

pub use forms::FORMS;

use self::budget::Budget;
use self::memory::Memory;
use self::run::Machine;
use super::context::Context;
use super::identity::SpaceId;
use super::native::{Native, Natives};
use super::symbols::{Symbol, known};
use super::term::{Mark, Term, apply};

/// An evaluator: one thread, one form after the other.
pub struct Evaluator {
    /// Tables and stores.
    pub context: Context,
    memory: Memory,
}

/// How the evaluation of a form ended.
#[derive(Debug)]
pub struct Evaluated {
    /// The results in order, all bindings applied.
    pub results: Vec<Term>,
    /// Steps that it took.
    pub steps: u64,
    /// The form was given up because it must wait for its turn ([`Answer::Barrier`](super::native::Answer)).
    pub barrier: bool,
    /// The limit that ended the form before its end: the only result is the error that names it.
    pub exceeded: Option<Symbol>,
}

impl Evaluator {
    /// An evaluator with these operations, and with the [`FORMS`] of the machine.
    pub fn new(mut context: Context, operations: &[Native]) -> Evaluator {
        context.natives = Natives::new(operations, FORMS, &mut context.symbols);
        Evaluator { context, memory: Memory::default() }
    }

    /// Whether right sides of rules are compiled, as they are at first. Nothing but the time that forms take depends on it.
    pub fn set_compiled(&mut self, compiled: bool) {
        self.memory.generic = !compiled;
    }

    /// The form that began at `mark` has panicked: what it left half done is thrown away; what it did to spaces and states
    /// stays.
    pub(crate) fn recover(&mut self, mark: Mark) {
        let generic = self.memory.generic;
        self.memory = Memory::default();
        self.memory.generic = generic;
        self.context.trail.undo(mark);
    }

    /// `(metta form %Undefined% space)`: all results, depth first, rules in the order in which they stand in the space.
    ///
    /// A form that exceeds a limit of the [`Context`] ends as `(Error form limit)`; one that is too deep goes on with
    /// `(Error call StackOverflow)` as the value of the call. Never panics, and needs no stack of the thread that grows with
    /// the program.
    pub fn evaluate(&mut self, form: &Term, space: SpaceId) -> Evaluated {
        self.memory.begin();
        let budget = Budget::new(&self.context);
        let mark = self.context.trail.mark();
        let mut machine = Machine {
            context: &mut self.context,
            memory: &mut self.memory,
            frames: Vec::new(),
            choices: Vec::new(),
            collector: 0,
            space,
            budget,
            results: Vec::new(),
            barrier: false,
            exceeded: None,
        };
        machine.run(form);
        machine.cut(0);
        let (mut results, steps) = (machine.results, machine.budget.steps);
        let (barrier, exceeded) = (machine.barrier, machine.exceeded);
        self.context.trail.undo(mark);
        self.context.trail.release(mark);
        if let Some(limit) = exceeded {
            results = vec![Term::error(apply(form), Term::Symbol(limit))];
        }
        results.retain(|result| !result.is_symbol(known::EMPTY));
        Evaluated { results, steps, barrier, exceeded }
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests;
