//! What a connection does when indexing moves.

use std::sync::Arc;

use super::session::Session;
use crate::concurrent::request_queue::Outcome;
use crate::indexing::{Observer, Progress};

/// Tells one connection of runs.
pub(super) struct SessionObserver {
    session: Arc<Session>,
}

impl SessionObserver {
    pub(super) fn new(session: Arc<Session>) -> SessionObserver {
        SessionObserver { session }
    }
}

impl Observer for SessionObserver {
    fn began(&self, generation: u64) {
        self.session.engine().queue.begin(generation);
    }

    fn progressed(&self, _: &Progress) {}

    fn ended(&self, progress: &Progress, outcome: Outcome) {
        self.session.engine().queue.end(progress.generation, outcome);
    }

    fn changed(&self) {
        self.session.findings().look_again();
    }
}
