//! The library door: what ships is held against its specifications, and so are faulty types, as other projects hold theirs.
//!
//! The same sources run on real threads, under loom (`--features loom`) and under shuttle (`--features shuttle`).

#[cfg_attr(any(feature = "loom", feature = "shuttle"), allow(dead_code, reason = "the models ask for less"))]
mod drafts;
mod every_specification_rejects_a_lost_update;
#[cfg(not(any(feature = "loom", feature = "shuttle")))]
mod failures_are_told;
#[cfg_attr(any(feature = "loom", feature = "shuttle"), allow(dead_code, reason = "the models ask for less"))]
mod faulty_types_are_rejected;
#[cfg(not(any(feature = "loom", feature = "shuttle")))]
mod histories_are_judged;
mod what_ships_conforms;

use heddle::conformance::{Failure, Options, Summary};

/// Less than by default, so that much can be run.
fn small(seed: u64) -> Options {
    Options { seed, sequences: 10, length: 30, rounds: 20, scripts: 4, schedules: 100, ..Options::default() }
}

/// Panics with the failure as it is printed.
#[track_caller]
fn accepted(outcome: Result<Summary, Box<Failure>>) -> Summary {
    outcome.unwrap_or_else(|failure| panic!("{failure}"))
}

/// The failure, which comes within so many operations.
#[track_caller]
fn rejected(name: &str, within: u64, outcome: Result<Summary, Box<Failure>>) -> Failure {
    let failure = match outcome {
        Err(failure) => *failure,
        Ok(summary) => panic!("{name} was accepted: {summary}"),
    };
    println!("{name}: {failure}");
    assert!(failure.operations <= within, "{name}: after {} operations", failure.operations);
    failure
}

/// Compares `text` with the reviewed snapshot `name`.
#[cfg(not(any(feature = "loom", feature = "shuttle")))]
fn snapshot(name: &str, text: &str) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots");
    insta::with_settings!({ snapshot_path => path, prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, text);
    });
}
