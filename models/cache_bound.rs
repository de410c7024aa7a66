//! The bound of the stamped cache: never more entries than configured, at any instant; what was used last stays (C2). And no
//! foreign code runs under its locks (D1).

#[cfg(any(feature = "loom", feature = "shuttle"))]
mod faulty;

use crate::harness::{Bound, Engines, Model, Property, Scenario, join, mutants, spawn};
use heddle::concurrent::stamped_cache::{CacheKey, Entry, Freshness};
use heddle::concurrent::{Stamp, StampedCache};
use heddle::sync::trace::note;
use heddle::sync::{Arc, Mutex};

/// A question of its own tag.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Key(u8);

impl CacheKey for Key {
    type Tag = u8;
    fn tag(&self) -> &u8 {
        &self.0
    }
}

/// A snapshot in which nothing changes.
struct Still;

impl Freshness<u8> for Still {
    fn stamp(&self, _: &u8) -> Stamp {
        Stamp::ABSENT
    }

    fn identity(&self) -> Stamp {
        Stamp::ABSENT
    }
}

/// What the bodies need of a cache.
trait Cache: Send + Sync + Sized + 'static {
    fn new(capacity: usize, shards: usize) -> Self;
    fn put(&self, key: u8);
    fn has(&self, key: u8) -> bool;
    fn len(&self) -> usize;
}

impl Cache for StampedCache<Key, u8, u8> {
    fn new(capacity: usize, shards: usize) -> Self {
        StampedCache::new(capacity, shards)
    }

    fn put(&self, key: u8) {
        self.insert(Key(key), Entry::new(key, []), Stamp::ABSENT);
    }

    fn has(&self, key: u8) -> bool {
        self.get(&Key(key), &Still).is_some()
    }

    fn len(&self) -> usize {
        self.statistics().entries
    }
}

/// C2: puts an entry, and looks how many there are.
fn put<C: Cache>(cache: &C, key: u8, capacity: usize) {
    cache.put(key);
    let entries = cache.len();
    note("entries", entries as u64);
    assert!(entries <= capacity, "the cache holds more than its bound");
}

/// Two put into a full cache of one shard, which stays full.
fn two_put<C: Cache>() {
    let cache = Arc::new(C::new(2, 1));
    put(&*cache, 1, 2);
    put(&*cache, 2, 2);
    let other = spawn("putter", {
        let cache = Arc::clone(&cache);
        move || put(&*cache, 3, 2)
    });
    put(&*cache, 4, 2);
    join([other]);
    assert_eq!(cache.len(), 2, "room was made for more than came");
}

/// Two put into a cache of two shards with room for two.
fn across_shards<C: Cache>() {
    let cache = Arc::new(C::new(2, 2));
    put(&*cache, 1, 2);
    let other = spawn("putter", {
        let cache = Arc::clone(&cache);
        move || {
            put(&*cache, 2, 2);
            put(&*cache, 3, 2);
        }
    });
    put(&*cache, 4, 2);
    join([other]);
    assert!(cache.len() <= 2, "the cache holds more than its bound");
}

/// One uses the oldest entry while another puts one: what was used stays.
fn used_entry<C: Cache>() {
    let cache = Arc::new(C::new(2, 1));
    cache.put(1);
    cache.put(2);
    let other = spawn("putter", {
        let cache = Arc::clone(&cache);
        move || cache.put(3)
    });
    let used = cache.has(1);
    join([other]);
    note("used", u64::from(used));
    assert!(!used || cache.has(1), "the entry that was used last made room for another");
    assert!(cache.len() <= 2, "the cache holds more than its bound");
}

/// Five put and look up in a small cache.
fn many<C: Cache>() {
    let cache = Arc::new(C::new(5, 3));
    let putters = (0..5_u8).map(|number| {
        let cache = Arc::clone(&cache);
        spawn(format!("putter {number}"), move || {
            for round in 0..3 {
                put(&*cache, number * 3 + round, 5);
                cache.has(number);
            }
        })
    });
    join(putters.collect::<Vec<_>>());
    assert!(cache.len() <= 5, "the cache holds more than its bound");
}

/// A value that takes a lock when it is dropped, as foreign code may.
#[derive(Clone)]
struct Loud(#[expect(dead_code, reason = "it is there to be dropped")] Arc<Bell>);

struct Bell(Arc<Mutex<u32>>);

impl Drop for Bell {
    fn drop(&mut self) {
        *self.0.lock() += 1;
    }
}

/// A snapshot that takes a lock when it is asked for a stamp.
struct Locking {
    rung: Arc<Mutex<u32>>,
    identity: Stamp,
}

impl Freshness<u8> for Locking {
    fn stamp(&self, _: &u8) -> Stamp {
        *self.rung.lock() += 1;
        Stamp::ABSENT
    }

    fn identity(&self) -> Stamp {
        self.identity
    }
}

/// What the bodies need of a cache that holds foreign values.
trait Host: Send + Sync + Sized + 'static {
    fn new() -> Self;
    fn ask(&self, key: u8, snapshot: &Locking, value: Loud);
    fn invalidate(&self, key: u8);
}

impl Host for StampedCache<Key, Loud, u8> {
    fn new() -> Self {
        StampedCache::new(1, 1)
    }

    fn ask(&self, key: u8, snapshot: &Locking, value: Loud) {
        drop(self.get_or_compute(&Key(key), snapshot, || Entry::new(value, [(0, Stamp::ABSENT)])));
    }

    fn invalidate(&self, key: u8) {
        StampedCache::invalidate(self, &key);
    }
}

/// Values and snapshots that take locks, replaced, evicted, thrown away and found unproven by two threads.
fn foreign_code<H: Host>() {
    let host = Arc::new(H::new());
    let rung = Arc::new(Mutex::new("bell", 0));
    let loud = {
        let rung = Arc::clone(&rung);
        move || Loud(Arc::new(Bell(Arc::clone(&rung))))
    };
    let snapshot = {
        let rung = Arc::clone(&rung);
        move |number: u8| Locking { rung: Arc::clone(&rung), identity: Stamp::of(&[&[number]]) }
    };
    host.ask(1, &snapshot(1), loud());
    let other = spawn("other", {
        let (host, snapshot, loud) = (Arc::clone(&host), snapshot.clone(), loud.clone());
        move || host.ask(1, &snapshot(2), loud())
    });
    host.ask(2, &snapshot(1), loud());
    host.invalidate(2);
    join([other]);
}

/// The cache keeps its bound.
pub(crate) const PROPERTY: Property = Property {
    name: "cache_bound",
    claim: "a cache never holds more than its bound, what was used last stays, and no foreign code runs under its locks",
    explores: &["concurrent/stamped_cache"],
    scenarios: &[
        Scenario {
            name: "two_put",
            guarantees: &["C2"],
            threads: 2,
            model: Model::new,
            body: two_put::<StampedCache<Key, u8, u8>>,
            engines: Engines {
                loom: Some(Bound::Exhaustive),
                shuttle: Some(Bound::Preemptions(3)),
                sampled: 0,
            },
            mutants: mutants![
                Mutant {
                    name: "check_then_insert",
                    fault: "looks whether there is room in one critical section and inserts in another (LU2)",
                    body: two_put::<faulty::CheckThenInsert>,
                    deaths: &[Death::of("the cache holds more than its bound")],
                },
                Mutant {
                    name: "room_after",
                    fault: "inserts first and makes room in the next critical section",
                    body: two_put::<faulty::RoomAfter>,
                    deaths: &[Death::of("the cache holds more than its bound")],
                },
            ],
        },
        Scenario {
            name: "across_shards",
            guarantees: &["C2"],
            threads: 2,
            model: Model::new,
            body: across_shards::<StampedCache<Key, u8, u8>>,
            engines: Engines {
                loom: Some(Bound::Exhaustive),
                shuttle: Some(Bound::Preemptions(2)),
                sampled: 0,
            },
            mutants: mutants![Mutant {
                name: "counts_all_shards",
                fault: "one bound for all shards: adds their sizes up, then inserts into one (LU2)",
                body: across_shards::<faulty::CountsAllShards>,
                deaths: &[Death::of("the cache holds more than its bound")],
            }],
        },
        Scenario {
            name: "used_entry",
            guarantees: &["C2"],
            threads: 2,
            model: Model::new,
            body: used_entry::<StampedCache<Key, u8, u8>>,
            engines: Engines {
                loom: Some(Bound::Exhaustive),
                shuttle: Some(Bound::Preemptions(3)),
                sampled: 0,
            },
            mutants: mutants![Mutant {
                name: "evicts_by_snapshot",
                fault: "picks the victim in one critical section and removes it in another (LS31)",
                body: used_entry::<faulty::EvictsBySnapshot>,
                deaths: &[Death::of("the entry that was used last made room for another")],
            }],
        },
        Scenario {
            name: "foreign_code",
            guarantees: &["D1"],
            threads: 2,
            model: Model::new,
            body: foreign_code::<StampedCache<Key, Loud, u8>>,
            engines: Engines {
                loom: Some(Bound::Preemptions(3)),
                shuttle: Some(Bound::Preemptions(2)),
                sampled: 0,
            },
            mutants: mutants![
                Mutant {
                    name: "drops_under_the_lock",
                    fault: "what makes room is dropped while the shard is locked",
                    body: foreign_code::<faulty::DropsUnderTheLock>,
                    deaths: &[Death::of_one_lock_rule()],
                },
                Mutant {
                    name: "compares_under_the_lock",
                    fault: "stamps are compared while the shard is locked",
                    body: foreign_code::<faulty::ComparesUnderTheLock>,
                    deaths: &[Death::of_one_lock_rule()],
                },
            ],
        },
        Scenario {
            name: "many",
            guarantees: &["C2", "D1"],
            threads: 6,
            model: Model::new,
            body: many::<StampedCache<Key, u8, u8>>,
            engines: Engines { loom: None, shuttle: None, sampled: 1_000 },
            mutants: mutants![Mutant {
                name: "counts_all_shards",
                fault: "one bound for all shards: adds their sizes up, then inserts into one (LU2)",
                body: many::<faulty::CountsAllShards>,
                deaths: &[Death::of("the cache holds more than its bound")],
            }],
        },
    ],
};

crate::harness::model!(PROPERTY);
