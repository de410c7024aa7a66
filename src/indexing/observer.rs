//! Who is told of runs.

use super::run::Progress;
use crate::concurrent::request_queue::Outcome;

/// Is told of runs. All calls come from the indexer's thread, in order, outside every lock, and must not block.
pub trait Observer: Send + Sync {
    /// A run has begun to work.
    fn began(&self, generation: u64);

    /// A run has come so far.
    fn progressed(&self, progress: &Progress);

    /// A run is over; the workspace holds what it found.
    fn ended(&self, progress: &Progress, outcome: Outcome);

    /// The workspace holds other documents than before.
    fn changed(&self);
}
