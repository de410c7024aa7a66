//! The facade: the only door to threads, locks, atomics and the clock (D1).
//!
//! Everything outside this room imports `crate::sync`; the same code then ships on parking_lot, dashmap and rayon (the
//! *native* back end) and is explored by loom (feature `loom`) or shuttle (feature `shuttle`); loom wins when both are
//! on. `clippy.toml` forbids the back doors.
//!
//! Three rules hold for all that is offered here:
//!
//! 1. **One lock.** A thread holds at most one facade lock, apart from [`one_lock::DECLARED_PAIRS`]. Debug builds and
//!    both model back ends check it at each acquisition; release builds pay nothing.
//! 2. **No poisoning.** A panic under a lock releases it and nothing else (D2).
//! 3. **Every operation says where it stands.** Locks carry a name, every operation is `#[track_caller]`, and the model
//!    back ends report each one to [`trace`].
#![allow(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    reason = "this room is the door: it alone names what clippy.toml forbids elsewhere"
)]

pub mod atomic;
mod backend;
mod check;
pub mod clock;
mod condvar;
pub mod contention;
mod event_clock;
#[cfg(any(feature = "loom", feature = "shuttle"))]
mod execution;
mod exploration;
pub mod explore;
pub mod fork_join;
#[cfg(any(feature = "loom", feature = "shuttle"))]
mod injection;
mod local;
mod map;
mod mutex;
mod observations;
mod once;
pub mod one_lock;
mod probe;
mod queue;
#[cfg_attr(
    not(any(feature = "loom", feature = "shuttle")),
    expect(unreachable_pub, reason = "public under the model features alone, for mutants")
)]
mod rwlock;
pub mod thread;
pub mod trace;

pub use check::{Model, check};
pub use condvar::{Condvar, Expired};
pub use event_clock::EventClock;
pub use exploration::{Exploration, Fairness, Label, Scheduler};
#[doc(hidden)]
pub use local::engine_thread_local;
pub use local::thread_local;
pub use map::ConcurrentMap;
#[cfg(any(feature = "loom", feature = "shuttle"))]
#[doc(hidden)]
pub use map::MapGuard;
pub use mutex::{Mutex, MutexGuard};
pub use observations::Observations;
pub use once::OnceLock;
pub use queue::{BoundedQueue, Closed};
pub use std::sync::Arc;

/// Which back end is on: `native`, `loom` or `shuttle`.
pub const ENGINE: &str = backend::NAME;

#[cfg(not(any(feature = "loom", feature = "shuttle")))]
pub(crate) use rwlock::RwLock;
/// Re-exported under the model features alone, so that mutants can misuse it; production code keeps it crate-private.
#[cfg(any(feature = "loom", feature = "shuttle"))]
#[doc(hidden)]
pub use rwlock::{ReadGuard, RwLock, WriteGuard};
