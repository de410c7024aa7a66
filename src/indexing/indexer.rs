//! The thread that indexes.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::agenda::{Agenda, Work};
use super::observer::Observer;
use super::run::{Failure, Progress, Record, State, Status};
use crate::concurrent::request_queue::Outcome;
use crate::language::LanguageId;
use crate::loader::{Limits, LoadError, SourceFile, Text, discover_with, read_texts};
use crate::sync::fork_join::Pool;
use crate::sync::thread::{self, JoinHandle};
use crate::sync::{Arc, Condvar, Mutex};
use crate::text::Uri;
use crate::workspace::{Version, Workspace};

/// Files that become visible together.
const BATCH: usize = 256;

/// So many failures are kept.
const MOST_FAILURES: usize = 100;

/// Indexes in the background. See the [module](super).
pub struct Indexer {
    shared: Arc<Shared>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

struct Shared {
    workspace: std::sync::Arc<Workspace>,
    pool: Pool,
    agenda: Mutex<Agenda>,
    wake: Condvar,
    record: Mutex<Record>,
}

impl Indexer {
    /// An indexer that does nothing until it is asked to; its thread starts with [`begin`](Indexer::begin).
    #[must_use]
    pub fn new(workspace: std::sync::Arc<Workspace>, threads: usize) -> Indexer {
        let shared = Shared {
            workspace,
            pool: Pool::new(threads),
            agenda: Mutex::new("indexing.agenda", Agenda::default()),
            wake: Condvar::new("indexing.agenda"),
            record: Mutex::new("indexing.record", Record::new()),
        };
        Indexer { shared: Arc::new(shared), thread: Mutex::new("indexing.thread", None) }
    }

    /// Asks for a run over `folders` and says its generation; nothing is read before [`begin`](Indexer::begin).
    pub fn run(&self, folders: Vec<PathBuf>) -> u64 {
        let generation = self.shared.agenda.lock().run(folders);
        self.shared.wake.notify_all();
        generation
    }

    /// Asks for a look at files that were created, changed or deleted.
    pub fn files(&self, files: Vec<PathBuf>) {
        let fits = self.shared.agenda.lock().files(files);
        if !fits {
            self.shared.agenda.lock().again();
        }
        self.shared.wake.notify_all();
    }

    /// Starts the thread, which tells `observer` what it does.
    pub fn begin(&self, observer: std::sync::Arc<dyn Observer>) {
        let shared = Arc::clone(&self.shared);
        let started = thread::spawn("indexer", move || shared.work(&*observer));
        let before = self.thread.lock().replace(started);
        drop(before);
    }

    /// How far it is.
    #[must_use]
    pub fn status(&self) -> Status {
        self.shared.record.lock().status()
    }

    /// Ends the thread, after the batch that it is at.
    pub fn shut_down(&self) {
        self.shared.agenda.lock().stop();
        self.shared.wake.notify_all();
        let thread = self.thread.lock().take();
        if let Some(thread) = thread {
            // What it panicked of was contained and counted where it happened.
            let _ = thread.join();
        }
    }
}

impl Shared {
    fn work(&self, observer: &dyn Observer) {
        loop {
            match self.next() {
                Work::Stop => return,
                Work::Files(files) => {
                    self.look_at(&files);
                    observer.changed();
                }
                Work::Run { generation, folders } => self.index(generation, &folders, observer),
            }
        }
    }

    fn next(&self) -> Work {
        let mut agenda = self.agenda.lock();
        loop {
            if let Some(work) = agenda.next() {
                return work;
            }
            agenda = self.wake.wait(agenda);
        }
    }

    fn wants(&self, generation: u64) -> bool {
        self.agenda.lock().wants(generation)
    }

    fn index(&self, generation: u64, folders: &[PathBuf], observer: &dyn Observer) {
        let mut record = Record::new();
        record.state = State::Indexing;
        record.progress.generation = generation;
        let before = std::mem::replace(&mut *self.record.lock(), record);
        drop(before);
        observer.began(generation);
        // What is not found by this run is gone, unless somebody reads it later than this.
        let version = self.workspace.ticket();
        let found = discover_with(folders, &extensions());
        let progress = self.count(|progress| progress.total = found.entries.len());
        observer.progressed(&progress);
        let mut seen: BTreeSet<Uri> = BTreeSet::new();
        let mut rest = found.entries.into_iter();
        loop {
            let batch: Vec<_> = rest.by_ref().take(BATCH).collect();
            if batch.is_empty() {
                break;
            }
            if !self.wants(generation) {
                return;
            }
            let progress = self.batch(batch, &mut seen);
            observer.progressed(&progress);
        }
        self.forget(&seen, version);
        let mut record = self.record.lock();
        record.state = State::Ready;
        record.took = Some(record.since.elapsed());
        let progress = record.progress;
        drop(record);
        observer.changed();
        observer.ended(&progress, Outcome::Complete);
    }

    fn batch(&self, batch: Vec<Result<SourceFile, LoadError>>, seen: &mut BTreeSet<Uri>) -> Progress {
        let paths: Vec<PathBuf> = batch
            .iter()
            .map(|entry| match entry {
                Ok(file) => file.path.to_path_buf(),
                Err(error) => error.path().to_path_buf(),
            })
            .collect();
        // Before the files are read: what is submitted later with a later ticket was read later.
        let version = self.workspace.ticket();
        let (mut ok, mut skipped) = (0, 0);
        let mut failures = Vec::new();
        for (outcome, path) in read_texts(&self.pool, batch, Limits::default()).into_iter().zip(paths) {
            let uri = uri_of(&path);
            match outcome {
                Ok(Text { text, .. }) => match self.workspace.submit(&uri, version, Some(text)) {
                    true => ok += 1,
                    false => skipped += 1,
                },
                Err(error) => failures.push(Failure { path, message: error.to_string() }),
            }
            seen.insert(uri);
        }
        self.workspace.settle(&self.pool);
        let failed = failures.len();
        let mut record = self.record.lock();
        record.progress.ok += ok;
        record.progress.skipped += skipped;
        record.progress.failed += failed;
        let room = MOST_FAILURES.saturating_sub(record.failures.len());
        record.failures.extend(failures.into_iter().take(room));
        record.progress
    }

    /// Removes the documents that a run has not seen.
    fn forget(&self, seen: &BTreeSet<Uri>, version: Version) {
        let snapshot = self.workspace.snapshot();
        for document in snapshot.documents().filter(|document| !seen.contains(&document.uri)) {
            self.workspace.submit(&document.uri, version, None);
        }
        self.workspace.settle(&self.pool);
    }

    fn look_at(&self, files: &[PathBuf]) {
        let version = self.workspace.ticket();
        let found = discover_with(files, &extensions());
        let mut there: BTreeSet<Uri> = BTreeSet::new();
        for outcome in read_texts(&self.pool, found.entries, Limits::default()) {
            let Ok(Text { file, text }) = outcome else { continue };
            let uri = uri_of(&file.path);
            if LanguageId::of(&uri).is_some() {
                self.workspace.submit(&uri, version, Some(text));
            }
            there.insert(uri);
        }
        for path in files {
            let uri = uri_of(path);
            if !there.contains(&uri) {
                self.workspace.submit(&uri, version, None);
            }
        }
        self.workspace.settle(&self.pool);
    }

    fn count(&self, change: impl FnOnce(&mut Progress)) -> Progress {
        let mut record = self.record.lock();
        change(&mut record.progress);
        record.progress
    }
}

fn extensions() -> Vec<&'static str> {
    LanguageId::ALL.into_iter().flat_map(|language| language.language().extensions()).copied().collect()
}

/// The name of a file, as editors write it.
fn uri_of(path: &Path) -> Uri {
    Uri::from_path(&std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf()))
}
