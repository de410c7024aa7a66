//! Expressions as multisets of their members. All in expected linear time, in the order of the members.

use hashbrown::HashMap;

use super::content::content_hash;
use super::expressions::no_expression;
use crate::evaluation::native::{Answer, Call, Native};
use crate::evaluation::term::{Term, alpha_equal, same};

const BINARY: &[&str] = &["(-> Expression Expression Atom)"];

pub(super) const OPERATIONS: &[Native] = &[
    Native::pure("unique-atom", &["(-> Expression Atom)"], |_, call| unique(call)),
    Native::pure("union-atom", BINARY, |_, call| {
        binary(call, |left, right| left.iter().chain(right).cloned().collect())
    }),
    Native::pure("intersection-atom", BINARY, |_, call| {
        binary(call, |left, right| retain(left, right, true))
    }),
    Native::pure("subtraction-atom", BINARY, |_, call| {
        binary(call, |left, right| retain(left, right, false))
    }),
];

/// Terms that can be found again by what they are.
pub(super) struct Bag<'a> {
    equal: fn(&Term, &Term) -> bool,
    /// By content: the terms, and how many of each there are.
    buckets: HashMap<u64, Vec<(&'a Term, usize)>>,
}

impl<'a> Bag<'a> {
    pub(super) fn new(equal: fn(&Term, &Term) -> bool) -> Bag<'a> {
        Bag { equal, buckets: HashMap::new() }
    }

    /// Adds a copy; how many there were before.
    pub(super) fn insert(&mut self, term: &'a Term) -> usize {
        let bucket = self.buckets.entry(content_hash(term)).or_default();
        if let Some((_, count)) = bucket.iter_mut().find(|(other, _)| (self.equal)(other, term)) {
            *count += 1;
            return *count - 1;
        }
        bucket.push((term, 1));
        0
    }

    /// Takes a copy away; false where there is none.
    pub(super) fn remove(&mut self, term: &Term) -> bool {
        let Some(bucket) = self.buckets.get_mut(&content_hash(term)) else { return false };
        match bucket.iter_mut().find(|(other, count)| *count > 0 && (self.equal)(other, term)) {
            Some((_, count)) => {
                *count -= 1;
                true
            }
            None => false,
        }
    }
}

/// The first of all that are equal up to the names of variables.
fn unique(call: &Call<'_>) -> Answer {
    let Some(members) = call.arguments.first().and_then(Term::members) else {
        return no_expression();
    };
    let mut seen = Bag::new(alpha_equal);
    Answer::Value(Term::expression(members.iter().filter(|member| seen.insert(member) == 0).cloned()))
}

fn binary(call: &Call<'_>, join: fn(&[Term], &[Term]) -> Vec<Term>) -> Answer {
    match call.arguments {
        [left, right] => match (left.members(), right.members()) {
            (Some(left), Some(right)) => Answer::Value(Term::expression(join(left, right))),
            _ => no_expression(),
        },
        _ => no_expression(),
    }
}

/// The members of `left` of which `right` has a copy left, or has not.
fn retain(left: &[Term], right: &[Term], common: bool) -> Vec<Term> {
    let mut copies = Bag::new(same);
    for member in right {
        copies.insert(member);
    }
    left.iter().filter(|member| copies.remove(member) == common).cloned().collect()
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use crate::evaluation::library::tests::check;

    #[test]
    fn multisets_keep_their_copies() {
        check(&[
            ("(unique-atom (a b c d d))", "(a b c d)"),
            ("(unique-atom ($x $y (f $x) (f $y) 1 1.0))", "($x (f $x) 1)"),
            ("(union-atom (a b b c) (b c c d))", "(a b b c b c c d)"),
            ("(intersection-atom (a b c c) (b c c c d))", "(b c c)"),
            ("(subtraction-atom (a b b c) (b c c d))", "(a b)"),
            ("(subtraction-atom ($x $y) ($x))", "($y)"),
            ("(intersection-atom ((f (g 1))) ((f (g 1.0))))", "((f (g 1)))"),
        ]);
    }
}
