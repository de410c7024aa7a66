//! The models: one property and its mutants per file. [`harness`] says how to add one.
//!
//! `cargo test --features loom --test models` and `cargo test --features shuttle --test models` explore them; plain
//! `cargo test` runs each body on real threads and checks the ledger. `cargo heddle-models` goes on for as long as one likes.

mod adding_while_matching;
mod bounded_queue;
mod cache_bound;
mod cache_coherence;
mod cache_counting;
mod concurrent_map;
mod critical_sections;
#[cfg(test)]
mod facade_engines;
#[cfg(test)]
mod facade_injections;
mod folders;
mod fork_join;
mod harness;
mod indexing_progress;
mod indexing_runs;
mod indexing_texts;
mod leaf_locks;
mod loader;
mod multiplicity;
mod ordered_window;
mod outgoing;
mod publication;
mod published;
mod request_queue;
#[cfg_attr(
    not(any(feature = "loom", feature = "shuttle")),
    expect(dead_code, reason = "how its mutants die is read by the engines")
)]
mod serializable;
mod single_flight;
mod snapshot_stability;
mod speculation;
mod transaction;
mod visibility;
mod words;
mod workspace_newest_wins;
mod workspace_order;
mod workspace_overlay;
mod workspace_pending;
mod workspace_publication;

/// Every property.
const PROPERTIES: &[harness::Property] = &[
    adding_while_matching::PROPERTY,
    bounded_queue::PROPERTY,
    cache_bound::PROPERTY,
    cache_coherence::PROPERTY,
    cache_counting::PROPERTY,
    concurrent_map::PROPERTY,
    critical_sections::PROPERTY,
    fork_join::PROPERTY,
    indexing_progress::PROPERTY,
    indexing_runs::PROPERTY,
    indexing_texts::PROPERTY,
    leaf_locks::PROPERTY,
    loader::PROPERTY,
    multiplicity::PROPERTY,
    ordered_window::PROPERTY,
    outgoing::PROPERTY,
    publication::PROPERTY,
    published::PROPERTY,
    request_queue::PROPERTY,
    single_flight::PROPERTY,
    serializable::PROPERTY,
    snapshot_stability::PROPERTY,
    speculation::PROPERTY,
    transaction::PROPERTY,
    visibility::PROPERTY,
    workspace_newest_wins::PROPERTY,
    workspace_order::PROPERTY,
    workspace_overlay::PROPERTY,
    workspace_pending::PROPERTY,
    workspace_publication::PROPERTY,
];

/// Explores the models for as long as one likes; [`harness::hunt`].
#[cfg(all(feature = "shuttle", not(feature = "loom"), not(test)))]
fn main() -> std::process::ExitCode {
    harness::hunt::main()
}

/// Loom has campaigns of its own (`.ci/campaign loom`).
#[cfg(all(any(feature = "loom", not(feature = "shuttle")), not(test)))]
fn main() {
    eprintln!("heddle-models explores with shuttle alone");
    std::process::exit(2);
}
