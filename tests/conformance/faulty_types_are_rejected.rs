//! Drafts with one wrong step are rejected within a bounded number of operations; the same drafts without it are not.

use heddle::conformance::{self, Failure, Kind, Options, Summary};

use crate::drafts::{Cache, Fault, Map, Requests, Space, Workspace};
use crate::{accepted, rejected, small};

/// Operations within which a draft that one thread can find wrong is rejected, and one that takes two.
const ALONE: u64 = 1_000;
const TOGETHER: u64 = 50_000;

fn options() -> Options {
    Options { rounds: 2_000, scripts: 40, ..small(0) }
}

type Outcome = Result<Summary, Box<Failure>>;

fn map(fault: Fault) -> Outcome {
    conformance::map(move || Map::new(fault), &options())
}

fn cache(fault: Fault) -> Outcome {
    conformance::cache(move || Cache::new(fault), &options())
}

fn queue(fault: Fault) -> Outcome {
    conformance::queue(move || Requests::new(fault), &options())
}

fn environment(fault: Fault) -> Outcome {
    conformance::environment(move || Space::new(fault), &options())
}

fn workspace(fault: Fault) -> Outcome {
    conformance::workspace(move || Workspace::new(fault), &options())
}

#[test]
fn drafts_without_a_fault_are_accepted() {
    let few = |seed| Options { scripts: 4, ..small(seed) };
    let times = if cfg!(any(feature = "loom", feature = "shuttle")) { 1 } else { 20 };
    for seed in (0..times).map(|time| time * 1_000) {
        accepted(conformance::map(|| Map::new(Fault::Nothing), &few(seed)));
        accepted(conformance::cache(|| Cache::new(Fault::Nothing), &few(seed)));
        accepted(conformance::queue(|| Requests::new(Fault::Nothing), &few(seed)));
        accepted(conformance::environment(|| Space::new(Fault::Nothing), &few(seed)));
        accepted(conformance::workspace(|| Workspace::new(Fault::Nothing), &few(seed)));
    }
}

/// What two threads are needed for, and a script of a few operations shows: on real threads and under the models alike.
#[test]
fn what_two_threads_do_to_each_other_is_found() {
    let found = [
        rejected("a map that compares and sets in two steps", TOGETHER, map(Fault::TwoSteps)),
        rejected("a cache that is filled late (S1)", TOGETHER, cache(Fault::FillsLate)),
    ];
    for failure in found {
        assert_eq!(failure.kind, Kind::Together, "{failure}");
    }
}

/// What takes a longer script than one that is explored.
#[cfg(not(any(feature = "loom", feature = "shuttle")))]
#[test]
fn what_threads_do_to_each_other_in_longer_scripts_is_found() {
    let found = [
        rejected("a queue that loses requests (S19)", TOGETHER, queue(Fault::LosesRequests)),
        rejected("an environment that publishes halves (E1)", TOGETHER, environment(Fault::Halves)),
        rejected("an environment that loses copies (E4)", TOGETHER, environment(Fault::LosesCopies)),
        rejected("a workspace that publishes halves (W1)", TOGETHER, workspace(Fault::Halves)),
        rejected("a workspace where the older wins (W3)", TOGETHER, workspace(Fault::OlderWins)),
    ];
    for failure in found {
        assert_eq!(failure.kind, Kind::Together, "{failure}");
    }
}

/// What one thread can see.
#[cfg(not(any(feature = "loom", feature = "shuttle")))]
#[test]
fn what_one_thread_sees_is_found() {
    let found = [
        rejected("a cache that forgets others (S2)", ALONE, cache(Fault::ForgetsOthers)),
        rejected("a cache without a bound (C2)", ALONE, cache(Fault::Unbounded)),
        rejected("a queue that takes the last first (Q2)", ALONE, queue(Fault::LastFirst)),
        rejected("a queue that answers twice (Q1)", ALONE, queue(Fault::AnswersTwice)),
        rejected("a workspace that leaves names behind (W2)", ALONE, workspace(Fault::Orphans)),
    ];
    for failure in found {
        assert_eq!(failure.kind, Kind::Alone, "{failure}");
        let lines = failure.table.lines().count();
        assert!(lines <= 20, "shrunk to {lines} lines:\n{failure}");
    }
    let useless = rejected("a cache that keeps nothing (C5)", ALONE, cache(Fault::KeepsNothing));
    assert_eq!(useless.kind, Kind::Rule);
}
