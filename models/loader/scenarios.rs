//! How far each body is explored, and the mutants that it must reject.

#[cfg(any(feature = "loom", feature = "shuttle"))]
use super::faulty::{
    CompletionOrder, DiesSilently, Faulty, FileByFile, FirstInTime, GivesUp, LeavesWorkers, Overwrites,
    PerBatch, PublishesPrefix, RulesTwice, SwallowsPanic,
};
use super::{
    Production, all_errors, cancelled, first_error, load_beside_queries, many_errors, many_workers,
    narrow_window, one_thread, panicking_worker, same_environment, two_loads, two_parallel_loads,
};
use crate::harness::{Bound, Engines, Model, Property, Scenario, mutants};

/// The loader.
pub(crate) const PROPERTY: Property = Property {
    name: "loader",
    claim: "a load answers what the sequential one answers, becomes visible in one step or not at all, and ends",
    explores: &["loader", "environment"],
    scenarios: &[
        Scenario {
            name: "first_error",
            guarantees: &["E2", "D1", "D3"],
            threads: 3,
            model: Model::new,
            body: first_error::<Production>,
            engines: Engines {
                loom: Some(Bound::Preemptions(3)),
                shuttle: Some(Bound::Preemptions(3)),
                sampled: 2_000,
            },
            mutants: mutants![Mutant {
                name: "first_in_time",
                fault: "reports the error that was met first in time (MS11)",
                body: first_error::<Faulty<FirstInTime>>,
                deaths: &[Death::of("the error is not the first in path order")],
            },],
        },
        // The same body, for a fault in the order of plain atomic loads and stores. Loom remembers only the last access to
        // an atomic: a thread that loads the flag itself before it stores hides the earlier load of another, and the
        // schedules in which that load comes later are never run, whatever the bound. Shuttle reduces nothing.
        Scenario {
            name: "stop_flag",
            guarantees: &["E2", "D3"],
            threads: 3,
            model: Model::new,
            body: first_error::<Production>,
            engines: Engines { loom: None, shuttle: Some(Bound::Preemptions(3)), sampled: 0 },
            mutants: mutants![Mutant {
                name: "gives_up",
                fault: "looks at the stop flag after it has claimed a file, and leaves that file",
                body: first_error::<Faulty<GivesUp>>,
                deaths: &[Death::of("the error is not the first in path order")],
            },],
        },
        Scenario {
            name: "all_errors",
            guarantees: &["E2", "D3"],
            threads: 3,
            model: Model::new,
            body: all_errors::<Production>,
            engines: Engines {
                loom: Some(Bound::Preemptions(3)),
                shuttle: Some(Bound::Preemptions(2)),
                sampled: 2_000,
            },
            mutants: mutants![Mutant {
                name: "completion_order",
                fault: "merges in the order in which files are finished (MS13, MS17)",
                body: all_errors::<Faulty<CompletionOrder>>,
                deaths: &[Death::of("the errors are not in path order")],
            }],
        },
        Scenario {
            name: "same_environment",
            guarantees: &["E2", "D3"],
            threads: 4,
            model: Model::new,
            body: same_environment::<Production>,
            engines: Engines {
                loom: Some(Bound::Preemptions(3)),
                shuttle: Some(Bound::Preemptions(2)),
                sampled: 2_000,
            },
            mutants: mutants![Mutant {
                name: "completion_order",
                fault: "merges in the order in which files are finished (MS13, MS17)",
                body: same_environment::<Faulty<CompletionOrder>>,
                deaths: &[Death::of("the parallel load")],
            }],
        },
        Scenario {
            name: "narrow_window",
            guarantees: &["E2", "D1", "D2"],
            threads: 4,
            model: Model::new,
            body: narrow_window::<Production>,
            engines: Engines {
                loom: Some(Bound::Preemptions(2)),
                shuttle: Some(Bound::Preemptions(1)),
                sampled: 2_000,
            },
            mutants: mutants![Mutant {
                name: "dies_silently",
                fault: "lets a panicked worker keep its slot: everybody waits behind it",
                body: narrow_window::<Faulty<DiesSilently>>,
                deaths: &[Death::of("deadlock")],
            }],
        },
        Scenario {
            name: "many_workers",
            guarantees: &["E2", "D1", "D2", "D3"],
            threads: 8,
            model: Model::new,
            body: many_workers::<Production>,
            engines: Engines { loom: None, shuttle: None, sampled: 2_000 },
            mutants: mutants![Mutant {
                name: "completion_order",
                fault: "merges in the order in which files are finished (MS13, MS17)",
                body: many_workers::<Faulty<CompletionOrder>>,
                deaths: &[Death::of("the parallel load")],
            }],
        },
        Scenario {
            name: "many_errors",
            guarantees: &["E2", "D1", "D2", "D3"],
            threads: 8,
            model: Model::new,
            body: many_errors::<Production>,
            engines: Engines { loom: None, shuttle: None, sampled: 2_000 },
            mutants: mutants![
                Mutant {
                    name: "first_in_time",
                    fault: "reports the error that was met first in time (MS11)",
                    body: many_errors::<Faulty<FirstInTime>>,
                    deaths: &[Death::of("the parallel load answers other than the sequential one")],
                },
                Mutant {
                    name: "gives_up",
                    fault: "looks at the stop flag after it has claimed a file, and leaves that file",
                    body: many_errors::<Faulty<GivesUp>>,
                    deaths: &[Death::of("the parallel load answers other than the sequential one")],
                },
            ],
        },
        Scenario {
            name: "panicking_worker",
            guarantees: &["D2", "D1"],
            threads: 2,
            model: Model::new,
            body: panicking_worker::<Production>,
            engines: Engines {
                loom: Some(Bound::Exhaustive),
                shuttle: Some(Bound::Preemptions(4)),
                sampled: 0,
            },
            mutants: mutants![
                Mutant {
                    name: "swallows_panic",
                    fault: "takes the slot that a panicked worker leaves for an empty file",
                    body: panicking_worker::<Faulty<SwallowsPanic>>,
                    deaths: &[Death::of("a panic was not reported")],
                },
                Mutant {
                    name: "dies_silently",
                    fault: "lets a panicked worker keep its slot",
                    body: panicking_worker::<Faulty<DiesSilently>>,
                    deaths: &[Death::of("deadlock")],
                },
            ],
        },
        Scenario {
            name: "one_thread",
            guarantees: &["E1", "E2"],
            threads: 1,
            model: Model::new,
            body: one_thread::<Production>,
            engines: Engines { loom: Some(Bound::Exhaustive), shuttle: Some(Bound::Exhaustive), sampled: 0 },
            mutants: mutants![
                Mutant {
                    name: "file_by_file",
                    fault: "publishes each file when it comes: a failed load leaves files behind (MS12)",
                    body: one_thread::<Faulty<FileByFile>>,
                    deaths: &[Death::of("a load that did not succeed left something behind")],
                },
                Mutant {
                    name: "rules_twice",
                    fault: "adds a rule to the space and once more with the rules (MS14)",
                    body: one_thread::<Faulty<RulesTwice>>,
                    deaths: &[Death::of("the environment is not what the sequential loader makes")],
                },
            ],
        },
        Scenario {
            name: "load_beside_queries",
            guarantees: &["E1", "E3"],
            threads: 3,
            model: Model::new,
            body: load_beside_queries::<Production>,
            engines: Engines {
                loom: Some(Bound::Preemptions(3)),
                shuttle: Some(Bound::Preemptions(2)),
                sampled: 2_000,
            },
            mutants: mutants![
                Mutant {
                    name: "file_by_file",
                    fault: "publishes each file when it comes",
                    body: load_beside_queries::<Faulty<FileByFile>>,
                    deaths: &[Death::of("a query saw a part of a load")],
                },
                Mutant {
                    name: "per_batch",
                    fault: "publishes each batch, and is passed off as atomic",
                    body: load_beside_queries::<PerBatch>,
                    deaths: &[Death::of("a query saw a part of a load")],
                },
            ],
        },
        Scenario {
            name: "two_loads",
            guarantees: &["E1", "E4", "D1"],
            threads: 2,
            model: Model::new,
            body: two_loads::<Production>,
            engines: Engines {
                loom: Some(Bound::Exhaustive),
                shuttle: Some(Bound::Preemptions(4)),
                sampled: 0,
            },
            mutants: mutants![
                Mutant {
                    name: "overwrites",
                    fault: "publishes what was there when it began, and its own, instead of rebasing",
                    body: two_loads::<Faulty<Overwrites>>,
                    deaths: &[Death::of("a load was lost")],
                },
                Mutant {
                    name: "file_by_file",
                    fault: "publishes each file when it comes",
                    body: two_loads::<Faulty<FileByFile>>,
                    deaths: &[Death::of("two loads are mixed with each other")],
                },
            ],
        },
        Scenario {
            name: "two_parallel_loads",
            guarantees: &["E1", "E4", "D1"],
            threads: 4,
            model: Model::new,
            body: two_parallel_loads::<Production>,
            engines: Engines { loom: Some(Bound::Preemptions(2)), shuttle: None, sampled: 2_000 },
            mutants: mutants![Mutant {
                name: "file_by_file",
                fault: "publishes each file when it comes",
                body: two_parallel_loads::<Faulty<FileByFile>>,
                deaths: &[Death::of("two loads are mixed with each other")],
            }],
        },
        Scenario {
            name: "cancelled",
            guarantees: &["E1", "D1"],
            threads: 3,
            model: Model::new,
            body: cancelled::<Production>,
            engines: Engines {
                loom: Some(Bound::Preemptions(3)),
                shuttle: Some(Bound::Preemptions(3)),
                sampled: 2_000,
            },
            mutants: mutants![
                Mutant {
                    name: "publishes_prefix",
                    fault: "publishes what it has when it is cancelled",
                    body: cancelled::<Faulty<PublishesPrefix>>,
                    deaths: &[Death::of("a load that did not succeed left something behind")],
                },
                Mutant {
                    name: "leaves_workers",
                    fault: "goes away when it is cancelled, without a word to the workers that wait for room",
                    body: cancelled::<Faulty<LeavesWorkers>>,
                    deaths: &[Death::of("deadlock")],
                },
            ],
        },
    ],
};
