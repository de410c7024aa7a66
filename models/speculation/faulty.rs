//! The faulty variants: each differs from production in the one step that its doc names.

use super::{Cells, Footprint, Kind, Log, Outcome, Policy, Task, Tasks, written};
use crate::harness::faults;
use heddle::sync::clock::Deadline;
use heddle::sync::{Condvar, Mutex};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// Which step is broken.
pub(super) trait Fault: Send + Sync + 'static {
    /// An attempt is committed as it is.
    const COMMITS_UNSEEN: bool = false;
    /// The log says nothing of what was read.
    const UNLOGGED: bool = false;
    /// The state is taken in one critical section, the task and its base in the next.
    const BASE_APART: bool = false;
    /// The first state is taken before the patience is over, the task and its base behind it.
    const EARLY_STATE: bool = false;
    /// What an attempt has written is not applied.
    const DROPS_EFFECTS: bool = false;
    /// The mutex is given back between looking and waiting.
    const LOOKS_THEN_SLEEPS: bool = false;
    /// What was written until the attempt landed is all that is looked at.
    const AT_LANDING: bool = false;
    /// Whatever has landed is committed.
    const COMPLETION_ORDER: bool = false;
    /// What nobody has begun is waited for.
    const WAITS_FOR_A_WORKER: bool = false;
    /// A wait is trusted to end with a task.
    const TRUSTS_WAKE: bool = false;
    /// A task that panics has no result.
    const RESULT_MISSING: bool = false;
    /// A worker that panics says nothing.
    const SILENT: bool = false;
    /// A barrier counts as what its footprint says.
    const PAST_THE_BARRIER: bool = false;
    /// Cancelling wakes the committer alone.
    const HALF_CANCEL: bool = false;
    /// Cancelling is looked at between the effects and the result.
    const APPLIES_UNTOLD: bool = false;
}

faults! {
    Fault:
    /// Commits an attempt without looking at what was written since it began.
    CommitsUnseen: COMMITS_UNSEEN;
    /// Reads the state without putting it in the log.
    ReadsOutsideTheLog: UNLOGGED;
    /// Takes the state first, and the task with its base in the next critical section.
    BaseApart: BASE_APART;
    /// Looks at the state, waits until it is worth beginning, and begins on what it has seen.
    BeginsOnWhatItSaw: EARLY_STATE;
    /// Takes the result of an attempt and drops what it has written with its copy (MU9).
    DropsEffects: DROPS_EFFECTS;
    /// Gives the mutex back between looking for the next task and waiting for it.
    LooksThenSleeps: LOOKS_THEN_SLEEPS;
    /// Looks for conflicts when an attempt lands, and not when it is committed.
    DecidesAtLanding: AT_LANDING;
    /// Commits in the order of completion.
    CompletionOrder: COMPLETION_ORDER;
    /// The committer waits for a task that nobody has begun.
    WaitsForAWorker: WAITS_FOR_A_WORKER;
    /// Takes a wake-up for the task: waits in an `if`, not in a loop.
    TrustsWake: TRUSTS_WAKE;
    /// Leaves out the result of a task that has panicked (MU9).
    ResultMissing: RESULT_MISSING;
    /// A worker that panics puts nothing down.
    DiesSilently: SILENT;
    /// Keeps what was begun before a barrier has changed everything.
    PastTheBarrier: PAST_THE_BARRIER;
    /// Cancels without waking the workers that wait for a task.
    HalfCancel: HALF_CANCEL;
    /// Looks whether it was cancelled between applying the effects and showing the result.
    AppliesUntold: APPLIES_UNTOLD;
}

/// An attempt that has landed: what was committed when it began (and, of the mutant that decides then, when it landed), and
/// what came of it; nothing where it is to be computed at its turn.
struct Landed {
    base: usize,
    until: usize,
    finished: Option<(u64, Log)>,
}

struct State {
    cells: Cells,
    begun: usize,
    under_way: BTreeSet<usize>,
    landed: BTreeMap<usize, Landed>,
    committed: BTreeSet<usize>,
    /// What was written, in the order of commits; `None` by a barrier.
    history: Vec<Option<Log>>,
    barrier: Option<usize>,
    at_turn: bool,
    back_off: usize,
    resume: usize,
    /// Nobody is patient any more.
    engaged: bool,
    cancelled: bool,
}

/// Speculation by hand with one fault.
pub(super) struct Faulty<F> {
    tasks: &'static [Task],
    policy: Policy,
    state: Mutex<State>,
    claimable: Condvar,
    landed: Condvar,
    fault: std::marker::PhantomData<F>,
}

/// What the committer does next.
enum Turn {
    Landed(usize, Landed),
    Compute(usize),
}

/// What `body` returns, nothing where it panics; what the engines unwind a thread with goes on.
fn contained<R>(body: impl FnOnce() -> R) -> Option<R> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(body))
        .map_err(|payload| {
            if !payload.is::<&'static str>() && !payload.is::<String>() {
                std::panic::resume_unwind(payload);
            }
        })
        .ok()
}

impl<F: Fault> Faulty<F> {
    fn claimable(&self, state: &State) -> bool {
        let done = state.committed.len();
        !state.cancelled
            && state.engaged
            && state.begun < self.tasks.len()
            && state.begun - done < self.policy.window
            && state.under_way.len() + usize::from(state.at_turn) < self.policy.threads
            && done >= state.resume
            && state.barrier.is_none()
    }

    /// Waits until it is worth beginning; what the state was before, or nothing where no task is left.
    fn wait(&self) -> Option<Cells> {
        let mut state = self.state.lock();
        let seen = state.cells;
        let deadline = Deadline::after(Duration::from_millis(1));
        while !state.engaged {
            if state.cancelled || state.begun == self.tasks.len() {
                return None;
            }
            let (woken, expired) = self.claimable.wait_deadline(state, deadline);
            state = woken;
            state.engaged |= expired.0;
        }
        Some(seen)
    }

    fn claim(&self, seen: Option<Cells>) -> Option<(usize, usize, Cells)> {
        let mut state = self.state.lock();
        let mut early = seen;
        if F::BASE_APART {
            early = Some(state.cells);
            drop(state);
            state = self.state.lock();
        }
        loop {
            if state.cancelled || state.begun == self.tasks.len() {
                return None;
            }
            if self.claimable(&state) {
                let (task, base) = (state.begun, state.history.len());
                state.begun += 1;
                state.under_way.insert(task);
                return Some((task, base, early.unwrap_or(state.cells)));
            }
            state = self.claimable.wait(state);
        }
    }

    fn compute(&self, number: usize, cells: &Cells) -> Option<(u64, Log)> {
        let task = self.tasks[number];
        contained(|| task.value(number, cells)).map(|value| {
            let log = task.log(value);
            (value, if F::UNLOGGED { Log { read: None, ..log } } else { log })
        })
    }

    fn turn(&self) -> Option<Turn> {
        let mut state = self.state.lock();
        loop {
            let next = state.committed.len();
            if state.cancelled || next == self.tasks.len() {
                return None;
            }
            let landed = match F::COMPLETION_ORDER {
                true => state.landed.keys().next().copied(),
                false => Some(next),
            };
            if let Some((task, landed)) = landed.and_then(|task| state.landed.remove_entry(&task)) {
                state.at_turn = landed.finished.is_none();
                return Some(Turn::Landed(task, landed));
            }
            if state.begun == next && !F::WAITS_FOR_A_WORKER {
                state.begun += 1;
                state.at_turn = true;
                return Some(Turn::Compute(next));
            }
            if F::LOOKS_THEN_SLEEPS {
                drop(state);
                state = self.state.lock();
            }
            state = self.landed.wait(state);
            if F::TRUSTS_WAKE && !state.landed.contains_key(&next) {
                return None;
            }
        }
    }

    fn valid(&self, landed: &Landed, log: &Log) -> bool {
        let state = self.state.lock();
        let until = if F::AT_LANDING { landed.until } else { state.history.len() };
        F::COMMITS_UNSEEN
            || state.history[landed.base..until].iter().all(|earlier| match earlier {
                Some(earlier) => !log.conflicts(earlier),
                None => F::PAST_THE_BARRIER,
            })
    }

    fn at_turn(&self, task: usize) -> (Outcome, Option<Log>) {
        let cells = self.state.lock().cells;
        let computed = self.compute(task, &cells);
        (computed.map(|(value, _)| value), computed.map(|(_, log)| log))
    }
}

impl<F: Fault> Tasks for Faulty<F> {
    fn new(tasks: &'static [Task], policy: Policy) -> Self {
        let state = State {
            cells: Cells::default(),
            begun: 0,
            under_way: BTreeSet::new(),
            landed: BTreeMap::new(),
            committed: BTreeSet::new(),
            history: Vec::new(),
            barrier: None,
            at_turn: false,
            back_off: 0,
            resume: 0,
            engaged: true,
            cancelled: false,
        };
        Faulty {
            tasks,
            policy,
            state: Mutex::new("faulty", state),
            claimable: Condvar::new("faulty.claimable"),
            landed: Condvar::new("faulty.landed"),
            fault: std::marker::PhantomData,
        }
    }

    fn patient(self) -> Self {
        self.state.lock().engaged = false;
        self
    }

    fn work(&self) {
        let Some(seen) = self.wait() else { return };
        let mut seen = F::EARLY_STATE.then_some(seen);
        while let Some((task, base, cells)) = self.claim(seen.take()) {
            let is_barrier = self.tasks[task].kind == Kind::Barrier;
            let finished = if is_barrier { None } else { self.compute(task, &cells) };
            if F::SILENT && !is_barrier && finished.is_none() {
                return;
            }
            let mut state = self.state.lock();
            state.under_way.remove(&task);
            if is_barrier {
                state.barrier = Some(task);
            }
            let until = state.history.len();
            if !state.cancelled {
                state.landed.insert(task, Landed { base, until, finished });
            }
            drop(state);
            self.landed.notify_one();
        }
    }

    fn commit(&self, mut visit: impl FnMut(usize, Outcome)) -> Cells {
        while let Some(turn) = self.turn() {
            let (task, outcome, log) = match turn {
                Turn::Compute(task) => {
                    let (outcome, log) = self.at_turn(task);
                    (task, outcome, log)
                }
                Turn::Landed(task, landed) => match landed.finished {
                    Some((value, log)) if self.valid(&landed, &log) => (task, Some(value), Some(log)),
                    finished => {
                        let mut state = self.state.lock();
                        state.at_turn = true;
                        if finished.is_some() && self.policy.back_off > 0 {
                            state.back_off = (state.back_off * 2).clamp(1, self.policy.back_off);
                            state.resume = task + 1 + state.back_off;
                        }
                        drop(state);
                        let (outcome, log) = self.at_turn(task);
                        (task, outcome, log)
                    }
                },
            };
            let mut state = self.state.lock();
            let attempted = !state.at_turn;
            if let Some(log) = log {
                if !(F::DROPS_EFFECTS && attempted) {
                    state.cells = written(state.cells, log.written);
                }
                let is_barrier = self.tasks[task].kind == Kind::Barrier;
                state.history.push((!is_barrier).then_some(log));
            }
            state.committed.insert(task);
            if state.barrier == Some(task) {
                state.barrier = None;
            }
            state.at_turn = false;
            let more = self.claimable(&state);
            drop(state);
            if more {
                self.claimable.notify_all();
            }
            if F::APPLIES_UNTOLD && self.state.lock().cancelled {
                break;
            }
            if !(F::RESULT_MISSING && outcome.is_none()) {
                visit(task, outcome);
            }
        }
        self.cancel();
        self.state.lock().cells
    }

    fn cancel(&self) {
        self.state.lock().cancelled = true;
        if !F::HALF_CANCEL {
            self.claimable.notify_all();
        }
        self.landed.notify_all();
    }
}
