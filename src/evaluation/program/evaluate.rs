//! One form: begun, evaluated, ended.

use super::checking;
use super::outcome::{Outcome, Wanted};
use crate::evaluation::identity::SpaceId;
use crate::evaluation::machine::{Evaluated, Evaluator};
use crate::evaluation::store::import;
use crate::language::metta::atom::AtomRef;

/// Evaluates `atom` as the form `number` of a program, at its turn: its effects stay.
pub fn form(
    evaluator: &mut Evaluator,
    atom: AtomRef<'_>,
    space: SpaceId,
    number: u64,
    wanted: Wanted,
) -> Outcome {
    evaluator.context.begin(number);
    let evaluated = within(evaluator, atom, space);
    Outcome::of(&evaluated, &mut evaluator.context, wanted)
}

/// Evaluates `atom` as a part of the form that has begun. Where the program wants types to be checked, an atom without
/// one comes to its errors.
pub(crate) fn within(evaluator: &mut Evaluator, atom: AtomRef<'_>, space: SpaceId) -> Evaluated {
    let context = &mut evaluator.context;
    let term = import(atom, &mut context.symbols, &mut context.trail);
    let results = checking::errors(context, space, &term);
    if !results.is_empty() {
        return Evaluated { results, steps: 0, barrier: false, exceeded: None };
    }
    evaluator.evaluate(&term, space)
}
