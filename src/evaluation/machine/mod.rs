//! The abstract machine: one form, with an explicit stack, all alternatives, budgets.

mod forms;

pub use forms::FORMS;

use super::context::Context;
use super::identity::SpaceId;
use super::native::{Native, Natives};
use super::term::Term;

/// An evaluator: one thread, one form after the other.
pub struct Evaluator {
    /// Tables and stores.
    pub context: Context,
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
}

impl Evaluator {
    /// An evaluator with these operations, and with the [`FORMS`] of the machine.
    pub fn new(mut context: Context, operations: &[Native]) -> Evaluator {
        context.natives = Natives::new(operations, FORMS, &mut context.symbols);
        Evaluator { context }
    }

    /// `(metta form %Undefined% space)`.
    pub fn evaluate(&mut self, _form: &Term, _space: SpaceId) -> Evaluated {
        todo!()
    }
}
