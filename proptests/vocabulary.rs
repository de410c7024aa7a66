//! Terms for the tests: few words and few shapes, so that what can collide does.

use heddle::oracle::specification::term::{Term, Token};
use proptest::prelude::*;

fn single(token: Token) -> Term {
    Term::from_tokens(vec![token]).expect("one token is a term")
}

/// A constant. Numbers that are equal and print differently come often.
pub(crate) fn constant() -> impl Strategy<Value = Term> {
    prop_oneof![
        6 => prop::sample::select(vec!["a", "b", "f", "g", "=", ":", ",", "ab", "ba", "abc"]).prop_map(Term::symbol),
        2 => prop::sample::select(vec![0, 1, 2, i64::MAX]).prop_map(|value| single(Token::Integer(value))),
        2 => prop::sample::select(vec![1.0, -0.0, 1.5, 9_223_372_036_854_775_808.0, f64::INFINITY])
            .prop_map(|value| single(Token::Float(value))),
        1 => prop::sample::select(vec!["a", "", "1", "\"\\\n\0"]).prop_map(|text| single(Token::Text(text.to_owned()))),
        1 => any::<bool>().prop_map(|value| single(Token::Bool(value))),
    ]
}

/// A variable; one of them has no name.
pub(crate) fn variable() -> impl Strategy<Value = Term> {
    prop::sample::select(vec!["x", "y", "z", ""]).prop_map(Term::variable)
}

/// Any small term.
pub(crate) fn term() -> impl Strategy<Value = Term> {
    prop_oneof![3 => constant(), 2 => variable()].prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            3 => prop::collection::vec(inner.clone(), 0..4),
            2 => (prop::sample::select(vec!["f", "g"]), prop::collection::vec(inner, 0..3))
                .prop_map(|(head, arguments)| std::iter::once(Term::symbol(head)).chain(arguments).collect()),
        ]
        .prop_map(|members: Vec<Term>| Term::expression(&members))
    })
}

/// The left side of a rule: a call, mostly.
pub(crate) fn left_side() -> impl Strategy<Value = Term> {
    prop_oneof![
        4 => (prop::sample::select(vec!["f", "g"]), prop::collection::vec(prop_oneof![constant(), variable()], 0..3))
            .prop_map(|(head, arguments)| {
                Term::expression(&std::iter::once(Term::symbol(head)).chain(arguments).collect::<Vec<_>>())
            }),
        1 => (variable(), constant()).prop_map(|(head, argument)| Term::expression(&[head, argument])),
        1 => term(),
    ]
}

/// An atom as a space may hold it: facts, rules, types, and what only looks like them.
pub(crate) fn atom() -> impl Strategy<Value = Term> {
    let headed = |name: &'static str, members: Vec<Term>| {
        Term::expression(&std::iter::once(Term::symbol(name)).chain(members).collect::<Vec<_>>())
    };
    prop_oneof![
        4 => term(),
        3 => (left_side(), term()).prop_map(move |(left, right)| headed("=", vec![left, right])),
        1 => (term(), constant()).prop_map(move |(subject, ty)| headed(":", vec![subject, ty])),
        1 => prop::collection::vec(term(), 0..4).prop_map(move |members| headed("=", members)),
    ]
}

/// A pattern: an atom or a conjunction of up to `most`.
pub(crate) fn pattern(most: usize) -> impl Strategy<Value = Term> {
    prop_oneof![
        3 => atom(),
        2 => prop::collection::vec(atom(), 0..=most).prop_map(|patterns| {
            Term::expression(&std::iter::once(Term::symbol(",")).chain(patterns).collect::<Vec<_>>())
        }),
    ]
}

/// Atoms much like `known`: with other names of variables, with a number written otherwise, with members made variables.
pub(crate) fn variant(known: Vec<Term>) -> BoxedStrategy<Term> {
    if known.is_empty() {
        return atom().boxed();
    }
    (prop::sample::select(known), 0..6, any::<u64>())
        .prop_map(|(atom, change, choice)| match change {
            0..3 => atom,
            3 => atom.replace(|name| Some(Term::variable(&format!("{name}y")))),
            4 => {
                let other = |token: &Token| match token {
                    Token::Integer(value) => Token::Float(*value as f64),
                    Token::Float(value) if value.fract() == 0.0 => Token::Integer(*value as i64),
                    token => token.clone(),
                };
                Term::from_tokens(atom.tokens().iter().map(other).collect())
                    .expect("as many brackets as before")
            }
            _ => generalised(&atom, choice),
        })
        .boxed()
}

/// `atom` with some members replaced by variables, as the bits of `choice` say.
pub(crate) fn generalised(atom: &Term, choice: u64) -> Term {
    let Some(members) = atom.members() else { return Term::variable("x") };
    let names = ["x", "y", "x", "z"];
    let mut result = Vec::new();
    for (at, member) in members.into_iter().enumerate() {
        let bits = choice >> (at * 4 % 60);
        result.push(match bits & 3 {
            0 => Term::variable(names[(bits >> 2 & 3) as usize]),
            1 if member.is_expression() => generalised(&member, choice.rotate_right(7)),
            _ => member,
        });
    }
    Term::expression(&result)
}
