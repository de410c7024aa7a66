//! Single flight: who asks the same question together computes it once, a panic reaches all who wait and leaves nothing
//! stuck, and no ring of waiters can close (C3, S1).

#[cfg(any(feature = "loom", feature = "shuttle"))]
mod faulty;

use crate::harness::{Bound, Engines, Handle, Model, Property, Scenario, join, mutants, spawn};
use heddle::concurrent::SingleFlight;
use heddle::concurrent::single_flight::Crashed;
use heddle::sync::Arc;
use heddle::sync::atomic::{AtomicUsize, Ordering};
use heddle::sync::trace::note;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// The value of a flight; who holds it can be counted.
type Value = Arc<u8>;

/// What the bodies need.
trait Flights: Send + Sync + Sized + 'static {
    fn new() -> Self;
    fn run(&self, key: u8, compute: impl FnOnce() -> Value) -> Result<Value, Crashed>;
    fn under_way(&self) -> usize;
}

impl Flights for SingleFlight<u8, Value> {
    fn new() -> Self {
        SingleFlight::new()
    }

    fn run(&self, key: u8, compute: impl FnOnce() -> Value) -> Result<Value, Crashed> {
        SingleFlight::run(self, &key, compute)
    }

    fn under_way(&self) -> usize {
        SingleFlight::under_way(self)
    }
}

/// Flights and who computes now.
struct World<F> {
    flights: F,
    computing: AtomicUsize,
    value: Value,
}

impl<F: Flights> World<F> {
    fn new() -> Arc<Self> {
        Arc::new(Self { flights: F::new(), computing: AtomicUsize::new(0), value: Arc::new(7) })
    }

    /// C3: nobody else computes the same.
    fn compute(&self) -> Value {
        let others = self.computing.fetch_add(1, Ordering::Relaxed);
        note("others who compute", others as u64);
        assert_eq!(others, 0, "one question was computed twice at the same time");
        self.computing.fetch_sub(1, Ordering::Relaxed);
        Arc::clone(&self.value)
    }

    fn fly(&self) {
        let flown = self.flights.run(1, || self.compute());
        assert_eq!(flown.as_deref(), Ok(&7), "a caller got another value");
    }

    /// S1: nothing is left: no flight, and nobody holds the value.
    fn nothing_is_left(&self) {
        assert_eq!(self.flights.under_way(), 0, "a flight is stuck on the table");
        assert_eq!(Arc::strong_count(&self.value), 1, "the last one who left did not release the value");
    }
}

fn callers<F: Flights>(world: &Arc<World<F>>, count: usize, call: fn(&World<F>)) -> Vec<Handle> {
    let caller = |number: usize| {
        let world = Arc::clone(world);
        spawn(format!("caller {number}"), move || call(&world))
    };
    (1..=count).map(caller).collect()
}

/// Two ask together.
fn together<F: Flights>() {
    let world = World::<F>::new();
    let callers = callers(&world, 1, World::fly);
    world.fly();
    join(callers);
    world.nothing_is_left();
}

/// Three ask together.
fn three_together<F: Flights>() {
    let world = World::<F>::new();
    let callers = callers(&world, 2, World::fly);
    world.fly();
    join(callers);
    world.nothing_is_left();
}

/// A computation that panics, without the message on the terminal.
fn panics() -> Value {
    resume_unwind(Box::new("the computation panicked"))
}

/// One computes and panics; the other shares that once at most, and can compute itself at once.
fn panicking<F: Flights>() {
    let world = World::<F>::new();
    let other = spawn("caller that panics", {
        let world = Arc::clone(&world);
        move || {
            let outcome = catch_unwind(AssertUnwindSafe(|| world.flights.run(1, panics)));
            note("panicked", u64::from(outcome.is_err()));
            // It may also have waited for the other one, which does not panic.
            assert!(matches!(outcome, Err(_) | Ok(Ok(_))), "a caller was told of a panic that was nobody's");
        }
    });
    if let Err(Crashed { .. }) = world.flights.run(1, || world.compute()) {
        let again = world.flights.run(1, || world.compute());
        assert_eq!(again.as_deref(), Ok(&7), "one panic was shared twice");
    }
    join([other]);
    // Whoever comes later computes anew.
    world.fly();
    world.nothing_is_left();
}

/// A computation of `key` that asks for the other one.
fn asks_back<F: Flights>(world: &World<F>, key: u8) {
    let value = || Arc::clone(&world.value);
    let flown = world.flights.run(key, || world.flights.run(3 - key, value).unwrap_or_else(|_| value()));
    assert_eq!(flown.as_deref(), Ok(&7), "a caller got another value");
}

/// Two computations ask for each other.
fn ring<F: Flights>() {
    let world = World::<F>::new();
    let other = callers(&world, 1, |world| asks_back(world, 2));
    asks_back(&world, 1);
    join(other);
    world.nothing_is_left();
}

/// A computation asks its own question, beside another caller.
fn own_question<F: Flights>() {
    let world = World::<F>::new();
    let own = |world: &World<F>| {
        let value = || Arc::clone(&world.value);
        let flown = world.flights.run(1, || world.flights.run(1, value).unwrap_or_else(|_| value()));
        assert_eq!(flown.as_deref(), Ok(&7), "a caller got another value");
    };
    let other = callers(&world, 1, own);
    own(&world);
    join(other);
    world.nothing_is_left();
}

/// Six callers, two questions that ask for each other, one that panics now and then.
fn many<F: Flights>() {
    let world = World::<F>::new();
    let callers = (0..6_u8).map(|number| {
        let world = Arc::clone(&world);
        spawn(format!("caller {number}"), move || {
            asks_back(&world, 1 + number % 2);
            if number == 0 {
                assert!(catch_unwind(AssertUnwindSafe(|| world.flights.run(9, panics))).is_err());
            }
            let flown = world.flights.run(5, || world.compute());
            assert_eq!(flown.as_deref(), Ok(&7), "a caller got another value");
        })
    });
    join(callers.collect::<Vec<_>>());
    world.nothing_is_left();
}

const fn of_two(bound: usize) -> Engines {
    Engines { loom: Some(Bound::Exhaustive), shuttle: Some(Bound::Preemptions(bound)), sampled: 0 }
}

/// One flight for each question.
pub(crate) const PROPERTY: Property = Property {
    name: "single_flight",
    claim: "a question that many ask together is computed once, a panic reaches all who wait and nothing is left of it, \
            and computations that ask for each other never wait in a ring",
    explores: &["concurrent/single_flight"],
    scenarios: &[
        Scenario {
            name: "together",
            guarantees: &["C3", "S1", "D1"],
            threads: 2,
            model: Model::new,
            body: together::<SingleFlight<u8, Value>>,
            engines: of_two(3),
            mutants: mutants![
                Mutant {
                    name: "herd",
                    fault: "everybody who finds nothing computes (S7)",
                    body: together::<faulty::Herd>,
                    deaths: &[Death::of("one question was computed twice at the same time")],
                },
                Mutant {
                    name: "lost_wake_up",
                    fault: "looks at the outcome and sleeps in two critical sections",
                    body: together::<faulty::LostWakeUp>,
                    deaths: &[Death::of("deadlock")],
                },
                Mutant {
                    name: "keeps_landed",
                    fault: "leaves a flight that has landed on the table",
                    body: together::<faulty::KeepsLanded>,
                    deaths: &[Death::of("a flight is stuck on the table")],
                },
            ],
        },
        Scenario {
            name: "three_together",
            guarantees: &["C3", "S1"],
            threads: 3,
            model: Model::new,
            body: three_together::<SingleFlight<u8, Value>>,
            engines: Engines {
                loom: Some(Bound::Preemptions(3)),
                shuttle: Some(Bound::Preemptions(1)),
                sampled: 2_000,
            },
            mutants: mutants![Mutant {
                name: "wakes_one",
                fault: "wakes one of those who wait",
                body: three_together::<faulty::WakesOne>,
                deaths: &[Death::of("deadlock")],
            }],
        },
        Scenario {
            name: "panicking",
            guarantees: &["C3", "S1", "D2"],
            threads: 2,
            model: Model::new,
            body: panicking::<SingleFlight<u8, Value>>,
            engines: of_two(3),
            mutants: mutants![
                Mutant {
                    name: "stuck",
                    fault: "a panic leaves the flight on the table, and nobody lands it",
                    body: panicking::<faulty::Stuck>,
                    deaths: &[Death::of("deadlock")],
                },
                Mutant {
                    name: "lands_first",
                    fault: "lands first and leaves the table later, so that who tries again finds the old failure",
                    body: panicking::<faulty::LandsFirst>,
                    deaths: &[Death::of("one panic was shared twice")],
                },
            ],
        },
        Scenario {
            name: "ring",
            guarantees: &["C3", "D1"],
            threads: 2,
            model: Model::new,
            body: ring::<SingleFlight<u8, Value>>,
            engines: of_two(3),
            mutants: mutants![Mutant {
                name: "waits_in_a_ring",
                fault: "who leads a flight waits for another one (LS28)",
                body: ring::<faulty::Waits>,
                deaths: &[Death::of("deadlock")],
            }],
        },
        Scenario {
            name: "own_question",
            guarantees: &["C3", "D1"],
            threads: 2,
            model: Model::new,
            body: own_question::<SingleFlight<u8, Value>>,
            engines: of_two(2),
            mutants: mutants![Mutant {
                name: "waits_for_itself",
                fault: "who leads a flight waits for another one (LS28), here its own",
                body: own_question::<faulty::Waits>,
                deaths: &[Death::of("deadlock")],
            }],
        },
        Scenario {
            name: "wakes_without_cause",
            guarantees: &["C3"],
            threads: 2,
            model: || Model::new().spurious_wakeups(1),
            body: together::<SingleFlight<u8, Value>>,
            engines: Engines {
                loom: Some(Bound::Preemptions(3)),
                shuttle: Some(Bound::Preemptions(1)),
                sampled: 1_000,
            },
            mutants: mutants![Mutant {
                name: "trusts_wake",
                fault: "takes a wake-up for a landing: waits in an `if`, not in a loop",
                body: together::<faulty::TrustsWake>,
                deaths: &[Death::of("woken before the flight had landed")],
            }],
        },
        Scenario {
            name: "many",
            guarantees: &["C3", "S1", "D1"],
            threads: 7,
            model: Model::new,
            body: many::<SingleFlight<u8, Value>>,
            engines: Engines { loom: None, shuttle: None, sampled: 1_000 },
            mutants: mutants![
                Mutant {
                    name: "waits_in_a_ring",
                    fault: "who leads a flight waits for another one (LS28)",
                    body: many::<faulty::Waits>,
                    deaths: &[Death::of("deadlock")],
                },
                Mutant {
                    name: "herd",
                    fault: "everybody who finds nothing computes (S7)",
                    body: many::<faulty::Herd>,
                    deaths: &[Death::of("one question was computed twice at the same time")],
                },
            ],
        },
    ],
};

crate::harness::model!(PROPERTY);
