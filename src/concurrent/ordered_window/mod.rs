//! A bounded window over numbered work: workers take slots in index order, one consumer takes the results in index
//! order, and never more than a budget is in flight in between.
//!
//! It is how files are loaded in parallel with bounded memory while the result stays that of the sequential loader
//! (E2): whatever order the workers finish in, the consumer sees slot 0, 1, 2, …
//!
//! # The hazard
//!
//! The obvious design takes an index from a counter, *then* waits for one of `k` permits. With `k` = 1:
//! 1. Worker A takes index 0; worker B takes index 1.
//! 2. B gets the permit, computes and submits slot 1; it keeps the permit until the consumer takes the result.
//! 3. A waits for the permit.
//! 4. The consumer waits for slot 0. Nobody ever moves again: the window is full of later slots.
//!
//! Here index and room are granted in one step, in index order, and the slot that the consumer needs next is always
//! granted, even one heavier than the whole budget (which is then alone in flight). `models/ordered_window.rs` holds
//! this shell against that design and others under loom and shuttle; `proptests/` hold the [`Window`] against its
//! specification.
//!
//! Another trap is a worker that panics between claim and submission, for which the consumer would wait for ever. A
//! [`Claim`] that is dropped without a result submits [`Abandoned`], so that the consumer always gets an answer; and when
//! the consumer goes away, the [`Results`] it drops cancel the window, so that no worker waits for room (D2).

mod machine;

pub use machine::{Abandoned, Budget, Grant, Next, Window};

use crate::sync::{Condvar, Mutex};

/// The window that threads share. See the [module](self).
pub struct OrderedWindow<T> {
    window: Mutex<Window<T>>,
    /// Workers wait here for room.
    room: Condvar,
    /// The consumer waits here for the next result.
    ready: Condvar,
}

impl<T> OrderedWindow<T> {
    /// A window with one slot for each weight.
    #[must_use]
    pub fn new(weights: Vec<u64>, budget: Budget) -> Self {
        Self {
            window: Mutex::new("ordered_window", Window::new(weights, budget)),
            room: Condvar::new("ordered_window.room"),
            ready: Condvar::new("ordered_window.ready"),
        }
    }

    /// Claims the next slot; waits while the window is full. `None` when every slot has been granted or the window was
    /// cancelled: the worker is done.
    #[must_use]
    pub fn claim(&self) -> Option<Claim<'_, T>> {
        let mut window = self.window.lock();
        loop {
            match window.grant() {
                Grant::Slot(slot) => return Some(Claim { window: self, slot, open: true }),
                Grant::Exhausted => return None,
                Grant::Full => window = self.room.wait(window),
            }
        }
    }

    /// The consumer's side: an iterator over the results in index order. Dropping it cancels the window, so that a
    /// consumer that stops early or panics leaves no worker waiting for room (D2).
    pub fn results(&self) -> Results<'_, T> {
        Results { window: self }
    }

    /// Ends the window and wakes everybody: claims and the consumer get `None` from now on, results that come late or
    /// wait here are dropped. Calling it again changes nothing.
    pub fn cancel(&self) {
        let unclaimed = self.window.lock().cancel();
        self.room.notify_all();
        self.ready.notify_all();
        // invariant: D1: results may be large; they drop here, unlocked.
        drop(unclaimed);
    }

    fn submit(&self, slot: usize, result: Result<T, Abandoned>) {
        let submitted = self.window.lock().submit(slot, result);
        match submitted {
            Ok(true) => self.ready.notify_all(),
            Ok(false) => {}
            // invariant: D1: a result that nobody takes drops here, unlocked.
            Err(late) => drop(late),
        }
    }
}

/// The results of a window in index order; see [`OrderedWindow::results`].
pub struct Results<'window, T> {
    window: &'window OrderedWindow<T>,
}

impl<T> Iterator for Results<'_, T> {
    type Item = (usize, Result<T, Abandoned>);

    /// Takes the next result with its slot; waits until it is there. `None` when all have been taken or the window was
    /// cancelled.
    fn next(&mut self) -> Option<Self::Item> {
        let mut window = self.window.window.lock();
        loop {
            match window.take() {
                Next::Item(slot, result) => {
                    drop(window);
                    // One result taken may make room for several slots.
                    self.window.room.notify_all();
                    return Some((slot, result));
                }
                Next::End => return None,
                Next::Pending => window = self.window.ready.wait(window),
            }
        }
    }
}

impl<T> Drop for Results<'_, T> {
    fn drop(&mut self) {
        self.window.cancel();
    }
}

/// A slot that a worker has claimed; see [`OrderedWindow::claim`]. Dropped without a result it submits [`Abandoned`].
pub struct Claim<'window, T> {
    window: &'window OrderedWindow<T>,
    slot: usize,
    open: bool,
}

impl<T> Claim<'_, T> {
    /// The index of the slot.
    #[must_use]
    pub fn slot(&self) -> usize {
        self.slot
    }

    /// Submits the slot's result.
    pub fn submit(mut self, result: T) {
        self.open = false;
        self.window.submit(self.slot, Ok(result));
    }
}

impl<T> Drop for Claim<'_, T> {
    fn drop(&mut self) {
        if self.open {
            // invariant: D2: the consumer gets an answer for every slot that was granted.
            self.window.submit(self.slot, Err(Abandoned));
        }
    }
}
