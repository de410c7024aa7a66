//! The two ways through the files of a load. Both hand the same outcomes to the same consumer in the same order; they
//! differ in who does the reading.
//!
//! # The parallel driver
//! Facade threads claim chunks of files from the ordered window, in path order, read them and submit; the calling thread
//! takes the outcomes in path order. Three hazards, and why they cannot come about:
//!
//! 1. *The first error in time is reported* (MS11). A finds an error in file 5 and stops the load while B still reads file
//!    2, which has an error too. Here only the consumer decides, and it sees file 2 before file 5.
//! 2. *An earlier file is skipped.* A finds an error in file 5; B, on its way to claim file 3, sees the stop flag and goes.
//!    Chunks are claimed in index order, so when A holds file 5 somebody holds or has finished file 3: what the flag
//!    makes nobody claim lies behind the error, and the first error is certain to be among what is claimed.
//! 3. *Everybody waits* (MS19): the window is full of later files while the one that the consumer needs waits for room.
//!    See [`ordered_window`](crate::concurrent::ordered_window).
//!
//! `models/loader.rs` holds both drivers against each other on every schedule, and against variants that have the hazards.

use std::ops::ControlFlow;

use super::cancellation::Cancellation;
use super::chunk::{self, Chunk};
use super::contribution::{FileReader, Outcome};
use super::discovery::SourceFile;
use super::error::{LoadError, LoadErrorKind};
use super::options::{DriverChoice, LoadOptions, OnError};
use crate::concurrent::ordered_window::{Abandoned, Budget, OrderedWindow};
use crate::sync::Arc;
use crate::sync::atomic::{AtomicBool, Ordering};
use crate::sync::thread;

/// How a load read its files.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Driver {
    /// On the calling thread.
    Sequential,
    /// On so many threads, beside the calling thread, which puts the results in order.
    Parallel {
        /// Threads that read (no more than there are files to read) and build.
        threads: usize,
    },
}

impl Driver {
    /// `sequential` or `parallel`.
    pub fn name(self) -> &'static str {
        match self {
            Driver::Sequential => "sequential",
            Driver::Parallel { .. } => "parallel",
        }
    }

    /// Threads that read and build: 1 for the sequential driver.
    pub fn threads(self) -> usize {
        match self {
            Driver::Sequential => 1,
            Driver::Parallel { threads } => threads,
        }
    }

    /// The threads that ask for the lengths of the files, before which nothing is known but their number.
    pub(super) fn threads_that_measure(options: &LoadOptions, entries: usize) -> usize {
        match options.driver {
            DriverChoice::Auto | DriverChoice::Parallel if entries >= MEASURED_BY_ALL_FROM => {
                options.effective_threads()
            }
            _ => 1,
        }
    }

    /// The driver for these entries: what the options say, or with [`DriverChoice::Auto`] what is sure not to lose.
    pub(super) fn choose(options: &LoadOptions, entries: &[Result<SourceFile, LoadError>]) -> Driver {
        let threads = options.effective_threads();
        let parallel = match options.driver {
            DriverChoice::Sequential => false,
            DriverChoice::Parallel => true,
            DriverChoice::Auto => {
                let bytes: u64 = entries.iter().flatten().map(|file| file.length).sum();
                threads > 1 && (entries.len() >= PARALLEL_FROM_FILES || bytes >= PARALLEL_FROM_BYTES)
            }
        };
        if parallel { Driver::Parallel { threads } } else { Driver::Sequential }
    }
}

/// Below this, starting threads costs about as much as they save: the crossing in `benches/README.md`.
const PARALLEL_FROM_FILES: usize = 64;
const PARALLEL_FROM_BYTES: u64 = 192 << 10;
const MEASURED_BY_ALL_FROM: usize = 512;

/// The files of a load and how to read them.
#[derive(Clone)]
pub(super) struct Work {
    pub(super) entries: Arc<[Result<SourceFile, LoadError>]>,
    pub(super) reader: FileReader,
    pub(super) options: LoadOptions,
    pub(super) cancellation: Cancellation,
}

impl Work {
    /// Reads the files with `driver`; `consume` gets their outcomes in path order, on the calling thread, until it breaks
    /// or the load is cancelled.
    pub(super) fn run(self, driver: Driver, consume: impl FnMut(Outcome) -> ControlFlow<()>) {
        match driver {
            Driver::Sequential => self.sequential(consume),
            Driver::Parallel { threads } => self.parallel(threads, consume),
        }
    }

    fn sequential(mut self, mut consume: impl FnMut(Outcome) -> ControlFlow<()>) {
        for entry in self.entries.iter() {
            if self.cancellation.is_cancelled() || consume(self.reader.contribution(entry)).is_break() {
                return;
            }
        }
    }

    fn parallel(self, threads: usize, mut consume: impl FnMut(Outcome) -> ControlFlow<()>) {
        let chunks: Arc<[Chunk]> = chunk::cut(&self.entries, threads, self.options.batch_bytes).into();
        let weights = chunks.iter().map(|chunk| chunk.bytes).collect();
        let window = Arc::new(OrderedWindow::new(weights, Budget::weight(self.options.batch_bytes.max(1))));
        let stop = Arc::new(AtomicBool::new(false));
        let workers: Vec<_> = (0..threads.min(chunks.len()))
            .map(|number| {
                let worker = Worker {
                    work: self.clone(),
                    chunks: chunks.clone(),
                    window: window.clone(),
                    stop: stop.clone(),
                };
                thread::spawn(format!("heddle-load-{number}"), move || worker.run())
            })
            .collect();
        self.consume(&chunks, &window, &mut consume);
        for worker in workers {
            // A panic of the worker itself has reached the consumer as an abandoned chunk.
            let _ = worker.join();
        }
    }

    /// Takes the outcomes in order. Leaving, however that happens, cancels the window: no worker stays behind.
    fn consume(
        &self,
        chunks: &[Chunk],
        window: &OrderedWindow<Vec<Outcome>>,
        consume: &mut impl FnMut(Outcome) -> ControlFlow<()>,
    ) {
        for (slot, outcomes) in window.results() {
            if self.cancellation.is_cancelled() {
                return;
            }
            for outcome in outcomes.unwrap_or_else(|abandoned| self.abandoned(chunks, slot, abandoned)) {
                if consume(outcome).is_break() {
                    return;
                }
            }
        }
    }

    fn abandoned(&self, chunks: &[Chunk], slot: usize, abandoned: Abandoned) -> Vec<Outcome> {
        let entries = chunks.get(slot).and_then(|chunk| self.entries.get(chunk.entries.clone()));
        let error = |entry: &Result<SourceFile, LoadError>| match entry {
            Ok(file) => LoadError::of_file(
                file.path.clone(),
                LoadErrorKind::Panicked { message: abandoned.to_string() },
            ),
            Err(error) => error.clone(),
        };
        entries.unwrap_or_default().iter().map(|entry| Err(vec![error(entry)])).collect()
    }
}

struct Worker {
    work: Work,
    chunks: Arc<[Chunk]>,
    window: Arc<OrderedWindow<Vec<Outcome>>>,
    /// Set by the first worker that meets an error of a fail-fast load: nothing more needs to be claimed (hazard 2).
    stop: Arc<AtomicBool>,
}

impl Worker {
    fn run(self) {
        let Worker { mut work, chunks, window, stop } = self;
        while !stop.load(Ordering::Acquire) {
            let Some(claim) = window.claim() else { return };
            let outcomes = chunks.get(claim.slot()).map(|chunk| work.outcomes(chunk, &stop));
            claim.submit(outcomes.unwrap_or_default());
        }
    }
}

impl Work {
    /// The outcomes of a chunk; fewer where a fail-fast load has met its error or the load was cancelled, since nobody
    /// will take those.
    fn outcomes(&mut self, chunk: &Chunk, stop: &AtomicBool) -> Vec<Outcome> {
        let entries = self.entries.get(chunk.entries.clone()).unwrap_or_default();
        let mut outcomes = Vec::with_capacity(entries.len());
        for entry in entries {
            if self.cancellation.is_cancelled() {
                break;
            }
            let outcome = self.reader.contribution(entry);
            let failed = outcome.is_err() && self.options.on_error == OnError::FailFast;
            outcomes.push(outcome);
            if failed {
                stop.store(true, Ordering::Release);
                break;
            }
        }
        outcomes
    }
}
