//! Expressions as lists of their members, and what is done to atoms without evaluating them.

use hashbrown::HashMap;

use super::number::Number;
use crate::evaluation::context::Context;
use crate::evaluation::native::{Answer, Call, Native};
use crate::evaluation::symbols::known;
use crate::evaluation::term::{Term, apply, substitute};

pub(super) const OPERATIONS: &[Native] = &[
    Native::pure("car-atom", &["(-> Expression %Undefined%)"], first).open(),
    Native::pure("cdr-atom", &["(-> Expression Expression)"], rest).open(),
    Native::pure("size-atom", &["(-> Expression Number)"], size),
    Native::pure("index-atom", &["(-> Expression Number Atom)"], index),
    Native::pure("sealed", &["(-> Expression Atom Atom)"], sealed),
    Native::pure("if-error", &["(-> Atom Atom Atom %Undefined%)"], if_error).open(),
    Native::pure("is-function", &["(-> Type Bool)"], is_function).open(),
    Native::pure("nop", &[], |_, _| Answer::Value(Term::unit())),
    Native::pure("empty", &[], |_, _| Answer::Values(Vec::new())).open(),
];

/// The members of the first argument.
fn members<'a>(call: &'a Call<'_>) -> Option<&'a [Term]> {
    call.arguments.first().and_then(Term::members)
}

fn first(_: &mut Context, call: &Call<'_>) -> Answer {
    match members(call) {
        Some([first, ..]) => Answer::Evaluate(first.resolve()),
        _ => Answer::Error(Term::text("car-atom expects a non-empty expression as an argument")),
    }
}

fn rest(_: &mut Context, call: &Call<'_>) -> Answer {
    match members(call) {
        Some([_, rest @ ..]) => Answer::Value(Term::expression(rest.iter().cloned())),
        _ => Answer::Error(Term::text("cdr-atom expects a non-empty expression as an argument")),
    }
}

/// An argument that must be an expression is none.
pub(super) fn no_expression() -> Answer {
    Answer::Failure("Atom is not an ExpressionAtom".into())
}

fn size(_: &mut Context, call: &Call<'_>) -> Answer {
    match members(call) {
        // An expression has fewer than 2^63 members.
        Some(members) => Answer::Value(Term::Integer(members.len() as i64)),
        None => no_expression(),
    }
}

fn index(_: &mut Context, call: &Call<'_>) -> Answer {
    let Some(members) = members(call) else { return no_expression() };
    let Some(number) = call.arguments.get(1).and_then(Number::of) else {
        return Answer::Failure("index-atom expects two arguments: expression and atom".into());
    };
    let found = number.integer().and_then(|index| usize::try_from(index).ok()).and_then(|at| members.get(at));
    match found {
        Some(member) => Answer::Value(member.resolve()),
        None => Answer::Failure("Index is out of bounds".into()),
    }
}

/// `(sealed variables atom)`: the atom with new variables for all that are free in it but `variables`.
fn sealed(context: &mut Context, call: &Call<'_>) -> Answer {
    let [ignored, atom] = call.arguments else {
        return Answer::Failure("sealed expects two arguments: var_list to be ignored and expression".into());
    };
    // By serial: what a variable is does not depend on its name.
    let mut variables: HashMap<u64, Term> = HashMap::new();
    substitute(&apply(ignored), |variable| {
        variables.insert(variable.serial, Term::Variable(variable.clone()));
        None
    });
    let trail = &mut context.trail;
    Answer::Value(substitute(&apply(atom), |variable| {
        let new =
            variables.entry(variable.serial).or_insert_with(|| Term::Variable(trail.variable(variable.name)));
        Some(new.clone())
    }))
}

fn if_error(_: &mut Context, call: &Call<'_>) -> Answer {
    let [atom, then, otherwise] = call.arguments else { return Answer::NotReducible };
    let error = matches!(atom.members(), Some([head, ..]) if head.resolve().is_symbol(known::ERROR));
    Answer::Evaluate(if error { then.clone() } else { otherwise.clone() })
}

fn is_function(_: &mut Context, call: &Call<'_>) -> Answer {
    match call.arguments.first().map(|argument| (argument, argument.members())) {
        None => Answer::NotReducible,
        Some((_, Some([]))) => Answer::Error(Term::text("is-function non-empty expression as an argument")),
        Some((_, Some([head, ..]))) => Answer::Value(Term::Bool(head.resolve().is_symbol(known::ARROW))),
        Some((_, None)) => Answer::Value(Term::Bool(false)),
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use crate::evaluation::library::tests::check;

    #[test]
    fn lists_are_taken_apart() {
        check(&[
            ("(car-atom (a b c))", "=> a"),
            ("(car-atom ((+ 1 2) b))", "=> (+ 1 2)"),
            ("(cdr-atom (a b c))", "(b c)"),
            ("(cdr-atom (a))", "()"),
            ("(size-atom (a b))", "2"),
            ("(index-atom (a b) 1)", "b"),
            ("(index-atom (a b) 2)", "(Error (index-atom (a b) 2) Index is out of bounds)"),
            ("(index-atom (a b) -1)", "(Error (index-atom (a b) -1) Index is out of bounds)"),
            (
                "(car-atom ())",
                "(Error (car-atom ()) \"car-atom expects a non-empty expression as an argument\")",
            ),
        ]);
    }

    #[test]
    fn atoms_are_looked_at_without_being_evaluated() {
        check(&[
            ("(sealed ($x) (f $x $y $y))", "(f $x $y $y)"),
            ("(if-error (Error a b) 1 2)", "=> 1"),
            ("(if-error (+ 1 2) 1 2)", "=> 2"),
            ("(if-error Error 1 2)", "=> 2"),
            ("(is-function (-> A B))", "True"),
            ("(is-function (A B))", "False"),
            ("(is-function A)", "False"),
            ("(nop a b)", "()"),
            ("(empty)", "[]"),
        ]);
    }
}
