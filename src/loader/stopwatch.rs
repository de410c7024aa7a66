//! Where the time of a load goes.

use std::time::Duration;

use cpu_time::{ProcessTime, ThreadTime};

use crate::sync::clock::{self, Instant};

/// What a phase of a load took.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Cost {
    /// Time on the wall.
    pub wall: Duration,
    /// CPU time of the whole process, all threads; whatever else the process did meanwhile is in it.
    pub cpu: Duration,
    /// CPU time of the thread that loads. With the parallel driver this thread does only what cannot be shared out, so
    /// this is the serial part.
    pub caller: Duration,
}

impl std::ops::AddAssign for Cost {
    fn add_assign(&mut self, other: Cost) {
        self.wall += other.wall;
        self.cpu += other.cpu;
        self.caller += other.caller;
    }
}

/// The phases of a load.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Phases {
    /// Finding the files.
    pub discover: Cost,
    /// Reading, checking and parsing them, and collecting the results in path order.
    pub read: Cost,
    /// Building constants and index, outside every lock, and making all of it visible in one step.
    pub build: Cost,
}

impl Phases {
    /// All phases together.
    pub fn total(&self) -> Cost {
        let mut total = self.discover;
        total += self.read;
        total += self.build;
        total
    }

    /// The phases by name, in order.
    pub fn by_name(&self) -> [(&'static str, Cost); 3] {
        [("discover", self.discover), ("read", self.read), ("build", self.build)]
    }
}

/// Measures from one lap to the next, on one thread.
pub(super) struct Stopwatch {
    wall: Instant,
    process: Option<Duration>,
    thread: Option<Duration>,
}

impl Stopwatch {
    pub(super) fn start() -> Stopwatch {
        Stopwatch { wall: clock::now(), process: process_time(), thread: thread_time() }
    }

    /// What passed since the start or the last lap. A clock that the system lacks stands still.
    pub(super) fn lap(&mut self) -> Cost {
        let now = Stopwatch::start();
        let cost = Cost {
            wall: now.wall.duration_since(self.wall),
            cpu: since(self.process, now.process),
            caller: since(self.thread, now.thread),
        };
        *self = now;
        cost
    }
}

fn since(before: Option<Duration>, now: Option<Duration>) -> Duration {
    now.zip(before).map(|(now, before)| now.saturating_sub(before)).unwrap_or_default()
}

fn process_time() -> Option<Duration> {
    ProcessTime::try_now().ok().map(|time| time.as_duration())
}

fn thread_time() -> Option<Duration> {
    ThreadTime::try_now().ok().map(|time| time.as_duration())
}
