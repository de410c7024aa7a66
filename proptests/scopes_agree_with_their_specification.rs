//! In every program of Rholang each variable means the binder that the specification of its scopes says, and wrong sorts
//! and repeated variables are found where it says.

use heddle::oracle::scoping::{Subject, compare, production};
use heddle::oracle::specification::scoping::{
    Declared, Formal, Formals, Name, Pattern, Process, Receipt, Word,
};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

use crate::mutants::scopes::SCOPES;

fn word() -> impl Strategy<Value = Word> {
    prop::sample::select(vec!["x", "y", "z"]).prop_map(|name| Word { name, place: 0 })
}

fn pattern() -> impl Strategy<Value = Pattern> {
    let leaf = prop_oneof![
        1 => Just(Pattern::Wildcard),
        6 => word().prop_map(Pattern::Variable),
        2 => word().prop_map(Pattern::Eval),
        1 => word().prop_map(Pattern::ProcessReference),
        1 => word().prop_map(Pattern::NameReference),
    ];
    leaf.prop_recursive(2, 6, 2, |inner| {
        let pair = (inner.clone(), inner.clone()).prop_map(|(left, right)| (Box::new(left), Box::new(right)));
        prop_oneof![
            3 => (prop::collection::vec(inner.clone(), 0..3), prop::option::of(word()))
                .prop_map(|(elements, rest)| Pattern::List(elements, rest)),
            1 => pair.clone().prop_map(|(left, right)| Pattern::And(left, right)),
            1 => pair.prop_map(|(left, right)| Pattern::Or(left, right)),
            1 => inner.prop_map(|denied| Pattern::Not(Box::new(denied))),
        ]
    })
}

fn formal() -> impl Strategy<Value = Formal> {
    prop_oneof![word().prop_map(Formal::Variable), pattern().prop_map(Formal::Quote)]
}

fn formals() -> impl Strategy<Value = Formals> {
    (prop::collection::vec(formal(), 1..3), prop::option::weighted(0.2, word()))
        .prop_map(|(names, rest)| Formals(names, rest))
}

fn process() -> impl Strategy<Value = Process> {
    let leaf = prop_oneof![
        1 => Just(Process::Nil),
        4 => word().prop_map(Process::Variable),
        2 => word().prop_map(|word| Process::Eval(Name::Variable(word))),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        let boxed = inner.clone().prop_map(Box::new);
        let name = prop_oneof![
            3 => word().prop_map(Name::Variable),
            1 => inner.clone().prop_map(|quoted| Name::Quote(Box::new(quoted))),
        ];
        let guard = prop::option::weighted(0.3, inner.clone());
        let receipt = (prop::collection::vec((formals(), name.clone()), 1..3), guard.clone())
            .prop_map(|(binds, guard)| Receipt { binds, guard });
        let declared = prop_oneof![word().prop_map(Declared::Process), formal().prop_map(Declared::Names)];
        prop_oneof![
            2 => (name.clone(), boxed.clone()).prop_map(|(name, sent)| Process::Send(name, sent)),
            3 => (boxed.clone(), boxed.clone()).prop_map(|(left, right)| Process::Par(left, right)),
            1 => prop::collection::vec(inner.clone(), 0..3).prop_map(Process::List),
            2 => (prop::sample::subsequence(vec!["x", "y", "z"], 1..3), boxed.clone()).prop_map(
                |(names, body)| {
                    Process::New(names.into_iter().map(|name| Word { name, place: 0 }).collect(), body)
                }
            ),
            3 => (prop::collection::vec(receipt, 1..3), boxed.clone())
                .prop_map(|(receipts, body)| Process::Receive(receipts, body)),
            2 => (name, formals(), boxed.clone())
                .prop_map(|(name, formals, body)| Process::Contract(name, formals, body)),
            2 => (boxed.clone(), prop::collection::vec((pattern(), guard, inner.clone()), 1..3))
                .prop_map(|(subject, cases)| Process::Match(subject, cases)),
            2 => (any::<bool>(), prop::collection::vec((declared, inner), 1..3), boxed.clone())
                .prop_map(|(concurrent, declarations, body)| Process::Let(concurrent, declarations, body)),
            1 => (boxed, pattern()).prop_map(|(left, right)| Process::Matches(left, right)),
        ]
    })
}

/// The body: production and mutants read the same programs.
fn agree(cases: u32, subject: Subject) -> Result<(), TestError<Process>> {
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 2_000, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[23; 32]);
    let mut runner = TestRunner::new_with_rng(config, rng);
    runner.run(&process(), |program| compare(&program, subject).map_err(TestCaseError::fail))
}

#[test]
fn production_agrees() {
    if let Err(error) = agree(10_000, production) {
        panic!("{error}");
    }
}

#[test]
fn every_mutant_is_rejected() {
    for (fault, subject) in SCOPES {
        match agree(10_000, subject) {
            Ok(()) => panic!("not rejected: {fault}"),
            Err(TestError::Fail(reason, _)) => println!("{fault}: {reason}"),
            Err(error) => panic!("{error}"),
        }
    }
}
