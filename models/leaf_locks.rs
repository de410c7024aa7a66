//! Locks are leaves: a thread that holds one asks for no other, so there is no order of locks to get wrong.

use crate::harness::{Bound, Engines, Model, Property, Scenario, join, mutants, spawn};
use heddle::sync::{Arc, Mutex};

/// Two accounts; what one gives the other gets.
trait Accounts: Send + Sync + Sized + 'static {
    fn new() -> Self;
    fn to_right(&self);
    fn to_left(&self);
    fn balance(&self) -> (i64, i64);
}

struct Pair {
    left: Mutex<i64>,
    right: Mutex<i64>,
}

impl Pair {
    fn open() -> Pair {
        Pair { left: Mutex::new("left", 1), right: Mutex::new("right", 1) }
    }
}

impl Accounts for Pair {
    fn new() -> Pair {
        Pair::open()
    }
    fn to_right(&self) {
        *self.left.lock() -= 1;
        *self.right.lock() += 1;
    }
    fn to_left(&self) {
        *self.right.lock() -= 1;
        *self.left.lock() += 1;
    }
    fn balance(&self) -> (i64, i64) {
        let left = *self.left.lock();
        (left, *self.right.lock())
    }
}

/// One thread moves to the right, the other to the left.
fn opposite_moves<A: Accounts>() {
    let accounts = Arc::new(A::new());
    let other = spawn("to the left", {
        let accounts = Arc::clone(&accounts);
        move || accounts.to_left()
    });
    accounts.to_right();
    join([other]);
    assert_eq!(accounts.balance(), (1, 1), "money was lost");
}

/// The faulty variants.
#[cfg(any(feature = "loom", feature = "shuttle"))]
mod faulty {
    use super::{Accounts, Pair};

    /// Each direction keeps the account it takes from while it asks for the other.
    pub(super) struct Nests(Pair);
    impl Accounts for Nests {
        fn new() -> Self {
            Self(Pair::open())
        }
        fn to_right(&self) {
            let mut left = self.0.left.lock();
            let mut right = self.0.right.lock();
            *left -= 1;
            *right += 1;
        }
        fn to_left(&self) {
            let mut right = self.0.right.lock();
            let mut left = self.0.left.lock();
            *right -= 1;
            *left += 1;
        }
        fn balance(&self) -> (i64, i64) {
            self.0.balance()
        }
    }

    /// Asks for the balance while it holds an account.
    pub(super) struct AsksAgain(Pair);
    impl Accounts for AsksAgain {
        fn new() -> Self {
            Self(Pair::open())
        }
        fn to_right(&self) {
            let mut left = self.0.left.lock();
            if self.0.balance().0 > 0 {
                *left -= 1;
            }
        }
        fn to_left(&self) {
            self.0.to_left();
        }
        fn balance(&self) -> (i64, i64) {
            self.0.balance()
        }
    }
}

/// Mutexes as leaves.
pub(crate) const PROPERTY: Property = Property {
    name: "leaf_locks",
    claim: "threads that take one lock at a time never wait for each other in a circle, nor for themselves",
    explores: &["sync"],
    scenarios: &[Scenario {
        name: "opposite_moves",
        guarantees: &["D1"],
        threads: 2,
        model: Model::new,
        body: opposite_moves::<Pair>,
        engines: Engines { loom: Some(Bound::Exhaustive), shuttle: Some(Bound::Exhaustive), sampled: 0 },
        mutants: mutants![
            Mutant {
                name: "nests",
                fault: "keeps one account while it asks for the other, in either order",
                body: opposite_moves::<faulty::Nests>,
                deaths: &[Death::of_one_lock_rule(), Death::of_deadlock()],
            },
            Mutant {
                name: "asks_again",
                fault: "asks for a lock that it holds",
                body: opposite_moves::<faulty::AsksAgain>,
                deaths: &[Death::of_one_lock_rule(), Death::of_deadlock()],
            },
        ],
    }],
};

crate::harness::model!(PROPERTY);
