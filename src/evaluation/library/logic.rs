//! Truth values.

use crate::evaluation::native::{Answer, Call, Native};
use crate::evaluation::term::Term;

const BINARY: &[&str] = &["(-> Bool Bool Bool)"];

pub(super) const OPERATIONS: &[Native] = &[
    Native::pure("and", BINARY, |_, call| binary(call, |left, right| left && right)),
    Native::pure("or", BINARY, |_, call| binary(call, |left, right| left || right)),
    Native::pure("xor", BINARY, |_, call| binary(call, |left, right| left != right)),
    Native::pure("not", &["(-> Bool Bool)"], |_, call| match call.arguments {
        [Term::Bool(value)] => Answer::Value(Term::Bool(!value)),
        _ => Answer::NotReducible,
    }),
];

fn binary(call: &Call<'_>, join: fn(bool, bool) -> bool) -> Answer {
    match call.arguments {
        [Term::Bool(left), Term::Bool(right)] => Answer::Value(Term::Bool(join(*left, *right))),
        _ => Answer::NotReducible,
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use crate::evaluation::library::tests::check;

    #[test]
    fn truth_values_are_joined_and_nothing_else_is() {
        check(&[
            ("(and True False)", "False"),
            ("(or True False)", "True"),
            ("(xor True True)", "False"),
            ("(xor True False)", "True"),
            ("(not False)", "True"),
            ("(and True a)", "(and True a)"),
            ("(not $x)", "(not $x)"),
        ]);
    }
}
