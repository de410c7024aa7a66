//! Waiting for a condition under a mutex.

#[cfg(not(any(feature = "loom", feature = "shuttle")))]
use super::backend::Condvar as Inner;
use super::clock::Deadline;
#[cfg(any(feature = "loom", feature = "shuttle"))]
use super::injection::{Condvar as Inner, Wake};
use super::mutex::MutexGuard;
use super::probe::note;
use super::trace::Action;
use std::fmt;

/// Whether a wait ended because its deadline passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expired(pub bool);

/// A named condition variable. A guard goes into a wait and comes out of it by value.
///
/// A wait may end without a notification, as everywhere: call it in a `while` loop around the condition.
pub struct Condvar {
    name: &'static str,
    inner: Inner,
}

impl Condvar {
    /// A condition variable nobody waits on.
    #[track_caller]
    #[must_use]
    pub fn new(name: &'static str) -> Condvar {
        Condvar { name, inner: Inner::new() }
    }

    /// Gives the mutex back, sleeps until notified, takes the mutex again.
    ///
    /// # Panics
    /// In checked builds, if the thread holds a lock besides this mutex: whoever is to notify may need it.
    #[track_caller]
    pub fn wait<'a, T>(&self, guard: MutexGuard<'a, T>) -> MutexGuard<'a, T> {
        self.wait_deadline(guard, Deadline::never()).0
    }

    /// As [`Condvar::wait`], but at the latest until `deadline`.
    ///
    /// Under the models time does not pass, and no deadline expires unless the model injects it
    /// ([`super::Model::deadlines`]).
    ///
    /// # Panics
    /// As [`Condvar::wait`].
    #[cfg(not(any(feature = "loom", feature = "shuttle")))]
    #[track_caller]
    pub fn wait_deadline<'a, T>(
        &self,
        guard: MutexGuard<'a, T>,
        deadline: Deadline,
    ) -> (MutexGuard<'a, T>, Expired) {
        let MutexGuard { held, inner } = guard;
        held.alone();
        let (inner, expired) = match deadline.moment() {
            Some(moment) => self.inner.wait_until(inner, moment),
            None => (self.inner.wait(inner), false),
        };
        (MutexGuard { held, inner }, Expired(expired))
    }

    /// As [`Condvar::wait`], but at the latest until `deadline`.
    ///
    /// Under the models time does not pass, and no deadline expires unless the model injects it
    /// ([`super::Model::deadlines`]).
    ///
    /// # Panics
    /// As [`Condvar::wait`].
    #[cfg(any(feature = "loom", feature = "shuttle"))]
    #[track_caller]
    pub fn wait_deadline<'a, T>(
        &self,
        guard: MutexGuard<'a, T>,
        deadline: Deadline,
    ) -> (MutexGuard<'a, T>, Expired) {
        let MutexGuard { held, inner, mutex } = guard;
        held.alone();
        note(Action::Wait, self.name, None);
        let (inner, wake) = self.inner.wait(mutex, inner, deadline.is_finite());
        let expired = wake == Wake::Expired;
        note(if expired { Action::Expired } else { Action::Woken }, self.name, None);
        (MutexGuard { held, inner, mutex }, Expired(expired))
    }

    /// Wakes one waiter, if there is one.
    #[inline]
    #[track_caller]
    pub fn notify_one(&self) {
        note(Action::NotifyOne, self.name, None);
        self.inner.notify_one();
    }

    /// Wakes all waiters.
    #[inline]
    #[track_caller]
    pub fn notify_all(&self) {
        note(Action::NotifyAll, self.name, None);
        self.inner.notify_all();
    }
}

impl fmt::Debug for Condvar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Condvar({})", self.name)
    }
}
