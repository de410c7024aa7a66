//! For each specification there is: a type that is its own specification under a lock is accepted, and one that steps on a
//! copy and puts the copy back is rejected.

use heddle::conformance::{Failure, Options, Subject, Summary, hold};
use heddle::oracle::vocabulary::{Visitor, Vocabulary, catalogue, visit};
use heddle::sync::{Arc, Mutex, thread};

use crate::{accepted, rejected, small};

/// A specification that threads share.
struct Shared<S: Vocabulary> {
    specification: Arc<S>,
    state: Mutex<S::State>,
    loses: bool,
}

impl<S: Vocabulary> Subject<S> for Shared<S> {
    type Memory = ();

    fn perform(&self, (): &mut (), operation: &S::Operation) -> S::Outcome {
        if !self.loses {
            return self.specification.step(&mut self.state.lock(), operation);
        }
        let mut copy = self.state.lock().clone();
        thread::yield_now();
        let outcome = self.specification.step(&mut copy, operation);
        *self.state.lock() = copy;
        outcome
    }
}

struct Hold {
    loses: bool,
    options: Options,
}

impl Visitor for Hold {
    type Output = Result<Summary, Box<Failure>>;

    fn visit<S: Vocabulary>(self, specification: S) -> Self::Output {
        let (specification, loses) = (Arc::new(specification), self.loses);
        let shared = Arc::clone(&specification);
        let make = move || {
            let state = Mutex::new("conformance.shared", shared.initial());
            Shared { specification: Arc::clone(&shared), state, loses }
        };
        hold(&specification, make, &self.options)
    }
}

/// Every specification by name.
fn all(loses: bool, options: impl Fn() -> Options) -> Vec<(&'static str, Result<Summary, Box<Failure>>)> {
    let hold = |name| visit(name, Hold { loses, options: options() }).unwrap_or_else(|_| panic!("{name}"));
    catalogue().into_iter().map(|(name, ..)| (name, hold(name))).collect()
}

#[test]
fn under_a_lock_all_are_accepted() {
    let times = if cfg!(any(feature = "loom", feature = "shuttle")) { 1 } else { 10 };
    for time in 0..times {
        for (_, outcome) in all(false, || small(time * 1_000)) {
            accepted(outcome);
        }
    }
}

#[test]
fn who_puts_a_copy_back_is_rejected() {
    for (name, outcome) in all(true, || Options { rounds: 1_000, scripts: 40, ..small(0) }) {
        rejected(name, 50_000, outcome);
    }
}
