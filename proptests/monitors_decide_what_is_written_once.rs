//! Where every value is written once, a monitor decides alone, and says what brute force says, on all small histories of a
//! register and of a queue.

use std::ops::ControlFlow;

use heddle::oracle::linearize::{Limits, Verdict, check};
use heddle::oracle::specification::queue::{self, QueueSpecification};
use heddle::oracle::specification::register::{Operation, RegisterSpecification};
use heddle::oracle::specification::{Access, Specification};
use heddle::sync::Arc;
use serde_json::{Value, json};

use crate::brute_force::failure;
use crate::checking_agrees_with_brute_force::{Production, agrees};
use crate::linearize_mutants::{MonitorFault, zones};
use crate::small_histories::{CallOf, HistoryOf, Label, each_history, few, write};

/// Whether no value is written or put in twice, every outcome is known, and nothing else is open but what a monitor
/// understands.
fn is_for_a_monitor<S: Specification>(specification: &S, history: &HistoryOf<S>) -> bool {
    let mut values = Vec::new();
    let understood = |call: &CallOf<S>| {
        let observed = call.outcome.as_ref().filter(|_| call.returned.is_some());
        match specification.access(&call.operation, observed) {
            Some(Access::Write(value) | Access::Enqueue(value)) => {
                let new = !value.is_null() && !values.contains(value);
                values.push(value.clone());
                new
            }
            Some(Access::Read(observed)) => observed.is_some() || call.returned.is_none(),
            Some(Access::Dequeue(observed)) => observed.is_some(),
            None => false,
        }
    };
    !history.calls.is_empty() && history.calls.iter().all(understood)
}

/// The histories are judged rightly, and those that are for a monitor by one alone. How many there are, and how many of
/// them are wrong.
fn monitored<S: Specification>(
    specification: S,
    labels: &[Label<S>],
    open: &[Label<S>],
    longest: usize,
) -> (u64, u64) {
    let specification = Arc::new(specification);
    let (mut count, mut wrong) = (0, 0);
    let mut body = |history: &Arc<HistoryOf<S>>| {
        if is_for_a_monitor(&*specification, history) {
            let report = check(&specification, history, &Limits::default());
            let reads_nothing =
                |call: &CallOf<S>| call.returned.is_none() && specification.reads(&call.operation, None);
            if !history.calls.iter().all(reads_nothing) {
                assert_eq!(report.monitored, 1, "no monitor decided {history:#?}");
            }
            agrees(&Production, &specification, history).unwrap_or_else(|why| panic!("{why}: {history:#?}"));
            count += 1;
            wrong += u64::from(!matches!(report.verdict, Verdict::Linearizable(_)));
        }
        ControlFlow::Continue(())
    };
    for length in 1..=longest {
        let _: ControlFlow<()> = each_history::<S>(length, labels, open, &mut body);
    }
    (count, wrong)
}

#[test]
fn for_every_small_history_of_a_register_and_of_a_queue() {
    let enqueue = |value: u64| (queue::Operation::Enqueue(json!(value)), Some(Value::Null));
    let dequeue = |value: Value| (queue::Operation::Dequeue, Some(value));
    let labels = [
        enqueue(1),
        enqueue(2),
        enqueue(3),
        dequeue(json!(1)),
        dequeue(json!(2)),
        dequeue(json!(3)),
        dequeue(Value::Null),
    ];
    let queue = monitored(QueueSpecification, &labels, &[enqueue(1), enqueue(2)], 4);
    let register =
        monitored(RegisterSpecification, &few(), &[write(1), write(2), (Operation::Read, None)], 5);
    assert_eq!(
        (queue, register),
        ((23_239, 20_299), (124_164, 105_843)),
        "histories, and how many of them are wrong"
    );
}

#[test]
fn faulty_monitors_are_rejected_by_small_histories() {
    let first_wrong = |fault| {
        let (mut count, mut found) = (0, None);
        for length in 1..=4 {
            let _: ControlFlow<()> =
                each_history::<RegisterSpecification>(length, &few(), &[], &mut |history| {
                    count += 1;
                    let all: Vec<usize> = (0..length).collect();
                    let right = failure(&RegisterSpecification, history, &all).is_none();
                    match zones(history, fault) {
                        Some(said) if said != right => {
                            found = Some(count);
                            ControlFlow::Break(())
                        }
                        _ => ControlFlow::Continue(()),
                    }
                });
            if found.is_some() {
                break;
            }
        }
        found
    };
    assert_eq!(first_wrong(None), None, "the small monitor without a fault");
    let found: Vec<String> = MonitorFault::ALL
        .iter()
        .map(|&fault| match first_wrong(Some(fault)) {
            Some(count) => format!("{fault:?}: {count}"),
            None => panic!("{fault:?} passes"),
        })
        .collect();
    crate::snapshot("monitor_mutants", &found.join("\n"));
}
