//! The clock. Under the models time does not pass: every instant is the same one, and deadlines expire only as
//! injections.

use std::time::Duration;

/// A moment; what [`now`] returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant {
    #[cfg(not(any(feature = "loom", feature = "shuttle")))]
    at: std::time::Instant,
}

/// The present moment.
#[must_use]
#[inline]
pub fn now() -> Instant {
    Instant {
        #[cfg(not(any(feature = "loom", feature = "shuttle")))]
        at: std::time::Instant::now(),
    }
}

impl Instant {
    /// The moment `delay` after this one; this one where the clock cannot count so far, and always under the models.
    #[must_use]
    pub fn after(self, delay: Duration) -> Instant {
        #[cfg(not(any(feature = "loom", feature = "shuttle")))]
        return Instant { at: self.at.checked_add(delay).unwrap_or(self.at) };
        #[cfg(any(feature = "loom", feature = "shuttle"))]
        {
            let _ = delay;
            self
        }
    }

    /// How long ago this moment was; zero under the models.
    #[must_use]
    #[inline]
    pub fn elapsed(self) -> Duration {
        now().duration_since(self)
    }

    /// The time from `earlier` to this moment; zero if it is the later one, and always zero under the models.
    #[must_use]
    #[inline]
    pub fn duration_since(self, earlier: Instant) -> Duration {
        #[cfg(not(any(feature = "loom", feature = "shuttle")))]
        return self.at.saturating_duration_since(earlier.at);
        #[cfg(any(feature = "loom", feature = "shuttle"))]
        {
            let Instant {} = earlier;
            Duration::ZERO
        }
    }
}

/// A moment to wait until, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// `None`: never. Under the models the moment is not kept, since no time leads there.
    #[cfg(not(any(feature = "loom", feature = "shuttle")))]
    at: Option<std::time::Instant>,
    #[cfg(any(feature = "loom", feature = "shuttle"))]
    ever: bool,
}

impl Deadline {
    /// `delay` from now; one beyond what the clock can count is [`Deadline::never`].
    #[must_use]
    pub fn after(delay: Duration) -> Deadline {
        #[cfg(not(any(feature = "loom", feature = "shuttle")))]
        return Deadline { at: std::time::Instant::now().checked_add(delay) };
        #[cfg(any(feature = "loom", feature = "shuttle"))]
        return Deadline { ever: delay < Duration::MAX };
    }

    /// The moment `instant`. Under the models it may expire at any time that the model injects it.
    #[must_use]
    pub fn at(instant: Instant) -> Deadline {
        #[cfg(not(any(feature = "loom", feature = "shuttle")))]
        return Deadline { at: Some(instant.at) };
        #[cfg(any(feature = "loom", feature = "shuttle"))]
        {
            let Instant {} = instant;
            Deadline { ever: true }
        }
    }

    /// No deadline at all.
    #[must_use]
    pub fn never() -> Deadline {
        #[cfg(not(any(feature = "loom", feature = "shuttle")))]
        return Deadline { at: None };
        #[cfg(any(feature = "loom", feature = "shuttle"))]
        return Deadline { ever: false };
    }

    /// When to give up waiting.
    #[cfg(not(any(feature = "loom", feature = "shuttle")))]
    pub(super) fn moment(self) -> Option<std::time::Instant> {
        self.at
    }

    /// Whether it may expire at all.
    #[cfg(any(feature = "loom", feature = "shuttle"))]
    pub(super) fn is_finite(self) -> bool {
        self.ever
    }
}
