//! The faulty variants: each differs from the production window in the one step that its doc names.

use super::{Enough, Outcome, Window, result_of};
use crate::harness::faults;
use heddle::concurrent::{Abandoned, Budget};
use heddle::sync::{Condvar, Mutex};
use std::collections::BTreeMap;

/// Which rule of the production window is broken.
pub(super) trait Fault: Send + Sync + 'static {
    /// The index is granted before there is room for it.
    const INDEX_BEFORE_ROOM: bool = false;
    /// A slot that does not fit is passed over for a later one that does.
    const FIRST_FIT: bool = false;
    /// Results are handed out as they come.
    const COMPLETION_ORDER: bool = false;
    /// A claim that is dropped says nothing.
    const SILENT_DROP: bool = false;
    /// Cancelling wakes the consumer's side alone.
    const HALF_CANCEL: bool = false;
    /// The consumer trusts that it is woken for its slot.
    const TRUSTS_WAKE: bool = false;
}

faults! {
    Fault:
    /// Takes the next index, then waits for room (MS19).
    CounterThenPermit: INDEX_BEFORE_ROOM;
    /// Lets light slots overtake a heavy one while the budget is short (MS19).
    FirstFit: FIRST_FIT;
    /// Hands results out in the order in which they are finished.
    FirstFinished: COMPLETION_ORDER;
    /// Forgets a claimed slot whose worker went away.
    SilentDrop: SILENT_DROP;
    /// Cancels without waking the workers that wait for room.
    HalfCancel: HALF_CANCEL;
    /// Takes a wake-up for the result: waits in an `if`, not in a loop.
    TrustsWake: TRUSTS_WAKE;
}

struct State {
    granted: Vec<bool>,
    /// Weights of the slots that have room and were not taken.
    in_flight: BTreeMap<usize, u64>,
    results: BTreeMap<usize, Outcome>,
    taken: usize,
    cancelled: bool,
}

/// The window with one fault.
pub(super) struct Faulty<F> {
    weights: Vec<u64>,
    budget: Budget,
    state: Mutex<State>,
    room: Condvar,
    ready: Condvar,
    fault: std::marker::PhantomData<F>,
}

impl<F: Fault> Faulty<F> {
    fn fits(&self, state: &State, slot: usize) -> bool {
        let weight: u64 = state.in_flight.values().sum();
        let fits =
            weight + self.weights[slot] <= self.budget.weight && state.in_flight.len() < self.budget.count;
        fits || state.in_flight.is_empty()
    }

    fn claim(&self) -> Option<usize> {
        let mut state = self.state.lock();
        let mut mine = None;
        loop {
            if state.cancelled {
                return None;
            }
            let open: Vec<usize> = (0..self.weights.len()).filter(|&slot| !state.granted[slot]).collect();
            let candidate = match mine {
                Some(slot) => Some(slot),
                None if F::FIRST_FIT => {
                    open.iter().copied().find(|&slot| self.fits(&state, slot)).or(open.first().copied())
                }
                None => open.first().copied(),
            };
            let slot = candidate?;
            if F::INDEX_BEFORE_ROOM {
                state.granted[slot] = true;
                if mine.is_none() {
                    // The index is the worker's now; the room is another critical section.
                    mine = Some(slot);
                    drop(state);
                    state = self.state.lock();
                    continue;
                }
            }
            if self.fits(&state, slot) {
                state.granted[slot] = true;
                state.in_flight.insert(slot, self.weights[slot]);
                return Some(slot);
            }
            state = self.room.wait(state);
        }
    }

    fn submit(&self, slot: usize, result: Outcome) {
        self.state.lock().results.insert(slot, result);
        self.ready.notify_all();
    }
}

impl<F: Fault> Faulty<F> {
    fn next(&self) -> Option<(usize, Outcome)> {
        let mut state = self.state.lock();
        loop {
            if state.cancelled || state.taken == self.weights.len() {
                return None;
            }
            let slot = match F::COMPLETION_ORDER {
                true => state.results.keys().next().copied(),
                false => Some(state.taken),
            };
            if let Some((slot, result)) = slot.and_then(|slot| state.results.remove_entry(&slot)) {
                state.taken += 1;
                state.in_flight.remove(&slot);
                drop(state);
                self.room.notify_all();
                return Some((slot, result));
            }
            state = self.ready.wait(state);
            if F::TRUSTS_WAKE && !state.results.contains_key(&state.taken) {
                return None;
            }
        }
    }
}

impl<F: Fault> Window for Faulty<F> {
    fn new(weights: Vec<u64>, budget: Budget) -> Self {
        let state = State {
            granted: vec![false; weights.len()],
            in_flight: BTreeMap::new(),
            results: BTreeMap::new(),
            taken: 0,
            cancelled: false,
        };
        Self {
            weights,
            budget,
            state: Mutex::new("ordered_window", state),
            room: Condvar::new("ordered_window.room"),
            ready: Condvar::new("ordered_window.ready"),
            fault: std::marker::PhantomData,
        }
    }

    fn turn(&self, abandons: fn(usize) -> bool) -> Option<usize> {
        let slot = self.claim()?;
        if !abandons(slot) {
            self.submit(slot, Ok(result_of(slot)));
        } else if !F::SILENT_DROP {
            self.submit(slot, Err(Abandoned));
        }
        Some(slot)
    }

    fn consume(&self, mut visit: impl FnMut(usize, Outcome) -> Enough) {
        while let Some((slot, result)) = self.next() {
            if visit(slot, result).0 {
                break;
            }
        }
        self.state.lock().cancelled = true;
        if !F::HALF_CANCEL {
            self.room.notify_all();
        }
    }
}
