//! When events happened, for histories of them; no part of what is explored.

#[cfg(any(feature = "loom", feature = "shuttle"))]
use std::sync::Arc;
#[cfg(any(feature = "loom", feature = "shuttle"))]
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
#[cfg(not(any(feature = "loom", feature = "shuttle")))]
use std::sync::atomic::fence;

/// Tells when events happen. Of two events of which one was over before the other began, the second never has the smaller
/// time.
///
/// Natively it is the clock, in nanoseconds since the making, so that threads share nothing that is written. Under the
/// models, where no time passes, each event has the next number in the order of the execution; the engines do not see it.
#[derive(Clone, Debug)]
pub struct EventClock {
    #[cfg(not(any(feature = "loom", feature = "shuttle")))]
    since: std::time::Instant,
    #[cfg(any(feature = "loom", feature = "shuttle"))]
    events: Arc<AtomicU64>,
}

impl EventClock {
    /// A clock that begins now.
    #[must_use]
    pub fn new() -> EventClock {
        EventClock {
            #[cfg(not(any(feature = "loom", feature = "shuttle")))]
            since: std::time::Instant::now(),
            #[cfg(any(feature = "loom", feature = "shuttle"))]
            events: Arc::default(),
        }
    }

    /// The time of an event that happens now.
    #[must_use]
    #[inline]
    pub fn now(&self) -> u64 {
        #[cfg(not(any(feature = "loom", feature = "shuttle")))]
        {
            // Nothing that was done before is still on its way, nothing that comes after has begun.
            fence(Ordering::SeqCst);
            let passed = self.since.elapsed();
            fence(Ordering::SeqCst);
            passed.as_secs().wrapping_mul(1_000_000_000).wrapping_add(u64::from(passed.subsec_nanos()))
        }
        #[cfg(any(feature = "loom", feature = "shuttle"))]
        return self.events.fetch_add(1, Ordering::SeqCst);
    }
}

impl Default for EventClock {
    fn default() -> EventClock {
        EventClock::new()
    }
}
