use std::rc::Rc;

use proptest::prelude::*;

use super::*;
use crate::evaluation::symbols::{Symbol, known};
use crate::evaluation::term::{Stored, Term, Trail, Variable, alpha_equal, apply, match_stored};

/// A term to be made: leaves, and expressions of them.
#[derive(Clone, Debug)]
enum Sketch {
    Symbol(u32),
    Number(i64),
    Float(i64),
    Variable(usize),
    Expression(Vec<Sketch>),
}

impl Sketch {
    /// The term; `variable` makes its variables.
    fn term(&self, variable: &impl Fn(usize) -> Term) -> Term {
        match self {
            Sketch::Symbol(symbol) => Term::Symbol(Symbol(*symbol)),
            Sketch::Number(number) => Term::Integer(*number),
            Sketch::Float(number) => Term::Float(*number as f64 / 2.0),
            Sketch::Variable(variable_number) => variable(*variable_number),
            Sketch::Expression(members) => {
                Term::expression(members.iter().map(|member| member.term(variable)))
            }
        }
    }
}

const VARIABLES: usize = 3;

fn sketch() -> impl Strategy<Value = Sketch> {
    let leaf = prop_oneof![
        (0..4_u32).prop_map(Sketch::Symbol),
        (0..3_i64).prop_map(Sketch::Number),
        (0..4_i64).prop_map(Sketch::Float),
        (0..VARIABLES).prop_map(Sketch::Variable),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| prop::collection::vec(inner, 0..4).prop_map(Sketch::Expression))
}

fn call() -> impl Strategy<Value = Vec<Sketch>> {
    prop::collection::vec(sketch(), 2..3)
        .prop_map(|arguments| std::iter::once(Sketch::Symbol(9)).chain(arguments).collect())
}

fn left() -> impl Strategy<Value = Sketch> {
    prop_oneof![
        9 => call().prop_map(Sketch::Expression),
        1 => (0..VARIABLES).prop_map(Sketch::Variable),
        1 => prop::collection::vec(sketch(), 3..4).prop_map(Sketch::Expression),
    ]
}

fn stored(left: &Sketch, right: &Sketch) -> Stored {
    let slot = |variable: usize| Term::Slot(variable as u32);
    let term = Term::expression([Term::Symbol(known::EQUALS), left.term(&slot), right.term(&slot)]);
    Stored { term, names: vec![known::EMPTY_NAME; VARIABLES].into() }
}

/// What the rule makes of the call: the right side, with what became of the call.
fn compiled(rule: &Rule, members: &[Term], trail: &mut Trail) -> Option<Term> {
    let mut slots = Slots::new();
    rule.matches(members, &mut slots, trail).then(|| {
        let right = rule.instantiate(&mut slots, trail);
        apply(&Term::expression(members.iter().cloned().chain([right])))
    })
}

/// The same by [`match_stored`].
fn naive(stored: &Stored, members: &[Term], trail: &mut Trail) -> Option<Term> {
    let [_, left, right] = stored.term.members().unwrap() else { panic!() };
    let mut slots = vec![None; VARIABLES];
    let left = Stored { term: left.clone(), names: Rc::clone(&stored.names) };
    match_stored(&left, &mut slots, &Term::expression(members.iter().cloned()), trail).then(|| {
        let right = crate::evaluation::term::instantiate(right, &mut slots, &stored.names, trail);
        apply(&Term::expression(members.iter().cloned().chain([right])))
    })
}

/// Every rule that matches is a candidate, in order, and does what [`match_stored`] does.
fn agree(rules: &[(Sketch, Sketch)], call: &[Sketch], bound: Option<&Sketch>) {
    let stored: Vec<Rc<Stored>> = rules.iter().map(|(left, right)| Rc::new(stored(left, right))).collect();
    // Half of them first, then one after the other, as a program adds them.
    let half = stored.len() / 2;
    let function = (half..=stored.len()).fold(Function::new(&[]), |function, end| {
        function.changed(&stored[..end], end.saturating_sub(1).min(function.len()))
    });
    assert_eq!(function.len(), stored.len());
    let mut trail = Trail::default();
    let variables: Vec<Rc<Variable>> = (0..VARIABLES).map(|_| trail.variable(known::EMPTY_NAME)).collect();
    if let Some(bound) = bound {
        // The first variable of the call stands for a term of the others.
        let value = bound.term(&|number| Term::Variable(Rc::clone(&variables[1 + number % (VARIABLES - 1)])));
        trail.bind(&variables[0], value.resolve());
    }
    let members: Vec<Term> = call
        .iter()
        .map(|member| member.term(&|number| Term::Variable(Rc::clone(&variables[number]))))
        .collect();

    let mut tried = Vec::new();
    let mut candidate = function.first(&members);
    while let Some(at) = candidate {
        tried.push(function.number(at));
        candidate = function.next(&members, at);
    }
    assert!(tried.is_sorted_by(|left, right| left < right), "{tried:?}");

    for (number, stored) in stored.iter().enumerate() {
        let mark = trail.mark();
        let expected = naive(stored, &members, &mut trail);
        trail.undo(mark);
        let found = compiled(function.numbered(number).unwrap(), &members, &mut trail);
        trail.undo(mark);
        trail.release(mark);
        match (&expected, &found) {
            (Some(expected), Some(found)) => assert!(alpha_equal(expected, found), "{expected:?} {found:?}"),
            (None, None) => {}
            _ => panic!("rule {number}: {expected:?}, {found:?}"),
        }
        assert!(expected.is_none() || tried.contains(&number), "rule {number} is no candidate: {tried:?}");
    }
}

proptest! {
    #[test]
    fn every_rule_that_matches_is_a_candidate(
        rules in prop::collection::vec((left(), sketch()), 0..14),
        call in call(),
        bound in prop::option::of(sketch()),
    ) {
        agree(&rules, &call, bound.as_ref());
    }
}

fn rule(members: impl IntoIterator<Item = Term>, right: Term) -> Rc<Stored> {
    let term = Term::expression([Term::Symbol(known::EQUALS), Term::expression(members), right]);
    Rc::new(Stored { term, names: vec![known::EMPTY_NAME; VARIABLES].into() })
}

const F: Term = Term::Symbol(Symbol(9));

#[test]
fn of_clauses_that_constants_tell_apart_one_is_tried() {
    let many: Vec<Rc<Stored>> = (0..1000).map(|number| rule([F, Term::Integer(number)], F)).collect();
    let function = Function::new(&many);
    let call = [F, Term::Float(700.0)];
    let candidate = function.first(&call).unwrap();
    assert_eq!(function.number(candidate), 700);
    assert_eq!(function.next(&call, candidate), None);
    assert_eq!(function.first(&[F, F]), None);
}

#[test]
fn a_rule_for_everything_stays_in_its_place() {
    let mut rules: Vec<Rc<Stored>> = (0..9).map(|number| rule([F, Term::Integer(number % 3)], F)).collect();
    rules.insert(4, rule([F, Term::Slot(0)], F));
    let function = Function::new(&rules);
    let call = [F, Term::Integer(1)];
    let mut tried = Vec::new();
    let mut candidate = function.first(&call);
    while let Some(at) = candidate {
        tried.push(function.number(at));
        candidate = function.next(&call, at);
    }
    assert_eq!(tried, [1, 4, 5, 8]);
}

#[test]
fn a_pattern_that_is_a_million_deep_is_no_recursion() {
    let deep = |end: Term| (0..1_000_000).fold(end, |term, _| Term::expression([F, term]));
    let function = Function::new(&[rule([F, deep(Term::Slot(0))], Term::Slot(0))]);
    let members = [F, deep(Term::Integer(7))];
    let mut trail = Trail::default();
    let candidate = function.first(&members).unwrap();
    assert_eq!(function.next(&members, candidate), None);
    let mut slots = Slots::new();
    assert!(function.rule(candidate).matches(&members, &mut slots, &mut trail));
    assert!(matches!(function.rule(candidate).instantiate(&mut slots, &mut trail), Term::Integer(7)));
}

#[test]
fn something_that_is_no_rule_for_calls_is_left_out() {
    let term = Term::expression([Term::Symbol(known::EQUALS), F, Term::Integer(1)]);
    let function = Function::new(&[Rc::new(Stored { term, names: Rc::from([]) })]);
    assert!(function.is_empty());
    assert_eq!(function.first(&[F]), None);
}
