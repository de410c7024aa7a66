//! Distributions of durations against the sorted list of all that was recorded.

use std::time::Duration;

use heddle::metrics::Durations;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseResult, TestRng, TestRunner};

/// What the body needs of a distribution.
trait Distribution: Clone {
    fn record(&mut self, duration: Duration);
    fn add(&mut self, other: &Self);
    fn durations(&self) -> &Durations;
    fn quantile(&self, share: f64) -> Duration {
        self.durations().quantile(share)
    }
}

impl Distribution for Durations {
    fn record(&mut self, duration: Duration) {
        Durations::record(self, duration);
    }

    fn add(&mut self, other: &Self) {
        Durations::add(self, other);
    }

    fn durations(&self) -> &Durations {
        self
    }
}

/// What a mutant does wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Fault {
    /// Two stripes are put together, and one is lost.
    Forgets,
    /// One is counted twice.
    Repeats,
    /// What is short is rounded to nothing.
    Milliseconds,
    /// What is long is cut off.
    Clamps,
    /// The quantile is that of a smaller share.
    Low,
}

#[derive(Clone)]
struct Mutant {
    durations: Durations,
    fault: Fault,
}

impl Distribution for Mutant {
    fn record(&mut self, duration: Duration) {
        self.durations.record(match self.fault {
            Fault::Milliseconds => Duration::from_millis(duration.as_millis() as u64),
            Fault::Clamps => duration.min(Duration::from_secs(1)),
            _ => duration,
        });
    }

    fn add(&mut self, other: &Self) {
        if self.fault != Fault::Forgets {
            self.durations.add(&other.durations);
        }
        if self.fault == Fault::Repeats {
            self.durations.add(&other.durations);
        }
    }

    fn durations(&self) -> &Durations {
        &self.durations
    }

    fn quantile(&self, share: f64) -> Duration {
        self.durations.quantile(if self.fault == Fault::Low { share * 0.8 } else { share })
    }
}

/// Lists of stripes, of nanoseconds from nothing to some minutes; every magnitude is as likely.
fn stripes() -> impl Strategy<Value = Vec<Vec<u64>>> {
    let nanoseconds = (0..38_u32, any::<u64>()).prop_map(|(bits, number)| number & ((1 << bits) - 1));
    proptest::collection::vec(proptest::collection::vec(nanoseconds, 0..60), 1..4)
}

/// The same within one percent and 64 ns.
fn near(value: Duration, exact: u64) -> bool {
    let value = value.as_nanos() as u64;
    exact <= value && value <= exact + exact / 100 + 64
}

fn agrees<D: Distribution>(empty: &D, stripes: &[Vec<u64>]) -> TestCaseResult {
    let mut all = empty.clone();
    for stripe in stripes {
        let mut one = empty.clone();
        for &nanoseconds in stripe {
            one.record(Duration::from_nanos(nanoseconds));
        }
        all.add(&one);
    }
    let mut sorted = stripes.concat();
    sorted.sort_unstable();
    let durations = all.durations();
    prop_assert_eq!(durations.count(), sorted.len() as u64);
    prop_assert_eq!(durations.sum(), Duration::from_nanos(sorted.iter().sum()));
    let Some(&longest) = sorted.last() else {
        prop_assert_eq!(all.quantile(0.5), Duration::ZERO);
        return Ok(());
    };
    prop_assert_eq!(durations.quantile(1.0), Duration::from_nanos(longest));
    for share in [0.5, 0.95, 0.99] {
        let rank = (share * sorted.len() as f64).ceil() as usize;
        let exact = sorted[rank.max(1) - 1];
        let value = all.quantile(share);
        prop_assert!(
            near(value, exact) || value == Duration::from_nanos(longest),
            "{share}: {value:?} for {exact} ns"
        );
    }
    for limit in [50_000, 1_000_000, 100_000_000, 10_000_000_000] {
        let count = |limit: u64| sorted.iter().filter(|one| **one <= limit).count() as u64;
        let counted = durations.up_to(Duration::from_nanos(limit));
        let (least, most) = (count(limit - limit / 100 - 64), count(limit + limit / 100 + 64));
        prop_assert!((least..=most).contains(&counted), "up to {limit} ns: {counted}, not {least} to {most}");
    }
    Ok(())
}

fn holds<D: Distribution>(empty: &D) -> bool {
    let config = Config { cases: 500, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let outcome = runner.run(&stripes(), |stripes| agrees(empty, &stripes));
    if let Err(error) = &outcome {
        println!("{error}");
    }
    outcome.is_ok()
}

#[test]
fn counts_sums_quantiles_and_buckets_are_those_of_the_sorted_list() {
    assert!(holds(&Durations::new()));
}

#[test]
fn each_mutant_is_rejected() {
    for fault in [Fault::Forgets, Fault::Repeats, Fault::Milliseconds, Fault::Clamps, Fault::Low] {
        assert!(!holds(&Mutant { durations: Durations::new(), fault }), "{fault:?} passes");
    }
}
