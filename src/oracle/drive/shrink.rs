//! Making a difference smaller as long as it shows: fewer operations, fewer clients, simpler arguments.

use std::time::Duration;

use super::driver::Driver;
use super::execution::{Execution, Found};
use super::plan::{Pace, Plan, Step};
use super::simplify;
use crate::oracle::history::Call;
use crate::oracle::vocabulary::Vocabulary;
use crate::sync::clock::{self, Instant};

/// How many executions it may take.
const EXECUTIONS: usize = 10_000;
/// How long it may take: a process may be slow, or silent. Whoever reads the report is told when it was over.
const TIME: Duration = Duration::from_secs(30);
/// Where silence is what is wrong, attempts wait for so much of the time that an answer may take, and not less than
/// [`HURRY`]. What came of it is tried again with the whole time.
const SHARE: u32 = 4;
/// The least time to wait.
const HURRY: Duration = Duration::from_millis(250);
/// How often an attempt is repeated, where chance plays a part.
const ATTEMPTS: usize = 10;
/// The same at most.
const MOST_ATTEMPTS: usize = 60;

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
    /// How often an attempt is repeated, and how often it must be wrong.
    attempts: usize,
    wanted: usize,
    executions: usize,
    since: Instant,
}

impl<'d, S: Vocabulary> Shrinking<'d, S> {
    /// For a difference that showed `shown` of so many times.
    pub(super) fn new(driver: &'d mut Driver<S>, fresh: bool, shown: usize, times: usize) -> Self {
        let mut shrinking =
            Shrinking { driver, fresh, attempts: 1, wanted: 1, executions: 0, since: clock::now() };
        shrinking.expect(shown, times);
        shrinking
    }

    /// What is smaller may show half as often; one that shows seldom is tried three times as long as it takes on average.
    fn expect(&mut self, shown: usize, times: usize) {
        let shown = shown.clamp(1, times.max(1));
        self.attempts = match times {
            0..=3 if shown >= times => 1,
            _ => (3 * times).div_ceil(shown).clamp(ATTEMPTS, MOST_ATTEMPTS),
        };
        self.wanted = (self.attempts * shown / (2 * times.max(1))).max(1);
    }

    /// The smallest that is reached. No operation of it can be left out alone, unless the limit was reached or chance plays a
    /// part.
    pub(super) fn shrink(&mut self, mut best: Failing<S>) -> Failing<S> {
        best = self.shrink_until_over(best);
        self.driver.cut_short |= self.is_over();
        best
    }

    /// As [`Shrinking::shrink`], for silence: each attempt waits for a part of the time only, so that more of them fit into
    /// what all may take. The last one may be less than silent when it has the whole time.
    pub(super) fn shrink_in_a_hurry(&mut self, best: Failing<S>) -> Failing<S> {
        let whole = self.driver.timeout;
        self.driver.timeout = (whole / SHARE).max(HURRY).min(whole);
        let best = self.shrink(best);
        self.driver.timeout = whole;
        best
    }

    fn shrink_until_over(&mut self, mut best: Failing<S>) -> Failing<S> {
        self.told(&mut best);
        self.steady(&mut best);
        loop {
            let mut smaller = self.fewer_operations(&mut best);
            smaller |= self.fewer_clients(&mut best);
            smaller |= self.fewer_rounds(&mut best);
            smaller |= self.simpler_arguments(&mut best);
            if !smaller || self.is_over() {
                return best;
            }
        }
    }

    fn is_over(&self) -> bool {
        self.executions >= EXECUTIONS || self.since.elapsed() >= TIME
    }

    /// Where the difference tells what it is about, everything else goes first.
    fn told(&mut self, best: &mut Failing<S>) {
        let calls = &best.execution.history.calls;
        let about = |at: usize| match &best.found {
            Found::Impossible(violation) => violation.calls.contains(&at),
            // What was not called has done nothing.
            _ => true,
        };
        let steps: Vec<_> = match best.plan.pace {
            Pace::Alone => best.plan.steps.iter().take(calls.len()).cloned().collect(),
            Pace::Rounds | Pace::Free => {
                let steps = Self::in_rounds(calls).into_iter().enumerate();
                steps.filter(|(at, _)| about(*at)).map(|(_, step)| step).collect()
            }
        };
        if steps.len() < best.plan.steps.len() {
            let plan = best.plan.with_steps(steps);
            self.replace(best, plan);
        }
    }

    /// Rounds are steadier than a race between the answers and what is asked next.
    fn steady(&mut self, best: &mut Failing<S>) {
        if best.plan.pace != Pace::Free {
            return;
        }
        let steps = Self::in_rounds(&best.execution.history.calls);
        let plan = Plan { pace: Pace::Rounds, steps };
        if self.replace(best, plan) {
            let shows = |shrinking: &mut Self| shrinking.shows(&best.plan, &best.found).is_some();
            let shown = (0..ATTEMPTS).filter(|_| shows(self)).count();
            self.expect(shown, ATTEMPTS);
        }
    }

    /// The calls with the earliest rounds that keep what was over before it was called before it.
    fn in_rounds(calls: &[Call<S::Operation, S::Outcome>]) -> Vec<Step<S::Operation>> {
        let mut rounds: Vec<usize> = Vec::new();
        for call in calls {
            let before = |other: &Call<_, _>| {
                other.client == call.client || other.returned.is_some_and(|returned| returned < call.called)
            };
            let earlier = calls.iter().zip(&rounds).filter(|(other, _)| before(other));
            rounds.push(earlier.map(|(_, round)| round + 1).max().unwrap_or(0));
        }
        let step = |(call, round): (&Call<S::Operation, _>, usize)| {
            let client = usize::try_from(call.client).unwrap_or(0);
            Step { client, round, operation: call.operation.clone() }
        };
        calls.iter().zip(rounds).map(step).collect()
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

    /// A client's operations given to an earlier one.
    fn fewer_clients(&mut self, best: &mut Failing<S>) -> bool {
        let mut changed = false;
        for from in (1..best.plan.clients()).rev() {
            for to in 0..from {
                let mut steps = best.plan.steps.clone();
                for step in &mut steps {
                    if step.client == from {
                        step.client = to;
                    }
                }
                let plan = best.plan.with_steps(steps);
                if plan == best.plan {
                    break;
                }
                if self.replace(best, plan) {
                    changed = true;
                    break;
                }
            }
        }
        changed
    }

    /// Two rounds in one; and no gaps.
    fn fewer_rounds(&mut self, best: &mut Failing<S>) -> bool {
        let mut changed = false;
        let last = best.plan.steps.iter().map(|step| step.round).max().unwrap_or(0);
        if best.plan.pace != Pace::Rounds {
            return false;
        }
        for round in (0..last).rev() {
            let mut steps = best.plan.steps.clone();
            for step in &mut steps {
                step.round -= usize::from(step.round > round);
            }
            let twice = |step: &Step<_>| {
                steps.iter().filter(|other| (other.client, other.round) == (step.client, step.round)).count()
                    > 1
            };
            if steps.iter().any(twice) {
                continue;
            }
            let plan = best.plan.with_steps(steps);
            changed |= self.replace(best, plan);
        }
        changed
    }

    fn simpler_arguments(&mut self, best: &mut Failing<S>) -> bool {
        let mut changed = false;
        'again: while !self.is_over() {
            let write =
                |step: &Step<S::Operation>| self.driver.specification.write_operation(&step.operation);
            let words: Vec<_> = best.plan.steps.iter().map(write).collect();
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
    fn read(&self, plan: &Plan<S::Operation>, words: &[simplify::Words]) -> Option<Vec<Step<S::Operation>>> {
        let specification = &self.driver.specification;
        let read = |(step, (name, arguments)): (&Step<S::Operation>, &simplify::Words)| {
            let operation = specification.read_operation(name, arguments).ok()?;
            Some(Step { client: step.client, round: step.round, operation })
        };
        plan.steps.iter().zip(words).map(read).collect()
    }

    /// Puts `plan` in the place of `best` if the same is wrong with it, often enough.
    fn replace(&mut self, best: &mut Failing<S>, plan: Plan<S::Operation>) -> bool {
        let mut shown = 0;
        for attempt in 0..self.attempts {
            // What is left does not suffice.
            if self.is_over() || shown + (self.attempts - attempt) < self.wanted {
                return false;
            }
            if let Some((execution, found)) = self.shows(&plan, &best.found) {
                shown += 1;
                if shown >= self.wanted {
                    *best = Failing { plan, execution, found };
                    return true;
                }
            }
        }
        false
    }

    /// What is wrong with `plan` now, if it is the same.
    fn shows(&mut self, plan: &Plan<S::Operation>, same: &Found) -> Option<(Execution<S>, Found)> {
        self.executions += 1;
        let mut execution = self.driver.execute(plan, self.fresh);
        let found = execution.found.take_if(|found| found.kind() == same.kind())?;
        Some((execution, found))
    }
}
