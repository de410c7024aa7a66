//! E1, E3 (sequentially), E4: whatever is done, the environment answers as its specification does; so does each snapshot
//! that was kept, of the state that it was taken of.

use heddle::oracle::differential::Differential;
use heddle::oracle::operation::{Question, Step, Write};
use heddle::oracle::production::Production;
use heddle::oracle::specification::environment::EnvironmentSpecification;
use heddle::oracle::specification::term::Term;
use heddle::oracle::subject::Subject;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};
use proptest_state_machine::ReferenceStateMachine;

use crate::mutants::environment::{FAULTS, Fault, Mutant};
use crate::vocabulary::{atom, constant, left_side, pattern, term, variant};

/// Generates steps; the state is the specification, so that steps can aim at what is there.
struct Steps;

impl ReferenceStateMachine for Steps {
    type State = EnvironmentSpecification;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<EnvironmentSpecification> {
        Just(EnvironmentSpecification::new()).boxed()
    }

    fn transitions(state: &EnvironmentSpecification) -> BoxedStrategy<Step> {
        let writes = |count| prop::collection::vec(write(state), count);
        prop_oneof![
            8 => write(state).prop_map(Step::Write),
            6 => question(state).prop_map(Step::Ask),
            2 => (writes(0..4), prop_oneof![2 => Just(Vec::new()), 1 => writes(1..3)], any::<bool>())
                .prop_map(|(writes, meanwhile, fails)| Step::Transaction { writes, meanwhile, fails }),
            1 => Just(Step::Keep),
            2 => (0..8usize, question(state)).prop_map(|(number, question)| Step::AskKept(number, question)),
        ]
        .boxed()
    }

    fn apply(mut state: EnvironmentSpecification, step: &Step) -> EnvironmentSpecification {
        match step {
            Step::Write(write) => {
                state.write(write);
            }
            Step::Transaction { writes, meanwhile, fails } => {
                Subject::transaction(&mut state, writes, meanwhile, *fails);
            }
            Step::Ask(_) | Step::Keep | Step::AskKept(..) => {}
        }
        state
    }
}

fn write(state: &EnvironmentSpecification) -> BoxedStrategy<Write> {
    let known = || variant(state.atoms().to_vec());
    let some = || prop_oneof![2 => atom(), 1 => known()];
    prop_oneof![
        4 => some().prop_map(Write::Add),
        3 => (left_side(), term()).prop_map(|(left, right)| Write::AddRule(left, right)),
        1 => (term(), constant()).prop_map(|(subject, ty)| Write::AddType(subject, ty)),
        4 => known().prop_map(Write::Remove),
        2 => prop::collection::vec(some(), 0..5).prop_map(Write::AddBatch),
        1 => prop::collection::vec((prop_oneof![1 => atom(), 4 => known()], 0..4usize), 0..6)
            .prop_map(Write::SetMultiplicities),
        1 => Just(Write::RebuildRuleIndex),
    ]
    .boxed()
}

fn question(state: &EnvironmentSpecification) -> BoxedStrategy<Question> {
    let known = || variant(state.atoms().to_vec());
    let some = || prop_oneof![1 => atom(), 2 => known()];
    let patterns = prop_oneof![
        2 => pattern(2),
        2 => known(),
        2 => (known(), known()).prop_map(|(a, b)| Term::expression(&[Term::symbol(","), a, b])),
    ];
    prop_oneof![
        1 => Just(Question::Atoms),
        2 => some().prop_map(Question::HasFact),
        2 => some().prop_map(Question::Multiplicity),
        2 => some().prop_map(Question::GetType),
        1 => subject_of_a_type(state).prop_map(Question::GetType),
        2 => (prop::sample::select(vec!["f", "g", "a"]), 0..3usize)
            .prop_map(|(head, arity)| Question::MatchingRules(head.to_owned(), arity)),
        6 => (patterns, prop_oneof![1 => term(), 1 => Just(all_variables())])
            .prop_map(|(pattern, template)| Question::Query { pattern, template }),
        1 => prop::sample::select(vec!["a", "ab", "bac", "fg", "abcd", "", "zzzz"])
            .prop_map(|name| Question::Suggest(name.to_owned())),
    ]
    .boxed()
}

fn subject_of_a_type(state: &EnvironmentSpecification) -> BoxedStrategy<Term> {
    let mut subjects = vec![Term::symbol("a")];
    for atom in state.atoms() {
        if let Some([head, subject, _]) = atom.members().as_deref()
            && head.is_symbol(":")
        {
            subjects.push(subject.clone());
        }
    }
    prop::sample::select(subjects).boxed()
}

/// A template that tells every binding.
fn all_variables() -> Term {
    Term::expression(&["x", "y", "z", ""].map(Term::variable))
}

/// The body: production and mutants pass through it with the same steps.
fn agree<S: Subject>(
    cases: u32,
    seed: u8,
    subject: impl Fn() -> S,
) -> Result<(), TestError<impl std::fmt::Debug>> {
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 2_000, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let mut runner = TestRunner::new_with_rng(config, rng);
    runner.run(&Steps::sequential_strategy(1..40), |(_, steps, seen)| {
        let mut differential = Differential::new(subject());
        for step in &steps {
            if let Some(seen) = &seen {
                seen.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            }
            differential.step(step).map_err(|difference| TestCaseError::fail(difference.to_string()))?;
        }
        Ok(())
    })
}

#[test]
fn production_agrees() {
    if let Err(error) = agree(500, 1, Production::new) {
        panic!("{error}");
    }
}

#[test]
fn every_mutant_is_rejected() {
    let survivors: Vec<Fault> = FAULTS
        .into_iter()
        .filter(|fault| match agree(512, 2, || Mutant::new(Production::new(), *fault)) {
            Ok(()) => true,
            Err(TestError::Fail(reason, steps)) => {
                println!("{fault:?}: {reason}\n  {steps:?}");
                false
            }
            Err(TestError::Abort(reason)) => panic!("{reason}"),
        })
        .collect();
    assert!(survivors.is_empty(), "not rejected: {survivors:?}");
}
