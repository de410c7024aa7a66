//! The scenarios, and the faulty variants that each rejects.

#[cfg(any(feature = "loom", feature = "shuttle"))]
use super::faulty;
use super::{Production, barriers, cancelled, chain, conflict, late_conflict, many, panicking, patient};
use crate::harness::{Bound, Engines, Model, Scenario, mutants};

const TWO: Engines =
    Engines { loom: Some(Bound::Preemptions(3)), shuttle: Some(Bound::Preemptions(3)), sampled: 0 };

const THREE: Engines =
    Engines { loom: Some(Bound::Preemptions(2)), shuttle: Some(Bound::Preemptions(2)), sampled: 2_000 };

/// All scenarios.
pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario {
        name: "conflict",
        guarantees: &["X1", "D1"],
        threads: 2,
        model: Model::new,
        body: conflict::<Production>,
        engines: TWO,
        mutants: mutants![
            Mutant {
                name: "commits_unseen",
                fault: "commits an attempt without looking at what was written since it began",
                body: conflict::<faulty::Faulty<faulty::CommitsUnseen>>,
                deaths: &[Death::of("a task came to something else than at its turn")],
            },
            Mutant {
                name: "reads_outside_the_log",
                fault: "reads the state without putting it in the log",
                body: conflict::<faulty::Faulty<faulty::ReadsOutsideTheLog>>,
                deaths: &[Death::of("a task came to something else than at its turn")],
            },
            Mutant {
                name: "base_apart",
                fault: "takes the state first, and the task with its base in the next critical section",
                body: conflict::<faulty::Faulty<faulty::BaseApart>>,
                deaths: &[Death::of("a task came to something else than at its turn")],
            },
            Mutant {
                name: "drops_effects",
                fault: "takes the result of an attempt and drops what it has written with its copy (MU9)",
                body: conflict::<faulty::Faulty<faulty::DropsEffects>>,
                deaths: &[Death::of("the effects are not those of what was shown")],
            },
            Mutant {
                name: "looks_then_sleeps",
                fault: "gives the mutex back between looking for the next task and waiting for it",
                body: conflict::<faulty::Faulty<faulty::LooksThenSleeps>>,
                deaths: &[Death::of("deadlock")],
            },
        ],
    },
    Scenario {
        name: "late_conflict",
        guarantees: &["X1", "D1"],
        threads: 3,
        model: Model::new,
        body: late_conflict::<Production>,
        engines: THREE,
        mutants: mutants![
            Mutant {
                name: "decides_at_landing",
                fault: "looks for conflicts when an attempt lands, and not when it is committed",
                body: late_conflict::<faulty::Faulty<faulty::DecidesAtLanding>>,
                deaths: &[Death::of("a task came to something else than at its turn")],
            },
            Mutant {
                name: "completion_order",
                fault: "commits in the order of completion",
                body: late_conflict::<faulty::Faulty<faulty::CompletionOrder>>,
                deaths: &[Death::of("results came out of order")],
            },
        ],
    },
    Scenario {
        name: "chain",
        guarantees: &["X1", "D1"],
        threads: 2,
        model: Model::new,
        body: chain::<Production>,
        engines: TWO,
        mutants: mutants![Mutant {
            name: "waits_for_a_worker",
            fault: "the committer waits for a task that nobody has begun",
            body: chain::<faulty::Faulty<faulty::WaitsForAWorker>>,
            deaths: &[Death::of("deadlock")],
        }],
    },
    Scenario {
        name: "wakes_without_cause",
        guarantees: &["X1", "D1"],
        threads: 2,
        model: || Model::new().spurious_wakeups(1),
        body: conflict::<Production>,
        engines: Engines {
            loom: Some(Bound::Preemptions(2)),
            shuttle: Some(Bound::Preemptions(2)),
            sampled: 0,
        },
        mutants: mutants![Mutant {
            name: "trusts_wake",
            fault: "takes a wake-up for the task: waits in an `if`, not in a loop",
            body: conflict::<faulty::Faulty<faulty::TrustsWake>>,
            deaths: &[Death::of("a result was lost")],
        }],
    },
    Scenario {
        name: "patient",
        guarantees: &["X1", "D1"],
        threads: 2,
        model: || Model::new().deadlines(1),
        body: patient::<Production>,
        engines: Engines {
            loom: Some(Bound::Preemptions(3)),
            shuttle: Some(Bound::Preemptions(2)),
            sampled: 1_000,
        },
        mutants: mutants![Mutant {
            name: "begins_on_what_it_saw",
            fault: "looks at the state, waits until it is worth beginning, and begins on what it has seen",
            body: patient::<faulty::Faulty<faulty::BeginsOnWhatItSaw>>,
            deaths: &[Death::of("a task came to something else than at its turn")],
        }],
    },
    Scenario {
        name: "panicking",
        guarantees: &["X1", "D2"],
        threads: 2,
        model: Model::new,
        body: panicking::<Production>,
        engines: TWO,
        mutants: mutants![
            Mutant {
                name: "result_missing",
                fault: "leaves out the result of a task that has panicked (MU9)",
                body: panicking::<faulty::Faulty<faulty::ResultMissing>>,
                deaths: &[Death::of("results came out of order")],
            },
            Mutant {
                name: "dies_silently",
                fault: "a worker that panics puts nothing down",
                body: panicking::<faulty::Faulty<faulty::DiesSilently>>,
                deaths: &[Death::of("deadlock")],
            },
        ],
    },
    Scenario {
        name: "barriers",
        guarantees: &["X1", "D1"],
        threads: 3,
        model: Model::new,
        body: barriers::<Production>,
        engines: THREE,
        mutants: mutants![Mutant {
            name: "past_the_barrier",
            fault: "keeps what was begun before a barrier has changed everything",
            body: barriers::<faulty::Faulty<faulty::PastTheBarrier>>,
            deaths: &[Death::of("a task came to something else than at its turn")],
        }],
    },
    Scenario {
        name: "cancelled",
        guarantees: &["X1", "D1"],
        threads: 3,
        model: Model::new,
        body: cancelled::<Production>,
        engines: THREE,
        mutants: mutants![
            Mutant {
                name: "half_cancel",
                fault: "cancels without waking the workers that wait for a task",
                body: cancelled::<faulty::Faulty<faulty::HalfCancel>>,
                deaths: &[Death::of("deadlock")],
            },
            Mutant {
                name: "applies_untold",
                fault: "looks whether it was cancelled between applying the effects and showing the result",
                body: cancelled::<faulty::Faulty<faulty::AppliesUntold>>,
                deaths: &[Death::of("the effects are not those of what was shown")],
            },
        ],
    },
    Scenario {
        name: "many",
        guarantees: &["X1", "D1", "D2"],
        threads: 6,
        model: Model::new,
        body: many::<Production>,
        engines: Engines { loom: None, shuttle: None, sampled: 2_000 },
        mutants: mutants![
            Mutant {
                name: "commits_unseen",
                fault: "commits an attempt without looking at what was written since it began",
                body: many::<faulty::Faulty<faulty::CommitsUnseen>>,
                deaths: &[Death::of("a task came to something else than at its turn")],
            },
            Mutant {
                name: "result_missing",
                fault: "leaves out the result of a task that has panicked (MU9)",
                body: many::<faulty::Faulty<faulty::ResultMissing>>,
                deaths: &[Death::of("results came out of order")],
            },
        ],
    },
];
