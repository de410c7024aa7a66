//! The thread that indexes.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::agenda::{Agenda, Verdict, Work};
use super::files::{Disk, Failure, Files};
use super::observer::{End, Observer};
use super::run::{Counted, Record, State, Status};
use super::scope::Scope;
use super::walk::absolute;
use crate::concurrent::request_queue::Outcome;
use crate::sync::clock;
use crate::sync::fork_join::Pool;
use crate::sync::thread::{self, JoinHandle, contain};
use crate::sync::{Arc, Condvar, Mutex};
use crate::text::Uri;
use crate::workspace::{Version, Workspace};

/// Files that become visible together.
const BATCH: usize = 256;

/// So many changed files are looked at one by one; where there are more, everything is indexed anew.
const MOST_FILES: usize = 10_000;

/// Indexes in the background. See the [module](super).
pub struct Indexer {
    shared: Arc<Shared>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

struct Shared {
    workspace: std::sync::Arc<Workspace>,
    files: Box<dyn Files>,
    pool: Pool,
    agenda: Mutex<Agenda>,
    wake: Condvar,
    record: Mutex<Record>,
}

impl Indexer {
    /// An indexer of the files on disk that does nothing until it is asked to; its thread starts with
    /// [`begin`](Indexer::begin).
    #[must_use]
    pub fn new(workspace: std::sync::Arc<Workspace>, threads: usize) -> Indexer {
        Indexer::over(workspace, threads, Disk)
    }

    /// An indexer of other files.
    #[must_use]
    pub fn over(workspace: std::sync::Arc<Workspace>, threads: usize, files: impl Files) -> Indexer {
        let shared = Shared {
            workspace,
            files: Box::new(files),
            pool: Pool::new(threads),
            agenda: Mutex::new("indexing.agenda", Agenda::new(MOST_FILES)),
            wake: Condvar::new("indexing.agenda"),
            record: Mutex::new("indexing.record", Record::new(clock::now())),
        };
        Indexer { shared: Arc::new(shared), thread: Mutex::new("indexing.thread", None) }
    }

    /// Asks for a run over `scope` and says its generation; nothing is read before [`begin`](Indexer::begin). Ends the run
    /// that works, if one does. Never waits.
    pub fn run(&self, scope: Scope) -> u64 {
        self.ask(|agenda| agenda.run(scope))
    }

    /// Asks for a run over the same scope as the last one, and says its generation.
    pub fn again(&self) -> u64 {
        self.ask(Agenda::again)
    }

    /// Asks for a look at files and folders that were created, changed or removed; the generation of the work that is over
    /// when they were looked at. Nothing where none of them concerns the workspace. Never waits.
    pub fn files(&self, files: Vec<PathBuf>) -> Option<u64> {
        self.ask(|agenda| agenda.files(files))
    }

    /// Asks for an end of run `generation`, after the batch that it is at; what it has found stays. Says whether that is the
    /// last run that was asked for.
    pub fn cancel(&self, generation: u64) -> bool {
        self.shared.agenda.lock().cancel(generation)
    }

    fn ask<R>(&self, ask: impl FnOnce(&mut Agenda) -> R) -> R {
        let asked = ask(&mut self.shared.agenda.lock());
        self.shared.wake.notify_all();
        asked
    }

    /// Starts the thread, which tells `observer` what it does.
    ///
    /// # Panics
    /// If the operating system refuses the thread.
    pub fn begin(&self, observer: std::sync::Arc<dyn Observer>) {
        let shared = Arc::clone(&self.shared);
        let started = thread::spawn("indexer", move || shared.work(&*observer));
        let before = self.thread.lock().replace(started);
        drop(before);
    }

    /// How far it is.
    #[must_use]
    pub fn status(&self) -> Status {
        self.shared.record.lock().status(clock::now())
    }

    /// Ends the thread, after the batch that it is at.
    pub fn shut_down(&self) {
        self.ask(Agenda::stop);
        let thread = self.thread.lock().take();
        if let Some(thread) = thread {
            // Panics are contained where they happen, and told.
            let _ = thread.join();
        }
    }
}

impl Shared {
    fn work(&self, observer: &dyn Observer) {
        while let Some(work) = self.next() {
            let done = contain(|| self.index(&work, observer));
            // invariant: Q1: whatever becomes of the work, whoever waits for it is told (S21).
            let end = match done {
                Ok(Verdict::Superseded) => continue,
                Ok(verdict) => self.end(&work, verdict),
                Err(panicked) => self.failed(&work, format!("a fault of heddle: {}", panicked.message())),
            };
            // invariant: D2: a panic of the observer does not end the thread.
            let _ = contain(|| observer.ended(&end));
        }
    }

    /// The next piece of work, after waiting for one; nothing at the end.
    fn next(&self) -> Option<Work> {
        let mut agenda = self.agenda.lock();
        loop {
            if agenda.is_stopped() {
                return None;
            }
            if let Some(work) = agenda.take() {
                return Some(work);
            }
            agenda = self.wake.wait(agenda);
        }
    }

    fn index(&self, work: &Work, observer: &dyn Observer) -> Verdict {
        let &Work { generation, ref scope, ref only } = work;
        let is_run = only.is_none();
        if is_run {
            self.record.lock().begin(generation, clock::now());
        }
        observer.began(work);
        // Before anything is looked for: what this work does not find is gone, unless somebody has read it later than now.
        let version = self.workspace.ticket();
        let found = self.files.find(scope, only.as_ref());
        if is_run && let Some(progress) = { self.record.lock().found(generation, found.len()) } {
            observer.progressed(&progress);
        }
        let mut seen: BTreeSet<Uri> = BTreeSet::new();
        let mut rest = found.into_iter();
        loop {
            let verdict = self.agenda.lock().verdict(generation);
            if verdict != Verdict::Go {
                return verdict;
            }
            let batch: Vec<_> = rest.by_ref().take(BATCH).collect();
            if batch.is_empty() {
                break;
            }
            let counted = self.batch(batch, scope, &mut seen);
            let mut record = self.record.lock();
            let progress = if is_run { record.counted(generation, &counted) } else { None };
            if !is_run {
                record.looked_at(&counted);
            }
            drop(record);
            if let Some(progress) = progress {
                observer.progressed(&progress);
            }
        }
        self.forget(&seen, only.as_ref(), version);
        observer.changed();
        Verdict::Go
    }

    /// Reads files, and publishes what they hold as one step.
    fn batch(
        &self,
        batch: Vec<Result<PathBuf, Failure>>,
        scope: &Scope,
        seen: &mut BTreeSet<Uri>,
    ) -> Counted {
        let mut counted = Counted::default();
        let mut paths = Vec::with_capacity(batch.len());
        for entry in batch {
            match entry {
                Ok(path) => paths.push(path),
                Err(failure) => {
                    if !failure.gone {
                        // What is known of it, and of what lies below it, stays (U13).
                        seen.insert(uri_of(&failure.path));
                    }
                    counted.failures.push(failure);
                }
            }
        }
        // invariant: W3: before the files are read, so that what is submitted with a later ticket was read later.
        let version = self.workspace.ticket();
        let texts = self.files.read(&self.pool, paths.clone(), scope.file_bytes);
        for (path, outcome) in paths.into_iter().zip(texts) {
            let uri = uri_of(&path);
            match outcome {
                Ok(text) => {
                    match self.workspace.submit(&uri, version, Some(text)) {
                        true => counted.ok.push(path),
                        false => counted.skipped += 1,
                    }
                    seen.insert(uri);
                }
                Err(failure) if failure.gone => counted.skipped += 1,
                Err(failure) => {
                    counted.failures.push(failure);
                    seen.insert(uri);
                }
            }
        }
        self.workspace.settle(&self.pool);
        counted
    }

    /// Removes the documents that were looked for and not seen.
    fn forget(&self, seen: &BTreeSet<Uri>, only: Option<&BTreeSet<PathBuf>>, version: Version) {
        let looked_for: Option<BTreeSet<Uri>> =
            only.map(|only| only.iter().map(|path| uri_of(path)).collect());
        let concerned = |uri: &Uri| looked_for.as_ref().is_none_or(|looked_for| is_below(uri, looked_for));
        let snapshot = self.workspace.snapshot();
        let documents = snapshot.documents().map(|document| &document.uri);
        for uri in documents.filter(|uri| concerned(uri) && !is_below(uri, seen)) {
            self.workspace.submit(uri, version, None);
        }
        let mut record = self.record.lock();
        for path in only.into_iter().flatten().filter(|path| !seen.contains(&uri_of(path))) {
            record.gone(path);
        }
        drop(record);
        self.workspace.settle(&self.pool);
    }

    fn end(&self, work: &Work, verdict: Verdict) -> End {
        match verdict {
            Verdict::Go => {
                let counts = self.close(work, State::Ready);
                End { outcome: Outcome::Complete, ..failure(work, counts) }
            }
            Verdict::Cancelled => {
                let counts = self.close(work, State::Cancelled);
                failure(work, format!("cancelled after {counts}"))
            }
            Verdict::Stopped | Verdict::Superseded => self.failed(work, "the server ends".to_owned()),
        }
    }

    fn failed(&self, work: &Work, reason: String) -> End {
        self.close(work, State::Failed { reason: reason.clone() });
        failure(work, reason)
    }

    /// Ends the record of a run; says what it counted.
    fn close(&self, work: &Work, state: State) -> String {
        let progress = self.record.lock().end(work.generation, state, clock::now()).unwrap_or_default();
        let failed = match progress.failed {
            0 => String::new(),
            failed => format!(", {failed} of them could not be read"),
        };
        format!("{} files{failed}", progress.done())
    }
}

fn failure(work: &Work, message: String) -> End {
    let message = work.only.is_none().then_some(message);
    End { generation: work.generation, outcome: Outcome::Failed, message }
}

/// Whether a document is one of `paths`, or lies below one.
fn is_below(uri: &Uri, paths: &BTreeSet<Uri>) -> bool {
    let above = std::iter::successors(Some(uri.clone()), Uri::parent);
    above.into_iter().any(|uri| paths.contains(&uri))
}

/// The name of a file, as editors write it.
fn uri_of(path: &Path) -> Uri {
    Uri::from_path(&absolute(path))
}
