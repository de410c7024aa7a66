//! Speculation: tasks that are computed ahead of their turn come to what they would have come to one by one; whatever panics,
//! is cancelled or must wait for its turn keeps its place, and nobody sleeps who could go on.

#[cfg(any(feature = "loom", feature = "shuttle"))]
mod faulty;

use crate::harness::{Bound, Engines, Handle, Model, Property, Scenario, join, mutants, spawn};
use heddle::concurrent::Speculation;
use heddle::concurrent::speculation::{Attempt, Change, Committer, Footprint, Policy, Worker};
use heddle::sync::Arc;
use heddle::sync::thread::Panicked;
use heddle::sync::trace::note;
use std::collections::BTreeSet;

/// What tasks read and write.
type Cells = [u64; 3];

/// A task reads a cell and writes another.
#[derive(Clone, Copy)]
struct Task {
    reads: usize,
    writes: usize,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// It may be computed ahead.
    Plain,
    /// It panics.
    Panics,
    /// Found out to be one that must wait for its turn; what it changes is told by no footprint.
    Barrier,
}

const fn plain(reads: usize, writes: usize) -> Task {
    Task { reads, writes, kind: Kind::Plain }
}

const fn panics() -> Task {
    Task { reads: 0, writes: 0, kind: Kind::Panics }
}

const fn barrier(reads: usize, writes: usize) -> Task {
    Task { reads, writes, kind: Kind::Barrier }
}

impl Task {
    /// What it computes: another number for whatever it reads, and for every task.
    fn value(self, number: usize, cells: &Cells) -> u64 {
        assert!(self.kind != Kind::Panics, "task {number} panics");
        cells[self.reads] * 10 + number as u64 + 1
    }

    fn log(self, value: u64) -> Log {
        Log { read: Some(self.reads), written: (self.writes, value) }
    }
}

/// What a task has read, and what it has written.
#[derive(Clone, Copy)]
struct Log {
    read: Option<usize>,
    written: (usize, u64),
}

impl Footprint for Log {
    fn conflicts(&self, earlier: &Log) -> bool {
        self.read == Some(earlier.written.0)
    }
}

fn written(mut cells: Cells, (cell, value): (usize, u64)) -> Cells {
    cells[cell] = value;
    cells
}

/// What comes of a task; a panic is a result too.
type Outcome = Option<u64>;

/// What the bodies need.
trait Tasks: Send + Sync + Sized + 'static {
    fn new(tasks: &'static [Task], policy: Policy) -> Self;
    /// A worker's thread.
    fn work(&self);
    /// The committer's thread: shows what is final in order, and returns what is left.
    fn commit(&self, visit: impl FnMut(usize, Outcome)) -> Cells;
    fn cancel(&self);
}

struct Production {
    tasks: &'static [Task],
    speculation: Speculation<Cells, u64, Log>,
}

impl Worker<Cells, u64, Log> for &'static [Task] {
    fn attempt(&mut self, task: usize, state: &Arc<Cells>) -> Attempt<u64, Log> {
        let task_itself = self[task];
        match task_itself.kind {
            Kind::Barrier => Attempt::Barrier,
            Kind::Plain | Kind::Panics => {
                let value = task_itself.value(task, state);
                Attempt::Finished(value, task_itself.log(value))
            }
        }
    }

    fn recover(&mut self) {}
}

struct Visiting<V> {
    tasks: &'static [Task],
    visit: V,
}

impl<V: FnMut(usize, Outcome)> Committer<Cells, u64, Log> for Visiting<V> {
    fn compute(&mut self, task: usize, state: &Arc<Cells>) -> (u64, Change<Cells, Log>) {
        let task_itself = self.tasks[task];
        let value = task_itself.value(task, state);
        let log = task_itself.log(value);
        let state = written(**state, log.written);
        match task_itself.kind {
            Kind::Barrier => (value, Change::Everything(state)),
            Kind::Plain | Kind::Panics => (value, Change::Written(state, log)),
        }
    }

    fn recover(&mut self) {}

    fn apply(&mut self, _: usize, log: Log, state: &Arc<Cells>) -> Change<Cells, Log> {
        Change::Written(written(**state, log.written), log)
    }

    fn deliver(&mut self, task: usize, result: Result<u64, Panicked>) -> bool {
        (self.visit)(task, result.ok());
        true
    }
}

impl Tasks for Production {
    fn new(tasks: &'static [Task], policy: Policy) -> Self {
        let speculation = Speculation::new(tasks.len(), BTreeSet::new(), policy, Arc::new(Cells::default()));
        Production { tasks, speculation }
    }

    fn work(&self) {
        let mut worker = self.tasks;
        self.speculation.work(&mut worker);
    }

    fn commit(&self, visit: impl FnMut(usize, Outcome)) -> Cells {
        *self.speculation.commit(&mut Visiting { tasks: self.tasks, visit })
    }

    fn cancel(&self) {
        self.speculation.cancel();
    }
}

/// One by one: what each task comes to, and the cells after it.
fn in_sequence(tasks: &[Task]) -> Vec<(Outcome, Cells)> {
    let mut cells = Cells::default();
    let step = |(number, task): (usize, &Task)| {
        if task.kind == Kind::Panics {
            return (None, cells);
        }
        let value = task.value(number, &cells);
        cells = written(cells, (task.writes, value));
        (Some(value), cells)
    };
    tasks.iter().enumerate().map(step).collect()
}

fn policy(threads: usize) -> Policy {
    Policy { threads, window: 3, back_off: 0 }
}

fn workers<T: Tasks>(tasks: &Arc<T>, count: usize) -> Vec<Handle> {
    let start = |number: usize| {
        let tasks = Arc::clone(tasks);
        spawn(format!("worker {number}"), move || tasks.work())
    };
    (1..=count).map(start).collect()
}

/// What the committer shows is what comes of the tasks one by one; returns how many it has shown, and the cells.
fn shown<T: Tasks>(shared: &T, tasks: &[Task]) -> (usize, Cells) {
    let expected = in_sequence(tasks);
    let mut shown = 0;
    let cells = shared.commit(|task, outcome| {
        note("task", task as u64);
        assert_eq!(task, shown, "results came out of order");
        assert_eq!(outcome, expected[task].0, "a task came to something else than at its turn");
        shown += 1;
    });
    let left = shown.checked_sub(1).map_or(Cells::default(), |last| expected[last].1);
    assert_eq!(cells, left, "the effects are not those of what was shown");
    (shown, cells)
}

/// So many workers beside the committer: everything is as one by one.
fn agree<T: Tasks>(tasks: &'static [Task], workers_beside: usize, policy: Policy) {
    let shared = Arc::new(T::new(tasks, policy));
    let handles = workers(&shared, workers_beside);
    let (shown, _) = shown(&*shared, tasks);
    assert_eq!(shown, tasks.len(), "a result was lost");
    join(handles);
}

/// The second task reads what the first one writes.
fn conflict<T: Tasks>() {
    agree::<T>(const { &[plain(1, 0), plain(0, 1)] }, 1, policy(2));
}

/// The third task reads what the first one writes; two workers.
fn late_conflict<T: Tasks>() {
    agree::<T>(const { &[plain(2, 0), plain(2, 1), plain(0, 2)] }, 2, policy(3));
}

/// One task after the other reads what the one before has written, and workers hold back after conflicts.
fn chain<T: Tasks>() {
    agree::<T>(
        const { &[plain(0, 0), plain(0, 0), plain(0, 0)] },
        1,
        Policy { threads: 2, window: 2, back_off: 1 },
    );
}

/// A task panics, wherever it is computed.
fn panicking<T: Tasks>() {
    agree::<T>(const { &[plain(2, 0), panics(), plain(2, 1)] }, 1, policy(2));
}

/// A task turns out to be a barrier, and changes what the one behind it reads.
fn barriers<T: Tasks>() {
    agree::<T>(const { &[plain(2, 1), barrier(1, 0), plain(0, 2)] }, 2, policy(3));
}

/// Somebody cancels while tasks are committed: what was shown is a beginning, and its effects are all there are.
fn cancelled<T: Tasks>() {
    let tasks = const { &[plain(2, 0), plain(2, 1)] };
    // One at a time: the worker waits while the committer computes.
    let shared = Arc::new(T::new(tasks, policy(1)));
    let mut handles = workers(&shared, 1);
    let canceller = Arc::clone(&shared);
    handles.push(spawn("canceller", move || canceller.cancel()));
    let (first, _) = shown(&*shared, tasks);
    join(handles);
    assert!(first <= tasks.len());
    let late = Arc::clone(&shared);
    late.work();
    let mut more = 0;
    late.commit(|_, _| more += 1);
    assert_eq!(more, 0, "a task was committed after the end");
}

/// Five workers and nine tasks of all kinds.
fn many<T: Tasks>() {
    const TASKS: &[Task] = &[
        plain(0, 0),
        plain(1, 1),
        plain(0, 2),
        panics(),
        plain(2, 0),
        barrier(0, 1),
        plain(1, 1),
        plain(2, 2),
        plain(1, 0),
    ];
    agree::<T>(TASKS, 5, Policy { threads: 5, window: 4, back_off: 2 });
}

const TWO: Engines =
    Engines { loom: Some(Bound::Preemptions(3)), shuttle: Some(Bound::Preemptions(3)), sampled: 0 };

const THREE: Engines =
    Engines { loom: Some(Bound::Preemptions(2)), shuttle: Some(Bound::Preemptions(2)), sampled: 2_000 };

/// Speculation.
pub(crate) const PROPERTY: Property = Property {
    name: "speculation",
    claim: "tasks that are computed ahead of their turn come to what they would have come to one by one, in order, with all \
            effects, and nobody sleeps who could go on",
    explores: &["concurrent/speculation"],
    scenarios: &[
        Scenario {
            name: "conflict",
            guarantees: &["X1", "D1"],
            threads: 2,
            model: Model::new,
            body: conflict::<Production>,
            engines: TWO,
            mutants: mutants![
                Mutant {
                    name: "commits_unseen",
                    fault: "commits an attempt without looking at what was written since it began",
                    body: conflict::<faulty::Faulty<faulty::CommitsUnseen>>,
                    deaths: &[Death::of("a task came to something else than at its turn")],
                },
                Mutant {
                    name: "reads_outside_the_log",
                    fault: "reads the state without putting it in the log",
                    body: conflict::<faulty::Faulty<faulty::ReadsOutsideTheLog>>,
                    deaths: &[Death::of("a task came to something else than at its turn")],
                },
                Mutant {
                    name: "base_apart",
                    fault: "takes the state first, and the task with its base in the next critical section",
                    body: conflict::<faulty::Faulty<faulty::BaseApart>>,
                    deaths: &[Death::of("a task came to something else than at its turn")],
                },
                Mutant {
                    name: "drops_effects",
                    fault: "takes the result of an attempt and drops what it has written with its copy (MU9)",
                    body: conflict::<faulty::Faulty<faulty::DropsEffects>>,
                    deaths: &[Death::of("the effects are not those of what was shown")],
                },
                Mutant {
                    name: "looks_then_sleeps",
                    fault: "gives the mutex back between looking for the next task and waiting for it",
                    body: conflict::<faulty::Faulty<faulty::LooksThenSleeps>>,
                    deaths: &[Death::of("deadlock")],
                },
            ],
        },
        Scenario {
            name: "late_conflict",
            guarantees: &["X1", "D1"],
            threads: 3,
            model: Model::new,
            body: late_conflict::<Production>,
            engines: THREE,
            mutants: mutants![
                Mutant {
                    name: "decides_at_landing",
                    fault: "looks for conflicts when an attempt lands, and not when it is committed",
                    body: late_conflict::<faulty::Faulty<faulty::DecidesAtLanding>>,
                    deaths: &[Death::of("a task came to something else than at its turn")],
                },
                Mutant {
                    name: "completion_order",
                    fault: "commits in the order of completion",
                    body: late_conflict::<faulty::Faulty<faulty::CompletionOrder>>,
                    deaths: &[Death::of("results came out of order")],
                },
            ],
        },
        Scenario {
            name: "chain",
            guarantees: &["X1", "D1"],
            threads: 2,
            model: Model::new,
            body: chain::<Production>,
            engines: TWO,
            mutants: mutants![Mutant {
                name: "waits_for_a_worker",
                fault: "the committer waits for a task that nobody has begun",
                body: chain::<faulty::Faulty<faulty::WaitsForAWorker>>,
                deaths: &[Death::of("deadlock")],
            }],
        },
        Scenario {
            name: "wakes_without_cause",
            guarantees: &["X1", "D1"],
            threads: 2,
            model: || Model::new().spurious_wakeups(1),
            body: conflict::<Production>,
            engines: Engines {
                loom: Some(Bound::Preemptions(2)),
                shuttle: Some(Bound::Preemptions(2)),
                sampled: 0,
            },
            mutants: mutants![Mutant {
                name: "trusts_wake",
                fault: "takes a wake-up for the task: waits in an `if`, not in a loop",
                body: conflict::<faulty::Faulty<faulty::TrustsWake>>,
                deaths: &[Death::of("a result was lost")],
            }],
        },
        Scenario {
            name: "panicking",
            guarantees: &["X1", "D2"],
            threads: 2,
            model: Model::new,
            body: panicking::<Production>,
            engines: TWO,
            mutants: mutants![
                Mutant {
                    name: "result_missing",
                    fault: "leaves out the result of a task that has panicked (MU9)",
                    body: panicking::<faulty::Faulty<faulty::ResultMissing>>,
                    deaths: &[Death::of("results came out of order")],
                },
                Mutant {
                    name: "dies_silently",
                    fault: "a worker that panics puts nothing down",
                    body: panicking::<faulty::Faulty<faulty::DiesSilently>>,
                    deaths: &[Death::of("deadlock")],
                },
            ],
        },
        Scenario {
            name: "barriers",
            guarantees: &["X1", "D1"],
            threads: 3,
            model: Model::new,
            body: barriers::<Production>,
            engines: THREE,
            mutants: mutants![Mutant {
                name: "past_the_barrier",
                fault: "keeps what was begun before a barrier has changed everything",
                body: barriers::<faulty::Faulty<faulty::PastTheBarrier>>,
                deaths: &[Death::of("a task came to something else than at its turn")],
            }],
        },
        Scenario {
            name: "cancelled",
            guarantees: &["X1", "D1"],
            threads: 3,
            model: Model::new,
            body: cancelled::<Production>,
            engines: THREE,
            mutants: mutants![
                Mutant {
                    name: "half_cancel",
                    fault: "cancels without waking the workers that wait for a task",
                    body: cancelled::<faulty::Faulty<faulty::HalfCancel>>,
                    deaths: &[Death::of("deadlock")],
                },
                Mutant {
                    name: "applies_untold",
                    fault: "looks whether it was cancelled between applying the effects and showing the result",
                    body: cancelled::<faulty::Faulty<faulty::AppliesUntold>>,
                    deaths: &[Death::of("the effects are not those of what was shown")],
                },
            ],
        },
        Scenario {
            name: "many",
            guarantees: &["X1", "D1", "D2"],
            threads: 6,
            model: Model::new,
            body: many::<Production>,
            engines: Engines { loom: None, shuttle: None, sampled: 2_000 },
            mutants: mutants![
                Mutant {
                    name: "commits_unseen",
                    fault: "commits an attempt without looking at what was written since it began",
                    body: many::<faulty::Faulty<faulty::CommitsUnseen>>,
                    deaths: &[Death::of("a task came to something else than at its turn")],
                },
                Mutant {
                    name: "result_missing",
                    fault: "leaves out the result of a task that has panicked (MU9)",
                    body: many::<faulty::Faulty<faulty::ResultMissing>>,
                    deaths: &[Death::of("results came out of order")],
                },
            ],
        },
    ],
};

crate::harness::model!(PROPERTY);
