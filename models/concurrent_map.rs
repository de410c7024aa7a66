//! The concurrent map: operations on it cannot deadlock with each other, and an update is one step.

use crate::harness::{Bound, Engines, Model, Property, Scenario, join, mutants, spawn};
use heddle::sync::{Arc, ConcurrentMap};

type Map = ConcurrentMap<u64, u64>;

/// What the bodies need: two ways of changing a map of numbers.
trait Changes: 'static {
    /// Adds the value at `from` to the value at `to`.
    fn add(map: &Map, from: u64, to: u64);
    /// Raises the value at `key` by one.
    fn raise(map: &Map, key: u64);
}

/// Whole operations, as production uses the map.
struct WholeOperations;

impl Changes for WholeOperations {
    fn add(map: &Map, from: u64, to: u64) {
        let amount = map.get(&from).unwrap_or(0);
        map.update(to, |value| Some(value.copied().unwrap_or(0) + amount));
    }

    fn raise(map: &Map, key: u64) {
        map.update(key, |value| Some(value.copied().unwrap_or(0) + 1));
    }
}

/// Two threads read one key and write the other, crosswise, and raise a third.
fn crosswise<C: Changes>() {
    let map = Arc::new(Map::new("numbers"));
    map.insert(1, 1);
    map.insert(2, 1);
    let other = spawn("other", {
        let map = Arc::clone(&map);
        move || {
            C::add(&map, 2, 1);
            C::raise(&map, 3);
        }
    });
    C::add(&map, 1, 2);
    C::raise(&map, 3);
    join([other]);
    assert_eq!(map.get(&3), Some(2), "an update was lost");
}

/// The faulty variants.
#[cfg(any(feature = "loom", feature = "shuttle"))]
mod faulty {
    use super::{Changes, Map, WholeOperations};

    /// Holds a reference into the map while it writes to the map, as dashmap allows.
    pub(super) struct HoldsGuard;

    impl Changes for HoldsGuard {
        fn add(map: &Map, from: u64, to: u64) {
            if let Some(amount) = map.guard(&from) {
                map.update(to, |value| Some(value.copied().unwrap_or(0) + *amount));
            }
        }

        fn raise(map: &Map, key: u64) {
            WholeOperations::raise(map, key);
        }
    }

    /// Reads, then writes: two steps.
    pub(super) struct ReadsThenWrites;

    impl Changes for ReadsThenWrites {
        fn add(map: &Map, from: u64, to: u64) {
            WholeOperations::add(map, from, to);
        }

        fn raise(map: &Map, key: u64) {
            let value = map.get(&key).unwrap_or(0);
            map.insert(key, value + 1);
        }
    }
}

/// The concurrent map.
pub(crate) const PROPERTY: Property = Property {
    name: "concurrent_map",
    claim: "operations on a map cannot deadlock with each other, and an update is one step",
    explores: &["sync"],
    scenarios: &[Scenario {
        name: "crosswise",
        guarantees: &["D1", "E4"],
        threads: 2,
        model: Model::new,
        body: crosswise::<WholeOperations>,
        engines: Engines { loom: Some(Bound::Exhaustive), shuttle: Some(Bound::Preemptions(3)), sampled: 0 },
        mutants: mutants![
            Mutant {
                name: "holds_guard",
                fault: "holds a reference into the map across a second access to it",
                body: crosswise::<faulty::HoldsGuard>,
                deaths: &[Death::of_one_lock_rule(), Death::of_deadlock()],
            },
            Mutant {
                name: "reads_then_writes",
                fault: "reads and writes in two steps",
                body: crosswise::<faulty::ReadsThenWrites>,
                deaths: &[Death::of("an update was lost")],
            },
        ],
    }],
};

crate::harness::model!(PROPERTY);
