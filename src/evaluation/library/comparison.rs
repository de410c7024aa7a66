//! Order and equality.

use std::cmp::Ordering;

use super::number::Number;
use crate::evaluation::context::Context;
use crate::evaluation::native::{Answer, Call, Native};
use crate::evaluation::term::{Term, alpha_equal, same};

const ORDER: &[&str] = &["(-> Number Number Bool)"];

pub(super) const OPERATIONS: &[Native] = &[
    Native::pure("<", ORDER, |_, call| ordered(call, Ordering::is_lt)),
    Native::pure(">", ORDER, |_, call| ordered(call, Ordering::is_gt)),
    Native::pure("<=", ORDER, |_, call| ordered(call, Ordering::is_le)),
    Native::pure(">=", ORDER, |_, call| ordered(call, Ordering::is_ge)),
    Native::pure("==", &["(-> $t $t Bool)"], |_, call| compared(call, equal)),
    Native::pure("=alpha", &["(-> Atom Atom Bool)"], |_, call| compared(call, alpha_equal)),
    Native::pure("noreduce-eq", &["(-> Atom Atom Bool)"], |_, call| compared(call, same)).open(),
    Native::pure("if-equal", &["(-> Atom Atom Atom Atom %Undefined%)"], if_equal),
];

/// [`same`], but for NaN, which equals no number: as an atom it is found again, as a number it is not compared.
fn equal(left: &Term, right: &Term) -> bool {
    let is_nan = |term: &Term| matches!(term, Term::Float(float) if float.is_nan());
    !is_nan(left) && same(left, right)
}

/// Numbers by value; NaN is neither below nor above anything. Other things have no order.
fn ordered(call: &Call<'_>, holds: fn(Ordering) -> bool) -> Answer {
    let [left, right] = call.arguments else { return Answer::NotReducible };
    match (Number::of(left), Number::of(right)) {
        (Some(left), Some(right)) => Answer::Value(Term::Bool(left.compare(right).is_some_and(holds))),
        _ => Answer::NotReducible,
    }
}

fn compared(call: &Call<'_>, equal: fn(&Term, &Term) -> bool) -> Answer {
    match call.arguments {
        [left, right] => Answer::Value(Term::Bool(equal(left, right))),
        _ => Answer::NotReducible,
    }
}

/// Up to the names of variables.
fn if_equal(_: &mut Context, call: &Call<'_>) -> Answer {
    match call.arguments {
        [left, right, then, otherwise] => {
            Answer::Evaluate(if alpha_equal(left, right) { then.clone() } else { otherwise.clone() })
        }
        _ => Answer::Failure("if-equal expects <atom> <pattern> <then> <else> as an argument".into()),
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use crate::evaluation::library::tests::check;

    #[test]
    fn numbers_are_ordered_by_value() {
        check(&[
            ("(< 1 2)", "True"),
            ("(<= 2 2)", "True"),
            ("(>= 1 2)", "False"),
            ("(> 1.5 1)", "True"),
            ("(< 1 1.5)", "True"),
            ("(> -1 -1.5)", "True"),
            ("(< 9007199254740993 9007199254740992.0)", "False"),
            ("(< 9223372036854775807 1e300)", "True"),
            ("(< a 1)", "(< a 1)"),
        ]);
    }

    #[test]
    fn equality_is_structural_and_a_variable_equals_itself() {
        check(&[
            ("(== 1 1.0)", "True"),
            ("(== (a b) (a b))", "True"),
            ("(== a b)", "False"),
            ("(== \"a\" \"a\")", "True"),
            ("(== $x $x)", "True"),
            ("(== $x $y)", "False"),
            ("(=alpha (a $x $x) (a $y $z))", "False"),
            ("(=alpha (a $x $y) (a $y $x))", "True"),
            ("(if-equal (a $x) (a $y) yes no)", "=> yes"),
            ("(if-equal a b yes (+ 1 2))", "=> (+ 1 2)"),
        ]);
    }
}
