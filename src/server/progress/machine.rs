//! What is said of runs, as plain data: no lock, no thread, no clock.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use crate::indexing::Progress;
use crate::sync::clock::Instant;

/// What has happened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Event {
    /// The client has said `initialized`: from now on it may be asked for things.
    Initialized,
    /// A run begins.
    Began {
        /// Which one.
        generation: u64,
    },
    /// A run has come so far.
    Progressed(Progress),
    /// A run is over.
    Ended {
        /// Which one.
        generation: u64,
        /// How it ended.
        message: String,
    },
    /// The client has answered whether it shows the progress of a run.
    Answered {
        /// Which one.
        generation: u64,
        /// What it answered.
        granted: bool,
    },
}

/// What is said to the client.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Say {
    /// It is asked to show the progress of a run.
    Create {
        /// Which one.
        generation: u64,
    },
    /// The first word.
    Begin {
        /// Of which run.
        generation: u64,
        /// How much of it is done, of 100.
        percentage: u32,
    },
    /// It has come so far.
    Report {
        /// Which run.
        generation: u64,
        /// How much of it is done, of 100.
        percentage: u32,
        /// What people read.
        message: String,
    },
    /// The last word.
    End {
        /// Of which run.
        generation: u64,
        /// What people read.
        message: String,
    },
}

/// How far the conversation about a run is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Stage {
    /// The client does not know of it.
    Unknown,
    /// It was asked to show it.
    Asked,
    /// It shows it.
    Begun,
}

#[derive(Debug)]
struct Run {
    stage: Stage,
    percentage: u32,
    message: String,
    /// When something was said last.
    last: Option<Instant>,
    /// How it ended, if it has.
    over: Option<String>,
}

/// Decides what is said. Of each run that the client grants: one beginning, then reports, no two within the interval and
/// no percentage below the one before, then one end; and nothing else (Q4).
#[derive(Debug)]
pub struct Machine {
    interval: Duration,
    initialized: bool,
    runs: BTreeMap<u64, Run>,
    said: VecDeque<Say>,
}

impl Machine {
    /// Says nothing yet; between two reports lies `interval` at least.
    #[must_use]
    pub fn new(interval: Duration) -> Machine {
        Machine { interval, initialized: false, runs: BTreeMap::new(), said: VecDeque::new() }
    }

    /// Takes note of what has happened at the moment `now`.
    pub fn apply(&mut self, event: Event, now: Instant) {
        match event {
            Event::Initialized => {
                self.initialized = true;
                self.ask();
            }
            Event::Began { generation } => {
                for older in self.runs.range(..generation).map(|(older, _)| *older).collect::<Vec<_>>() {
                    self.end(older, "begun anew".to_owned());
                }
                let run = Run {
                    stage: Stage::Unknown,
                    percentage: 0,
                    message: String::new(),
                    last: None,
                    over: None,
                };
                self.runs.entry(generation).or_insert(run);
                self.ask();
            }
            Event::Progressed(progress) => self.report(progress, now),
            Event::Ended { generation, message } => self.end(generation, message),
            Event::Answered { generation, granted } => self.answered(generation, granted, now),
        }
    }

    /// Takes what is to be said next.
    pub fn take(&mut self) -> Option<Say> {
        self.said.pop_front()
    }

    /// Asks for the newest run; of an older one, of which nothing was said yet, nothing ever is.
    fn ask(&mut self) {
        if !self.initialized {
            return;
        }
        let newest = self.runs.keys().next_back().copied();
        self.runs.retain(|generation, run| Some(*generation) == newest || run.stage != Stage::Unknown);
        if let Some((generation, run)) = self.runs.iter_mut().next_back()
            && run.stage == Stage::Unknown
        {
            run.stage = Stage::Asked;
            self.said.push_back(Say::Create { generation: *generation });
        }
    }

    fn report(&mut self, progress: Progress, now: Instant) {
        let generation = progress.generation;
        let Some(run) = self.runs.get_mut(&generation) else { return };
        if run.over.is_some() {
            return;
        }
        let done = (progress.done() * 100).checked_div(progress.total).unwrap_or(0).min(100);
        // invariant: Q4
        run.percentage = run.percentage.max(done as u32);
        run.message = format!("{} of {} files", progress.done(), progress.total);
        let late = run.last.is_some_and(|last| now.duration_since(last) >= self.interval);
        if run.stage == Stage::Begun && late {
            run.last = Some(now);
            let (percentage, message) = (run.percentage, run.message.clone());
            self.said.push_back(Say::Report { generation, percentage, message });
        }
    }

    fn end(&mut self, generation: u64, message: String) {
        let Some(run) = self.runs.get_mut(&generation) else { return };
        let message = run.over.get_or_insert(message).clone();
        // Otherwise it is said when the client has answered.
        if run.stage == Stage::Begun {
            self.runs.remove(&generation);
            self.said.push_back(Say::End { generation, message });
        }
    }

    fn answered(&mut self, generation: u64, granted: bool, now: Instant) {
        let Some(run) = self.runs.get_mut(&generation).filter(|run| run.stage == Stage::Asked) else {
            return;
        };
        if !granted {
            self.runs.remove(&generation);
            return;
        }
        run.stage = Stage::Begun;
        run.last = Some(now);
        self.said.push_back(Say::Begin { generation, percentage: run.percentage });
        if let Some(message) = run.over.clone() {
            self.end(generation, message);
        }
    }
}
