//! Queries answer what naive two-sided unification over the list of atoms answers: the same results, as often, in the order
//! of the patterns, whatever order the join was searched in; nothing cyclic; stored variables fresh at each use.

use heddle::oracle::differential::Differential;
use heddle::oracle::operation::{Question, Step, Write};
use heddle::oracle::production::Production;
use heddle::oracle::specification::term::Term;
use heddle::oracle::subject::Subject;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

use crate::mutants::environment::{Fault, Mutant};
use crate::vocabulary::{atom, generalised, pattern, term};

/// Atoms in batches (so that the space has several segments), atoms to remove again, queries.
#[derive(Clone, Debug)]
struct Case {
    batches: Vec<Vec<Term>>,
    removed: Vec<Term>,
    queries: Vec<(Term, Term)>,
}

/// Shapes that meet: few relations, arguments that are few constants, variables, and terms around variables.
fn fact() -> BoxedStrategy<Term> {
    let argument = || {
        prop_oneof![
            3 => prop::sample::select(vec!["a", "b"]).prop_map(Term::symbol),
            3 => prop::sample::select(vec!["x", "y", "z"]).prop_map(Term::variable),
            2 => prop::sample::select(vec!["x", "y"])
                .prop_map(|name| Term::expression(&[Term::symbol("s"), Term::variable(name)])),
            1 => term(),
        ]
    };
    (prop::sample::select(vec!["p", "q"]), prop::collection::vec(argument(), 1..4))
        .prop_map(|(head, arguments)| {
            Term::expression(&std::iter::once(Term::symbol(head)).chain(arguments).collect::<Vec<_>>())
        })
        .boxed()
}

fn case() -> impl Strategy<Value = Case> {
    let some = || prop_oneof![4 => fact(), 1 => atom()];
    let batches = prop::collection::vec(prop::collection::vec(some(), 0..5), 1..4);
    batches.prop_flat_map(move |batches| {
        let mut known = batches.concat();
        known.push(Term::symbol("a"));
        let like = (prop::sample::select(known.clone()), any::<u64>())
            .prop_map(|(atom, choice)| generalised(&atom, choice))
            .boxed();
        let conjunct = prop_oneof![2 => like.clone(), 2 => fact()].boxed();
        let joined = prop::collection::vec(conjunct.clone(), 0..4).prop_map(|patterns| {
            Term::expression(&std::iter::once(Term::symbol(",")).chain(patterns).collect::<Vec<_>>())
        });
        let query = prop_oneof![3 => conjunct, 3 => joined, 1 => pattern(2)];
        let all = Term::expression(&["x", "y", "z", ""].map(Term::variable));
        let template = prop_oneof![3 => Just(all), 1 => term()];
        (
            Just(batches),
            prop::collection::vec(prop::sample::select(known), 0..3),
            prop::collection::vec((query, template), 1..4),
        )
            .prop_map(|(batches, removed, queries)| Case { batches, removed, queries })
    })
}

/// The body: production and mutants answer the same queries on the same spaces.
fn agree<S: Subject>(cases: u32, subject: impl Fn() -> S) -> Result<(), TestError<Case>> {
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 2_000, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(config, rng);
    runner.run(&case(), |case| {
        let mut differential = Differential::new(subject());
        let added = case.batches.into_iter().map(|atoms| Step::Write(Write::AddBatch(atoms)));
        let removed = case.removed.into_iter().map(|atom| Step::Write(Write::Remove(atom)));
        let asked = case
            .queries
            .into_iter()
            .map(|(pattern, template)| Step::Ask(Question::Query { pattern, template }));
        let steps: Vec<Step> = added.chain(removed).chain(asked).collect();
        differential.run(&steps).map_err(|difference| TestCaseError::fail(difference.to_string()))
    })
}

#[test]
fn production_agrees() {
    if let Err(error) = agree(4_000, Production::new) {
        panic!("{error}");
    }
}

#[test]
fn every_mutant_of_matching_is_rejected() {
    for fault in [Fault::OneSided, Fault::NoOccursCheck, Fault::JoinsWithoutCopies] {
        match agree(4_000, || Mutant::new(Production::new(), fault)) {
            Ok(()) => panic!("not rejected: {fault:?}"),
            Err(TestError::Fail(reason, _)) => println!("{fault:?}: {reason}"),
            Err(error) => panic!("{error}"),
        }
    }
}
