//! All partitions, on all cores, under one limit.

use std::borrow::Cow;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::monitor::{self, Judgement};
use super::part::Part;
use super::search::{Allowance, AnySearch, Progress, Searching, search};
use super::verdict::{Limit, Limits, Linearization, Report, Verdict};
use super::witness::Shortening;
use crate::oracle::history::History;
use crate::oracle::specification::Specification;
use crate::sync::Arc;
use crate::sync::clock::{self, Instant};
use crate::sync::fork_join::Pool;
use crate::sync::thread;

/// The steps that a search may take for the witness of what a monitor has refuted.
const STEPS_FOR_A_WITNESS: u64 = 1 << 22;

/// The steps that each partition may take in the first round.
const FIRST_ROUND: u64 = 1 << 16;

/// How many calls make it worth to start threads.
const WORTH_THREADS: usize = 4096;

/// Says whether the history is linearizable.
///
/// The answer, its witness and its figures are the same for every number of threads (D3), unless [`Limits::time`] was
/// reached. Small histories are checked by the caller; so is every history under the model features.
///
/// A call that returned before it was called counts as returned at once. The outcome of a call that never returned is
/// looked at by nobody.
///
/// # Complexity
/// Exponential in the number of calls of one partition that overlap, whatever the search and the memory of what was tried
/// save (the problem is NP-complete: Gibbons and Korach, 1997), linear in the length of the history. O(n log n) where few
/// calls overlap.
#[must_use]
pub fn check<S: Specification>(
    specification: &Arc<S>,
    history: &Arc<History<S::Operation, S::Outcome>>,
    limits: &Limits,
) -> Report {
    let large = history.calls.len() >= WORTH_THREADS;
    let modelled = cfg!(any(feature = "loom", feature = "shuttle"));
    let threads = if large && !modelled { thread::available_parallelism() } else { 1 };
    check_on(&Pool::new(threads), specification, history, limits)
}

/// [`check`] on the threads of this pool.
#[must_use]
pub fn check_on<S: Specification>(
    pool: &Pool,
    specification: &Arc<S>,
    history: &Arc<History<S::Operation, S::Outcome>>,
    limits: &Limits,
) -> Report {
    let parts = partitions(&**specification, history);
    let names: Vec<Option<String>> = parts.iter().map(|(name, _)| name.clone()).collect();
    let mut check = Check {
        specification: Arc::clone(specification),
        history: Arc::clone(history),
        limits: *limits,
        since: clock::now(),
        names,
        steps: 0,
        monitored: 0,
    };
    let partitions = parts.len();
    let largest = parts.iter().map(|(_, calls)| calls.len()).max().unwrap_or_default();
    let verdict = check.verdict(pool, parts.into_iter().map(|(_, calls)| calls).collect());
    Report { verdict, partitions, largest, steps: check.steps, monitored: check.monitored }
}

/// The calls of each partition, by name; all in one if one of them concerns all.
fn partitions<S: Specification>(
    specification: &S,
    history: &History<S::Operation, S::Outcome>,
) -> Vec<(Option<String>, Vec<usize>)> {
    let mut parts: HashMap<Cow<'_, str>, Vec<usize>, FixedState> =
        HashMap::with_hasher(FixedState::default());
    for (index, call) in history.calls.iter().enumerate() {
        match specification.partition(&call.operation) {
            Some(name) => parts.entry(name).or_default().push(index),
            None => return vec![(None, (0..history.calls.len()).collect())],
        }
    }
    let mut parts: Vec<_> = parts.into_iter().map(|(name, calls)| (Some(name.into_owned()), calls)).collect();
    parts.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
    parts
}

struct Check<S: Specification> {
    specification: Arc<S>,
    history: Arc<History<S::Operation, S::Outcome>>,
    limits: Limits,
    since: Instant,
    /// Of the partitions, in order.
    names: Vec<Option<String>>,
    steps: u64,
    monitored: usize,
}

/// A partition without an answer: what to search before its first round, its search afterwards.
enum Waiting<S: Specification> {
    Part(Part),
    Search(AnySearch<S>),
}

/// What a round says of a partition.
enum Answer<S: Specification> {
    /// The order, as indices into the history's calls.
    Linearizable(Vec<usize>),
    Impossible(AnySearch<S>),
    Paused(AnySearch<S>, Limit),
}

impl<S: Specification> Check<S> {
    /// Asks the monitors first, then searches.
    fn verdict(&mut self, pool: &Pool, parts: Vec<Vec<usize>>) -> Verdict {
        let mut found = Vec::with_capacity(parts.len());
        let mut waiting = Vec::new();
        for (number, (part, judgement)) in self.judged(pool, parts).into_iter().enumerate() {
            match judgement {
                Some(Judgement::Order(order)) => {
                    self.monitored += 1;
                    self.steps += order.len() as u64;
                    found.push((number, part.indices(&order)));
                }
                Some(Judgement::Impossible) => match self.refuted(number, &part) {
                    Some(violation) => {
                        self.monitored += 1;
                        return violation;
                    }
                    None => waiting.push((number, Waiting::Part(part))),
                },
                None => waiting.push((number, Waiting::Part(part))),
            }
        }
        self.searched(pool, found, waiting)
    }

    /// What the monitors say of the partitions; nothing if there are fewer steps than calls.
    fn judged(&self, pool: &Pool, parts: Vec<Vec<usize>>) -> Vec<(Part, Option<Judgement>)> {
        let (specification, history) = (Arc::clone(&self.specification), Arc::clone(&self.history));
        let allowed = self.limits.steps.is_none_or(|limit| limit >= history.calls.len() as u64);
        pool.map(parts, move |_, calls| {
            let part = Part::new(&history, &calls);
            let judgement = allowed.then(|| monitor::judge(&*specification, &history, &part)).flatten();
            (part, judgement)
        })
    }

    /// The witness of a part that a monitor says has no order; `None` if the search has one. It is the search that shows
    /// what was the longest order, as far as it comes in a bounded number of steps.
    fn refuted(&mut self, number: usize, part: &Part) -> Option<Verdict> {
        let shortest = monitor::shortest(&*self.specification, &self.history, part);
        let mut search = search(&self.specification, &self.history, shortest);
        let progress = search.run(&self.rest(0, STEPS_FOR_A_WITNESS));
        self.steps += search.steps();
        match progress {
            Progress::Found => None,
            Progress::Impossible => Some(self.violation(number, search)),
            Progress::Paused(limit) => {
                let violation = self.shortening(&*search).as_it_is(self.name(number), &*search, Some(limit));
                Some(Verdict::Violation(Box::new(violation)))
            }
        }
    }

    /// Searches in rounds. In each, every partition that waits may take as many steps and as much memory as every other;
    /// what a round gives depends on nothing else, so threads do not matter.
    fn searched(
        &mut self,
        pool: &Pool,
        mut found: Vec<(usize, Vec<usize>)>,
        mut waiting: Vec<(usize, Waiting<S>)>,
    ) -> Verdict {
        let mut round = FIRST_ROUND;
        while !waiting.is_empty() {
            let share = match self.share(round, &waiting) {
                Ok(share) => share,
                Err(limit) => return Verdict::Unknown(limit),
            };
            round = round.saturating_mul(4);
            let (mut steps, mut timed_out, mut impossible) = (0, false, None);
            for (part, answer, taken) in self.round(pool, std::mem::take(&mut waiting), share) {
                steps += taken;
                match answer {
                    Answer::Linearizable(order) => found.push((part, order)),
                    Answer::Impossible(search) if impossible.is_none() => impossible = Some((part, search)),
                    Answer::Impossible(_) => {}
                    Answer::Paused(search, limit) => {
                        timed_out |= limit == Limit::Time;
                        waiting.push((part, Waiting::Search(search)));
                    }
                }
            }
            self.steps += steps;
            if let Some((part, search)) = impossible {
                drop(waiting);
                return self.violation(part, search);
            }
            if timed_out {
                return Verdict::Unknown(Limit::Time);
            }
            if steps == 0 && !waiting.is_empty() {
                return Verdict::Unknown(Limit::Memory);
            }
        }
        found.sort_unstable_by_key(|&(part, _)| part);
        let linearization = |(part, order)| Linearization { partition: self.name(part), order };
        Verdict::Linearizable(found.into_iter().map(linearization).collect())
    }

    /// What each search may take in a round, beside what it has.
    ///
    /// # Errors
    /// The limit that leaves nothing.
    fn share(&self, round: u64, waiting: &[(usize, Waiting<S>)]) -> Result<Allowance, Limit> {
        let count = (waiting.len() as u64).max(1);
        let steps = match self.limits.steps {
            Some(limit) => round.min(limit.saturating_sub(self.steps) / count),
            None => round,
        };
        let kept: u64 = waiting.iter().map(|(_, waiting)| waiting.memory()).sum();
        let memory = match self.limits.memory {
            Some(limit) => limit.checked_sub(kept).ok_or(Limit::Memory)? / count,
            None => u64::MAX,
        };
        let time = self.limits.time.map(|time| (self.since, time));
        if steps == 0 { Err(Limit::Steps) } else { Ok(Allowance { steps, memory, time }) }
    }

    /// The answers in the order of the partitions, with the steps that each took.
    fn round(
        &self,
        pool: &Pool,
        waiting: Vec<(usize, Waiting<S>)>,
        share: Allowance,
    ) -> Vec<(usize, Answer<S>, u64)> {
        let (specification, history) = (Arc::clone(&self.specification), Arc::clone(&self.history));
        pool.map(waiting, move |_, (number, waiting)| {
            let kept = waiting.memory();
            let mut search = match waiting {
                Waiting::Part(part) => search(&specification, &history, part),
                Waiting::Search(search) => search,
            };
            let before = search.steps();
            let progress = search.run(&Allowance {
                steps: before.saturating_add(share.steps),
                memory: kept.saturating_add(share.memory),
                time: share.time,
            });
            let taken = search.steps() - before;
            let answer = match progress {
                Progress::Found => Answer::Linearizable(search.part().indices(&search.order())),
                Progress::Impossible => Answer::Impossible(search),
                Progress::Paused(limit) => Answer::Paused(search, limit),
            };
            (number, answer, taken)
        })
    }

    fn violation(&mut self, number: usize, search: AnySearch<S>) -> Verdict {
        let mut shortening = self.shortening(&*search);
        let violation = shortening.witness(self.name(number), search);
        let steps = shortening.steps;
        self.steps += steps;
        Verdict::Violation(Box::new(violation))
    }

    /// What is sure already may take as many steps again to be said shortly, and a few more, but not for ever.
    fn shortening(&self, search: &dyn Searching<S>) -> Shortening<'_, S> {
        Shortening {
            specification: &self.specification,
            history: &self.history,
            allowance: self.rest(search.memory(), STEPS_FOR_A_WITNESS.max(search.steps().saturating_mul(4))),
            steps: 0,
        }
    }

    /// What is left beside this memory, but no more than so many steps.
    fn rest(&self, memory: u64, steps: u64) -> Allowance {
        Allowance {
            steps: self.limits.steps.map_or(steps, |limit| steps.min(limit.saturating_sub(self.steps))),
            memory: self.limits.memory.map_or(u64::MAX, |limit| limit.saturating_sub(memory)),
            time: self.limits.time.map(|time| (self.since, time)),
        }
    }

    fn name(&self, part: usize) -> Option<String> {
        self.names.get(part).cloned().flatten()
    }
}

impl<S: Specification> Waiting<S> {
    fn memory(&self) -> u64 {
        match self {
            Waiting::Part(_) => 0,
            Waiting::Search(search) => search.memory(),
        }
    }
}
