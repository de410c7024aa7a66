//! Counters of contention by lock name; native only, since waiting takes no time under the models.
//!
//! An acquisition tries first, and only one that fails is counted, together with how long it then waited. So an
//! acquisition that meets nobody writes nothing but the lock itself: counting makes no two readers share a cache line
//! that they did not share before. Counting *all* acquisitions needs such a write, hence the switch
//! ([`enable_all`]); it is off by default.
//!
//! Taking a mutex again after a wait on a condition variable is part of the wait and is not counted.
//!
//! Counters belong to names, not to locks: locks of one name add up, and dropping a lock loses nothing. A name appears
//! with its first contended acquisition, or with its first one at all once the switch is on.

use std::time::Duration;

/// The way in which a lock was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LockKind {
    /// A mutex.
    Mutex,
    /// A read-write lock, shared.
    Read,
    /// A read-write lock, alone.
    Write,
}

/// What was counted for one lock name and one way of asking for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockStats {
    /// The name given to the lock.
    pub name: &'static str,
    /// The way of asking.
    pub kind: LockKind,
    /// How many acquisitions found the lock taken.
    pub contended: u64,
    /// How long those waited altogether.
    pub wait: Duration,
    /// How many acquisitions there were since the switch was turned on; `None` if it is off.
    pub acquisitions: Option<u64>,
}

#[cfg(not(any(feature = "loom", feature = "shuttle")))]
pub(super) use counting::Meter;
#[cfg(not(any(feature = "loom", feature = "shuttle")))]
pub use counting::{enable_all, snapshot};

/// All that was counted, by name and kind; empty under the models.
#[cfg(any(feature = "loom", feature = "shuttle"))]
#[must_use]
pub fn snapshot() -> Vec<LockStats> {
    Vec::new()
}

/// Turns the counting of all acquisitions on or off; without effect under the models.
#[cfg(any(feature = "loom", feature = "shuttle"))]
pub fn enable_all(_on: bool) {}

#[cfg(not(any(feature = "loom", feature = "shuttle")))]
mod counting {
    use super::{LockKind, LockStats};
    use std::collections::BTreeMap;
    use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
    use std::sync::{Mutex, OnceLock, PoisonError};
    use std::time::{Duration, Instant};

    static COUNT_ALL: AtomicBool = AtomicBool::new(false);
    static BY_NAME: Mutex<BTreeMap<&'static str, &'static Counters>> = Mutex::new(BTreeMap::new());

    #[derive(Default)]
    struct Tally {
        contended: AtomicU64,
        nanoseconds: AtomicU64,
        acquisitions: AtomicU64,
    }

    #[derive(Default)]
    struct Counters {
        mutex: Tally,
        read: Tally,
        write: Tally,
    }

    impl Counters {
        fn tally(&self, kind: LockKind) -> &Tally {
            match kind {
                LockKind::Mutex => &self.mutex,
                LockKind::Read => &self.read,
                LockKind::Write => &self.write,
            }
        }
    }

    /// One lock's way to the counters of its name.
    #[derive(Default)]
    pub(in crate::sync) struct Meter {
        counters: OnceLock<&'static Counters>,
    }

    impl Meter {
        /// Acquires by `attempt` if that succeeds at once, else by `wait`, and counts what has to be counted.
        #[inline(always)]
        pub(in crate::sync) fn acquire<G>(
            &self,
            name: &'static str,
            kind: LockKind,
            attempt: impl FnOnce() -> Option<G>,
            wait: impl FnOnce() -> G,
        ) -> G {
            match attempt() {
                Some(guard) => {
                    if COUNT_ALL.load(Ordering::Relaxed) {
                        self.acquired(name, kind);
                    }
                    guard
                }
                None => self.contended(name, kind, wait),
            }
        }

        #[cold]
        fn acquired(&self, name: &'static str, kind: LockKind) {
            self.counters(name).tally(kind).acquisitions.fetch_add(1, Ordering::Relaxed);
        }

        #[cold]
        fn contended<G>(&self, name: &'static str, kind: LockKind, wait: impl FnOnce() -> G) -> G {
            let since = Instant::now();
            let guard = wait();
            let waited = since.elapsed();
            let tally = self.counters(name).tally(kind);
            tally.contended.fetch_add(1, Ordering::Relaxed);
            let nanoseconds = u64::try_from(waited.as_nanos()).unwrap_or(u64::MAX);
            tally.nanoseconds.fetch_add(nanoseconds, Ordering::Relaxed);
            if COUNT_ALL.load(Ordering::Relaxed) {
                tally.acquisitions.fetch_add(1, Ordering::Relaxed);
            }
            guard
        }

        /// Counters are never freed: there are as many as names in the source.
        fn counters(&self, name: &'static str) -> &'static Counters {
            self.counters.get_or_init(|| {
                let mut by_name = BY_NAME.lock().unwrap_or_else(PoisonError::into_inner);
                by_name.entry(name).or_insert_with(|| Box::leak(Box::default()))
            })
        }
    }

    /// Turns the counting of all acquisitions on, from zero, or off.
    pub fn enable_all(on: bool) {
        if on {
            let by_name = BY_NAME.lock().unwrap_or_else(PoisonError::into_inner);
            for counters in by_name.values() {
                for kind in [LockKind::Mutex, LockKind::Read, LockKind::Write] {
                    counters.tally(kind).acquisitions.store(0, Ordering::Relaxed);
                }
            }
        }
        COUNT_ALL.store(on, Ordering::Relaxed);
    }

    /// All that was counted so far, by name and kind; ways of asking that never met anything are left out.
    #[must_use]
    pub fn snapshot() -> Vec<LockStats> {
        let counted_all = COUNT_ALL.load(Ordering::Relaxed);
        let by_name = BY_NAME.lock().unwrap_or_else(PoisonError::into_inner);
        let mut stats = Vec::new();
        for (&name, counters) in by_name.iter() {
            for kind in [LockKind::Mutex, LockKind::Read, LockKind::Write] {
                let tally = counters.tally(kind);
                let contended = tally.contended.load(Ordering::Relaxed);
                let acquisitions = tally.acquisitions.load(Ordering::Relaxed);
                if contended > 0 || (counted_all && acquisitions > 0) {
                    stats.push(LockStats {
                        name,
                        kind,
                        contended,
                        wait: Duration::from_nanos(tally.nanoseconds.load(Ordering::Relaxed)),
                        acquisitions: counted_all.then_some(acquisitions),
                    });
                }
            }
        }
        stats
    }
}
