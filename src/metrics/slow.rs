//! Operations that took too long: the last ones, and how many there were.

use std::collections::VecDeque;
use std::time::Duration;

use crate::sync::Mutex;
use crate::sync::atomic::{AtomicU64, Ordering};
use crate::sync::clock::Instant;

/// What is too long, until somebody says otherwise.
pub const THRESHOLD: Duration = Duration::from_millis(100);

/// So many are kept.
const KEPT: usize = 50;

/// One operation that took too long.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SlowOperation {
    /// What it was: the method of a request.
    pub name: String,
    /// The document that it was about.
    pub subject: Option<String>,
    /// How much of the time it waited for its turn.
    pub waited: Duration,
    /// How long it took, waiting included.
    pub took: Duration,
    /// When it was over.
    pub at: Instant,
}

/// The log. Asking whether something is slow reads one number; only what is slow takes the lock.
pub struct SlowOperations {
    threshold: AtomicU64,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    count: u64,
    last: VecDeque<SlowOperation>,
}

impl SlowOperations {
    /// None, with a threshold of [`THRESHOLD`].
    #[must_use]
    pub fn new() -> SlowOperations {
        let kept = Mutex::new("metrics.slow", Kept::default());
        SlowOperations { threshold: AtomicU64::new(nanoseconds(THRESHOLD)), kept }
    }

    /// From now on whatever takes longer than this is slow.
    pub fn set_threshold(&self, threshold: Duration) {
        self.threshold.store(nanoseconds(threshold), Ordering::Relaxed);
    }

    /// What takes longer is slow.
    #[must_use]
    pub fn threshold(&self) -> Duration {
        Duration::from_nanos(self.threshold.load(Ordering::Relaxed))
    }

    /// Whether so long is too long.
    #[must_use]
    #[inline]
    pub fn is_slow(&self, took: Duration) -> bool {
        took > self.threshold()
    }

    /// Keeps an operation. The oldest goes where there are too many.
    pub fn note(&self, operation: SlowOperation) {
        let mut kept = self.kept.lock();
        kept.count += 1;
        kept.last.push_back(operation);
        let oldest = if kept.last.len() > KEPT { kept.last.pop_front() } else { None };
        drop(kept);
        drop(oldest);
    }

    /// How many there were, and the last ones, oldest first.
    #[must_use]
    pub fn report(&self) -> (u64, Vec<SlowOperation>) {
        let kept = self.kept.lock();
        (kept.count, kept.last.iter().cloned().collect())
    }
}

impl Default for SlowOperations {
    fn default() -> SlowOperations {
        SlowOperations::new()
    }
}

fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;
    use crate::sync::clock;

    fn operation(number: u64) -> SlowOperation {
        let took = Duration::from_millis(number);
        SlowOperation { name: "test".into(), subject: None, waited: Duration::ZERO, took, at: clock::now() }
    }

    #[test]
    fn the_threshold_itself_is_not_slow_and_can_be_moved() {
        let slow = SlowOperations::new();
        assert!(!slow.is_slow(THRESHOLD));
        assert!(slow.is_slow(THRESHOLD + Duration::from_nanos(1)));
        slow.set_threshold(Duration::MAX);
        assert!(!slow.is_slow(Duration::from_secs(1_000_000)));
        slow.set_threshold(Duration::ZERO);
        assert!(slow.is_slow(Duration::from_nanos(1)));
    }

    #[test]
    fn the_last_ones_are_kept_and_all_are_counted() {
        let slow = SlowOperations::new();
        for number in 0..KEPT as u64 + 3 {
            slow.note(operation(number));
        }
        let (count, last) = slow.report();
        assert_eq!(count, KEPT as u64 + 3);
        assert_eq!(last.len(), KEPT);
        assert_eq!(last.first().map(|first| first.took), Some(Duration::from_millis(3)));
        assert_eq!(last.last().map(|last| last.took), Some(Duration::from_millis(KEPT as u64 + 2)));
    }
}
