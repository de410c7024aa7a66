//! Why a history is not linearizable, as short as it can be said.

use super::kind::observed;
use super::part::{Event, Part};
use super::search::{Allowance, AnySearch, Progress, Searching, search};
use super::verdict::{Limit, Refused, Violation};
use crate::oracle::history::History;
use crate::oracle::specification::Specification;
use crate::sync::Arc;

/// A search that found no order, and those that look for the shortest beginning that has none either.
///
/// A beginning of a linearizable history is linearizable (Herlihy and Wing, 1990), so the shortest is found by halving;
/// and what the search said of how far it came is where to look first.
pub(super) struct Shortening<'c, S: Specification> {
    pub specification: &'c Arc<S>,
    pub history: &'c Arc<History<S::Operation, S::Outcome>>,
    /// What is left for all its searches together.
    pub allowance: Allowance,
    /// The steps they took.
    pub steps: u64,
}

impl<S: Specification> Shortening<'_, S> {
    /// The witness of a search that said [`Progress::Impossible`].
    pub(super) fn witness(&mut self, partition: Option<String>, failed: AnySearch<S>) -> Violation {
        let returns = failed.part().returns();
        let mut cut = None;
        // invariant: the beginning up to the return at `fails` has no order, that up to each before `passes` has one
        let (mut passes, mut fails) = (failed.furthest(), returns.len().saturating_sub(1));
        let mut probe = passes;
        let mut shortest = failed;
        while passes < fails {
            let Some(&(_, length)) = returns.get(probe) else { break };
            let mut shorter = search(self.specification, self.history, shortest.part().prefix(length));
            let progress = shorter.run(&self.allowance);
            self.steps += shorter.steps();
            self.allowance.steps = self.allowance.steps.saturating_sub(shorter.steps());
            match progress {
                Progress::Found => passes = probe + 1,
                Progress::Impossible => {
                    fails = probe;
                    shortest = shorter;
                }
                Progress::Paused(limit) => {
                    cut = Some(limit);
                    break;
                }
            }
            probe = passes + (fails - passes) / 2;
        }
        self.as_it_is(partition, &*shortest, cut)
    }

    /// The history of a search, which has no order, as a witness.
    pub(super) fn as_it_is(
        &self,
        partition: Option<String>,
        failed: &dyn Searching<S>,
        cut: Option<Limit>,
    ) -> Violation {
        // What is called behind the last return is not in the prefix.
        let length = failed.part().returns().last().map_or(0, |&(_, length)| length);
        let part = &failed.part().prefix(length);
        let index = |rank: u32| part.calls.get(rank as usize).copied().unwrap_or_default();
        let (longest, state) = failed.best();
        Violation {
            partition,
            calls: part.calls.clone(),
            ends_with: part.returns().last().map_or(0, |&(rank, _)| index(rank)),
            longest: part.indices(longest),
            state: self.specification.print(state),
            refused: next(part, longest)
                .into_iter()
                .filter_map(|(rank, returned)| self.refused(index(rank), returned, state))
                .collect(),
            cut,
        }
    }

    fn refused(&self, call: usize, returned: bool, state: &S::State) -> Option<Refused> {
        let called = self.history.calls.get(call)?;
        let mut state = state.clone();
        let expected = self.specification.step(&mut state, &called.operation);
        let outcome = observed(returned, called)?;
        (!self.specification.agrees(&expected, outcome))
            .then(|| Refused { call, expected: self.specification.print_outcome(&expected) })
    }
}

/// The calls that may come next in time behind these, and whether each returns.
fn next(part: &Part, done: &[u32]) -> Vec<(u32, bool)> {
    let mut is_done = vec![false; part.calls.len()];
    for &rank in done {
        is_done[rank as usize] = true;
    }
    let mut returns = vec![false; part.calls.len()];
    for (rank, _) in part.returns() {
        returns[rank as usize] = true;
    }
    let open = |event: &Event| match *event {
        Event::Call(rank) | Event::Return(rank) => !is_done[rank as usize],
    };
    let before_a_return = part.events.iter().filter(|event| open(event)).map_while(|event| match *event {
        Event::Call(rank) => Some((rank, returns[rank as usize])),
        Event::Return(_) => None,
    });
    before_a_return.collect()
}
