//! The linearizability checker says what its definition says: the verdict, the shortest failing prefix, the longest right
//! order, and who could not come next. For all small histories of a register, and for random ones of
//! the plain specifications.

use std::ops::ControlFlow;

use heddle::oracle::choices::Choices;
use heddle::oracle::history::History;
use heddle::oracle::linearize::{Limits, Linearization, Refused, Verdict, Violation, check};
use heddle::oracle::specification::Specification;
use heddle::oracle::specification::counter::CounterSpecification;
use heddle::oracle::specification::map::MapSpecification;
use heddle::oracle::specification::queue::QueueSpecification;
use heddle::oracle::specification::register::{Operation, RegisterSpecification};
use heddle::oracle::specification::set::SetSpecification;
use heddle::oracle::specification::text_map::TextMapSpecification;
use heddle::oracle::vocabulary::Vocabulary;
use heddle::sync::Arc;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::Value;

use crate::brute_force::{self, Seen, failure, prefix, step};
use crate::linearize_mutants::{Fault, Sketch};
use crate::random_histories::{corrupt, right};
use crate::small_histories::{Register, each_history, few, many};

/// What is held against brute force.
pub(crate) trait Judge {
    fn judge<S: Specification>(
        &self,
        specification: &Arc<S>,
        history: &Arc<History<S::Operation, S::Outcome>>,
    ) -> Verdict;
}

/// What ships.
pub(crate) struct Production;

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
    is_what_it_shows(specification, history, &among, violation)
}

/// Of a witness that a limit cut: its prefix has no order, though a shorter one may not have one either; and what it shows
/// of the prefix is so, though there may be a longer order.
pub(crate) fn is_cut_witness<S: Specification>(
    specification: &S,
    history: &History<S::Operation, S::Outcome>,
    violation: &Violation,
) -> Result<(), String> {
    let among = of_partition(specification, history, violation.partition.as_deref());
    let wrong = failure(specification, history, &among).ok_or("its partition is right")?;
    let end = |call: usize| (history.calls[call].returned, call);
    if end(violation.ends_with) < end(wrong.ends_with) {
        return Err(format!("the prefix up to call {} is right", violation.ends_with));
    }
    let last = (history.calls[violation.ends_with].returned.unwrap_or_default(), violation.ends_with);
    let mut calls = violation.calls.clone();
    calls.sort_unstable();
    if calls != prefix::<S>(history, &among, last).iter().map(|seen| seen.index).collect::<Vec<_>>() {
        return Err(format!("{calls:?} are not the calls of its prefix"));
    }
    is_what_it_shows(specification, history, &among, violation)
}

/// The order is right, the state is the one behind it, and refused are all that could come next in time and do not fit,
/// each for what the specification answers there.
fn is_what_it_shows<S: Specification>(
    specification: &S,
    history: &History<S::Operation, S::Outcome>,
    among: &[usize],
    violation: &Violation,
) -> Result<(), String> {
    let last = (history.calls[violation.ends_with].returned.unwrap_or_default(), violation.ends_with);
    let seen = prefix::<S>(history, among, last);
    let state = end(specification, &seen, &violation.longest)?;
    if violation.state != specification.print(&state) {
        return Err("another state".to_owned());
    }
    let mut refused = violation.refused.clone();
    refused.sort_unstable_by_key(|refused| refused.call);
    let reason = |next: &Seen<'_, S>| {
        let could = next.returned.is_some()
            && !violation.longest.contains(&next.index)
            && brute_force::is_in_time(&seen, &violation.longest, next);
        let outcome = next.call.outcome.as_ref().filter(|_| could)?;
        let expected = specification.step(&mut state.clone(), &next.call.operation);
        (!specification.agrees(&expected, outcome))
            .then(|| Refused { call: next.index, expected: specification.print_outcome(&expected) })
    };
    let reasons: Vec<Refused> = seen.iter().filter_map(reason).collect();
    if refused != reasons {
        return Err(format!("{refused:?} refused, {reasons:?} could come next"));
    }
    Ok(())
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
