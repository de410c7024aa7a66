//! Requests of connections: which may run, which wait for the index, and who answers (Q1, Q2, Q5).
//!
//! One mutex guards the phase of the index *and* all requests, so that "run now or wait" and the change of phase cannot
//! interleave, and whoever takes a request off the table is the only one who answers it.

mod machine;

pub use machine::{Machine, Needs, Outcome, Phase, Refusal, Release, Standing, Task};

use std::hash::Hash;

use crate::sync::clock::{self, Deadline, Instant};
use crate::sync::{Condvar, Mutex};

/// The requests of all connections. See the [module](self).
///
/// `C` names a connection, `K` a request of it, `J` is the work that answers it.
pub struct RequestQueue<C, K, J> {
    machine: Mutex<Machine<C, K, J>>,
    runnable: Condvar,
}

impl<C: Copy + Eq + Hash, K: Clone + Eq + Hash, J> RequestQueue<C, K, J> {
    /// No request, and no index yet ([`Phase::Idle`]); at most `capacity` requests at any moment.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        let machine = Mutex::new("request_queue", Machine::new(capacity));
        RequestQueue { machine, runnable: Condvar::new("request_queue.runnable") }
    }

    /// The index is being built by run `generation`: from now on requests that need it wait. An older generation than the
    /// current one changes nothing (Q3).
    pub fn begin(&self, generation: u64) {
        self.machine.lock().begin(generation);
    }

    /// Run `generation` is over: what waited may run, in order, before all that comes later (Q2). The end of another run
    /// than the current one changes nothing (Q3).
    pub fn end(&self, generation: u64, outcome: Outcome) {
        let released = self.machine.lock().end(generation, outcome);
        if released {
            self.runnable.notify_all();
        }
    }

    /// What is known about the index.
    #[must_use]
    pub fn phase(&self) -> Phase {
        self.machine.lock().phase()
    }

    /// Takes a request in: it may run at once, or waits. Never waits itself (Q5).
    ///
    /// # Errors
    /// Why it is not taken in; the caller answers it.
    pub fn submit(
        &self,
        connection: C,
        key: K,
        needs: Needs,
        deadline: Option<Instant>,
        job: J,
    ) -> Result<Standing, (Refusal, J)> {
        let standing = self.machine.lock().submit(connection, key, needs, deadline, job)?;
        // A request that waits with a deadline may be the first that a sleeping worker has to wake up for.
        self.runnable.notify_one();
        Ok(standing)
    }

    /// The next request that may run, after waiting for one; `None` once the queue is shut down.
    pub fn take(&self) -> Option<Task<C, K, J>> {
        let mut machine = self.machine.lock();
        loop {
            if let Some(task) = machine.take(clock::now()) {
                return Some(task);
            }
            if machine.is_shut_down() {
                return None;
            }
            let deadline = machine.next_deadline().map_or_else(Deadline::never, Deadline::at);
            machine = self.runnable.wait_deadline(machine, deadline).0;
        }
    }

    /// Asks to be the one who answers a task; true for one caller at most (Q1).
    pub fn answer(&self, connection: C, key: &K, claim: u64) -> bool {
        self.machine.lock().answer(connection, key, claim)
    }

    /// Takes a request off the table, waiting or running: true if the caller is the one who answers it, as cancelled (Q1).
    pub fn cancel(&self, connection: C, key: &K) -> bool {
        let cancelled = self.machine.lock().cancel(connection, key);
        // Its job drops here, unlocked.
        cancelled.is_some()
    }

    /// A connection is gone: its requests are dropped, nobody answers them.
    pub fn disconnect(&self, connection: C) {
        let dropped = self.machine.lock().disconnect(connection);
        drop(dropped);
    }

    /// Takes all requests off the table; the caller answers them. Whoever waits in [`take`](RequestQueue::take) gets `None`,
    /// and later requests are refused.
    pub fn shut_down(&self) -> Vec<(C, K)> {
        let (open, dropped) = self.machine.lock().shut_down();
        self.runnable.notify_all();
        drop(dropped);
        open
    }
}
