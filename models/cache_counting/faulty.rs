//! The faulty variants: each differs from the production cache in the one step that its doc names.

use super::{Cache, Key, Numbered, Production, entry};
use crate::harness::faults;
use heddle::concurrent::SingleFlight;
use heddle::concurrent::Stamp;
use heddle::concurrent::stamped_cache::{Freshness, Statistics};
use heddle::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Which rule of the production cache is broken.
pub(super) trait Fault: Send + Sync + 'static {
    /// Who finds another one counting does not count.
    const SKIPS_WHEN_BUSY: bool = false;
    /// A counter is read and written in two steps.
    const READ_MODIFY_WRITE: bool = false;
    /// A stale look-up is no miss.
    const STALE_IS_NO_MISS: bool = false;
    /// Counters are read one after the other.
    const TORN: bool = false;
    /// The cache is looked up inside the flight.
    const JOINER_UNCOUNTED: bool = false;
    /// Who leads does not look again.
    const COMPUTES_AGAIN: bool = false;
    /// The entry comes after the landing.
    const KEEPS_AFTER_LANDING: bool = false;
}

faults! {
    Fault of Faulty:
    /// Drops a count when another one is being made (LS29).
    SkipsWhenBusy, Skips: SKIPS_WHEN_BUSY;
    /// Loses a count to another one.
    ReadModifyWrite, TwoSteps: READ_MODIFY_WRITE;
    /// Counts a stale look-up as nothing else.
    StaleIsNoMiss, NoMiss: STALE_IS_NO_MISS;
    /// Reads what does not belong together (S8).
    Torn, Apart: TORN;
    /// Counts leaders alone.
    JoinerUncounted, Leaders: JOINER_UNCOUNTED;
    /// Trusts a look-up of before it led.
    ComputesAgain, Trusts: COMPUTES_AGAIN;
    /// Lets go of the flight before the entry is in.
    KeepsAfterLanding, Late: KEEPS_AFTER_LANDING;
}

/// The cache that ships with counters of its own around it.
pub(super) struct Faulty<F> {
    cache: Production,
    flights: SingleFlight<Stamp, u8>,
    busy: AtomicBool,
    hits: AtomicU64,
    misses: AtomicU64,
    stale: AtomicU64,
    fault: std::marker::PhantomData<F>,
}

impl<F: Fault> Faulty<F> {
    fn add(&self, counter: &AtomicU64) {
        if F::READ_MODIFY_WRITE {
            let before = counter.load(Ordering::SeqCst);
            counter.store(before + 1, Ordering::SeqCst);
        } else if F::SKIPS_WHEN_BUSY {
            if !self.busy.swap(true, Ordering::SeqCst) {
                counter.fetch_add(1, Ordering::SeqCst);
                self.busy.store(false, Ordering::SeqCst);
            }
        } else {
            counter.fetch_add(1, Ordering::SeqCst);
        }
    }

    /// A look-up that is not counted.
    fn find(&self, snapshot: Numbered) -> Option<u8> {
        self.cache.get(&Key, &snapshot)
    }
}

impl<F: Fault> Cache for Faulty<F> {
    fn new() -> Self {
        Self {
            cache: Cache::new(),
            flights: SingleFlight::new(),
            busy: AtomicBool::new(false),
            hits: AtomicU64::new(0),
            misses: AtomicU64::new(0),
            stale: AtomicU64::new(0),
            fault: std::marker::PhantomData,
        }
    }

    fn look(&self, snapshot: Numbered) -> Option<u8> {
        let entries = self.cache.statistics().entries;
        let found = self.find(snapshot);
        let stale = found.is_none() && self.cache.statistics().entries < entries;
        if found.is_some() {
            // One counter for both, so that two who count always meet.
            self.add(if F::READ_MODIFY_WRITE { &self.misses } else { &self.hits });
            return found;
        }
        if !(stale && F::STALE_IS_NO_MISS) {
            self.add(&self.misses);
        }
        if stale {
            self.add(&self.stale);
        }
        found
    }

    fn keep(&self, snapshot: Numbered, value: u8) {
        self.cache.keep(snapshot, value);
    }

    fn once(&self, snapshot: Numbered, compute: impl FnOnce() -> u8) -> u8 {
        if !F::JOINER_UNCOUNTED
            && let Some(value) = self.look(snapshot)
        {
            return value;
        }
        let flown = self.flights.run(&snapshot.identity(), || {
            let landed = match () {
                () if F::JOINER_UNCOUNTED => self.look(snapshot),
                () if F::COMPUTES_AGAIN => None,
                () => self.find(snapshot),
            };
            landed.unwrap_or_else(|| {
                let value = compute();
                if !F::KEEPS_AFTER_LANDING {
                    self.cache.insert(Key, entry(snapshot, value), snapshot.identity());
                }
                value
            })
        });
        let value = flown.unwrap_or_else(|crashed| crashed.resume());
        if F::KEEPS_AFTER_LANDING {
            self.cache.insert(Key, entry(snapshot, value), snapshot.identity());
        }
        value
    }

    fn statistics(&self) -> Statistics {
        let misses = self.misses.load(Ordering::SeqCst);
        let hits = self.hits.load(Ordering::SeqCst);
        let stale = if F::TORN { self.stale.load(Ordering::SeqCst) } else { 0 };
        Statistics { hits, misses, stale, evictions: 0, entries: 0 }
    }
}
