//! Code: right sides of rules, compiled, so that nothing is built that is taken apart at once.
//!
//! A [`Body`] is what the machine would do with the right side of a rule, written down once: slots and values on the way are
//! registers, `if` and `let` are jumps, arithmetic on integers is arithmetic, calls find their rules through a [`Routine`].
//! It does exactly what the generic way does, in the same order, with the same number of steps.
//!
//! Whatever is not plain is left to the generic way: at compile time (several types, user rules for a form, types with
//! variables), where the expression in question is evaluated as a term; and at run time (an argument of another type, a rule
//! that was added in between, alternatives that must be collected at a place where code has no collector), where the
//! activation is [expanded](expand): the frames are pushed that the generic way would have there, and it goes on with them.
//!
//! Code is valid as long as what it was compiled from: [`Routines`] asks again under each new stamp.

mod body;
mod calling;
mod compile;
mod expand;
mod fitting;
mod operator;
mod routine;
mod run;
mod signature;
mod special;
mod standing;
mod step;

pub(super) use body::{Activation, Body};
pub(super) use routine::Routines;

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests;
