//! Where several forms may be evaluated at the same time.

use std::ops::ControlFlow;

use super::outcome::{Outcome, Wanted};
use crate::evaluation::identity::SpaceId;
use crate::evaluation::machine::Evaluator;
use crate::language::metta::atom::Atom;
use crate::sync::clock::Instant;

/// Consecutive `!` forms of a text, with nothing between them.
pub struct Batch<'a> {
    /// The forms in order, as the reader understands them now.
    pub forms: &'a [Atom],
    /// Where they are evaluated.
    pub space: SpaceId,
    /// The number of the first ([`Store::begin`](crate::evaluation::store::Store::begin)); the others follow.
    pub first: u64,
    /// What is wanted of their results.
    pub wanted: Wanted,
    /// Until when they may take; a form that ends later is the last.
    pub deadline: Option<Instant>,
}

/// Evaluates batches in whatever way it likes, as long as nobody can tell it from one form after the other (X1).
pub trait Batches {
    /// How many forms it wants to see at once, at most.
    fn most(&self) -> usize;

    /// What is to be told of its work, as names and counts, in order.
    fn counts(&self) -> Vec<(&'static str, u64)> {
        Vec::new()
    }

    /// Evaluates forms of `batch` from the first on, on the store of `evaluator`, which holds their effects in the end;
    /// what they write goes to its output. Hands each outcome to `deliver`, in order, as soon as it and all before it are
    /// final, after what the form wrote; nothing of a form may be seen once `deliver` breaks before it.
    ///
    /// How many were delivered. May end early, but not before the first: whatever may have taught the reader a new
    /// word (`bind!`, `import!`) must be the last, since the forms behind it would be read in another way. Those that are
    /// left come again in a later batch.
    fn evaluate(
        &mut self,
        evaluator: &mut Evaluator,
        batch: &Batch<'_>,
        deliver: &mut dyn FnMut(Outcome) -> ControlFlow<()>,
    ) -> usize;
}

/// One form after the other. A form that panics comes to an Error that says so (D2).
#[derive(Debug, Default)]
pub struct InOrder;

impl Batches for InOrder {
    fn most(&self) -> usize {
        1
    }

    /// The first form alone: nothing that follows was read too early.
    fn evaluate(
        &mut self,
        evaluator: &mut Evaluator,
        batch: &Batch<'_>,
        deliver: &mut dyn FnMut(Outcome) -> ControlFlow<()>,
    ) -> usize {
        let Some(form) = batch.forms.first() else { return 0 };
        let outcome = super::evaluate::form(evaluator, form.as_ref(), batch.space, batch.first, batch.wanted);
        // It is the last one in any case.
        let _ = deliver(outcome);
        1
    }
}
