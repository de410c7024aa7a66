//! Deadlines, panics and joins natively.

use heddle::sync::clock::{self, Deadline};
use heddle::sync::{Arc, Condvar, Expired, Mutex, OnceLock, check, thread};
use std::time::Duration;

#[test]
fn a_deadline_in_the_past_expires_at_once() {
    let (lock, changed) = (Mutex::new("lock", 7), Condvar::new("changed"));
    let (guard, expired) = changed.wait_deadline(lock.lock(), Deadline::after(Duration::ZERO));
    assert_eq!((*guard, expired), (7, Expired(true)));
}

#[test]
fn a_notification_comes_before_a_deadline_that_is_far_or_none() {
    for deadline in [Deadline::after(Duration::from_secs(3_600)), Deadline::never()] {
        let state = Arc::new((Mutex::new("flag", false), Condvar::new("raised")));
        let raiser = thread::spawn("raiser", {
            let state = Arc::clone(&state);
            move || {
                *state.0.lock() = true;
                state.1.notify_all();
            }
        });
        let mut raised = state.0.lock();
        while !*raised {
            let expired;
            (raised, expired) = state.1.wait_deadline(raised, deadline);
            assert_eq!(expired, Expired(false));
        }
        drop(raised);
        assert!(raiser.join().is_ok());
    }
    assert_eq!(Deadline::after(Duration::MAX), Deadline::never());
}

#[test]
fn time_does_not_run_backwards() {
    let (first, second) = (clock::now(), clock::now());
    assert!(first <= second);
    assert_eq!(first.duration_since(second), Duration::ZERO, "the other way round there is no time");
    assert!(first.elapsed() >= second.duration_since(first));
}

#[test]
fn who_joins_a_panicked_thread_gets_its_message() {
    let fixed = thread::spawn("fixed", || panic!("fixed"));
    let formatted = thread::spawn("formatted", || panic!("number {}", 7));
    let outcomes: [Result<(), _>; 2] = [fixed.join(), formatted.join()];
    let messages = outcomes.map(|outcome| outcome.err().map(|panicked| panicked.to_string()));
    assert_eq!(messages, [Some("fixed".to_owned()), Some("number 7".to_owned())]);
}

#[test]
fn a_value_is_computed_once() {
    let once = Arc::new(OnceLock::new());
    assert_eq!(once.get(), None);
    let workers: Vec<_> = (0..4)
        .map(|number| {
            let once = Arc::clone(&once);
            thread::spawn(format!("worker {number}"), move || *once.get_or_init(|| number))
        })
        .collect();
    let seen: Vec<_> = workers.into_iter().filter_map(|worker| worker.join().ok()).collect();
    assert!(seen.len() == 4 && seen.iter().all(|value| Some(value) == once.get()));
}

#[test]
fn a_check_says_what_it_did() {
    let shown = check(|| {});
    assert_eq!(shown.to_string(), "native: repeated(100 times), 100 executions, fair locks");
    assert!(thread::available_parallelism() >= 1);
}
