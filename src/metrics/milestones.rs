//! What happens seldom and is looked at one by one: connections that begin, runs of the indexer.

use std::collections::VecDeque;
use std::time::Duration;

use super::durations::Durations;
use crate::sync::Mutex;

/// So many runs are kept.
const KEPT: usize = 20;

/// A run of the indexer that is over.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Run {
    /// Its number.
    pub generation: u64,
    /// How many files it found.
    pub files: usize,
    /// How many of them could not be read.
    pub failed: usize,
    /// Whether it did all that it was to do.
    pub complete: bool,
    /// How long it took.
    pub took: Duration,
}

/// What happened so far.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// How long `initialize` took, from reading it to its answer.
    pub initialize: Durations,
    /// How long connections took to be established, from accepting them to the answer to `initialize`.
    pub established: Durations,
    /// How long runs took.
    pub indexing: Durations,
    /// The last runs, oldest first.
    pub runs: VecDeque<Run>,
}

/// What happens seldom: each is kept, or the last ones are.
pub struct Milestones(Mutex<Record>);

impl Milestones {
    /// Nothing has happened.
    #[must_use]
    pub fn new() -> Milestones {
        Milestones(Mutex::new("metrics.milestones", Record::default()))
    }

    /// A connection is initialized: `initialize` was answered after `took`, and the connection was accepted `since` ago.
    pub fn initialized(&self, took: Duration, since: Duration) {
        let mut record = self.0.lock();
        record.initialize.record(took);
        record.established.record(since);
    }

    /// A run is over. The oldest goes where there are too many.
    pub fn run_over(&self, run: Run) {
        let mut record = self.0.lock();
        record.indexing.record(run.took);
        record.runs.push_back(run);
        if record.runs.len() > KEPT {
            record.runs.pop_front();
        }
    }

    /// What happened so far.
    #[must_use]
    pub fn report(&self) -> Record {
        self.0.lock().clone()
    }
}

impl Default for Milestones {
    fn default() -> Milestones {
        Milestones::new()
    }
}
