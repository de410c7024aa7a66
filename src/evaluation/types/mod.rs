//! Types: what a term may be, whether a function takes it (LANGUAGE.md section 5).
//!
//! A type is declared by an atom `(: subject T)` or comes with an operation ([`Natives::types`]); `(:< A B)` makes every `A`
//! a `B`. Nothing is evaluated to find a type. What nothing is known of is `%Undefined%`, which fits everywhere.
//!
//! Two ways lead to an answer. [`accepts`] sees in a few comparisons, without binding or building anything, that a call with
//! simple types is fine: most calls are. [`applicable`] finds all that can be found: type variables, several types, reasons.
//! What is declared of a symbol is remembered until a declaration changes, and so are the types of ground expressions
//! (see `memo`): a term that is a million deep is looked at once.
//!
//! [`Natives::types`]: super::native::Natives::types

mod accept;
mod declared;
mod fit;
mod infer;
mod memo;
mod meta;
mod scheme;
mod solve;

pub use accept::{accepts, is_certainly, may_give};
pub use declared::{Declared, Formal, Function, declared, tells_of};
pub use fit::fits;
pub use meta::meta_type;

use fit::fits_all;
use infer::{Known, actual, bad_argument, infer, passes, wrong_number};
use scheme::function_parts;
use solve::{Actual, Listener, solve};

use super::context::Context;
use super::identity::SpaceId;
use super::symbols::known;
use super::term::{Term, Trail, apply};

/// What is remembered of types, valid as long as [`Store::epoch`](super::store::Store::epoch) stands. Each form asks anew,
/// since its log must hear what it has read.
#[derive(Default)]
pub struct Types {
    declarations: declared::Declarations,
    memo: memo::Memo,
}

/// The types of `term` in `space`, as `get-type` gives them: nothing is evaluated; none where it is an application whose
/// arguments cannot fit; `%Undefined%` where nothing is known.
///
/// The types of a tuple come first, then what is declared of the whole expression, super types of both, and the results of
/// the function types of its head, one for each way in which the arguments fit.
pub fn of(context: &mut Context, space: SpaceId, term: &Term) -> Vec<Term> {
    match infer(context, space, term) {
        Known { types, errors, .. } if types.is_empty() && errors.is_empty() => {
            vec![Term::Symbol(known::UNDEFINED)]
        }
        Known { types, .. } => types,
    }
}

/// The types declared for the head of a call, their variables new at each use. None where nothing is known of it. See
/// [`declared`] for what costs nothing.
pub fn of_head(context: &mut Context, space: SpaceId, head: &Term) -> Vec<Term> {
    infer(context, space, head).types
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
/// The error atoms `(Error call ..)`, in order: `IncorrectNumberOfArguments`; `(BadArgType i Formal Actual)` for each type
/// of an argument that does not fit; `(BadType Expected Actual)` for a result that is not wanted; those of an argument that
/// is ill-typed itself. Nothing stays bound.
pub fn applicable(
    context: &mut Context,
    space: SpaceId,
    call: &Term,
    function: &Term,
    expected: &Term,
) -> Result<Application, Vec<Term>> {
    let call = call.resolve();
    let (Some([_, arguments @ ..]), Some((formals, result))) = (call.members(), function_parts(function))
    else {
        return Err(vec![wrong_number(&call)]);
    };
    if formals.len() != arguments.len() {
        return Err(vec![wrong_number(&call)]);
    }
    let actuals: Vec<Actual> = formals
        .iter()
        .zip(arguments)
        .map(|(formal, argument)| {
            if passes(context, formal, argument) {
                Actual::Passes
            } else {
                actual(infer(context, space, argument))
            }
        })
        .collect();
    let mut check = Check { call: &call, result, expected, errors: Vec::new() };
    if solve(formals, &actuals, &mut context.trail, &mut check) {
        Ok(Application { formals: formals.to_vec(), result: result.clone() })
    } else {
        Err(check.errors)
    }
}

/// Looks for the first way in which a call fits.
struct Check<'a> {
    call: &'a Term,
    result: &'a Term,
    expected: &'a Term,
    errors: Vec<Term>,
}

impl Listener for Check<'_> {
    fn found(&mut self, trail: &mut Trail) -> bool {
        let mark = trail.mark();
        let fits = fits(&self.expected.resolve(), self.result, trail);
        if !fits {
            trail.undo(mark);
            self.errors.push(bad_type(self.call, self.expected, self.result));
        }
        trail.release(mark);
        fits
    }

    fn refused(&mut self, argument: usize, formal: &Term, actual: &Term) {
        self.errors.push(bad_argument(self.call, argument, apply(formal).resolve(), actual));
    }

    fn ill(&mut self, errors: &[Term]) {
        self.errors.extend_from_slice(errors);
    }
}

/// Whether `term`, a symbol or something grounded or an evaluated result, is of the type `expected`. Bindings stay.
///
/// # Errors
/// `(Error term (BadType expected actual))`, one for each actual type; where the term is ill-typed, its own errors. Nothing
/// stays bound.
pub fn check(context: &mut Context, space: SpaceId, term: &Term, expected: &Term) -> Result<(), Vec<Term>> {
    let (term, expected) = (term.resolve(), expected.resolve());
    if fits_all(&expected) {
        return Ok(());
    }
    if let Term::Symbol(wanted) = expected
        && (meta_type(context, &term) == wanted || accept::is_certainly(context, space, &term, wanted, 1))
    {
        return Ok(());
    }
    let known = infer(context, space, &term);
    if known.types.is_empty() {
        return if known.errors.is_empty() { Ok(()) } else { Err(known.errors) };
    }
    let mut errors = Vec::new();
    for actual in &known.types {
        let mark = context.trail.mark();
        let fits = fits(&expected, actual, &mut context.trail);
        if !fits {
            context.trail.undo(mark);
        }
        context.trail.release(mark);
        if fits {
            return Ok(());
        }
        errors.push(bad_type(&term, &expected, actual));
    }
    Err(errors)
}

/// `(Error term (BadType expected actual))`.
fn bad_type(term: &Term, expected: &Term, actual: &Term) -> Term {
    let reason = [Term::Symbol(known::BAD_TYPE), apply(expected).resolve(), apply(actual).resolve()];
    Term::error(apply(term), Term::expression(reason))
}

/// Whether one of the types of `term` is `expected`, which may be its meta-type: `type-cast`. Nothing stays bound.
pub fn is_of(context: &mut Context, space: SpaceId, term: &Term, expected: &Term) -> bool {
    let mark = context.trail.mark();
    let is = check(context, space, term, expected).is_ok();
    context.trail.undo(mark);
    context.trail.release(mark);
    is
}

/// What `(pragma! type-check auto)` asks before an atom is added or a form is evaluated: an application must have a type.
///
/// # Errors
/// The error atoms, where it has none.
pub fn validate(context: &mut Context, space: SpaceId, atom: &Term) -> Result<(), Vec<Term>> {
    match infer(context, space, atom) {
        Known { types, errors, .. } if types.is_empty() && !errors.is_empty() => Err(errors),
        _ => Ok(()),
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests;
