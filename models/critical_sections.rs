//! Critical sections are short: nothing is counted between the acquisition of a lock and its release.
//!
//! A counter that is updated under the lock makes everybody who waits for the lock wait for the counter's cache line as
//! well, which is what the lock was to be freed from. No assertion on values can see it; the trace can.

use crate::harness::{Bound, Engines, Model, Property, Scenario, join, mutants, spawn};
use heddle::concurrent::{Budget, Delta, OrderedWindow, Published, Revision};
use heddle::sync::Arc;

/// What the body needs: one operation that takes locks.
trait Locks: Send + Sync + Sized + 'static {
    fn new() -> Self;
    fn operate(&self);
}

struct Increment;

impl Delta<u64> for Increment {
    type Outcome = ();
    fn apply(self, current: &u64, _: Revision) -> (Option<u64>, ()) {
        (Some(current + 1), ())
    }
}

impl Locks for Published<u64> {
    fn new() -> Self {
        Published::new(0)
    }

    fn operate(&self) {
        self.publish(Increment);
    }
}

impl Locks for OrderedWindow<u64> {
    fn new() -> Self {
        OrderedWindow::new(vec![1, 1], Budget::count(2))
    }

    fn operate(&self) {
        if let Some(claim) = self.claim() {
            claim.submit(1);
        }
    }
}

/// Two threads operate at once.
fn two_threads<L: Locks>() {
    listen();
    let locks = Arc::new(L::new());
    let other = spawn("other", {
        let locks = Arc::clone(&locks);
        move || locks.operate()
    });
    locks.operate();
    join([other]);
    nothing_is_counted_under_a_lock();
}

#[cfg(any(feature = "loom", feature = "shuttle"))]
use heddle::sync::trace::watch as listen;

/// Natively there is no trace.
#[cfg(not(any(feature = "loom", feature = "shuttle")))]
fn listen() {}

#[cfg(not(any(feature = "loom", feature = "shuttle")))]
fn nothing_is_counted_under_a_lock() {}

#[cfg(any(feature = "loom", feature = "shuttle"))]
fn nothing_is_counted_under_a_lock() {
    let mut held = std::collections::BTreeMap::<usize, Vec<&str>>::new();
    let steps = heddle::sync::trace::seen();
    assert!(!steps.is_empty(), "the trace is empty");
    for step in steps {
        let (action, name) = (step.operation.action, step.operation.name);
        let held = held.entry(step.operation.thread).or_default();
        if action.takes() {
            held.push(name);
        } else if action.releases() {
            held.retain(|&lock| lock != name);
        } else if let (true, Some(lock)) = (action.is_atomic(), held.last()) {
            panic!("an atomic was touched between the acquisition of `{lock}` and its release");
        }
    }
}

/// The faulty variants.
#[cfg(any(feature = "loom", feature = "shuttle"))]
mod faulty {
    use super::Locks;
    use heddle::sync::atomic::{AtomicU64, Ordering};
    use heddle::sync::{Mutex, RwLock};

    /// Counts its acquisitions and its waits as draft designs do: after the acquisition, so under the lock (MS22).
    pub(super) struct CountsInside {
        acquisitions: AtomicU64,
        value: Mutex<u64>,
    }

    impl Locks for CountsInside {
        fn new() -> Self {
            Self { acquisitions: AtomicU64::new(0), value: Mutex::new("counted", 0) }
        }

        fn operate(&self) {
            let mut value = self.value.lock();
            self.acquisitions.fetch_add(1, Ordering::Relaxed);
            *value += 1;
        }
    }

    /// Counts loads under the read lock.
    pub(super) struct CountsLoads {
        loads: AtomicU64,
        cell: RwLock<u64>,
    }

    impl Locks for CountsLoads {
        fn new() -> Self {
            Self { loads: AtomicU64::new(0), cell: RwLock::new("published.cell", 0) }
        }

        fn operate(&self) {
            let cell = self.cell.read();
            self.loads.fetch_add(1, Ordering::Relaxed);
            let next = *cell + 1;
            drop(cell);
            *self.cell.write() = next;
        }
    }
}

const ENGINES: Engines =
    Engines { loom: Some(Bound::Exhaustive), shuttle: Some(Bound::Preemptions(2)), sampled: 0 };

/// Critical sections.
pub(crate) const PROPERTY: Property = Property {
    name: "critical_sections",
    claim: "no counter is touched between the acquisition of a lock and its release",
    explores: &["concurrent/published.rs", "concurrent/ordered_window"],
    scenarios: &[
        Scenario {
            name: "published",
            guarantees: &["D1", "E3"],
            threads: 2,
            model: Model::new,
            body: two_threads::<Published<u64>>,
            engines: ENGINES,
            mutants: mutants![Mutant {
                name: "counts_loads",
                fault: "counts loads under the read lock",
                body: two_threads::<faulty::CountsLoads>,
                deaths: &[Death::of(
                    "an atomic was touched between the acquisition of `published.cell` and its release"
                )],
            }],
        },
        Scenario {
            name: "ordered_window",
            guarantees: &["D1"],
            threads: 2,
            model: Model::new,
            body: two_threads::<OrderedWindow<u64>>,
            engines: ENGINES,
            mutants: mutants![Mutant {
                name: "counts_inside",
                fault: "updates its counter between the acquisition and the release (MS22)",
                body: two_threads::<faulty::CountsInside>,
                deaths: &[Death::of(
                    "an atomic was touched between the acquisition of `counted` and its release"
                )],
            }],
        },
    ],
};

crate::harness::model!(PROPERTY);
