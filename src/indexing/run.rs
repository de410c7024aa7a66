//! One run and what it counts.

use std::path::PathBuf;
use std::time::Duration;

use crate::sync::clock::{self, Instant};

/// How far indexing is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// Nothing was asked for yet.
    Idle,
    /// A run works.
    Indexing,
    /// The last run is over.
    Ready,
    /// The last run could not be done.
    Failed,
}

/// What a run has counted. Upholds Q4: no count ever falls, and `done() <= total`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Progress {
    /// Which run.
    pub generation: u64,
    /// The files that discovery found, those that it could not look at included; 0 until it is over.
    pub total: usize,
    /// Analysed and published.
    pub ok: usize,
    /// Could not be read.
    pub failed: usize,
    /// Left alone, because something newer is known of them.
    pub skipped: usize,
}

impl Progress {
    /// The files that are dealt with.
    #[must_use]
    pub fn done(&self) -> usize {
        self.ok + self.failed + self.skipped
    }
}

/// A file that could not be indexed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    /// The file.
    pub path: PathBuf,
    /// Why.
    pub message: String,
}

/// What can be asked at any time.
#[derive(Clone, Debug)]
pub struct Status {
    /// How far it is.
    pub state: State,
    /// The counts of the last run.
    pub progress: Progress,
    /// The first files that failed in it, by path.
    pub failures: Vec<Failure>,
    /// How long it has taken until now, or took.
    pub elapsed: Duration,
}

/// The record of the current run.
pub(super) struct Record {
    pub(super) state: State,
    pub(super) progress: Progress,
    pub(super) failures: Vec<Failure>,
    pub(super) since: Instant,
    pub(super) took: Option<Duration>,
}

impl Record {
    pub(super) fn new() -> Record {
        Record {
            state: State::Idle,
            progress: Progress::default(),
            failures: Vec::new(),
            since: clock::now(),
            took: None,
        }
    }

    pub(super) fn status(&self) -> Status {
        Status {
            state: self.state,
            progress: self.progress,
            failures: self.failures.clone(),
            elapsed: self.took.unwrap_or_else(|| self.since.elapsed()),
        }
    }
}
