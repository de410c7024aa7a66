//! One computation that others wait for.

use std::cell::Cell;

use crate::sync::{Arc, Condvar, Mutex, thread_local};

/// The computation that this caller waited for panicked, in the thread that ran it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crashed {
    /// The message of the panic.
    pub message: Arc<str>,
}

impl Crashed {
    /// Lets the panic reach this thread too.
    ///
    /// # Panics
    ///
    /// Always.
    pub fn resume(self) -> ! {
        panic!("{self}")
    }
}

impl std::fmt::Display for Crashed {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "the computation that this thread waited for panicked: {}", self.message)
    }
}

impl std::error::Error for Crashed {}

type Outcome<V> = Result<Arc<V>, Crashed>;

/// A computation under way, and then its outcome.
pub(super) struct Flight<V> {
    outcome: Mutex<Option<Outcome<V>>>,
    landed: Condvar,
}

impl<V> Flight<V> {
    pub(super) fn new() -> Self {
        Self { outcome: Mutex::new("flight", None), landed: Condvar::new("flight.landed") }
    }

    /// Waits until the flight has landed.
    pub(super) fn wait(&self) -> Outcome<V> {
        let mut outcome = self.outcome.lock();
        loop {
            match &*outcome {
                Some(landed) => return landed.clone(),
                None => outcome = self.landed.wait(outcome),
            }
        }
    }

    /// Lands, and wakes all who wait.
    pub(super) fn land(&self, outcome: Outcome<V>) {
        *self.outcome.lock() = Some(outcome);
        self.landed.notify_all();
    }
}

thread_local! {
    /// How many flights this thread leads.
    static LED: Cell<usize> = Cell::new(0);
}

/// As long as it lives, its thread leads one flight more.
pub(super) struct Leading;

impl Leading {
    pub(super) fn begin() -> Self {
        LED.with(|led| led.set(led.get() + 1));
        Self
    }

    /// Whether this thread leads a flight, of whatever table.
    pub(super) fn somewhere() -> bool {
        LED.with(Cell::get) > 0
    }
}

impl Drop for Leading {
    fn drop(&mut self) {
        LED.with(|led| led.set(led.get().saturating_sub(1)));
    }
}
