//! Requests by kind: how long they took, how long they waited, what became of them.
//!
//! Who answers requests has a stripe of its own, so that a record is an increment under a lock that nobody else wants, on
//! memory that no other core writes. Who asks for a report takes each stripe for as long as one kind is copied (some
//! 10 kB), one after the other; what was recorded before it asked is in it, and no sample is in it in part.

use std::time::Duration;

use super::durations::Durations;
use crate::sync::Mutex;

/// A kind of request, by number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Kind(pub usize);

/// What became of a request.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Outcome {
    /// It was answered.
    Answered,
    /// It was answered from what was known, before the index was there.
    Partial,
    /// It was answered with an error.
    Refused,
    /// Its handler panicked.
    Faulted,
    /// Somebody else had answered it before: it was cancelled, or its client was gone.
    Withdrawn,
}

impl Outcome {
    /// All of them, in order.
    pub const ALL: [Outcome; 5] =
        [Outcome::Answered, Outcome::Partial, Outcome::Refused, Outcome::Faulted, Outcome::Withdrawn];

    /// Its name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Answered => "answered",
            Outcome::Partial => "partial",
            Outcome::Refused => "refused",
            Outcome::Faulted => "faulted",
            Outcome::Withdrawn => "withdrawn",
        }
    }
}

/// One request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sample {
    /// Its kind.
    pub kind: Kind,
    /// From the moment when it was read until a worker took it.
    pub waited: Duration,
    /// From the moment when it was read until its answer was there.
    pub took: Duration,
    /// What became of it.
    pub outcome: Outcome,
}

/// What is known of one kind of request.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// From the moment when it was read until a worker took it.
    pub waited: Durations,
    /// From the moment when it was read until its answer was there.
    pub took: Durations,
    outcomes: [u64; Outcome::ALL.len()],
}

impl Tally {
    /// How many came to this.
    #[must_use]
    pub fn outcome(&self, outcome: Outcome) -> u64 {
        self.outcomes.get(outcome as usize).copied().unwrap_or(0)
    }

    /// Records one request.
    pub fn record(&mut self, sample: &Sample) {
        self.waited.record(sample.waited);
        self.took.record(sample.took);
        if let Some(count) = self.outcomes.get_mut(sample.outcome as usize) {
            *count += 1;
        }
    }

    /// Records all that `other` holds.
    pub fn add(&mut self, other: &Tally) {
        self.waited.add(&other.waited);
        self.took.add(&other.took);
        for (count, other) in self.outcomes.iter_mut().zip(other.outcomes) {
            *count += other;
        }
    }
}

/// Requests by kind, a stripe for each worker: a record takes a lock that nobody else wants, and a report copies one kind of one
/// stripe at a time. What was recorded before a report began is in it, and no sample is in it in part.
pub struct Requests {
    stripes: Box<[Stripe]>,
}

/// Two cache lines, since processors fetch them in pairs.
#[repr(align(128))]
struct Stripe(Mutex<Vec<Option<Box<Tally>>>>);

impl Requests {
    /// Nothing is recorded yet, in so many stripes; without any, nothing ever is.
    #[must_use]
    pub fn new(stripes: usize) -> Requests {
        Requests {
            stripes: (0..stripes).map(|_| Stripe(Mutex::new("metrics.requests", Vec::new()))).collect(),
        }
    }

    /// Records a request in the stripe of worker `worker`. O(1); the first of a kind allocates.
    pub fn record(&self, worker: usize, sample: &Sample) {
        let Some(stripe) = worker.checked_rem(self.stripes.len()).and_then(|at| self.stripes.get(at)) else {
            return;
        };
        let mut tallies = stripe.0.lock();
        let at = sample.kind.0;
        if tallies.len() <= at {
            tallies.resize_with(at + 1, || None);
        }
        if let Some(tally) = tallies.get_mut(at) {
            tally.get_or_insert_default().record(sample);
        }
    }

    /// What is known of each kind of which there was a request. O(kinds × stripes).
    #[must_use]
    pub fn report(&self) -> Vec<(Kind, Tally)> {
        let mut kinds: Vec<Tally> = Vec::new();
        for stripe in &self.stripes {
            let mut at = 0;
            loop {
                let tally = match stripe.0.lock().get(at) {
                    None => break,
                    Some(tally) => tally.clone(),
                };
                if kinds.len() <= at {
                    kinds.push(Tally::default());
                }
                if let (Some(kind), Some(tally)) = (kinds.get_mut(at), tally) {
                    kind.add(&tally);
                }
                at += 1;
            }
        }
        let numbered = kinds.into_iter().enumerate().map(|(at, tally)| (Kind(at), tally));
        numbered.filter(|(_, tally)| tally.took.count() > 0).collect()
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;
    use crate::sync::{Arc, thread};

    const EACH: u64 = 2_000;

    fn sample(kind: usize, outcome: Outcome) -> Sample {
        Sample { kind: Kind(kind), waited: Duration::from_micros(1), took: Duration::from_micros(2), outcome }
    }

    #[test]
    fn reports_beside_workers_never_fall_and_the_last_one_has_everything() {
        let requests = Arc::new(Requests::new(2));
        let workers: Vec<_> = (0..4)
            .map(|worker| {
                let requests = Arc::clone(&requests);
                thread::spawn(format!("worker {worker}"), move || {
                    for _ in 0..EACH {
                        requests.record(worker, &sample(worker % 3, Outcome::Answered));
                    }
                })
            })
            .collect();
        let mut before = 0;
        for _ in 0..50 {
            let report = requests.report();
            let count = report.iter().map(|(_, tally)| tally.took.count()).sum();
            assert!(count >= before);
            // A sample is in all figures of its kind or in none.
            assert!(report.iter().all(|(_, tally)| tally.took.count() == tally.outcome(Outcome::Answered)));
            before = count;
        }
        for worker in workers {
            worker.join().expect("no worker panics");
        }
        let counts: Vec<_> =
            requests.report().iter().map(|(kind, tally)| (kind.0, tally.took.count())).collect();
        assert_eq!(counts, [(0, 2 * EACH), (1, EACH), (2, EACH)]);
    }

    #[test]
    fn outcomes_are_counted_apart_and_kinds_without_requests_are_not_there() {
        let requests = Requests::new(1);
        for outcome in [Outcome::Refused, Outcome::Faulted, Outcome::Refused] {
            requests.record(7, &sample(5, outcome));
        }
        let report = requests.report();
        let (kind, tally) = report.first().expect("there is one");
        assert_eq!((report.len(), kind.0), (1, 5));
        let counts = Outcome::ALL.map(|outcome| tally.outcome(outcome));
        assert_eq!(counts, [0, 0, 2, 1, 0]);
    }

    #[test]
    fn without_stripes_nothing_is_recorded() {
        let requests = Requests::new(0);
        requests.record(0, &sample(0, Outcome::Answered));
        assert!(requests.report().is_empty());
    }
}
