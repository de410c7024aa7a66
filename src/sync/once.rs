//! A value that is computed once.

use super::one_lock::Held;
use std::fmt;

/// A cell that is written once, by whoever comes first.
///
/// The standard library's under every back end: the engines model none. That is sound because the initialiser cannot
/// touch the facade (checked as part of the one-lock rule), so under the models it runs in one step, and threads that
/// race for it differ only in who computes the same value.
pub struct OnceLock<T>(std::sync::OnceLock<T>);

impl<T> OnceLock<T> {
    /// An empty cell.
    #[must_use]
    pub const fn new() -> OnceLock<T> {
        OnceLock(std::sync::OnceLock::new())
    }

    /// The value, if it has been computed.
    #[inline]
    pub fn get(&self) -> Option<&T> {
        self.0.get()
    }

    /// The value; the first caller computes it, callers that come meanwhile wait for it.
    ///
    /// # Panics
    /// If `initialise` does; the cell stays empty then. In checked builds also if it asks for a facade lock.
    #[inline]
    #[track_caller]
    pub fn get_or_init(&self, initialise: impl FnOnce() -> T) -> &T {
        match self.0.get() {
            Some(value) => value,
            None => self.initialise(initialise),
        }
    }

    #[cold]
    #[track_caller]
    fn initialise(&self, initialise: impl FnOnce() -> T) -> &T {
        let held = Held::initialising();
        let value = self.0.get_or_init(initialise);
        drop(held);
        value
    }
}

impl<T> Default for OnceLock<T> {
    fn default() -> OnceLock<T> {
        OnceLock::new()
    }
}

impl<T: fmt::Debug> fmt::Debug for OnceLock<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}
