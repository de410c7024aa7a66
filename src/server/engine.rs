//! What all connections share.

use std::path::PathBuf;

use crate::concurrent::RequestQueue;
use crate::concurrent::request_queue::Outcome;
use crate::indexing::Indexer;
use crate::metrics::Metrics;
use crate::resolver::CachedResolver;
use crate::sync::Mutex;
use crate::sync::clock::{self, Instant};
use crate::sync::thread;
use crate::workspace::Workspace;

use super::job::Job;
use super::router::Router;
use super::wire::Id;

/// Requests of a connection that may be open at any moment (Q5).
const MOST_REQUESTS: usize = 4096;

/// The workspace and what works on it.
pub struct Engine {
    /// The documents on disk.
    pub workspace: std::sync::Arc<Workspace>,
    /// Answers that are kept.
    pub resolver: CachedResolver,
    /// Brings the documents in.
    pub indexer: Indexer,
    /// How requests are answered.
    pub router: Router,
    pub(super) queue: RequestQueue<u64, Id, Job>,
    awaited: Mutex<Awaited>,
    /// When it was made.
    pub since: Instant,
    /// How many threads answer requests.
    pub workers: usize,
    /// What was counted and measured.
    pub metrics: Metrics,
    /// Where it writes about itself.
    pub places: Places,
}

/// Where a server writes about itself; nothing where it does not.
#[derive(Clone, Default, Debug)]
pub struct Places {
    /// The log; without it, standard error.
    pub log: Option<PathBuf>,
    /// What is kept of panics.
    pub panics: Option<PathBuf>,
    /// The folder of the socket at which other processes ask how it is ([`super::door`]).
    pub door: Option<PathBuf>,
}

/// The run that makes the workspace whole.
#[derive(Default)]
struct Awaited {
    generation: u64,
    /// The last run that has found everything.
    complete: Option<u64>,
}

impl Awaited {
    fn is_there(&self) -> bool {
        self.complete.is_some_and(|complete| complete >= self.generation)
    }
}

impl Engine {
    /// An engine over an empty workspace.
    #[must_use]
    pub fn new() -> Engine {
        let workspace = std::sync::Arc::new(Workspace::new());
        let threads = thread::available_parallelism();
        let workers = threads.clamp(2, 8);
        Engine {
            indexer: Indexer::new(std::sync::Arc::clone(&workspace), threads),
            workspace,
            resolver: CachedResolver::default(),
            router: Router::standard(),
            queue: RequestQueue::new(MOST_REQUESTS),
            awaited: Mutex::new("server.awaited", Awaited::default()),
            since: clock::now(),
            workers,
            metrics: Metrics::new(workers),
            places: Places::default(),
        }
    }

    /// Run `generation` builds the index: from now on requests that need it wait. Earlier ones than the current one change
    /// nothing (Q3).
    pub fn index_begins(&self, generation: u64) {
        self.queue.begin(generation);
    }

    /// Run `generation` is over, and what waited for it runs. Another one than the current one changes nothing (Q3).
    pub fn index_ends(&self, generation: u64, outcome: Outcome) {
        if outcome == Outcome::Complete {
            let mut awaited = self.awaited.lock();
            awaited.complete = awaited.complete.max(Some(generation));
        }
        self.queue.end(generation, outcome);
    }

    /// A look at single files is over. It makes nothing whole: where the last run has not found everything, what waited for
    /// the look gets a part of what there is.
    pub(super) fn look_ends(&self, generation: u64, outcome: Outcome) {
        let outcome = if self.is_indexed() { outcome } else { Outcome::Failed };
        self.queue.end(generation, outcome);
    }

    /// Nothing is known of what is not there before run `generation`, or a later one, is over. It may be over already: then
    /// its end has overtaken this.
    pub(super) fn await_index(&self, generation: u64) {
        self.awaited.lock().generation = generation;
        self.index_begins(generation);
    }

    /// Whether the workspace was indexed once: what is not in it is not there.
    pub fn is_indexed(&self) -> bool {
        self.awaited.lock().is_there()
    }
}

impl Default for Engine {
    fn default() -> Engine {
        Engine::new()
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    #[test]
    fn a_run_that_is_over_before_it_is_awaited_counts_and_an_earlier_one_does_not() {
        let engine = Engine::new();
        assert!(!engine.is_indexed());
        engine.index_ends(2, Outcome::Complete);
        engine.await_index(2);
        assert!(engine.is_indexed());
        engine.await_index(3);
        engine.index_ends(2, Outcome::Complete);
        assert!(!engine.is_indexed());
        engine.index_ends(3, Outcome::Failed);
        assert!(!engine.is_indexed());
        engine.index_ends(4, Outcome::Complete);
        assert!(engine.is_indexed());
    }
}
