//! The linearizability checker says what its definition says: the verdict, the shortest failing prefix, the longest right
//! order, and who could not come next. For all small histories of a register, and for random ones of everything.

use std::ops::ControlFlow;

use heddle::oracle::choices::Choices;
use heddle::oracle::history::{Call, History};
use heddle::oracle::linearize::{Limits, Linearization, Verdict, Violation, check};
use heddle::oracle::specification::counter::CounterSpecification;
use heddle::oracle::specification::map::MapSpecification;
use heddle::oracle::specification::queue::QueueSpecification;
use heddle::oracle::specification::register::{Operation, RegisterSpecification};
use heddle::oracle::specification::set::SetSpecification;
use heddle::oracle::specification::text_map::TextMapSpecification;
use heddle::oracle::specification::{Access, Specification, queue};
use heddle::oracle::vocabulary::Vocabulary;
use heddle::sync::Arc;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};

use crate::brute_force::{self, Seen, failure, prefix, step};
use crate::linearize_mutants::{Fault, Sketch};

/// What is held against brute force.
pub(crate) trait Judge {
    fn judge<S: Specification>(
        &self,
        specification: &Arc<S>,
        history: &Arc<History<S::Operation, S::Outcome>>,
    ) -> Verdict;
}

/// What ships.
struct Production;

impl Judge for Production {
    fn judge<S: Specification>(
        &self,
        specification: &Arc<S>,
        history: &Arc<History<S::Operation, S::Outcome>>,
    ) -> Verdict {
        check(specification, history, &Limits::default()).verdict
    }
}

/// The body that what ships and every mutant pass through.
pub(crate) fn agrees<S: Specification>(
    judge: &impl Judge,
    specification: &Arc<S>,
    history: &Arc<History<S::Operation, S::Outcome>>,
) -> Result<(), String> {
    let all: Vec<usize> = (0..history.calls.len()).collect();
    let wrong = failure(&**specification, history, &all);
    match (judge.judge(specification, history), wrong) {
        (Verdict::Linearizable(orders), None) => are_orders(&**specification, history, &orders),
        (Verdict::Violation(violation), Some(_)) => is_witness(&**specification, history, &violation),
        (verdict, wrong) => Err(format!("{verdict:?} where brute force says {wrong:?}")),
    }
}

/// Each order is right, and all calls that returned stand in one.
fn are_orders<S: Specification>(
    specification: &S,
    history: &History<S::Operation, S::Outcome>,
    orders: &[Linearization],
) -> Result<(), String> {
    let last = (u64::MAX, usize::MAX);
    let mut ordered = Vec::new();
    for Linearization { partition, order } in orders {
        let among = of_partition(specification, history, partition.as_deref());
        let seen = prefix::<S>(history, &among, last);
        end(specification, &seen, order)?;
        ordered.extend_from_slice(order);
    }
    match history
        .calls
        .iter()
        .enumerate()
        .find(|(index, call)| call.returned.is_some() && !ordered.contains(index))
    {
        Some((index, _)) => Err(format!("call {index} stands in no order")),
        None => Ok(()),
    }
}

fn of_partition<S: Specification>(
    specification: &S,
    history: &History<S::Operation, S::Outcome>,
    partition: Option<&str>,
) -> Vec<usize> {
    let is_of = |index: &usize| {
        partition.is_none()
            || specification.partition(&history.calls[*index].operation).as_deref() == partition
    };
    (0..history.calls.len()).filter(is_of).collect()
}

/// The state after the order, if it is right.
fn end<S: Specification>(
    specification: &S,
    seen: &[Seen<'_, S>],
    order: &[usize],
) -> Result<S::State, String> {
    let mut state = specification.initial();
    for (position, &index) in order.iter().enumerate() {
        let next = seen.iter().find(|seen| seen.index == index).ok_or("a call of another prefix")?;
        let (after, _) = step(specification, seen, &order[..position], &state, next)
            .ok_or_else(|| format!("call {index} does not fit into {order:?}"))?;
        state = after;
    }
    Ok(state)
}

fn is_witness<S: Specification>(
    specification: &S,
    history: &History<S::Operation, S::Outcome>,
    violation: &Violation,
) -> Result<(), String> {
    let among = of_partition(specification, history, violation.partition.as_deref());
    let wrong = failure(specification, history, &among).ok_or("its partition is right")?;
    if violation.cut.is_some() {
        return Err("a limit where there is none".to_owned());
    }
    let mut calls = violation.calls.clone();
    calls.sort_unstable();
    let said =
        brute_force::Failure { ends_with: violation.ends_with, calls, longest: violation.longest.len() };
    if said != wrong {
        return Err(format!("{said:?} where brute force says {wrong:?}"));
    }
    let last = (history.calls[wrong.ends_with].returned.unwrap_or_default(), wrong.ends_with);
    let seen = prefix::<S>(history, &among, last);
    let state = end(specification, &seen, &violation.longest)?;
    if violation.state != specification.print(&state) {
        return Err("another state".to_owned());
    }
    let mut refused: Vec<usize> = violation.refused.iter().map(|refused| refused.call).collect();
    refused.sort_unstable();
    let next = |seen_call: &&Seen<'_, S>| {
        seen_call.returned.is_some()
            && !violation.longest.contains(&seen_call.index)
            && brute_force::is_in_time(&seen, &violation.longest, seen_call)
    };
    let next: Vec<usize> = seen.iter().filter(next).map(|seen| seen.index).collect();
    if refused != next {
        return Err(format!("{refused:?} refused, {next:?} could come next"));
    }
    Ok(())
}

/// A call without its times.
type Label<S> = (<S as Specification>::Operation, Option<<S as Specification>::Outcome>);

type HistoryOf<S> = History<<S as Specification>::Operation, <S as Specification>::Outcome>;

type CallOf<S> = Call<<S as Specification>::Operation, <S as Specification>::Outcome>;

/// All histories of `length` calls with these labels, but for the order of calls that nobody can tell apart.
///
/// A history is the multiset of its calls: from which call-time to which return-time, with which label. Calls of one time
/// overlap all that return at it, so that whole numbers below `length` give every order in time that there is; a time at which nobody is
/// called, or at which nobody returns, would only say another one's history again.
fn each_history<S: Specification>(
    length: usize,
    labels: &[Label<S>],
    open: &[Label<S>],
    body: &mut dyn FnMut(&Arc<HistoryOf<S>>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    for times in 1..=length as u64 {
        let mut calls = Vec::new();
        for called in 0..times {
            for returned in called..times {
                calls.extend(labels.iter().map(|label| call::<S>(called, Some(returned), label)));
            }
            calls.extend(open.iter().map(|label| call::<S>(called, None, label)));
        }
        each_multiset::<S>(&calls, length, times, 0, &mut Vec::new(), body)?;
    }
    ControlFlow::Continue(())
}

fn each_multiset<S: Specification>(
    calls: &[CallOf<S>],
    length: usize,
    times: u64,
    from: usize,
    chosen: &mut Vec<CallOf<S>>,
    body: &mut dyn FnMut(&Arc<HistoryOf<S>>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    if chosen.len() == length {
        let called = |time| chosen.iter().any(|call| call.called == time);
        let returned = |time| chosen.iter().any(|call| call.returned == Some(time));
        if (0..times).all(called) && (0..times - 1).all(returned) {
            body(&Arc::new(History { calls: chosen.clone() }))?;
        }
        return ControlFlow::Continue(());
    }
    for (place, call) in calls.iter().enumerate().skip(from) {
        // Sorted by time of call: a time at which nobody is called stays empty.
        if call.called > chosen.last().map_or(0, |last| last.called + 1) {
            break;
        }
        chosen.push(call.clone());
        each_multiset::<S>(calls, length, times, place, chosen, body)?;
        chosen.pop();
    }
    ControlFlow::Continue(())
}

fn call<S: Specification>(called: u64, returned: Option<u64>, (operation, outcome): &Label<S>) -> CallOf<S> {
    Call { client: 0, operation: operation.clone(), called, returned, outcome: outcome.clone(), line: 0 }
}

type Register = RegisterSpecification;

fn write(value: u64) -> Label<Register> {
    (Operation::Write(json!(value)), Some(Value::Null))
}

fn read(value: Value) -> Label<Register> {
    (Operation::Read, Some(value))
}

fn cas(outcome: Option<bool>) -> Label<Register> {
    (Operation::CompareAndSet(json!(1), json!(2)), outcome.map(Value::Bool))
}

/// Five calls of a register.
fn few() -> Vec<Label<Register>> {
    vec![write(1), write(2), read(Value::Null), read(json!(1)), read(json!(2))]
}

/// More, with outcomes that nobody knows, and those that never return.
fn many() -> (Vec<Label<Register>>, Vec<Label<Register>>) {
    let unknown = (Operation::Read, None);
    let mut labels = few();
    labels.extend([cas(Some(true)), cas(Some(false)), cas(None), unknown.clone()]);
    // What is said of a call that never returned is not looked at.
    (labels, vec![write(1), write(2), cas(Some(true)), cas(None), unknown])
}

/// Of two histories in which one and two have changed places, one is enough.
fn begins_with_one(history: &History<Operation, Value>) -> bool {
    let values = history.calls.iter().filter_map(|call| match &call.operation {
        Operation::Write(value) => value.as_u64(),
        _ => call.outcome.as_ref()?.as_u64(),
    });
    values.into_iter().next() != Some(2)
}

/// The first history of all the small ones on which the judge is wrong, and how many there were.
pub(crate) fn first_wrong(judge: &impl Judge, longest: [usize; 2]) -> (u64, Option<String>) {
    let specification = Arc::new(RegisterSpecification);
    let (mut count, mut wrong) = (0, None);
    let mut body = |history: &Arc<History<Operation, Value>>| {
        count += 1;
        match agrees(judge, &specification, history) {
            Ok(()) => ControlFlow::Continue(()),
            Err(why) => {
                wrong = Some(format!("{why}: {history:#?}"));
                ControlFlow::Break(())
            }
        }
    };
    let (labels, open) = many();
    let _: ControlFlow<()> = (|| {
        for length in 0..=longest[0] {
            each_history::<Register>(length, &labels, &open, &mut body)?;
        }
        for length in longest[0] + 1..=longest[1] {
            each_history::<Register>(length, &few(), &[], &mut |history| match begins_with_one(history) {
                true => body(history),
                false => ControlFlow::Continue(()),
            })?;
        }
        ControlFlow::Continue(())
    })();
    (count, wrong)
}

#[test]
fn for_every_history_of_up_to_six_calls_of_a_register() {
    let (count, wrong) = first_wrong(&Production, [3, 6]);
    assert_eq!(wrong, None);
    assert_eq!(count, 1_093_358, "the number of histories");
}

#[test]
fn faulty_checkers_are_rejected_by_small_histories() {
    assert_eq!(first_wrong(&Sketch(None), [2, 3]).1, None, "the small checker without a fault");
    let found: Vec<String> = Fault::ALL
        .iter()
        .map(|&fault| {
            let (count, wrong) = first_wrong(&Sketch(Some(fault)), [3, 4]);
            assert!(wrong.is_some(), "{fault:?} passes");
            format!("{fault:?}: {count}")
        })
        .collect();
    crate::snapshot("linearize_mutants", &found.join("\n"));
}

/// A history that a right implementation could have made, with calls of few clients that overlap, some of them open or of an
/// outcome that nobody knows.
fn right<S: Vocabulary>(
    specification: &S,
    choices: &mut Choices,
    length: usize,
) -> History<S::Operation, S::Outcome> {
    let mut state = specification.initial();
    let mut calls: Vec<Call<S::Operation, S::Outcome>> = Vec::new();
    // Of each client the call that it has, and whether it took effect.
    let mut clients: Vec<Option<(usize, bool)>> = vec![None; 1 + choices.below(4)];
    let mut now = 0;
    while calls.len() < length || clients.iter().any(Option::is_some) {
        now += choices.below(2) as u64;
        let client = choices.below(clients.len());
        match clients[client] {
            None if calls.len() < length => {
                clients[client] = Some((calls.len(), false));
                let operation = specification.generate(choices);
                calls.push(Call {
                    client: client as u64,
                    operation,
                    called: now,
                    returned: None,
                    outcome: None,
                    line: 0,
                });
            }
            None => {}
            // Now and then a call is given up.
            Some(_) if choices.one_in(12) => clients[client] = None,
            Some((call, false)) => {
                calls[call].outcome = Some(specification.step(&mut state, &calls[call].operation));
                clients[client] = Some((call, true));
            }
            Some((call, true)) => {
                calls[call].returned = Some(now);
                if choices.one_in(10) {
                    calls[call].outcome = None;
                }
                clients[client] = None;
            }
        }
    }
    History { calls }
}

/// One outcome becomes that of another call, or what another state answers.
fn corrupt<S: Vocabulary>(
    specification: &S,
    history: &mut History<S::Operation, S::Outcome>,
    choices: &mut Choices,
) {
    let length = history.calls.len();
    let mut state = specification.initial();
    for _ in 0..choices.below(4) {
        specification.step(&mut state, &specification.generate(choices));
    }
    let other = history.calls[choices.below(length)].clone();
    let call = &mut history.calls[choices.below(length)];
    if call.returned.is_some() {
        call.outcome = if choices.one_in(2) && other.operation == call.operation {
            other.outcome
        } else {
            Some(specification.step(&mut state, &call.operation))
        };
    }
}

fn random<S: Vocabulary>(specification: S) {
    let specification = Arc::new(specification);
    let seed = RngAlgorithm::ChaCha;
    let mut runner = TestRunner::new_with_rng(
        Config { cases: 1500, failure_persistence: None, ..Config::default() },
        TestRng::deterministic_rng(seed),
    );
    let outcome = runner.run(&(any::<u64>(), 1..9_usize, 0..4_usize), |(seed, length, corrupted)| {
        let mut choices = Choices::new(seed);
        let mut history = right(&*specification, &mut choices, length);
        if corrupted == 0 {
            let wrong = failure(&*specification, &history, &(0..length).collect::<Vec<_>>());
            prop_assert_eq!(wrong, None, "the generator makes right histories");
        }
        for _ in 0..corrupted {
            corrupt(&*specification, &mut history, &mut choices);
        }
        agrees(&Production, &specification, &Arc::new(history)).map_err(TestCaseError::fail)
    });
    outcome.unwrap_or_else(|failed| panic!("{}: {failed}", S::NAME));
}

#[test]
fn for_random_histories_of_every_plain_specification() {
    random(RegisterSpecification);
    random(MapSpecification);
    random(TextMapSpecification);
    random(SetSpecification);
    random(QueueSpecification);
    random(CounterSpecification);
}

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
fn monitors_decide_whatever_is_written_once() {
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
