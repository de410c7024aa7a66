//! The events that are not done yet, as a list from which calls are taken out and put back in constant time (Wing and
//! Gong's list, as Knuth's links dance).

use super::part::{Event, Part};

/// Places are events, counted from 1; 0 stands before the first and behind the last.
pub(super) struct Chain {
    next: Vec<u32>,
    previous: Vec<u32>,
    /// By rank: the place of the call and that of the return, 0 where it has none.
    places: Vec<(u32, u32)>,
}

impl Chain {
    /// The events of all calls but those that are left out.
    pub(super) fn new(part: &Part, left_out: impl Fn(u32) -> bool) -> Chain {
        let length = part.events.len() + 1;
        let mut chain = Chain {
            next: vec![0; length],
            previous: vec![0; length],
            places: vec![(0, 0); part.calls.len()],
        };
        let mut last = 0;
        for (place, event) in (1..).zip(&part.events) {
            let rank = match *event {
                Event::Call(rank) => {
                    chain.places[rank as usize].0 = place;
                    rank
                }
                Event::Return(rank) => {
                    chain.places[rank as usize].1 = place;
                    rank
                }
            };
            if !left_out(rank) {
                chain.next[last as usize] = place;
                chain.previous[place as usize] = last;
                last = place;
            }
        }
        chain.previous[0] = last;
        chain
    }

    /// The place behind this one.
    pub(super) fn after(&self, place: u32) -> u32 {
        self.next[place as usize]
    }

    /// The place before this one.
    pub(super) fn before(&self, place: u32) -> u32 {
        self.previous[place as usize]
    }

    /// The place of a call.
    pub(super) fn of(&self, rank: u32) -> u32 {
        self.places[rank as usize].0
    }

    /// Takes a call and its return out.
    pub(super) fn take(&mut self, rank: u32) {
        let (call, returned) = self.places[rank as usize];
        self.unlink(call);
        if returned != 0 {
            self.unlink(returned);
        }
    }

    /// Puts back what was taken last of all that are out.
    pub(super) fn put_back(&mut self, rank: u32) {
        let (call, returned) = self.places[rank as usize];
        if returned != 0 {
            self.link(returned);
        }
        self.link(call);
    }

    fn unlink(&mut self, place: u32) {
        let (before, after) = (self.previous[place as usize], self.next[place as usize]);
        self.next[before as usize] = after;
        self.previous[after as usize] = before;
    }

    fn link(&mut self, place: u32) {
        let (before, after) = (self.previous[place as usize], self.next[place as usize]);
        self.next[before as usize] = place;
        self.previous[after as usize] = place;
    }
}
