//! What a connection does when indexing moves.

use std::sync::Arc;

use super::progress::{self, Event};
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
        let session = &self.session;
        session.engine().index_begins(work.generation);
        session.surroundings().watching.began(session, work);
        if work.only.is_none() {
            progress::tell(session, Event::Began { generation: work.generation });
        }
    }

    fn progressed(&self, progress: &Progress) {
        progress::tell(&self.session, Event::Progressed(*progress));
    }

    fn ended(&self, end: &End) {
        self.session.engine().index_ends(end.generation, end.outcome);
        self.session.findings().look_again();
        if let Some(message) = end.message.clone() {
            progress::tell(&self.session, Event::Ended { generation: end.generation, message });
        }
    }

    fn changed(&self) {
        self.session.findings().look_again();
    }
}
