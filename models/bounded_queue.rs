//! The bounded queue: what is pushed is popped once, in order, and nobody sleeps while there is something to do.

use crate::harness::{Bound, Engines, Handle, Model, Property, Scenario, join, mutants, spawn};
use heddle::sync::{Arc, BoundedQueue};

/// What the bodies need of a queue.
trait Queue: Send + Sync + Sized + 'static {
    fn new(capacity: usize) -> Self;
    fn push(&self, item: u8) -> bool;
    fn pop(&self) -> Option<u8>;
    fn close(&self);
}

impl Queue for BoundedQueue<u8> {
    fn new(capacity: usize) -> Self {
        BoundedQueue::new("queue", capacity)
    }
    fn push(&self, item: u8) -> bool {
        BoundedQueue::push(self, item).is_ok()
    }
    fn pop(&self) -> Option<u8> {
        BoundedQueue::pop(self)
    }
    fn close(&self) {
        BoundedQueue::close(self);
    }
}

fn popper<Q: Queue>(number: u8, queue: &Arc<Q>, expected: Option<()>) -> Handle {
    let queue = Arc::clone(queue);
    spawn(format!("popper {number}"), move || {
        assert_eq!(
            queue.pop().map(drop),
            expected,
            "a popper went away with nothing, or with what nobody pushed"
        );
    })
}

/// One thread pushes two items through room for one; the other takes them.
fn passes_on<Q: Queue>() {
    let queue = Arc::new(Q::new(1));
    let pusher = spawn("pusher", {
        let queue = Arc::clone(&queue);
        move || {
            assert!(queue.push(1) && queue.push(2));
            queue.close();
        }
    });
    assert_eq!([queue.pop(), queue.pop(), queue.pop()], [Some(1), Some(2), None], "an item was lost");
    join([pusher]);
}

/// Two threads wait for one item each.
fn two_poppers<Q: Queue>() {
    let queue = Arc::new(Q::new(2));
    let poppers = [1, 2].map(|number| popper(number, &queue, Some(())));
    assert!(queue.push(1) && queue.push(2));
    join(poppers);
}

/// Two threads wait for items that never come; the queue is closed.
fn closing<Q: Queue>() {
    let queue = Arc::new(Q::new(1));
    let poppers = [1, 2].map(|number| popper(number, &queue, None));
    queue.close();
    join(poppers);
}

/// Three threads push two items each, three take two each.
fn many<Q: Queue>() {
    let queue = Arc::new(Q::new(2));
    let pushers = [1, 3, 5].map(|first| {
        let queue = Arc::clone(&queue);
        spawn(format!("pusher {first}"), move || assert!(queue.push(first) && queue.push(first + 1)))
    });
    let poppers = [1, 2, 3].map(|number| {
        let queue = Arc::clone(&queue);
        spawn(format!("popper {number}"), move || {
            let both = [queue.pop(), queue.pop()];
            assert!(both.iter().all(Option::is_some), "a popper went away with nothing");
        })
    });
    join(pushers.into_iter().chain(poppers));
}

/// The faulty variants: each is a queue with room for everything, since what they get wrong is the waiting.
#[cfg(any(feature = "loom", feature = "shuttle"))]
mod faulty {
    use super::Queue;
    use heddle::sync::{Condvar, Mutex};
    use std::collections::VecDeque;

    #[derive(Default)]
    struct State {
        items: VecDeque<u8>,
        closed: bool,
    }

    impl State {
        fn is_idle(&self) -> bool {
            self.items.is_empty() && !self.closed
        }
    }

    struct Parts {
        state: Mutex<State>,
        items: Condvar,
    }

    impl Parts {
        fn new() -> Parts {
            Parts { state: Mutex::new("queue", State::default()), items: Condvar::new("queue") }
        }

        fn push(&self, item: u8) -> bool {
            self.state.lock().items.push_back(item);
            self.items.notify_one();
            true
        }

        fn close(&self) {
            self.state.lock().closed = true;
            self.items.notify_all();
        }
    }

    /// Looks again only once after a wait.
    pub(super) struct IfForWhile(Parts);
    impl Queue for IfForWhile {
        fn new(_capacity: usize) -> Self {
            Self(Parts::new())
        }
        fn push(&self, item: u8) -> bool {
            self.0.push(item)
        }
        fn pop(&self) -> Option<u8> {
            let mut state = self.0.state.lock();
            if state.is_idle() {
                state = self.0.items.wait(state);
            }
            state.items.pop_front()
        }
        fn close(&self) {
            self.0.close();
        }
    }

    /// Gives the mutex back between looking and waiting: what comes meanwhile wakes nobody.
    pub(super) struct LooksThenWaits(Parts);
    impl Queue for LooksThenWaits {
        fn new(_capacity: usize) -> Self {
            Self(Parts::new())
        }
        fn push(&self, item: u8) -> bool {
            self.0.push(item)
        }
        fn pop(&self) -> Option<u8> {
            loop {
                let idle = self.0.state.lock().is_idle();
                let mut state = self.0.state.lock();
                if idle {
                    state = self.0.items.wait(state);
                }
                if !state.is_idle() {
                    return state.items.pop_front();
                }
            }
        }
        fn close(&self) {
            self.0.close();
        }
    }

    /// Closing wakes one of those who wait.
    pub(super) struct CloseWakesOne(Parts);
    impl Queue for CloseWakesOne {
        fn new(_capacity: usize) -> Self {
            Self(Parts::new())
        }
        fn push(&self, item: u8) -> bool {
            self.0.push(item)
        }
        fn pop(&self) -> Option<u8> {
            let mut state = self.0.state.lock();
            while state.is_idle() {
                state = self.0.items.wait(state);
            }
            state.items.pop_front()
        }
        fn close(&self) {
            self.0.state.lock().closed = true;
            self.0.items.notify_one();
        }
    }
}

/// The bounded queue.
pub(crate) const PROPERTY: Property = Property {
    name: "bounded_queue",
    claim: "what is pushed into the bounded queue is popped once and in order, and nobody sleeps who could go on",
    explores: &["sync"],
    scenarios: &[
        Scenario {
            name: "passes_on",
            guarantees: &["D1"],
            threads: 2,
            model: Model::new,
            body: passes_on::<BoundedQueue<u8>>,
            engines: Engines { loom: Some(Bound::Exhaustive), shuttle: Some(Bound::Exhaustive), sampled: 0 },
            mutants: mutants![Mutant {
                name: "looks_then_waits",
                fault: "gives the mutex back between looking and waiting",
                body: passes_on::<faulty::LooksThenWaits>,
                deaths: &[Death::of("deadlock")],
            }],
        },
        Scenario {
            name: "wakes_without_cause",
            guarantees: &["D1"],
            threads: 3,
            model: || Model::new().spurious_wakeups(1),
            body: passes_on::<BoundedQueue<u8>>,
            engines: Engines {
                loom: Some(Bound::Preemptions(2)),
                shuttle: Some(Bound::Preemptions(2)),
                sampled: 2_000,
            },
            mutants: mutants![Mutant {
                name: "if_for_while",
                fault: "looks again only once after a wait",
                body: passes_on::<faulty::IfForWhile>,
                deaths: &[Death::of("an item was lost")],
            }],
        },
        Scenario {
            name: "two_poppers",
            guarantees: &["D1"],
            threads: 3,
            model: Model::new,
            body: two_poppers::<BoundedQueue<u8>>,
            engines: Engines {
                loom: Some(Bound::Preemptions(2)),
                shuttle: Some(Bound::Preemptions(2)),
                sampled: 2_000,
            },
            mutants: mutants![Mutant {
                name: "looks_then_waits",
                fault: "gives the mutex back between looking and waiting",
                body: two_poppers::<faulty::LooksThenWaits>,
                deaths: &[Death::of("deadlock")],
            }],
        },
        Scenario {
            name: "closing",
            guarantees: &["D1"],
            threads: 3,
            model: Model::new,
            body: closing::<BoundedQueue<u8>>,
            engines: Engines {
                loom: Some(Bound::Preemptions(2)),
                shuttle: Some(Bound::Preemptions(2)),
                sampled: 2_000,
            },
            mutants: mutants![Mutant {
                name: "close_wakes_one",
                fault: "closing wakes one of those who wait",
                body: closing::<faulty::CloseWakesOne>,
                deaths: &[Death::of("deadlock")],
            }],
        },
        Scenario {
            name: "many",
            guarantees: &["D1"],
            threads: 7,
            model: Model::new,
            body: many::<BoundedQueue<u8>>,
            engines: Engines { loom: None, shuttle: None, sampled: 2_000 },
            mutants: mutants![Mutant {
                name: "if_for_while",
                fault: "looks again only once after a wait",
                body: many::<faulty::IfForWhile>,
                deaths: &[Death::of("a popper went away with nothing")],
            }],
        },
    ],
};

crate::harness::model!(PROPERTY);
