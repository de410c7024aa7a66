//! E2: the sequential and the parallel loader, with any number of threads, any batch and any order of completion, give
//! the same dump, digest, programs and errors; and all of that is what the specification says.

use std::io;
use std::path::{Path, PathBuf};

use heddle::environment::{Digest, Environment};
use heddle::loader::{
    Discovery, DriverChoice, FileSystem, LoadError, LoadErrorKind, LoadOptions, Loader, Memory, OnError,
    Program, Publication, Sighting,
};
use heddle::oracle::specification::environment::EnvironmentSpecification;
use heddle::oracle::specification::loading::{self, Policy};
use heddle::sync::{Arc, Condvar, Mutex};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

type Files = Vec<Vec<u8>>;

/// Files are read in the order that a permutation asks for, as far as there are readers to choose from: nobody passes
/// before as many readers stand at the gate as can get there, and then the one that the permutation ranks first goes.
#[derive(Clone)]
struct Gate {
    files: Memory,
    state: Arc<(Mutex<Waiting>, Condvar)>,
}

struct Waiting {
    /// The files that stand at the gate.
    present: Vec<usize>,
    /// For each file its rank: the lower goes first.
    ranks: Vec<usize>,
    /// Readers that can be at the gate at once.
    readers: usize,
    /// Files that have not passed.
    left: usize,
    /// Files with errors: in a fail-fast load nobody may come any more once one has passed, so the gate opens for good.
    broken: Vec<bool>,
    open: bool,
}

impl Waiting {
    fn may_pass(&self, file: usize) -> bool {
        let all_here = self.present.len() == self.readers.min(self.left);
        self.open || (all_here && self.present.iter().all(|&other| self.ranks[other] >= self.ranks[file]))
    }
}

impl Gate {
    fn new(files: &Memory, ranks: Vec<usize>, readers: usize, broken: Vec<bool>) -> Gate {
        let left = ranks.len();
        let waiting = Waiting { present: Vec::new(), ranks, readers, left, broken, open: false };
        let state = Arc::new((Mutex::new("test.gate", waiting), Condvar::new("test.turn")));
        Gate { files: files.clone(), state }
    }
}

impl FileSystem for Gate {
    fn read(&self, path: &Path, limit: u64, bytes: &mut Vec<u8>) -> io::Result<Sighting> {
        let file = number(path);
        let (waiting, turn) = &*self.state;
        let mut state = waiting.lock();
        state.present.push(file);
        turn.notify_all();
        while !state.may_pass(file) {
            state = turn.wait(state);
        }
        state.present.retain(|&other| other != file);
        state.left -= 1;
        state.open |= state.broken[file];
        turn.notify_all();
        drop(state);
        self.files.read(path, limit, bytes)
    }
}

fn number(path: &Path) -> usize {
    path.file_stem().and_then(|name| name.to_str()?.parse().ok()).expect("files are called by number")
}

fn memory(files: &Files) -> Memory {
    Memory::new(
        files
            .iter()
            .enumerate()
            .map(|(number, bytes)| (PathBuf::from(format!("{number:03}.metta")), bytes.clone())),
    )
}

/// All that a load leaves behind and says, but times.
#[derive(Debug, PartialEq)]
struct Outcome {
    dump: String,
    digest: Digest,
    programs: Vec<Program>,
    errors: Vec<LoadError>,
    sums: Option<(usize, u64, usize, usize, usize)>,
}

fn load(file_system: impl FileSystem, discovery: Discovery, options: LoadOptions) -> Outcome {
    let environment = Environment::new();
    let loaded = Loader::new(options).file_system(file_system).load_discovered(&environment, discovery);
    let snapshot = environment.snapshot();
    let (dump, digest) = (snapshot.dump(), snapshot.digest());
    match loaded {
        Ok(report) => Outcome {
            dump,
            digest,
            sums: Some((report.files, report.bytes, report.atoms, report.rules, report.types)),
            programs: report.programs,
            errors: report.errors,
        },
        Err(error) => Outcome { dump, digest, sums: None, programs: Vec::new(), errors: vec![error] },
    }
}

/// The programs with their forms.
type Programs = Vec<(String, Vec<String>)>;
/// The places of errors: file, line, column.
type Places = Vec<(String, usize, usize)>;

/// What the specification says: the dump, the programs, the places of the errors.
fn expected(files: &Files, on_error: OnError) -> (String, Programs, Places) {
    let named: Vec<(String, &[u8])> = files
        .iter()
        .enumerate()
        .map(|(number, bytes)| (format!("{number:03}.metta"), bytes.as_slice()))
        .collect();
    let policy = match on_error {
        OnError::FailFast => Policy::FailFast,
        OnError::Collect => Policy::Collect,
    };
    let loading = loading::load(
        &EnvironmentSpecification::new(),
        named.iter().map(|(path, bytes)| (path.as_str(), *bytes)),
        policy,
    );
    let programs = loading
        .programs
        .into_iter()
        .filter(|(_, forms)| !forms.is_empty())
        .map(|(path, forms)| (path, forms.iter().map(ToString::to_string).collect()))
        .collect();
    let errors = loading.errors.into_iter().map(|error| (error.path, error.line, error.column)).collect();
    (loading.environment.dump(), programs, errors)
}

fn check(files: &Files, ranks: Vec<usize>, threads: usize, batch_bytes: u64, on_error: OnError) {
    let memory = memory(files);
    let options = LoadOptions { threads, batch_bytes, on_error, ..LoadOptions::default() };
    let sequential =
        load(memory.clone(), memory.discovery(), LoadOptions { driver: DriverChoice::Sequential, ..options });

    let (dump, programs, errors) = expected(files, on_error);
    assert_eq!(sequential.dump, dump);
    assert_eq!(sequential.digest, Digest::of(&dump));
    let shown = |program: &Program| {
        let forms = program.forms().map(|form| form.atom().expect("read before").to_string());
        (program.path().display().to_string(), forms.collect::<Vec<_>>())
    };
    assert_eq!(sequential.programs.iter().map(shown).collect::<Vec<_>>(), programs);
    let place = |error: &LoadError| {
        let position = error.excerpt().expect("all errors here have a place").position();
        (error.path().display().to_string(), position.line as usize, position.column as usize)
    };
    assert_eq!(sequential.errors.iter().map(place).collect::<Vec<_>>(), errors);

    let parallel = LoadOptions { driver: DriverChoice::Parallel, ..options };
    assert_eq!(load(memory.clone(), memory.discovery(), parallel), sequential);

    // In any order of completion. All readers can come to the gate only if the batch holds everything.
    let broken = |on_error, file: &Vec<u8>| on_error == OnError::FailFast && is_broken(file);
    let broken = files.iter().map(|file| broken(on_error, file)).collect();
    let gate = Gate::new(&memory, ranks, threads.min(files.len()), broken);
    assert_eq!(load(gate, memory.discovery(), LoadOptions { batch_bytes: u64::MAX, ..parallel }), sequential);

    // Batch by batch the same atoms in the same order, as long as nothing fails.
    if on_error == OnError::Collect {
        for driver in [DriverChoice::Sequential, DriverChoice::Parallel] {
            let options = LoadOptions { publication: Publication::PerBatch, driver, ..options };
            assert_eq!(load(memory.clone(), memory.discovery(), options), sequential);
        }
    }
}

fn is_broken(file: &[u8]) -> bool {
    std::str::from_utf8(file).map_or(true, |text| !heddle::language::metta::read(text).errors.is_empty())
}

/// A form, an error, or something in between.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let good = prop_oneof![
        "\\([a-c]( [a-c$x1]){0,2}\\)",
        "\\(= \\([a-c] \\$x\\) [a-c]\\)",
        "\\(: [a-c] T\\)",
        "!\\([a-c] \\$y\\)",
        Just("; a comment (with a bracket".to_string()),
        Just("\"é 🧵\" (a \"b c\")".to_string()),
        Just("((((((deep))))))".to_string()),
        Just("!".to_string()),
        Just("1 1.0 a (1.0)".to_string()),
    ];
    good.prop_map(String::into_bytes)
}

fn fault() -> impl Strategy<Value = Vec<u8>> {
    select(vec![
        &b")"[..],
        b"(a",
        b"(a \"",
        b"(\"\\q\")",
        b"99999999999999999999",
        b"$a#b",
        b"\xff",
        b"(a \xc3",
        b"(a))",
    ])
    .prop_map(<[u8]>::to_vec)
}

fn file(faults: u32) -> impl Strategy<Value = Vec<u8>> {
    let line = prop_oneof![100 => piece(), faults => fault()];
    vec(line, 0..8).prop_map(|lines| lines.join(&b'\n'))
}

fn workspace() -> impl Strategy<Value = (Files, Vec<usize>)> {
    (select(vec![0, 3, 30]), 0..14_usize).prop_flat_map(|(faults, files)| {
        let ranks = Just((0..files).collect::<Vec<_>>()).prop_shuffle();
        (vec(file(faults), files), ranks)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(192) })]

    #[test]
    fn sequential_and_parallel_loading_agree_with_the_specification(
        (files, ranks) in workspace(),
        threads in select(vec![1, 2, 3, 8]),
        batch_bytes in select(vec![0, 1, 7, 64, 1000, u64::MAX]),
        collect in any::<bool>(),
    ) {
        check(&files, ranks, threads, batch_bytes, if collect { OnError::Collect } else { OnError::FailFast });
    }
}

/// Two broken files: the later one is read first. What is reported is the earlier one, and nothing of it stays.
#[test]
fn the_first_error_in_path_order_is_reported_when_a_later_one_is_found_first() {
    for threads in [2, 3, 8] {
        for (first, second) in [(0, 1), (0, 7), (3, 4), (6, 7)] {
            let file = |number| if number == first || number == second { "(a" } else { "(a)" };
            let files: Files = (0..8).map(|number| file(number).as_bytes().to_vec()).collect();
            // The later a file, the earlier it passes the gate.
            check(&files, (0..8).rev().collect(), threads, u64::MAX, OnError::FailFast);
            let memory = memory(&files);
            let options = LoadOptions { threads, driver: DriverChoice::Parallel, ..LoadOptions::default() };
            let environment = Environment::new();
            let error = Loader::new(options)
                .file_system(memory.clone())
                .load_discovered(&environment, memory.discovery())
                .expect_err("two files are broken");
            assert_eq!(number(error.path()), first);
            assert!(matches!(error.kind(), LoadErrorKind::Syntax(_)));
            assert!(environment.snapshot().is_empty());
        }
    }
}
