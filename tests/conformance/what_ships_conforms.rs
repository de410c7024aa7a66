//! Our own types, a hundred times out of a hundred.

use heddle::concurrent::request_queue::RequestQueue;
use heddle::concurrent::{Delta, Published, Revision, StampedCache};
use heddle::conformance::{self, Options, Served, Subject};
use heddle::environment::Environment;
use heddle::oracle::specification::components::published::{Operation, PublishedSpecification};
use heddle::oracle::specification::components::request_queue::CAPACITY;
use heddle::oracle::specification::components::stamped_cache::BOUND;
use heddle::sync::{Arc, ConcurrentMap};
use serde_json::{Value, json};

use crate::{accepted, small};

/// How many seeds: exploring schedules needs no luck.
const TIMES: u64 = if cfg!(any(feature = "loom", feature = "shuttle")) { 1 } else { 100 };

/// Other scripts each time.
fn options() -> impl Iterator<Item = Options> {
    (0..TIMES).map(|time| small(time * 1_000))
}

#[test]
fn the_map() {
    for options in options() {
        accepted(conformance::map(|| ConcurrentMap::<String, u64>::new("conformance"), &options));
    }
}

#[test]
fn the_stamped_cache() {
    for options in options() {
        accepted(conformance::cache(|| StampedCache::new(BOUND as usize, 1), &options));
        accepted(conformance::cache(|| StampedCache::new(BOUND as usize, 2), &options));
    }
}

#[test]
fn the_request_queue() {
    for options in options() {
        accepted(conformance::queue(|| RequestQueue::<u8, u8, u64>::new(CAPACITY), &options));
    }
}

#[test]
fn the_environment() {
    for options in options() {
        accepted(conformance::environment(Environment::new, &options));
    }
}

#[test]
fn the_workspace() {
    for options in options() {
        accepted(conformance::workspace(Served::new, &options));
    }
}

#[test]
fn the_published_value() {
    for options in options() {
        let make = || Cell(Published::new(Vec::new()));
        accepted(conformance::hold(&Arc::new(PublishedSpecification), make, &options));
    }
}

/// The published cell as its specification speaks of it.
struct Cell(Published<Vec<Value>>);

enum Change<'v> {
    Append(&'v Value),
    Remove(&'v Value),
}

impl Delta<Vec<Value>> for Change<'_> {
    type Outcome = ();

    fn apply(self, current: &Vec<Value>, _: Revision) -> (Option<Vec<Value>>, ()) {
        let mut items = current.clone();
        match self {
            Change::Append(item) => items.push(item.clone()),
            Change::Remove(item) => match items.iter().position(|own| own == item) {
                Some(place) => drop(items.remove(place)),
                None => return (None, ()),
            },
        }
        (Some(items), ())
    }
}

impl Subject<PublishedSpecification> for Cell {
    type Memory = ();

    fn perform(&self, (): &mut (), operation: &Operation) -> Value {
        let change = match operation {
            Operation::Load => {
                let (revision, items) = self.0.load();
                return json!([revision.number(), *items]);
            }
            Operation::Append(item) => Change::Append(item),
            Operation::Remove(item) => Change::Remove(item),
        };
        json!(self.0.publish(change).0.number())
    }

    fn closing() -> Vec<Operation> {
        vec![Operation::Load]
    }
}
