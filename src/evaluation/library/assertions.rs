//! What the assertions of `library.metta` compare results with.

use super::sets::Bag;
use crate::evaluation::context::Context;
use crate::evaluation::native::{Answer, Call, Native};
use crate::evaluation::print::{print, results};
use crate::evaluation::term::{Term, alpha_equal, same};

const COMPARED: &[&str] = &["(-> Atom Atom Atom (->))"];
const WITH_MESSAGE: &[&str] = &["(-> Atom Atom Atom Atom (->))"];

pub(super) const OPERATIONS: &[Native] = &[
    Native::effect("_assert-results-are-equal", COMPARED, |c, call| compare(c, call, same)),
    Native::effect("_assert-results-are-equal-msg", WITH_MESSAGE, |c, call| compare(c, call, same)),
    Native::effect("_assert-results-are-alpha-equal", COMPARED, |c, call| compare(c, call, alpha_equal)),
    Native::effect("_assert-results-are-alpha-equal-msg", WITH_MESSAGE, |c, call| {
        compare(c, call, alpha_equal)
    }),
];

/// `(name actual expected call [message])`: `()` where the two tuples are equal as multisets, otherwise an error of `call`
/// with the message, or with what is missing and what is too much.
fn compare(context: &mut Context, call: &Call<'_>, equal: fn(&Term, &Term) -> bool) -> Answer {
    let [actual, expected, asserted, message @ ..] = call.arguments else { return Answer::NotReducible };
    let (Some(actual), Some(expected)) = (actual.members(), expected.members()) else {
        return Answer::Value(Term::error(
            asserted.clone(),
            Term::text("an expression of results is expected as the second argument"),
        ));
    };
    let missed = left_over(expected, actual, equal);
    let excessive = left_over(actual, expected, equal);
    if missed.is_empty() && excessive.is_empty() {
        return Answer::Value(Term::unit());
    }
    if let [message, ..] = message {
        return Answer::Value(Term::error(asserted.clone(), message.clone()));
    }
    let mut report = format!("\nExpected: {}\nGot: {}", results(context, expected), results(context, actual));
    for (title, terms) in [("Missed", missed), ("Excessive", excessive)] {
        if terms.is_empty() {
            continue;
        }
        let shown: Vec<String> = terms.iter().map(|term| print(context, term)).collect();
        report.push_str(&format!("\n{title} results: {}", shown.join(", ")));
    }
    Answer::Value(Term::error(asserted.clone(), Term::text(&report)))
}

/// The members of `left` that have no partner in `right`, in order.
fn left_over(left: &[Term], right: &[Term], equal: fn(&Term, &Term) -> bool) -> Vec<Term> {
    let mut partners = Bag::new(equal);
    for term in right {
        partners.insert(term);
    }
    left.iter().filter(|term| !partners.remove(term)).cloned().collect()
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use crate::evaluation::library::tests::check;

    #[test]
    fn results_are_multisets() {
        check(&[
            ("(_assert-results-are-equal (1 2) (2 1) call)", "()"),
            ("(_assert-results-are-equal () () call)", "()"),
            ("(_assert-results-are-alpha-equal ((f $x $y)) ((f $a $b)) call)", "()"),
            (
                "(_assert-results-are-equal (3) (4) (c))",
                r#"(Error (c) "\nExpected: [4]\nGot: [3]\nMissed results: 4\nExcessive results: 3")"#,
            ),
            (
                "(_assert-results-are-equal (1 2) (1) (c))",
                r#"(Error (c) "\nExpected: [1]\nGot: [1, 2]\nExcessive results: 2")"#,
            ),
            (
                "(_assert-results-are-equal (1 1) (1 \"b\" a) (c))",
                r#"(Error (c) "\nExpected: [1, \"b\", a]\nGot: [1, 1]\nMissed results: \"b\", a\nExcessive results: 1")"#,
            ),
            ("(_assert-results-are-equal-msg (1) (2) (c 1 2) \"boom\")", "(Error (c 1 2) \"boom\")"),
        ]);
    }
}
