//! What forms have read and written, as speculation asks for it.

use crate::concurrent::speculation::Footprint;
use crate::evaluation::store::{Log, conflicts};
use crate::sync::{Arc, Mutex};

/// The log of a form.
#[derive(Clone, Debug)]
pub(super) struct Logged(pub(super) Arc<Log>);

impl Footprint for Logged {
    fn conflicts(&self, earlier: &Logged) -> bool {
        conflicts(&self.0.reads, &earlier.0.effects)
    }
}

/// The state of a batch: how many of the logs in [`Commits`] are a part of it.
pub(super) type State = usize;

/// What the forms that are committed have written, in order, since the beginning of the batch. Those that wrote nothing
/// are left out.
pub(super) struct Commits(Mutex<Vec<Arc<Log>>>);

impl Commits {
    pub(super) fn new() -> Commits {
        Commits(Mutex::new("parallel.commits", Vec::new()))
    }

    /// One more, before the state that it is a part of is published; how many there are.
    pub(super) fn push(&self, log: Arc<Log>) -> State {
        let mut logs = self.0.lock();
        logs.push(log);
        logs.len()
    }

    /// Those from the one on to the other. O(result).
    pub(super) fn between(&self, start: State, end: State) -> Vec<Arc<Log>> {
        self.0.lock().get(start..end).unwrap_or_default().to_vec()
    }
}
