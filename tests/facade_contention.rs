//! Counters by lock name: contended acquisitions always, all of them behind a switch, nothing else.

use heddle::concurrent::Published;
use heddle::sync::atomic::{AtomicBool, Ordering};
use heddle::sync::contention::{self, LockKind, LockStats};
use heddle::sync::{Arc, Mutex, thread};

fn stats(name: &str) -> Vec<LockStats> {
    contention::snapshot().into_iter().filter(|stats| stats.name == name).collect()
}

#[test]
fn an_acquisition_that_waits_is_counted_under_its_name() {
    // Whether the second thread comes while the first one holds the lock is the system's choice: offer it until it does.
    for _ in 0..100_000 {
        let lock = Arc::new(Mutex::new("contention.waits", ()));
        let asks = Arc::new(AtomicBool::new(false));
        let held = lock.lock();
        let other = thread::spawn("other", {
            let (lock, asks) = (Arc::clone(&lock), Arc::clone(&asks));
            move || {
                asks.store(true, Ordering::Relaxed);
                drop(lock.lock());
            }
        });
        while !asks.load(Ordering::Relaxed) {
            thread::yield_now();
        }
        (0..100).for_each(|_| thread::yield_now());
        drop(held);
        assert!(other.join().is_ok());
        if let [stats] = &stats("contention.waits")[..] {
            assert_eq!((stats.kind, stats.contended), (LockKind::Mutex, 1));
            assert!(!stats.wait.is_zero());
            return;
        }
    }
    panic!("no acquisition was ever counted");
}

#[test]
fn all_acquisitions_are_counted_behind_the_switch_alone() {
    let lock = Mutex::new("contention.switch", 0);
    (0..5).for_each(|_| *lock.lock() += 1);
    assert_eq!(stats("contention.switch"), [], "an uncontended acquisition leaves no trace");

    contention::enable_all(true);
    (0..7).for_each(|_| *lock.lock() += 1);
    let second = Mutex::new("contention.switch", 0);
    drop(second.lock());
    let counted = stats("contention.switch");
    assert_eq!(counted.len(), 1);
    assert_eq!((counted[0].contended, counted[0].acquisitions), (0, Some(8)), "locks of one name add up");
    drop(Published::new(1).load());
    assert!(stats("published.cell").iter().any(|stats| stats.kind == LockKind::Read));

    contention::enable_all(false);
    assert_eq!(stats("contention.switch"), []);
}
