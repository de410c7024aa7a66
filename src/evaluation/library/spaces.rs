//! Spaces: what is added, removed, listed.

use crate::evaluation::context::Context;
use crate::evaluation::identity::SpaceId;
use crate::evaluation::native::{Answer, Call, Native};
use crate::evaluation::term::{Term, apply};

pub(super) const OPERATIONS: &[Native] = &[
    Native::effect("new-space", &["(-> SpaceType)"], new_space),
    Native::effect("add-atom", &["(-> SpaceType Atom (->))"], add_atom),
    // The type has the atom evaluated before it comes here.
    Native::effect("add-reduct", &["(-> SpaceType %Undefined% (->))"], add_atom).open(),
    Native::effect("add-atoms", &["(-> SpaceType Expression (->))"], add_atoms).open(),
    Native::effect("add-reducts", &["(-> SpaceType %Undefined% (->))"], add_atoms).open(),
    Native::effect("remove-atom", &["(-> SpaceType Atom (->))"], remove_atom),
    Native::effect("get-atoms", &["(-> SpaceType Atom)"], get_atoms),
    Native::pure("module-space-no-deps", &["(-> SpaceType SpaceType)"], |_, call| match call.arguments {
        [space] if call.space_of(space).is_some() => Answer::Value(space.clone()),
        _ => Answer::Failure("module-space-no-deps expects a space as its argument".into()),
    }),
];

fn new_space(context: &mut Context, call: &Call<'_>) -> Answer {
    match call.arguments {
        [] => Answer::Value(Term::Space(context.store.new_space())),
        _ => Answer::Failure("new-space doesn't expect arguments".into()),
    }
}

/// The space and the atom of a call of two arguments.
fn space_and_atom<'a>(context: &Context, call: &'a Call<'_>) -> Result<(SpaceId, &'a Term), Answer> {
    let name = context.symbols.name(call.name);
    let [space, atom] = call.arguments else {
        return Err(Answer::Failure(format!("{name} expects two arguments: space and atom")));
    };
    match call.space_of(space) {
        Some(space) => Ok((space, atom)),
        None => Err(Answer::Failure(format!("{name} expects a space as the first argument"))),
    }
}

fn add_atom(context: &mut Context, call: &Call<'_>) -> Answer {
    let (space, atom) = match space_and_atom(context, call) {
        Ok(found) => found,
        Err(failure) => return failure,
    };
    add(context, space, atom)
}

fn add(context: &mut Context, space: SpaceId, atom: &Term) -> Answer {
    if context.store.add(space, &apply(atom), &mut context.symbols) {
        Answer::Value(Term::unit())
    } else {
        Answer::Failure("There is no such space".into())
    }
}

fn add_atoms(context: &mut Context, call: &Call<'_>) -> Answer {
    let (space, atoms) = match space_and_atom(context, call) {
        Ok(found) => found,
        Err(failure) => return failure,
    };
    let Some(members) = atoms.members() else {
        let name = context.symbols.name(call.name);
        return Answer::Failure(format!("{name} expects an expression of atoms as the second argument"));
    };
    for member in members {
        if let failure @ Answer::Failure(_) = add(context, space, member) {
            return failure;
        }
    }
    Answer::Value(Term::unit())
}

/// One copy that is the same, names of variables included. That there is none is no error.
fn remove_atom(context: &mut Context, call: &Call<'_>) -> Answer {
    let (space, atom) = match space_and_atom(context, call) {
        Ok(found) => found,
        Err(failure) => return failure,
    };
    context.store.remove(space, &apply(atom), &mut context.symbols);
    Answer::Value(Term::unit())
}

fn get_atoms(context: &mut Context, call: &Call<'_>) -> Answer {
    let [space] = call.arguments else {
        return Answer::Failure("get-atoms expects one argument: space".into());
    };
    match call.space_of(space) {
        Some(space) => Answer::Values(context.store.atoms(space, &mut context.symbols, &mut context.trail)),
        None => Answer::Failure("get-atoms expects a space as its argument".into()),
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use crate::evaluation::library::tests::check;

    #[test]
    fn what_is_no_space_is_refused() {
        check(&[
            ("(add-atom a b)", "(Error (add-atom a b) add-atom expects a space as the first argument)"),
            (
                "(remove-atom 1 b)",
                "(Error (remove-atom 1 b) remove-atom expects a space as the first argument)",
            ),
            ("(get-atoms a)", "(Error (get-atoms a) get-atoms expects a space as its argument)"),
            ("(new-space 1)", "(Error (new-space 1) new-space doesn't expect arguments)"),
        ]);
    }
}
