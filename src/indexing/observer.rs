//! Who is told of the indexer's work.

use super::agenda::Work;
use super::run::Progress;
use crate::concurrent::request_queue::Outcome;

/// The end of a piece of work.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct End {
    /// Which work.
    pub generation: u64,
    /// Whether the workspace holds all that it was about.
    pub outcome: Outcome,
    /// What people read of it; nothing where it was only about some files.
    pub message: Option<String>,
}

/// Is told of the indexer's work. All calls come from its thread, in order, outside every lock, and must not block.
///
/// Each piece of work that begins ends once, unless a newer run takes its place: then the next thing that is told is that
/// the newer one begins (Q3, Q4).
pub trait Observer: Send + Sync {
    /// A piece of work begins. Nothing was looked for yet: whoever watches files starts here, so that no change falls
    /// between the look and the watch.
    fn began(&self, work: &Work);

    /// A run has come so far.
    fn progressed(&self, progress: &Progress);

    /// A piece of work is over; the workspace holds what it found.
    fn ended(&self, end: &End);

    /// The workspace holds other documents than before.
    fn changed(&self);
}
