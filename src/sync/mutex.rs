//! Mutual exclusion.

use super::backend;
#[cfg(not(any(feature = "loom", feature = "shuttle")))]
use super::contention::{LockKind, Meter};
use super::one_lock::{Held, Kind};
use std::fmt;
use std::ops::{Deref, DerefMut};

/// A named mutex without poisoning: a panic under it releases it (D2).
///
/// Natively parking_lot's; under the models the engine's. Loom alone poisons: there a panic under a mutex fails the
/// execution at the next acquisition (its own data lock cannot be told otherwise).
pub struct Mutex<T> {
    name: &'static str,
    #[cfg(not(any(feature = "loom", feature = "shuttle")))]
    meter: Meter,
    inner: backend::Mutex<T>,
}

impl<T> Mutex<T> {
    /// A free mutex around `value`. The name stands in messages, counters and traces; it need not be unique.
    #[track_caller]
    pub fn new(name: &'static str, value: T) -> Mutex<T> {
        Mutex {
            name,
            #[cfg(not(any(feature = "loom", feature = "shuttle")))]
            meter: Meter::default(),
            inner: backend::Mutex::new(value),
        }
    }

    /// The name given at construction.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Waits until the mutex is free and holds it until the guard is dropped.
    ///
    /// # Panics
    /// In checked builds, if the thread holds another facade lock ([`super::one_lock`]).
    #[inline]
    #[track_caller]
    pub fn lock(&self) -> MutexGuard<'_, T> {
        let held = Held::announce(self.name, Kind::Mutex);
        #[cfg(not(any(feature = "loom", feature = "shuttle")))]
        let inner =
            self.meter.acquire(self.name, LockKind::Mutex, || self.inner.try_lock(), || self.inner.lock());
        #[cfg(any(feature = "loom", feature = "shuttle"))]
        let inner = self.inner.lock();
        held.acquired();
        MutexGuard {
            held,
            inner,
            #[cfg(any(feature = "loom", feature = "shuttle"))]
            mutex: &self.inner,
        }
    }

    /// The value, by giving the mutex up.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.inner.into_inner()
    }
}

impl<T> fmt::Debug for Mutex<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mutex({})", self.name)
    }
}

/// Holds a [`Mutex`] until dropped.
#[must_use = "the mutex is released at once if the guard is not kept"]
pub struct MutexGuard<'a, T> {
    // Dropped in this order: what the thread holds is kept by the thread alone, so nobody sees the moment between.
    pub(super) held: Held,
    pub(super) inner: backend::MutexGuard<'a, T>,
    /// For waits that the model may end: they give the mutex back and take it again themselves.
    #[cfg(any(feature = "loom", feature = "shuttle"))]
    pub(super) mutex: &'a backend::Mutex<T>,
}

impl<T> Deref for MutexGuard<'_, T> {
    type Target = T;
    #[inline]
    fn deref(&self) -> &T {
        &self.inner
    }
}

impl<T> DerefMut for MutexGuard<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        &mut self.inner
    }
}
