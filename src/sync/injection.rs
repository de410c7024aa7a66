//! Deadlines that expire and wake-ups without cause, under the models.
//!
//! The engines have neither: time does not pass, and every wake-up was sent. A model that wants them switches them on
//! ([`Model::deadlines`], [`Model::spurious_wakeups`]), each up to a budget per execution, and the facade then adds a
//! thread that hands them out. It is an ordinary thread of the model, so the engine explores every moment at which it
//! may act, and what would have come anyway is never mistaken for a deadlock: as long as the budget lasts, a deadline
//! that nothing else ends does expire. It picks the waiter that came last; since it may act at any moment, that
//! reaches every waiter. It counts as one of loom's five threads.
//!
//! [`Model::deadlines`]: super::Model::deadlines
//! [`Model::spurious_wakeups`]: super::Model::spurious_wakeups

use super::backend::{self, MutexGuard};
use super::execution;
use super::trace::Action;
use std::collections::{BTreeMap, VecDeque};
use std::panic::Location;
use std::sync::Arc;

/// Why a wait ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wake {
    Notified,
    Expired,
    Spurious,
}

/// The condition variable of the model back ends: the engine's, unless the model injects.
pub(super) struct Condvar {
    plain: backend::Condvar,
    line: Option<Arc<Line>>,
}

impl Condvar {
    #[track_caller]
    pub(super) fn new() -> Condvar {
        let line = execution::options().injects().then(|| Arc::new(Line::new()));
        Condvar { plain: backend::Condvar::new(), line }
    }

    /// Gives `guard` back, waits, takes `mutex` again; a `timed` wait may expire.
    #[track_caller]
    pub(super) fn wait<'a, T>(
        &self,
        mutex: &'a backend::Mutex<T>,
        guard: MutexGuard<'a, T>,
        timed: bool,
    ) -> (MutexGuard<'a, T>, Wake) {
        let Some(line) = &self.line else {
            return (self.plain.wait(guard), Wake::Notified);
        };
        let mut state = line.state.lock();
        let ticket = state.next;
        state.next += 1;
        state.waiting.push_back(ticket);
        offer(line, ticket, timed);
        // The line is held from before the mutex is given back until this thread sleeps: a notification that follows
        // the condition cannot come between.
        drop(guard);
        let wake = loop {
            match state.woken.remove(&ticket) {
                Some(wake) => break wake,
                None => state = line.turn.wait(state),
            }
        };
        drop(state);
        (mutex.lock(), wake)
    }

    #[track_caller]
    pub(super) fn notify_one(&self) {
        match &self.line {
            None => self.plain.notify_one(),
            Some(line) => line.notify(1),
        }
    }

    #[track_caller]
    pub(super) fn notify_all(&self) {
        match &self.line {
            None => self.plain.notify_all(),
            Some(line) => line.notify(usize::MAX),
        }
    }
}

/// Who waits on one condition variable, oldest first, and who was woken but has not seen it yet.
struct Line {
    state: backend::Mutex<Waiters>,
    turn: backend::Condvar,
}

#[derive(Default)]
struct Waiters {
    next: usize,
    waiting: VecDeque<usize>,
    woken: BTreeMap<usize, Wake>,
}

impl Line {
    #[track_caller]
    fn new() -> Line {
        Line { state: backend::Mutex::new(Waiters::default()), turn: backend::Condvar::new() }
    }

    #[track_caller]
    fn notify(&self, count: usize) {
        let mut state = self.state.lock();
        let count = count.min(state.waiting.len());
        for ticket in state.waiting.drain(..count).collect::<Vec<_>>() {
            state.woken.insert(ticket, Wake::Notified);
        }
        drop(state);
        if count > 0 {
            self.turn.notify_all();
        }
    }

    /// Wakes one waiter for the given reason, unless it was woken already.
    fn wake(&self, ticket: usize, reason: Wake) -> bool {
        let mut state = self.state.lock();
        let Some(at) = state.waiting.iter().position(|waiting| *waiting == ticket) else { return false };
        state.waiting.remove(at);
        state.woken.insert(ticket, reason);
        drop(state);
        self.turn.notify_all();
        true
    }
}

/// A thread that hands out one kind of injection.
pub(super) struct Injector {
    reason: Wake,
    offers: backend::Mutex<Offers>,
    change: backend::Condvar,
}

#[derive(Default)]
struct Offers {
    waiters: Vec<Offer>,
    over: bool,
}

struct Offer {
    line: Arc<Line>,
    ticket: usize,
    location: &'static Location<'static>,
}

impl Injector {
    fn run(&self, mut budget: usize) {
        while budget > 0 {
            let mut offers = self.offers.lock();
            let offer = loop {
                if let Some(offer) = offers.waiters.pop() {
                    break offer;
                }
                if offers.over {
                    return;
                }
                offers = self.change.wait(offers);
            };
            drop(offers);
            if offer.line.wake(offer.ticket, self.reason) {
                budget -= 1;
                let name = if self.reason == Wake::Expired { "deadline" } else { "spurious wake-up" };
                execution::note(Action::Inject, name, None, offer.location);
            }
        }
        self.offers.lock().over = true;
    }
}

/// Starts the injectors that the model switched on; called on main, first of all in an execution.
pub(super) fn start() {
    let options = execution::options();
    let kinds = [
        ("clock", Wake::Expired, options.deadlines),
        ("spurious wake-ups", Wake::Spurious, options.spurious),
    ];
    for (name, reason, budget) in kinds {
        if budget == 0 {
            continue;
        }
        let injector = Arc::new(Injector {
            reason,
            offers: backend::Mutex::new(Offers::default()),
            change: backend::Condvar::new(),
        });
        execution::add_injector(Arc::clone(&injector));
        let number = execution::reserve(name);
        // Nobody joins it: it ends with the last thread of the model, and both engines wait for all threads.
        drop(backend::spawn(name, move || {
            execution::adopt(number);
            injector.run(budget);
        }));
    }
}

/// Called by the last thread of the model: there is nobody left to wake.
pub(super) fn stop() {
    for injector in execution::injectors() {
        injector.offers.lock().over = true;
        injector.change.notify_one();
    }
}

#[track_caller]
fn offer(line: &Arc<Line>, ticket: usize, timed: bool) {
    for injector in execution::injectors() {
        if injector.reason == Wake::Expired && !timed {
            continue;
        }
        let mut offers = injector.offers.lock();
        if !offers.over {
            offers.waiters.push(Offer { line: Arc::clone(line), ticket, location: Location::caller() });
            drop(offers);
            injector.change.notify_one();
        }
    }
}
