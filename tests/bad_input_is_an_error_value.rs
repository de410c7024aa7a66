//! Every error that the loader can give: clear, a value, in its place, and without a trace in the environment.

use std::io;
use std::path::Path;

use heddle::environment::Environment;
use heddle::loader::{
    Discovery, DriverChoice, FileSystem, Limits, LoadError, LoadOptions, Loader, Memory, OnError, Sighting,
    SourceFile, Stamp, discover,
};
use heddle::sync::Arc;
use heddle::sync::atomic::{AtomicUsize, Ordering};

/// A file system whose file looks different each time, as a script says.
#[derive(Clone)]
struct Scripted {
    /// For each try what is seen before, what after, and the content.
    tries: Arc<Vec<(Stamp, Stamp, Vec<u8>)>>,
    tried: Arc<AtomicUsize>,
}

impl Scripted {
    fn new(tries: Vec<(Stamp, Stamp, &str)>) -> Scripted {
        let tries = tries.into_iter().map(|(before, after, text)| (before, after, text.as_bytes().to_vec()));
        Scripted { tries: Arc::new(tries.collect()), tried: Arc::new(AtomicUsize::new(0)) }
    }
}

impl FileSystem for Scripted {
    fn read(&self, _: &Path, _: u64, bytes: &mut Vec<u8>) -> io::Result<Sighting> {
        let number = self.tried.fetch_add(1, Ordering::AcqRel);
        let (before, after, content) = self.tries.get(number).ok_or(io::ErrorKind::Other)?.clone();
        *bytes = content;
        Ok(Sighting { before, after })
    }
}

struct Failing(io::ErrorKind);

impl FileSystem for Failing {
    fn read(&self, _: &Path, _: u64, _: &mut Vec<u8>) -> io::Result<Sighting> {
        Err(self.0.into())
    }
}

/// Panics at one file and reads the others from memory.
struct Panicking(Memory, &'static [&'static str]);

impl FileSystem for Panicking {
    fn read(&self, path: &Path, limit: u64, bytes: &mut Vec<u8>) -> io::Result<Sighting> {
        bytes.extend_from_slice(b"half a file");
        assert!(!self.1.iter().any(|trap| path.ends_with(trap)), "the trap snaps");
        self.0.read(path, limit, bytes)
    }
}

fn stamp(length: u64, modified: u64) -> Stamp {
    Stamp { regular: true, length, modified: Some(std::time::Duration::from_secs(modified)) }
}

fn atoms(environment: &Environment) -> Vec<String> {
    environment.snapshot().iter_atoms().map(|atom| atom.readable().to_string()).collect()
}

fn one(path: &str) -> Discovery {
    Discovery { entries: vec![Ok(SourceFile { path: Path::new(path).into(), length: 3 })], repeated: 0 }
}

/// Loads one file fail-fast with both drivers; both must say the same and leave nothing behind.
fn refused(file_system: impl Fn() -> Box<dyn FileSystem>, options: LoadOptions) -> LoadError {
    let [first, second] = [DriverChoice::Sequential, DriverChoice::Parallel].map(|driver| {
        let environment = Environment::new();
        let options = LoadOptions { driver, threads: 2, ..options };
        let loader = Loader::new(options).file_system(Boxed(file_system()));
        let error = loader.load_discovered(&environment, one("folder/file.metta")).unwrap_err();
        assert!(environment.snapshot().is_empty());
        error
    });
    assert_eq!(first, second);
    first
}

struct Boxed(Box<dyn FileSystem>);

impl FileSystem for Boxed {
    fn read(&self, path: &Path, limit: u64, bytes: &mut Vec<u8>) -> io::Result<Sighting> {
        self.0.read(path, limit, bytes)
    }
}

fn memory(text: &[u8]) -> Box<dyn FileSystem> {
    Box::new(Memory::new([("folder/file.metta", text)]))
}

#[test]
fn a_file_that_changes_is_read_a_second_time_and_then_refused() {
    let same = stamp(3, 7);
    let options = LoadOptions::default();
    // The time moves, the length moves, or less is read than there should be: each time the second try is good.
    for first in
        [(same, stamp(3, 8), "(a)"), (same, stamp(9, 7), "(a)"), (same, same, "(a"), (same, same, "(a) (b)")]
    {
        let environment = Environment::new();
        let files = Scripted::new(vec![first, (same, same, "(b)")]);
        let loader = Loader::new(options).file_system(files.clone());
        assert_eq!(loader.load_discovered(&environment, one("f")).unwrap().atoms, 1);
        assert_eq!(atoms(&environment), ["(b)"]);
        assert_eq!(files.tried.load(Ordering::Acquire), 2);
    }
    let changing = (same, stamp(3, 8), "(a)");
    let error = refused(|| Box::new(Scripted::new(vec![changing, changing, (same, same, "(b)")])), options);
    assert_eq!(error.code(), "L0007");
}

#[test]
fn a_panic_while_a_file_is_read_is_an_error_of_this_file_alone() {
    for driver in [DriverChoice::Sequential, DriverChoice::Parallel] {
        let files = Memory::new([("a.metta", "(a)"), ("trap.metta", "(b)"), ("z.metta", "(z)")]);
        let options =
            LoadOptions { on_error: OnError::Collect, driver, threads: 2, ..LoadOptions::default() };
        let environment = Environment::new();
        let loader = Loader::new(options).file_system(Panicking(files.clone(), &["trap.metta"]));
        let report = loader.load_discovered(&environment, files.discovery()).unwrap();
        assert_eq!(atoms(&environment), ["(a)", "(z)"]);
        let errors: Vec<String> = report.errors.iter().map(ToString::to_string).collect();
        assert_eq!(errors, ["trap.metta: reading this file panicked: the trap snaps"]);
    }
}

#[test]
fn a_file_may_be_as_long_as_the_limit_and_no_longer() {
    let limited = |file_bytes| LoadOptions { limits: Limits { file_bytes }, ..LoadOptions::default() };
    let environment = Environment::new();
    let files = Memory::new([("f", "(a b)")]);
    let loader = Loader::new(limited(5)).file_system(files.clone());
    assert_eq!(loader.load_discovered(&environment, files.discovery()).unwrap().bytes, 5);
    assert_eq!(refused(|| memory(b"(a b)"), limited(4)).code(), "L0006");
    // A file that grows beyond the limit between the first look and the last byte.
    let grown = Scripted::new(vec![(stamp(3, 7), stamp(6, 7), "(a) (b"); 2]);
    assert_eq!(
        refused(|| Box::new(Scripted { tried: Arc::new(AtomicUsize::new(0)), ..grown.clone() }), limited(5))
            .code(),
        "L0006"
    );
}

#[test]
fn a_file_of_ten_megabytes_and_more_is_loaded() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.metta");
    let line = "(a-fact of some length with a string \"in it\" 12345)\n";
    let text = line.repeat(11_000_000 / line.len());
    std::fs::write(&path, &text).unwrap();
    let environment = Environment::new();
    let report = heddle::loader::load(&environment, &[&path], &LoadOptions::default()).unwrap();
    assert_eq!(report.bytes, text.len() as u64);
    assert_eq!(environment.snapshot().len(), text.lines().count());
}

#[test]
fn every_message_of_the_loader_reads_well() {
    let options = LoadOptions::default();
    let mut shown: Vec<String> = Vec::new();
    let mut show = |error: LoadError| shown.push(format!("{error}\n\n{}", error.render(false)));

    let missing = discover(&["no/such/file.metta"]);
    show(missing.entries[0].as_ref().unwrap_err().clone());
    for kind in [io::ErrorKind::PermissionDenied, io::ErrorKind::NotFound, io::ErrorKind::TimedOut] {
        show(refused(move || Box::new(Failing(kind)), options));
    }
    let pipe = Stamp { regular: false, ..stamp(0, 0) };
    show(refused(|| Box::new(Scripted::new(vec![(pipe, pipe, "")])), options));
    let limits = Limits { file_bytes: 4 };
    show(refused(|| memory(b"(a b c)"), LoadOptions { limits, ..options }));
    let changing = (stamp(3, 7), stamp(3, 8), "(a)");
    show(refused(|| Box::new(Scripted::new(vec![changing, changing])), options));
    show(refused(|| memory(b"(first line)\n(caf\xe9 \"\xff\")\n"), options));
    show(refused(|| memory(b"(cut short \xe2\x82"), options));
    let long = format!("(a)\n(long {} \"\\q\" {})\n", "é ".repeat(5000), "x ".repeat(5000));
    show(refused(|| memory(long.as_bytes()), options));
    show(refused(|| Box::new(Panicking(Memory::default(), &["file.metta"])), options));

    let cancellation = heddle::loader::Cancellation::new();
    cancellation.cancel();
    let files = Memory::new([("folder/file.metta", "(a)")]);
    let loader = Loader::new(options).file_system(files.clone()).cancellation(&cancellation);
    show(loader.load_discovered(&Environment::new(), files.discovery()).unwrap_err());

    crate::snapshot("loader_errors", &shown.join("\n\n---\n\n"));
}

#[test]
fn the_errors_of_discovery_read_well() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    std::fs::create_dir_all(root.join("a/b")).unwrap();
    std::os::unix::fs::symlink(root.join("a"), root.join("a/b/again")).unwrap();
    std::os::unix::fs::symlink(root.join("nowhere"), root.join("dangling.metta")).unwrap();
    std::fs::write(root.join(".gitignore"), "fine\na[z-a]\n").unwrap();
    let found = discover(&[root]);
    let shown: Vec<String> =
        found.entries.iter().map(|entry| entry.as_ref().unwrap_err().render(false)).collect();
    crate::snapshot(
        "discovery_errors",
        &shown.join("\n\n---\n\n").replace(&root.display().to_string(), "FOLDER"),
    );
}
