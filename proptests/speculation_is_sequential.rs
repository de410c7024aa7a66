//! The machine of speculation, in any order of claims and landings, against doing the tasks one by one (X1).

use heddle::concurrent::speculation::{Attempt, Change, Claim, Footprint, Machine, Policy, Turn};
use heddle::sync::Arc;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseResult, TestRng, TestRunner};
use std::collections::BTreeSet;

type Cells = [u64; 3];

/// A task reads a cell and writes another.
#[derive(Clone, Copy, Debug)]
struct Task {
    reads: usize,
    /// `None`: it only reads.
    writes: Option<usize>,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Plain,
    /// Comes to nothing unless it is its turn.
    Abandons,
    /// Known to be a barrier.
    Known,
    /// Found out to be one.
    Found,
}

#[derive(Clone, Copy, Debug)]
struct Log {
    read: usize,
    written: Option<usize>,
}

impl Footprint for Log {
    fn conflicts(&self, earlier: &Log) -> bool {
        Some(self.read) == earlier.written
    }
}

impl Task {
    fn value(self, number: usize, cells: &Cells) -> u64 {
        cells[self.reads].wrapping_mul(31) + number as u64 + 1
    }

    fn run(self, number: usize, cells: &Cells) -> (u64, Cells) {
        let (value, mut after) = (self.value(number, cells), *cells);
        if let Some(cell) = self.writes {
            after[cell] = value;
        }
        (value, after)
    }

    fn log(self) -> Log {
        Log { read: self.reads, written: self.writes }
    }
}

/// What somebody does next.
#[derive(Clone, Copy, Debug)]
enum Step {
    Claim,
    /// One of those under way lands.
    Land(usize),
    Turn,
    /// The committer is done with the task that it computes.
    Done,
}

/// What the body needs of a machine.
trait Driven: Sized {
    fn new(tasks: usize, barriers: BTreeSet<usize>, policy: Policy) -> Self;
    fn machine(&mut self) -> &mut Machine<Cells, u64, Log>;
    fn claim(&mut self) -> Claim<Cells> {
        self.machine().claim()
    }
    fn turn(&mut self) -> Turn<Cells, u64, Log> {
        self.machine().turn()
    }
    fn commit(&mut self, change: Change<Cells, Log>) {
        drop(self.machine().commit(change));
    }
}

impl Driven for Machine<Cells, u64, Log> {
    fn new(tasks: usize, barriers: BTreeSet<usize>, policy: Policy) -> Self {
        Machine::new(tasks, barriers, policy, Arc::new(Cells::default()))
    }

    fn machine(&mut self) -> &mut Machine<Cells, u64, Log> {
        self
    }
}

/// A run: the machine, what is under way, and what was delivered.
struct Run<D> {
    machine: D,
    tasks: Vec<Task>,
    policy: Policy,
    under_way: Vec<(usize, Arc<Cells>)>,
    at_turn: Option<(usize, Arc<Cells>)>,
    delivered: Vec<u64>,
    ended: bool,
}

impl<D: Driven> Run<D> {
    fn step(&mut self, step: Step) -> TestCaseResult {
        match step {
            Step::Claim => {
                if let Claim::Task(task, state) = self.machine.claim() {
                    let computing = self.under_way.len() + usize::from(self.at_turn.is_some());
                    prop_assert!(
                        computing < self.policy.threads,
                        "more computed at once than there are threads"
                    );
                    let begun = task + 1 - self.delivered.len();
                    prop_assert!(begun <= self.policy.window, "more was begun than the window holds");
                    self.under_way.push((task, state));
                }
            }
            Step::Land(choice) if !self.under_way.is_empty() => {
                let (task, state) = self.under_way.swap_remove(choice % self.under_way.len());
                let attempt = match self.tasks[task].kind {
                    Kind::Plain => {
                        let value = self.tasks[task].value(task, &state);
                        Attempt::Finished(value, self.tasks[task].log())
                    }
                    Kind::Abandons => Attempt::Abandoned,
                    Kind::Known => return Err(TestCaseError::fail("a barrier was begun before its turn")),
                    Kind::Found => Attempt::Barrier,
                };
                let needed = task == self.delivered.len();
                prop_assert_eq!(self.machine.machine().land(task, attempt).ok(), Some(needed));
            }
            Step::Turn if self.at_turn.is_none() => match self.machine.turn() {
                Turn::Attempted { task, result, footprint, since, state } => {
                    prop_assert_eq!(task, self.delivered.len(), "out of order");
                    if since
                        .iter()
                        .all(|earlier| earlier.as_ref().is_some_and(|earlier| !footprint.conflicts(earlier)))
                    {
                        let mut after = *state;
                        if let Some(cell) = footprint.written {
                            after[cell] = result;
                        }
                        self.commit(result, after);
                    } else {
                        self.machine.machine().reject();
                        self.at_turn = Some((task, state));
                    }
                }
                Turn::Compute(task, state) => self.at_turn = Some((task, state)),
                Turn::Pending => {
                    prop_assert!(!self.under_way.is_empty(), "stuck");
                }
                Turn::End => self.ended = true,
            },
            Step::Done => {
                if let Some((task, state)) = self.at_turn.take() {
                    let (value, after) = self.tasks[task].run(task, &state);
                    self.commit(value, after);
                }
            }
            Step::Land(_) | Step::Turn => {}
        }
        Ok(())
    }

    fn commit(&mut self, value: u64, after: Cells) {
        let task = self.tasks[self.delivered.len()];
        self.machine.commit(match (task.kind, task.writes) {
            (Kind::Known | Kind::Found, _) => Change::Everything(after),
            (_, Some(_)) => Change::Written(after, task.log()),
            (_, None) => Change::Nothing,
        });
        self.delivered.push(value);
    }
}

fn task() -> impl Strategy<Value = Task> {
    let kind = prop_oneof![
        8 => Just(Kind::Plain),
        1 => Just(Kind::Abandons),
        1 => Just(Kind::Known),
        1 => Just(Kind::Found)
    ];
    (0..3_usize, prop::option::of(0..3_usize), kind).prop_map(|(reads, writes, kind)| Task {
        reads,
        writes,
        kind,
    })
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => Just(Step::Claim),
        3 => (0..8_usize).prop_map(Step::Land),
        3 => Just(Step::Turn),
        2 => Just(Step::Done)
    ]
}

/// The body: production and mutants pass through it with the same steps.
fn agree<D: Driven>(cases: u32) -> Result<(), String> {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]));
    let policy = (1..5_usize, 1..6_usize, 0..3_usize).prop_map(|(threads, window, back_off)| Policy {
        threads,
        window,
        back_off,
    });
    let input = (prop::collection::vec(task(), 0..12), policy, prop::collection::vec(step(), 0..80));
    let outcome = runner.run(&input, |(tasks, policy, steps)| {
        let barriers = tasks.iter().enumerate().filter(|(_, task)| task.kind == Kind::Known);
        let barriers = barriers.map(|(number, _)| number).collect();
        let machine = D::new(tasks.len(), barriers, policy);
        let mut run = Run {
            machine,
            policy,
            under_way: Vec::new(),
            at_turn: None,
            delivered: Vec::new(),
            ended: false,
            tasks,
        };
        for step in steps {
            run.step(step)?;
        }
        // Whatever happened so far, it goes on to the end.
        for _ in 0..10 * run.tasks.len() + 10 {
            for step in [Step::Land(0), Step::Turn, Step::Done, Step::Claim] {
                run.step(step)?;
            }
        }
        prop_assert!(run.ended, "it never ended");
        let (mut cells, mut expected) = (Cells::default(), Vec::new());
        for (number, task) in run.tasks.iter().enumerate() {
            let (value, after) = task.run(number, &cells);
            expected.push(value);
            cells = after;
        }
        prop_assert_eq!(&run.delivered, &expected, "a task came to something else than at its turn");
        prop_assert_eq!(*run.machine.machine().state(), cells);
        let told = run.machine.machine().statistics();
        let sum = told.first_try + told.at_turn + told.again + told.barriers + told.abandoned;
        prop_assert_eq!(sum, run.tasks.len(), "statistics do not add up");
        Ok(())
    });
    outcome.map_err(|error| error.to_string())
}

#[test]
fn production_agrees() {
    if let Err(error) = agree::<Machine<Cells, u64, Log>>(5_000) {
        panic!("{error}");
    }
}

/// The machine with one fault.
struct Mutant<const FAULT: usize> {
    machine: Machine<Cells, u64, Log>,
    first: Arc<Cells>,
}

const FORGETS_WHAT_WAS_WRITTEN: usize = 0;
const MISSES_THE_OLDEST: usize = 1;
const MISSES_THE_NEWEST: usize = 2;
const FORGETS_EVERYTHING: usize = 3;
const KEEPS_THE_FIRST_STATE: usize = 4;
const BEGINS_BARRIERS: usize = 5;
const WIDE_WINDOW: usize = 6;
const MANY_THREADS: usize = 7;
const DROPS_EFFECTS: usize = 8;

impl<const FAULT: usize> Driven for Mutant<FAULT> {
    fn new(tasks: usize, mut barriers: BTreeSet<usize>, mut policy: Policy) -> Self {
        match FAULT {
            BEGINS_BARRIERS => barriers.clear(),
            WIDE_WINDOW => policy.window += 1,
            MANY_THREADS => policy.threads += 1,
            _ => {}
        }
        let first = Arc::new(Cells::default());
        Mutant { machine: Machine::new(tasks, barriers, policy, Arc::clone(&first)), first }
    }

    fn machine(&mut self) -> &mut Machine<Cells, u64, Log> {
        &mut self.machine
    }

    fn claim(&mut self) -> Claim<Cells> {
        match self.machine.claim() {
            Claim::Task(task, _) if FAULT == KEEPS_THE_FIRST_STATE => {
                Claim::Task(task, Arc::clone(&self.first))
            }
            claim => claim,
        }
    }

    fn turn(&mut self) -> Turn<Cells, u64, Log> {
        let mut turn = self.machine.turn();
        if let Turn::Attempted { since, .. } = &mut turn {
            match FAULT {
                FORGETS_WHAT_WAS_WRITTEN => since.clear(),
                MISSES_THE_OLDEST if !since.is_empty() => drop(since.remove(0)),
                MISSES_THE_NEWEST => drop(since.pop()),
                FORGETS_EVERYTHING => since.retain(Option::is_some),
                _ => {}
            }
        }
        turn
    }

    fn commit(&mut self, change: Change<Cells, Log>) {
        let change = match change {
            Change::Written(_, log) if FAULT == DROPS_EFFECTS => Change::Written(*self.machine.state(), log),
            change => change,
        };
        drop(self.machine.commit(change));
    }
}

#[test]
fn every_mutant_is_rejected() {
    let rejected = [
        agree::<Mutant<FORGETS_WHAT_WAS_WRITTEN>>(5_000),
        agree::<Mutant<MISSES_THE_OLDEST>>(5_000),
        agree::<Mutant<MISSES_THE_NEWEST>>(5_000),
        agree::<Mutant<FORGETS_EVERYTHING>>(5_000),
        agree::<Mutant<KEEPS_THE_FIRST_STATE>>(5_000),
        agree::<Mutant<BEGINS_BARRIERS>>(5_000),
        agree::<Mutant<WIDE_WINDOW>>(5_000),
        agree::<Mutant<MANY_THREADS>>(5_000),
        agree::<Mutant<DROPS_EFFECTS>>(5_000),
    ];
    for (fault, outcome) in rejected.iter().enumerate() {
        assert!(outcome.is_err(), "not rejected: {fault}");
    }
}
