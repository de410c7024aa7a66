//! Changes of files come in bursts: one that is saved changes several times within milliseconds.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Duration;

use crate::sync::clock::Instant;

/// What is to be looked at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Batch {
    /// These files and folders, in the order of their paths.
    Paths(Vec<PathBuf>),
    /// Everything: nobody knows any more what has changed.
    Everything,
}

/// How long changes are waited for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Delays {
    /// A path is looked at when nothing was heard of it for so long.
    pub quiet: Duration,
    /// And at the latest so long after the first that was heard of it.
    pub longest: Duration,
}

/// Collects changes by path, as plain data. Every change is looked at after it happened, also the last one of a burst
/// (LU32), and none has to wait longer than the longest delay.
#[derive(Debug)]
pub struct Debouncer {
    delays: Delays,
    most: usize,
    pending: BTreeMap<PathBuf, Pending>,
    /// The same, by the moment at which it is due.
    due: BTreeSet<(Instant, PathBuf)>,
    /// When everything is to be looked at, if it is.
    everything: Option<Instant>,
}

#[derive(Clone, Copy, Debug)]
struct Pending {
    /// When it may not wait any longer.
    last: Instant,
    due: Instant,
}

impl Debouncer {
    /// No change. Where more than `most` paths wait, everything is looked at instead.
    #[must_use]
    pub fn new(delays: Delays, most: usize) -> Debouncer {
        Debouncer { delays, most, pending: BTreeMap::new(), due: BTreeSet::new(), everything: None }
    }

    /// A path has changed. O(log waiting).
    pub fn noticed(&mut self, path: PathBuf, now: Instant) {
        if self.everything.is_some() {
            return;
        }
        let before = self.pending.get(&path).copied();
        if let Some(before) = before {
            self.due.remove(&(before.due, path.clone()));
        }
        let last = before.map_or_else(|| now.after(self.delays.longest), |before| before.last);
        let due = now.after(self.delays.quiet).min(last);
        self.due.insert((due, path.clone()));
        self.pending.insert(path, Pending { last, due });
        if self.pending.len() > self.most {
            self.overflowed(now);
        }
    }

    /// Changes were lost.
    pub fn overflowed(&mut self, now: Instant) {
        self.pending.clear();
        self.due.clear();
        self.everything.get_or_insert(now.after(self.delays.quiet));
    }

    /// Takes what is due at the moment `now`.
    pub fn take(&mut self, now: Instant) -> Option<Batch> {
        if self.everything.is_some_and(|due| due <= now) {
            self.everything = None;
            return Some(Batch::Everything);
        }
        let mut paths = Vec::new();
        while self.due.first().is_some_and(|(due, _)| *due <= now) {
            let Some((_, path)) = self.due.pop_first() else { break };
            self.pending.remove(&path);
            paths.push(path);
        }
        paths.sort();
        (!paths.is_empty()).then_some(Batch::Paths(paths))
    }

    /// When something is due next.
    #[must_use]
    pub fn next(&self) -> Option<Instant> {
        self.everything.or_else(|| self.due.first().map(|(due, _)| *due))
    }
}
