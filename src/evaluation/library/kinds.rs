//! What programs ask of types.

use crate::evaluation::context::Context;
use crate::evaluation::identity::SpaceId;
use crate::evaluation::native::{Answer, Call, Native};
use crate::evaluation::symbols::{Symbol, known};
use crate::evaluation::term::{Term, apply, unify};
use crate::evaluation::types;

pub(super) const OPERATIONS: &[Native] = &[
    Native::effect("get-type", &["(-> Atom %Undefined%)"], get_type),
    Native::effect("get-type-space", &["(-> SpaceType Atom Atom)"], get_type_space),
    Native::effect("get-metatype", &["(-> Atom Atom)"], get_metatype),
    // Untyped, as in the reference: the arguments are evaluated.
    Native::effect("type-cast", &[], type_cast).open(),
    Native::effect("check-type", &["(-> Atom Atom Bool)"], check_type),
];

/// One result for each type; none for a call that is not well typed.
fn get_type(context: &mut Context, call: &Call<'_>) -> Answer {
    match call.arguments {
        [atom] => Answer::Values(types_of(context, call.space, atom)),
        [atom, space] => match call.space_of(space) {
            Some(space) => Answer::Values(types_of(context, space, atom)),
            None => Answer::Failure("get-type expects a space as the second argument".into()),
        },
        _ => Answer::Failure("get-type expects single atom as an argument".into()),
    }
}

fn get_type_space(context: &mut Context, call: &Call<'_>) -> Answer {
    match call.arguments {
        [space, atom] => match call.space_of(space) {
            Some(space) => Answer::Values(types_of(context, space, atom)),
            None => Answer::Failure("get-type-space expects a space as the first argument".into()),
        },
        _ => Answer::Failure("get-type-space expects two arguments: space and atom".into()),
    }
}

pub(super) fn types_of(context: &mut Context, space: SpaceId, atom: &Term) -> Vec<Term> {
    types::of(context, space, &apply(atom))
}

fn get_metatype(context: &mut Context, call: &Call<'_>) -> Answer {
    match call.arguments {
        [Term::Symbol(name)] if imported(context, *name, call.space) => {
            Answer::Value(Term::Symbol(known::GROUNDED))
        }
        [atom] => Answer::Value(Term::Symbol(types::meta_type(context, atom))),
        _ => Answer::Failure("get-metatype expects single atom as an argument".into()),
    }
}

/// An operation of a module that was imported.
fn imported(context: &mut Context, name: Symbol, space: SpaceId) -> bool {
    context.operation(name, space).is_some_and(|native| native.module.is_some())
}

/// `(type-cast atom type space)`: the atom, or `(Error atom BadType)`.
fn type_cast(context: &mut Context, call: &Call<'_>) -> Answer {
    let [atom, kind, space] = call.arguments else { return Answer::NotReducible };
    let Some(space) = call.space_of(space) else { return Answer::NotReducible };
    if fits(context, space, atom, kind) {
        Answer::Value(atom.clone())
    } else {
        Answer::Value(Term::error(atom.clone(), Term::Symbol(known::BAD_TYPE)))
    }
}

fn check_type(context: &mut Context, call: &Call<'_>) -> Answer {
    let [atom, kind] = call.arguments else { return Answer::NotReducible };
    Answer::Value(Term::Bool(fits(context, call.space, atom, kind)))
}

/// Whether one of the types of `atom`, or its meta-type, is `kind` or can be made so. Binds nothing.
fn fits(context: &mut Context, space: SpaceId, atom: &Term, kind: &Term) -> bool {
    if kind.is_symbol(types::meta_type(context, atom)) {
        return true;
    }
    types_of(context, space, atom).iter().any(|actual| {
        let any = |kind: &Term| kind.is_symbol(known::UNDEFINED) || kind.is_symbol(known::ATOM);
        if any(actual) || any(kind) {
            return true;
        }
        let mark = context.trail.mark();
        let equal = unify(actual, kind, &mut context.trail);
        context.trail.undo(mark);
        context.trail.release(mark);
        equal
    })
}
