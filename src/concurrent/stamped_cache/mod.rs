//! A cache whose entries are valid by the stamps of what they were computed from, not by messages that arrive in time.
//!
//! An entry keeps, beside its value, everything that was looked at while it was computed, each with its stamp. It counts
//! only in a snapshot in which all those stamps stand (C1). So nobody needs to be told of a change:
//! [`invalidate`](StampedCache::invalidate) frees memory early and nothing else.
//!
//! # The hazards
//!
//! *Put after invalidate* (S1), where entries are valid until they are thrown away:
//! 1. A misses and computes the answer on version 1 of the document.
//! 2. B publishes version 2 and throws away the answers of the document.
//! 3. A puts the answer of version 1 into the cache; it stays until it is evicted.
//!
//! Here A's entry carries the stamp of version 1, which stands in no snapshot with version 2.
//!
//! *Invalidation by the asking document* (S2), *negative answers that stick* (S3): the answer in `use` rests on `lib`, or
//! on `lib` defining nothing; who throws away the answers of `lib` misses it. Here an entry depends on all that was
//! looked at, and an absence has a stamp too.
//!
//! *Bounds that are checked first and kept later* (LS31): n threads find one place free and n insert. Here a shard makes room
//! and takes in under one lock, and the shards' bounds add up to the bound of the cache (C2).
//!
//! *Counters of their own* (LS29, S8), updated when a lock happens to be free, or read one after the other: here every
//! look-up is counted under its shard's lock, once (C4).
//!
//! No code but this module's and the comparison of keys runs under a lock: stamps are compared, values are cloned and
//! dropped outside it (D1). `models/cache_*.rs` hold this shell against those designs, `proptests/` the [`Shard`] and the
//! whole against `oracle::specification::cache`.

mod entry;
mod key;
mod machine;
mod rings;
mod statistics;

pub use entry::Entry;
pub use key::{CacheKey, Freshness};
pub use machine::{Counts, Found, Gone, Hashes, Shard};
pub use statistics::Statistics;

use std::hash::BuildHasher;

use super::single_flight::SingleFlight;
use super::stamp::Stamp;
use crate::sync::{Arc, Mutex};

/// The same on every run, so that nothing depends on a seed (D3).
type Hasher = foldhash::fast::FixedState;

/// A shard and its lock.
type LockedShard<K, V, D> = Mutex<Shard<K, Entry<V, D>>>;

/// The cache that threads share. See the [module](self).
pub struct StampedCache<K: CacheKey, V, D> {
    shards: Box<[LockedShard<K, V, D>]>,
    flights: SingleFlight<(K, Stamp), V>,
}

impl<K: CacheKey, V: Clone, D: Clone> StampedCache<K, V, D> {
    /// The usual number of entries.
    pub const CAPACITY: usize = 10_000;
    /// The usual number of shards: enough that a handful of threads rarely meet.
    pub const SHARDS: usize = 16;

    /// A cache for at most `capacity` entries, spread evenly over `shards` locks (at least one, and no more than there
    /// are entries). A capacity of 0 keeps nothing.
    #[must_use]
    pub fn new(capacity: usize, shards: usize) -> Self {
        let shards = shards.min(capacity).max(1);
        // invariant: C2: the bounds of the shards add up to the capacity.
        let bound = |index| capacity / shards + usize::from(index < capacity % shards);
        let shard = |index| Mutex::new("stamped_cache", Shard::new(bound(index)));
        Self { shards: (0..shards).map(shard).collect(), flights: SingleFlight::new() }
    }

    /// The value cached for `key`, if what it was computed from is the same in `snapshot`.
    ///
    /// Counts one look-up. An entry that was last found valid at this very snapshot costs one comparison of stamps; any
    /// other one costs O(its dependencies), outside the lock, and is thrown away where its stamps do not stand.
    #[must_use]
    pub fn get<F: Freshness<D>>(&self, key: &K, snapshot: &F) -> Option<V> {
        self.look_up(key, hash(key), snapshot).map(|entry| entry.value.clone())
    }

    fn look_up<F: Freshness<D>>(&self, key: &K, hash: u64, snapshot: &F) -> Option<Arc<Entry<V, D>>> {
        let identity = snapshot.identity();
        let shard = self.shard(hash);
        let found = shard.lock().look_up(hash, key, identity);
        match found {
            Found::Absent => None,
            Found::Valid(entry) => Some(entry),
            // invariant: C1: an entry counts only if every stamp stands in the snapshot that the caller holds.
            Found::Unproven(entry) if entry.stands_in(snapshot) => {
                shard.lock().confirm(hash, key, &entry, identity);
                Some(entry)
            }
            Found::Unproven(entry) => {
                let gone = shard.lock().refuse(hash, key, &entry);
                // invariant: D1: the entry may be large; it drops here, unlocked.
                drop((gone, entry));
                None
            }
        }
    }

    /// Keeps `entry`, which was computed on the snapshot with this `identity`, as the answer to `key`.
    ///
    /// An entry of an older snapshot may come late and replace a newer one; it is still valid only where its stamps
    /// stand, so that costs a miss and never a wrong answer (C1).
    pub fn insert(&self, key: K, entry: Entry<V, D>, identity: Stamp) {
        let hash = hash(&key);
        self.keep(key, hash, Arc::new(entry), identity);
    }

    fn keep(&self, key: K, hash: u64, entry: Arc<Entry<V, D>>, identity: Stamp) {
        let hashes = Hashes { key: hash, tag: self::hash(key.tag()) };
        let gone = self.shard(hash).lock().insert(hashes, key, entry, identity);
        // invariant: D1: what made room may be large; it drops here, unlocked.
        drop(gone);
    }

    /// The value cached for `key`, or what `compute` makes, which is cached. `compute` must look at nothing but
    /// `snapshot` and name all that it looked at; it runs outside every lock. Callers that miss together all compute.
    ///
    /// Counts one look-up.
    pub fn get_or_compute<F: Freshness<D>>(
        &self,
        key: &K,
        snapshot: &F,
        compute: impl FnOnce() -> Entry<V, D>,
    ) -> V {
        let hash = hash(key);
        if let Some(entry) = self.look_up(key, hash, snapshot) {
            return entry.value.clone();
        }
        self.compute_and_keep(key, hash, snapshot.identity(), compute)
    }

    /// As [`get_or_compute`](StampedCache::get_or_compute), for values that are expensive: callers that ask one question
    /// of one snapshot together compute it once (C3). Who waited for another's computation counts as a miss.
    ///
    /// # Panics
    ///
    /// If `compute` panics, in the caller that ran it and in all who waited for it; the next call computes again.
    pub fn get_or_compute_once<F: Freshness<D>>(
        &self,
        key: &K,
        snapshot: &F,
        compute: impl FnOnce() -> Entry<V, D>,
    ) -> V {
        let hash = hash(key);
        if let Some(entry) = self.look_up(key, hash, snapshot) {
            return entry.value.clone();
        }
        let identity = snapshot.identity();
        let flown = self.flights.run(&(key.clone(), identity), || {
            // invariant: C3: a flight that landed since the look-up has left its entry here before it went.
            let landed = self.shard(hash).lock().peek(hash, key, identity);
            landed.map_or_else(
                || self.compute_and_keep(key, hash, identity, compute),
                |entry| entry.value.clone(),
            )
        });
        flown.unwrap_or_else(|crashed| crashed.resume())
    }

    fn compute_and_keep(
        &self,
        key: &K,
        hash: u64,
        identity: Stamp,
        compute: impl FnOnce() -> Entry<V, D>,
    ) -> V {
        let entry = compute();
        let value = entry.value.clone();
        self.keep(key.clone(), hash, Arc::new(entry), identity);
        value
    }

    /// Throws away the entries whose keys have this tag. It frees memory; no answer depends on it. O(shards + entries
    /// thrown away), one lock after the other.
    pub fn invalidate(&self, tag: &K::Tag) {
        let hash = hash(tag);
        for shard in &self.shards {
            let gone = shard.lock().invalidate(hash, tag);
            // invariant: D1: values may be large; they drop here, unlocked.
            drop(gone);
        }
    }

    /// What the cache has counted. Once calls have returned, hits and misses add up to look-ups (C4); while calls are
    /// under way the sum lies between those that had returned and those that had begun.
    #[must_use]
    pub fn statistics(&self) -> Statistics {
        let mut statistics = Statistics::default();
        for shard in &self.shards {
            let shard = shard.lock();
            statistics.add(shard.counts(), shard.len());
        }
        statistics
    }

    /// How many entries there may be.
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.shards.iter().map(|shard| shard.lock().bound()).sum()
    }

    fn shard(&self, hash: u64) -> &LockedShard<K, V, D> {
        // The tables inside use the other bits.
        &self.shards[(hash >> 32) as usize % self.shards.len()]
    }
}

fn hash<T: std::hash::Hash>(value: &T) -> u64 {
    Hasher::default().hash_one(value)
}

impl<K: CacheKey, V: Clone, D: Clone> Default for StampedCache<K, V, D> {
    fn default() -> Self {
        Self::new(Self::CAPACITY, Self::SHARDS)
    }
}

impl<K: CacheKey, V, D> std::fmt::Debug for StampedCache<K, V, D> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "StampedCache({} shards)", self.shards.len())
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests;
