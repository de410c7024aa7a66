//! What the indexer is to do next, as plain data.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::scope::Scope;
use crate::sync::Arc;

/// One piece of work.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Work {
    /// The number of the newest request that it answers. No two pieces of work share one, and they are done in its order.
    pub generation: u64,
    /// Which files there are.
    pub scope: Arc<Scope>,
    /// Those files and folders alone; nothing for a run over everything.
    pub only: Option<BTreeSet<PathBuf>>,
}

/// Whether a piece of work is to go on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It is.
    Go,
    /// A newer run does all of it again: what it says counts for nothing any more (Q3).
    Superseded,
    /// Somebody does not want to wait for it.
    Cancelled,
    /// The indexer ends.
    Stopped,
}

/// Collects what is asked for while something is being done. A newer run takes the place of everything that was asked for
/// before; files that are asked for wait for each other and are looked at together.
#[derive(Debug)]
pub struct Agenda {
    most_files: usize,
    scope: Arc<Scope>,
    /// The number of the last request.
    asked: u64,
    /// The number of the last run that was asked for.
    run: u64,
    /// Whether nobody has taken it yet.
    run_waits: bool,
    files: BTreeSet<PathBuf>,
    cancelled: u64,
    stopped: bool,
}

impl Agenda {
    /// Nothing to do, and no folder. Where more than `most_files` files wait to be looked at, everything is indexed anew.
    #[must_use]
    pub fn new(most_files: usize) -> Agenda {
        Agenda {
            most_files,
            scope: Arc::new(Scope::default()),
            asked: 0,
            run: 0,
            run_waits: false,
            files: BTreeSet::new(),
            cancelled: 0,
            stopped: false,
        }
    }

    /// Asks for a run over `scope`; its generation.
    pub fn run(&mut self, scope: Scope) -> u64 {
        self.scope = Arc::new(scope);
        self.again()
    }

    /// Asks for a run over the same scope as the last one; its generation.
    pub fn again(&mut self) -> u64 {
        self.asked += 1;
        self.run = self.asked;
        self.run_waits = true;
        self.files.clear();
        self.asked
    }

    /// Asks for a look at files and folders that were created, changed or removed; the generation of the work that is over
    /// when they were looked at. Nothing where none of them concerns the scope.
    pub fn files(&mut self, files: impl IntoIterator<Item = PathBuf>) -> Option<u64> {
        let mut any = false;
        for file in files.into_iter().filter(|file| self.scope.concerns(file)) {
            self.files.insert(file);
            any = true;
        }
        if self.files.len() > self.most_files {
            return Some(self.again());
        }
        self.asked += u64::from(any);
        any.then_some(self.asked)
    }

    /// Asks for no more of run `generation`; says whether that is the last one that was asked for.
    pub fn cancel(&mut self, generation: u64) -> bool {
        let current = generation == self.run;
        if current {
            self.cancelled = generation;
        }
        current
    }

    /// Asks for an end.
    pub fn stop(&mut self) {
        self.stopped = true;
    }

    /// Whether an end was asked for.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.stopped
    }

    /// Takes what is to be done next; nothing when there is nothing.
    pub fn take(&mut self) -> Option<Work> {
        let scope = Arc::clone(&self.scope);
        if std::mem::take(&mut self.run_waits) {
            return Some(Work { generation: self.run, scope, only: None });
        }
        if self.files.is_empty() {
            return None;
        }
        let only = Some(std::mem::take(&mut self.files));
        Some(Work { generation: self.asked, scope, only })
    }

    /// Whether work `generation` is to go on.
    #[must_use]
    pub fn verdict(&self, generation: u64) -> Verdict {
        match () {
            () if self.stopped => Verdict::Stopped,
            () if self.run > generation => Verdict::Superseded,
            () if self.run == generation && self.cancelled == generation => Verdict::Cancelled,
            () => Verdict::Go,
        }
    }
}
