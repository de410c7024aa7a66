//! Requests of connections: which may run, which wait for the index, and who answers (Q1, Q2, Q3, Q5).
//!
//! One mutex guards the phase of the index *and* all requests. So "run now or wait" and the change of phase are one critical
//! section, and whoever takes a request off the table is the only one who answers it.
//!
//! # The hazards
//!
//! *A lost request* (S19), where a request looks and is put in line in two steps:
//! 1. The lane sees that the index is being built.
//! 2. The run ends and releases all that waits.
//! 3. The lane puts its request in line, where nobody looks any more.
//!
//! *Overtaking* (S22), where the end is announced before what waited is released:
//! 1. A waits; the run sets the phase to ready.
//! 2. B comes, sees that the index is ready, and runs before A.
//!
//! *Two answers*, or none, where a worker and a cancellation meet:
//! 1. The worker has its result, and sees that the request is not cancelled.
//! 2. The client cancels; the lane answers that it is cancelled.
//! 3. The worker answers too.
//!
//! So both ask the table, and the table knows a request once. A worker asks with a [`Claim`], which it has once.
//!
//! *A deadline that is forgotten*:
//! 1. A worker sleeps; nothing waits, so it sleeps without end.
//! 2. A request with a deadline comes and waits for the index.
//! 3. The deadline passes, and nobody looks.
//!
//! So a deadline that is earlier than all others wakes whoever sleeps: nobody sleeps longer than until the earliest one.
//!
//! *A lost wake-up*:
//! 1. Two workers sleep. One wakes at a deadline that releases two requests; it takes one of them.
//! 2. The other request may run, and the other worker sleeps.
//!
//! So whoever takes a task and leaves another one that may run wakes the next worker: while something may run, a worker is
//! awake or about to wake.

mod machine;
mod task;

pub use machine::{Dropped, Machine};
pub use task::{Claim, Needs, Outcome, Phase, Refusal, Release, Standing, Task};

use std::hash::Hash;

use crate::sync::clock::{self, Deadline, Instant};
use crate::sync::{Condvar, Mutex};

/// The requests of all connections. See the [module](self).
///
/// `C` names a connection, `K` a request of it, `J` is the work that answers it. No call waits but [`take`](Self::take), and no
/// job runs or is dropped under the lock.
pub struct RequestQueue<C, K, J> {
    machine: Mutex<Machine<C, K, J, Instant>>,
    runnable: Condvar,
}

impl<C: Copy + Eq + Hash, K: Clone + Eq + Hash, J> RequestQueue<C, K, J> {
    /// No connection, and no index yet ([`Phase::Idle`]). A connection may have at most `capacity` requests open at any moment
    /// (Q5), so none can take the room of another.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        let machine = Mutex::new("request_queue", Machine::new(capacity));
        RequestQueue { machine, runnable: Condvar::new("request_queue.runnable") }
    }

    /// A connection may submit from now on, until it is disconnected.
    pub fn connect(&self, connection: C) {
        self.machine.lock().connect(connection);
    }

    /// The index is being built by run `generation`: from now on requests that need it wait, and what waits already waits for
    /// this run. A generation that is not later than the current one changes nothing (Q3).
    ///
    /// Whoever makes a client expect an index calls this before it lets the client know, or requests find an index that is
    /// not there (S20).
    pub fn begin(&self, generation: u64) {
        self.machine.lock().begin(generation);
    }

    /// Run `generation` is over, or has failed: what waited may run, in order, before all that needs the index and comes later
    /// (Q2). The end of an earlier run than the current one changes nothing (Q3), nor does a second one. The end of a later
    /// one counts: it has overtaken its beginning.
    ///
    /// Whoever calls [`begin`](Self::begin) sees to it that this follows also after a panic: until then all wait, though none
    /// longer than until its deadline (S21).
    pub fn end(&self, generation: u64, outcome: Outcome) {
        let mut machine = self.machine.lock();
        machine.end(generation, outcome);
        let released = machine.has_runnable();
        drop(machine);
        if released {
            self.runnable.notify_all();
        }
    }

    /// What is known about the index.
    #[must_use]
    pub fn phase(&self) -> Phase {
        self.machine.lock().phase()
    }

    /// Takes a request in: it may run at once, or waits for the index, at the latest until `deadline`; then it runs with
    /// [`Release::Expired`], and what came before it on the same connection with it (Q2). Never waits itself (Q5).
    ///
    /// # Errors
    /// Why it is not taken in, and the job; the caller answers it.
    pub fn submit(
        &self,
        connection: C,
        key: K,
        needs: Needs,
        deadline: Option<Instant>,
        job: J,
    ) -> Result<Standing, (Refusal, J)> {
        let mut machine = self.machine.lock();
        let earliest = machine.earliest_deadline();
        let standing = machine.submit(connection, key, needs, deadline, job)?;
        let sooner = machine.earliest_deadline() != earliest;
        drop(machine);
        match standing {
            Standing::Runnable => self.runnable.notify_one(),
            // invariant: nobody sleeps longer than until the earliest deadline.
            Standing::Waiting if sooner => self.runnable.notify_all(),
            Standing::Waiting => {}
        }
        Ok(standing)
    }

    /// The next request that may run, after waiting for one; `None` once the queue is shut down.
    pub fn take(&self) -> Option<Task<C, K, J>> {
        let mut machine = self.machine.lock();
        loop {
            if machine.is_shut_down() {
                return None;
            }
            if let Some(task) = next(&mut machine) {
                let more = machine.has_runnable();
                drop(machine);
                self.taken(more);
                return Some(task);
            }
            let Some(until) = machine.earliest_deadline() else {
                machine = self.runnable.wait(machine);
                continue;
            };
            let (woken, expired) = self.runnable.wait_deadline(machine, Deadline::at(until));
            machine = woken;
            if expired.0 {
                machine.expire(|deadline| deadline <= until);
            }
        }
    }

    /// The next request that may run now, without waiting for one: for who has other things to do meanwhile.
    pub fn try_take(&self) -> Option<Task<C, K, J>> {
        let mut machine = self.machine.lock();
        let task = next(&mut machine);
        let more = machine.has_runnable();
        drop(machine);
        self.taken(more);
        task
    }

    /// A task was taken; `more` if another one may run.
    // invariant: while something may run, a worker is awake or about to wake.
    fn taken(&self, more: bool) {
        if more {
            self.runnable.notify_one();
        }
    }

    /// Asks to be the one who answers a task: its name, for one caller at most; nothing if it is answered already, as cancelled
    /// or gone (Q1). Whoever gets the name answers.
    #[must_use = "whoever gets the name answers"]
    pub fn answer(&self, claim: Claim<C, K>) -> Option<K> {
        self.machine.lock().answer(&claim)
    }

    /// Takes a request off the table, waiting or running: true if the caller is the one who answers it, as cancelled (Q1). What
    /// has not begun never runs; what runs is told.
    #[must_use = "whoever takes it off the table answers"]
    pub fn cancel(&self, connection: C, key: &K) -> bool {
        let cancelled = self.machine.lock().cancel(connection, key);
        // Its job drops here, unlocked.
        cancelled.is_some()
    }

    /// A connection is gone, or wants no more answers: nothing of it stays, and later requests of it are refused. Says which of
    /// its requests are taken off the table, in order of submission; if somebody is still there, the caller answers them (Q1).
    pub fn disconnect(&self, connection: C) -> Vec<K> {
        let (open, gone) = self.machine.lock().disconnect(connection);
        drop(gone);
        open
    }

    /// Takes all requests off the table, and says which, in order of submission. Whoever waits in [`take`](Self::take) gets
    /// `None`, and later requests are refused.
    pub fn shut_down(&self) -> Vec<(C, K)> {
        let (open, gone) = self.machine.lock().shut_down();
        self.runnable.notify_all();
        drop(gone);
        open
    }

    /// How many requests are open, over all connections.
    #[must_use]
    pub fn open(&self) -> usize {
        self.machine.lock().open()
    }
}

/// The next request that may run, once those whose deadlines have passed may.
fn next<C: Copy + Eq + Hash, K: Clone + Eq + Hash, J>(
    machine: &mut Machine<C, K, J, Instant>,
) -> Option<Task<C, K, J>> {
    if machine.earliest_deadline().is_some() {
        let now = clock::now();
        machine.expire(|deadline| deadline < now);
    }
    machine.take()
}
