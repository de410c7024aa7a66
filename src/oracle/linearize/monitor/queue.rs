//! A queue into which every value is put once.
//!
//! There is an order if and only if no value is taken that was not put in, or twice, or before it was put in; no two values
//! are taken in one order and put in in the other (a value that is never taken is taken last); and everybody who found
//! the queue empty was there at a moment at which no value was surely in it: put in before, and nobody was taking it yet
//! (Henzinger, Sezgin and Vafeiadis, Aspect-Oriented Linearizability Proofs, 2013).
//!
//! The order of the values: of those that are left, the first whose putting in returned, or else the first whose taking
//! did; where neither can come next, each was before the other once. Then everything is done as late as it can be.

use foldhash::fast::FixedState;
use hashbrown::HashMap;
use serde_json::Value;

use super::{Judgement, NEVER, Seen};
use crate::oracle::specification::Access;

/// A call that put a value in or took it.
#[derive(Clone, Copy)]
struct Span {
    rank: u32,
    called: usize,
    returned: usize,
}

/// A value's way through the queue.
struct Passage {
    put: Span,
    taken: Option<Span>,
}

impl Passage {
    /// Whether it was not taken before. It was put in by the time that its taking returned, and was not taken before its
    /// putting in was called: so much of both spans does not count.
    fn take(&mut self, mut taken: Span) -> bool {
        self.put.returned = self.put.returned.min(taken.returned);
        taken.called = taken.called.max(self.put.called);
        self.taken.replace(taken).is_none()
    }

    fn taking_called(&self) -> usize {
        self.taken.map_or(NEVER, |taken| taken.called)
    }

    fn taking_returned(&self) -> usize {
        self.taken.map_or(NEVER, |taken| taken.returned)
    }
}

/// What must be done at a moment.
enum Due {
    /// All values up to this one of the order are put in.
    Put(usize),
    /// And taken.
    Taken(usize),
    /// The queue is found empty.
    Empty(u32),
}

/// `None` where some value is put in twice, or there is a call of something else.
///
/// A call that never returned and put in what nobody took counts as never done.
pub(super) fn judge(seen: &[Seen<'_>]) -> Option<Judgement> {
    let mut numbers: HashMap<&Value, usize, FixedState> = HashMap::with_hasher(FixedState::default());
    let mut passages: Vec<Passage> = Vec::new();
    for call in seen {
        if let Access::Enqueue(value) = call.access {
            if value.is_null() || numbers.insert(value, passages.len()).is_some() {
                return None;
            }
            passages.push(Passage { put: span(call), taken: None });
        }
    }
    let mut empty = Vec::new();
    for call in seen {
        match call.access {
            Access::Enqueue(_) => {}
            Access::Dequeue(Some(Value::Null)) => empty.push(span(call)),
            Access::Dequeue(Some(value)) => {
                let passage = numbers.get(value).and_then(|&number| passages.get_mut(number));
                let Some(passage) = passage else { return Some(Judgement::Impossible) };
                if call.returned < passage.put.called || !passage.take(span(call)) {
                    return Some(Judgement::Impossible);
                }
            }
            Access::Dequeue(None) | Access::Write(_) | Access::Read(_) => return None,
        }
    }
    passages.retain(|passage| passage.taken.is_some() || passage.put.returned != NEVER);
    Some(order(passages, &empty).map_or(Judgement::Impossible, Judgement::Order))
}

fn span(call: &Seen<'_>) -> Span {
    Span { rank: call.rank, called: call.called, returned: call.returned }
}

fn order(passages: Vec<Passage>, empty: &[Span]) -> Option<Vec<u32>> {
    let passages = by_turn(passages)?;
    // What must be done at which moment: a call by its return, and who found nothing at an empty moment, where all that
    // must have come before is gone.
    let mut due: Vec<(usize, Due)> = Vec::new();
    for (turn, passage) in passages.iter().enumerate() {
        due.push((passage.put.returned, Due::Put(turn)));
        due.push((passage.taking_returned(), Due::Taken(turn)));
    }
    due.retain(|&(moment, _)| moment != NEVER);
    let empty_moments = EmptyMoments::new(&passages);
    for call in empty {
        due.push((empty_moments.within(call)?, Due::Empty(call.rank)));
    }
    // At one moment, between two events, there may be several who found nothing.
    due.sort_by_key(|&(moment, ref due)| (moment, matches!(due, Due::Empty(_))));
    let (mut put, mut taken, mut order) = (0, 0, Vec::new());
    for (_, due) in due {
        let (put_until, taken_until) = match due {
            Due::Put(turn) => (turn + 1, 0),
            Due::Taken(turn) => (turn + 1, turn + 1),
            Due::Empty(_) => (put, put),
        };
        while put < put_until {
            order.push(passages.get(put)?.put.rank);
            put += 1;
        }
        while taken < taken_until {
            order.push(passages.get(taken)?.taken?.rank);
            taken += 1;
        }
        if let Due::Empty(rank) = due {
            order.push(rank);
        }
    }
    Some(order)
}

/// The passages in an order that fits both how they were put in and how they were taken.
fn by_turn(passages: Vec<Passage>) -> Option<Vec<Passage>> {
    let mut by_put: Vec<usize> = (0..passages.len()).collect();
    let mut by_taking = by_put.clone();
    by_put.sort_unstable_by_key(|&number| passages.get(number).map(|passage| passage.put.returned));
    by_taking.sort_unstable_by_key(|&number| passages.get(number).map(Passage::taking_returned));
    let mut left: Vec<Option<Passage>> = passages.into_iter().map(Some).collect();
    let mut ordered = Vec::with_capacity(left.len());
    let (mut put, mut taking) = (by_put.into_iter().peekable(), by_taking.into_iter().peekable());
    loop {
        while put.next_if(|&number| left[number].is_none()).is_some() {}
        while taking.next_if(|&number| left[number].is_none()).is_some() {}
        let (Some(&first_put), Some(&first_taken)) = (put.peek(), taking.peek()) else {
            return Some(ordered);
        };
        let (by_put, by_taking) = (left[first_put].as_ref()?, left[first_taken].as_ref()?);
        let chosen = if by_put.taking_called() <= by_taking.taking_returned() {
            first_put
        } else if by_taking.put.called <= by_put.put.returned {
            first_taken
        } else {
            return None;
        };
        ordered.extend(left[chosen].take());
    }
}

/// The moments at which no value was surely in the queue: a moment is named by the event before it.
struct EmptyMoments {
    /// From each of these times on, whether something is surely there; sorted.
    changes: Vec<(usize, bool)>,
}

impl EmptyMoments {
    fn new(passages: &[Passage]) -> EmptyMoments {
        let mut ends: Vec<(usize, bool)> = Vec::new();
        for passage in passages {
            let (from, to) = (passage.put.returned, passage.taking_called());
            if from < to {
                ends.push((from, true));
                ends.push((to, false));
            }
        }
        ends.sort_unstable();
        let (mut changes, mut inside) = (Vec::new(), 0_usize);
        for (time, begins) in ends {
            let was = inside > 0;
            inside = if begins { inside + 1 } else { inside - 1 };
            if was != (inside > 0) {
                changes.push((time, inside > 0));
            }
        }
        EmptyMoments { changes }
    }

    /// The first in the span of a call.
    fn within(&self, call: &Span) -> Option<usize> {
        let next = self.changes.partition_point(|&(time, _)| time <= call.called);
        match next.checked_sub(1).and_then(|before| self.changes.get(before)) {
            // Something is there until the next change.
            Some((_, true)) => {
                self.changes.get(next).map(|&(time, _)| time).filter(|&time| time < call.returned)
            }
            _ => Some(call.called),
        }
    }
}
