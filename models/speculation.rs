//! Speculation: tasks that are computed ahead of their turn come to what they would have come to one by one; whatever panics,
//! is cancelled or must wait for its turn keeps its place, and nobody sleeps who could go on.

#[cfg(any(feature = "loom", feature = "shuttle"))]
mod faulty;
mod scenarios;

use crate::harness::{Handle, Property, join, spawn};
use heddle::concurrent::Speculation;
use heddle::concurrent::speculation::{Attempt, Change, Committer, Footprint, Policy, Worker};
use heddle::sync::Arc;
use heddle::sync::thread::Panicked;
use heddle::sync::trace::note;
use std::collections::BTreeSet;
use std::time::Duration;

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
    /// Workers wait before they begin.
    fn patient(self) -> Self;
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

    fn patient(self) -> Self {
        Production { speculation: self.speculation.after(Duration::from_millis(1)), ..self }
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
    finish(T::new(tasks, policy), tasks, workers_beside);
}

fn finish<T: Tasks>(shared: T, tasks: &[Task], workers_beside: usize) {
    let shared = Arc::new(shared);
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

/// Workers are patient; the second task reads what the first one writes, and the worker may begin before, between and behind.
fn patient<T: Tasks>() {
    let tasks = const { &[plain(1, 0), plain(0, 1), plain(0, 2)] };
    finish(T::new(tasks, policy(2)).patient(), tasks, 1);
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

/// Speculation.
pub(crate) const PROPERTY: Property = Property {
    name: "speculation",
    claim: "tasks that are computed ahead of their turn come to what they would have come to one by one, in order, with all \
            effects, and nobody sleeps who could go on",
    explores: &["concurrent/speculation"],
    scenarios: scenarios::SCENARIOS,
};

crate::harness::model!(PROPERTY);
