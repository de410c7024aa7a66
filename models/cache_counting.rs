//! What the stamped cache counts: hits and misses add up to look-ups, a caller that joined a flight is a miss (C4), and what
//! is asked for together at one snapshot is computed once (C3).

#[cfg(any(feature = "loom", feature = "shuttle"))]
mod faulty;

use crate::harness::{Bound, Engines, Handle, Model, Property, Scenario, join, mutants, spawn};
use heddle::concurrent::stamped_cache::{CacheKey, Entry, Freshness, Statistics};
use heddle::concurrent::{Stamp, StampedCache};
use heddle::sync::Arc;
use heddle::sync::atomic::{AtomicUsize, Ordering};
use heddle::sync::trace::note;

/// The one question.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Key;

impl CacheKey for Key {
    type Tag = ();
    fn tag(&self) -> &() {
        &()
    }
}

/// A snapshot by its number; the answer rests on nothing else.
#[derive(Clone, Copy)]
struct Numbered(u8);

impl Freshness<()> for Numbered {
    fn stamp(&self, (): &()) -> Stamp {
        self.identity()
    }

    fn identity(&self) -> Stamp {
        Stamp::of(&[&[self.0]])
    }
}

/// What the bodies need of a cache.
trait Cache: Send + Sync + Sized + 'static {
    fn new() -> Self;
    /// One look-up.
    fn look(&self, snapshot: Numbered) -> Option<u8>;
    fn keep(&self, snapshot: Numbered, value: u8);
    /// One look-up; `compute` runs once for all who ask together.
    fn once(&self, snapshot: Numbered, compute: impl FnOnce() -> u8) -> u8;
    fn statistics(&self) -> Statistics;
}

type Production = StampedCache<Key, u8, ()>;

fn entry(snapshot: Numbered, value: u8) -> Entry<u8, ()> {
    Entry::new(value, [((), snapshot.identity())])
}

impl Cache for Production {
    fn new() -> Self {
        StampedCache::new(2, 1)
    }

    fn look(&self, snapshot: Numbered) -> Option<u8> {
        self.get(&Key, &snapshot)
    }

    fn keep(&self, snapshot: Numbered, value: u8) {
        self.insert(Key, entry(snapshot, value), snapshot.identity());
    }

    fn once(&self, snapshot: Numbered, compute: impl FnOnce() -> u8) -> u8 {
        self.get_or_compute_once(&Key, &snapshot, || entry(snapshot, compute()))
    }

    fn statistics(&self) -> Statistics {
        StampedCache::statistics(self)
    }
}

/// C4: what was counted, between what had returned and what had begun.
fn counted<C: Cache>(cache: &C, returned: u64, begun: u64) {
    let statistics = cache.statistics();
    note("hits", statistics.hits);
    note("misses", statistics.misses);
    note("stale", statistics.stale);
    let sum = statistics.lookups();
    assert!(returned <= sum && sum <= begun, "hits and misses are not the look-ups");
    assert!(
        statistics.stale <= statistics.misses,
        "the statistics are torn: more stale look-ups than misses"
    );
}

fn looker<C: Cache>(cache: &Arc<C>, name: &str, snapshots: &'static [u8]) -> Handle {
    let cache = Arc::clone(cache);
    spawn(name, move || {
        for &number in snapshots {
            cache.look(Numbered(number));
        }
    })
}

/// Two look up: a hit and a stale entry.
fn two_look<C: Cache>() {
    let cache = Arc::new(C::new());
    cache.keep(Numbered(1), 1);
    let other = looker(&cache, "looker", &[1]);
    cache.look(Numbered(2));
    counted(&*cache, 1, 2);
    join([other]);
    counted(&*cache, 2, 2);
}

/// One looks up and finds a stale entry while another reads the statistics.
fn observed<C: Cache>() {
    let cache = Arc::new(C::new());
    cache.keep(Numbered(1), 1);
    let other = looker(&cache, "looker", &[2]);
    counted(&*cache, 0, 1);
    join([other]);
    counted(&*cache, 1, 1);
}

/// Three look up twice each.
fn three_look<C: Cache>() {
    let cache = Arc::new(C::new());
    cache.keep(Numbered(1), 1);
    let others = [looker(&cache, "looker 1", &[1, 1]), looker(&cache, "looker 2", &[2, 1])];
    cache.look(Numbered(1));
    counted(&*cache, 1, 5);
    join(others);
    counted(&*cache, 5, 5);
}

/// Two ask one question of one snapshot together: one computation, two look-ups.
fn joined<C: Cache>() {
    let cache = Arc::new(C::new());
    let computed = Arc::new(AtomicUsize::new(0));
    let ask = {
        let (cache, computed) = (Arc::clone(&cache), Arc::clone(&computed));
        move || {
            let value = cache.once(Numbered(1), || {
                computed.fetch_add(1, Ordering::Relaxed);
                7
            });
            assert_eq!(value, 7, "a caller got another value");
        }
    };
    let other = spawn("asker", ask.clone());
    ask();
    join([other]);
    let times = computed.load(Ordering::Relaxed);
    note("computed", times as u64);
    assert_eq!(times, 1, "one question of one snapshot was computed twice");
    counted(&*cache, 2, 2);
}

/// Six look up, keep and ask.
fn many<C: Cache>() {
    let cache = Arc::new(C::new());
    let askers = (0..6_u8).map(|number| {
        let cache = Arc::clone(&cache);
        spawn(format!("asker {number}"), move || {
            cache.look(Numbered(number % 3));
            cache.once(Numbered(number % 2), || number);
            counted(&*cache, 2, 18);
            cache.look(Numbered(2));
        })
    });
    join(askers.collect::<Vec<_>>());
    counted(&*cache, 18, 18);
}

const fn of_two(bound: usize) -> Engines {
    Engines { loom: Some(Bound::Exhaustive), shuttle: Some(Bound::Preemptions(bound)), sampled: 0 }
}

/// Counts that add up.
pub(crate) const PROPERTY: Property = Property {
    name: "cache_counting",
    claim: "hits and misses add up to look-ups, and what is asked together at one snapshot is computed once",
    explores: &["concurrent/stamped_cache", "concurrent/single_flight"],
    scenarios: &[
        Scenario {
            name: "two_look",
            guarantees: &["C4"],
            threads: 2,
            model: Model::new,
            body: two_look::<Production>,
            engines: of_two(3),
            mutants: mutants![
                Mutant {
                    name: "skips_when_busy",
                    fault: "counts only if nobody else is counting (LS29: try_lock)",
                    body: two_look::<faulty::SkipsWhenBusy>,
                    deaths: &[Death::of("hits and misses are not the look-ups")],
                },
                Mutant {
                    name: "read_modify_write",
                    fault: "reads the counter and writes it in two steps",
                    body: two_look::<faulty::ReadModifyWrite>,
                    deaths: &[Death::of("hits and misses are not the look-ups")],
                },
                Mutant {
                    name: "stale_is_no_miss",
                    fault: "a look-up that finds a stale entry is counted as stale alone",
                    body: two_look::<faulty::StaleIsNoMiss>,
                    deaths: &[Death::of("hits and misses are not the look-ups")],
                },
            ],
        },
        Scenario {
            name: "observed",
            guarantees: &["C4"],
            threads: 2,
            model: Model::new,
            body: observed::<Production>,
            engines: of_two(3),
            mutants: mutants![Mutant {
                name: "torn",
                fault: "counters of their own, read one after the other (S8)",
                body: observed::<faulty::Torn>,
                deaths: &[Death::of("the statistics are torn")],
            }],
        },
        Scenario {
            name: "joined",
            guarantees: &["C3", "C4"],
            threads: 2,
            model: Model::new,
            body: joined::<Production>,
            engines: of_two(2),
            mutants: mutants![
                Mutant {
                    name: "joiner_uncounted",
                    fault: "looks the cache up inside the flight, so that who waits is counted as nothing",
                    body: joined::<faulty::JoinerUncounted>,
                    deaths: &[Death::of("hits and misses are not the look-ups")],
                },
                Mutant {
                    name: "computes_again",
                    fault: "does not look again once it leads: another flight may have landed since the look-up",
                    body: joined::<faulty::ComputesAgain>,
                    deaths: &[Death::of("one question of one snapshot was computed twice")],
                },
                Mutant {
                    name: "keeps_after_landing",
                    fault: "puts the entry into the cache when the flight has landed",
                    body: joined::<faulty::KeepsAfterLanding>,
                    deaths: &[Death::of("one question of one snapshot was computed twice")],
                },
            ],
        },
        Scenario {
            name: "three_look",
            guarantees: &["C4"],
            threads: 3,
            model: Model::new,
            body: three_look::<Production>,
            engines: Engines {
                loom: Some(Bound::Preemptions(3)),
                shuttle: Some(Bound::Preemptions(1)),
                sampled: 2_000,
            },
            mutants: mutants![Mutant {
                name: "read_modify_write",
                fault: "reads the counter and writes it in two steps",
                body: three_look::<faulty::ReadModifyWrite>,
                deaths: &[Death::of("hits and misses are not the look-ups")],
            }],
        },
        Scenario {
            name: "many",
            guarantees: &["C3", "C4", "D1"],
            threads: 7,
            model: Model::new,
            body: many::<Production>,
            engines: Engines { loom: None, shuttle: None, sampled: 1_000 },
            mutants: mutants![Mutant {
                name: "skips_when_busy",
                fault: "counts only if nobody else is counting (LS29: try_lock)",
                body: many::<faulty::SkipsWhenBusy>,
                deaths: &[Death::of("hits and misses are not the look-ups")],
            }],
        },
    ],
};

crate::harness::model!(PROPERTY);
