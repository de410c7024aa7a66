//! Numbers: the four operations, remainders, and functions of floats.
//!
//! Integers never wrap: what leaves 64 bits is `(Error (+ ..) IntegerOverflow)`. An integer and a float make a float.
//! Calls with other things than numbers stay as they are.

use super::expressions::no_expression;
use super::number::Number;
use crate::evaluation::context::Context;
use crate::evaluation::native::{Answer, Call, Native};
use crate::evaluation::symbols::known;
use crate::evaluation::term::Term;

const BINARY: &[&str] = &["(-> Number Number Number)"];
const UNARY: &[&str] = &["(-> Number Number)"];
const TEST: &[&str] = &["(-> Number Bool)"];
/// Tuples come in as they are evaluated: `(min-atom (3 (+ 1 1)))` is 2.0.
const TUPLE: &[&str] = &["(-> %Undefined% Number)"];

pub(super) const OPERATIONS: &[Native] = &[
    Native::pure("+", BINARY, add),
    Native::pure("-", BINARY, subtract),
    Native::pure("*", BINARY, multiply),
    Native::pure("/", BINARY, divide),
    Native::pure("%", BINARY, remainder),
    Native::pure("pow-math", BINARY, power),
    Native::pure("log-math", BINARY, logarithm),
    Native::pure("sqrt-math", UNARY, |_, call| float(call, f64::sqrt)),
    Native::pure("sin-math", UNARY, |_, call| float(call, f64::sin)),
    Native::pure("asin-math", UNARY, |_, call| float(call, f64::asin)),
    Native::pure("cos-math", UNARY, |_, call| float(call, f64::cos)),
    Native::pure("acos-math", UNARY, |_, call| float(call, f64::acos)),
    Native::pure("tan-math", UNARY, |_, call| float(call, f64::tan)),
    Native::pure("atan-math", UNARY, |_, call| float(call, f64::atan)),
    Native::pure("exp-math", UNARY, |_, call| float(call, f64::exp)),
    Native::pure("trunc-math", UNARY, |_, call| whole(call, f64::trunc)),
    Native::pure("ceil-math", UNARY, |_, call| whole(call, f64::ceil)),
    Native::pure("floor-math", UNARY, |_, call| whole(call, f64::floor)),
    Native::pure("round-math", UNARY, |_, call| whole(call, f64::round)),
    Native::pure("abs-math", UNARY, absolute),
    Native::pure("isnan-math", TEST, |_, call| test(call, f64::is_nan)),
    Native::pure("isinf-math", TEST, |_, call| test(call, f64::is_infinite)),
    Native::pure("min-atom", TUPLE, |c, call| extreme(c, call, f64::INFINITY, f64::min)),
    Native::pure("max-atom", TUPLE, |c, call| extreme(c, call, f64::NEG_INFINITY, f64::max)),
];

/// Exact on integers, on floats otherwise.
fn arithmetic(
    context: &mut Context,
    call: &Call<'_>,
    integers: fn(i64, i64) -> Option<i64>,
    floats: fn(f64, f64) -> f64,
) -> Answer {
    match call.arguments {
        [Term::Integer(left), Term::Integer(right)] => match integers(*left, *right) {
            Some(value) => Answer::Value(Term::Integer(value)),
            None => reason(context, "IntegerOverflow"),
        },
        [left, right] => match (Number::of(left), Number::of(right)) {
            (Some(left), Some(right)) => Answer::Value(Term::Float(floats(left.float(), right.float()))),
            _ => Answer::NotReducible,
        },
        _ => Answer::NotReducible,
    }
}

fn reason(context: &mut Context, name: &str) -> Answer {
    Answer::Error(Term::Symbol(context.symbols.intern(name)))
}

fn add(context: &mut Context, call: &Call<'_>) -> Answer {
    arithmetic(context, call, i64::checked_add, |left, right| left + right)
}

fn subtract(context: &mut Context, call: &Call<'_>) -> Answer {
    arithmetic(context, call, i64::checked_sub, |left, right| left - right)
}

fn multiply(context: &mut Context, call: &Call<'_>) -> Answer {
    arithmetic(context, call, i64::checked_mul, |left, right| left * right)
}

/// Truncates towards zero on integers.
fn divide(context: &mut Context, call: &Call<'_>) -> Answer {
    match call.arguments {
        [Term::Integer(_), Term::Integer(0)] => Answer::Error(Term::Symbol(known::DIVISION_BY_ZERO)),
        _ => arithmetic(context, call, i64::checked_div, |left, right| left / right),
    }
}

/// Has the sign of the dividend.
fn remainder(context: &mut Context, call: &Call<'_>) -> Answer {
    match call.arguments {
        [Term::Integer(_), Term::Integer(0)] => Answer::Error(Term::Symbol(known::DIVISION_BY_ZERO)),
        // The only remainder that a processor cannot take: it is zero.
        _ => arithmetic(
            context,
            call,
            |left, right| Some(left.wrapping_rem(right)),
            |left, right| left % right,
        ),
    }
}

fn power(_: &mut Context, call: &Call<'_>) -> Answer {
    let [base, power] = call.arguments else { return Answer::NotReducible };
    let Some(base) = Number::of(base).map(Number::float) else { return Answer::NotReducible };
    match Number::of(power) {
        Some(Number::Integer(power)) => match i32::try_from(power) {
            Ok(power) => Answer::Value(Term::Float(base.powi(power))),
            Err(_) => Answer::Failure("power argument is too big, try using float value".into()),
        },
        Some(Number::Float(power)) => Answer::Value(Term::Float(base.powf(power))),
        None => Answer::NotReducible,
    }
}

fn logarithm(_: &mut Context, call: &Call<'_>) -> Answer {
    match call.arguments.first().and_then(Number::of).zip(call.arguments.get(1).and_then(Number::of)) {
        Some((base, value)) => Answer::Value(Term::Float(value.float().log(base.float()))),
        None => Answer::NotReducible,
    }
}

fn float(call: &Call<'_>, function: fn(f64) -> f64) -> Answer {
    match call.arguments.first().and_then(Number::of) {
        Some(number) => Answer::Value(Term::Float(function(number.float()))),
        None => Answer::NotReducible,
    }
}

/// An integer is whole already.
fn whole(call: &Call<'_>, function: fn(f64) -> f64) -> Answer {
    match call.arguments.first().and_then(Number::of) {
        Some(Number::Integer(value)) => Answer::Value(Term::Integer(value)),
        Some(Number::Float(value)) => Answer::Value(Term::Float(function(value))),
        None => Answer::NotReducible,
    }
}

fn absolute(context: &mut Context, call: &Call<'_>) -> Answer {
    match call.arguments.first().and_then(Number::of) {
        Some(Number::Integer(value)) => match value.checked_abs() {
            Some(value) => Answer::Value(Term::Integer(value)),
            None => reason(context, "IntegerOverflow"),
        },
        Some(Number::Float(value)) => Answer::Value(Term::Float(value.abs())),
        None => Answer::NotReducible,
    }
}

fn test(call: &Call<'_>, holds: fn(f64) -> bool) -> Answer {
    match call.arguments.first().and_then(Number::of) {
        Some(Number::Integer(_)) => Answer::Value(Term::Bool(false)),
        Some(Number::Float(value)) => Answer::Value(Term::Bool(holds(value))),
        None => Answer::NotReducible,
    }
}

/// A float always, as the language demands.
fn extreme(context: &mut Context, call: &Call<'_>, start: f64, choose: fn(f64, f64) -> f64) -> Answer {
    let Some(members) = call.arguments.first().and_then(Term::members) else {
        return no_expression();
    };
    if members.is_empty() {
        return Answer::Failure("Empty expression".into());
    }
    let mut result = start;
    for member in members {
        let Some(number) = Number::of(&member.resolve()) else {
            let text = crate::evaluation::print::print(context, &call.arguments[0]);
            return Answer::Failure(format!("Only numbers are allowed in expression: {text}"));
        };
        result = choose(result, number.float());
    }
    Answer::Value(Term::Float(result))
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use crate::evaluation::library::tests::check;

    #[test]
    fn integers_never_wrap_and_floats_are_ieee() {
        check(&[
            ("(+ 1 2)", "3"),
            ("(+ 1 1.0)", "2.0"),
            ("(- 5 2)", "3"),
            ("(* 1.0 3)", "3.0"),
            ("(+ 9223372036854775807 1)", "(Error (+ 9223372036854775807 1) IntegerOverflow)"),
            ("(- -9223372036854775808 1)", "(Error (- -9223372036854775808 1) IntegerOverflow)"),
            ("(* 4611686018427387904 2)", "(Error (* 4611686018427387904 2) IntegerOverflow)"),
            ("(/ -9223372036854775808 -1)", "(Error (/ -9223372036854775808 -1) IntegerOverflow)"),
            ("(% -9223372036854775808 -1)", "0"),
            ("(abs-math -9223372036854775808)", "(Error (abs-math -9223372036854775808) IntegerOverflow)"),
            ("(/ 7 2)", "3"),
            ("(/ -7 2)", "-3"),
            ("(/ 5 0)", "(Error (/ 5 0) DivisionByZero)"),
            ("(% 5 0)", "(Error (% 5 0) DivisionByZero)"),
            ("(/ 1.0 0)", "inf"),
            ("(/ 0.0 0.0)", "NaN"),
            ("(% -7 3)", "-1"),
            ("(% 5.5 2)", "1.5"),
            ("(+ a 1)", "(+ a 1)"),
            ("(/ a 2)", "(/ a 2)"),
            ("(+ $x 1)", "(+ $x 1)"),
            ("(+ 1)", "(+ 1)"),
        ]);
    }

    #[test]
    fn functions_give_floats_and_keep_whole_numbers() {
        check(&[
            ("(sqrt-math 16)", "4.0"),
            ("(pow-math 2 10)", "1024.0"),
            (
                "(pow-math 5 200000000000)",
                "(Error (pow-math 5 200000000000) power argument is too big, try using float value)",
            ),
            ("(abs-math -5)", "5"),
            ("(abs-math -5.5)", "5.5"),
            ("(log-math 2 8)", "3.0"),
            ("(trunc-math 2.7)", "2.0"),
            ("(floor-math -2.5)", "-3.0"),
            ("(ceil-math 2)", "2"),
            ("(round-math 2.5)", "3.0"),
            ("(isnan-math 1.0)", "False"),
            ("(isinf-math 1)", "False"),
            ("(min-atom (3 1 2))", "1.0"),
            ("(max-atom (3 1 2.5))", "3.0"),
            ("(max-atom ())", "(Error (max-atom ()) Empty expression)"),
            ("(max-atom (1 a))", "(Error (max-atom (1 a)) Only numbers are allowed in expression: (1 a))"),
            ("(sqrt-math a)", "(sqrt-math a)"),
        ]);
    }
}
