//! `(pragma! type-check auto)`: atoms without a type are refused before they are added or evaluated.

use crate::evaluation::context::Context;
use crate::evaluation::identity::SpaceId;
use crate::evaluation::symbols::known;
use crate::evaluation::term::Term;
use crate::evaluation::types;

/// Why `term` has no type, as error atoms; empty where it has one, or where nobody wants to know. No bindings stay.
/// O(size of the term) checks of types.
pub(super) fn errors(context: &mut Context, space: SpaceId, term: &Term) -> Vec<Term> {
    if !context.pragmas.type_check_auto || !types::of(context, space, term).is_empty() {
        return Vec::new();
    }
    // The innermost, leftmost application that does not fit is what is wrong.
    let mut waiting = vec![term.clone()];
    let mut applications = Vec::new();
    while let Some(term) = waiting.pop() {
        if let Some(members) = term.members() {
            waiting.extend(members.iter().map(Term::resolve));
            applications.push(term);
        }
    }
    while let Some(application) = applications.pop() {
        if types::of(context, space, &application).is_empty() {
            return of_application(context, space, &application);
        }
    }
    Vec::new()
}

fn of_application(context: &mut Context, space: SpaceId, call: &Term) -> Vec<Term> {
    let Some(head) = call.members().and_then(|members| members.first()).map(Term::resolve) else {
        return Vec::new();
    };
    let mut errors = Vec::new();
    for function in types::of_head(context, space, &head) {
        let mark = context.trail.mark();
        if let Err(found) =
            types::applicable(context, space, call, &function, &Term::Symbol(known::UNDEFINED))
        {
            errors.extend(found);
        }
        context.trail.undo(mark);
        context.trail.release(mark);
    }
    if errors.is_empty() {
        errors.push(Term::error(call.clone(), Term::Symbol(known::BAD_TYPE)));
    }
    errors
}
