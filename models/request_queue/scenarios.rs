//! How far each body is explored, and the mutants that it must reject.

#[cfg(any(feature = "loom", feature = "shuttle"))]
use super::faulty::{
    AnnouncesFirst, AnswersAnyway, AnyRunEnds, BeginsLate, CancelLeavesWaiting, CancelUnanswered,
    DeadlineForgotten, DeadlineWakesNobody, EmptiesThenShuts, ExpiresACopy, FailureForgotten, FailureKeeps,
    Faulty, KeepsToItself, LeavesWaiting, LooksForRoomFirst, LooksThenAnswers, LooksThenEnds,
    LooksThenQueues, LooksThenSleeps, LooksThenTakesIn, ShutsInSilence, TrustsWake, Unbounded, WaitsForRoom,
    WakesOne,
};
use super::{
    Production, cancels, cancels_waiting, disconnects, ends, expire_together, expires, expires_or_ends,
    fails, in_order, initialized, lane_goes_on, many, room_for_one, second_run, shuts_down, two_workers,
};
use crate::harness::{Bound, Engines, Model, Property, Scenario, mutants};

const fn of_two(bound: usize) -> Engines {
    Engines { loom: Some(Bound::Exhaustive), shuttle: Some(Bound::Preemptions(bound)), sampled: 0 }
}

const fn of_three(bound: usize) -> Engines {
    Engines { loom: Some(Bound::Preemptions(bound)), shuttle: Some(Bound::Preemptions(1)), sampled: 1_000 }
}

/// One answer each, in order.
pub(crate) const PROPERTY: Property = Property {
    name: "request_queue",
    claim: "every request that is taken in is answered once, whatever meets it: the end of a run, its failure, the next run, \
            a cancellation, a deadline, a connection that goes, the end of the server; in order; and nobody waits for room",
    explores: &["concurrent/request_queue"],
    scenarios: &[
        Scenario {
            name: "ends",
            guarantees: &["Q1", "D1"],
            threads: 2,
            model: Model::new,
            body: ends::<Production>,
            engines: of_two(3),
            mutants: mutants![
                Mutant {
                    name: "looks_then_queues",
                    fault: "looks whether the index is being built in one step, and stands in line in the next (S19)",
                    body: ends::<Faulty<LooksThenQueues>>,
                    deaths: &[Death::of("deadlock")],
                },
                Mutant {
                    name: "looks_then_sleeps",
                    fault: "a worker looks in one step and sleeps in the next",
                    body: ends::<Faulty<LooksThenSleeps>>,
                    deaths: &[Death::of("deadlock")],
                },
            ],
        },
        Scenario {
            name: "fails",
            guarantees: &["Q1", "D1"],
            threads: 2,
            model: Model::new,
            body: fails::<Production>,
            engines: of_two(3),
            mutants: mutants![
                Mutant {
                    name: "failure_keeps",
                    fault: "a run that fails releases nothing (S21)",
                    body: fails::<Faulty<FailureKeeps>>,
                    deaths: &[Death::of("deadlock")],
                },
                Mutant {
                    name: "failure_forgotten",
                    fault: "what comes after a failure runs as if the index were there",
                    body: fails::<Faulty<FailureForgotten>>,
                    deaths: &[Death::of("without an index the answer must be partial")],
                },
            ],
        },
        Scenario {
            name: "initialized",
            guarantees: &["Q1"],
            threads: 2,
            model: Model::new,
            body: initialized::<Production>,
            engines: of_two(3),
            mutants: mutants![Mutant {
                name: "begins_late",
                fault: "the client is told of the index before a run is on (S20)",
                body: initialized::<Faulty<BeginsLate>>,
                deaths: &[Death::of("a request ran before there was an index")],
            },],
        },
        Scenario {
            name: "in_order",
            guarantees: &["Q2"],
            threads: 2,
            model: Model::new,
            body: in_order::<Production>,
            engines: of_two(3),
            mutants: mutants![Mutant {
                name: "announces_first",
                fault: "the end is announced in one step, and what waits is released in the next (S22)",
                body: in_order::<Faulty<AnnouncesFirst>>,
                deaths: &[Death::of("a later request overtook an earlier one")],
            },],
        },
        Scenario {
            name: "second_run",
            guarantees: &["Q1", "Q3"],
            threads: 2,
            model: Model::new,
            body: second_run::<Production>,
            engines: of_two(3),
            mutants: mutants![
                Mutant {
                    name: "any_run_ends",
                    fault: "the end of any run is taken for that of the current one",
                    body: second_run::<Faulty<AnyRunEnds>>,
                    deaths: &[Death::of("an earlier run ended a later one")],
                },
                Mutant {
                    name: "looks_then_ends",
                    fault: "looks which run is on in one step, and notes the end in the next",
                    body: second_run::<Faulty<LooksThenEnds>>,
                    deaths: &[Death::of("an earlier run ended a later one")],
                },
            ],
        },
        Scenario {
            name: "cancels",
            guarantees: &["Q1"],
            threads: 2,
            model: Model::new,
            body: cancels::<Production>,
            engines: of_two(3),
            mutants: mutants![
                Mutant {
                    name: "answers_anyway",
                    fault: "a worker does not ask whether its request is answered already",
                    body: cancels::<Faulty<AnswersAnyway>>,
                    deaths: &[Death::of("a request was answered twice")],
                },
                Mutant {
                    name: "looks_then_answers",
                    fault: "a worker asks in one step, and takes the request off the table in the next",
                    body: cancels::<Faulty<LooksThenAnswers>>,
                    deaths: &[Death::of("a request was answered twice")],
                },
                Mutant {
                    name: "cancel_unanswered",
                    fault: "a request that is cancelled before it runs is answered by nobody (S24)",
                    body: cancels::<Faulty<CancelUnanswered>>,
                    deaths: &[Death::of("a request was never answered")],
                },
            ],
        },
        Scenario {
            name: "cancels_waiting",
            guarantees: &["Q1"],
            threads: 2,
            model: Model::new,
            body: cancels_waiting::<Production>,
            engines: of_two(3),
            mutants: mutants![
                Mutant {
                    name: "cancel_unanswered",
                    fault: "a request that is cancelled before it runs is answered by nobody (S24)",
                    body: cancels_waiting::<Faulty<CancelUnanswered>>,
                    deaths: &[Death::of("a request was never answered")],
                },
                Mutant {
                    name: "cancel_leaves_waiting",
                    fault: "a request that is cancelled while it waits stays in line (S24)",
                    body: cancels_waiting::<Faulty<CancelLeavesWaiting>>,
                    deaths: &[Death::of("the work of a request is still held")],
                },
            ],
        },
        Scenario {
            name: "disconnects",
            guarantees: &["Q1"],
            threads: 2,
            model: Model::new,
            body: disconnects::<Production>,
            engines: of_two(3),
            mutants: mutants![
                Mutant {
                    name: "leaves_waiting",
                    fault: "what waits stays when its connection goes (S24)",
                    body: disconnects::<Faulty<LeavesWaiting>>,
                    deaths: &[Death::of("the work of a request is still held")],
                },
                Mutant {
                    name: "looks_then_takes_in",
                    fault: "looks whether the connection is there in one step, and takes its request in in the next",
                    body: disconnects::<Faulty<LooksThenTakesIn>>,
                    deaths: &[Death::of("a request is still open")],
                },
            ],
        },
        Scenario {
            name: "shuts_down",
            guarantees: &["Q1", "D1"],
            threads: 3,
            model: Model::new,
            body: shuts_down::<Production>,
            engines: of_three(3),
            mutants: mutants![
                Mutant {
                    name: "empties_then_shuts",
                    fault: "takes what is open off the table in one step, and refuses what comes in the next",
                    body: shuts_down::<Faulty<EmptiesThenShuts>>,
                    deaths: &[Death::of("a request was never answered")],
                },
                Mutant {
                    name: "shuts_in_silence",
                    fault: "the end wakes nobody",
                    body: shuts_down::<Faulty<ShutsInSilence>>,
                    deaths: &[Death::of("deadlock")],
                },
            ],
        },
        Scenario {
            name: "two_workers",
            guarantees: &["Q1", "D1"],
            threads: 3,
            model: Model::new,
            body: two_workers::<Production>,
            engines: of_three(3),
            mutants: mutants![Mutant {
                name: "wakes_one",
                fault: "the end of a run wakes one worker, who wakes nobody",
                body: two_workers::<Faulty<WakesOne>>,
                deaths: &[Death::of("deadlock")],
            },],
        },
        Scenario {
            name: "expires",
            guarantees: &["Q1", "D1"],
            threads: 2,
            model: || Model::new().deadlines(1),
            body: expires::<Production>,
            engines: Engines {
                loom: Some(Bound::Preemptions(3)),
                shuttle: Some(Bound::Preemptions(2)),
                sampled: 1_000,
            },
            mutants: mutants![
                Mutant {
                    name: "deadline_wakes_nobody",
                    fault: "a worker that sleeps is not told of a deadline",
                    body: expires::<Faulty<DeadlineWakesNobody>>,
                    deaths: &[Death::of("deadlock")],
                },
                Mutant {
                    name: "deadline_forgotten",
                    fault: "a worker sleeps without end",
                    body: expires::<Faulty<DeadlineForgotten>>,
                    deaths: &[Death::of("deadlock")],
                },
            ],
        },
        Scenario {
            name: "expire_together",
            guarantees: &["Q1", "D1"],
            threads: 2,
            model: || Model::new().deadlines(1),
            body: expire_together::<Production>,
            engines: Engines {
                loom: Some(Bound::Preemptions(3)),
                shuttle: Some(Bound::Preemptions(2)),
                sampled: 1_000,
            },
            mutants: mutants![Mutant {
                name: "keeps_to_itself",
                fault: "a worker at whose deadline two requests may run takes one and wakes nobody",
                body: expire_together::<Faulty<KeepsToItself>>,
                deaths: &[Death::of("deadlock")],
            },],
        },
        Scenario {
            name: "expires_or_ends",
            guarantees: &["Q1"],
            threads: 2,
            model: || Model::new().deadlines(1),
            body: expires_or_ends::<Production>,
            engines: Engines {
                loom: Some(Bound::Preemptions(3)),
                shuttle: Some(Bound::Preemptions(2)),
                sampled: 1_000,
            },
            mutants: mutants![Mutant {
                name: "expires_a_copy",
                fault: "what has expired runs, and waits on",
                body: expires_or_ends::<Faulty<ExpiresACopy>>,
                deaths: &[Death::of("a request ran twice")],
            },],
        },
        Scenario {
            name: "wakes_without_cause",
            guarantees: &["Q1", "D1"],
            threads: 2,
            model: || Model::new().spurious_wakeups(1),
            body: ends::<Production>,
            engines: Engines {
                loom: Some(Bound::Preemptions(3)),
                shuttle: Some(Bound::Preemptions(2)),
                sampled: 1_000,
            },
            mutants: mutants![Mutant {
                name: "trusts_wake",
                fault: "takes a wake-up with nothing to do for the end: waits in an `if`, not in a loop",
                body: ends::<Faulty<TrustsWake>>,
                deaths: &[Death::of("a request was never answered")],
            }],
        },
        Scenario {
            name: "room_for_one",
            guarantees: &["Q5", "Q1"],
            threads: 2,
            model: Model::new,
            body: room_for_one::<Production>,
            engines: of_two(3),
            mutants: mutants![
                Mutant {
                    name: "unbounded",
                    fault: "there is no bound (S26)",
                    body: room_for_one::<Faulty<Unbounded>>,
                    deaths: &[Death::of("more requests are open than there may be")],
                },
                Mutant {
                    name: "looks_for_room_first",
                    fault: "looks for room in one step, and takes it in the next",
                    body: room_for_one::<Faulty<LooksForRoomFirst>>,
                    deaths: &[Death::of("more requests are open than there may be")],
                },
            ],
        },
        Scenario {
            name: "lane_goes_on",
            guarantees: &["Q5", "Q1", "D1"],
            threads: 2,
            model: Model::new,
            body: lane_goes_on::<Production>,
            engines: of_two(2),
            mutants: mutants![Mutant {
                name: "waits_for_room",
                fault: "the lane waits for room (S25)",
                body: lane_goes_on::<Faulty<WaitsForRoom>>,
                deaths: &[Death::of("deadlock")],
            },],
        },
        Scenario {
            name: "many",
            guarantees: &["Q1", "D1"],
            threads: 6,
            model: Model::new,
            body: many::<Production>,
            engines: Engines { loom: None, shuttle: None, sampled: 2_000 },
            mutants: mutants![
                Mutant {
                    name: "looks_then_answers",
                    fault: "a worker asks in one step, and takes the request off the table in the next",
                    body: many::<Faulty<LooksThenAnswers>>,
                    deaths: &[Death::of("a request was answered twice")],
                },
                Mutant {
                    name: "cancel_unanswered",
                    fault: "a request that is cancelled before it runs is answered by nobody (S24)",
                    body: many::<Faulty<CancelUnanswered>>,
                    deaths: &[Death::of("a request was never answered")],
                },
            ],
        },
    ],
};

crate::harness::model!(PROPERTY);
