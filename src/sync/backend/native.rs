//! What ships: parking_lot's locks, the standard library's threads and atomics.
//!
//! parking_lot 0.12: its RwLock is fair to writers (a queued writer holds new readers back), which is what the model
//! back ends' own lock imitates; 0.13 gave eventual fairness up.

use std::any::Any;
use std::time::Instant;

pub(in crate::sync) use parking_lot::{
    Mutex, MutexGuard, RwLock, RwLockReadGuard as ReadGuard, RwLockWriteGuard as WriteGuard,
};
pub(in crate::sync) use std::sync::atomic;
pub(in crate::sync) use std::thread::yield_now;

/// The back end's name, for labels and summaries.
pub(in crate::sync) const NAME: &str = "native";

/// parking_lot's condition variable in the shape all back ends share: the guard goes in and comes out by value.
pub(in crate::sync) struct Condvar(parking_lot::Condvar);

impl Condvar {
    pub(in crate::sync) fn new() -> Condvar {
        Condvar(parking_lot::Condvar::new())
    }

    #[inline]
    pub(in crate::sync) fn wait<'a, T>(&self, mut guard: MutexGuard<'a, T>) -> MutexGuard<'a, T> {
        self.0.wait(&mut guard);
        guard
    }

    #[inline]
    pub(in crate::sync) fn wait_until<'a, T>(
        &self,
        mut guard: MutexGuard<'a, T>,
        until: Instant,
    ) -> (MutexGuard<'a, T>, bool) {
        let expired = self.0.wait_until(&mut guard, until).timed_out();
        (guard, expired)
    }

    #[inline]
    pub(in crate::sync) fn notify_one(&self) {
        self.0.notify_one();
    }

    #[inline]
    pub(in crate::sync) fn notify_all(&self) {
        self.0.notify_all();
    }
}

/// A started thread.
pub(in crate::sync) struct JoinHandle<T>(std::thread::JoinHandle<T>);

impl<T> JoinHandle<T> {
    pub(in crate::sync) fn join(self) -> Result<T, Box<dyn Any + Send>> {
        self.0.join()
    }
}

pub(in crate::sync) fn spawn<T: Send + 'static>(
    name: &str,
    body: impl FnOnce() -> T + Send + 'static,
) -> JoinHandle<T> {
    // A NUL byte in a name is the one thing the builder panics on.
    let named = std::thread::Builder::new().name(name.replace('\0', "?"));
    match named.spawn(body) {
        Ok(handle) => JoinHandle(handle),
        Err(error) => panic!("the operating system refused to start thread `{name}`: {error}"),
    }
}
