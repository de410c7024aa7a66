//! The bounded queue: first in, first out, never more than its capacity, nothing lost when it closes.

use heddle::sync::atomic::{AtomicBool, Ordering};
use heddle::sync::{Arc, BoundedQueue, Closed, thread};

#[test]
fn items_come_out_in_the_order_in_which_they_went_in() {
    let queue = BoundedQueue::new("queue", 3);
    for item in 0..3 {
        assert_eq!(queue.push(item), Ok(()));
    }
    assert_eq!((queue.pop(), queue.len()), (Some(0), 2));
    queue.close();
    assert_eq!(queue.push(9), Err(Closed(9)), "what cannot be pushed comes back");
    assert_eq!((queue.pop(), queue.pop(), queue.pop()), (Some(1), Some(2), None));
    assert!(queue.is_empty());
}

#[test]
fn many_producers_and_consumers_pass_everything_on_once() {
    let queue = Arc::new(BoundedQueue::new("queue", 2));
    let over = Arc::new(AtomicBool::new(false));
    let producers: Vec<_> = (0..3_u64)
        .map(|number| {
            let queue = Arc::clone(&queue);
            thread::spawn(format!("producer {number}"), move || {
                (0..500).all(|item| queue.push(number * 500 + item).is_ok())
            })
        })
        .collect();
    let consumers: Vec<_> = (0..3)
        .map(|number| {
            let (queue, over) = (Arc::clone(&queue), Arc::clone(&over));
            thread::spawn(format!("consumer {number}"), move || {
                let mut taken = Vec::new();
                while let Some(item) = queue.pop() {
                    over.fetch_or(queue.len() > 2, Ordering::Relaxed);
                    taken.push(item);
                }
                taken
            })
        })
        .collect();
    assert!(producers.into_iter().all(|producer| matches!(producer.join(), Ok(true))));
    queue.close();
    let mut taken: Vec<u64> = Vec::new();
    for consumer in consumers {
        let part = consumer.join().unwrap_or_default();
        // Each producer's items arrive in its order.
        for number in 0..3 {
            assert!(part.iter().filter(|item| *item / 500 == number).is_sorted());
        }
        taken.extend(part);
    }
    taken.sort_unstable();
    assert_eq!(taken, (0..1_500).collect::<Vec<_>>());
    assert!(!over.load(Ordering::Relaxed), "the queue held more than its capacity");
}

#[test]
fn closing_wakes_who_waits() {
    let full = Arc::new(BoundedQueue::new("full", 1));
    let empty = Arc::new(BoundedQueue::<u8>::new("empty", 1));
    assert_eq!(full.push(1), Ok(()));
    let pusher = thread::spawn("pusher", {
        let full = Arc::clone(&full);
        move || full.push(2)
    });
    let popper = thread::spawn("popper", {
        let empty = Arc::clone(&empty);
        move || empty.pop()
    });
    full.close();
    empty.close();
    assert_eq!(pusher.join().ok(), Some(Err(Closed(2))));
    assert_eq!(popper.join().ok(), Some(None));
}
