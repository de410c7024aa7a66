//! An implementation that is started when it is needed, and again when it must be.

use std::process::ExitStatus;
use std::time::Duration;

use super::adapter::Adapter;
use super::execution::{Execution, Found, execute};
use super::misbehaviour::{Misbehaviour, plain};
use super::plan::{Pace, Plan};
use crate::oracle::history::History;
use crate::oracle::vocabulary::Vocabulary;
use crate::sync::Arc;

/// An implementation, and what was done with it until now.
pub(super) struct Driver<S: Vocabulary> {
    pub(super) specification: Arc<S>,
    pub(super) command: Vec<String>,
    pub(super) timeout: Duration,
    adapter: Option<Adapter>,
    /// It has not refused to forget.
    resets: bool,
    /// It ends at the end of its input.
    ends: bool,
    /// How it ended then, where that was no success.
    farewell: Option<ExitStatus>,
    /// The limits of making a difference smaller were reached.
    pub(super) cut_short: bool,
    pub(super) counts: Counts,
}

/// What was done, whatever for.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Counts {
    pub(super) sequential: usize,
    pub(super) concurrent: usize,
    pub(super) failed: usize,
    /// Histories of which nobody knows.
    pub(super) undecided: usize,
}

impl<S: Vocabulary> Driver<S> {
    pub(super) fn new(specification: Arc<S>, command: Vec<String>, timeout: Duration) -> Self {
        Driver {
            specification,
            command,
            timeout,
            adapter: None,
            resets: true,
            ends: true,
            farewell: None,
            cut_short: false,
            counts: Counts::default(),
        }
    }

    /// What is worth knowing, in lines for people.
    pub(super) fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        if !self.resets {
            remarks.push(
                "`reset` is refused: every sequence had a process of its own, which is slow.".to_owned(),
            );
        }
        if !self.ends {
            remarks.push("The process does not end at the end of its input; it was killed.".to_owned());
        }
        if let Some(status) = self.farewell {
            remarks.push(format!("The process ended with {} at the end of its input.", plain(status)));
        }
        if self.cut_short {
            remarks.push(
                "There may be a smaller difference: the time or the number of attempts for making it smaller was over."
                    .to_owned(),
            );
        }
        remarks
    }

    /// Does a sequence from the beginning, in a fresh process if `fresh`.
    pub(super) fn execute(&mut self, plan: &Plan<S::Operation>, fresh: bool) -> Execution<S> {
        let mut execution = self.attempt(plan, fresh);
        // What comes too much comes before everything is forgotten.
        match &execution.found {
            None => {
                // A plan of nothing is what is left of what came when all was done: then the end is what matters.
                let end = plan.steps.is_empty();
                let forgotten = self.forget().and_then(|()| if end { self.finish() } else { Ok(()) });
                execution.found = forgotten.err().map(Found::Misbehaved);
            }
            // What is open may be answered yet, where it would count for what comes next.
            Some(Found::Misbehaved(_) | Found::Unreadable { .. }) => self.adapter = None,
            Some(_) => {
                if self.forget().is_err() {
                    self.adapter = None;
                }
            }
        }
        let calls = execution.history.calls.len();
        match plan.pace {
            Pace::Alone => self.counts.sequential += calls,
            Pace::Rounds | Pace::Free => self.counts.concurrent += calls,
        }
        self.counts.failed += execution.failed;
        self.counts.undecided += usize::from(execution.undecided);
        execution
    }

    fn attempt(&mut self, plan: &Plan<S::Operation>, fresh: bool) -> Execution<S> {
        let running = self.adapter.take().filter(|_| !fresh);
        let mut adapter = match running.map_or_else(|| Adapter::start(&self.command, self.timeout), Ok) {
            Ok(adapter) => adapter,
            Err(misbehaviour) => {
                let found = Some(Found::Misbehaved(misbehaviour));
                return Execution {
                    history: Arc::new(History::default()),
                    found,
                    failed: 0,
                    undecided: false,
                };
            }
        };
        let execution = execute(&self.specification, plan, &mut adapter);
        self.adapter = Some(adapter);
        execution
    }

    /// Has everything forgotten, by a reset or by the end of the process.
    fn forget(&mut self) -> Result<(), Misbehaviour> {
        if self.resets
            && let Some(adapter) = &mut self.adapter
        {
            match adapter.reset() {
                Ok(true) => return Ok(()),
                Ok(false) => self.resets = false,
                Err(misbehaviour) => {
                    self.adapter = None;
                    return Err(misbehaviour);
                }
            }
        }
        self.finish()
    }

    /// Lets the process end; what it says then is wrong.
    pub(super) fn finish(&mut self) -> Result<(), Misbehaviour> {
        if let Some(adapter) = self.adapter.take() {
            // Who did not end once is not waited for again.
            let patience = if self.ends { self.timeout } else { Duration::ZERO };
            match adapter.finish(patience)? {
                Some(status) if status.success() => {}
                Some(status) => self.farewell = Some(status),
                None => self.ends = false,
            }
        }
        Ok(())
    }
}
