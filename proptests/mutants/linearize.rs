//! A small checker, right without a fault, and what checkers do wrong.

use std::collections::{BTreeMap, HashSet};

use heddle::oracle::history::{Call, History};
use heddle::oracle::linearize::{Linearization, Refused, Verdict, Violation};
use heddle::oracle::specification::{Specification, register};
use heddle::sync::Arc;
use serde_json::Value;

use crate::brute_force::{Seen, prefix};
use crate::checking_agrees_with_brute_force::Judge;

/// The one step in which a mutant differs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Fault {
    /// Calls stand in any order, whoever returned first (sequential consistency at best).
    ForgetsRealTime,
    /// What returns when another is called counts as before it.
    EqualTimesAreOrdered,
    /// A call that never returned never happened.
    ForgetsOpenCalls,
    /// A call that never returned happened.
    OpenCallsHappened,
    /// A call that never returned answers what is said of it.
    OpenOutcomesCount,
    /// An outcome that nobody knows is that of a call that did nothing.
    UnknownOutcomesFail,
    /// What was tried is remembered by what is done alone.
    MemoryWithoutState,
    /// What was tried is remembered by the state and how many calls returned.
    MemoryWithoutOpenCalls,
    /// Whatever fits is done at once, as if it only read.
    EveryCallReads,
    /// The witness is the whole history.
    WholeHistoryIsWitness,
    /// The shortest prefix is where the search of the whole came to an end, though it knew later outcomes.
    PrefixKnowsTheFuture,
    /// The longest order is the first that ends.
    FirstEndIsLongest,
    /// A call that could come next is left out.
    OneRefusalMissing,
    /// A call is refused for what the specification would answer at first, not behind the longest order.
    RefusedForTheFirstState,
}

impl Fault {
    pub(crate) const ALL: [Fault; 14] = [
        Fault::ForgetsRealTime,
        Fault::EqualTimesAreOrdered,
        Fault::ForgetsOpenCalls,
        Fault::OpenCallsHappened,
        Fault::OpenOutcomesCount,
        Fault::UnknownOutcomesFail,
        Fault::MemoryWithoutState,
        Fault::MemoryWithoutOpenCalls,
        Fault::EveryCallReads,
        Fault::WholeHistoryIsWitness,
        Fault::PrefixKnowsTheFuture,
        Fault::FirstEndIsLongest,
        Fault::OneRefusalMissing,
        Fault::RefusedForTheFirstState,
    ];
}

/// The small checker.
pub(crate) struct Sketch(pub(crate) Option<Fault>);

impl Judge for Sketch {
    fn judge<S: Specification>(
        &self,
        specification: &Arc<S>,
        history: &Arc<History<S::Operation, S::Outcome>>,
    ) -> Verdict {
        let mut partitions: BTreeMap<Option<String>, Vec<usize>> = BTreeMap::new();
        for (index, call) in history.calls.iter().enumerate() {
            let name = specification.partition(&call.operation).map(|name| name.into_owned());
            partitions.entry(name).or_default().push(index);
        }
        let mut orders = Vec::new();
        for (partition, among) in partitions {
            match self.partition(&**specification, history, partition, &among) {
                Ok(order) => orders.push(order),
                Err(violation) => return Verdict::Violation(violation),
            }
        }
        Verdict::Linearizable(orders)
    }
}

/// A search in a prefix.
struct Search<'s, S: Specification> {
    specification: &'s S,
    fault: Option<Fault>,
    seen: Vec<Seen<'s, S>>,
    order: Vec<usize>,
    tried: HashSet<(Vec<usize>, Option<S::State>)>,
    longest: Vec<usize>,
    ended: bool,
    /// How many calls of the first that returned were done at best.
    furthest: usize,
}

impl Sketch {
    fn partition<S: Specification>(
        &self,
        specification: &S,
        history: &History<S::Operation, S::Outcome>,
        partition: Option<String>,
        among: &[usize],
    ) -> Result<Linearization, Box<Violation>> {
        let mut returns: Vec<(u64, usize)> =
            among.iter().filter_map(|&index| Some((history.calls[index].returned?, index))).collect();
        returns.sort_unstable();
        let whole = returns.last().copied().unwrap_or_default();
        let mut search = self.search(specification, prefix(history, among, whole));
        if search.extend(&specification.initial()) {
            return Ok(Linearization { partition, order: search.order });
        }
        let furthest = search.furthest;
        for (place, &last) in returns.iter().enumerate() {
            let last = match self.0 {
                Some(Fault::WholeHistoryIsWitness) => whole,
                Some(Fault::PrefixKnowsTheFuture) if place < furthest => continue,
                _ => last,
            };
            let mut search = self.search(specification, prefix(history, among, last));
            let knows_the_future = self.0 == Some(Fault::PrefixKnowsTheFuture);
            if !search.extend(&specification.initial()) || knows_the_future {
                return Err(Box::new(search.violation(partition, last.1)));
            }
        }
        Ok(Linearization { partition, order: Vec::new() })
    }

    fn search<'s, S: Specification>(
        &self,
        specification: &'s S,
        mut seen: Vec<Seen<'s, S>>,
    ) -> Search<'s, S> {
        if self.0 == Some(Fault::ForgetsOpenCalls) {
            seen.retain(|seen| seen.returned.is_some());
        }
        Search {
            specification,
            fault: self.0,
            seen,
            order: Vec::new(),
            tried: HashSet::new(),
            longest: Vec::new(),
            ended: false,
            furthest: 0,
        }
    }
}

impl<S: Specification> Search<'_, S> {
    fn is(&self, fault: Fault) -> bool {
        self.fault == Some(fault)
    }

    fn extend(&mut self, state: &S::State) -> bool {
        self.note();
        let is_done = |seen: &&Seen<'_, S>| self.order.contains(&seen.index);
        let must = |seen: &&Seen<'_, S>| seen.returned.is_some() || self.is(Fault::OpenCallsHappened);
        if self.seen.iter().filter(must).all(|seen| is_done(&seen)) {
            return true;
        }
        let mut done: Vec<usize> = self.order.clone();
        done.sort_unstable();
        let key = match self.fault {
            Some(Fault::MemoryWithoutState) => (done, None),
            Some(Fault::MemoryWithoutOpenCalls) => (vec![self.returned()], Some(state.clone())),
            _ => (done, Some(state.clone())),
        };
        if !self.tried.insert(key) {
            return false;
        }
        let mut next: Vec<(usize, S::State, bool)> = Vec::new();
        for seen in &self.seen {
            let mut after = state.clone();
            if self.fits(seen, &mut after) {
                let outcome = seen.call.outcome.as_ref().filter(|_| seen.returned.is_some());
                let reads = seen.returned.is_some()
                    && (self.is(Fault::EveryCallReads)
                        || self.specification.reads(&seen.call.operation, outcome));
                next.push((seen.index, after, reads));
            }
        }
        if let Some(place) = next.iter().position(|(_, _, reads)| *reads) {
            next = vec![next.swap_remove(place)];
        }
        for (index, state, _) in next {
            self.order.push(index);
            if self.extend(&state) {
                return true;
            }
            self.order.pop();
        }
        self.ended = true;
        false
    }

    fn note(&mut self) {
        let first = self.is(Fault::FirstEndIsLongest);
        if self.order.len() > self.longest.len() && !(first && self.ended) {
            self.longest = self.order.clone();
        }
        self.furthest = self.furthest.max(self.returned());
    }

    /// How many of the first that returned are done.
    fn returned(&self) -> usize {
        let mut returns: Vec<(u64, usize)> =
            self.seen.iter().filter_map(|seen| Some((seen.returned?, seen.index))).collect();
        returns.sort_unstable();
        returns.iter().take_while(|(_, index)| self.order.contains(index)).count()
    }

    fn is_next(&self, next: &Seen<'_, S>) -> bool {
        let before = |returned: u64| match self.fault {
            Some(Fault::ForgetsRealTime) => false,
            Some(Fault::EqualTimesAreOrdered) => returned <= next.call.called,
            _ => returned < next.call.called,
        };
        !self.order.contains(&next.index)
            && !self.seen.iter().any(|other| {
                other.index != next.index
                    && other.returned.is_some_and(before)
                    && !self.order.contains(&other.index)
            })
    }

    fn fits(&self, next: &Seen<'_, S>, state: &mut S::State) -> bool {
        if !self.is_next(next) {
            return false;
        }
        let before = state.clone();
        let expected = self.specification.step(state, &next.call.operation);
        match (next.returned, &next.call.outcome) {
            (Some(_), Some(outcome)) => self.specification.agrees(&expected, outcome),
            (Some(_), None) => !self.is(Fault::UnknownOutcomesFail) || *state == before,
            (None, Some(outcome)) if self.is(Fault::OpenOutcomesCount) => {
                self.specification.agrees(&expected, outcome) && *state != before
            }
            (None, _) => *state != before || self.is(Fault::OpenCallsHappened),
        }
    }

    fn violation(mut self, partition: Option<String>, ends_with: usize) -> Violation {
        let mut state = self.specification.initial();
        for index in &self.longest {
            if let Some(seen) = self.seen.iter().find(|seen| seen.index == *index) {
                self.specification.step(&mut state, &seen.call.operation);
            }
        }
        self.order = self.longest.clone();
        let next = self.seen.iter().filter(|seen| seen.returned.is_some() && self.is_next(seen));
        let answer = |seen: &Seen<'_, S>| {
            let mut state = match self.fault {
                Some(Fault::RefusedForTheFirstState) => self.specification.initial(),
                _ => state.clone(),
            };
            let expected = self.specification.step(&mut state, &seen.call.operation);
            Refused { call: seen.index, expected: self.specification.print_outcome(&expected) }
        };
        let mut refused: Vec<Refused> = next.map(answer).collect();
        if self.is(Fault::OneRefusalMissing) {
            refused.pop();
        }
        Violation {
            partition,
            calls: self.seen.iter().map(|seen| seen.index).collect(),
            ends_with,
            state: self.specification.print(&state),
            longest: self.longest,
            refused,
            cut: None,
        }
    }
}

/// What monitors of a register forget.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum MonitorFault {
    /// It answers although a value was written twice.
    WithoutUniqueness,
    /// The calls of a value that all overlap fit anywhere.
    BackwardZonesFitAnywhere,
    /// What was there at first may come back.
    FirstValueComesBack,
    /// A value may be read before it is written.
    ReadsBeforeWrites,
    /// Two values may be there at once.
    ForwardZonesOverlap,
}

impl MonitorFault {
    pub(crate) const ALL: [MonitorFault; 5] = [
        MonitorFault::WithoutUniqueness,
        MonitorFault::BackwardZonesFitAnywhere,
        MonitorFault::FirstValueComesBack,
        MonitorFault::ReadsBeforeWrites,
        MonitorFault::ForwardZonesOverlap,
    ];
}

/// A small monitor of a register whose calls all returned: Gibbons and Korach's zones, each held against each.
pub(crate) fn zones(
    history: &History<register::Operation, Value>,
    fault: Option<MonitorFault>,
) -> Option<bool> {
    let is = |other: MonitorFault| fault == Some(other);
    // Doubled, so that there is time between a call and a return that has the same time.
    let span = |call: &Call<register::Operation, Value>| {
        Some((2 * call.called as i64, 2 * call.returned? as i64 + 1))
    };
    // Of each value: when its write was called, its first return and its last call.
    let mut values: Vec<(Value, i64, i64, i64)> = vec![(Value::Null, -2, -2, -2)];
    for call in &history.calls {
        if let register::Operation::Write(value) = &call.operation {
            let (called, returned) = span(call)?;
            match values.iter_mut().find(|(other, ..)| other == value) {
                Some(_) if !is(MonitorFault::WithoutUniqueness) => return None,
                Some(there) => *there = (value.clone(), called, returned, called),
                None => values.push((value.clone(), called, returned, called)),
            }
        }
    }
    if is(MonitorFault::FirstValueComesBack) {
        values[0] = (Value::Null, -2, i64::MAX, -2);
    }
    for call in &history.calls {
        if let (register::Operation::Read, Some(value)) = (&call.operation, &call.outcome) {
            let (called, returned) = span(call)?;
            let Some((_, written, first, last)) = values.iter_mut().find(|(other, ..)| other == value) else {
                return Some(false);
            };
            if returned < *written && !is(MonitorFault::ReadsBeforeWrites) {
                return Some(false);
            }
            *first = (*first).min(returned);
            *last = (*last).max(called);
        }
    }
    let is_forward = |&&(_, _, first, last): &&(Value, i64, i64, i64)| first <= last;
    let forward: Vec<_> = values.iter().filter(is_forward).collect();
    let overlap = |(at, one): (usize, &&(Value, i64, i64, i64))| {
        forward.iter().skip(at + 1).any(|other| one.2 < other.3 && other.2 < one.3)
    };
    let within = |&(_, _, first, last): &(Value, i64, i64, i64)| {
        first > last && forward.iter().any(|zone| zone.2 < last && first < zone.3)
    };
    let overlap = forward.iter().enumerate().any(overlap) && !is(MonitorFault::ForwardZonesOverlap);
    let within = values.iter().any(within) && !is(MonitorFault::BackwardZonesFitAnywhere);
    Some(!overlap && !within)
}
