//! A batch, or the members of a form, as workers share them.

use std::time::Duration;

use super::footprint::{Commits, Logged, State};
use crate::concurrent::Speculation;
use crate::concurrent::speculation::Change;
use crate::evaluation::context::Pragmas;
use crate::evaluation::identity::SpaceId;
use crate::evaluation::limits::{Cancel, Limits};
use crate::evaluation::native::Native;
use crate::evaluation::program::{Outcome, Wanted};
use crate::evaluation::store::{Log, World};
use crate::language::metta::atom::Atom;
use crate::sync::Arc;
use crate::sync::clock::{self, Instant};

/// What came of a form, and what it has printed.
#[derive(Debug)]
pub(super) struct Done {
    pub(super) outcome: Outcome,
    pub(super) output: String,
    /// How long it took.
    pub(super) took: Duration,
    /// It is a member, and only the whole form tells what comes of it.
    pub(super) whole: bool,
}

impl Done {
    /// Of a member of which only the whole form tells what comes of it.
    pub(super) fn whole() -> Done {
        Done { outcome: Outcome::default(), output: String::new(), took: Duration::ZERO, whole: true }
    }
}

/// A batch, or the members of a form.
pub(super) struct Job {
    pub(super) forms: Vec<Atom>,
    pub(super) space: SpaceId,
    /// The number of the first form; of all, where they are members of one.
    pub(super) first: u64,
    /// They are the members of a form.
    pub(super) members: bool,
    pub(super) wanted: Wanted,
    /// Spaces and states at its beginning.
    pub(super) world: World,
    pub(super) pragmas: Pragmas,
    /// What the session has, beside the forms of the machine.
    pub(super) operations: Vec<Native>,
    pub(super) limits: Limits,
    /// Until when it may take.
    pub(super) deadline: Option<Instant>,
    /// Asked when the batch is over, and with the session's.
    pub(super) cancel: Cancel,
    pub(super) speculation: Speculation<State, Done, Logged>,
    pub(super) commits: Commits,
}

impl Job {
    /// What a form may use that begins now.
    pub(super) fn limits(&self) -> Limits {
        let left = self.deadline.map(|deadline| deadline.duration_since(clock::now()));
        Limits { time: left.or(self.limits.time), ..self.limits.clone() }
    }

    /// The number of the form that this task is, or is a part of.
    pub(super) fn number(&self, task: usize) -> u64 {
        if self.members { self.first } else { self.first + task as u64 }
    }

    /// What a task that left this log has changed.
    pub(super) fn change(&self, log: Arc<Log>) -> Change<State, Logged> {
        if log.effects.is_empty() {
            return Change::Nothing;
        }
        Change::Written(self.commits.push(Arc::clone(&log)), Logged(log))
    }

    /// No form begins any more.
    pub(super) fn is_over(&self) -> bool {
        self.deadline.is_some_and(|deadline| deadline <= clock::now())
    }
}
