//! Atoms without `!`: they are added as they stand.

use std::ops::Range;

use super::checking;
use super::forms::Forms;
use super::tokens::Tokens;
use crate::evaluation::context::Context;
use crate::evaluation::identity::SpaceId;
use crate::evaluation::term::Term;

/// From so many atoms on they are indexed together, and the store sees the new world.
const MANY: usize = 256;

/// Adds the atoms of `forms` one by one to `space`, as a part of the form that has begun; stops at the first that the
/// program wants to be refused, and tells which, and why.
pub(super) fn each(
    context: &mut Context,
    space: SpaceId,
    forms: &mut Forms,
    range: Range<usize>,
    tokens: &Tokens,
) -> Result<(), (usize, Vec<Term>)> {
    for index in range {
        let Some(atom) = forms.atom(index, tokens) else { continue };
        let term = context.import(atom.as_ref());
        let errors = checking::errors(context, space, &term);
        if !errors.is_empty() {
            return Err((index, errors));
        }
        context.store.add(space, &term, &mut context.symbols);
    }
    Ok(())
}

/// Adds them between two forms, many at once where there are many.
pub(super) fn all(
    context: &mut Context,
    space: SpaceId,
    forms: &mut Forms,
    range: Range<usize>,
    tokens: &Tokens,
    number: u64,
) -> Result<(), (usize, Vec<Term>)> {
    if range.len() < MANY || context.pragmas.type_check_auto {
        context.begin(number);
        return each(context, space, forms, range, tokens);
    }
    context.store.extend(space, forms.draft(range, tokens), &mut context.symbols);
    Ok(())
}
