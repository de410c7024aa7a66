//! Deadlines and wake-ups without cause happen in a model if, and only if, it switches them on.
#![cfg(any(feature = "loom", feature = "shuttle"))]

use heddle::sync::clock::Deadline;
use heddle::sync::{Arc, BoundedQueue, Condvar, Expired, Model, Mutex, Observations, thread};
use std::collections::BTreeSet;
use std::time::Duration;

/// Waits once for a flag that a second thread raises; reports how the wait ended.
fn outcomes(model: &Model) -> BTreeSet<(bool, bool)> {
    let seen = Observations::new();
    let recorded = seen.clone();
    model.check(move || {
        let state = Arc::new((Mutex::new("flag", false), Condvar::new("raised")));
        let raiser = {
            let state = Arc::clone(&state);
            thread::spawn("raiser", move || {
                *state.0.lock() = true;
                state.1.notify_one();
            })
        };
        let raised = state.0.lock();
        if *raised {
            drop(raised);
        } else {
            let (raised, Expired(expired)) =
                state.1.wait_deadline(raised, Deadline::after(Duration::from_secs(1)));
            recorded.record((expired, *raised));
            drop(raised);
        }
        assert!(raiser.join().is_ok());
    });
    seen.all()
}

#[test]
fn nothing_is_injected_unasked() {
    assert_eq!(outcomes(&Model::new()), BTreeSet::from([(false, true)]));
}

#[test]
fn a_deadline_may_pass_before_the_flag_and_after_it() {
    let expected = BTreeSet::from([(true, false), (true, true), (false, true)]);
    assert_eq!(outcomes(&Model::new().deadlines(1)), expected);
}

#[test]
fn a_wait_may_end_without_cause() {
    let expected = BTreeSet::from([(false, false), (false, true)]);
    assert_eq!(outcomes(&Model::new().spurious_wakeups(1)), expected);
}

#[test]
fn a_deadline_that_nothing_else_ends_does_expire() {
    let shown = Model::new().deadlines(1).check(|| {
        let lock = Arc::new(Mutex::new("quiet", ()));
        let seen = Arc::clone(&lock);
        let bystander = thread::spawn("bystander", move || drop(seen.lock()));
        let never = Condvar::new("never");
        let (guard, expired) = never.wait_deadline(lock.lock(), Deadline::after(Duration::from_secs(1)));
        assert_eq!(expired, Expired(true));
        drop(guard);
        assert!(bystander.join().is_ok());
    });
    assert!(shown.to_string().contains("deadlines injected <= 1"), "{shown}");
}

#[test]
fn the_queue_bears_wake_ups_without_cause() {
    let shown = Model::new().preemptions(2).spurious_wakeups(1).check(|| {
        let queue = Arc::new(BoundedQueue::new("queue", 1));
        let full = Arc::clone(&queue);
        let pusher = thread::spawn("pusher", move || {
            assert!(full.push(1).is_ok());
            assert!(full.push(2).is_ok());
            full.close();
        });
        assert_eq!((queue.pop(), queue.pop(), queue.pop()), (Some(1), Some(2), None));
        assert!(pusher.join().is_ok());
    });
    assert!(shown.executions > 10, "{shown}");
}
