//! Types: what a term may be, whether a function takes it (LANGUAGE.md section 5).

use super::context::Context;
use super::identity::SpaceId;
use super::term::Term;

/// What is remembered of types, valid as long as [`Store::epoch`](super::store::Store::epoch) stands.
#[derive(Default)]
pub struct Types {}

/// The types of `term` in `space`, as `get-type` gives them: nothing is evaluated; none where it is an application whose
/// arguments cannot fit; `%Undefined%` where nothing is known.
pub fn of(_context: &mut Context, _space: SpaceId, _term: &Term) -> Vec<Term> {
    todo!()
}

/// The types declared for the head of a call, their variables new at each use.
pub fn of_head(_context: &mut Context, _space: SpaceId, _head: &Term) -> Vec<Term> {
    todo!()
}

/// A function type that takes a call.
pub struct Application {
    /// The types of its arguments, variables bound as far as the check has bound them.
    pub formals: Vec<Term>,
    /// The type of its result.
    pub result: Term,
}

/// Whether `function`, a function type of the head of `call` whose variables are new, takes the arguments as they stand and
/// gives something that fits `expected`. Bindings that it needs stay on the trail.
///
/// # Errors
/// The error atoms `(Error call ..)`, in order. Bindings are as they happen to be: go back to a mark.
pub fn applicable(
    _context: &mut Context,
    _space: SpaceId,
    _call: &Term,
    _function: &Term,
    _expected: &Term,
) -> Result<Application, Vec<Term>> {
    todo!()
}

/// Whether `term`, a symbol or something grounded or an evaluated result, is of the type `expected`. Bindings stay.
///
/// # Errors
/// `(Error term (BadType expected actual))`, one for each actual type.
pub fn check(
    _context: &mut Context,
    _space: SpaceId,
    _term: &Term,
    _expected: &Term,
) -> Result<(), Vec<Term>> {
    todo!()
}

/// `Symbol`, `Variable`, `Expression` or `Grounded`.
pub fn meta_type(_context: &Context, _term: &Term) -> super::symbols::Symbol {
    todo!()
}
