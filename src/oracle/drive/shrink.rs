//! Making a difference smaller as long as it shows: fewer operations, fewer clients, simpler arguments.

use super::driver::Driver;
use super::execution::{Execution, Found};
use super::plan::{Pace, Plan};
use super::simplify;
use crate::oracle::vocabulary::Vocabulary;
use crate::sync::clock::{self, Instant};
use std::time::Duration;

/// How many executions it may take.
const EXECUTIONS: usize = 5_000;
/// How long it may take: a silent process takes its whole time for every attempt.
const TIME: Duration = Duration::from_secs(60);

/// A plan in whose execution something is wrong.
pub(super) struct Failing<S: Vocabulary> {
    pub(super) plan: Plan<S::Operation>,
    pub(super) execution: Execution<S>,
    pub(super) found: Found,
}

/// Makes differences smaller (delta debugging: Zeller and Hildebrandt, 2002).
pub(super) struct Shrinking<'d, S: Vocabulary> {
    driver: &'d mut Driver<S>,
    /// Every attempt has a fresh process.
    fresh: bool,
    /// How often an attempt is repeated before it counts as right.
    attempts: usize,
    executions: usize,
    since: Instant,
}

impl<'d, S: Vocabulary> Shrinking<'d, S> {
    pub(super) fn new(driver: &'d mut Driver<S>, fresh: bool, attempts: usize) -> Self {
        Shrinking { driver, fresh, attempts, executions: 0, since: clock::now() }
    }

    /// The smallest that is reached. No operation of it can be left out alone, unless the limit was reached or chance plays a
    /// part.
    pub(super) fn shrink(&mut self, failing: Failing<S>) -> Failing<S> {
        let mut best = self.told(failing);
        loop {
            let mut smaller = self.fewer_operations(&mut best);
            smaller |= self.fewer_clients(&mut best);
            smaller |= self.simpler_arguments(&mut best);
            if !smaller || self.is_over() {
                return best;
            }
        }
    }

    /// Whether the limit was reached.
    pub(super) fn is_over(&self) -> bool {
        self.executions >= EXECUTIONS || self.since.elapsed() >= TIME
    }

    /// Where the difference tells what it is about, everything else goes first.
    fn told(&mut self, mut failing: Failing<S>) -> Failing<S> {
        let kept: Vec<(usize, S::Operation)> = match &failing.found {
            Found::Impossible(violation) => {
                let calls = failing.execution.history.calls.iter().enumerate();
                calls
                    .filter(|(at, _)| violation.calls.contains(at))
                    .map(|(_, call)| (usize::try_from(call.client).unwrap_or(0), call.operation.clone()))
                    .collect()
            }
            // What was not called has done nothing.
            _ if failing.plan.pace == Pace::Alone => {
                failing.plan.steps.iter().take(failing.execution.history.calls.len()).cloned().collect()
            }
            _ => return failing,
        };
        if kept.len() < failing.plan.steps.len() {
            let plan = failing.plan.with_steps(kept);
            self.replace(&mut failing, plan);
        }
        failing
    }

    fn fewer_operations(&mut self, best: &mut Failing<S>) -> bool {
        let before = best.plan.steps.len();
        let mut size = before.div_ceil(2);
        while size > 0 {
            let mut start = 0;
            let mut removed = false;
            while start < best.plan.steps.len() && !self.is_over() {
                let mut steps = best.plan.steps.clone();
                steps.drain(start..(start + size).min(steps.len()));
                let plan = best.plan.with_steps(steps);
                if self.replace(best, plan) {
                    removed = true;
                } else {
                    start += size;
                }
            }
            // One at a time, until none can go.
            size = if size > 1 { size / 2 } else { usize::from(removed && !self.is_over()) };
        }
        best.plan.steps.len() < before
    }

    /// Every client's operations given to an earlier one, and numbers without gaps.
    fn fewer_clients(&mut self, best: &mut Failing<S>) -> bool {
        let mut changed = false;
        for from in (1..best.plan.clients()).rev() {
            for to in 0..from {
                let moved = |client: usize| if client == from { to } else { client };
                let steps: Vec<_> =
                    best.plan.steps.iter().map(|(client, step)| (moved(*client), step.clone())).collect();
                if steps.iter().zip(&best.plan.steps).all(|(new, old)| new.0 == old.0) {
                    break;
                }
                let plan = best.plan.with_steps(steps);
                if self.replace(best, plan) {
                    changed = true;
                    break;
                }
            }
        }
        changed
    }

    fn simpler_arguments(&mut self, best: &mut Failing<S>) -> bool {
        let mut changed = false;
        'again: while !self.is_over() {
            let specification = &self.driver.specification;
            let words: Vec<_> = best
                .plan
                .steps
                .iter()
                .map(|(_, operation)| specification.write_operation(operation))
                .collect();
            for candidate in simplify::candidates(&words) {
                let Some(steps) = self.read(&best.plan, &candidate) else { continue };
                let plan = best.plan.with_steps(steps);
                if plan != best.plan && self.replace(best, plan) {
                    changed = true;
                    continue 'again;
                }
            }
            break;
        }
        changed
    }

    /// The steps in these words, if they are words of the specification.
    fn read(
        &self,
        plan: &Plan<S::Operation>,
        words: &[simplify::Words],
    ) -> Option<Vec<(usize, S::Operation)>> {
        let specification = &self.driver.specification;
        let read = |((client, _), (name, arguments)): (&(usize, S::Operation), &simplify::Words)| {
            specification.read_operation(name, arguments).ok().map(|operation| (*client, operation))
        };
        plan.steps.iter().zip(words).map(read).collect()
    }

    /// Puts `plan` in the place of `best` if the same is wrong with it.
    fn replace(&mut self, best: &mut Failing<S>, plan: Plan<S::Operation>) -> bool {
        for _ in 0..self.attempts {
            if self.is_over() {
                return false;
            }
            self.executions += 1;
            let mut execution = self.driver.execute(&plan, self.fresh);
            if let Some(found) = execution.found.take_if(|found| found.kind() == best.found.kind()) {
                *best = Failing { plan, execution, found };
                return true;
            }
        }
        false
    }
}
