//! What a body saw, collected over all its executions; no part of what is explored.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// A set that outlives the executions of a model: "both outcomes were reached" is an assertion about all of them
/// together. Recording is invisible to the engines; the body must not branch on what was recorded.
pub struct Observations<T> {
    seen: Arc<Mutex<BTreeSet<T>>>,
}

impl<T: Ord> Observations<T> {
    /// Nothing seen yet.
    #[must_use]
    pub fn new() -> Observations<T> {
        Observations { seen: Arc::new(Mutex::new(BTreeSet::new())) }
    }

    /// Adds what was seen.
    pub fn record(&self, observation: T) {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).insert(observation);
    }

    /// All that was seen so far.
    #[must_use]
    pub fn all(&self) -> BTreeSet<T>
    where
        T: Clone,
    {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl<T: Ord> Default for Observations<T> {
    fn default() -> Observations<T> {
        Observations::new()
    }
}

/// A second handle to the same set.
impl<T> Clone for Observations<T> {
    fn clone(&self) -> Observations<T> {
        Observations { seen: Arc::clone(&self.seen) }
    }
}

impl<T> fmt::Debug for Observations<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Observations")
    }
}
