//! One body under all three back ends: what the facade promises does not depend on which is on (D1, D2).

use heddle::sync::atomic::{AtomicU64, Ordering};
use heddle::sync::fork_join::Pool;
use heddle::sync::{Arc, Condvar, ENGINE, Mutex, check, thread};

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
