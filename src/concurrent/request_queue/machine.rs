//! The queue as plain data: no lock, no thread, no clock.

use std::collections::VecDeque;
use std::hash::Hash;

use hashbrown::HashMap;

use crate::sync::Arc;
use crate::sync::atomic::{AtomicBool, Ordering};
use crate::sync::clock::Instant;

/// What is known about the index.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Phase {
    /// Nobody has begun to build it.
    Idle,
    /// This run builds it.
    Indexing(u64),
    /// This run has built it.
    Ready(u64),
    /// This run could not.
    Failed(u64),
}

/// What a request needs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Needs {
    /// Its own document, or nothing: it never waits.
    Document,
    /// The index: it waits until a run that has begun is over.
    Index,
}

/// How a run ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// The index is there.
    Complete,
    /// It is not, or a part of it.
    Failed,
}

/// What became of a request that was taken in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// A worker will take it.
    Runnable,
    /// It waits for the index.
    Waiting,
}

/// Why a request is not taken in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// There are as many requests as there may be.
    Full {
        /// How many there may be.
        capacity: usize,
    },
    /// The connection has a request of this name that is not answered yet.
    Duplicate,
    /// The queue is shut down.
    ShutDown,
}

/// Why a task may run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Release {
    /// It never waited.
    AtOnce,
    /// It waited for the index, which is there.
    Indexed,
    /// It waited for the index, which could not be built: the answer is partial.
    Failed,
    /// It waited until its deadline: the answer is partial.
    Expired,
}

/// A request that may run now.
pub struct Task<C, K, J> {
    /// Whose request it is.
    pub connection: C,
    /// Its name.
    pub key: K,
    /// What to name it by in [`Machine::answer`], since a name may come again after a cancellation.
    pub claim: u64,
    /// Why it may run.
    pub release: Release,
    /// The work.
    pub job: J,
    /// True once nobody wants the answer any more.
    pub cancelled: Arc<AtomicBool>,
}

struct Waiting<C, K, J> {
    task: Task<C, K, J>,
    deadline: Option<Instant>,
}

struct Open {
    claim: u64,
    cancelled: Arc<AtomicBool>,
}

/// See the [module](super).
pub struct Machine<C, K, J> {
    phase: Phase,
    capacity: usize,
    claims: u64,
    shut_down: bool,
    // invariant: Q1: a request is in here until somebody may answer it; who takes it out is that one.
    open: HashMap<(C, K), Open, foldhash::fast::FixedState>,
    // invariant: Q2: in order of submission; moved to `runnable` as a whole.
    waiting: VecDeque<Waiting<C, K, J>>,
    runnable: VecDeque<Task<C, K, J>>,
}

impl<C: Copy + Eq + Hash, K: Clone + Eq + Hash, J> Machine<C, K, J> {
    /// See [`super::RequestQueue::new`].
    pub fn new(capacity: usize) -> Self {
        Machine {
            phase: Phase::Idle,
            capacity,
            claims: 0,
            shut_down: false,
            open: HashMap::default(),
            waiting: VecDeque::new(),
            runnable: VecDeque::new(),
        }
    }

    /// See [`super::RequestQueue::phase`].
    pub fn phase(&self) -> Phase {
        self.phase
    }

    fn generation(&self) -> u64 {
        match self.phase {
            Phase::Idle => 0,
            Phase::Indexing(generation) | Phase::Ready(generation) | Phase::Failed(generation) => generation,
        }
    }

    /// See [`super::RequestQueue::begin`].
    pub fn begin(&mut self, generation: u64) {
        if self.phase == Phase::Idle || generation > self.generation() {
            self.phase = Phase::Indexing(generation);
        }
    }

    /// See [`super::RequestQueue::end`]; true if something may run now that could not before.
    pub fn end(&mut self, generation: u64, outcome: Outcome) -> bool {
        // invariant: Q3: only the run that is current ends it.
        if self.phase != Phase::Indexing(generation) {
            return false;
        }
        let release = match outcome {
            Outcome::Complete => Release::Indexed,
            Outcome::Failed => Release::Failed,
        };
        self.phase = match outcome {
            Outcome::Complete => Phase::Ready(generation),
            Outcome::Failed => Phase::Failed(generation),
        };
        let released = !self.waiting.is_empty();
        let waiting = self.waiting.drain(..).map(|waiting| Task { release, ..waiting.task });
        self.runnable.extend(waiting);
        released
    }

    /// See [`super::RequestQueue::submit`].
    pub fn submit(
        &mut self,
        connection: C,
        key: K,
        needs: Needs,
        deadline: Option<Instant>,
        job: J,
    ) -> Result<Standing, (Refusal, J)> {
        if self.shut_down {
            return Err((Refusal::ShutDown, job));
        }
        if self.open.contains_key(&(connection, key.clone())) {
            return Err((Refusal::Duplicate, job));
        }
        // invariant: Q5
        if self.open.len() >= self.capacity {
            return Err((Refusal::Full { capacity: self.capacity }, job));
        }
        self.claims += 1;
        let cancelled = Arc::new(AtomicBool::new(false));
        let open = Open { claim: self.claims, cancelled: Arc::clone(&cancelled) };
        self.open.insert((connection, key.clone()), open);
        let release = Release::AtOnce;
        let task = Task { connection, key, claim: self.claims, release, job, cancelled };
        if needs == Needs::Index && matches!(self.phase, Phase::Indexing(_)) {
            self.waiting.push_back(Waiting { task, deadline });
            return Ok(Standing::Waiting);
        }
        self.runnable.push_back(task);
        Ok(Standing::Runnable)
    }

    /// See [`super::RequestQueue::take`]; nothing if nothing may run at the moment `now`.
    pub fn take(&mut self, now: Instant) -> Option<Task<C, K, J>> {
        if let Some(task) = self.runnable.pop_front() {
            return Some(task);
        }
        let expired = |waiting: &Waiting<C, K, J>| waiting.deadline.is_some_and(|deadline| deadline <= now);
        let late = self.waiting.iter().position(expired)?;
        let waiting = self.waiting.remove(late)?;
        Some(Task { release: Release::Expired, ..waiting.task })
    }

    /// The earliest deadline of what waits.
    pub fn next_deadline(&self) -> Option<Instant> {
        self.waiting.iter().filter_map(|waiting| waiting.deadline).min()
    }

    /// See [`super::RequestQueue::answer`].
    pub fn answer(&mut self, connection: C, key: &K, claim: u64) -> bool {
        let name = (connection, key.clone());
        let open = self.open.get(&name).is_some_and(|open| open.claim == claim);
        open && self.open.remove(&name).is_some()
    }

    /// See [`super::RequestQueue::cancel`]; what was to be run comes out, to be dropped outside the lock.
    pub fn cancel(&mut self, connection: C, key: &K) -> Option<Option<J>> {
        let open = self.open.remove(&(connection, key.clone()))?;
        open.cancelled.store(true, Ordering::Release);
        let of = |task: &Task<C, K, J>| task.claim == open.claim;
        if let Some(at) = self.waiting.iter().position(|waiting| of(&waiting.task)) {
            return Some(self.waiting.remove(at).map(|waiting| waiting.task.job));
        }
        let at = self.runnable.iter().position(of);
        Some(at.and_then(|at| self.runnable.remove(at)).map(|task| task.job))
    }

    /// See [`super::RequestQueue::disconnect`].
    pub fn disconnect(&mut self, connection: C) -> Vec<Task<C, K, J>> {
        self.open.retain(|(whose, _), open| {
            if *whose == connection {
                open.cancelled.store(true, Ordering::Release);
            }
            *whose != connection
        });
        let waiting = std::mem::take(&mut self.waiting).into_iter();
        let (gone, waiting): (Vec<_>, Vec<_>) =
            waiting.partition(|waiting| waiting.task.connection == connection);
        self.waiting = waiting.into();
        let runnable = std::mem::take(&mut self.runnable).into_iter();
        let (mut dropped, runnable): (Vec<_>, Vec<_>) =
            runnable.partition(|task| task.connection == connection);
        self.runnable = runnable.into();
        dropped.extend(gone.into_iter().map(|waiting| waiting.task));
        dropped
    }

    /// See [`super::RequestQueue::shut_down`].
    pub fn shut_down(&mut self) -> (Vec<(C, K)>, Vec<Task<C, K, J>>) {
        self.shut_down = true;
        let mut open: Vec<(u64, (C, K))> = Vec::new();
        for (name, request) in self.open.drain() {
            request.cancelled.store(true, Ordering::Release);
            open.push((request.claim, name));
        }
        open.sort_unstable_by_key(|(claim, _)| *claim);
        let mut dropped: Vec<_> = self.runnable.drain(..).collect();
        dropped.extend(self.waiting.drain(..).map(|waiting| waiting.task));
        (open.into_iter().map(|(_, name)| name).collect(), dropped)
    }

    /// Whether nothing runs any more.
    pub fn is_shut_down(&self) -> bool {
        self.shut_down
    }
}
