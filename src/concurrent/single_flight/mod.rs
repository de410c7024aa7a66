//! One computation for all who ask the same question at the same time.
//!
//! The first caller *leads*: it computes. Callers that come meanwhile *wait* and share its result (C3, S1). Nothing is kept
//! beyond that: the last one who leaves releases the result; who wants it kept puts a cache in front.
//!
//! # The hazards
//!
//! *A ring of waiters* (LS28), where computations ask further questions:
//! 1. A leads the flight of `x`, B leads that of `y`.
//! 2. A's computation asks for `y` and waits for B.
//! 3. B's computation asks for `x` and waits for A. Neither ever lands.
//!
//! So a thread that leads never waits: where it finds a flight it computes for itself. Whoever is waited for is then on its
//! way, and no ring can close. The same holds for a computation that asks its own question again. (A computation that
//! *waits for other threads*, which ask questions in turn, is beyond this; it must not.)
//!
//! *A failure that sticks*, where a flight lands first and is taken off the table later:
//! 1. A leads and panics: it lands the failure and wakes B.
//! 2. B tries again, finds the flight of A still on the table, and is told of the same failure again.
//!
//! So a flight is taken off the table first and lands then: whoever is told of it can start another.
//!
//! *A lost wake-up*, where the waiter looks and sleeps in two steps: the leader lands in between. Here both happen under the
//! flight's own mutex.

mod flight;

pub use flight::Crashed;

use std::hash::Hash;

use hashbrown::HashMap;

use self::flight::{Flight, Leading};
use crate::sync::thread::contain;
use crate::sync::{Arc, Mutex};

type Table<K, V> = HashMap<K, Arc<Flight<V>>, foldhash::fast::FixedState>;

/// Flights by key. See the [module](self).
pub struct SingleFlight<K, V> {
    flights: Mutex<Table<K, V>>,
}

impl<K: Eq + Hash + Clone, V: Clone> SingleFlight<K, V> {
    /// Nobody flies.
    #[must_use]
    pub fn new() -> Self {
        Self { flights: Mutex::new("single_flight", Table::default()) }
    }

    /// What `compute` makes, here or in another caller that is computing it for the same key.
    ///
    /// `compute` runs outside every lock and may itself ask for flights, of this table or of another. A thread that leads a
    /// flight never waits for another one.
    ///
    /// # Errors
    ///
    /// [`Crashed`] if the computation of another caller, for which this one waited, panicked. The next call computes anew.
    ///
    /// # Panics
    ///
    /// If this caller's own `compute` panics; those who wait for it are told, and nothing of it stays (D2).
    pub fn run(&self, key: &K, compute: impl FnOnce() -> V) -> Result<V, Crashed> {
        match self.board(key) {
            Seat::Leader(flight) => Ok(self.lead(key, &flight, compute)),
            // invariant: C3, D1: who leads a flight never waits, so that waits cannot form a ring.
            Seat::Passenger(_) if Leading::somewhere() => Ok(compute()),
            Seat::Passenger(flight) => flight.wait().map(Arc::unwrap_or_clone),
        }
    }

    /// How many flights are under way.
    #[must_use]
    pub fn under_way(&self) -> usize {
        self.flights.lock().len()
    }

    fn lead(&self, key: &K, flight: &Flight<V>, compute: impl FnOnce() -> V) -> V {
        let leading = Leading::begin();
        // The panic is held back until the flight has landed, so that no lock is taken by a thread that unwinds.
        let computed = contain(compute).map(Arc::new);
        drop(leading);
        let outcome = match &computed {
            Ok(value) => Ok(Arc::clone(value)),
            // invariant: D2: a panic lands too, and reaches all who wait.
            Err(panicked) => Err(Crashed { message: panicked.message().into() }),
        };
        // invariant: S1: off the table first, so that who is told of a crash can start again.
        self.depart(key);
        flight.land(outcome);
        computed.map_or_else(|panicked| panicked.resume(), Arc::unwrap_or_clone)
    }

    fn board(&self, key: &K) -> Seat<V> {
        let key = key.clone();
        let mut flights = self.flights.lock();
        // invariant: S1: one critical section decides who leads.
        match flights.get(&key) {
            Some(flight) => Seat::Passenger(Arc::clone(flight)),
            None => {
                let flight = Arc::new(Flight::new());
                flights.insert(key, Arc::clone(&flight));
                Seat::Leader(flight)
            }
        }
    }

    /// Takes the flight of `key` off the table.
    fn depart(&self, key: &K) {
        let gone = self.flights.lock().remove_entry(key);
        // invariant: D1: keys drop here, unlocked.
        drop(gone);
    }
}

impl<K: Eq + Hash + Clone, V: Clone> Default for SingleFlight<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K, V> std::fmt::Debug for SingleFlight<K, V> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("SingleFlight")
    }
}

/// What a caller finds.
enum Seat<V> {
    /// Nobody computes this: the caller does, and must land.
    Leader(Arc<Flight<V>>),
    /// Somebody computes it.
    Passenger(Arc<Flight<V>>),
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests;
