//! The ordered window: results come in index order whatever order the workers finish in, a window full of later slots
//! never waits for an earlier one, and who goes away early leaves nobody waiting.

#[cfg(any(feature = "loom", feature = "shuttle"))]
mod faulty;

use crate::harness::{Bound, Engines, Handle, Model, Property, Scenario, join, mutants, spawn};
use heddle::concurrent::{Abandoned, Budget, OrderedWindow};
use heddle::sync::Arc;
use heddle::sync::trace::note;

/// The result of a slot.
fn result_of(slot: usize) -> usize {
    slot * 10
}

/// What the bodies need of a window.
trait Window: Send + Sync + Sized + 'static {
    fn new(weights: Vec<u64>, budget: Budget) -> Self;
    /// A worker's turn: claims a slot and submits its result, or abandons it. `None` when the work is over.
    fn turn(&self, abandons: fn(usize) -> bool) -> Option<usize>;
    /// The consumer's side: shows the results in order until `visit` has seen enough, then goes away.
    fn consume(&self, visit: impl FnMut(usize, Outcome) -> Enough);
}

type Outcome = Result<usize, Abandoned>;

/// Whether the consumer goes away early.
#[derive(PartialEq)]
struct Enough(bool);

impl Window for OrderedWindow<usize> {
    fn new(weights: Vec<u64>, budget: Budget) -> Self {
        OrderedWindow::new(weights, budget)
    }

    fn turn(&self, abandons: fn(usize) -> bool) -> Option<usize> {
        let claim = self.claim()?;
        let slot = claim.slot();
        if !abandons(slot) {
            claim.submit(result_of(slot));
        }
        Some(slot)
    }

    fn consume(&self, mut visit: impl FnMut(usize, Outcome) -> Enough) {
        for (slot, result) in self.results() {
            if visit(slot, result).0 {
                break;
            }
        }
    }
}

fn workers<W: Window>(window: &Arc<W>, count: usize, abandons: fn(usize) -> bool) -> Vec<Handle> {
    let start = |number: usize| {
        let window = Arc::clone(window);
        spawn(format!("worker {number}"), move || while window.turn(abandons).is_some() {})
    };
    (1..=count).map(start).collect()
}

/// Every result arrives, in index order.
fn drain<W: Window>(window: &W, slots: usize, abandons: fn(usize) -> bool) {
    let mut taken = 0;
    window.consume(|slot, result| {
        note("slot", slot as u64);
        assert_eq!(slot, taken, "results came out of order");
        let intended = if abandons(slot) { Err(Abandoned) } else { Ok(result_of(slot)) };
        assert_eq!(result, intended, "a slot has another slot's result");
        taken += 1;
        Enough(false)
    });
    assert_eq!(taken, slots, "a result was lost");
}

fn never(_: usize) -> bool {
    false
}

/// One worker beside the consumer, a slot heavier than the budget in the middle.
fn one_worker<W: Window>() {
    let window = Arc::new(W::new(vec![1, 9, 1], Budget { weight: 4, count: 2 }));
    let workers = workers(&window, 1, never);
    drain(&*window, 3, never);
    join(workers);
}

/// One worker beside the consumer, two slots.
fn light_slots<W: Window>() {
    let window = Arc::new(W::new(vec![1, 1], Budget::count(1)));
    let workers = workers(&window, 1, never);
    drain(&*window, 2, never);
    join(workers);
}

/// Two workers beside the consumer: room for one slot.
fn two_workers<W: Window>() {
    let window = Arc::new(W::new(vec![1, 1], Budget::count(1)));
    let workers = workers(&window, 2, never);
    drain(&*window, 2, never);
    join(workers);
}

/// Two workers beside the consumer: room for two light slots, then one that is heavier than the whole budget.
fn heavy_slot<W: Window>() {
    let window = Arc::new(W::new(vec![1, 1, 3], Budget::weight(2)));
    let workers = workers(&window, 2, never);
    drain(&*window, 3, never);
    join(workers);
}

/// A worker goes away without a result, then the consumer goes away with work left.
fn going_away<W: Window>() {
    let window = Arc::new(W::new(vec![1, 1, 1, 1], Budget::count(1)));
    let workers = workers(&window, 2, |slot| slot == 0);
    window.consume(|slot, result| {
        assert_eq!((slot, result), (0, Err(Abandoned)), "a slot without a result must say so");
        Enough(true)
    });
    join(workers);
    window.consume(|slot, _| panic!("a window whose consumer went away gave slot {slot}"));
}

/// Seven workers and twelve slots of mixed weights, one of them abandoned.
fn many<W: Window>() {
    let weights = vec![3, 1, 1, 9, 2, 1, 1, 5, 1, 3, 2, 1];
    let slots = weights.len();
    let abandons = |slot| slot == 5;
    let window = Arc::new(W::new(weights, Budget { weight: 6, count: 3 }));
    let workers = workers(&window, 7, abandons);
    drain(&*window, slots, abandons);
    join(workers);
}

/// The ordered window.
pub(crate) const PROPERTY: Property = Property {
    name: "ordered_window",
    claim: "results come in index order, the slot that is needed next is never stuck behind later ones, and who goes \
            away leaves nobody waiting",
    explores: &["concurrent/ordered_window"],
    scenarios: &[
        Scenario {
            name: "one_worker",
            guarantees: &["E2", "D1"],
            threads: 2,
            model: Model::new,
            body: one_worker::<OrderedWindow<usize>>,
            engines: Engines {
                loom: Some(Bound::Exhaustive),
                shuttle: Some(Bound::Preemptions(3)),
                sampled: 0,
            },
            mutants: mutants![Mutant {
                name: "first_fit",
                fault: "lets light slots overtake a heavy one while the budget is short",
                body: one_worker::<faulty::Faulty<faulty::FirstFit>>,
                deaths: &[Death::of("deadlock")],
            }],
        },
        Scenario {
            name: "spurious_wakeups",
            guarantees: &["D1", "D3"],
            threads: 2,
            model: || Model::new().spurious_wakeups(1),
            body: light_slots::<OrderedWindow<usize>>,
            engines: Engines {
                loom: Some(Bound::Preemptions(2)),
                shuttle: Some(Bound::Preemptions(2)),
                sampled: 0,
            },
            mutants: mutants![Mutant {
                name: "trusts_wake",
                fault: "takes a wake-up for the result: waits in an `if`, not in a loop",
                body: light_slots::<faulty::Faulty<faulty::TrustsWake>>,
                deaths: &[Death::of("a result was lost")],
            }],
        },
        Scenario {
            name: "two_workers",
            guarantees: &["E2", "D1", "D3"],
            threads: 3,
            model: Model::new,
            body: two_workers::<OrderedWindow<usize>>,
            engines: Engines {
                loom: Some(Bound::Preemptions(3)),
                shuttle: Some(Bound::Preemptions(2)),
                sampled: 2_000,
            },
            mutants: mutants![Mutant {
                name: "counter_then_permit",
                fault: "takes an index, then waits for room: full of later slots while the next one waits (MS19)",
                body: two_workers::<faulty::Faulty<faulty::CounterThenPermit>>,
                deaths: &[Death::of("deadlock")],
            }],
        },
        Scenario {
            name: "heavy_slot",
            guarantees: &["E2", "D1", "D3"],
            threads: 3,
            model: Model::new,
            body: heavy_slot::<OrderedWindow<usize>>,
            engines: Engines {
                loom: Some(Bound::Preemptions(3)),
                shuttle: Some(Bound::Preemptions(2)),
                sampled: 2_000,
            },
            mutants: mutants![Mutant {
                name: "first_finished",
                fault: "hands results out in the order in which they are finished",
                body: heavy_slot::<faulty::Faulty<faulty::FirstFinished>>,
                deaths: &[Death::of("results came out of order")],
            },],
        },
        Scenario {
            name: "going_away",
            guarantees: &["D1", "D2"],
            threads: 3,
            model: Model::new,
            body: going_away::<OrderedWindow<usize>>,
            engines: Engines {
                loom: Some(Bound::Preemptions(3)),
                shuttle: Some(Bound::Preemptions(2)),
                sampled: 2_000,
            },
            mutants: mutants![
                Mutant {
                    name: "silent_drop",
                    fault: "forgets a claimed slot whose worker went away",
                    body: going_away::<faulty::Faulty<faulty::SilentDrop>>,
                    deaths: &[Death::of("deadlock")],
                },
                Mutant {
                    name: "half_cancel",
                    fault: "cancels without waking the workers that wait for room",
                    body: going_away::<faulty::Faulty<faulty::HalfCancel>>,
                    deaths: &[Death::of("deadlock")],
                },
            ],
        },
        Scenario {
            name: "many",
            guarantees: &["E2", "D1", "D2", "D3"],
            threads: 8,
            model: Model::new,
            body: many::<OrderedWindow<usize>>,
            engines: Engines { loom: None, shuttle: None, sampled: 2_000 },
            mutants: mutants![
                Mutant {
                    name: "counter_then_permit",
                    fault: "takes an index, then waits for room: full of later slots while the next one waits (MS19)",
                    body: many::<faulty::Faulty<faulty::CounterThenPermit>>,
                    deaths: &[Death::of("deadlock")],
                },
                Mutant {
                    name: "first_fit",
                    fault: "lets light slots overtake a heavy one while the budget is short",
                    body: many::<faulty::Faulty<faulty::FirstFit>>,
                    deaths: &[Death::of("deadlock")],
                },
            ],
        },
    ],
};

crate::harness::model!(PROPERTY);
