//! The one-lock rule (D1): a breach is refused at its first nested acquisition, on any schedule, with both lines.
#![cfg(debug_assertions)]

use heddle::concurrent::{Delta, Published, Revision};
use heddle::sync::fork_join::Pool;
use heddle::sync::{ConcurrentMap, Condvar, Model, Mutex, OnceLock, thread};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The message with which `breach` is refused.
fn refusal(breach: impl FnOnce()) -> String {
    match catch_unwind(AssertUnwindSafe(breach)) {
        Ok(()) => "it was allowed".to_owned(),
        Err(payload) => payload.downcast_ref::<String>().cloned().unwrap_or_default(),
    }
}

#[test]
fn the_message_names_both_locks_and_both_lines() {
    let (outer, inner) = (Mutex::new("outer", 0), Mutex::new("inner", 0));
    let first = line!() + 2;
    let message = refusal(|| {
        let _held = outer.lock();
        let _nested = inner.lock();
    });
    assert_eq!(
        message,
        format!(
            "one-lock rule: mutex `inner` is asked for at {file}:{}:29 while this thread holds mutex `outer` taken at \
             {file}:{first}:27",
            first + 1,
            file = file!(),
        )
    );
    *inner.lock() += 1;
    *outer.lock() += 1;
}

#[test]
fn the_same_mutex_twice_is_refused_instead_of_deadlocking() {
    let lock = Mutex::new("same", ());
    let message = refusal(|| {
        let _held = lock.lock();
        let _again = lock.lock();
    });
    assert!(message.contains("mutex `same` is asked for"), "{message}");
}

#[test]
fn one_after_the_other_is_no_nesting() {
    let (first, second) = (Mutex::new("first", 1), Mutex::new("second", 2));
    *first.lock() += 1;
    *second.lock() += 1;
    drop(first.lock());
    assert_eq!(second.into_inner(), 3);
}

#[test]
fn the_declared_pair_may_nest() {
    struct Replace;
    impl Delta<u8> for Replace {
        type Outcome = ();
        fn apply(self, current: &u8, _: Revision) -> (Option<u8>, ()) {
            (Some(current + 1), ())
        }
    }
    let cell = Published::new(0);
    cell.publish(Replace);
    assert_eq!(*cell.load().1, 1);
}

#[test]
fn a_published_load_under_a_lock_is_refused() {
    let (cell, lock) = (Published::new(0), Mutex::new("lock", ()));
    let message = refusal(|| {
        let _held = lock.lock();
        let _loaded = cell.load();
    });
    assert!(message.contains("read lock `published.cell` is asked for"), "{message}");
    assert!(message.contains("holds mutex `lock`"), "{message}");
}

#[test]
fn a_map_may_not_be_touched_under_a_lock_nor_by_its_own_update() {
    let (map, lock) = (ConcurrentMap::new("map"), Mutex::new("lock", ()));
    let message = refusal(|| {
        let _held = lock.lock();
        map.insert(1, 1);
    });
    assert!(message.contains("map `map` is asked for"), "{message}");
    let message = refusal(|| {
        map.update(1, |_| map.get(&2));
    });
    assert!(message.contains("holds map `map`"), "{message}");
    assert_eq!(map.insert(1, 5), None, "a refused update changes nothing and releases its shard");
}

#[test]
fn an_initialiser_may_take_no_lock() {
    let (once, lock) = (OnceLock::new(), Mutex::new("lock", 7));
    let message = refusal(|| {
        once.get_or_init(|| *lock.lock());
    });
    assert!(message.contains("holds initialiser `once`"), "{message}");
    assert_eq!(*once.get_or_init(|| 3), 3, "a refused initialiser leaves the cell empty");
}

#[test]
fn what_runs_under_the_writers_mutex_may_take_no_lock() {
    struct Locks(Mutex<()>);
    impl Delta<()> for Locks {
        type Outcome = ();
        fn apply(self, (): &(), _: Revision) -> (Option<()>, ()) {
            drop(self.0.lock());
            (None, ())
        }
    }
    let message = refusal(|| {
        Published::new(()).publish(Locks(Mutex::new("inner", ())));
    });
    assert!(message.contains("mutex `inner` is asked for"), "{message}");
    assert!(message.contains("holds mutex `published.writer`"), "{message}");
}

#[test]
fn a_wait_that_keeps_another_lock_is_refused_even_within_a_declared_pair() {
    let (outer, inner) = (Mutex::new("published.writer", ()), Mutex::new("published.cell", ()));
    let changed = Condvar::new("changed");
    let message = refusal(|| {
        let _held = outer.lock();
        let _woken = changed.wait(inner.lock());
    });
    assert!(message.contains("mutex `published.cell` is asked for"), "{message}");
    assert!(message.contains("holds mutex `published.writer`"), "{message}");
}

#[test]
fn nobody_is_waited_for_under_a_lock() {
    let lock = Mutex::new("lock", ());
    let worker = thread::spawn("worker", || {});
    let message = refusal(|| {
        let _held = lock.lock();
        let _joined = worker.join();
    });
    assert!(
        message.starts_with("one-lock rule: a thread is joined at tests/facade_one_lock.rs:"),
        "{message}"
    );
    assert!(message.contains("holds mutex `lock` taken at"), "{message}");
    let message = refusal(|| {
        let _held = lock.lock();
        Pool::new(2).map(vec![1, 2], |_, item| item);
    });
    assert!(
        message.starts_with("one-lock rule: other threads are waited for by a fork-join map at"),
        "{message}"
    );
}

#[test]
fn a_model_may_switch_the_rule_off_for_its_threads_too() {
    fn nest() {
        let (outer, inner) = (Mutex::new("outer", ()), Mutex::new("inner", ()));
        let _held = outer.lock();
        let _nested = inner.lock();
    }
    Model::new().one_lock_rule(false).repetitions(1).check(|| {
        nest();
        assert!(thread::spawn("nesting", nest).join().is_ok());
    });
    assert!(refusal(nest).contains("one-lock rule"), "the rule is back after the check");
    assert!(thread::spawn("nesting", nest).join().is_err());
}
