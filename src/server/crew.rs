//! The threads of a connection, and an end that waits for them only so long.

use crate::sync::clock::Deadline;
use crate::sync::thread::{self, contain};
use crate::sync::{Arc, Condvar, Mutex};

/// Threads that end together. Who waits for them waits at most until a deadline: a thread may be in a call that never
/// returns, such as a write to a client that does not read, and the process ends all the same.
#[derive(Clone)]
pub(super) struct Crew(Arc<State>);

struct State {
    running: Mutex<usize>,
    none: Condvar,
}

impl Crew {
    /// Nobody.
    pub(super) fn new(name: &'static str) -> Crew {
        Crew(Arc::new(State { running: Mutex::new(name, 0), none: Condvar::new(name) }))
    }

    /// Starts a thread. Its panic ends it alone (D2).
    pub(super) fn spawn(&self, name: impl Into<String>, body: impl FnOnce() + Send + 'static) {
        *self.0.running.lock() += 1;
        let crew = self.clone();
        let started = thread::spawn(name, move || {
            // What it panicked of was told where it happened.
            let _ = contain(body);
            *crew.0.running.lock() -= 1;
            crew.0.none.notify_all();
        });
        drop(started);
    }

    /// Waits until all threads have ended; false if some have not at the deadline.
    pub(super) fn wait(&self, deadline: Deadline) -> bool {
        let mut running = self.0.running.lock();
        while *running > 0 {
            let (next, expired) = self.0.none.wait_deadline(running, deadline);
            running = next;
            if expired.0 {
                return *running == 0;
            }
        }
        true
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;
    use crate::sync::BoundedQueue;
    use std::time::Duration;

    #[test]
    fn who_waits_is_told_whether_all_have_ended() {
        let crew = Crew::new("test.crew");
        let gate = Arc::new(BoundedQueue::<()>::new("test.gate", 1));
        let closed = Arc::clone(&gate);
        crew.spawn("waits", move || assert_eq!(closed.pop(), None));
        crew.spawn("panics", || panic!("planted"));
        assert!(!crew.wait(Deadline::after(Duration::from_millis(1))));
        gate.close();
        assert!(crew.wait(Deadline::never()));
    }
}
