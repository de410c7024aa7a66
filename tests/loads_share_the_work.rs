//! The parallel driver is parallel, the automatic choice takes it where it pays, and a load leaves nothing behind.

#![allow(clippy::disallowed_methods, reason = "asks which thread it runs on")]

use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::time::Duration;

use heddle::environment::Environment;
use heddle::loader::{
    Cancellation, Driver, DriverChoice, FileSystem, LoadErrorKind, LoadOptions, Loader, Memory, Publication,
    Sighting, Stage,
};
use heddle::sync::clock::Deadline;
use heddle::sync::{Arc, Condvar, Mutex};

fn workspace(files: usize, bytes_each: usize) -> Memory {
    let text = |file: usize| {
        let mut text = String::new();
        while text.len() < bytes_each {
            text += &format!("(fact {file} {})\n", text.len());
        }
        text
    };
    Memory::new((0..files).map(|file| (format!("m{file:04}.metta"), text(file))))
}

/// Lets nobody pass before readers on `wanted` different threads stand at the gate.
struct Meeting {
    files: Memory,
    wanted: usize,
    present: Arc<(Mutex<BTreeSet<String>>, Condvar)>,
}

impl FileSystem for Meeting {
    fn read(&self, path: &Path, limit: u64, bytes: &mut Vec<u8>) -> io::Result<Sighting> {
        let (present, arrived) = &*self.present;
        let mut names = present.lock();
        names.insert(std::thread::current().name().unwrap_or_default().to_string());
        arrived.notify_all();
        // The deadline turns a driver with too few threads into a failure instead of a test that never ends.
        let deadline = Deadline::after(Duration::from_secs(60));
        while names.len() < self.wanted {
            let (guard, expired) = arrived.wait_deadline(names, deadline);
            names = guard;
            if expired.0 {
                return Err(io::ErrorKind::TimedOut.into());
            }
        }
        drop(names);
        self.files.read(path, limit, bytes)
    }
}

#[test]
fn a_hundred_files_are_loaded_by_two_threads() {
    let files = workspace(100, 2000);
    let present = Arc::new((Mutex::new("test.present", BTreeSet::new()), Condvar::new("test.arrived")));
    let environment = Environment::new();
    let options = LoadOptions { threads: 2, ..LoadOptions::default() };
    let meeting = Meeting { files: files.clone(), wanted: 2, present: present.clone() };
    let report =
        Loader::new(options).file_system(meeting).load_discovered(&environment, files.discovery()).unwrap();
    assert_eq!(report.driver, Driver::Parallel { threads: 2 });
    assert_eq!(report.files, 100);
    let names: Vec<String> = present.0.lock().iter().cloned().collect();
    assert_eq!(names, ["heddle-load-0", "heddle-load-1"]);
}

#[test]
fn little_text_is_read_on_the_calling_thread() {
    for (files, bytes) in [(1, 10), (10, 100), (0, 0)] {
        let files = workspace(files, bytes);
        let environment = Environment::new();
        let options = LoadOptions { threads: 2, ..LoadOptions::default() };
        let loader = Loader::new(options).file_system(files.clone());
        assert_eq!(
            loader.load_discovered(&environment, files.discovery()).unwrap().driver,
            Driver::Sequential
        );
    }
}

#[test]
fn progress_counts_every_file_and_ends_once() {
    for driver in [DriverChoice::Sequential, DriverChoice::Parallel] {
        let files = workspace(30, 200);
        let environment = Environment::new();
        let caller = std::thread::current().id();
        let mut seen = Vec::new();
        let options = LoadOptions { threads: 3, driver, ..LoadOptions::default() };
        let loader = Loader::new(options).file_system(files.clone()).on_progress(|progress| {
            assert_eq!(std::thread::current().id(), caller);
            seen.push(progress);
        });
        let report = loader.load_discovered(&environment, files.discovery()).unwrap();
        let reading: Vec<usize> = seen
            .iter()
            .filter(|progress| progress.stage == Stage::Reading)
            .map(|progress| progress.files)
            .collect();
        assert_eq!(reading, (1..=30).collect::<Vec<_>>());
        assert!(seen.is_sorted_by_key(|progress| progress.bytes));
        let last = seen.last().unwrap();
        assert_eq!((last.stage, last.bytes, last.of_bytes), (Stage::Published, report.bytes, report.bytes));
        assert_eq!(seen.iter().filter(|progress| progress.stage == Stage::Published).count(), 1);
    }
}

#[test]
fn a_cancelled_load_publishes_nothing_more() {
    for driver in [DriverChoice::Sequential, DriverChoice::Parallel] {
        for (publication, kept) in [(Publication::AtEnd, 0), (Publication::PerBatch, 10)] {
            let files = workspace(40, 100);
            let environment = Environment::new();
            let cancellation = Cancellation::new();
            let options =
                LoadOptions { threads: 2, driver, publication, batch_bytes: 1, ..LoadOptions::default() };
            let loader = Loader::new(options)
                .file_system(files.clone())
                .cancellation(&cancellation)
                .on_progress(|progress| {
                    if progress.files == 10 {
                        cancellation.cancel();
                    }
                });
            let error = loader.load_discovered(&environment, files.discovery()).unwrap_err();
            assert_eq!(error.kind(), &LoadErrorKind::Cancelled);
            assert_eq!(error.path(), Path::new("m0010.metta"));
            let dump = environment.snapshot().dump();
            let files: BTreeSet<&str> =
                dump.lines().filter_map(|line| line.strip_prefix("(fact ")?.split(' ').next()).collect();
            assert_eq!(files.len(), kept, "{driver:?} {publication:?}");
        }
    }
}

#[test]
fn loads_at_the_same_time_are_each_whole() {
    let environment = Arc::new(Environment::new());
    let loads: Vec<_> = (0..4)
        .map(|number| {
            let environment = environment.clone();
            heddle::sync::thread::spawn(format!("load-{number}"), move || {
                let text = |file: usize| format!("(of {number} {file})\n(= (rule-{number} {file}) {file})\n");
                let files = Memory::new((0..20).map(|file| (format!("{file:02}.metta"), text(file))));
                let options =
                    LoadOptions { threads: 2, driver: DriverChoice::Parallel, ..LoadOptions::default() };
                let loader = Loader::new(options).file_system(files.clone());
                loader.load_discovered(&environment, files.discovery()).unwrap().revision
            })
        })
        .collect();
    let mut revisions: Vec<u64> = loads.into_iter().map(|load| load.join().unwrap().number()).collect();
    revisions.sort_unstable();
    assert_eq!(revisions, [1, 2, 3, 4]);
    // Whole loads one behind the other, in some order.
    let dump = environment.snapshot().dump();
    let loads: Vec<&str> =
        dump.lines().filter_map(|line| line.strip_prefix("(of ")?.split(' ').next()).collect();
    assert_eq!(loads.len(), 80);
    for whole in loads.chunks(20) {
        assert!(whole.iter().all(|load| load == &whole[0]), "{loads:?}");
    }
}
