//! Shared and exclusive access; crate-private, for the published cell alone.
//!
//! Crate-private because a read guard that lives while its thread asks for the write lock deadlocks, and because a
//! second read does so too as soon as a writer queues between the two. Where nobody can name the type, nobody can
//! write either (D1).

use super::backend;
#[cfg(not(any(feature = "loom", feature = "shuttle")))]
use super::contention::{LockKind, Meter};
use super::one_lock::{Held, Kind};
use std::fmt;
use std::ops::{Deref, DerefMut};

/// A named read-write lock, fair to writers: a reader that comes while a writer waits queues behind it.
pub struct RwLock<T> {
    name: &'static str,
    #[cfg(not(any(feature = "loom", feature = "shuttle")))]
    meter: Meter,
    inner: backend::RwLock<T>,
}

impl<T> RwLock<T> {
    /// A free lock around `value`.
    #[track_caller]
    pub fn new(name: &'static str, value: T) -> RwLock<T> {
        RwLock {
            name,
            #[cfg(not(any(feature = "loom", feature = "shuttle")))]
            meter: Meter::default(),
            inner: backend::RwLock::new(value),
        }
    }

    /// Waits until no writer holds the lock or waits for it, then shares it until the guard is dropped.
    ///
    /// # Panics
    /// In checked builds, if the thread holds another facade lock ([`super::one_lock`]).
    #[inline]
    #[track_caller]
    pub fn read(&self) -> ReadGuard<'_, T> {
        let held = Held::announce(self.name, Kind::Read);
        #[cfg(not(any(feature = "loom", feature = "shuttle")))]
        let inner =
            self.meter.acquire(self.name, LockKind::Read, || self.inner.try_read(), || self.inner.read());
        #[cfg(any(feature = "loom", feature = "shuttle"))]
        let inner = self.inner.read();
        held.acquired();
        ReadGuard { _held: held, inner }
    }

    /// Waits until nobody holds the lock, then holds it alone until the guard is dropped.
    ///
    /// # Panics
    /// In checked builds, if the thread holds another facade lock ([`super::one_lock`]).
    #[inline]
    #[track_caller]
    pub fn write(&self) -> WriteGuard<'_, T> {
        let held = Held::announce(self.name, Kind::Write);
        #[cfg(not(any(feature = "loom", feature = "shuttle")))]
        let inner =
            self.meter.acquire(self.name, LockKind::Write, || self.inner.try_write(), || self.inner.write());
        #[cfg(any(feature = "loom", feature = "shuttle"))]
        let inner = self.inner.write();
        held.acquired();
        WriteGuard { _held: held, inner }
    }
}

impl<T> fmt::Debug for RwLock<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RwLock({})", self.name)
    }
}

/// Shares a [`RwLock`] until dropped.
#[must_use = "the lock is released at once if the guard is not kept"]
pub struct ReadGuard<'a, T> {
    _held: Held,
    inner: backend::ReadGuard<'a, T>,
}

/// Holds a [`RwLock`] alone until dropped.
#[must_use = "the lock is released at once if the guard is not kept"]
pub struct WriteGuard<'a, T> {
    _held: Held,
    inner: backend::WriteGuard<'a, T>,
}

impl<T> Deref for ReadGuard<'_, T> {
    type Target = T;
    #[inline]
    fn deref(&self) -> &T {
        &self.inner
    }
}

impl<T> Deref for WriteGuard<'_, T> {
    type Target = T;
    #[inline]
    fn deref(&self) -> &T {
        &self.inner
    }
}

impl<T> DerefMut for WriteGuard<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        &mut self.inner
    }
}
