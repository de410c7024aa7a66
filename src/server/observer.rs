//! What a connection does when indexing moves.

use std::sync::Arc;

use super::progress::{self, Event};
use super::session::Session;
use crate::concurrent::request_queue::Outcome;
use crate::indexing::{End, Observer, Progress, Work};
use crate::metrics::Run;

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
        let engine = self.session.engine();
        let status = engine.indexer.status();
        // First of all, so that nothing can keep those waiting who wait for it (S21). A look at single files has no message.
        match end.message {
            Some(_) => engine.index_ends(end.generation, end.outcome),
            None => engine.look_ends(end.generation, end.outcome),
        }
        if end.message.is_some() && status.progress.generation == end.generation {
            let Progress { generation, total, failed, .. } = status.progress;
            let complete = end.outcome == Outcome::Complete;
            engine.metrics.milestones.run_over(Run {
                generation,
                files: total,
                failed,
                complete,
                took: status.elapsed,
            });
        }
        self.session.findings().look_again();
        if let Some(message) = end.message.clone() {
            progress::tell(&self.session, Event::Ended { generation: end.generation, message });
        }
    }

    fn changed(&self) {
        self.session.findings().look_again();
    }
}
