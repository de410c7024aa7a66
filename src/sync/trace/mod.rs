//! The schedule trace: what each thread did, in the order in which the engine let them.

#[cfg(any(feature = "loom", feature = "shuttle"))]
mod recorder;
mod table;

#[cfg(all(feature = "shuttle", not(feature = "loom")))]
pub(super) use recorder::recording;
#[cfg(any(feature = "loom", feature = "shuttle"))]
pub(super) use recorder::{begin, record};
#[cfg(any(feature = "loom", feature = "shuttle"))]
pub use recorder::{seen, watch};
pub use table::{Step, Trace};

use std::panic::Location;

/// What a facade operation is. A `…Attempt` is recorded before the operation can block, its partner once it succeeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// A mutex is asked for.
    LockAttempt,
    /// A mutex is held.
    Lock,
    /// A mutex is about to be released.
    Unlock,
    /// Shared access is asked for.
    ReadAttempt,
    /// Shared access is held.
    Read,
    /// Shared access is about to be given up.
    ReadEnd,
    /// Exclusive access is asked for.
    WriteAttempt,
    /// Exclusive access is held.
    Write,
    /// Exclusive access is about to be given up.
    WriteEnd,
    /// An operation of a map is about to take its shard.
    MapAttempt,
    /// A shard of a map is held.
    Map,
    /// An operation of a map is over.
    MapEnd,
    /// The thread gives its mutex back and sleeps on a condition variable.
    Wait,
    /// The thread woke and holds its mutex again.
    Woken,
    /// The wait ended because its deadline passed; the mutex is held again.
    Expired,
    /// One waiter is woken.
    NotifyOne,
    /// All waiters are woken.
    NotifyAll,
    /// An atomic was read; the value is what was seen.
    Load,
    /// An atomic was written; the value is what was stored.
    Store,
    /// An atomic was read and written in one step; the value is what was there before.
    Exchange,
    /// A conditional exchange found another value and wrote nothing; the value is what it found.
    ExchangeFailed,
    /// A thread was started; the value is its number.
    Spawn,
    /// First operation of a thread.
    Start,
    /// Last operation of a thread.
    Finish,
    /// Another thread's end is waited for; the value is its number.
    JoinAttempt,
    /// Another thread has ended; the value is its number.
    Join,
    /// The model lets a deadline expire or a wait end without cause; the location is the wait's.
    Inject,
    /// The thread offers its turn.
    Yield,
    /// No operation: a model reports a value that it sees.
    Note,
}

impl Action {
    /// Whether the operation reads or writes an atomic.
    #[must_use]
    pub fn is_atomic(self) -> bool {
        matches!(self, Self::Load | Self::Store | Self::Exchange | Self::ExchangeFailed)
    }

    /// Whether the operation may block, and is followed by its partner once it has succeeded.
    fn is_attempt(self) -> bool {
        matches!(
            self,
            Self::LockAttempt | Self::ReadAttempt | Self::WriteAttempt | Self::MapAttempt | Self::JoinAttempt
        )
    }

    /// Whether the operation takes a lock.
    #[must_use]
    pub fn takes(self) -> bool {
        matches!(self, Self::Lock | Self::Read | Self::Write | Self::Map)
    }

    /// Whether the operation gives a lock back.
    #[must_use]
    pub fn releases(self) -> bool {
        matches!(self, Self::Unlock | Self::ReadEnd | Self::WriteEnd | Self::MapEnd)
    }
}

/// One operation of one thread.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    /// The thread's number: 0 is main, the others count in the order in which they were spawned.
    pub thread: usize,
    /// What was done.
    pub action: Action,
    /// The lock's name, the atomic's type or the spawned thread's; empty where there is none.
    pub name: &'static str,
    /// The value where it is cheap to have.
    pub value: Option<u64>,
    /// The source line that asked for it.
    pub location: &'static Location<'static>,
}

/// Reports a value that a model sees, for the interleaving table: `name = value`. Nothing natively, and nothing to the
/// engines: it is no scheduling point.
#[track_caller]
pub fn note(name: &'static str, value: u64) {
    super::probe::note(Action::Note, name, Some(value));
}
