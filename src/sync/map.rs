//! A map that threads share, by whole operations on one key.
//!
//! No guard and no reference leaves an operation, so a deadlock of the map with itself (a reference held across a
//! second access to the same shard) cannot be written. Natively dashmap with a fixed hasher; under the models a sharded
//! map of the facade's own fair locks, checked by the one-lock rule like any other lock.

use super::one_lock::{Held, Kind};
use std::fmt;
use std::hash::Hash;

/// How many shards natively: enough that two threads rarely meet, and the same on every machine (D3).
#[cfg(not(any(feature = "loom", feature = "shuttle")))]
const SHARDS: usize = 64;
/// How many shards under the models: enough that two keys may or may not meet.
#[cfg(any(feature = "loom", feature = "shuttle"))]
const SHARDS: usize = 2;

type Hasher = foldhash::fast::FixedState;

/// A named map of independent keys. Each operation is one step that no other thread can see half of; two operations
/// are two steps.
///
/// Cost: O(1) expected per operation natively.
pub struct ConcurrentMap<K, V> {
    name: &'static str,
    shards: shards::Shards<K, V>,
}

impl<K: Eq + Hash, V: Clone> ConcurrentMap<K, V> {
    /// An empty map.
    #[track_caller]
    #[must_use]
    pub fn new(name: &'static str) -> ConcurrentMap<K, V> {
        ConcurrentMap { name, shards: shards::Shards::new(name) }
    }

    /// A copy of the value at `key`.
    #[inline]
    #[track_caller]
    pub fn get(&self, key: &K) -> Option<V> {
        let held = Held::announce(self.name, Kind::Map);
        let outcome = self.shards.get(key);
        held.acquired();
        outcome
    }

    /// Whether there is a value at `key`.
    #[inline]
    #[track_caller]
    pub fn contains(&self, key: &K) -> bool {
        let held = Held::announce(self.name, Kind::Map);
        let outcome = self.shards.contains(key);
        held.acquired();
        outcome
    }

    /// Puts `value` at `key`; returns the value it replaces.
    #[inline]
    #[track_caller]
    pub fn insert(&self, key: K, value: V) -> Option<V> {
        let held = Held::announce(self.name, Kind::Map);
        let outcome = self.shards.insert(key, value);
        held.acquired();
        outcome
    }

    /// Takes the value at `key` away and returns it.
    #[inline]
    #[track_caller]
    pub fn remove(&self, key: &K) -> Option<V> {
        let held = Held::announce(self.name, Kind::Map);
        let outcome = self.shards.remove(key);
        held.acquired();
        outcome
    }

    /// Replaces the value at `key` by what `change` makes of it, in one step; `None` stands for no value on both sides.
    /// Returns the value before.
    ///
    /// `change` runs under the shard's lock. It must be our own code, short, and must not touch this map or any other
    /// facade lock (checked builds panic if it does).
    #[inline]
    #[track_caller]
    pub fn update(&self, key: K, change: impl FnOnce(Option<&V>) -> Option<V>) -> Option<V> {
        let held = Held::announce(self.name, Kind::Map);
        let outcome = self.shards.update(key, change);
        held.acquired();
        outcome
    }

    /// How many keys have a value. Shards are counted one after another: exact only while nobody writes.
    #[track_caller]
    pub fn len(&self) -> usize {
        let held = Held::announce(self.name, Kind::Map);
        let outcome = self.shards.len();
        held.acquired();
        outcome
    }

    /// Whether no key has a value; exact only while nobody writes.
    #[track_caller]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A reference that holds the shard's lock, as dashmap hands them out: for mutants alone.
    #[cfg(any(feature = "loom", feature = "shuttle"))]
    #[doc(hidden)]
    #[track_caller]
    pub fn guard(&self, key: &K) -> Option<MapGuard<'_, K, V>> {
        let held = Held::announce(self.name, Kind::Map);
        self.shards.guard(key, held)
    }
}

impl<K, V> fmt::Debug for ConcurrentMap<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ConcurrentMap({})", self.name)
    }
}

#[cfg(any(feature = "loom", feature = "shuttle"))]
#[doc(hidden)]
pub use shards::MapGuard;

#[cfg(not(any(feature = "loom", feature = "shuttle")))]
mod shards {
    use super::{Hash, Hasher, SHARDS};
    use dashmap::{DashMap, Entry};

    pub(super) struct Shards<K, V>(DashMap<K, V, Hasher>);

    impl<K: Eq + Hash, V: Clone> Shards<K, V> {
        pub(super) fn new(_name: &'static str) -> Shards<K, V> {
            Shards(DashMap::with_hasher_and_shard_amount(Hasher::default(), SHARDS))
        }

        #[inline]
        pub(super) fn get(&self, key: &K) -> Option<V> {
            self.0.get(key).map(|found| found.value().clone())
        }

        #[inline]
        pub(super) fn contains(&self, key: &K) -> bool {
            self.0.contains_key(key)
        }

        #[inline]
        pub(super) fn insert(&self, key: K, value: V) -> Option<V> {
            self.0.insert(key, value)
        }

        #[inline]
        pub(super) fn remove(&self, key: &K) -> Option<V> {
            self.0.remove(key).map(|(_, value)| value)
        }

        #[inline]
        pub(super) fn update(&self, key: K, change: impl FnOnce(Option<&V>) -> Option<V>) -> Option<V> {
            match self.0.entry(key) {
                Entry::Occupied(mut entry) => match change(Some(entry.get())) {
                    Some(value) => Some(entry.insert(value)),
                    None => Some(entry.remove()),
                },
                Entry::Vacant(entry) => {
                    if let Some(value) = change(None) {
                        entry.insert(value);
                    }
                    None
                }
            }
        }

        pub(super) fn len(&self) -> usize {
            self.0.len()
        }
    }
}

#[cfg(any(feature = "loom", feature = "shuttle"))]
mod shards {
    use super::{Hash, Hasher, Held, SHARDS};
    use crate::sync::backend::{ReadGuard, RwLock};
    use std::hash::BuildHasher;
    use std::ops::Deref;

    /// Shards are few and small in a model: a list in order of insertion, looked through.
    type Shard<K, V> = Vec<(K, V)>;

    pub(super) struct Shards<K, V> {
        shards: Vec<RwLock<Shard<K, V>>>,
    }

    fn position<K: Eq, V>(shard: &Shard<K, V>, key: &K) -> Option<usize> {
        shard.iter().position(|(candidate, _)| candidate == key)
    }

    impl<K: Eq + Hash, V: Clone> Shards<K, V> {
        #[track_caller]
        pub(super) fn new(_name: &'static str) -> Shards<K, V> {
            Shards { shards: (0..SHARDS).map(|_| RwLock::new(Vec::new())).collect() }
        }

        fn shard(&self, key: &K) -> &RwLock<Shard<K, V>> {
            let chosen = (Hasher::default().hash_one(key) >> 32) as usize % SHARDS;
            &self.shards[chosen]
        }

        #[track_caller]
        pub(super) fn get(&self, key: &K) -> Option<V> {
            let shard = self.shard(key).read();
            position(&shard, key).map(|at| shard[at].1.clone())
        }

        #[track_caller]
        pub(super) fn contains(&self, key: &K) -> bool {
            position(&self.shard(key).read(), key).is_some()
        }

        #[track_caller]
        pub(super) fn insert(&self, key: K, value: V) -> Option<V> {
            self.update(key, |_| Some(value))
        }

        #[track_caller]
        pub(super) fn remove(&self, key: &K) -> Option<V> {
            let mut shard = self.shard(key).write();
            position(&shard, key).map(|at| shard.remove(at).1)
        }

        #[track_caller]
        pub(super) fn update(&self, key: K, change: impl FnOnce(Option<&V>) -> Option<V>) -> Option<V> {
            let mut shard = self.shard(&key).write();
            match position(&shard, &key) {
                Some(at) => match change(Some(&shard[at].1)) {
                    Some(value) => Some(std::mem::replace(&mut shard[at].1, value)),
                    None => Some(shard.remove(at).1),
                },
                None => {
                    if let Some(value) = change(None) {
                        shard.push((key, value));
                    }
                    None
                }
            }
        }

        #[track_caller]
        pub(super) fn len(&self) -> usize {
            self.shards.iter().map(|shard| shard.read().len()).sum()
        }

        #[track_caller]
        pub(super) fn guard(&self, key: &K, held: Held) -> Option<MapGuard<'_, K, V>> {
            let shard = self.shard(key).read();
            held.acquired();
            let at = position(&shard, key)?;
            Some(MapGuard { _held: held, shard, at })
        }
    }

    /// A value of the map with its shard's lock, for mutants.
    pub struct MapGuard<'a, K, V> {
        _held: Held,
        shard: ReadGuard<'a, Shard<K, V>>,
        at: usize,
    }

    impl<K, V> Deref for MapGuard<'_, K, V> {
        type Target = V;
        fn deref(&self) -> &V {
            &self.shard[self.at].1
        }
    }
}
