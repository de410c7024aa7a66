//! The schedule trace: what each thread did, in the order in which the engine let them.

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

/// Takes note of one operation. Called by every facade operation under the model back ends, on the thread that does
/// it, without using any modelled primitive.
pub fn record(_operation: Operation) {}
