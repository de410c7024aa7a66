//! The machines of indexing against their specifications, lists of what has happened: what is to be done next (Q3), and which
//! changes of files are looked at when.

use heddle::indexing::watching::{self, Debouncer, Delays};
use heddle::indexing::{self, Scope};
use heddle::oracle::specification::indexing::{Agenda, Ask, Batch, Changes, Work};
use heddle::sync::clock::{self, Instant};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseResult, TestRng, TestRunner};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

fn check<S: Strategy>(
    cases: u32,
    strategy: S,
    run: impl Fn(S::Value) -> TestCaseResult,
) -> Result<(), String> {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[12; 32]);
    TestRunner::new_with_rng(config, rng).run(&strategy, run).map_err(|error| error.to_string())
}

const MOST_FILES: usize = 4;

/// What the body needs of an agenda.
trait ToDo {
    fn run(&mut self, folders: &[String]) -> u64;
    fn files(&mut self, files: &[String]) -> Option<u64>;
    fn cancel(&mut self, number: u64) -> bool;
    fn next(&mut self) -> Option<Work>;
    fn verdict(&self, number: u64) -> String;
}

impl ToDo for indexing::Agenda {
    fn run(&mut self, folders: &[String]) -> u64 {
        indexing::Agenda::run(self, Scope::of(folders.iter().map(PathBuf::from).collect()))
    }

    fn files(&mut self, files: &[String]) -> Option<u64> {
        indexing::Agenda::files(self, files.iter().map(PathBuf::from))
    }

    fn cancel(&mut self, number: u64) -> bool {
        indexing::Agenda::cancel(self, number)
    }

    fn next(&mut self) -> Option<Work> {
        let texts = |path: &PathBuf| path.display().to_string();
        indexing::Agenda::take(self).map(|work| {
            let only = work.only.map(|only| only.iter().map(texts).collect());
            (work.generation, work.scope.folders.iter().map(texts).collect(), only)
        })
    }

    fn verdict(&self, number: u64) -> String {
        format!("{:?}", indexing::Agenda::verdict(self, number)).to_lowercase()
    }
}

#[derive(Clone, Debug)]
enum Step {
    Run(Vec<String>),
    Files(Vec<String>),
    Cancel(u64),
    Next,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let folder = prop::sample::select(vec!["/a", "/b", "/a/in"]).prop_map(str::to_owned);
    let file =
        prop::sample::select(vec!["/a/x", "/a/y", "/a/in/x", "/b/x", "/b/y", "/c/x", "/a", "/", "/ab/x"])
            .prop_map(str::to_owned);
    let step = prop_oneof![
        3 => prop::collection::vec(folder, 0..3).prop_map(Step::Run),
        6 => prop::collection::vec(file, 0..4).prop_map(Step::Files),
        2 => (0..12_u64).prop_map(Step::Cancel),
        6 => Just(Step::Next),
    ];
    prop::collection::vec(step, 1..40)
}

/// The body: production and mutants pass through it with the same steps.
fn same_work<T: ToDo>(cases: u32, agenda: impl Fn() -> T) -> Result<(), String> {
    check(cases, steps(), |steps| {
        let (mut agenda, mut specification) = (agenda(), Agenda::new(MOST_FILES));
        for step in &steps {
            match step {
                Step::Run(folders) => {
                    prop_assert_eq!(agenda.run(folders), specification.run(folders.clone()))
                }
                Step::Files(files) => prop_assert_eq!(agenda.files(files), specification.files(files)),
                Step::Cancel(number) => {
                    prop_assert_eq!(agenda.cancel(*number), specification.cancel(*number))
                }
                Step::Next => prop_assert_eq!(agenda.next(), specification.take()),
            }
            for number in 1..=specification.asks.len() as u64 {
                prop_assert_eq!(agenda.verdict(number), specification.verdict(number));
            }
        }
        Ok(())
    })
}

#[test]
fn what_is_done_next_agrees() {
    if let Err(error) = same_work(5_000, || indexing::Agenda::new(MOST_FILES)) {
        panic!("{error}");
    }
}

/// The one step in which an agenda differs.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    /// Runs are done one after the other, also those that a newer one does again.
    DoesAllRuns,
    /// Files that were asked for before a run are looked at after it, once more.
    RunKeepsFiles,
    /// Of files that wait, those that were asked for last are looked at.
    LooksAtLastFiles,
    /// A look has the number of what was asked for before it.
    LookHasNoNumber,
    /// However many files wait, they are looked at one by one.
    NoBound,
    /// A cancellation stops whatever works.
    CancelsWhateverWorks,
    /// An older run goes on.
    NeverSuperseded,
    /// Files that lie nowhere in the workspace are looked at.
    LooksEverywhere,
}

/// The specification with one fault, so that nothing else can differ.
struct Mutant {
    agenda: Agenda,
    fault: Fault,
}

impl ToDo for Mutant {
    fn run(&mut self, folders: &[String]) -> u64 {
        let waiting: Vec<Ask> = match self.fault {
            Fault::RunKeepsFiles => {
                let files = |ask: &&Ask| matches!(ask, Ask::Files(_));
                self.agenda.asks.iter().filter(files).take(1).cloned().collect()
            }
            _ => Vec::new(),
        };
        let number = self.agenda.run(folders.to_vec());
        self.agenda.asks.extend(waiting);
        number
    }

    fn files(&mut self, files: &[String]) -> Option<u64> {
        match self.fault {
            Fault::NoBound => self.agenda.most_files = usize::MAX,
            Fault::LooksEverywhere if !files.is_empty() => {
                self.agenda.asks.push(Ask::Files(files.iter().cloned().collect()));
                return Some(self.agenda.asks.len() as u64);
            }
            _ => {}
        }
        let number = self.agenda.files(files);
        number.map(|number| number - u64::from(self.fault == Fault::LookHasNoNumber && number > 1))
    }

    fn cancel(&mut self, number: u64) -> bool {
        if self.fault != Fault::CancelsWhateverWorks {
            return self.agenda.cancel(number);
        }
        let last = self.agenda.asks.iter().rposition(|ask| matches!(ask, Ask::Run(_)));
        self.agenda.cancel(last.map_or(0, |at| at as u64 + 1))
    }

    fn next(&mut self) -> Option<Work> {
        if self.fault == Fault::DoesAllRuns {
            for (number, ask) in (1..).zip(self.agenda.asks.clone()) {
                if let Ask::Run(folders) = ask
                    && self.agenda.taken.insert(number)
                {
                    return Some((number, folders, None));
                }
            }
        }
        let (number, folders, files) = self.agenda.take()?;
        let last = match self.agenda.asks.last() {
            Some(Ask::Files(last)) if self.fault == Fault::LooksAtLastFiles => Some(last.clone()),
            _ => None,
        };
        let files: Option<BTreeSet<String>> = files.map(|files| last.unwrap_or(files));
        Some((number, folders, files))
    }

    fn verdict(&self, number: u64) -> String {
        match self.agenda.verdict(number) {
            "superseded" if self.fault == Fault::NeverSuperseded => "go".to_owned(),
            verdict => verdict.to_owned(),
        }
    }
}

#[test]
fn every_faulty_agenda_is_rejected() {
    for fault in [
        Fault::DoesAllRuns,
        Fault::RunKeepsFiles,
        Fault::LooksAtLastFiles,
        Fault::LookHasNoNumber,
        Fault::NoBound,
        Fault::CancelsWhateverWorks,
        Fault::NeverSuperseded,
        Fault::LooksEverywhere,
    ] {
        match same_work(2_000, || Mutant { agenda: Agenda::new(MOST_FILES), fault }) {
            Ok(()) => panic!("not rejected: {fault:?}"),
            Err(reason) => println!("{fault:?}: {reason}"),
        }
    }
}

const QUIET: u64 = 40;
const LONGEST: u64 = 150;
const MOST_PATHS: usize = 4;

/// What the body needs of who collects changes. Moments are milliseconds.
trait Collects {
    fn noticed(&mut self, path: &str, now: u64);
    fn overflowed(&mut self, now: u64);
    fn take(&mut self, now: u64) -> Option<Batch>;
    fn next(&self) -> Option<u64>;
}

/// What ships, with the moment that counts as 0.
struct Shipped {
    debouncer: Debouncer,
    zero: Instant,
}

impl Shipped {
    fn new() -> Shipped {
        let delays = Delays { quiet: Duration::from_millis(QUIET), longest: Duration::from_millis(LONGEST) };
        Shipped { debouncer: Debouncer::new(delays, MOST_PATHS), zero: clock::now() }
    }

    fn at(&self, moment: u64) -> Instant {
        self.zero.after(Duration::from_millis(moment))
    }
}

impl Collects for Shipped {
    fn noticed(&mut self, path: &str, now: u64) {
        let now = self.at(now);
        self.debouncer.noticed(path.into(), now);
    }

    fn overflowed(&mut self, now: u64) {
        let now = self.at(now);
        self.debouncer.overflowed(now);
    }

    fn take(&mut self, now: u64) -> Option<Batch> {
        let now = self.at(now);
        self.debouncer.take(now).map(|batch| match batch {
            watching::Batch::Everything => Batch::Everything,
            watching::Batch::Paths(paths) => {
                Batch::Paths(paths.iter().map(|path| path.display().to_string()).collect())
            }
        })
    }

    fn next(&self) -> Option<u64> {
        self.debouncer.next().map(|due| due.duration_since(self.zero).as_millis() as u64)
    }
}

#[derive(Clone, Debug)]
enum Change {
    Noticed(String),
    Overflowed,
    Take,
}

/// Changes, each so many milliseconds after the one before.
fn changes() -> impl Strategy<Value = Vec<(u64, Change)>> {
    let path = prop::sample::select(vec!["a", "b", "c", "d", "e", "f"]).prop_map(str::to_owned);
    let change = prop_oneof![
        10 => path.prop_map(Change::Noticed),
        1 => Just(Change::Overflowed),
        6 => Just(Change::Take),
    ];
    let delay = prop_oneof![3 => 0..QUIET, 1 => QUIET..2 * LONGEST];
    prop::collection::vec((delay, change), 1..60)
}

/// The body: production and mutants pass through it with the same changes.
fn same_batches<C: Collects>(cases: u32, collector: impl Fn() -> C) -> Result<(), String> {
    check(cases, changes(), |changes| {
        let mut collector = collector();
        let mut specification =
            Changes { quiet: QUIET, longest: LONGEST, most: MOST_PATHS, ..Changes::default() };
        let mut now = 0;
        for (delay, change) in changes {
            now += delay;
            match change {
                Change::Noticed(path) => {
                    collector.noticed(&path, now);
                    specification.noticed(&path, now);
                }
                Change::Overflowed => {
                    collector.overflowed(now);
                    specification.overflowed(now);
                }
                Change::Take => prop_assert_eq!(collector.take(now), specification.take(now)),
            }
            prop_assert_eq!(collector.next(), specification.next());
        }
        // At rest everything is looked at.
        while let Some(due) = specification.next() {
            prop_assert_eq!(collector.take(due), specification.take(due), "at rest");
        }
        prop_assert_eq!(collector.next(), None, "at rest");
        Ok(())
    })
}

#[test]
fn what_is_looked_at_agrees() {
    if let Err(error) = same_batches(5_000, Shipped::new) {
        panic!("{error}");
    }
}

/// The one step in which a collector differs.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Slip {
    /// What changes again while it waits is not put off.
    NotPutOff,
    /// What changes on and on is never looked at.
    PutOffForEver,
    /// The last change of a burst waits for a next one (LU32).
    NoTrailingEdge,
    /// With one path, all that wait are looked at.
    TakesAll,
    /// What was lost stays lost.
    OverflowForgets,
    /// However many wait, each is looked at.
    Unbounded,
}

struct Collector {
    changes: Changes,
    slip: Slip,
}

impl Collects for Collector {
    fn noticed(&mut self, path: &str, now: u64) {
        let waits = self.changes.heard.contains_key(path);
        match self.slip {
            Slip::NotPutOff if waits => return,
            Slip::PutOffForEver => drop(self.changes.heard.remove(path)),
            Slip::NoTrailingEdge if waits => drop(self.changes.heard.remove(path)),
            _ => {}
        }
        if self.slip == Slip::NoTrailingEdge && waits {
            return;
        }
        self.changes.noticed(path, now);
        if self.slip == Slip::OverflowForgets {
            self.changes.lost = None;
        }
    }

    fn overflowed(&mut self, now: u64) {
        self.changes.overflowed(now);
        if self.slip == Slip::OverflowForgets {
            self.changes.lost = None;
        }
    }

    fn take(&mut self, now: u64) -> Option<Batch> {
        let batch = self.changes.take(now);
        match (self.slip, batch) {
            (Slip::TakesAll, Some(Batch::Paths(mut paths))) => {
                paths.extend(std::mem::take(&mut self.changes.heard).into_keys());
                paths.sort();
                Some(Batch::Paths(paths))
            }
            (_, batch) => batch,
        }
    }

    fn next(&self) -> Option<u64> {
        self.changes.next()
    }
}

#[test]
fn every_faulty_collector_is_rejected() {
    for slip in [
        Slip::NotPutOff,
        Slip::PutOffForEver,
        Slip::NoTrailingEdge,
        Slip::TakesAll,
        Slip::OverflowForgets,
        Slip::Unbounded,
    ] {
        let most = if slip == Slip::Unbounded { usize::MAX } else { MOST_PATHS };
        let changes = || Changes { quiet: QUIET, longest: LONGEST, most, ..Changes::default() };
        match same_batches(2_000, || Collector { changes: changes(), slip }) {
            Ok(()) => panic!("not rejected: {slip:?}"),
            Err(reason) => println!("{slip:?}: {reason}"),
        }
    }
}
