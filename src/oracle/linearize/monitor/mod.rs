//! Answers without a search, where every value is written once.
//!
//! A monitor either builds an order, which is then tried step by step against the specification, or finds what no order can
//! have; it takes O(n log n). It answers only where it understands every call ([`Access`]) and every value is written
//! once; what it does not understand is for the search.

mod queue;
mod register;

use super::kind::observed;
use super::part::{Event, Part};
use crate::oracle::history::History;
use crate::oracle::specification::{Access, Specification};

/// What a monitor says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Judgement {
    /// The ranks in a right order.
    Order(Vec<u32>),
    /// There is none.
    Impossible,
}

/// A call as a monitor sees it. Times are places among the events, from 1, so that no two are the same.
#[derive(Clone, Copy)]
struct Seen<'v> {
    rank: u32,
    access: Access<'v>,
    called: usize,
    returned: usize,
}

/// The time of what never happens.
const NEVER: usize = usize::MAX;

/// What the monitor that understands all calls says; `None` if there is none.
pub(super) fn judge<S: Specification>(
    specification: &S,
    history: &History<S::Operation, S::Outcome>,
    part: &Part,
) -> Option<Judgement> {
    let seen = seen(specification, history, part)?;
    let judgement = match seen.first()?.access {
        Access::Write(_) | Access::Read(_) => register::judge(&seen)?,
        Access::Enqueue(_) | Access::Dequeue(_) => queue::judge(&seen)?,
    };
    match judgement {
        Judgement::Order(order) if !is_right(specification, history, part, &order) => None,
        judgement => Some(judgement),
    }
}

/// Of a part that a monitor says is [`Judgement::Impossible`], the shortest beginning of which it says so too; the part
/// itself where it understands no shorter one. O(n log² n).
///
/// What is open in a beginning must be something that the monitor understands, so that halving may go astray: then the
/// beginning is not the shortest, but it is impossible all the same.
pub(super) fn shortest<S: Specification>(
    specification: &S,
    history: &History<S::Operation, S::Outcome>,
    part: &Part,
) -> Part {
    let returns = part.returns();
    let (mut passes, mut fails) = (0, returns.len().saturating_sub(1));
    let mut shortest = part.prefix(returns.last().map_or(0, |&(_, length)| length));
    while passes < fails {
        let middle = passes + (fails - passes) / 2;
        let Some(&(_, length)) = returns.get(middle) else { break };
        let shorter = part.prefix(length);
        if judge(specification, history, &shorter) == Some(Judgement::Impossible) {
            fails = middle;
            shortest = shorter;
        } else {
            passes = middle + 1;
        }
    }
    shortest
}

/// The calls, but for those that never returned and only read; `None` if one of them is not understood.
fn seen<'h, S: Specification>(
    specification: &S,
    history: &'h History<S::Operation, S::Outcome>,
    part: &Part,
) -> Option<Vec<Seen<'h>>> {
    let times = times(part);
    let mut seen = Vec::with_capacity(part.calls.len());
    for ((rank, &index), (called, returned)) in (0..).zip(&part.calls).zip(times) {
        let call = history.calls.get(index)?;
        let access = specification.access(&call.operation, observed(returned != NEVER, call))?;
        match access {
            // It changes nothing, wherever it is.
            Access::Read(None) if returned == NEVER => {}
            Access::Read(None) | Access::Dequeue(None) => return None,
            access => seen.push(Seen { rank, access, called, returned }),
        }
    }
    Some(seen)
}

/// By rank: the places of the call and of the return, from 1.
fn times(part: &Part) -> Vec<(usize, usize)> {
    let mut times = vec![(NEVER, NEVER); part.calls.len()];
    for (place, event) in (1..).zip(&part.events) {
        match *event {
            Event::Call(rank) => times[rank as usize].0 = place,
            Event::Return(rank) => times[rank as usize].1 = place,
        }
    }
    times
}

/// Whether the order respects time, has every call that returned once and no other twice, and every outcome is right.
fn is_right<S: Specification>(
    specification: &S,
    history: &History<S::Operation, S::Outcome>,
    part: &Part,
    order: &[u32],
) -> bool {
    let times = times(part);
    let mut done = vec![false; part.calls.len()];
    let mut state = specification.initial();
    let mut latest = 0;
    for &rank in order {
        let (called, returned) = times[rank as usize];
        let Some(call) = history.calls.get(part.calls[rank as usize]) else { return false };
        latest = latest.max(called);
        let expected = specification.step(&mut state, &call.operation);
        let right =
            observed(returned != NEVER, call).is_none_or(|outcome| specification.agrees(&expected, outcome));
        if returned < latest || !right || std::mem::replace(&mut done[rank as usize], true) {
            return false;
        }
    }
    times.iter().zip(done).all(|(&(_, returned), done)| done || returned == NEVER)
}
