//! One form: begun, evaluated, ended, whatever happens.

use super::checking;
use super::outcome::{Outcome, Wanted};
use crate::evaluation::context::Context;
use crate::evaluation::identity::SpaceId;
use crate::evaluation::machine::{Evaluated, Evaluator};
use crate::evaluation::term::Term;
use crate::language::metta::atom::AtomRef;
use crate::sync::thread::{Panicked, contain};

/// Evaluates `atom` as the form `number` of a program, at its turn: its effects stay. If that panics (D2),
/// `(Error <form> (Panicked <message>))` is what came of it, and what it had done until then stays.
pub fn form(
    evaluator: &mut Evaluator,
    atom: AtomRef<'_>,
    space: SpaceId,
    number: u64,
    wanted: Wanted,
) -> Outcome {
    evaluator.context.begin(number);
    contained(evaluator, atom, space, wanted)
}

/// Evaluates `atom` as the form that has begun, at its turn. If that panics, `(Error <form> (Panicked <message>))` is what came
/// of it, and what it had done until then stays, as behind any other Error.
pub(crate) fn contained(
    evaluator: &mut Evaluator,
    atom: AtomRef<'_>,
    space: SpaceId,
    wanted: Wanted,
) -> Outcome {
    let mark = evaluator.context.trail.mark();
    let outcome = contain(|| {
        let evaluated = within(evaluator, atom, space);
        Outcome::of(&evaluated, &mut evaluator.context, wanted)
    });
    let outcome = outcome.unwrap_or_else(|panicked| {
        evaluator.recover(mark);
        panic(&mut evaluator.context, atom, &panicked, wanted)
    });
    evaluator.context.trail.release(mark);
    outcome
}

/// What came of a form that has panicked.
pub(crate) fn panic(
    context: &mut Context,
    form: AtomRef<'_>,
    panicked: &Panicked,
    wanted: Wanted,
) -> Outcome {
    let form = context.import(form);
    let reason = Term::Symbol(context.symbols.intern("Panicked"));
    let reason = Term::expression([reason, Term::text(panicked.message())]);
    Outcome::new(&[Term::error(form, reason)], context, wanted)
}

/// Evaluates `atom` as a part of the form that has begun. Where the program wants types to be checked, an atom without
/// one comes to its errors.
pub(crate) fn within(evaluator: &mut Evaluator, atom: AtomRef<'_>, space: SpaceId) -> Evaluated {
    let context = &mut evaluator.context;
    let term = context.import(atom);
    let results = checking::errors(context, space, &term);
    if !results.is_empty() {
        return Evaluated { results, steps: 0, barrier: false, exceeded: None };
    }
    evaluator.evaluate(&term, space)
}
