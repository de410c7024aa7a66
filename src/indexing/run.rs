//! What is counted of runs, as plain data.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use super::files::Failure;
use crate::sync::clock::Instant;

/// So many failures are kept by name.
const MOST_FAILURES: usize = 1_000;

/// How far indexing is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum State {
    /// Nothing was asked for yet.
    Idle,
    /// A run works.
    Indexing,
    /// The last run is over, and did all that it was to do. Files may have failed all the same.
    Ready,
    /// The last run was ended before that, by somebody who did not want to wait for it.
    Cancelled,
    /// The last run could not go on.
    Failed {
        /// Why.
        reason: String,
    },
}

/// What a run has counted. Upholds Q4: within a run no count ever falls, and `done() <= total`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Progress {
    /// Which run.
    pub generation: u64,
    /// The files that were found, what could not be looked at included; 0 until all are found.
    pub total: usize,
    /// Analysed and published.
    pub ok: usize,
    /// Could not be read.
    pub failed: usize,
    /// Left alone: gone since they were found, or something newer is known of them.
    pub skipped: usize,
}

impl Progress {
    /// The files that are dealt with.
    #[must_use]
    pub fn done(&self) -> usize {
        self.ok + self.failed + self.skipped
    }
}

/// What became of a part of the files of a run.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Counted {
    /// Those that are analysed.
    pub ok: Vec<PathBuf>,
    /// Those that could not be read.
    pub failures: Vec<Failure>,
    /// How many were left alone.
    pub skipped: usize,
}

/// What can be asked at any time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Status {
    /// How far it is.
    pub state: State,
    /// The counts of the last run.
    pub progress: Progress,
    /// The files that cannot be read as far as is known, by path: of the last run, and of the looks at single files since.
    pub failures: Vec<Failure>,
    /// How long the last run has taken until now, or took.
    pub elapsed: Duration,
}

/// The record of the current run, and of the failures since it began.
#[derive(Debug)]
pub struct Record {
    state: State,
    progress: Progress,
    failures: BTreeMap<PathBuf, String>,
    since: Instant,
    took: Option<Duration>,
}

impl Record {
    /// Nothing was asked for yet.
    #[must_use]
    pub fn new(now: Instant) -> Record {
        Record {
            state: State::Idle,
            progress: Progress::default(),
            failures: BTreeMap::new(),
            since: now,
            took: None,
        }
    }

    /// Run `generation` begins, with counts of its own. An older one than the current changes nothing.
    pub fn begin(&mut self, generation: u64, now: Instant) {
        if generation > self.progress.generation {
            let progress = Progress { generation, ..Progress::default() };
            *self = Record { state: State::Indexing, progress, ..Record::new(now) };
        }
    }

    /// Run `generation` has found `total` files; its counts. Nothing where it is not the one that works.
    pub fn found(&mut self, generation: u64, total: usize) -> Option<Progress> {
        self.works(generation).then(|| {
            self.progress.total = total.max(self.progress.total);
            self.progress
        })
    }

    /// Run `generation` has dealt with files; its counts. Nothing where it is not the one that works.
    pub fn counted(&mut self, generation: u64, counted: &Counted) -> Option<Progress> {
        // invariant: Q3: what an older run still says counts for nothing.
        self.works(generation).then(|| {
            // invariant: Q4: each file is counted once, also where it failed (U26).
            self.progress.ok += counted.ok.len();
            self.progress.failed += counted.failures.len();
            self.progress.skipped += counted.skipped;
            self.looked_at(counted);
            self.progress
        })
    }

    /// Files were looked at, apart from any run: which of them fail is known anew.
    pub fn looked_at(&mut self, counted: &Counted) {
        for path in &counted.ok {
            self.failures.remove(path);
        }
        for failure in &counted.failures {
            if self.failures.len() < MOST_FAILURES || self.failures.contains_key(&failure.path) {
                self.failures.insert(failure.path.clone(), failure.message.clone());
            }
        }
    }

    /// A file is gone, and so is its failure.
    pub fn gone(&mut self, path: &PathBuf) {
        self.failures.remove(path);
    }

    /// Run `generation` is over; its last counts, for one call at most.
    pub fn end(&mut self, generation: u64, state: State, now: Instant) -> Option<Progress> {
        self.works(generation).then(|| {
            self.state = state;
            self.took = Some(now.duration_since(self.since));
            self.progress
        })
    }

    fn works(&self, generation: u64) -> bool {
        self.state == State::Indexing && self.progress.generation == generation
    }

    /// What can be asked.
    #[must_use]
    pub fn status(&self, now: Instant) -> Status {
        let failures =
            self.failures.iter().map(|(path, message)| Failure::new(path.clone(), message.as_str()));
        Status {
            state: self.state.clone(),
            progress: self.progress,
            failures: failures.collect(),
            elapsed: self.took.unwrap_or_else(|| now.duration_since(self.since)),
        }
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;
    use crate::sync::clock;

    fn counted(ok: &[&str], failed: &[&str]) -> Counted {
        let failures = failed.iter().map(|path| Failure::new(path.into(), "cannot be read")).collect();
        Counted { ok: ok.iter().map(PathBuf::from).collect(), failures, skipped: 1 }
    }

    #[test]
    fn what_an_older_run_says_counts_for_nothing() {
        let now = clock::now();
        let mut record = Record::new(now);
        record.begin(1, now);
        record.found(1, 5);
        record.counted(1, &counted(&["a"], &[]));
        record.begin(2, now);
        assert_eq!(record.found(1, 9), None);
        assert_eq!(record.counted(1, &counted(&["b"], &["c"])), None);
        assert_eq!(record.end(1, State::Ready, now), None);
        record.begin(1, now);
        let status = record.status(now);
        assert_eq!(status.state, State::Indexing);
        assert_eq!(status.progress, Progress { generation: 2, ..Progress::default() });
        assert!(status.failures.is_empty());
    }

    #[test]
    fn a_run_counts_each_file_once_and_ends_once() {
        let now = clock::now();
        let mut record = Record::new(now);
        record.begin(1, now);
        record.found(1, 4);
        let progress = record.counted(1, &counted(&["a"], &["b", "c"])).expect("it works");
        assert_eq!((progress.done(), progress.failed, progress.total), (4, 2, 4));
        let later = now.after(Duration::from_secs(3));
        assert_eq!(record.end(1, State::Ready, later), Some(progress));
        assert_eq!(record.end(1, State::Cancelled, later), None);
        assert_eq!(record.counted(1, &counted(&["d"], &[])), None, "it is over");
        assert_eq!(record.status(later.after(Duration::from_secs(9))).elapsed, Duration::from_secs(3));
    }

    #[test]
    fn a_file_fails_until_it_is_read_or_gone() {
        let now = clock::now();
        let mut record = Record::new(now);
        let failing = |record: &Record| -> Vec<PathBuf> {
            record.status(now).failures.into_iter().map(|failure| failure.path).collect()
        };
        record.looked_at(&counted(&[], &["c", "a", "b"]));
        assert_eq!(failing(&record), ["a", "b", "c"].map(PathBuf::from), "by path");
        record.looked_at(&counted(&["a"], &[]));
        record.gone(&PathBuf::from("b"));
        assert_eq!(failing(&record), [PathBuf::from("c")]);
    }
}
