//! Grounded operations: functions of Rust that MeTTa calls.

use super::context::Context;
use super::identity::SpaceId;
use super::symbols::Symbol;
use super::term::Term;

/// What an operation is called with.
pub struct Call<'a> {
    /// The operation, as it was written.
    pub name: Symbol,
    /// The arguments, resolved at their top ([`Term::resolve`]); bound variables may stand inside: see
    /// [`apply`](super::term::apply). Evaluated already, where the type of the operation says so.
    pub arguments: &'a [Term],
    /// The space in which the call stands: `&self`.
    pub space: SpaceId,
}

/// What an operation answers.
pub enum Answer {
    /// One result.
    Value(Term),
    /// Any number of results, in order.
    Values(Vec<Term>),
    /// A result that is to be evaluated in place of the call.
    Evaluate(Term),
    /// The call stays as it is.
    NotReducible,
    /// `(Error <the call> <reason>)`.
    Error(Term),
    /// `(Error <the call> <text>)`, the text as one symbol.
    Failure(String),
    /// The operation must wait until everything before its form is committed (`Context::speculative` is on): the form is
    /// given up here and evaluated again at its turn.
    Barrier,
}

/// A grounded operation. Must not recurse on the depth of terms and must not panic on any argument.
pub type Operation = fn(&mut Context, &Call<'_>) -> Answer;

/// An operation of the library.
#[derive(Clone, Copy)]
pub struct Native {
    /// Its name in programs.
    pub name: &'static str,
    /// Its type, as MeTTa text: `(-> Number Number Number)`; several where it has several.
    pub types: &'static [&'static str],
    /// What it does.
    pub operation: Operation,
    /// The module that brings it; [`None`] for what is always there.
    pub module: Option<&'static str>,
    /// True when it only depends on its arguments: no space, no state, no output.
    pub pure: bool,
}
