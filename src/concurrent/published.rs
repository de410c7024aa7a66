//! A value that is read as a whole and replaced as a whole.
//!
//! Readers take a reference to an immutable value and work on it for as long as they like; it never changes under
//! them. A writer prepares a [`Delta`] outside every lock and publishes it in one step, so that nobody can see half of
//! a change (E1) and no reader waits for a writer that prepares (E3). Revisions never go backwards: who has seen
//! revision *r* never sees an older one (W4).
//!
//! # Why it is built like this
//!
//! Four simpler designs fail. Each stands in `models/published.rs` as a mutant, which the models reject.
//!
//! *Publishing a value that was prepared from an older one* loses an update:
//! 1. A loads the value `[]` and prepares `[a]`.
//! 2. B loads the value `[]` and prepares `[b]`.
//! 3. A publishes `[a]`.
//! 4. B publishes `[b]`: what A wrote is gone.
//!
//! So a writer hands in the *change*, and the change is applied to the value that is current under the writer's mutex.
//!
//! *Two writes, one for the revision and one for the value*, let a reader pair the new number with the old value:
//! 1. A raises the revision to 1.
//! 2. B loads revision 1 and the value of revision 0.
//! 3. A publishes the value of revision 1; B believes that it has seen it already.
//!
//! So revision and value are one pair behind one lock, replaced by one assignment.
//!
//! *A read lock that is upgraded to a write lock* deadlocks as soon as two do it:
//! 1. A and B hold the read lock.
//! 2. A asks for the write lock and waits for B's read lock.
//! 3. B asks for the write lock and waits for A's read lock.
//!
//! *A reader that keeps its read lock and reads again* deadlocks when a writer queues in between, since a fair lock
//! lets no reader overtake it:
//! 1. A holds the read lock.
//! 2. B asks for the write lock and waits for A.
//! 3. A asks for the read lock again and waits behind B.
//!
//! So no guard leaves this module: the read lock is held for the copy of one pointer, the write lock for one swap.

use crate::sync::{Arc, Mutex, RwLock};

/// The number of a published value: 0 for the first, one more for each publication.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Revision(u64);

impl Revision {
    /// The revision with this number, for what reads revisions back from a file or a message.
    #[must_use]
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// The number itself.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0
    }

    /// The revision that follows this one.
    #[must_use]
    const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl std::fmt::Display for Revision {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "r{}", self.0)
    }
}

/// A change of a published value, prepared outside every lock.
///
/// It is a trait and not a closure on purpose: [`Published::publish`] runs [`apply`](Delta::apply) under the writer's
/// mutex, and only code of this crate that was written for that place belongs there.
pub trait Delta<T> {
    /// What the caller learns of the publication.
    type Outcome;

    /// The value that follows `current`, or `None` when there is nothing to publish; `revision` is the number that the
    /// new value gets.
    ///
    /// Runs under the writer's mutex: it must take no lock, wait for nothing, call no foreign code, and leave whatever
    /// is large to drop to the outcome. When it panics nothing is published (D2).
    fn apply(self, current: &T, revision: Revision) -> (Option<T>, Self::Outcome);
}

/// A published value. See the [module](self).
pub struct Published<T> {
    /// Serialises writers; guards no data, since the current value is read from the cell.
    writer: Mutex<()>,
    /// The current value. Written only by who holds `writer`, and held for the swap alone.
    cell: RwLock<(Revision, Arc<T>)>,
}

impl<T> Published<T> {
    /// Publishes `value` as revision 0.
    #[must_use]
    pub fn new(value: T) -> Self {
        Self {
            writer: Mutex::new("published.writer", ()),
            cell: RwLock::new("published.cell", (Revision::default(), Arc::new(value))),
        }
    }

    /// The current value and its revision: the copy of one pointer, whatever writers do.
    ///
    /// Upholds W4: two calls, of which the second starts after the first has returned (on any thread), never see
    /// revisions that go backwards. O(1).
    #[must_use]
    pub fn load(&self) -> (Revision, Arc<T>) {
        let cell = self.cell.read();
        (cell.0, Arc::clone(&cell.1))
    }

    /// Applies `delta` to the current value and publishes the result as the next revision.
    ///
    /// Returns the revision that is current when the delta has been applied: the new one, or the old one if the delta
    /// had nothing to publish. Concurrent calls take effect one after the other, each on what the one before left, so
    /// that no update is lost (E4). Readers wait for the swap at most (E3). Costs what [`Delta::apply`] costs, and the
    /// drop of the old value if nobody else holds it; that drop happens after both locks are released (D1).
    ///
    /// # Panics
    ///
    /// If `apply` panics; then nothing has been published and the next call finds everything as it was (D2).
    pub fn publish<D: Delta<T>>(&self, delta: D) -> (Revision, D::Outcome) {
        let writer = self.writer.lock();
        let (revision, current) = self.load();
        let next = revision.next();
        let (value, outcome) = delta.apply(&current, next);
        let Some(value) = value else {
            drop(writer);
            return (revision, outcome);
        };
        let value = Arc::new(value);
        // invariant: E1, W4: the only assignment to the cell replaces revision and value together.
        let old = std::mem::replace(&mut *self.cell.write(), (next, value));
        drop(writer);
        // invariant: D1: `old` and `current` may be the last owners of a large value; they drop here, unlocked.
        drop((old, current));
        (next, outcome)
    }
}

impl<T: std::fmt::Debug> std::fmt::Debug for Published<T> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (revision, value) = self.load();
        formatter.debug_struct("Published").field("revision", &revision).field("value", &value).finish()
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    struct Add(u64);
    impl Delta<u64> for Add {
        type Outcome = u64;
        fn apply(self, current: &u64, revision: Revision) -> (Option<u64>, u64) {
            let sum = current.checked_add(self.0).expect("the sum fits");
            ((self.0 != 0).then_some(sum), revision.number())
        }
    }

    #[test]
    fn each_publication_is_applied_to_the_one_before() {
        let cell = Published::new(1);
        let before = cell.load();
        assert_eq!(cell.publish(Add(2)), (Revision::new(1), 1));
        assert_eq!(cell.publish(Add(4)), (Revision::new(2), 2));
        assert_eq!((before.0, *before.1), (Revision::new(0), 1), "a loaded value never changes");
        assert_eq!((cell.load().0, *cell.load().1), (Revision::new(2), 7));
    }

    #[test]
    fn a_delta_with_nothing_to_publish_makes_no_revision() {
        let cell = Published::new(1);
        assert_eq!(cell.publish(Add(0)), (Revision::new(0), 1));
        assert_eq!(cell.load().0, Revision::new(0));
    }

    #[test]
    fn a_panic_while_applying_publishes_nothing_and_blocks_nobody() {
        let cell = Published::new(1);
        let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| cell.publish(Add(u64::MAX))));
        assert!(panicked.is_err());
        assert_eq!(*cell.load().1, 1);
        assert_eq!(cell.publish(Add(1)), (Revision::new(1), 1));
    }
}
