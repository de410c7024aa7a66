//! The ordered window's machine against its specification, which recomputes everything from what happened so far.

use heddle::concurrent::ordered_window::{Abandoned, Budget, Grant, Next, Window};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseResult, TestRng, TestRunner};
use proptest_state_machine::ReferenceStateMachine;

type Outcome = Result<u32, Abandoned>;

/// What happened so far, and nothing derived from it.
#[derive(Clone, Debug)]
struct Specification {
    weights: Vec<u64>,
    budget: Budget,
    granted: usize,
    taken: usize,
    /// The submitted results, by slot.
    results: Vec<Option<Result<u32, Abandoned>>>,
    cancelled: bool,
}

impl Specification {
    fn in_flight(&self) -> impl Iterator<Item = u128> + Clone + '_ {
        self.weights.iter().take(self.granted).skip(self.taken).map(|&weight| u128::from(weight))
    }

    fn grant(&self) -> Grant {
        if self.cancelled || self.granted == self.weights.len() {
            return Grant::Exhausted;
        }
        let after = || self.in_flight().chain([u128::from(self.weights[self.granted])]);
        let keeps =
            after().sum::<u128>() <= self.budget.weight.into() && after().count() <= self.budget.count;
        if keeps || self.granted == self.taken { Grant::Slot(self.granted) } else { Grant::Full }
    }

    fn next(&self) -> Next<u32> {
        match self.results.get(self.taken) {
            _ if self.cancelled => Next::End,
            None => Next::End,
            Some(None) => Next::Pending,
            Some(Some(result)) => Next::Item(self.taken, *result),
        }
    }
}

#[derive(Clone, Debug)]
enum Step {
    Grant,
    Submit(usize, Result<u32, Abandoned>),
    Next,
    Cancel,
}

impl ReferenceStateMachine for Specification {
    type State = Self;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<Self> {
        let weight = prop_oneof![8 => 0..6_u64, 1 => Just(u64::MAX)];
        let budget = (prop_oneof![0..12_u64, Just(u64::MAX)], prop_oneof![0..5_usize, Just(usize::MAX)]);
        (prop::collection::vec(weight, 0..12), budget)
            .prop_map(|(weights, (weight, count))| Self {
                results: vec![None; weights.len()],
                weights,
                budget: Budget { weight, count },
                granted: 0,
                taken: 0,
                cancelled: false,
            })
            .boxed()
    }

    fn transitions(state: &Self) -> BoxedStrategy<Step> {
        let result = prop_oneof![4 => any::<u32>().prop_map(Ok), 1 => Just(Err(Abandoned))];
        // One beyond the last slot: a submission that nobody asked for must change nothing.
        let submit = (0..=state.weights.len(), result).prop_map(|(slot, result)| Step::Submit(slot, result));
        prop_oneof![6 => Just(Step::Grant), 8 => submit, 6 => Just(Step::Next), 1 => Just(Step::Cancel)]
            .boxed()
    }

    fn apply(mut state: Self, step: &Step) -> Self {
        match *step {
            Step::Grant => {
                if let Grant::Slot(_) = state.grant() {
                    state.granted += 1;
                }
            }
            Step::Submit(slot, result) => {
                if !state.cancelled
                    && (state.taken..state.granted).contains(&slot)
                    && state.results[slot].is_none()
                {
                    state.results[slot] = Some(result);
                }
            }
            Step::Next => {
                if let Next::Item(..) = state.next() {
                    state.taken += 1;
                }
            }
            Step::Cancel => state.cancelled = true,
        }
        state
    }
}

/// What the body needs of a window's machine.
trait Machine {
    fn grant(&mut self) -> Grant;
    fn submit(&mut self, slot: usize, result: Outcome) -> Result<bool, Outcome>;
    fn next(&mut self) -> Next<u32>;
    fn cancel(&mut self) -> Vec<Option<Outcome>>;
}

impl Machine for Window<u32> {
    fn grant(&mut self) -> Grant {
        self.grant()
    }

    fn submit(&mut self, slot: usize, result: Outcome) -> Result<bool, Outcome> {
        self.submit(slot, result)
    }

    fn next(&mut self) -> Next<u32> {
        self.take()
    }

    fn cancel(&mut self) -> Vec<Option<Outcome>> {
        self.cancel().into()
    }
}

/// One step, done by the machine and known to the specification before and after it.
fn step<M: Machine>(
    machine: &mut M,
    before: &Specification,
    after: &Specification,
    step: &Step,
) -> TestCaseResult {
    match *step {
        Step::Grant => prop_assert_eq!(machine.grant(), before.grant()),
        Step::Next => prop_assert_eq!(machine.next(), before.next()),
        Step::Submit(slot, result) => {
            let accepted = before.results.get(slot).is_some_and(|had| *had != after.results[slot]);
            let expected = if accepted { Ok(slot == before.taken) } else { Err(result) };
            prop_assert_eq!(machine.submit(slot, result), expected);
        }
        Step::Cancel => {
            let kept = if before.cancelled { &[][..] } else { &before.results[before.taken..before.granted] };
            prop_assert_eq!(machine.cancel(), kept);
        }
    }
    Ok(())
}

/// What the specification itself must fulfil: it keeps to the budget, and when every worker has submitted, the consumer can
/// take or a worker can start.
fn bounded_and_never_stuck(now: &Specification) -> TestCaseResult {
    if now.cancelled {
        return Ok(());
    }
    let (weight, count) = (now.in_flight().sum::<u128>(), now.in_flight().count());
    prop_assert!(
        count <= 1 || (weight <= now.budget.weight.into() && count <= now.budget.count),
        "over budget"
    );
    let submitted = now.results[now.taken..now.granted].iter().all(Option::is_some);
    let stuck = now.next() == Next::Pending && !matches!(now.grant(), Grant::Slot(_));
    prop_assert!(!(submitted && stuck), "stuck");
    Ok(())
}

/// The body: production and mutants pass through it with the same steps.
fn agree<M: Machine>(cases: u32, machine: impl Fn(&Specification) -> M) -> Result<(), String> {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[9; 32]);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let outcome = runner.run(&Specification::sequential_strategy(1..60), |(mut before, steps, _)| {
        let mut machine = machine(&before);
        for transition in &steps {
            let after = Specification::apply(before.clone(), transition);
            step(&mut machine, &before, &after, transition)?;
            bounded_and_never_stuck(&after)?;
            before = after;
        }
        Ok(())
    });
    outcome.map_err(|error| error.to_string())
}

fn production(start: &Specification) -> Window<u32> {
    Window::new(start.weights.clone(), start.budget)
}

#[test]
fn production_agrees() {
    if let Err(error) = agree(10_000, production) {
        panic!("{error}");
    }
}

/// The one step in which a mutant differs.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    /// A slot heavier than the whole budget is never granted.
    HeavyNeverFits,
    /// The number of slots is not bounded.
    CountIgnored,
    /// A slot that was abandoned is passed over.
    AbandonedSkipped,
    /// A submission wakes the consumer whatever slot it is for.
    WakesForAny,
    /// Cancelling keeps the results.
    CancelKeeps,
    /// A second result for a slot replaces the first.
    SecondResultWins,
}

const FAULTS: [Fault; 6] = [
    Fault::HeavyNeverFits,
    Fault::CountIgnored,
    Fault::AbandonedSkipped,
    Fault::WakesForAny,
    Fault::CancelKeeps,
    Fault::SecondResultWins,
];

/// The machine with one fault.
struct Mutant {
    base: Window<u32>,
    fault: Fault,
    weights: Vec<u64>,
    budget: Budget,
    granted: usize,
}

impl Machine for Mutant {
    fn grant(&mut self) -> Grant {
        let heavy = self.weights.get(self.granted).is_some_and(|&weight| weight > self.budget.weight);
        if self.fault == Fault::HeavyNeverFits && heavy {
            return Grant::Full;
        }
        let grant = self.base.grant();
        self.granted += usize::from(matches!(grant, Grant::Slot(_)));
        grant
    }

    fn submit(&mut self, slot: usize, result: Outcome) -> Result<bool, Outcome> {
        match self.base.submit(slot, result) {
            Ok(_) if self.fault == Fault::WakesForAny => Ok(true),
            Err(_) if self.fault == Fault::SecondResultWins && slot < self.granted => Ok(false),
            answer => answer,
        }
    }

    fn next(&mut self) -> Next<u32> {
        match self.base.take() {
            Next::Item(_, Err(Abandoned)) if self.fault == Fault::AbandonedSkipped => self.base.take(),
            next => next,
        }
    }

    fn cancel(&mut self) -> Vec<Option<Outcome>> {
        let kept = self.base.cancel().into();
        if self.fault == Fault::CancelKeeps { Vec::new() } else { kept }
    }
}

#[test]
fn every_mutant_is_rejected() {
    for fault in FAULTS {
        let mutant = |start: &Specification| {
            let bound = if fault == Fault::CountIgnored { usize::MAX } else { start.budget.count };
            Mutant {
                base: Window::new(start.weights.clone(), Budget { count: bound, ..start.budget }),
                fault,
                weights: start.weights.clone(),
                budget: start.budget,
                granted: 0,
            }
        };
        match agree(2_000, mutant) {
            Ok(()) => panic!("not rejected: {fault:?}"),
            Err(reason) => println!("{fault:?}: {reason}"),
        }
    }
}
