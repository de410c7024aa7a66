//! While a writer prepares, readers wait for nobody; and a change that panics publishes nothing and blocks nobody.

use crate::harness::{Bound, Engines, Model, Property, Scenario, join, mutants, spawn};
use heddle::concurrent::{Delta, Published, Revision};
use heddle::sync::{Arc, Condvar, Mutex};

/// What the bodies need of a cell.
trait Cell: Send + Sync + Sized + 'static {
    fn new(value: u64) -> Self;
    fn load(&self) -> u64;
    /// Publishes what `change` makes of the current value.
    fn publish(&self, change: impl FnOnce(u64) -> u64);
}

struct Change<F>(F);

impl<F: FnOnce(u64) -> u64> Delta<u64> for Change<F> {
    type Outcome = ();
    fn apply(self, current: &u64, _: Revision) -> (Option<u64>, ()) {
        (Some(self.0(*current)), ())
    }
}

impl Cell for Published<u64> {
    fn new(value: u64) -> Self {
        Published::new(value)
    }

    fn load(&self) -> u64 {
        *Published::load(self).1
    }

    fn publish(&self, change: impl FnOnce(u64) -> u64) {
        Published::publish(self, Change(change));
    }
}

/// The writer does not end its change before a reader has read: a reader that waits for the writer never reads. (Waiting
/// inside a change is what nobody may do; here it stands for a change that takes long.)
fn reader_beside_slow_change<C: Cell>() {
    let cell = Arc::new(C::new(1));
    let read = Arc::new((Mutex::new("has_read", false), Condvar::new("has_read")));
    let reader = spawn("reader", {
        let (cell, read) = (Arc::clone(&cell), Arc::clone(&read));
        move || {
            assert_eq!(cell.load(), 1, "a reader saw half of a change");
            *read.0.lock() = true;
            read.1.notify_all();
        }
    });
    cell.publish(|value| {
        let mut has_read = read.0.lock();
        while !*has_read {
            has_read = read.1.wait(has_read);
        }
        value + 1
    });
    join([reader]);
    assert_eq!(cell.load(), 2);
}

/// One change panics, another does not.
fn change_that_panics<C: Cell>() {
    let cell = Arc::new(C::new(1));
    let other = spawn("other", {
        let cell = Arc::clone(&cell);
        move || cell.publish(|value| value + 1)
    });
    let unlucky = spawn("unlucky", {
        let cell = Arc::clone(&cell);
        move || cell.publish(|_| panic!("a change that panics"))
    });
    assert!(unlucky.join().is_err());
    let seen = cell.load();
    assert!((1..=2).contains(&seen), "a change that panicked left {seen} behind");
    join([other]);
    assert_eq!(cell.load(), 2, "a change that panicked took another one with it");
}

/// The faulty variants.
#[cfg(any(feature = "loom", feature = "shuttle"))]
mod faulty {
    use super::Cell;
    use heddle::sync::{Mutex, RwLock};

    /// Applies the change under the write lock instead of the writer's mutex.
    pub(super) struct AppliesUnderWriteLock(RwLock<u64>);

    impl Cell for AppliesUnderWriteLock {
        fn new(value: u64) -> Self {
            Self(RwLock::new("published.cell", value))
        }

        fn load(&self) -> u64 {
            *self.0.read()
        }

        fn publish(&self, change: impl FnOnce(u64) -> u64) {
            let mut value = self.0.write();
            *value = change(*value);
        }
    }

    /// Takes the value out, changes it and puts it back.
    pub(super) struct TakesOut(Mutex<()>, RwLock<u64>);

    impl Cell for TakesOut {
        fn new(value: u64) -> Self {
            Self(Mutex::new("published.writer", ()), RwLock::new("published.cell", value))
        }

        fn load(&self) -> u64 {
            *self.1.read()
        }

        fn publish(&self, change: impl FnOnce(u64) -> u64) {
            let _writer = self.0.lock();
            let value = std::mem::take(&mut *self.1.write());
            let changed = change(value);
            *self.1.write() = changed;
        }
    }
}

/// Publication.
pub(crate) const PROPERTY: Property = Property {
    name: "publication",
    claim: "readers wait for nobody while a change is prepared, and a change that panics publishes nothing",
    explores: &["concurrent/published.rs"],
    scenarios: &[
        Scenario {
            name: "reader_beside_slow_change",
            guarantees: &["E3", "D1"],
            threads: 2,
            model: || Model::new().one_lock_rule(false),
            body: reader_beside_slow_change::<Published<u64>>,
            engines: Engines { loom: Some(Bound::Exhaustive), shuttle: Some(Bound::Exhaustive), sampled: 0 },
            mutants: mutants![Mutant {
                name: "applies_under_write_lock",
                fault: "prepares its change under the lock that readers take",
                body: reader_beside_slow_change::<faulty::AppliesUnderWriteLock>,
                deaths: &[Death::of_deadlock()],
            }],
        },
        Scenario {
            name: "change_that_panics",
            guarantees: &["D2", "E1"],
            threads: 3,
            model: Model::new,
            body: change_that_panics::<Published<u64>>,
            // Not under loom: the lock inside its mutex poisons, and nothing can be done about that from outside.
            engines: Engines { loom: None, shuttle: Some(Bound::Preemptions(2)), sampled: 2_000 },
            mutants: mutants![Mutant {
                name: "takes_out",
                fault: "takes the value out while it changes it",
                body: change_that_panics::<faulty::TakesOut>,
                deaths: &[Death::of("a change that panicked left 0 behind")],
            }],
        },
    ],
};

crate::harness::model!(PROPERTY);
