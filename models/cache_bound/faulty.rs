//! The faulty variants: each differs from the production cache in the one step that its doc names.

use super::{Cache, Host, Key, Locking, Loud};
use crate::harness::faults;
use heddle::concurrent::Stamp;
use heddle::concurrent::stamped_cache::{Entry, Found, Hashes, Shard};
use heddle::sync::{Arc, Mutex};

/// Which rule of the production cache is broken.
pub(super) trait Fault: Send + Sync + 'static {
    /// Room is looked for and made in one critical section, the entry comes in another.
    const CHECK_THEN_INSERT: bool = false;
    /// Room is made after the entry has come.
    const ROOM_AFTER: bool = false;
    /// Sizes are added up shard by shard.
    const COUNTS_ALL_SHARDS: bool = false;
    /// The victim is picked first and removed later.
    const EVICTS_BY_SNAPSHOT: bool = false;
}

faults! {
    Fault of Faulty:
    /// Checks, then inserts (LU2).
    CheckThenInsert, Checks: CHECK_THEN_INSERT;
    /// Inserts, then makes room.
    RoomAfter, After: ROOM_AFTER;
    /// Has one bound for all shards (LU2).
    CountsAllShards, AllShards: COUNTS_ALL_SHARDS;
    /// Removes a victim that it picked earlier (LS31).
    EvictsBySnapshot, Picks: EVICTS_BY_SNAPSHOT;
}

/// Keys by shard, the least recently used first.
pub(super) struct Faulty<F> {
    capacity: usize,
    shards: Vec<Mutex<Vec<u8>>>,
    fault: std::marker::PhantomData<F>,
}

impl<F: Fault> Faulty<F> {
    fn shard(&self, key: u8) -> &Mutex<Vec<u8>> {
        &self.shards[usize::from(key) % self.shards.len()]
    }
}

impl<F: Fault> Cache for Faulty<F> {
    fn new(capacity: usize, shards: usize) -> Self {
        let shard = |_| Mutex::new("stamped_cache", Vec::new());
        Self { capacity, shards: (0..shards).map(shard).collect(), fault: std::marker::PhantomData }
    }

    fn put(&self, key: u8) {
        let full = match F::COUNTS_ALL_SHARDS {
            true => self.len() >= self.capacity,
            false => self.shard(key).lock().len() >= self.capacity,
        };
        if F::EVICTS_BY_SNAPSHOT {
            let victim = self.shard(key).lock().first().copied().filter(|_| full);
            let mut shard = self.shard(key).lock();
            shard.retain(|kept| Some(*kept) != victim && *kept != key);
            shard.push(key);
            return;
        }
        if F::CHECK_THEN_INSERT || F::COUNTS_ALL_SHARDS {
            if full {
                let mut shard = self.shard(key).lock();
                if !shard.is_empty() {
                    shard.remove(0);
                }
            }
            self.shard(key).lock().push(key);
            return;
        }
        self.shard(key).lock().push(key);
        if F::ROOM_AFTER && full {
            self.shard(key).lock().remove(0);
        }
    }

    fn has(&self, key: u8) -> bool {
        let mut shard = self.shard(key).lock();
        let found = shard.iter().position(|kept| *kept == key);
        if let Some(at) = found {
            let used = shard.remove(at);
            shard.push(used);
        }
        found.is_some()
    }

    fn len(&self) -> usize {
        self.shards.iter().map(|shard| shard.lock().len()).sum()
    }
}

type Table = Mutex<Shard<Key, Entry<Loud, u8>>>;

fn hashes(key: u8) -> Hashes {
    Hashes { key: key.into(), tag: key.into() }
}

fn entry(value: Loud) -> Arc<Entry<Loud, u8>> {
    Arc::new(Entry::new(value, [(0, Stamp::ABSENT)]))
}

/// Drops what makes room before it unlocks.
pub(super) struct DropsUnderTheLock(Table);

impl Host for DropsUnderTheLock {
    fn new() -> Self {
        Self(Mutex::new("stamped_cache", Shard::new(1)))
    }

    fn ask(&self, key: u8, snapshot: &Locking, value: Loud) {
        let entry = entry(value);
        let mut shard = self.0.lock();
        drop(shard.insert(hashes(key), Key(key), entry, snapshot.identity));
        drop(shard);
    }

    fn invalidate(&self, key: u8) {
        drop(self.0.lock().invalidate(key.into(), &key));
    }
}

/// Compares stamps before it unlocks.
pub(super) struct ComparesUnderTheLock(Table);

impl Host for ComparesUnderTheLock {
    fn new() -> Self {
        Self(Mutex::new("stamped_cache", Shard::new(1)))
    }

    fn ask(&self, key: u8, snapshot: &Locking, value: Loud) {
        let mut shard = self.0.lock();
        let found = shard.look_up(key.into(), &Key(key), snapshot.identity);
        if let Found::Unproven(found) = &found
            && found.stands_in(snapshot)
        {
            shard.confirm(key.into(), &Key(key), found, snapshot.identity);
        }
        drop(shard);
        if let Found::Absent = found {
            let gone = self.0.lock().insert(hashes(key), Key(key), entry(value), snapshot.identity);
            drop(gone);
        }
    }

    fn invalidate(&self, key: u8) {
        let gone = self.0.lock().invalidate(key.into(), &key);
        drop(gone);
    }
}
