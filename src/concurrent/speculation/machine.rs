//! The machine of speculation: who may begin which task, on what, and what must be looked at before it counts. Plain data.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

/// What a task has read and written.
pub trait Footprint {
    /// Whether what this task has read may be something else after what `earlier` has written. Absent answers are read too:
    /// who adds what would have been found, conflicts.
    fn conflicts(&self, earlier: &Self) -> bool;
}

/// How far tasks run ahead of those that are committed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// How many tasks may be computed at the same time, the one at its turn included.
    pub threads: usize,
    /// How many tasks may be begun and not yet committed. It bounds what is kept. At first, and after a conflict, it is as many
    /// as there are threads, and twice as many after each attempt that was right: what conflicts costs little.
    pub window: usize,
    /// After a conflict at first one task is left to its turn, four times as many after each further one, but never more than
    /// this: work that does not split costs little more than in sequence.
    pub back_off: usize,
}

impl Policy {
    /// For so many threads.
    #[must_use]
    pub const fn new(threads: usize) -> Policy {
        Policy { threads, window: threads.saturating_mul(16), back_off: 64 }
    }
}

/// How an attempt to compute a task before its turn ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attempt<R, F> {
    /// With this result; it counts if nothing that it has read was written since.
    Finished(R, F),
    /// It must wait for its turn, and nothing behind it may begin before.
    Barrier,
    /// With nothing (a panic, say): it is computed at its turn.
    Abandoned,
}

/// What a task at its turn has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change<S, F> {
    /// Nothing.
    Nothing,
    /// The state, and whoever read what this has written must be computed again.
    Written(S, F),
    /// The state, in a way that no footprint tells: all that was begun before must be computed again.
    Everything(S),
}

/// What became of the tasks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Computed before their turn, and right at first try.
    pub first_try: usize,
    /// Computed at their turn because nobody had begun them.
    pub at_turn: usize,
    /// Computed before their turn, and again because they had read what was written since.
    pub again: usize,
    /// Barriers: computed at their turn, alone.
    pub barriers: usize,
    /// Computed again at their turn because an attempt came to nothing.
    pub abandoned: usize,
    /// How often the committer had to wait for a task.
    pub waited: usize,
}

/// The answer to a worker that asks for a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim<S> {
    /// It computes this one, on this state.
    Task(usize, Arc<S>),
    /// None may begin now: ask again after a commit.
    Wait,
    /// None is left.
    End,
}

/// Whether workers begin at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readiness {
    /// Not yet: when a worker has been patient, it says so ([`Machine::engage`]).
    Patient,
    /// They do.
    Engaged,
    /// No task is left for them.
    Over,
}

/// The answer to the committer that asks for the next task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turn<S, R, F> {
    /// It was computed before its turn: look whether it conflicts with what was written since (`None`: with everything), then
    /// [`Machine::commit`] or [`Machine::reject`].
    Attempted {
        /// Its number.
        task: usize,
        /// What it came to.
        result: R,
        /// What it has read and written.
        footprint: F,
        /// What was written since it began, oldest first.
        since: Vec<Option<Arc<F>>>,
        /// The state as it is now.
        state: Arc<S>,
    },
    /// Compute it now, on this state, then [`Machine::commit`].
    Compute(usize, Arc<S>),
    /// A worker has it: ask again when it lands.
    Pending,
    /// All are committed, or it was cancelled.
    End,
}

/// A task that was begun and is not yet committed.
#[derive(Debug)]
enum Slot<R, F> {
    /// A worker computes it since so many were committed.
    Begun { base: usize },
    /// An attempt landed.
    Landed { base: usize, attempt: Attempt<R, F> },
    /// The committer has it.
    Turn,
}

/// Tasks `0..n`: begun in order by many, committed in order by one.
///
/// # Invariants
/// - `committed ≤ begun ≤ n`; there is a slot for each of `committed..begun`, at most `window` of them.
/// - `reach ≤ window`, and it is not 0 where the window is not.
/// - A state that a worker gets has exactly the effects of the tasks before its base.
/// - `history` holds what was written by each committed task that an attempt under way may have missed.
/// - *Never stuck* (D1): the next task to commit is under way, or has landed, or is the committer's for the asking.
#[derive(Debug)]
pub struct Machine<S, R, F> {
    tasks: usize,
    policy: Policy,
    /// Barriers that are not committed yet.
    barriers: BTreeSet<usize>,
    slots: VecDeque<Slot<R, F>>,
    committed: usize,
    state: Arc<S>,
    history: VecDeque<(usize, Option<Arc<F>>)>,
    /// Workers that compute.
    busy: usize,
    /// The committer computes.
    at_turn: bool,
    /// How many tasks may be begun and not yet committed, for now.
    reach: usize,
    back_off: usize,
    /// Nothing begins before its turn until so many are committed.
    resume: usize,
    /// Nobody is patient any more.
    engaged: bool,
    cancelled: bool,
    statistics: Statistics,
}

impl<S, R, F> Machine<S, R, F> {
    /// So many tasks on this state; `barriers` are known to be some.
    #[must_use]
    pub fn new(tasks: usize, barriers: BTreeSet<usize>, policy: Policy, state: Arc<S>) -> Self {
        Machine {
            tasks,
            policy,
            barriers,
            slots: VecDeque::new(),
            committed: 0,
            state,
            history: VecDeque::new(),
            busy: 0,
            at_turn: false,
            reach: policy.threads.min(policy.window),
            back_off: 0,
            resume: 0,
            engaged: true,
            cancelled: false,
            statistics: Statistics::default(),
        }
    }

    /// The first task that nobody has begun.
    fn begun(&self) -> usize {
        self.committed + self.slots.len()
    }

    /// Whether a worker may begin a task now. O(log number of barriers).
    #[must_use]
    pub fn is_claimable(&self) -> bool {
        let next = self.begun();
        let behind_a_barrier = self.barriers.first().is_some_and(|&barrier| barrier <= next);
        !self.cancelled
            && self.engaged
            && next < self.tasks
            && self.slots.len() < self.reach
            && self.busy + usize::from(self.at_turn) < self.policy.threads
            && self.committed >= self.resume
            && !behind_a_barrier
    }

    /// A worker asks for a task. O(log number of barriers).
    pub fn claim(&mut self) -> Claim<S> {
        if self.cancelled || self.begun() == self.tasks {
            return Claim::End;
        }
        if !self.is_claimable() {
            return Claim::Wait;
        }
        let task = self.begun();
        self.slots.push_back(Slot::Begun { base: self.committed });
        self.busy += 1;
        Claim::Task(task, Arc::clone(&self.state))
    }

    /// Whether workers begin at all: asked before the first [`claim`](Self::claim).
    #[must_use]
    pub fn readiness(&self) -> Readiness {
        match () {
            () if self.cancelled || self.begun() == self.tasks => Readiness::Over,
            () if self.engaged => Readiness::Engaged,
            () => Readiness::Patient,
        }
    }

    /// No worker begins until [`engage`](Self::engage).
    #[must_use]
    pub fn patient(self) -> Self {
        Machine { engaged: false, ..self }
    }

    /// So many tasks are left to their turn at first, as after conflicts.
    #[must_use]
    pub fn held_back(self, back_off: usize) -> Self {
        let back_off = back_off.min(self.policy.back_off);
        Machine { back_off, resume: back_off, ..self }
    }

    /// How many tasks were left to their turn after the last conflict; half as many for each attempt that was right since.
    #[must_use]
    pub fn back_off(&self) -> usize {
        self.back_off
    }

    /// Workers may begin from now on.
    pub fn engage(&mut self) {
        self.engaged = true;
    }

    /// A worker puts down what a task that it has claimed came to, and learns whether the committer waits for exactly this one.
    /// O(log number of barriers).
    ///
    /// # Errors
    /// Gives it back when nobody takes it: the work was cancelled, or the task is not under way. The caller drops it, outside
    /// its lock.
    pub fn land(&mut self, task: usize, attempt: Attempt<R, F>) -> Result<bool, Attempt<R, F>> {
        let slot = task.checked_sub(self.committed).and_then(|ahead| self.slots.get_mut(ahead));
        let Some(slot) = slot else { return Err(attempt) };
        let &mut Slot::Begun { base } = slot else { return Err(attempt) };
        if matches!(attempt, Attempt::Barrier) {
            self.barriers.insert(task);
        }
        *slot = Slot::Landed { base, attempt };
        self.busy -= 1;
        Ok(task == self.committed)
    }

    /// The committer asks for the next task. O(what was written since that one began).
    pub fn turn(&mut self) -> Turn<S, R, F> {
        if self.cancelled || self.committed == self.tasks {
            return Turn::End;
        }
        let task = self.committed;
        match self.slots.front_mut() {
            Some(Slot::Begun { .. }) => {
                self.statistics.waited += 1;
                return Turn::Pending;
            }
            Some(slot @ Slot::Landed { .. }) => match std::mem::replace(slot, Slot::Turn) {
                Slot::Landed { base, attempt: Attempt::Finished(result, footprint) } => {
                    let since = self.history.iter().filter(|(written, _)| *written >= base);
                    let since = since.map(|(_, footprint)| footprint.clone()).collect();
                    let state = Arc::clone(&self.state);
                    self.statistics.first_try += 1;
                    return Turn::Attempted { task, result, footprint, since, state };
                }
                Slot::Landed { attempt: Attempt::Barrier, .. } => self.statistics.barriers += 1,
                _ => self.statistics.abandoned += 1,
            },
            Some(Slot::Turn) => {}
            None => {
                self.slots.push_back(Slot::Turn);
                match self.barriers.contains(&task) {
                    true => self.statistics.barriers += 1,
                    false => self.statistics.at_turn += 1,
                }
            }
        }
        self.at_turn = true;
        Turn::Compute(task, Arc::clone(&self.state))
    }

    /// The committer has found that the attempt at the next task conflicts, and computes it itself. O(1).
    pub fn reject(&mut self) {
        self.statistics.first_try -= 1;
        self.statistics.again += 1;
        self.at_turn = true;
        self.reach = self.policy.threads.min(self.policy.window);
        if self.policy.back_off > 0 {
            self.back_off = (self.back_off * 4).clamp(1, self.policy.back_off);
            self.resume = self.committed + 1 + self.back_off;
        }
    }

    /// The committer has the result of the next task, and this is what it changed. Returns what is to be dropped outside the
    /// lock. Amortised O(log number of barriers).
    pub fn commit(&mut self, change: Change<S, F>) -> Dropped<S, F> {
        if !self.at_turn {
            self.back_off /= 2;
            self.reach = self.reach.saturating_mul(2).min(self.policy.window);
        }
        let task = self.committed;
        self.slots.pop_front();
        self.barriers.remove(&task);
        self.committed += 1;
        self.at_turn = false;
        let mut dropped = Dropped { state: None, history: Vec::new() };
        let (state, written) = match change {
            Change::Nothing => (None, None),
            Change::Written(state, footprint) => (Some(state), Some(Some(Arc::new(footprint)))),
            Change::Everything(state) => (Some(state), Some(None)),
        };
        if let Some(state) = state {
            dropped.state = Some(std::mem::replace(&mut self.state, Arc::new(state)));
        }
        self.history.extend(written.map(|written| (task, written)));
        // invariant: what is under way began at most a window ago, and has missed nothing older.
        while self.history.front().is_some_and(|(written, _)| written + self.policy.window < self.committed) {
            dropped.history.extend(self.history.pop_front().and_then(|(_, footprint)| footprint));
        }
        dropped
    }

    /// Ends it: nothing begins and nothing is committed from now on. Returns what is to be dropped outside the lock. Calling
    /// it again changes nothing.
    pub fn cancel(&mut self) -> Vec<Attempt<R, F>> {
        self.cancelled = true;
        let slots = std::mem::take(&mut self.slots);
        slots
            .into_iter()
            .filter_map(|slot| match slot {
                Slot::Landed { attempt, .. } => Some(attempt),
                Slot::Begun { .. } | Slot::Turn => None,
            })
            .collect()
    }

    /// The state with the effects of all tasks that are committed.
    #[must_use]
    pub fn state(&self) -> Arc<S> {
        Arc::clone(&self.state)
    }

    /// How many are committed.
    #[must_use]
    pub fn committed(&self) -> usize {
        self.committed
    }

    /// What became of the tasks so far.
    #[must_use]
    pub fn statistics(&self) -> Statistics {
        self.statistics
    }
}

/// What nobody needs any more, to drop outside the lock.
#[derive(Debug)]
#[must_use = "drop it outside the lock"]
pub struct Dropped<S, F> {
    /// The state before.
    pub state: Option<Arc<S>>,
    /// Footprints that nobody can have missed.
    pub history: Vec<Arc<F>>,
}
