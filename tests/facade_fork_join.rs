//! Fork and join: results in order, on as many threads as were asked for, panics included (D2, D3).

use heddle::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use heddle::sync::fork_join::Pool;
use heddle::sync::{Arc, thread, thread_local};
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static ON_CALLER: Cell<bool> = Cell::new(false);
}

#[test]
fn results_keep_the_order_of_the_items() {
    for threads in [0, 1, 2, 3, 8] {
        let pool = Pool::new(threads);
        assert_eq!(pool.threads(), threads.max(1));
        let doubled = pool.map((0..1_000).collect(), |position, item: usize| (position, item * 2));
        assert!(doubled.iter().enumerate().all(|(at, result)| *result == (at, at * 2)));
        assert!(pool.map(Vec::<u8>::new(), |_, item| item).is_empty());
    }
}

#[test]
fn one_thread_is_a_plain_loop_on_the_caller() {
    ON_CALLER.with(|on_caller| on_caller.set(true));
    let on_caller = Pool::new(1).map(vec![(); 4], |_, ()| ON_CALLER.with(Cell::get));
    assert_eq!(on_caller, [true; 4]);
    let on_caller = Pool::new(2).map(vec![(); 4], |_, ()| ON_CALLER.with(Cell::get));
    assert_eq!(on_caller, [false; 4], "a pool has threads of its own");
}

#[test]
fn two_threads_work_at_once() {
    let arrived = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&arrived);
    // Each item ends only once the other has started: on one thread this would never end.
    let both = Pool::new(2).map(vec![(), ()], move |_, ()| {
        seen.fetch_add(1, Ordering::SeqCst);
        while seen.load(Ordering::SeqCst) < 2 {
            thread::yield_now();
        }
        true
    });
    assert_eq!(both, [true, true]);
}

#[test]
fn the_first_panic_in_order_reaches_the_caller_and_leaves_the_pool_usable() {
    for threads in [1, 2] {
        let pool = Pool::new(threads);
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            pool.map((0..100).collect(), |_, item| assert!(item < 2, "item {item} is bad"))
        }));
        let payload = outcome.err();
        let message = payload.as_ref().and_then(|payload| payload.downcast_ref::<String>());
        assert_eq!(message.map(String::as_str), Some("item 2 is bad"));
        assert_eq!(pool.map(vec![1, 2], |_, item| item + 1), [2, 3]);
    }
}

#[test]
fn each_thread_has_its_own_local() {
    ON_CALLER.with(|on_caller| on_caller.set(true));
    let raised = Arc::new(AtomicBool::new(true));
    let seen = Arc::clone(&raised);
    let other = thread::spawn("other", move || seen.store(ON_CALLER.with(Cell::get), Ordering::SeqCst));
    assert!(other.join().is_ok());
    assert!(!raised.load(Ordering::SeqCst));
}
