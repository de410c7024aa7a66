//! The words of the queue.

use crate::sync::Arc;
use crate::sync::atomic::AtomicBool;

/// What is known about the index.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Phase {
    /// Nobody has begun to build it.
    Idle,
    /// This run builds it.
    Indexing(u64),
    /// This run has built it.
    Ready(u64),
    /// This run could not.
    Failed(u64),
}

impl Phase {
    /// The run that is spoken of; 0 before the first one.
    #[must_use]
    pub fn generation(self) -> u64 {
        match self {
            Phase::Idle => 0,
            Phase::Indexing(generation) | Phase::Ready(generation) | Phase::Failed(generation) => generation,
        }
    }
}

/// What a request needs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Needs {
    /// Its own document, or nothing: it never waits.
    Document,
    /// The index: while a run builds it, the request waits.
    Index,
}

/// How a run ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// The index is there.
    Complete,
    /// It is not, or a part of it.
    Failed,
}

/// What became of a request that was taken in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// A worker will take it.
    Runnable,
    /// It waits for the index.
    Waiting,
}

/// Why a request is not taken in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// Its connection has as many requests as it may have.
    Full {
        /// How many it may have.
        capacity: usize,
    },
    /// Its connection has a request of this name that is not answered yet.
    Duplicate,
    /// Its connection is not there, or not any more.
    Disconnected,
    /// The queue is shut down.
    ShutDown,
}

/// Why a task may run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Release {
    /// It never waited.
    AtOnce,
    /// It waited for the index, which is there.
    Indexed,
    /// It needs the index, which could not be built: the answer is partial.
    Failed,
    /// It waited until a deadline passed: the answer is partial.
    Expired,
}

/// The right to ask to be the one who answers a request. There is one for each request that is taken in, and asking uses it up.
///
/// A name may come again as soon as its request is answered, also while a worker still works for one that was cancelled; so
/// claims are told apart by number.
#[derive(Debug)]
#[must_use = "a request that nobody answers stays open"]
pub struct Claim<C, K> {
    pub(super) connection: C,
    pub(super) key: K,
    pub(super) number: u64,
}

impl<C, K> Claim<C, K> {
    /// Whose request it is.
    pub fn connection(&self) -> &C {
        &self.connection
    }

    /// Its name.
    pub fn key(&self) -> &K {
        &self.key
    }
}

/// A request that may run now.
#[derive(Debug)]
pub struct Task<C, K, J> {
    /// What it is answered with, in [`answer`](super::RequestQueue::answer).
    pub claim: Claim<C, K>,
    /// Why it may run.
    pub release: Release,
    /// The work.
    pub job: J,
    /// True once nobody wants the answer any more.
    pub cancelled: Arc<AtomicBool>,
}
