//! A batch, as its workers share it.

use std::time::Duration;

use super::footprint::{Commits, Logged, State};
use crate::concurrent::Speculation;
use crate::evaluation::context::Pragmas;
use crate::evaluation::identity::SpaceId;
use crate::evaluation::limits::{Cancel, Limits};
use crate::evaluation::native::Native;
use crate::evaluation::program::{Outcome, Wanted};
use crate::evaluation::store::World;
use crate::language::metta::atom::Atom;
use crate::sync::clock::{self, Instant};

/// What came of a form, and what it has printed.
#[derive(Debug)]
pub(super) struct Done {
    pub(super) outcome: Outcome,
    pub(super) output: String,
    /// How long it took.
    pub(super) took: Duration,
}

/// A batch.
pub(super) struct Job {
    pub(super) forms: Vec<Atom>,
    pub(super) space: SpaceId,
    /// The number of the first form.
    pub(super) first: u64,
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

    /// No form begins any more.
    pub(super) fn is_over(&self) -> bool {
        self.deadline.is_some_and(|deadline| deadline <= clock::now())
    }
}
