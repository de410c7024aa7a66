//! The ordered window's machine against its specification, which recomputes everything from what happened so far.

use heddle::concurrent::ordered_window::{Abandoned, Budget, Grant, Next, Window};
use proptest::prelude::*;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};

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

struct Machine {
    window: Window<u32>,
    /// The specification before the step under test.
    before: Specification,
}

impl StateMachineTest for Machine {
    type SystemUnderTest = Self;
    type Reference = Specification;

    fn init_test(initial: &Specification) -> Self {
        Self { window: Window::new(initial.weights.clone(), initial.budget), before: initial.clone() }
    }

    fn apply(mut machine: Self, after: &Specification, step: Step) -> Self {
        let before = std::mem::replace(&mut machine.before, after.clone());
        match step {
            Step::Grant => assert_eq!(machine.window.grant(), before.grant()),
            Step::Next => assert_eq!(machine.window.next(), before.next()),
            Step::Submit(slot, result) => {
                let accepted = before.results.get(slot).is_some_and(|had| *had != after.results[slot]);
                let expected = if accepted { Ok(slot == before.taken) } else { Err(result) };
                assert_eq!(machine.window.submit(slot, result), expected);
            }
            Step::Cancel => {
                let kept =
                    if before.cancelled { &[][..] } else { &before.results[before.taken..before.granted] };
                assert_eq!(machine.window.cancel(), kept);
            }
        }
        machine
    }

    fn check_invariants(machine: &Self, now: &Specification) {
        if now.cancelled {
            return;
        }
        let (weight, count) = (now.in_flight().sum::<u128>(), now.in_flight().count());
        assert!(
            count <= 1 || (weight <= now.budget.weight.into() && count <= now.budget.count),
            "over budget"
        );
        assert_eq!(machine.window.slots_in_flight(), count);
        assert_eq!(u128::from(machine.window.weight_in_flight()), weight);
        // Never stuck: when every worker has submitted, the consumer can take or a worker can start.
        let submitted = now.results[now.taken..now.granted].iter().all(Option::is_some);
        let stuck = now.next() == Next::Pending && !matches!(now.grant(), Grant::Slot(_));
        assert!(!(submitted && stuck), "stuck: {now:?}");
    }
}

prop_state_machine! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn ordered_bounded_and_never_stuck(sequential 1..60 => Machine);
}
