//! Tasks in order, computed ahead of their turn, committed in order: nobody can tell it from doing them one by one (X1).
//!
//! Workers take tasks, compute them on the state as it is then, and put down a result with its [`Footprint`]: what it has read
//! and written. One committer takes them in order. Where nothing that a task has read was written since it began, its
//! result is what it would have been at its turn, and its effects are applied; else the committer computes it at its turn, on
//! the state that all tasks before it have left. After Gelashvili et al., *Block-STM* (PPoPP 2023), without its
//! many-versioned memory: a state is one immutable value, and only the next task is ever validated.
//!
//! # The hazards
//! Each stands in `models/speculation.rs` as a mutant.
//!
//! *A conflict that nobody notices*: 1. A worker computes task 1 on the state before task 0. 2. Task 0 writes what task 1 has
//! read. 3. Task 1 is committed. So whatever is committed is held against all that was written since its base, and the base
//! is taken in the same critical section as the task.
//!
//! *Commit in the order of arrival*: task 1 lands first, and its effects come first. So one committer takes them by number.
//!
//! *Effects that stay behind* with the copy on which they happened (MU9). So an attempt never changes a state: it says what is
//! to be changed, and the committer does it.
//!
//! *A result that is missing* because its worker panicked (MU9): all later ones move up. So an attempt that comes to nothing
//! is made again at its turn, and if it panics there too, that is its result.
//!
//! *Looks, then sleeps*: the task lands between the committer's look and its sleep. So both are one critical section.
//!
//! *What was seen before the patience was over*: a worker looks at the state, waits until it is worth beginning, and begins on
//! what it has seen, while the committer went on. So the wait ends before the first state is taken.
//!
//! *The task that nobody has begun*: all workers wait for a commit, and the committer waits for a worker. So the committer
//! computes what nobody has begun.

mod machine;

pub use machine::{Attempt, Change, Claim, Dropped, Footprint, Machine, Policy, Readiness, Statistics, Turn};

use std::collections::BTreeSet;
use std::time::Duration;

use crate::sync::clock::Deadline;
use crate::sync::thread::{Panicked, contain};
use crate::sync::{Arc, Condvar, Mutex};

/// Who computes tasks before their turn; one for each thread that does.
pub trait Worker<S, R, F> {
    /// Workers begin: makes ready what the first task needs. Nobody waits for it.
    fn prepare(&mut self) {}

    /// Computes `task` on `state` and changes nothing that others see. A panic is an attempt that came to nothing.
    fn attempt(&mut self, task: usize, state: &Arc<S>) -> Attempt<R, F>;

    /// [`prepare`](Self::prepare) or the attempt has panicked: whatever it left half done is to be thrown away.
    fn recover(&mut self);
}

/// Who commits; on the thread that calls [`Speculation::commit`].
pub trait Committer<S, R, F> {
    /// Computes `task` at its turn, with its effects.
    fn compute(&mut self, task: usize, state: &Arc<S>) -> (R, Change<S, F>);

    /// [`compute`](Self::compute) has panicked: whatever it left half done is to be thrown away. The task changes nothing.
    fn recover(&mut self);

    /// Applies what an attempt has written.
    fn apply(&mut self, task: usize, footprint: F, state: &Arc<S>) -> Change<S, F>;

    /// Takes the result of the next task, which is final; tasks come in order. `false` ends it here.
    fn deliver(&mut self, task: usize, result: Result<R, Panicked>) -> bool;
}

/// Tasks that threads share. See the [module](self). None of the code of a [`Worker`] or a [`Committer`] runs under its lock.
pub struct Speculation<S, R, F> {
    machine: Mutex<Machine<S, R, F>>,
    /// Workers wait here for a task that they may begin.
    claimable: Condvar,
    /// The committer waits here for the next task.
    landed: Condvar,
    /// Until when workers are patient.
    patient: Deadline,
}

impl<S, R, F: Footprint> Speculation<S, R, F> {
    /// So many tasks on this state. Nothing begins behind a barrier before the barrier is committed; more barriers may be
    /// found on the way.
    #[must_use]
    pub fn new(tasks: usize, barriers: BTreeSet<usize>, policy: Policy, state: Arc<S>) -> Self {
        Speculation {
            patient: Deadline::never(),
            machine: Mutex::new("speculation", Machine::new(tasks, barriers, policy, state)),
            claimable: Condvar::new("speculation.claimable"),
            landed: Condvar::new("speculation.landed"),
        }
    }

    /// The same, but workers begin after so long: what is done sooner is not worth what they need to begin.
    #[must_use]
    pub fn after(self, patience: Duration) -> Self {
        let machine = Mutex::new("speculation", self.machine.into_inner().patient());
        Speculation { machine, patient: Deadline::after(patience), ..self }
    }

    /// The same, but so many tasks are left to their turn at first: what [`back_off`](Self::back_off) said of tasks like these.
    #[must_use]
    pub fn held_back(self, back_off: usize) -> Self {
        let machine = Mutex::new("speculation", self.machine.into_inner().held_back(back_off));
        Speculation { machine, ..self }
    }

    /// How many tasks were left to their turn after the last conflict; half as many for each attempt that was right since.
    #[must_use]
    pub fn back_off(&self) -> usize {
        self.machine.lock().back_off()
    }

    /// A worker's thread: computes tasks before their turn until none is left. Sleeps while none may begin.
    pub fn work(&self, worker: &mut impl Worker<S, R, F>) {
        if !self.is_worth_it() {
            return;
        }
        if contain(|| worker.prepare()).is_err() {
            worker.recover();
        }
        while let Some((task, state)) = self.claim() {
            let attempt = contain(|| worker.attempt(task, &state)).unwrap_or_else(|_| {
                worker.recover();
                Attempt::Abandoned
            });
            // invariant: D1: it may be the last owner of a large value.
            drop(state);
            self.land(task, attempt);
        }
    }

    /// The committer's thread: computes and delivers all tasks in order, with the help of those that [`work`](Self::work), and
    /// returns the state that they leave. Who calls it a second time finds nothing to do.
    ///
    /// Whatever happens, workers find nothing left to do afterwards.
    ///
    /// # Panics
    /// If `apply` or `deliver` do.
    pub fn commit(&self, committer: &mut impl Committer<S, R, F>) -> Arc<S> {
        let _ended = Ended(self);
        while let Some(turn) = self.turn() {
            let (task, result, change) = match turn {
                Turn::Attempted { task, result, footprint, since, state } => {
                    // invariant: X1: nothing else commits meanwhile, so what is valid here is valid at its commit.
                    let valid = since.iter().all(|earlier| match earlier {
                        Some(earlier) => !footprint.conflicts(earlier),
                        None => false,
                    });
                    if valid {
                        (task, Ok(result), committer.apply(task, footprint, &state))
                    } else {
                        drop((result, footprint, since));
                        self.machine.lock().reject();
                        self.compute(committer, task, &state)
                    }
                }
                Turn::Compute(task, state) => self.compute(committer, task, &state),
                Turn::Pending | Turn::End => break,
            };
            let mut machine = self.machine.lock();
            let dropped = machine.commit(change);
            let more = machine.is_claimable();
            drop(machine);
            if more {
                self.claimable.notify_all();
            }
            // invariant: D1: what nobody needs drops here, unlocked.
            drop(dropped);
            if !committer.deliver(task, result) {
                break;
            }
        }
        self.machine.lock().state()
    }

    fn compute(
        &self,
        committer: &mut impl Committer<S, R, F>,
        task: usize,
        state: &Arc<S>,
    ) -> (usize, Result<R, Panicked>, Change<S, F>) {
        match contain(|| committer.compute(task, state)) {
            Ok((result, change)) => (task, Ok(result), change),
            // invariant: D2: its result stands in its place, and says so.
            Err(panicked) => {
                committer.recover();
                (task, Err(panicked), Change::Nothing)
            }
        }
    }

    /// Ends it: no task begins from now on, and none is committed but the one that the committer has in its hands. Workers
    /// return when they are done with theirs. Calling it again changes nothing.
    pub fn cancel(&self) {
        let attempts = self.machine.lock().cancel();
        self.claimable.notify_all();
        self.landed.notify_all();
        // invariant: D1: results may be large; they drop here, unlocked.
        drop(attempts);
    }

    /// What became of the tasks so far.
    #[must_use]
    pub fn statistics(&self) -> Statistics {
        self.machine.lock().statistics()
    }

    /// Waits until the patience is over; false where nothing is left to do then.
    fn is_worth_it(&self) -> bool {
        let mut machine = self.machine.lock();
        loop {
            match machine.readiness() {
                Readiness::Engaged => return true,
                Readiness::Over => return false,
                Readiness::Patient => {
                    let (woken, expired) = self.claimable.wait_deadline(machine, self.patient);
                    machine = woken;
                    if expired.0 {
                        machine.engage();
                    }
                }
            }
        }
    }

    fn claim(&self) -> Option<(usize, Arc<S>)> {
        let mut machine = self.machine.lock();
        loop {
            match machine.claim() {
                Claim::Task(task, state) => return Some((task, state)),
                Claim::End => return None,
                Claim::Wait => machine = self.claimable.wait(machine),
            }
        }
    }

    fn land(&self, task: usize, attempt: Attempt<R, F>) {
        let landed = self.machine.lock().land(task, attempt);
        match landed {
            Ok(true) => self.landed.notify_one(),
            Ok(false) => {}
            // invariant: D1: what nobody takes drops here, unlocked.
            Err(late) => drop(late),
        }
    }

    fn turn(&self) -> Option<Turn<S, R, F>> {
        let mut machine = self.machine.lock();
        loop {
            match machine.turn() {
                Turn::End => return None,
                Turn::Pending => machine = self.landed.wait(machine),
                turn => return Some(turn),
            }
        }
    }
}

/// Sends the workers home when the committer goes, also by a panic.
struct Ended<'speculation, S, R, F: Footprint>(&'speculation Speculation<S, R, F>);

impl<S, R, F: Footprint> Drop for Ended<'_, S, R, F> {
    fn drop(&mut self) {
        self.0.cancel();
    }
}
