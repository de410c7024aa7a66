//! A failure is a table that people read; panics and hangs are failures, and so is what nobody can decide.

use std::time::Duration;

use heddle::conformance::{self, Kind, MapUnderTest, Options};
use heddle::sync::{ConcurrentMap, Condvar, Mutex};

use crate::{rejected, small};

/// A map that does something else at its `n`th removal.
struct Moody {
    entries: ConcurrentMap<String, u64>,
    removals: Mutex<u32>,
    mood: Mood,
    nobody: Condvar,
}

#[derive(Clone, Copy)]
enum Mood {
    Panics,
    Sleeps,
    KeepsIt,
}

impl Moody {
    fn new(mood: Mood) -> Moody {
        Moody {
            entries: ConcurrentMap::new("moody"),
            removals: Mutex::new("moody.removals", 0),
            mood,
            nobody: Condvar::new("moody.nobody"),
        }
    }
}

impl MapUnderTest for Moody {
    fn put(&self, key: &str, value: u64) {
        self.entries.insert(key.to_owned(), value);
    }

    fn get(&self, key: &str) -> Option<u64> {
        self.entries.get(&key.to_owned())
    }

    fn remove(&self, key: &str) -> Option<u64> {
        let mut removals = self.removals.lock();
        *removals += 1;
        match self.mood {
            Mood::Panics if *removals == 3 => panic!("the third removal"),
            Mood::Sleeps if *removals == 3 => loop {
                removals = self.nobody.wait(removals);
            },
            mood => {
                let keeps = matches!(mood, Mood::KeepsIt) && *removals == 3;
                drop(removals);
                if keeps { self.get(key) } else { self.entries.remove(&key.to_owned()) }
            }
        }
    }
}

fn hold(mood: Mood, options: &Options) -> Result<conformance::Summary, Box<conformance::Failure>> {
    conformance::map(move || Moody::new(mood), options)
}

#[test]
fn the_smallest_sequence_is_a_table() {
    let failure = rejected("a map that keeps what it removed", 1_000, hold(Mood::KeepsIt, &small(0)));
    assert_eq!(failure.kind, Kind::Alone);
    // Three removals, one write before the third and one read after it.
    assert_eq!(failure.table.lines().count(), 1 + 2 * 5, "{failure}");
    crate::snapshot("conformance.smallest_sequence", &failure.to_string());
}

#[test]
fn a_panic_is_a_failure() {
    let failure = rejected("a map that panics", 1_000, hold(Mood::Panics, &small(0)));
    assert_eq!((failure.kind, failure.what.as_str()), (Kind::Panicked, "panicked: the third removal"));
}

#[test]
fn a_thread_that_does_not_come_back_is_a_failure() {
    let options = Options { deadline: Duration::from_millis(300), ..small(0) };
    let failure = rejected("a map that sleeps", 1_000, hold(Mood::Sleeps, &options));
    assert_eq!(failure.kind, Kind::Hung);
    let together = Options { sequences: 0, rounds: 100, ..options };
    let failure = rejected("a map that sleeps", 1_000, hold(Mood::Sleeps, &together));
    assert_eq!(failure.kind, Kind::Hung, "{failure}");
}

#[test]
fn what_nobody_can_decide_is_a_failure() {
    let options = Options { steps: 1, ..small(0) };
    let make = || ConcurrentMap::<String, u64>::new("conformance");
    let failure = rejected("a check without steps", 1_000, conformance::map(make, &options));
    assert_eq!(failure.kind, Kind::Undecided);
}

/// What two threads saw, written down: the table has a column for each.
#[test]
fn two_threads_are_two_columns() {
    use crate::drafts::{Fault, Map};
    let options = Options { sequences: 0, rounds: 5_000, clients: 2, ..small(0) };
    let make = || Map::new(Fault::TwoSteps);
    let failure =
        rejected("a map that compares and sets in two steps", 200_000, conformance::map(make, &options));
    let head = failure.table.lines().next().unwrap_or_default();
    assert!(head.contains("client 0") && head.contains("client 1"), "{failure}");
    assert!(failure.why.contains("would answer"), "{failure}");
}
