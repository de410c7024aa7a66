//! A limit makes an answer unknown and never another one; and what is answered does not depend on threads (D3).

use std::time::Duration;

use heddle::oracle::choices::Choices;
use heddle::oracle::history::{Call, History};
use heddle::oracle::linearize::{Limit, Limits, Report, Verdict, Violation, check, check_on};
use heddle::oracle::specification::Specification;
use heddle::oracle::specification::counter::{self, CounterSpecification};
use heddle::oracle::specification::map::MapSpecification;
use heddle::oracle::specification::queue::{self, QueueSpecification};
use heddle::oracle::specification::register::{Operation, RegisterSpecification};
use heddle::oracle::specification::set::{self, SetSpecification};
use heddle::oracle::vocabulary::Vocabulary;
use heddle::sync::Arc;
use heddle::sync::fork_join::Pool;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};

use crate::checking_agrees_with_brute_force::{Production, agrees, is_cut_witness};
use crate::random_histories::{corrupt, right};
use crate::small_histories::HistoryOf;

fn limits() -> impl Strategy<Value = Limits> {
    let time = prop_oneof![Just(None), Just(Some(Duration::ZERO))];
    let steps = proptest::option::of(0..16_u64);
    let memory = proptest::option::of(0..600_u64);
    (time, steps, memory).prop_map(|(time, steps, memory)| Limits { time, steps, memory })
}

fn history<S: Vocabulary>(
    specification: &S,
    seed: u64,
    length: usize,
    corrupted: usize,
) -> Arc<HistoryOf<S>> {
    let mut choices = Choices::new(seed);
    let mut history = right(specification, &mut choices, length);
    for _ in 0..corrupted {
        corrupt(specification, &mut history, &mut choices);
    }
    Arc::new(history)
}

/// Whether the answer within limits fits the one without.
fn is_honest(report: &Report, unlimited: &Report, limits: &Limits) -> Result<(), String> {
    let fits = match (&report.verdict, &unlimited.verdict) {
        (Verdict::Linearizable(_), Verdict::Linearizable(_))
        | (Verdict::Violation(_), Verdict::Violation(_)) => true,
        (Verdict::Unknown(Limit::Time), _) => limits.time.is_some(),
        (Verdict::Unknown(Limit::Steps), _) => limits.steps.is_some(),
        (Verdict::Unknown(Limit::Memory), _) => limits.memory.is_some(),
        _ => false,
    };
    if !fits {
        return Err(format!("{:?} where without limits it is {:?}", report.verdict, unlimited.verdict));
    }
    match limits.steps {
        // Between two looks at the limit a search tries one call and all that only read.
        Some(limit) if report.steps > limit + 8 => {
            Err(format!("{} steps where {limit} are allowed", report.steps))
        }
        _ => Ok(()),
    }
}

/// The answer, and how often it was unknown.
fn honest<S: Vocabulary>(
    specification: S,
    judge: impl Fn(&Arc<S>, &Arc<HistoryOf<S>>, &Limits) -> Report,
) -> Result<u32, String> {
    let specification = Arc::new(specification);
    let unknown = std::cell::Cell::new(0);
    let config = Config { cases: 400, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let cases = (any::<u64>(), 1..14_usize, 0..3_usize, limits());
    let outcome = runner.run(&cases, |(seed, length, corrupted, limits)| {
        let history = history(&*specification, seed, length, corrupted);
        let unlimited = check(&specification, &history, &Limits::default());
        let report = judge(&specification, &history, &limits);
        unknown.set(unknown.get() + u32::from(matches!(report.verdict, Verdict::Unknown(_))));
        is_honest(&report, &unlimited, &limits).map_err(TestCaseError::fail)
    });
    outcome.map(|()| unknown.get()).map_err(|failed| failed.to_string())
}

#[test]
fn a_limit_makes_it_unknown_and_nothing_else() {
    let unknown = [
        honest(RegisterSpecification, check),
        honest(MapSpecification, check),
        honest(QueueSpecification, check),
        honest(CounterSpecification, check),
    ];
    for unknown in unknown {
        assert!(unknown.expect("limits are honest") > 20, "limits are reached");
    }
}

#[test]
fn a_checker_that_says_ok_at_a_limit_is_rejected() {
    let lenient = |specification: &Arc<MapSpecification>,
                   history: &Arc<HistoryOf<MapSpecification>>,
                   limits: &Limits| {
        let mut report = check(specification, history, limits);
        if matches!(report.verdict, Verdict::Unknown(_)) {
            report.verdict = Verdict::Linearizable(Vec::new());
        }
        report
    };
    assert!(honest(MapSpecification, lenient).is_err());
    let strict = |specification: &Arc<MapSpecification>,
                  history: &Arc<HistoryOf<MapSpecification>>,
                  limits: &Limits| {
        let unlimited = check(specification, history, limits);
        match unlimited.verdict {
            Verdict::Unknown(_) => check(specification, history, &Limits::default()),
            _ => unlimited,
        }
    };
    assert!(honest(MapSpecification, strict).is_err(), "who passes over the limit");
}

#[test]
fn threads_change_nothing() {
    let pools = [Pool::new(1), Pool::new(2), Pool::new(4)];
    let specification = Arc::new(MapSpecification);
    let mut verdicts = [0; 3];
    for seed in 0..60 {
        let history = history(&*specification, seed, 300, seed as usize % 4);
        for steps in [None, Some(20), Some(400)] {
            let limits = Limits { steps, ..Limits::default() };
            let [one, others @ ..] =
                pools.each_ref().map(|pool| check_on(pool, &specification, &history, &limits));
            assert!(others.iter().all(|other| *other == one), "seed {seed}, {steps:?} steps");
            verdicts[match one.verdict {
                Verdict::Linearizable(_) => 0,
                Verdict::Violation(_) => 1,
                Verdict::Unknown(_) => 2,
            }] += 1;
        }
    }
    assert!(verdicts.iter().all(|&count| count > 10), "{verdicts:?}");
}

fn call<O>(called: u64, returned: Option<u64>, operation: O, outcome: Value) -> Call<O, Value> {
    Call { client: called, operation, called, returned, outcome: Some(outcome), line: 0 }
}

/// A hundred writes that never returned, then a read of this value. With a `cas` in it no monitor understands it.
fn crashed(read: u64) -> Arc<History<Operation, Value>> {
    let mut calls: Vec<_> =
        (0..100).map(|number| call(number, None, Operation::Write(json!(number)), Value::Null)).collect();
    calls.push(call(200, Some(201), Operation::CompareAndSet(json!("a"), json!("b")), json!(false)));
    calls.push(call(202, Some(203), Operation::Read, json!(read)));
    Arc::new(History { calls })
}

#[test]
fn a_hundred_calls_may_be_open_at_once() {
    let specification = Arc::new(RegisterSpecification);
    let limits = Limits { steps: Some(20_000), ..Limits::default() };
    for read in [0, 63, 64, 99] {
        let report = check(&specification, &crashed(read), &limits);
        assert!(matches!(report.verdict, Verdict::Linearizable(_)), "{report:?}");
    }
    // Every order of a hundred writes would have to be tried.
    assert_eq!(check(&specification, &crashed(100), &limits).verdict, Verdict::Unknown(Limit::Steps));
    let limits = Limits { memory: Some(1 << 20), ..Limits::default() };
    assert_eq!(check(&specification, &crashed(100), &limits).verdict, Verdict::Unknown(Limit::Memory));
    let limits = Limits { time: Some(Duration::from_millis(1)), ..Limits::default() };
    assert_eq!(check(&specification, &crashed(100), &limits).verdict, Verdict::Unknown(Limit::Time));
}

#[test]
fn odd_histories_are_judged() {
    let specification = Arc::new(RegisterSpecification);
    let empty = check(&specification, &Arc::new(History::default()), &Limits::default());
    assert_eq!(empty.verdict, Verdict::Linearizable(Vec::new()));
    // Returned before it was called; at the end of time; the same call twice.
    let odd = call(9, Some(3), Operation::Write(json!(1)), Value::Null);
    let last = call(u64::MAX, Some(u64::MAX), Operation::Read, json!(1));
    let report = check(
        &specification,
        &Arc::new(History { calls: vec![last.clone(), odd.clone(), odd, last] }),
        &Limits::default(),
    );
    assert!(matches!(report.verdict, Verdict::Linearizable(_)), "{report:?}");
}

#[test]
fn a_witness_that_a_limit_cut_is_one_all_the_same() {
    let specification = Arc::new(CounterSpecification);
    let (mut cut, mut rejected) = (0, 0);
    for seed in 0..300 {
        let history = history(&*specification, seed, 8, 2);
        for steps in 0..60 {
            let limits = Limits { steps: Some(steps), ..Limits::default() };
            let Verdict::Violation(violation) = check(&specification, &history, &limits).verdict else {
                continue;
            };
            let Some(limit) = violation.cut else { continue };
            assert_eq!(limit, Limit::Steps);
            cut += 1;
            if let Err(why) = is_cut_witness(&*specification, &history, &violation) {
                panic!("seed {seed}, {steps} steps: {why}: {violation:#?}: {history:#?}");
            }
            // Rejected is who ends it with a call of the order, or in another state.
            let ends_with = violation.longest.first().copied().unwrap_or_default();
            let early = Violation { ends_with, ..(*violation).clone() };
            let other = Violation { state: "-1".to_owned(), ..*violation };
            rejected += u32::from(is_cut_witness(&*specification, &history, &early).is_err());
            assert!(is_cut_witness(&*specification, &history, &other).is_err());
        }
    }
    assert!(cut > 20 && rejected > 10, "{cut} cut, {rejected} of them found wrong when they end early");
}

/// Calls that never returned and only read: nothing can be tried of them, but each is open to the end.
fn beside_readers<S: Vocabulary>(specification: &S, read: &S::Operation, seed: u64) -> Arc<HistoryOf<S>> {
    let mut history = HistoryOf::<S>::clone(&history(specification, seed, 7, seed as usize % 3));
    for client in 100..100 + 60 + seed % 6 {
        let operation = read.clone();
        history.calls.push(Call { client, operation, called: 0, returned: None, outcome: None, line: 0 });
    }
    Arc::new(history)
}

#[test]
fn beside_sixty_open_calls_it_is_what_brute_force_says() {
    // The slots of the others are around the end of a word.
    for seed in 0..600 {
        let register = Arc::new(RegisterSpecification);
        let history = beside_readers(&*register, &Operation::Read, seed);
        agrees(&Production, &register, &history).unwrap_or_else(|why| panic!("register {seed}: {why}"));
        let counter = Arc::new(CounterSpecification);
        let history = beside_readers(&*counter, &counter::Operation::Read, seed);
        agrees(&Production, &counter, &history).unwrap_or_else(|why| panic!("counter {seed}: {why}"));
    }
}

/// Twenty thousand calls of a set of four elements, sixteen of them at a time, the one in the middle wrong if so wished.
fn busy_set(seed: u64, wrong: bool) -> Arc<HistoryOf<SetSpecification>> {
    let mut choices = Choices::new(seed);
    let mut state = SetSpecification.initial();
    let call = |number: u64| {
        let element = json!(choices.below(4));
        let operation = match choices.below(3) {
            0 => set::Operation::Add(element),
            1 => set::Operation::Remove(element),
            _ => set::Operation::Contains(element),
        };
        let outcome = SetSpecification.step(&mut state, &operation) != (wrong && number == 10_000);
        let moment = 10 * number + 100;
        Call {
            client: number,
            operation,
            called: moment - choices.below(80) as u64,
            returned: Some(moment + choices.below(80) as u64),
            outcome: Some(outcome),
            line: 0,
        }
    };
    Arc::new(History { calls: (0..20_000).map(call).collect() })
}

#[test]
fn a_set_needs_no_monitor() {
    let specification = Arc::new(SetSpecification);
    let mut violations = 0;
    for seed in 0..12 {
        let wrong = seed % 2 == 1;
        let report = check(&specification, &busy_set(seed, wrong), &Limits::default());
        assert_eq!((report.partitions, report.monitored), (4, 0));
        assert!(wrong || matches!(report.verdict, Verdict::Linearizable(_)), "seed {seed}");
        violations += u32::from(matches!(report.verdict, Verdict::Violation(_)));
        assert!(report.steps < 8 * 20_000, "seed {seed}: {} steps", report.steps);
    }
    assert!(violations > 3, "{violations} of 6 are wrong");
}

#[test]
fn large_values_count() {
    // Nine texts that were put in at once: every order of them is another state.
    let large = |number: usize| queue::Operation::Enqueue(json!(number.to_string().repeat(20_000)));
    let mut calls: Vec<_> = (0..9).map(|at| call(0, Some(10), large(at), Value::Null)).collect();
    // With a text that is put in twice no monitor understands it.
    calls.push(call(0, Some(10), large(8), Value::Null));
    calls.push(call(20, Some(30), queue::Operation::Dequeue, json!("none of them")));
    let limits = Limits { memory: Some(20 << 20), ..Limits::default() };
    let report = check(&Arc::new(QueueSpecification), &Arc::new(History { calls }), &limits);
    assert_eq!(report.verdict, Verdict::Unknown(Limit::Memory));
    // A state with one text takes 20 kB.
    assert!(report.steps < 2000, "{} steps", report.steps);
}
