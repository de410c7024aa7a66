//! The history of one partition, in order of time.

use crate::oracle::history::History;

/// A call or a return of the call of this rank.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Event {
    Call(u32),
    Return(u32),
}

/// The calls of a partition by rank (order of call), and the events of all of them.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// By rank: the index into the history's calls.
    pub calls: Vec<usize>,
    /// Calls and returns in order of time; at the same time calls come first, so that they overlap with what returns.
    // invariant: a call's return comes behind its call; ranks are in order of call
    pub events: Vec<Event>,
    /// By rank: a number that no other call has between its call and its return, small.
    pub slots: Vec<u32>,
    /// One more than the largest slot.
    pub width: u32,
}

impl Part {
    /// Of the calls with these indices. O(n log n).
    ///
    /// A call that returned before it was called counts as returned at once.
    pub(super) fn new<O, R>(history: &History<O, R>, indices: &[usize]) -> Part {
        let mut moments: Vec<(u64, bool, u32)> = Vec::with_capacity(2 * indices.len());
        for (position, call) in
            (0..).zip(indices).filter_map(|(at, &index)| Some((at, history.calls.get(index)?)))
        {
            moments.push((call.called, false, position));
            moments.extend(call.returned.map(|returned| (returned.max(call.called), true, position)));
        }
        moments.sort_unstable();
        let mut ranks = vec![0; indices.len()];
        let mut order = Vec::with_capacity(indices.len());
        let mut events = Vec::with_capacity(moments.len());
        for (_, returns, position) in moments {
            let rank = &mut ranks[position as usize];
            if returns {
                events.push(Event::Return(*rank));
            } else {
                *rank = order.len() as u32;
                order.push(indices[position as usize]);
                events.push(Event::Call(*rank));
            }
        }
        Part::of(order, events)
    }

    fn of(calls: Vec<usize>, events: Vec<Event>) -> Part {
        let mut slots = vec![0; calls.len()];
        let (mut free, mut width) = (Vec::new(), 0);
        for event in &events {
            match *event {
                Event::Call(rank) => {
                    let slot = free.pop().unwrap_or_else(|| {
                        width += 1;
                        width - 1
                    });
                    slots[rank as usize] = slot;
                }
                Event::Return(rank) => free.push(slots[rank as usize]),
            }
        }
        Part { calls, events, slots, width }
    }

    /// The first `length` events: calls whose return is cut off are open.
    pub(super) fn prefix(&self, length: usize) -> Part {
        let events = self.events.get(..length).unwrap_or(&self.events).to_vec();
        let called = events.iter().filter(|event| matches!(event, Event::Call(_))).count();
        Part::of(self.calls.iter().copied().take(called).collect(), events)
    }

    /// The ranks of the calls that returned, in order of return, with the number of events up to and with the return.
    pub(super) fn returns(&self) -> Vec<(u32, usize)> {
        let returned = |(place, event): (usize, &Event)| match *event {
            Event::Return(rank) => Some((rank, place + 1)),
            Event::Call(_) => None,
        };
        self.events.iter().enumerate().filter_map(returned).collect()
    }

    /// The indices into the history's calls that these ranks stand for.
    pub(super) fn indices(&self, ranks: &[u32]) -> Vec<usize> {
        ranks.iter().filter_map(|&rank| self.calls.get(rank as usize).copied()).collect()
    }
}
