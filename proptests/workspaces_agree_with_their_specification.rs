//! W1–W4 (sequentially): whatever is done, the workspace and each connection show what the specification says, with
//! identities that say whether two contents are equal; so does each snapshot that was kept.

use heddle::oracle::specification::workspace::{DiskChange, WorkspaceSpecification};
use heddle::oracle::workspace::{Agreement, Step, WorkspaceProduction, WorkspaceSubject};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};
use proptest_state_machine::ReferenceStateMachine;

use crate::mutants::workspace::{FAULTS, Fault, Tables};

/// Generates steps; the state is the specification, so that steps can aim at what is there.
struct Steps;

impl ReferenceStateMachine for Steps {
    type State = WorkspaceSpecification;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<WorkspaceSpecification> {
        Just(WorkspaceSpecification::new()).boxed()
    }

    fn transitions(state: &WorkspaceSpecification) -> BoxedStrategy<Step> {
        let state = state.clone();
        let changes = prop::collection::vec(disk_change(&state), 1..4);
        prop_oneof![
            6 => changes.prop_map(Step::Publish),
            3 => disk_change(&state).prop_map(Step::Submit),
            2 => Just(Step::Settle),
            2 => (0..2usize, uri(), 1..5, text()).prop_map(|(on, uri, version, text)| Step::Open(on, uri, version, text)),
            4 => change(state),
            2 => (0..2usize, uri()).prop_map(|(on, uri)| Step::Close(on, uri)),
            1 => prop::option::of(0..2usize).prop_map(Step::Keep),
        ]
        .boxed()
    }

    fn apply(mut state: WorkspaceSpecification, step: &Step) -> WorkspaceSpecification {
        match step {
            Step::Publish(changes) => drop(state.publish(changes)),
            Step::Submit(change) => drop(state.submit(change)),
            Step::Settle => state.settle(),
            Step::Open(on, uri, version, text) => state.open(*on, uri, *version, text),
            Step::Change(on, uri, version, text) => drop(state.change(*on, uri, *version, text)),
            Step::Close(on, uri) => drop(state.close(*on, uri)),
            Step::Keep(_) => {}
        }
        state
    }
}

fn uri() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["a.metta", "b.metta", "c.metta", "d.rho", "e.rho"])
        .prop_map(|name| format!("file:///{name}"))
}

/// A text of few words, so that much collides; the same texts come back.
fn text() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec!["+f", "+g", ":f", "f", "g", "h", "<m", "<n"]);
    let region = prop::collection::vec(prop::sample::select(vec!["+f", "f", "g"]), 0..3)
        .prop_map(|words| format!("[ {} ]", words.join(" ")));
    let item = prop_oneof![5 => word.prop_map(str::to_owned), 2 => region];
    prop::collection::vec(item, 0..4).prop_map(|items| items.join(" "))
}

/// A version around the one that is there.
fn disk_change(state: &WorkspaceSpecification) -> impl Strategy<Value = DiskChange> + use<> {
    let state = state.clone();
    (uri(), 0..4u64, prop::option::weighted(0.8, text())).prop_map(move |(uri, more, text)| {
        let version = (state.version(&uri) + more).saturating_sub(1);
        (uri, version, text)
    })
}

fn change(state: WorkspaceSpecification) -> impl Strategy<Value = Step> {
    (0..2usize, uri(), 0..4, text()).prop_map(move |(on, uri, more, text)| {
        let version = state.client_version(on, &uri).unwrap_or(0) + more - 1;
        Step::Change(on, uri, version, text)
    })
}

/// The body: production and mutants pass through it with the same steps.
fn agree<S: WorkspaceSubject>(
    cases: u32,
    seed: u8,
    subject: impl Fn() -> S,
) -> Result<(), Box<TestError<impl std::fmt::Debug>>> {
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 500, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let outcome = runner.run(&Steps::sequential_strategy(1..40), |(_, steps, seen)| {
        let mut agreement = Agreement::new(subject());
        for step in &steps {
            if let Some(seen) = &seen {
                seen.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            }
            agreement.step(step).map_err(TestCaseError::fail)?;
        }
        Ok(())
    });
    outcome.map_err(Box::new)
}

#[test]
fn production_agrees() {
    if let Err(error) = agree(2_000, 1, WorkspaceProduction::new) {
        panic!("{error}");
    }
}

#[test]
fn every_mutant_is_rejected() {
    assert!(agree(256, 2, || Tables::new(Fault::None)).is_ok(), "the tables by themselves are right");
    let survivors: Vec<Fault> = FAULTS
        .into_iter()
        .filter(|fault| match agree(1_000, 2, || Tables::new(*fault)).map_err(|error| *error) {
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
