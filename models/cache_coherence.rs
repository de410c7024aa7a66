//! The stamped cache: whoever asks, beside whatever is published meanwhile, gets what would be computed on the snapshot that
//! it holds (C1), and an edit of an unrelated document costs nothing (C5).
//!
//! One question: what does `LIB` say, asked in `USE`. So the answer rests on a document that the question does not name.

#[cfg(any(feature = "loom", feature = "shuttle"))]
mod faulty;

use crate::harness::{Bound, Engines, Handle, Model, Property, Scenario, join, mutants, spawn};
use heddle::concurrent::stamped_cache::{CacheKey, Entry, Freshness};
use heddle::concurrent::{Delta, Published, Revision, Stamp, StampedCache};
use heddle::sync::Arc;
use heddle::sync::trace::note;
use std::collections::BTreeMap;

const USE: u8 = 0;
const LIB: u8 = 1;
const OTHER: u8 = 2;

/// What a connection sees.
#[derive(Clone, Default)]
struct Snapshot {
    contents: BTreeMap<u8, u8>,
    /// How often each document was changed for this connection: what a stamp must not be.
    changes: BTreeMap<u8, u8>,
}

impl Snapshot {
    fn of(contents: &[(u8, u8)]) -> Self {
        Self { contents: contents.iter().copied().collect(), changes: BTreeMap::new() }
    }

    /// The same with one document changed: the next state of the disk, or an overlay.
    fn with(&self, document: u8, content: u8) -> Self {
        let mut next = self.clone();
        next.contents.insert(document, content);
        *next.changes.entry(document).or_default() += 1;
        next
    }

    /// What the question is answered with where there is no cache.
    fn answer(&self) -> Answer {
        self.contents.get(&LIB).copied()
    }

    fn key(&self) -> Key {
        Key { asker: USE, content: self.contents.get(&USE).copied() }
    }
}

impl Freshness<u8> for Snapshot {
    fn stamp(&self, document: &u8) -> Stamp {
        let content = self.contents.get(document);
        content.map_or(Stamp::ABSENT, |content| Stamp::of(&[&[*document, *content]]))
    }

    fn identity(&self) -> Stamp {
        self.contents.keys().fold(Stamp::ABSENT, |sum, document| sum.combine(self.stamp(document)))
    }
}

type Answer = Option<u8>;

#[derive(Clone, PartialEq, Eq, Hash)]
struct Key {
    asker: u8,
    content: Option<u8>,
}

impl CacheKey for Key {
    type Tag = u8;
    fn tag(&self) -> &u8 {
        &self.asker
    }
}

/// A change of one document on disk.
struct Change(u8, u8);

impl Delta<Snapshot> for Change {
    type Outcome = ();
    fn apply(self, current: &Snapshot, _: Revision) -> (Option<Snapshot>, ()) {
        (Some(current.with(self.0, self.1)), ())
    }
}

/// What the bodies need: a disk, and a cache in front of the question.
trait Server: Send + Sync + Sized + 'static {
    fn new(disk: Snapshot) -> Self;
    fn disk(&self) -> Arc<Snapshot>;
    /// Publishes a change and tells the cache.
    fn change(&self, document: u8, content: u8);
    fn ask(&self, snapshot: &Snapshot) -> Answer;
    fn hits(&self) -> u64;
}

struct Production {
    disk: Published<Snapshot>,
    cache: StampedCache<Key, Answer, u8>,
}

fn computed(snapshot: &Snapshot) -> Entry<Answer, u8> {
    Entry::new(snapshot.answer(), [(LIB, snapshot.stamp(&LIB))])
}

impl Server for Production {
    fn new(disk: Snapshot) -> Self {
        Self { disk: Published::new(disk), cache: StampedCache::new(2, 1) }
    }

    fn disk(&self) -> Arc<Snapshot> {
        self.disk.load().1
    }

    fn change(&self, document: u8, content: u8) {
        self.disk.publish(Change(document, content));
        self.cache.invalidate(&document);
    }

    fn ask(&self, snapshot: &Snapshot) -> Answer {
        self.cache.get_or_compute(&snapshot.key(), snapshot, || computed(snapshot))
    }

    fn hits(&self) -> u64 {
        self.cache.statistics().hits
    }
}

/// C1: asks on `snapshot`, and the answer is the one that `snapshot` gives.
fn right<S: Server>(server: &S, snapshot: &Snapshot) {
    let (cached, uncached) = (server.ask(snapshot), snapshot.answer());
    note("cached answer", cached.map_or(0, u64::from));
    note("right answer", uncached.map_or(0, u64::from));
    assert_eq!(cached, uncached, "a cached answer is not that of the caller's snapshot");
}

fn asker<S: Server>(server: &Arc<S>, name: &str, times: usize) -> Handle {
    let server = Arc::clone(server);
    spawn(name, move || (0..times).for_each(|_| right(&*server, &server.disk())))
}

/// One asks while another changes what the answer rests on; then the first asks again.
fn late_entry<S: Server>() {
    let server = Arc::new(S::new(Snapshot::of(&[(USE, 1), (LIB, 1)])));
    let asker = asker(&server, "asker", 1);
    server.change(LIB, 2);
    join([asker]);
    right(&*server, &server.disk());
}

/// One asks twice while another changes what the answer rests on.
fn changed_library<S: Server>() {
    let server = Arc::new(S::new(Snapshot::of(&[(USE, 1), (LIB, 1)])));
    let asker = asker(&server, "asker", 2);
    server.change(LIB, 2);
    join([asker]);
}

/// One asks twice while another makes what was absent.
fn new_library<S: Server>() {
    let server = Arc::new(S::new(Snapshot::of(&[(USE, 1)])));
    let asker = asker(&server, "asker", 2);
    server.change(LIB, 2);
    join([asker]);
}

/// One asks twice while another changes what the answer rests on: it finds the old content or the new one.
fn never_nothing<S: Server>() {
    let server = Arc::new(S::new(Snapshot::of(&[(USE, 1), (LIB, 1)])));
    let asker = spawn("asker", {
        let server = Arc::clone(&server);
        move || {
            let found = server.ask(&server.disk());
            note("answer", found.map_or(0, u64::from));
            assert!(found.is_some(), "a document that was always there was not found");
        }
    });
    server.change(LIB, 2);
    join([asker]);
}

/// Two connections with different buffers of `LIB` ask on one cache.
fn two_overlays<S: Server>() {
    let server = Arc::new(S::new(Snapshot::of(&[(USE, 1), (LIB, 1)])));
    let other = spawn("connection 2", {
        let server = Arc::clone(&server);
        move || right(&*server, &server.disk().with(LIB, 3))
    });
    right(&*server, &server.disk().with(LIB, 2));
    join([other]);
}

/// An entry of before an unrelated edit is found by one for whom it is valid, and by one for whom it is not.
fn confirmed_beside_refused<S: Server>() {
    let server = Arc::new(S::new(Snapshot::of(&[(USE, 1), (LIB, 1)])));
    right(&*server, &server.disk());
    let other = spawn("connection 2", {
        let server = Arc::clone(&server);
        move || right(&*server, &server.disk().with(LIB, 3))
    });
    let overlay = server.disk().with(OTHER, 2);
    right(&*server, &overlay);
    right(&*server, &overlay);
    join([other]);
}

/// C5: an unrelated document is edited while one asks; the answer is computed once.
fn unrelated_edit<S: Server>() {
    let server = Arc::new(S::new(Snapshot::of(&[(USE, 1), (LIB, 1), (OTHER, 1)])));
    right(&*server, &server.disk());
    let editor = spawn("editor", {
        let server = Arc::clone(&server);
        move || server.change(OTHER, 2)
    });
    right(&*server, &server.disk());
    join([editor]);
    right(&*server, &server.disk());
    note("hits", server.hits());
    assert_eq!(server.hits(), 2, "an entry that nothing touched was of no use");
}

/// Two ask while another changes what the answer rests on, twice, the second time back.
fn back_and_forth<S: Server>() {
    let server = Arc::new(S::new(Snapshot::of(&[(USE, 1), (LIB, 1)])));
    let askers = [asker(&server, "asker 1", 1), asker(&server, "asker 2", 1)];
    server.change(LIB, 2);
    server.change(LIB, 1);
    join(askers);
    right(&*server, &server.disk());
}

/// Three connections with overlays ask beside two that edit the disk.
fn many<S: Server>() {
    let server = Arc::new(S::new(Snapshot::of(&[(USE, 1), (LIB, 1), (OTHER, 1)])));
    let connections = (1..=3).map(|number| {
        let server = Arc::clone(&server);
        spawn(format!("connection {number}"), move || {
            for round in 0..3 {
                right(&*server, &server.disk());
                right(&*server, &server.disk().with(LIB, 10 * number + round));
                right(&*server, &server.disk().with(OTHER, number));
            }
        })
    });
    let editors = [(LIB, [4, 5, 1]), (USE, [6, 1, 7])].map(|(document, contents)| {
        let server = Arc::clone(&server);
        spawn(format!("editor of {document}"), move || {
            contents.into_iter().for_each(|content| server.change(document, content));
        })
    });
    join(connections.collect::<Vec<_>>().into_iter().chain(editors));
    right(&*server, &server.disk());
}

const EXHAUSTIVE: Engines =
    Engines { loom: Some(Bound::Exhaustive), shuttle: Some(Bound::Preemptions(2)), sampled: 0 };

/// A scenario of two threads.
const fn of_two(
    name: &'static str,
    guarantees: &'static [&'static str],
    body: fn(),
    mutants: &'static [crate::harness::Mutant],
) -> Scenario {
    Scenario { name, guarantees, threads: 2, model: Model::new, body, engines: EXHAUSTIVE, mutants }
}

/// A cached answer is the answer.
pub(crate) const PROPERTY: Property = Property {
    name: "cache_coherence",
    claim: "a cached answer is that of the caller's snapshot, and outlives edits of what it does not rest on",
    explores: &["concurrent/stamped_cache"],
    scenarios: &[
        of_two(
            "late_entry",
            &["C1", "D1"],
            late_entry::<Production>,
            mutants![Mutant {
                name: "put_after_invalidate",
                fault: "entries are valid until a change throws them away; one that is put later stays (S1)",
                body: late_entry::<faulty::PutAfterInvalidate>,
                deaths: &[Death::of("a cached answer is not that of the caller's snapshot")],
            }],
        ),
        of_two(
            "changed_library",
            &["C1"],
            changed_library::<Production>,
            mutants![Mutant {
                name: "invalidated_by_asker",
                fault: "a change throws away what was asked in the changed document (S2)",
                body: changed_library::<faulty::InvalidatedByAsker>,
                deaths: &[Death::of("a cached answer is not that of the caller's snapshot")],
            }],
        ),
        of_two(
            "new_library",
            &["C1"],
            new_library::<Production>,
            mutants![Mutant {
                name: "negative_sticks",
                fault: "nothing depends on what was absent (S3)",
                body: new_library::<faulty::NegativeSticks>,
                deaths: &[Death::of("a cached answer is not that of the caller's snapshot")],
            }],
        ),
        of_two(
            "never_nothing",
            &["C1"],
            never_nothing::<Production>,
            mutants![Mutant {
                name: "cleared_and_refilled",
                fault: "the disk is published without the document first, then with it (U16)",
                body: never_nothing::<faulty::ClearedAndRefilled>,
                deaths: &[Death::of("a document that was always there was not found")],
            }],
        ),
        of_two(
            "two_overlays",
            &["C1"],
            two_overlays::<Production>,
            mutants![Mutant {
                name: "counters_as_stamps",
                fault: "a stamp counts the changes that one connection has seen",
                body: two_overlays::<faulty::CountersAsStamps>,
                deaths: &[Death::of("a cached answer is not that of the caller's snapshot")],
            }],
        ),
        of_two(
            "confirmed_beside_refused",
            &["C1"],
            confirmed_beside_refused::<Production>,
            mutants![Mutant {
                name: "confirms_another",
                fault: "the snapshot is remembered with whatever entry the key has by then",
                body: confirmed_beside_refused::<faulty::ConfirmsAnother>,
                deaths: &[Death::of("a cached answer is not that of the caller's snapshot")],
            }],
        ),
        of_two(
            "unrelated_edit",
            &["C5", "C1"],
            unrelated_edit::<Production>,
            mutants![
                Mutant {
                    name: "never_hits",
                    fault: "no entry counts as valid",
                    body: unrelated_edit::<faulty::NeverHits>,
                    deaths: &[Death::of("an entry that nothing touched was of no use")],
                },
                Mutant {
                    name: "emptied_by_every_edit",
                    fault: "a change empties the cache",
                    body: unrelated_edit::<faulty::EmptiedByEveryEdit>,
                    deaths: &[Death::of("an entry that nothing touched was of no use")],
                },
            ],
        ),
        Scenario {
            name: "back_and_forth",
            guarantees: &["C1"],
            threads: 3,
            model: Model::new,
            body: back_and_forth::<Production>,
            engines: Engines {
                loom: Some(Bound::Preemptions(3)),
                shuttle: Some(Bound::Preemptions(1)),
                sampled: 2_000,
            },
            mutants: mutants![Mutant {
                name: "put_after_invalidate",
                fault: "entries are valid until a change throws them away; one that is put later stays (S1)",
                body: back_and_forth::<faulty::PutAfterInvalidate>,
                deaths: &[Death::of("a cached answer is not that of the caller's snapshot")],
            }],
        },
        Scenario {
            name: "many",
            guarantees: &["C1", "D1"],
            threads: 6,
            model: Model::new,
            body: many::<Production>,
            engines: Engines { loom: None, shuttle: None, sampled: 1_000 },
            mutants: mutants![
                Mutant {
                    name: "confirms_another",
                    fault: "the snapshot is remembered with whatever entry the key has by then",
                    body: many::<faulty::ConfirmsAnother>,
                    deaths: &[Death::of("a cached answer is not that of the caller's snapshot")],
                },
                Mutant {
                    name: "counters_as_stamps",
                    fault: "a stamp counts the changes that one connection has seen",
                    body: many::<faulty::CountersAsStamps>,
                    deaths: &[Death::of("a cached answer is not that of the caller's snapshot")],
                },
            ],
        },
    ],
};

crate::harness::model!(PROPERTY);
