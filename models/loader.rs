//! Loading: whatever order the workers finish in, a load answers what the sequential one answers; it becomes visible in
//! one step or not at all; and it ends, also when a worker panics or somebody cancels it.

#[cfg(any(feature = "loom", feature = "shuttle"))]
mod faulty;
mod scenarios;

use crate::harness::{join, spawn};
use heddle::environment::{Environment, Snapshot};
use heddle::language::metta::read;
use heddle::loader::{
    Cancellation, DriverChoice, FileSystem, LoadError, LoadOptions, Loader, Memory, OnError, Publication,
    Report, Sighting,
};
use heddle::sync::Arc;
use heddle::sync::fork_join::Pool;
use heddle::sync::trace::note;
use std::path::Path;

pub(crate) use scenarios::PROPERTY;

/// A file: its path and its text.
type File = (&'static str, &'static str);

/// A text with an error.
const BROKEN: &str = "(unclosed";
/// A text whose reading panics.
const PANICS: &str = "(page)";

/// A load, as a body asks for it.
struct Plan {
    /// In path order.
    files: &'static [File],
    /// Threads that read; 0 for the sequential driver.
    workers: usize,
    /// The bytes that may be in flight.
    batch: u64,
    on_error: OnError,
}

impl Plan {
    /// All files may be in flight; all errors are collected.
    const fn new(files: &'static [File], workers: usize) -> Plan {
        Plan { files, workers, batch: 1_000, on_error: OnError::Collect }
    }

    const fn fail_fast(self) -> Plan {
        Plan { on_error: OnError::FailFast, ..self }
    }

    /// One file may be in flight.
    const fn narrow(self) -> Plan {
        Plan { batch: 1, ..self }
    }
}

/// What a load answers; errors as `path code`.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Answer {
    Loaded { errors: Vec<String>, programs: Vec<String> },
    Failed(String),
}

/// What the bodies need of a loader.
trait Loads: Send + Sync + 'static {
    fn load(environment: &Environment, plan: &Plan, cancellation: &Cancellation) -> Answer;
}

/// The loader that ships, from files in memory.
struct Production;

impl Loads for Production {
    fn load(environment: &Environment, plan: &Plan, cancellation: &Cancellation) -> Answer {
        production(environment, plan, cancellation, Publication::AtEnd)
    }
}

fn production(
    environment: &Environment,
    plan: &Plan,
    cancellation: &Cancellation,
    publication: Publication,
) -> Answer {
    let options = LoadOptions {
        threads: plan.workers.max(1),
        batch_bytes: plan.batch,
        on_error: plan.on_error,
        publication,
        driver: if plan.workers == 0 { DriverChoice::Sequential } else { DriverChoice::Parallel },
        ..LoadOptions::default()
    };
    let files = Memory::new(plan.files.iter().copied());
    let discovery = files.discovery();
    let loader = Loader::new(options).file_system(Shelf(files)).cancellation(cancellation);
    match loader.load_discovered(environment, discovery) {
        Ok(report) => {
            Answer::Loaded { errors: report.errors.iter().map(brief).collect(), programs: programs(&report) }
        }
        Err(error) => Answer::Failed(brief(&error)),
    }
}

fn brief(error: &LoadError) -> String {
    format!("{} {}", error.path().display(), error.code())
}

fn programs(report: &Report) -> Vec<String> {
    report.programs.iter().flat_map(|program| program.forms().map(|form| form.text.to_owned())).collect()
}

/// Files in memory, one of which may panic when it is read: quietly, since it does so in every execution.
struct Shelf(Memory);

impl FileSystem for Shelf {
    fn read(&self, path: &Path, limit: u64, bytes: &mut Vec<u8>) -> std::io::Result<Sighting> {
        let seen = self.0.read(path, limit, bytes)?;
        if bytes == PANICS.as_bytes() {
            std::panic::resume_unwind(Box::new("a torn page"));
        }
        Ok(seen)
    }
}

/// An environment that holds something already, names of the files to come among it.
fn populated() -> Environment {
    let environment = Environment::new();
    environment.publish(heddle::environment::Draft::from_reading(read("(before f)")).into(), &Pool::new(1));
    environment
}

fn lines(snapshot: &Snapshot) -> Vec<String> {
    snapshot.iter_atoms().map(|atom| atom.to_string()).collect()
}

/// E2: a load that fails leaves the environment as it was.
fn untouched(environment: &Environment, before: &Snapshot) {
    let after = environment.snapshot();
    assert_eq!(after.dump(), before.dump(), "a load that did not succeed left something behind");
    assert_eq!(after.revision(), before.revision(), "a load that did not succeed published");
}

/// Every atom is where it belongs and is found: constants of a load that was rebased mean what they meant.
fn holds(snapshot: &Snapshot, expected: &[&str]) {
    assert_eq!(lines(snapshot), expected, "the environment is not what the sequential loader makes");
    for atom in snapshot.iter_atoms() {
        let copies = expected.iter().filter(|&&text| text == atom.to_string()).count();
        assert_eq!(snapshot.multiplicity(atom), copies, "an atom is there and is not found");
    }
    let rules = expected.iter().filter(|text| text.starts_with("(= (f)")).count();
    assert_eq!(snapshot.matching_rules("f", 0).count(), rules, "a rule is there and is not found");
}

/// E2, D3: the same answer and the same dump as the sequential loader.
fn as_sequential<L: Loads>(plan: &Plan) {
    let (expected, environment) = (populated(), populated());
    let alone =
        production(&expected, &Plan { workers: 0, ..*plan }, &Cancellation::new(), Publication::AtEnd);
    let answer = L::load(&environment, plan, &Cancellation::new());
    assert_eq!(answer, alone, "the parallel load answers other than the sequential one");
    assert_eq!(
        environment.snapshot().dump(),
        expected.snapshot().dump(),
        "the parallel load makes another environment than the sequential one"
    );
}

/// Two workers, an error in each file: the first in path order is the answer.
fn first_error<L: Loads>() {
    let environment = populated();
    let before = environment.snapshot();
    let plan = Plan::new(&[("a", BROKEN), ("b", BROKEN)], 2).fail_fast();
    let answer = L::load(&environment, &plan, &Cancellation::new());
    assert_eq!(
        answer,
        Answer::Failed(format!("a {}", code(BROKEN))),
        "the error is not the first in path order"
    );
    untouched(&environment, &before);
}

/// Two workers, an error in each file: all are answered, in path order.
fn all_errors<L: Loads>() {
    let environment = populated();
    let before = environment.snapshot();
    let plan = Plan::new(&[("a", BROKEN), ("b", BROKEN)], 2);
    let answer = L::load(&environment, &plan, &Cancellation::new());
    let errors = ["a", "b"].map(|path| format!("{path} {}", code(BROKEN))).to_vec();
    assert_eq!(answer, Answer::Loaded { errors, programs: Vec::new() }, "the errors are not in path order");
    untouched(&environment, &before);
}

fn code(text: &str) -> &'static str {
    read(text).errors.first().map_or("none", |error| error.code())
}

/// Two workers, rules and programs in each file.
fn same_environment<L: Loads>() {
    as_sequential::<L>(&Plan::new(&[("a", "(= (f) 1) !(f)"), ("b", "(= (f) 2) !(g)")], 2));
}

/// Two workers, room for one file, three files; the second panics, and the third waits behind it.
fn narrow_window<L: Loads>() {
    as_sequential::<L>(&Plan::new(&[("a", "(= (f) 1)"), ("b", PANICS), ("c", "(= (f) 2)")], 2).narrow());
}

/// Seven workers, twelve files, room for three: errors, a panic, rules, copies, programs.
fn many_workers<L: Loads>() {
    const FILES: &[File] = &[
        ("a", "(= (f) 1) !(f)"),
        ("b", BROKEN),
        ("c", "(p 1) (p 1)"),
        ("d", PANICS),
        ("e", "(= (f) 2) (p 1)"),
        ("f", ""),
        ("g", BROKEN),
        ("h", "!(g)"),
        ("i", "(: f T)"),
        ("j", "(= (f) 1)"),
        ("k", BROKEN),
        ("l", "(p 2) !(h)"),
    ];
    as_sequential::<L>(&Plan { batch: 30, ..Plan::new(FILES, 7) });
}

/// Seven workers, every file with an error or a panic.
fn many_errors<L: Loads>() {
    const FILES: &[File] = &[
        ("a", "(p)"),
        ("b", BROKEN),
        ("c", PANICS),
        ("d", BROKEN),
        ("e", BROKEN),
        ("f", "(q)"),
        ("g", BROKEN),
    ];
    as_sequential::<L>(&Plan::new(FILES, 7).fail_fast());
}

/// D2: a worker panics while it reads a file: that is an error of the file, and the rest is loaded.
fn panicking_worker<L: Loads>() {
    let environment = populated();
    let plan = Plan::new(&[("a", PANICS), ("b", "(= (f) 1)")], 1);
    let answer = L::load(&environment, &plan, &Cancellation::new());
    let errors = vec!["a L0009".to_owned()];
    assert_eq!(answer, Answer::Loaded { errors, programs: Vec::new() }, "a panic was not reported");
    holds(&environment.snapshot(), &["(before f)", "(= (f) 1)"]);
}

/// One thread: a load that fails at its second file, then one that succeeds.
fn one_thread<L: Loads>() {
    let environment = populated();
    let before = environment.snapshot();
    let plan = Plan::new(&[("a", "(= (f) 1)"), ("b", BROKEN)], 0).fail_fast();
    let answer = L::load(&environment, &plan, &Cancellation::new());
    note("failed", u64::from(matches!(answer, Answer::Failed(_))));
    untouched(&environment, &before);
    let plan = Plan::new(&[("a", "(= (f) 1)"), ("b", "(p 1)")], 0);
    L::load(&environment, &plan, &Cancellation::new());
    note("atoms", environment.snapshot().len() as u64);
    holds(&environment.snapshot(), &["(before f)", "(= (f) 1)", "(p 1)"]);
}

/// E1: who queries during a load sees all of it or nothing.
fn load_beside_queries<L: Loads>() {
    let environment = Arc::new(populated());
    let reader = spawn("reader", {
        let environment = Arc::clone(&environment);
        move || {
            let seen = [(); 2].map(|()| {
                let snapshot = environment.snapshot();
                note("atoms", snapshot.len() as u64);
                assert!([1, 3].contains(&snapshot.len()), "a query saw a part of a load");
                assert_eq!(
                    snapshot.matching_rules("f", 0).count(),
                    snapshot.len() / 3,
                    "a query saw half a rule"
                );
                snapshot.len()
            });
            assert!(seen[0] <= seen[1], "a query saw less than the one before");
        }
    });
    let plan = Plan::new(&[("a", "(= (f) 1)"), ("b", "(p 1)")], 1).narrow();
    let answer = L::load(&environment, &plan, &Cancellation::new());
    assert_eq!(answer, Answer::Loaded { errors: Vec::new(), programs: Vec::new() });
    join([reader]);
    holds(&environment.snapshot(), &["(before f)", "(= (f) 1)", "(p 1)"]);
}

/// E1, E4: two loads with names of their own and in common: both complete, one after the other.
fn two_loads<L: Loads>() {
    loads_at_once::<L>(0);
}

/// The same with a worker each.
fn two_parallel_loads<L: Loads>() {
    loads_at_once::<L>(1);
}

fn loads_at_once<L: Loads>(workers: usize) {
    let environment = Arc::new(populated());
    let other = spawn("other load", {
        let environment = Arc::clone(&environment);
        move || {
            let plan = Plan::new(&[("c", "(= (f) new)"), ("d", "(shared 3)")], workers);
            L::load(&environment, &plan, &Cancellation::new());
        }
    });
    let plan = Plan::new(&[("a", "(= (f) other)"), ("b", "(shared new)")], workers);
    L::load(&environment, &plan, &Cancellation::new());
    join([other]);
    let snapshot = environment.snapshot();
    let (one, two) = (["(= (f) other)", "(shared new)"], ["(= (f) new)", "(shared 3)"]);
    assert_eq!(snapshot.len(), 5, "a load was lost");
    let first = if lines(&snapshot)[1] == one[0] { [one, two] } else { [two, one] };
    let order = [&["(before f)"][..], &first[0], &first[1]].concat();
    assert_eq!(lines(&snapshot), order, "two loads are mixed with each other");
    holds(&snapshot, &order);
}

/// D1, E1: somebody cancels: the load ends, with all of it or nothing.
fn cancelled<L: Loads>() {
    let environment = populated();
    let before = environment.snapshot();
    let cancellation = Cancellation::new();
    let other = spawn("canceller", {
        let cancellation = cancellation.clone();
        move || cancellation.cancel()
    });
    let plan = Plan::new(&[("a", "(= (f) 1)"), ("b", "(p 1)"), ("c", "(p 2)")], 1).narrow();
    let answer = L::load(&environment, &plan, &cancellation);
    match answer {
        Answer::Failed(error) => {
            note("cancelled", 1);
            assert!(error.ends_with("L0010"), "a cancelled load says `{error}`");
            untouched(&environment, &before);
        }
        Answer::Loaded { .. } => {
            holds(&environment.snapshot(), &["(before f)", "(= (f) 1)", "(p 1)", "(p 2)"])
        }
    }
    join([other]);
}

crate::harness::model!(PROPERTY);
