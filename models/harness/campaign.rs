//! Longer runs of the same models, for `.ci/campaign`: more is explored than the ledger says, so nothing is held against it.

/// True when the caller asked for more than the ledger's bounds.
pub(crate) fn is_on() -> bool {
    without_bound() || factor() > 1
}

/// Loom: explore without the bounds of the scenarios.
pub(crate) fn without_bound() -> bool {
    std::env::var_os("HEDDLE_LOOM_PREEMPTIONS").is_some_and(|value| value == "none")
}

/// Shuttle: how many times the schedules of the scenarios are sampled.
pub(crate) fn factor() -> usize {
    std::env::var("HEDDLE_SHUTTLE_FACTOR").ok().and_then(|value| value.parse().ok()).unwrap_or(1).max(1)
}
