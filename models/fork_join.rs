//! Fork and join: results stand in the order of their items, and a panic of an item reaches the caller.

use crate::harness::{Bound, Engines, Model, Property, Scenario, mutants};
use heddle::sync::atomic::{AtomicU64, Ordering};
use heddle::sync::fork_join::Pool;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// What the bodies need: two more threads beside the caller.
trait Map: 'static {
    fn map(items: Vec<u64>, apply: fn(&AtomicU64, u64) -> u64) -> Vec<u64>;
}

struct Facade;

impl Map for Facade {
    fn map(items: Vec<u64>, apply: fn(&AtomicU64, u64) -> u64) -> Vec<u64> {
        let seen = Arc::new(AtomicU64::new(0));
        Pool::new(3).map(items, move |_, item| apply(&seen, item))
    }
}

/// Each item is seen by the others, so that the engines interleave them.
fn square(seen: &AtomicU64, item: u64) -> u64 {
    seen.fetch_add(item, Ordering::SeqCst);
    item * item
}

fn refuse_seven(seen: &AtomicU64, item: u64) -> u64 {
    assert_ne!(item, 7, "seven is refused");
    square(seen, item)
}

fn in_order<M: Map>() {
    assert_eq!(M::map(vec![3, 1, 2], square), [9, 1, 4], "results out of order");
}

fn panics<M: Map>() {
    let outcome = catch_unwind(AssertUnwindSafe(|| M::map(vec![5, 6, 7], refuse_seven)));
    assert!(outcome.is_err(), "a panic was swallowed");
}

/// The faulty variants.
#[cfg(any(feature = "loom", feature = "shuttle"))]
mod faulty {
    use super::{Arc, AtomicU64, Map};
    use heddle::sync::{Mutex, thread};

    /// Results stand in the order in which they were ready.
    pub(super) struct CompletionOrder;
    impl Map for CompletionOrder {
        fn map(items: Vec<u64>, apply: fn(&AtomicU64, u64) -> u64) -> Vec<u64> {
            let seen = Arc::new(AtomicU64::new(0));
            let results = Arc::new(Mutex::new("results", Vec::new()));
            let workers: Vec<_> = items
                .into_iter()
                .map(|item| {
                    let (seen, results) = (Arc::clone(&seen), Arc::clone(&results));
                    thread::spawn(format!("item {item}"), move || {
                        let result = apply(&seen, item);
                        results.lock().push(result);
                    })
                })
                .collect();
            for worker in workers {
                if let Err(panicked) = worker.join() {
                    panicked.resume();
                }
            }
            let results = results.lock();
            results.clone()
        }
    }

    /// A worker that panicked is left out of the results.
    pub(super) struct Swallows;
    impl Map for Swallows {
        fn map(items: Vec<u64>, apply: fn(&AtomicU64, u64) -> u64) -> Vec<u64> {
            let seen = Arc::new(AtomicU64::new(0));
            let workers: Vec<_> = items
                .into_iter()
                .map(|item| {
                    let seen = Arc::clone(&seen);
                    thread::spawn(format!("item {item}"), move || apply(&seen, item))
                })
                .collect();
            workers.into_iter().filter_map(|worker| worker.join().ok()).collect()
        }
    }
}

/// The fork-join map.
pub(crate) const PROPERTY: Property = Property {
    name: "fork_join",
    claim: "the results of a fork-join map stand in the order of its items, and a panic of an item reaches the caller",
    explores: &["sync"],
    scenarios: &[
        Scenario {
            name: "in_order",
            guarantees: &["D3"],
            threads: 3,
            model: Model::new,
            body: in_order::<Facade>,
            engines: Engines {
                loom: Some(Bound::Preemptions(3)),
                shuttle: Some(Bound::Preemptions(2)),
                sampled: 2_000,
            },
            mutants: mutants![Mutant {
                name: "completion_order",
                fault: "results stand in the order in which they were ready",
                body: in_order::<faulty::CompletionOrder>,
                deaths: &[Death::of("results out of order")],
            }],
        },
        Scenario {
            name: "panics",
            guarantees: &["D2"],
            threads: 3,
            model: Model::new,
            body: panics::<Facade>,
            engines: Engines {
                loom: Some(Bound::Preemptions(3)),
                shuttle: Some(Bound::Preemptions(2)),
                sampled: 2_000,
            },
            mutants: mutants![Mutant {
                name: "swallows",
                fault: "a worker that panicked is left out of the results",
                body: panics::<faulty::Swallows>,
                deaths: &[Death::of("a panic was swallowed")],
            }],
        },
    ],
};

crate::harness::model!(PROPERTY);
