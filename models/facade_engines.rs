//! One body under all three back ends: what the facade promises does not depend on which is on (D1, D2).

use heddle::sync::atomic::{AtomicU64, Ordering};
use heddle::sync::fork_join::Pool;
use heddle::sync::{Arc, Condvar, ENGINE, Model, Mutex, check, thread, thread_local};
use std::cell::Cell;

thread_local! {
    static VISITS: Cell<u32> = Cell::new(0);
}

#[test]
fn a_mutex_excludes() {
    let shown = check(|| {
        let count = Arc::new(Mutex::new("count", 0_u64));
        let worker = {
            let count = Arc::clone(&count);
            thread::spawn("adder", move || *count.lock() += 1)
        };
        *count.lock() += 1;
        assert!(worker.join().is_ok());
        assert_eq!(*count.lock(), 2);
    });
    assert!(shown.executions > 1, "{shown}");
}

#[test]
fn a_notification_is_not_lost() {
    check(|| {
        let state = Arc::new((Mutex::new("flag", false), Condvar::new("raised")));
        let worker = {
            let state = Arc::clone(&state);
            thread::spawn("raiser", move || {
                *state.0.lock() = true;
                state.1.notify_one();
            })
        };
        let mut raised = state.0.lock();
        while !*raised {
            raised = state.1.wait(raised);
        }
        drop(raised);
        assert!(worker.join().is_ok());
    });
}

#[test]
fn a_panic_reaches_who_joins() {
    check(|| {
        let shared = Arc::new(Mutex::new("shared", 0));
        let seen = Arc::clone(&shared);
        let worker = thread::spawn("unlucky", move || {
            // Loom's own data lock poisons: there the panic comes after the release.
            let held = seen.lock();
            if ENGINE == "loom" {
                drop(held);
            }
            panic!("no luck")
        });
        *shared.lock() += 1;
        let outcome: Result<(), _> = worker.join();
        assert_eq!(*shared.lock(), 1, "nothing is poisoned");
        assert_eq!(outcome.err().map(|panicked| panicked.message().to_owned()).as_deref(), Some("no luck"));
    });
}

#[test]
fn additions_add_up() {
    check(|| {
        let count = Arc::new(AtomicU64::new(0));
        let seen = Arc::clone(&count);
        let results = Pool::new(3).map(vec![1, 2, 3], move |position, number: u64| {
            seen.fetch_add(number, Ordering::Relaxed);
            position as u64 + number
        });
        assert_eq!(results, [1, 3, 5]);
        assert_eq!(count.load(Ordering::Relaxed), 6);
    });
}

#[test]
fn each_thread_has_its_own_local() {
    check(|| {
        let visit = || VISITS.with(|visits| visits.replace(visits.get() + 1));
        let before = if ENGINE == "native" { visit() } else { 0 };
        let turns = Arc::new(AtomicU64::new(0));
        let worker = thread::spawn("visitor", {
            let turns = Arc::clone(&turns);
            move || {
                turns.fetch_add(1, Ordering::SeqCst);
                visit()
            }
        });
        turns.fetch_add(1, Ordering::SeqCst);
        assert_eq!(worker.join().ok(), Some(0), "a new thread finds its local as declared");
        if ENGINE != "native" {
            assert_eq!(visit(), before, "and so does main, in every execution");
        }
    });
}

#[test]
fn a_label_says_what_was_explored() {
    let shown = Model::new().preemptions(2).schedules(50).seed(7).repetitions(3).check(|| {
        let shared = Arc::new(AtomicU64::new(0));
        let worker = thread::spawn("storer", {
            let shared = Arc::clone(&shared);
            move || shared.store(1, Ordering::SeqCst)
        });
        shared.load(Ordering::SeqCst);
        assert!(worker.join().is_ok());
    });
    let expected = match ENGINE {
        "loom" => format!("loom: bounded(preemptions = 2), {} executions, fair locks", shown.executions),
        "shuttle" => "shuttle: sampled(50 schedules, seed 7), 50 executions, fair locks".to_owned(),
        _ => "native: repeated(3 times), 3 executions, fair locks".to_owned(),
    };
    assert_eq!(shown.to_string(), expected);
}

#[cfg(any(feature = "loom", feature = "shuttle"))]
#[test]
fn unfair_locks_let_readers_overtake_a_queued_writer() {
    use heddle::sync::{Fairness, RwLock};
    let shown = Model::new().locks(Fairness::Unfair).one_lock_rule(false).check(|| {
        let lock = Arc::new(RwLock::new("lock", 0));
        let writer = thread::spawn("writer", {
            let lock = Arc::clone(&lock);
            move || *lock.write() += 1
        });
        let outer = lock.read();
        assert_eq!(*outer, *lock.read(), "no writer comes between two reads that overlap");
        drop(outer);
        assert!(writer.join().is_ok());
        assert_eq!(*lock.read(), 1);
    });
    assert!(shown.to_string().ends_with("unfair locks"), "{shown}");
}

#[cfg(any(feature = "loom", feature = "shuttle"))]
#[test]
fn a_panic_that_nobody_joins_fails_the_check() {
    let outcome = std::panic::catch_unwind(|| {
        check(|| {
            let shared = Arc::new(AtomicU64::new(0));
            let unheard = thread::spawn("unheard", {
                let shared = Arc::clone(&shared);
                move || {
                    shared.store(1, Ordering::SeqCst);
                    panic!("an assertion that failed");
                }
            });
            shared.load(Ordering::SeqCst);
            drop(unheard);
        })
    });
    let payload = outcome.err();
    let message = payload.as_ref().and_then(|payload| payload.downcast_ref::<String>());
    let expected = "thread `unheard` panicked and nobody took its result: an assertion that failed";
    assert_eq!(message.map(String::as_str), Some(expected));
}
