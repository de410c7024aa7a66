//! The published cell: no update is lost, revision and value belong together, revisions never go backwards, and no
//! lock operation can wait for itself.

use crate::harness::{Bound, Engines, Handle, Model, Property, Scenario, join, mutants, spawn};
use heddle::concurrent::{Delta, Published, Revision};
use heddle::sync::Arc;
use heddle::sync::trace::note;

/// What the bodies need of a cell: a log of which revision *r* has *r* entries.
trait Cell: Send + Sync + Sized + 'static {
    fn new() -> Self;
    fn load(&self) -> (u64, Arc<Vec<u8>>);
    fn append(&self, entry: u8) -> u64;
}

struct Append(u8);

impl Delta<Vec<u8>> for Append {
    type Outcome = ();
    fn apply(self, current: &Vec<u8>, _: Revision) -> (Option<Vec<u8>>, ()) {
        (Some(appended(current, self.0)), ())
    }
}

fn appended(log: &[u8], entry: u8) -> Vec<u8> {
    log.iter().copied().chain([entry]).collect()
}

impl Cell for Published<Vec<u8>> {
    fn new() -> Self {
        Published::new(Vec::new())
    }

    fn load(&self) -> (u64, Arc<Vec<u8>>) {
        let (revision, log) = Published::load(self);
        (revision.number(), log)
    }

    fn append(&self, entry: u8) -> u64 {
        self.publish(Append(entry)).0.number()
    }
}

/// A load whose revision and value belong together.
fn consistent<C: Cell>(cell: &C) -> (u64, Arc<Vec<u8>>) {
    let (revision, log) = cell.load();
    note("revision", revision);
    note("entries", log.len() as u64);
    assert_eq!(revision, log.len() as u64, "a revision was paired with another revision's value");
    (revision, log)
}

/// W4: what is loaded later is not older, and continues what was loaded before.
fn monotone((first, before): &(u64, Arc<Vec<u8>>), (second, after): &(u64, Arc<Vec<u8>>)) {
    assert!(first <= second, "revisions went backwards: {first}, then {second}");
    assert!(after.starts_with(before), "a later value does not continue an earlier one");
}

fn writer<C: Cell>(cell: &Arc<C>, entries: &'static [u8]) -> Handle {
    let cell = Arc::clone(cell);
    spawn(format!("writer {}", entries[0]), move || {
        for &entry in entries {
            let before = consistent(&*cell);
            let published = cell.append(entry);
            assert!(published > before.0, "a publication did not raise the revision");
            let after = consistent(&*cell);
            assert!(after.1.contains(&entry), "an update was lost: the writer does not see its own entry");
            monotone(&before, &after);
        }
    })
}

/// All entries are in, each once.
fn complete<C: Cell>(cell: &C, expected: &[u8]) {
    let (_, log) = consistent(cell);
    let mut sorted = log.to_vec();
    sorted.sort_unstable();
    assert_eq!(sorted, expected, "an update was lost");
}

/// One writer beside one reader that writes as well.
fn one_writer_and_main<C: Cell>() {
    let cell = Arc::new(C::new());
    let other = spawn("writer", {
        let cell = Arc::clone(&cell);
        move || {
            cell.append(1);
        }
    });
    let before = consistent(&*cell);
    cell.append(2);
    let after = consistent(&*cell);
    assert!(after.1.contains(&2), "an update was lost: the writer does not see its own entry");
    monotone(&before, &after);
    join([other]);
    complete(&*cell, &[1, 2]);
}

/// Two writers beside a reader.
fn two_writers_and_reader<C: Cell>() {
    let cell = Arc::new(C::new());
    let writers = [1, 2].map(|entry| {
        let cell = Arc::clone(&cell);
        spawn(format!("writer {entry}"), move || {
            cell.append(entry);
        })
    });
    let before = consistent(&*cell);
    monotone(&before, &consistent(&*cell));
    join(writers);
    complete(&*cell, &[1, 2]);
}

/// Four writers with two entries each beside three readers.
fn many<C: Cell>() {
    let cell = Arc::new(C::new());
    let writers = [&[1, 2][..], &[3, 4], &[5, 6], &[7, 8]].map(|entries| writer(&cell, entries));
    let readers = [1, 2, 3].map(|number| {
        let cell = Arc::clone(&cell);
        spawn(format!("reader {number}"), move || {
            let loads = [(); 3].map(|()| consistent(&*cell));
            monotone(&loads[0], &loads[1]);
            monotone(&loads[1], &loads[2]);
        })
    });
    join(writers.into_iter().chain(readers));
    complete(&*cell, &[1, 2, 3, 4, 5, 6, 7, 8]);
}

/// The faulty variants: each differs from the production cell in the one step that its doc names.
#[cfg(any(feature = "loom", feature = "shuttle"))]
mod faulty {
    use super::{Arc, Cell, appended};
    use heddle::sync::atomic::{AtomicU64, Ordering};
    use heddle::sync::{Mutex, RwLock};

    type Slot = RwLock<(u64, Arc<Vec<u8>>)>;

    fn slot() -> Slot {
        RwLock::new("published.cell", (0, Arc::new(Vec::new())))
    }

    fn copy(cell: &Slot) -> (u64, Arc<Vec<u8>>) {
        let cell = cell.read();
        (cell.0, Arc::clone(&cell.1))
    }

    /// Publishes the value that was prepared from an older one instead of applying the change to the current one.
    pub(super) struct Overwrites(Mutex<()>, Slot);
    impl Cell for Overwrites {
        fn new() -> Self {
            Self(Mutex::new("published.writer", ()), slot())
        }
        fn load(&self) -> (u64, Arc<Vec<u8>>) {
            copy(&self.1)
        }
        fn append(&self, entry: u8) -> u64 {
            let (revision, log) = copy(&self.1);
            let prepared = Arc::new(appended(&log, entry));
            let _writer = self.0.lock();
            *self.1.write() = (revision + 1, prepared);
            revision + 1
        }
    }

    /// Raises the revision, then publishes the value.
    pub(super) struct RevisionFirst(Mutex<()>, AtomicU64, RwLock<Arc<Vec<u8>>>);
    impl Cell for RevisionFirst {
        fn new() -> Self {
            let value = RwLock::new("published.cell", Arc::new(Vec::new()));
            Self(Mutex::new("published.writer", ()), AtomicU64::new(0), value)
        }
        fn load(&self) -> (u64, Arc<Vec<u8>>) {
            let value = self.2.read();
            (self.1.load(Ordering::Acquire), Arc::clone(&value))
        }
        fn append(&self, entry: u8) -> u64 {
            let _writer = self.0.lock();
            let current = Arc::clone(&self.2.read());
            let revision = self.1.fetch_add(1, Ordering::AcqRel) + 1;
            *self.2.write() = Arc::new(appended(&current, entry));
            revision
        }
    }

    /// Reads the revision while it holds the read lock of the value: a nested read, behind a writer that queues.
    pub(super) struct NestedRead(Mutex<()>, Slot);
    impl Cell for NestedRead {
        fn new() -> Self {
            Self(Mutex::new("published.writer", ()), slot())
        }
        fn load(&self) -> (u64, Arc<Vec<u8>>) {
            let cell = self.1.read();
            let revision = self.1.read().0;
            (revision, Arc::clone(&cell.1))
        }
        fn append(&self, entry: u8) -> u64 {
            let _writer = self.0.lock();
            let (revision, log) = copy(&self.1);
            *self.1.write() = (revision + 1, Arc::new(appended(&log, entry)));
            revision + 1
        }
    }

    /// Has no writer's mutex: asks for the write lock while it holds the read lock.
    pub(super) struct Upgrades(Slot);
    impl Cell for Upgrades {
        fn new() -> Self {
            Self(slot())
        }
        fn load(&self) -> (u64, Arc<Vec<u8>>) {
            copy(&self.0)
        }
        fn append(&self, entry: u8) -> u64 {
            let current = self.0.read();
            let next = (current.0 + 1, Arc::new(appended(&current.1, entry)));
            let revision = next.0;
            *self.0.write() = next;
            revision
        }
    }
}

/// The published cell.
pub(crate) const PROPERTY: Property = Property {
    name: "published",
    claim: "updates of a published cell are not lost, each revision has its own value, and revisions never go backwards",
    explores: &["concurrent/published.rs"],
    scenarios: &[
        Scenario {
            name: "one_writer_and_main",
            guarantees: &["W4", "E3", "E4", "D1"],
            threads: 2,
            model: Model::new,
            body: one_writer_and_main::<Published<Vec<u8>>>,
            engines: Engines { loom: Some(Bound::Exhaustive), shuttle: Some(Bound::Exhaustive), sampled: 0 },
            mutants: mutants![
                Mutant {
                    name: "overwrites",
                    fault: "publishes what was prepared from an older value",
                    body: one_writer_and_main::<faulty::Overwrites>,
                    deaths: &[Death::of("an update was lost")],
                },
                Mutant {
                    name: "revision_first",
                    fault: "raises the revision before the value is published",
                    body: one_writer_and_main::<faulty::RevisionFirst>,
                    deaths: &[Death::of("a revision was paired with another revision's value")],
                },
                Mutant {
                    name: "nested_read",
                    fault: "reads again while it holds the read lock, behind a writer that queues",
                    body: one_writer_and_main::<faulty::NestedRead>,
                    deaths: &[Death::of_one_lock_rule(), Death::of_deadlock()],
                },
                Mutant {
                    name: "upgrades",
                    fault: "asks for the write lock while it holds the read lock",
                    body: one_writer_and_main::<faulty::Upgrades>,
                    deaths: &[Death::of_one_lock_rule(), Death::of_deadlock()],
                },
            ],
        },
        Scenario {
            name: "two_writers_and_reader",
            guarantees: &["W4", "E1", "E4"],
            threads: 3,
            model: Model::new,
            body: two_writers_and_reader::<Published<Vec<u8>>>,
            engines: Engines {
                loom: Some(Bound::Preemptions(3)),
                shuttle: Some(Bound::Preemptions(2)),
                sampled: 2_000,
            },
            mutants: mutants![
                Mutant {
                    name: "overwrites",
                    fault: "publishes what was prepared from an older value",
                    body: two_writers_and_reader::<faulty::Overwrites>,
                    deaths: &[Death::of("an update was lost")],
                },
                Mutant {
                    name: "revision_first",
                    fault: "raises the revision before the value is published",
                    body: two_writers_and_reader::<faulty::RevisionFirst>,
                    deaths: &[Death::of("a revision was paired with another revision's value")],
                },
            ],
        },
        Scenario {
            name: "many",
            guarantees: &["W4", "E4", "D3"],
            threads: 8,
            model: Model::new,
            body: many::<Published<Vec<u8>>>,
            engines: Engines { loom: None, shuttle: None, sampled: 2_000 },
            mutants: mutants![Mutant {
                name: "overwrites",
                fault: "publishes what was prepared from an older value",
                body: many::<faulty::Overwrites>,
                deaths: &[Death::of("an update was lost")],
            }],
        },
    ],
};

crate::harness::model!(PROPERTY);
