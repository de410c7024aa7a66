//! Lists as the module `petta` has them: expressions of any length, taken at one go.

use std::cmp::Ordering;

use super::number::Number;
use crate::evaluation::context::Context;
use crate::evaluation::native::{Answer, Call, Native};
use crate::evaluation::print::print;
use crate::evaluation::term::{Term, same};

pub(super) const OPERATIONS: &[Native] = &[
    Native::pure("_length", &[], |_, call| list(call, |list| Some(Term::Integer(list.len() as i64)))),
    Native::pure("_reverse", &[], |_, call| {
        list(call, |list| Some(Term::expression(list.iter().rev().cloned())))
    }),
    Native::pure("_last", &[], |_, call| list(call, |list| list.last().map(Term::resolve))),
    Native::pure("_append", &[], |_, call| match call.arguments {
        [left, right] => match (left.members(), right.members()) {
            (Some(left), Some(right)) => Answer::Value(Term::expression(left.iter().chain(right).cloned())),
            _ => Answer::NotReducible,
        },
        _ => Answer::NotReducible,
    }),
    Native::effect("_msort", &[], |context, call| sort(context, call, false)),
    Native::effect("_sort", &[], |context, call| sort(context, call, true)),
];

fn list(call: &Call<'_>, work: impl FnOnce(&[Term]) -> Option<Term>) -> Answer {
    match call.arguments {
        [argument] => argument.members().and_then(work).map_or(Answer::NotReducible, Answer::Value),
        _ => Answer::NotReducible,
    }
}

/// Numbers by value, then everything else by its text. Stable; with `once`, one of several that are the same.
fn sort(context: &mut Context, call: &Call<'_>, once: bool) -> Answer {
    let [Term::Expression(node)] = call.arguments else { return Answer::NotReducible };
    let mut keyed: Vec<(Option<Number>, String, Term)> = node
        .members()
        .iter()
        .map(|member| {
            let member = member.resolve();
            let number = Number::of(&member);
            let text = if number.is_some() { String::new() } else { print(context, &member) };
            (number, text, member)
        })
        .collect();
    keyed.sort_by(|left, right| match (left.0, right.0) {
        (Some(left), Some(right)) => total(left, right),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => left.1.cmp(&right.1),
    });
    let mut sorted: Vec<Term> = keyed.into_iter().map(|(_, _, term)| term).collect();
    if once {
        sorted.dedup_by(|next, kept| same(next, kept));
    }
    Answer::Value(Term::expression(sorted))
}

/// By value, with NaN behind all numbers.
fn total(left: Number, right: Number) -> Ordering {
    left.compare(right).unwrap_or_else(|| left.float().is_nan().cmp(&right.float().is_nan()))
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use crate::evaluation::library::tests::check;

    #[test]
    fn lists_are_expressions() {
        check(&[
            ("(_length (a b c))", "3"),
            ("(_length a)", "(_length a)"),
            ("(_reverse (a b c))", "(c b a)"),
            ("(_last (a b c))", "c"),
            ("(_append (a) (b c))", "(a b c)"),
            ("(_msort (b 2 a 1.5 2))", "(1.5 2 2 a b)"),
            ("(_sort (b 2 a 1.5 2.0 a))", "(1.5 2 a b)"),
        ]);
    }
}
