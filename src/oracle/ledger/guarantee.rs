//! The guarantees by number (ARCHITECTURE.md).

/// A guarantee.
#[derive(Clone, Copy, Debug)]
pub struct Guarantee {
    /// Its number.
    pub number: &'static str,
    /// What it promises, in a few words.
    pub promise: &'static str,
    /// The room or file of `src/` that upholds it, or nothing where all of them do. Until that exists the guarantee stands
    /// as planned.
    pub room: &'static str,
}

const fn guarantee(number: &'static str, room: &'static str, promise: &'static str) -> Guarantee {
    Guarantee { number, promise, room }
}

/// All guarantees.
pub const GUARANTEES: &[Guarantee] = &[
    guarantee("E1", "environment", "all or nothing: a rule or a batch is visible in every index or in none"),
    guarantee("E2", "loader", "sequential equals parallel loading: same dump, same order, same error"),
    guarantee("E3", "environment", "readers wait for nobody; who adds while matching cannot deadlock"),
    guarantee("E4", "environment", "multiplicities add up under any schedule"),
    guarantee("D1", "", "no deadlock, no livelock, no upgrade, no lock across foreign code"),
    guarantee("D2", "", "panics are contained; nothing is poisoned"),
    guarantee("D3", "loader", "results do not depend on threads, hash seeds or time"),
    guarantee("W1", "workspace", "atomic publication of a document's contributions"),
    guarantee("W2", "workspace", "no orphans after a replacement or removal"),
    guarantee("W3", "workspace", "the newest version wins"),
    guarantee("W4", "concurrent/published.rs", "monotone reads: revisions never go backwards"),
    guarantee("W5", "workspace", "the order of updates does not matter"),
    guarantee("C1", "concurrent/stamped_cache", "cached answers are coherent with the caller's snapshot"),
    guarantee("C2", "concurrent/stamped_cache", "the cache keeps its bound at any instant"),
    guarantee("C3", "concurrent/single_flight", "one flight per question; a panic reaches every waiter"),
    guarantee("C4", "concurrent/stamped_cache", "hits and misses add up to look-ups"),
    guarantee("C5", "concurrent/stamped_cache", "an unchanged second look-up is a hit"),
    guarantee("Q1", "concurrent/request_queue", "exactly one answer per request"),
    guarantee("Q2", "concurrent/request_queue", "first in, first out per connection"),
    guarantee("Q3", "indexing", "the end of an earlier run never marks a later one complete"),
    guarantee("Q4", "indexing", "progress is monotone and ends once"),
    guarantee("Q5", "concurrent/request_queue", "over capacity there is a clear error"),
    guarantee("X1", "concurrent/speculation", "parallel evaluation equals sequential evaluation"),
    guarantee("T1", "concurrent/task_graph", "each task runs at most once, after its dependencies"),
    guarantee("T2", "concurrent/task_graph", "no lost wake-up, no polling"),
    guarantee("T3", "concurrent/task_graph", "failure flows to dependents and names its cause"),
    guarantee("T4", "concurrent/task_graph", "after the deadline no new task starts"),
    guarantee("O1", "concurrent/outbox", "nothing lost, nothing reordered"),
    guarantee("O2", "concurrent/outbox", "flushed when full, late, idle or on demand"),
    guarantee("O3", "concurrent/outbox", "bounded for a slow peer"),
    guarantee("S1", "concurrent/single_flight", "one start per key"),
];
