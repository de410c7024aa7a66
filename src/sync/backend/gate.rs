//! The read-write lock of the model back ends: a gate of the engine's Mutex and Condvar around the data.
//!
//! Why not the engines' own: loom's lets readers overtake queued writers and breaks on a recursive read (loom#423);
//! shuttle's refuses every recursive read. parking_lot, which ships, is fair to writers: a reader that comes while a
//! writer waits queues behind it. So does this lock, and it therefore finds the two deadlocks that matter, the
//! recursive read with a queued writer and the read-to-write upgrade. The unfair variant (readers overtake) is a choice
//! of the model ([`crate::sync::Model::locks`]) and stands in its label.
//!
//! A guard that is dropped by a panic leaves the lock held: the engine may be giving the execution up, and then nothing
//! of it may be asked any more. The published cell holds it for a copy or a swap, and neither panics.

use super::{Condvar, Mutex};
use crate::sync::execution;
use crate::sync::exploration::Fairness;
use std::ops::{Deref, DerefMut};
use std::sync::TryLockError;

/// A read-write lock, fair to writers unless the model chose otherwise.
pub(in crate::sync) struct RwLock<T> {
    gate: Mutex<Gate>,
    turn: Condvar,
    fairness: Fairness,
    /// Never contended: the gate admits either readers or one writer before anyone touches it.
    data: std::sync::RwLock<T>,
}

#[derive(Default)]
struct Gate {
    readers: usize,
    writer: bool,
    waiting_writers: usize,
    waiting_readers: usize,
}

impl Gate {
    /// Whether a release has anyone to wake; a notification nobody hears would only multiply the executions.
    fn has_waiters(&self) -> bool {
        self.waiting_readers > 0 || self.waiting_writers > 0
    }
}

impl<T> RwLock<T> {
    #[track_caller]
    pub(in crate::sync) fn new(value: T) -> RwLock<T> {
        RwLock {
            gate: Mutex::new(Gate::default()),
            turn: Condvar::new(),
            fairness: execution::options().fairness,
            data: std::sync::RwLock::new(value),
        }
    }

    #[track_caller]
    pub(in crate::sync) fn read(&self) -> ReadGuard<'_, T> {
        let mut gate = self.gate.lock();
        gate.waiting_readers += 1;
        while gate.writer || (self.fairness == Fairness::Fair && gate.waiting_writers > 0) {
            gate = self.turn.wait(gate);
        }
        gate.waiting_readers -= 1;
        gate.readers += 1;
        drop(gate);
        let data = match self.data.try_read() {
            Ok(data) => data,
            Err(TryLockError::Poisoned(poison)) => poison.into_inner(),
            Err(TryLockError::WouldBlock) => unreachable!("the gate admitted a reader beside a writer"),
        };
        ReadGuard { lock: self, data: Some(data) }
    }

    #[track_caller]
    pub(in crate::sync) fn write(&self) -> WriteGuard<'_, T> {
        let mut gate = self.gate.lock();
        gate.waiting_writers += 1;
        while gate.writer || gate.readers > 0 {
            gate = self.turn.wait(gate);
        }
        gate.waiting_writers -= 1;
        gate.writer = true;
        drop(gate);
        let data = match self.data.try_write() {
            Ok(data) => data,
            Err(TryLockError::Poisoned(poison)) => poison.into_inner(),
            Err(TryLockError::WouldBlock) => unreachable!("the gate admitted a writer beside another"),
        };
        WriteGuard { lock: self, data: Some(data) }
    }

    fn leave(&self, lower: impl FnOnce(&mut Gate)) {
        let mut gate = self.gate.lock();
        lower(&mut gate);
        let wake = gate.has_waiters();
        drop(gate);
        if wake {
            self.turn.notify_all();
        }
    }
}

/// Shared access; released on drop.
pub(in crate::sync) struct ReadGuard<'a, T> {
    lock: &'a RwLock<T>,
    data: Option<std::sync::RwLockReadGuard<'a, T>>,
}

/// Exclusive access; released on drop.
pub(in crate::sync) struct WriteGuard<'a, T> {
    lock: &'a RwLock<T>,
    data: Option<std::sync::RwLockWriteGuard<'a, T>>,
}

impl<T> Drop for ReadGuard<'_, T> {
    fn drop(&mut self) {
        self.data = None;
        if !execution::is_over() {
            self.lock.leave(|gate| gate.readers -= 1);
        }
    }
}

impl<T> Drop for WriteGuard<'_, T> {
    fn drop(&mut self) {
        self.data = None;
        if !execution::is_over() {
            self.lock.leave(|gate| gate.writer = false);
        }
    }
}

impl<T> Deref for ReadGuard<'_, T> {
    type Target = T;
    fn deref(&self) -> &T {
        match &self.data {
            Some(data) => data,
            None => unreachable!("the data is given up in drop alone"),
        }
    }
}

impl<T> Deref for WriteGuard<'_, T> {
    type Target = T;
    fn deref(&self) -> &T {
        match &self.data {
            Some(data) => data,
            None => unreachable!("the data is given up in drop alone"),
        }
    }
}

impl<T> DerefMut for WriteGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        match &mut self.data {
            Some(data) => data,
            None => unreachable!("the data is given up in drop alone"),
        }
    }
}
