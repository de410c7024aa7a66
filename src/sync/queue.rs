//! A bounded queue between threads.

use super::{Condvar, Mutex};
use std::collections::VecDeque;
use std::fmt;

/// The queue was closed; what could not be pushed comes back.
#[derive(Debug, PartialEq, Eq)]
pub struct Closed<T>(pub T);

/// First in, first out, at most `capacity` items at any moment; pushing waits for room, popping for items.
///
/// The same code under every back end: a mutex and two condition variables of the facade. Cost: O(1) per operation.
pub struct BoundedQueue<T> {
    state: Mutex<State<T>>,
    room: Condvar,
    items: Condvar,
    capacity: usize,
}

struct State<T> {
    items: VecDeque<T>,
    closed: bool,
}

impl<T> BoundedQueue<T> {
    /// An empty queue of at most `capacity` items; 0 counts as 1, since a queue without room passes nothing on.
    #[track_caller]
    #[must_use]
    pub fn new(name: &'static str, capacity: usize) -> BoundedQueue<T> {
        BoundedQueue {
            state: Mutex::new(name, State { items: VecDeque::new(), closed: false }),
            room: Condvar::new(name),
            items: Condvar::new(name),
            capacity: capacity.max(1),
        }
    }

    /// Appends `item`, after waiting for room if there is none.
    ///
    /// # Errors
    /// [`Closed`] with the item, if the queue is closed or gets closed during the wait.
    #[track_caller]
    pub fn push(&self, item: T) -> Result<(), Closed<T>> {
        let mut state = self.state.lock();
        while state.items.len() >= self.capacity && !state.closed {
            state = self.room.wait(state);
        }
        if state.closed {
            drop(state);
            return Err(Closed(item));
        }
        state.items.push_back(item);
        drop(state);
        // Each item wakes one popper; two items that come together wake two. A popper that was woken and finds nothing,
        // because another came first, waits again.
        self.items.notify_one();
        Ok(())
    }

    /// Takes the oldest item, after waiting for one if there is none; `None` once the queue is closed and empty.
    #[track_caller]
    pub fn pop(&self) -> Option<T> {
        let mut state = self.state.lock();
        while state.items.is_empty() && !state.closed {
            state = self.items.wait(state);
        }
        let item = state.items.pop_front();
        drop(state);
        if item.is_some() {
            self.room.notify_one();
        }
        item
    }

    /// Refuses further items; those inside can still be popped. All who wait are woken.
    #[track_caller]
    pub fn close(&self) {
        self.state.lock().closed = true;
        self.room.notify_all();
        self.items.notify_all();
    }

    /// How many items are inside at this moment.
    #[track_caller]
    pub fn len(&self) -> usize {
        self.state.lock().items.len()
    }

    /// Whether nothing is inside at this moment.
    #[track_caller]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<T> fmt::Debug for BoundedQueue<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BoundedQueue")
            .field("name", &self.state.name())
            .field("capacity", &self.capacity)
            .finish()
    }
}
