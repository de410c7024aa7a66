//! How long something takes, as a distribution.

use std::time::Duration;

use hdrhistogram::Histogram;
use serde::Serialize;

/// Durations that differ by less are one, in nanoseconds.
const FINEST: u64 = 64;

/// How many durations there were, and how long they were. A quantile is right within one percent (and 64 ns); count, sum and
/// maximum are exact. Takes 6 to 12 kB, however many are recorded.
#[derive(Clone, Debug)]
pub struct Durations {
    histogram: Histogram<u32>,
    sum: Duration,
    max: Duration,
}

impl Durations {
    /// None.
    #[must_use]
    pub fn new() -> Durations {
        let histogram = Histogram::new_with_bounds(FINEST, 2 * FINEST, 2).map(|mut histogram| {
            histogram.auto(true);
            histogram
        });
        // The bounds are constants, and right.
        let histogram = histogram.expect("the bounds are in order");
        Durations { histogram, sum: Duration::ZERO, max: Duration::ZERO }
    }

    /// Records one. O(1).
    pub fn record(&mut self, duration: Duration) {
        // Refused only where it cannot grow so far, which is never while memory lasts.
        if self.histogram.record(nanoseconds(duration)).is_err() {
            self.histogram.saturating_record(u64::MAX);
        }
        self.sum += duration;
        self.max = self.max.max(duration);
    }

    /// Records all that `other` holds. O(size).
    pub fn add(&mut self, other: &Durations) {
        // Only a histogram that may not grow refuses.
        let _ = self.histogram.add(&other.histogram);
        self.sum += other.sum;
        self.max = self.max.max(other.max);
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.histogram.len()
    }

    /// All of them together.
    #[must_use]
    pub fn sum(&self) -> Duration {
        self.sum
    }

    /// The shortest duration that so large a share, from 0 to 1, does not exceed; zero where there is none.
    #[must_use]
    pub fn quantile(&self, share: f64) -> Duration {
        Duration::from_nanos(self.histogram.value_at_quantile(share)).min(self.max)
    }

    /// How many were not longer than `limit`, within one percent of it.
    #[must_use]
    pub fn up_to(&self, limit: Duration) -> u64 {
        match limit >= self.max {
            true => self.count(),
            false => self.histogram.count_between(0, nanoseconds(limit)),
        }
    }

    /// What people read.
    #[must_use]
    pub fn distribution(&self) -> Distribution {
        Distribution {
            count: self.count(),
            mean: milliseconds(self.sum) / self.count().max(1) as f64,
            p50: milliseconds(self.quantile(0.5)),
            p95: milliseconds(self.quantile(0.95)),
            p99: milliseconds(self.quantile(0.99)),
            max: milliseconds(self.max),
        }
    }
}

impl Default for Durations {
    fn default() -> Durations {
        Durations::new()
    }
}

/// Durations as people read them, in milliseconds.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize)]
pub struct Distribution {
    /// How many.
    pub count: u64,
    /// The mean.
    pub mean: f64,
    /// Half of them are not longer.
    pub p50: f64,
    /// 95 of 100 are not longer.
    pub p95: f64,
    /// 99 of 100 are not longer.
    pub p99: f64,
    /// The longest.
    pub max: f64,
}

fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

/// Milliseconds, whole microseconds after the point.
#[must_use]
pub fn milliseconds(duration: Duration) -> f64 {
    duration.as_micros() as f64 / 1e3
}
