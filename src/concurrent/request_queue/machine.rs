//! The queue as plain data: no lock, no thread, no clock.

use std::collections::VecDeque;
use std::hash::Hash;

use hashbrown::HashMap;

use super::task::{Claim, Needs, Outcome, Phase, Refusal, Release, Standing, Task};
use crate::sync::Arc;
use crate::sync::atomic::{AtomicBool, Ordering};

type Map<K, V> = HashMap<K, V, foldhash::fast::FixedState>;

struct Waiting<C, K, J, T> {
    task: Task<C, K, J>,
    deadline: Option<T>,
}

/// A request that nobody has answered yet.
struct Open {
    claim: u64,
    cancelled: Arc<AtomicBool>,
}

/// What is to be dropped outside the lock.
pub type Dropped<C, K, J> = Vec<Task<C, K, J>>;

/// See the [module](super). Moments are of the type `T`; the machine only compares them.
pub struct Machine<C, K, J, T> {
    phase: Phase,
    capacity: usize,
    claims: u64,
    shut_down: bool,
    // invariant: Q1: a request is in here until somebody may answer it; who takes it out is that one.
    // invariant: Q5: no connection has more than `capacity` here.
    open: Map<C, Map<K, Open>>,
    // invariant: empty unless a run builds the index; each is open.
    // invariant: Q2: in order of submission.
    waiting: VecDeque<Waiting<C, K, J, T>>,
    // invariant: Q2: what waited stands before all that needs the index and came after it; each is open.
    runnable: VecDeque<Task<C, K, J>>,
    // invariant: the earliest deadline of what waits.
    earliest: Option<T>,
}

impl<C: Copy + Eq + Hash, K: Clone + Eq + Hash, J, T: Copy + Ord> Machine<C, K, J, T> {
    /// See [`super::RequestQueue::new`].
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Machine {
            phase: Phase::Idle,
            capacity,
            claims: 0,
            shut_down: false,
            open: Map::default(),
            waiting: VecDeque::new(),
            runnable: VecDeque::new(),
            earliest: None,
        }
    }

    /// See [`super::RequestQueue::phase`].
    #[must_use]
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// See [`super::RequestQueue::connect`].
    pub fn connect(&mut self, connection: C) {
        if !self.shut_down {
            self.open.entry(connection).or_default();
        }
    }

    /// See [`super::RequestQueue::begin`].
    pub fn begin(&mut self, generation: u64) {
        if self.phase == Phase::Idle || generation > self.phase.generation() {
            self.phase = Phase::Indexing(generation);
        }
    }

    /// See [`super::RequestQueue::end`].
    pub fn end(&mut self, generation: u64, outcome: Outcome) {
        // invariant: Q3: neither an earlier run ends it, nor the same one twice.
        let later = self.phase == Phase::Idle || generation > self.phase.generation();
        if !later && self.phase != Phase::Indexing(generation) {
            return;
        }
        let release = match outcome {
            Outcome::Complete => Release::Indexed,
            Outcome::Failed => Release::Failed,
        };
        self.phase = match outcome {
            Outcome::Complete => Phase::Ready(generation),
            Outcome::Failed => Phase::Failed(generation),
        };
        // invariant: Q2: in the step that lets later ones run at once.
        let released = self.waiting.drain(..).map(|waiting| Task { release, ..waiting.task });
        self.runnable.extend(released);
        self.earliest = None;
    }

    /// See [`super::RequestQueue::submit`].
    ///
    /// # Errors
    /// Those of [`super::RequestQueue::submit`].
    pub fn submit(
        &mut self,
        connection: C,
        key: K,
        needs: Needs,
        deadline: Option<T>,
        job: J,
    ) -> Result<Standing, (Refusal, J)> {
        if self.shut_down {
            return Err((Refusal::ShutDown, job));
        }
        let Some(open) = self.open.get_mut(&connection) else {
            return Err((Refusal::Disconnected, job));
        };
        if open.contains_key(&key) {
            return Err((Refusal::Duplicate, job));
        }
        if open.len() >= self.capacity {
            return Err((Refusal::Full { capacity: self.capacity }, job));
        }
        self.claims += 1;
        let number = self.claims;
        let cancelled = Arc::new(AtomicBool::new(false));
        open.insert(key.clone(), Open { claim: number, cancelled: Arc::clone(&cancelled) });
        let release = match (needs, self.phase) {
            (Needs::Index, Phase::Failed(_)) => Release::Failed,
            _ => Release::AtOnce,
        };
        let task = Task { claim: Claim { connection, key, number }, release, job, cancelled };
        if needs == Needs::Index && matches!(self.phase, Phase::Indexing(_)) {
            self.waiting.push_back(Waiting { task, deadline });
            self.earliest = self.earliest.into_iter().chain(deadline).min();
            return Ok(Standing::Waiting);
        }
        self.runnable.push_back(task);
        Ok(Standing::Runnable)
    }

    /// The earliest deadline of what waits. O(1).
    #[must_use]
    pub fn earliest_deadline(&self) -> Option<T> {
        self.earliest
    }

    /// Lets run what waits and whose deadline is `late`, and of the same connections what came before it, so that an early
    /// deadline overtakes nothing (Q2). O(1) if the earliest deadline is not late, else O(what waits).
    pub fn expire(&mut self, late: impl Fn(T) -> bool) {
        if !self.earliest.is_some_and(&late) {
            return;
        }
        let mut last: Map<C, u64> = Map::default();
        for Waiting { task, deadline } in &self.waiting {
            if deadline.is_some_and(&late) {
                last.insert(task.claim.connection, task.claim.number);
            }
        }
        let (released, waiting): (VecDeque<_>, _) = std::mem::take(&mut self.waiting).into_iter().partition(
            |Waiting { task: Task { claim, .. }, .. }| {
                last.get(&claim.connection).is_some_and(|&last| claim.number <= last)
            },
        );
        self.waiting = waiting;
        let released = released.into_iter().map(|waiting| Task { release: Release::Expired, ..waiting.task });
        self.runnable.extend(released);
        self.count_deadlines();
    }

    /// Takes the first one that may run.
    pub fn take(&mut self) -> Option<Task<C, K, J>> {
        self.runnable.pop_front()
    }

    /// Whether something may run.
    #[must_use]
    pub fn has_runnable(&self) -> bool {
        !self.runnable.is_empty()
    }

    /// See [`super::RequestQueue::answer`].
    pub fn answer(&mut self, claim: &Claim<C, K>) -> Option<K> {
        let open = self.open.get_mut(&claim.connection)?;
        if open.get(&claim.key)?.claim != claim.number {
            return None;
        }
        open.remove_entry(&claim.key).map(|(key, _)| key)
    }

    /// See [`super::RequestQueue::cancel`]; what was to be run comes out, to be dropped outside the lock. O(requests).
    pub fn cancel(&mut self, connection: C, key: &K) -> Option<Option<Task<C, K, J>>> {
        let open = self.open.get_mut(&connection)?.remove(key)?;
        open.cancelled.store(true, Ordering::Release);
        let is_it = |task: &Task<C, K, J>| task.claim.number == open.claim;
        if let Some(at) = self.waiting.iter().position(|waiting| is_it(&waiting.task)) {
            let gone = self.waiting.remove(at);
            self.count_deadlines();
            return Some(gone.map(|waiting| waiting.task));
        }
        let at = self.runnable.iter().position(is_it);
        Some(at.and_then(|at| self.runnable.remove(at)))
    }

    /// See [`super::RequestQueue::disconnect`]; what was to be run comes out too, to be dropped outside the lock.
    pub fn disconnect(&mut self, connection: C) -> (Vec<K>, Dropped<C, K, J>) {
        let open = self.open.remove(&connection).unwrap_or_default();
        let mut open: Vec<(K, Open)> = open.into_iter().collect();
        open.sort_unstable_by_key(|(_, request)| request.claim);
        let names = open.into_iter().map(|(key, request)| {
            request.cancelled.store(true, Ordering::Release);
            key
        });
        let names = names.collect();
        let is_its = |task: &Task<C, K, J>| task.claim.connection == connection;
        let (mut gone, runnable): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.runnable).into_iter().partition(|task| is_its(task));
        self.runnable = runnable.into();
        let (waited, waiting): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.waiting).into_iter().partition(|waiting| is_its(&waiting.task));
        self.waiting = waiting.into();
        gone.extend(waited.into_iter().map(|waiting| waiting.task));
        self.count_deadlines();
        (names, gone)
    }

    /// See [`super::RequestQueue::shut_down`]; what was to be run comes out too, to be dropped outside the lock.
    pub fn shut_down(&mut self) -> (Vec<(C, K)>, Dropped<C, K, J>) {
        self.shut_down = true;
        let mut open: Vec<(u64, (C, K))> = Vec::new();
        for (connection, requests) in self.open.drain() {
            for (key, request) in requests {
                request.cancelled.store(true, Ordering::Release);
                open.push((request.claim, (connection, key)));
            }
        }
        open.sort_unstable_by_key(|(claim, _)| *claim);
        let mut gone: Vec<_> = self.runnable.drain(..).collect();
        gone.extend(self.waiting.drain(..).map(|waiting| waiting.task));
        self.earliest = None;
        (open.into_iter().map(|(_, name)| name).collect(), gone)
    }

    /// Whether nothing runs any more.
    #[must_use]
    pub fn is_shut_down(&self) -> bool {
        self.shut_down
    }

    /// How many requests are open, over all connections.
    #[must_use]
    pub fn open(&self) -> usize {
        self.open.values().map(|open| open.len()).sum()
    }

    fn count_deadlines(&mut self) {
        self.earliest = self.waiting.iter().filter_map(|waiting| waiting.deadline).min();
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    #[test]
    fn something_may_run_from_the_moment_when_it_need_not_wait_until_it_is_taken() {
        let mut queue: Machine<u8, u8, (), u32> = Machine::new(4);
        queue.connect(1);
        queue.begin(1);
        assert!(queue.submit(1, 1, Needs::Index, None, ()).is_ok());
        assert!(!queue.has_runnable(), "it waits for the run");
        queue.end(1, Outcome::Complete);
        assert!(queue.has_runnable());
        assert!(queue.take().is_some());
        assert!(!queue.has_runnable());
    }

    #[test]
    fn a_queue_is_shut_down_when_it_was_shut_down() {
        let mut queue: Machine<u8, u8, (), u32> = Machine::new(4);
        assert!(!queue.is_shut_down());
        queue.shut_down();
        assert!(queue.is_shut_down());
    }
}
