//! Histories of real threads with what ships are accepted; with any one outcome corrupted they are rejected.

use heddle::concurrent::StampedCache;
use heddle::concurrent::request_queue::RequestQueue;
use heddle::conformance::{
    CacheSubject, EnvironmentSubject, MapSubject, Options, QueueSubject, Served, Subject, WorkspaceSubject,
    record,
};
use heddle::environment::Environment;
use heddle::oracle::history::History;
use heddle::oracle::linearize::{Limits, Verdict, check};
use heddle::oracle::specification::components::environment::SharedEnvironmentSpecification;
use heddle::oracle::specification::components::request_queue::{CAPACITY, RequestQueueSpecification};
use heddle::oracle::specification::components::stamped_cache::{BOUND, StampedCacheSpecification};
use heddle::oracle::specification::components::workspace::SharedWorkspaceSpecification;
use heddle::oracle::specification::map::MapSpecification;
use heddle::oracle::vocabulary::Vocabulary;
use heddle::sync::{Arc, ConcurrentMap};
use serde_json::{Value, json};

fn verdict<S: Vocabulary>(specification: &Arc<S>, history: History<S::Operation, S::Outcome>) -> Verdict {
    let limits = Limits { time: None, steps: Some(10_000_000), memory: None };
    check(specification, &Arc::new(history), &limits).verdict
}

/// An outcome of the same kind that no order of any history explains.
fn corrupted(outcome: &Value) -> Value {
    match outcome {
        Value::Null => json!("something"),
        Value::Number(_) => json!(1_000_000),
        Value::Array(members) => json!([members, 1_000_000]),
        Value::Object(_) => json!({}),
        Value::Bool(_) | Value::String(_) => json!(null),
    }
}

/// Records with many seeds; says how many outcomes were corrupted.
fn judge<S: Vocabulary<Outcome = Value>, T: Subject<S>>(specification: S, make: impl Fn() -> T) -> usize {
    let specification = Arc::new(specification);
    let mut corruptions = 0;
    for seed in 0..25 {
        let history = record(&specification, make(), seed, &Options::default()).expect("a history");
        let verdict_of = verdict(&specification, history.clone());
        assert!(matches!(verdict_of, Verdict::Linearizable(_)), "{}: {verdict_of:?}", S::NAME);
        for index in 0..history.calls.len() {
            let mut corrupt = history.clone();
            let call = &mut corrupt.calls[index];
            call.outcome = call.outcome.as_ref().map(corrupted);
            let line = format!("{call:?}");
            let Verdict::Violation(violation) = verdict(&specification, corrupt) else {
                panic!("{}: accepted with {line}", S::NAME);
            };
            assert_eq!(violation.ends_with, index, "{}: another call is blamed than {line}", S::NAME);
            corruptions += 1;
        }
    }
    corruptions
}

#[test]
fn good_ones_are_accepted_and_each_corrupted_one_is_rejected() {
    let judged = [
        judge(MapSpecification, || MapSubject(ConcurrentMap::<String, u64>::new("judged"))),
        judge(StampedCacheSpecification, || CacheSubject::new(StampedCache::new(BOUND as usize, 1))),
        judge(RequestQueueSpecification, || QueueSubject(RequestQueue::<u8, u8, u64>::new(CAPACITY))),
        judge(SharedEnvironmentSpecification, || EnvironmentSubject(Environment::new())),
        judge(SharedWorkspaceSpecification, || WorkspaceSubject(Served::new())),
    ];
    println!("corrupted outcomes, all rejected: {judged:?}");
    assert!(judged.iter().all(|corruptions| *corruptions > 300), "{judged:?}");
}
