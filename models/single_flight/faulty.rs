//! The faulty variants: each differs from the production flights in the one step that its doc names.

use super::{Flights, Value};
use crate::harness::faults;
use heddle::concurrent::single_flight::Crashed;
use heddle::sync::{Arc, Condvar, Mutex, thread_local};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// Which rule of the production flights is broken.
pub(super) trait Fault: Send + Sync + 'static {
    /// Looking and taking the lead are two steps, and nobody waits.
    const HERD: bool = false;
    /// Looking and sleeping are two steps.
    const LOST_WAKE_UP: bool = false;
    /// A landing wakes one.
    const WAKES_ONE: bool = false;
    /// A flight stays on the table.
    const KEEPS_LANDED: bool = false;
    /// A panic is not noticed.
    const STUCK: bool = false;
    /// A flight lands before it leaves the table.
    const LANDS_FIRST: bool = false;
    /// Who leads waits too.
    const WAITS: bool = false;
    /// A wake-up is taken for a landing.
    const TRUSTS_WAKE: bool = false;
}

faults! {
    Fault of Faulty:
    /// Lets all who miss together compute (S7).
    Herd, All: HERD;
    /// Sleeps after the landing.
    LostWakeUp, TwoSteps: LOST_WAKE_UP;
    /// Leaves all but one asleep.
    WakesOne, One: WAKES_ONE;
    /// Never releases.
    KeepsLanded, Keeps: KEEPS_LANDED;
    /// Forgets a flight whose leader panicked.
    Stuck, NoGuard: STUCK;
    /// Shares one failure with who comes later.
    LandsFirst, Lands: LANDS_FIRST;
    /// Waits while others wait for it (LS28).
    Waits, Ring: WAITS;
    /// Waits in an `if`.
    TrustsWake, Trusts: TRUSTS_WAKE;
}

type Outcome = Result<Value, Crashed>;

struct Flight {
    outcome: Mutex<Option<Outcome>>,
    landed: Condvar,
}

/// Flights with one fault.
pub(super) struct Faulty<F> {
    table: Mutex<BTreeMap<u8, Arc<Flight>>>,
    fault: std::marker::PhantomData<F>,
}

thread_local! {
    static LED: Cell<usize> = Cell::new(0);
}

impl<F: Fault> Faulty<F> {
    fn wait(flight: &Flight) -> Outcome {
        let mut outcome = flight.outcome.lock();
        while outcome.is_none() {
            if F::LOST_WAKE_UP {
                drop(outcome);
                outcome = flight.outcome.lock();
            }
            outcome = flight.landed.wait(outcome);
            if F::TRUSTS_WAKE {
                assert!(outcome.is_some(), "woken before the flight had landed");
            }
        }
        outcome.clone().unwrap_or_else(|| Err(crashed()))
    }

    fn land(flight: &Flight, outcome: Outcome) {
        *flight.outcome.lock() = Some(outcome);
        if F::WAKES_ONE {
            flight.landed.notify_one();
        } else {
            flight.landed.notify_all();
        }
    }

    fn finish(&self, key: u8, flight: &Flight, outcome: Outcome) {
        if F::LANDS_FIRST {
            Self::land(flight, outcome);
            self.table.lock().remove(&key);
        } else {
            if !F::KEEPS_LANDED {
                self.table.lock().remove(&key);
            }
            Self::land(flight, outcome);
        }
    }
}

fn crashed() -> Crashed {
    Crashed { message: "the computation panicked".into() }
}

impl<F: Fault> Flights for Faulty<F> {
    fn new() -> Self {
        Self { table: Mutex::new("single_flight", BTreeMap::new()), fault: std::marker::PhantomData }
    }

    fn run(&self, key: u8, compute: impl FnOnce() -> Value) -> Outcome {
        let mut table = self.table.lock();
        if let Some(flight) = table.get(&key).map(Arc::clone) {
            drop(table);
            let leads = LED.with(Cell::get) > 0;
            return if F::HERD || (leads && !F::WAITS) { Ok(compute()) } else { Self::wait(&flight) };
        }
        let flight =
            Arc::new(Flight { outcome: Mutex::new("flight", None), landed: Condvar::new("flight.landed") });
        table.insert(key, Arc::clone(&flight));
        drop(table);
        LED.with(|led| led.set(led.get() + 1));
        let computed = catch_unwind(AssertUnwindSafe(compute));
        LED.with(|led| led.set(led.get() - 1));
        match computed {
            Ok(value) => {
                self.finish(key, &flight, Ok(Arc::clone(&value)));
                Ok(value)
            }
            Err(payload) => {
                // Engines unwind threads with payloads of their own.
                if payload.is::<&'static str>() && !F::STUCK {
                    self.finish(key, &flight, Err(crashed()));
                }
                resume_unwind(payload)
            }
        }
    }

    fn under_way(&self) -> usize {
        self.table.lock().len()
    }
}
