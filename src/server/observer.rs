//! What a connection does when indexing moves.

use std::sync::Arc;

use super::session::Session;
use crate::indexing::{End, Observer, Progress, Work};

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
    fn began(&self, work: &Work) {
        self.session.engine().index_begins(work.generation);
    }

    fn progressed(&self, _: &Progress) {}

    fn ended(&self, end: &End) {
        self.session.engine().index_ends(end.generation, end.outcome);
    }

    fn changed(&self) {
        self.session.findings().look_again();
    }
}
