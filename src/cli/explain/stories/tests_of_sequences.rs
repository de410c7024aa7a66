//! What random sequences of operations reject: crowds of faulty components.

use crate::cli::explain::story::{Rule, Story};

pub(super) const STORIES: &[Story] = &[
    Story {
        title: "A crowd of faulty environments",
        ways: &["MS1", "MS14"],
        breaks: "E1",
        mutants: &[
            "proptests/environment_agrees_with_its_specification.rs/every_mutant_is_rejected",
            "fuzz/replay.rs/the_corpus_of_environment_operations_rejects_every_mutant",
        ],
        meant: "Keep facts, rules, counts, types and an index for each way to ask, and change each of them \
                where an operation touches it.",
        wrong: "One place is forgotten: a removal leaves an index entry, a copy is not counted, a kept snapshot \
                sees a later rule.",
        seen: "One question finds what another one denies, after a certain sequence of changes.",
        rule: Rule::CanFail,
        instead: "One state machine in plain maps says what is right. Random sequences of operations go to both, \
                each kept snapshot is asked again, and the sequence that shows a difference is shrunk.",
    },
    Story {
        title: "A crowd of faulty transactions",
        ways: &["MU3"],
        breaks: "E1",
        mutants: &["fuzz/replay.rs/the_corpus_of_transactions_rejects_the_mutants_of_transactions"],
        meant: "Collect changes and publish them together.",
        wrong: "A part is published early, a failure leaves something behind, or what came meanwhile is \
                overwritten.",
        seen: "A load or a script that failed has changed the space all the same.",
        rule: Rule::CanFail,
        instead: "A transaction is a delta that is applied to the current state in one step, and held against the \
                specification by every input that a fuzzer found worth keeping.",
    },
    Story {
        title: "A crowd of faulty loaders",
        ways: &["MS11", "MS13", "MS15", "MS18"],
        breaks: "E2",
        mutants: &[
            "proptests/loading_agrees_with_its_specification.rs/every_mutant_is_rejected",
            "fuzz/replay.rs/the_corpus_of_loading_rejects_the_mutants_of_loading",
        ],
        meant: "Read files on all cores and put together what they hold.",
        wrong: "Copies are lost where parts are merged, rules come in another order, forms are classified \
                otherwise than by the sequential loader, or another error is reported.",
        seen: "The same folder is another program when it is loaded with more threads.",
        rule: Rule::CanFail,
        instead: "Parallel loading has the sequential outcome, errors included, and both are compared with a \
                specification that reads file by file.",
    },
    Story {
        title: "A crowd of faulty windows",
        ways: &["MS19"],
        breaks: "D1",
        mutants: &["proptests/ordered_window_is_ordered_bounded_and_never_stuck.rs/every_mutant_is_rejected"],
        meant: "Let many work ahead within a bound, and take the results in order.",
        wrong: "The bound is passed, the order is lost, or the next slot finds no room.",
        seen: "Memory that grows with the workspace, or a load that hangs.",
        rule: Rule::CanFail,
        instead: "The window's decisions are a machine without locks, which random sequences drive beside its \
                specification.",
    },
    Story {
        title: "A crowd of faulty speculations",
        ways: &["MU9"],
        breaks: "X1",
        mutants: &["proptests/speculation_is_sequential.rs/every_mutant_is_rejected"],
        meant: "Compute tasks ahead of their turn, and keep what nobody has disturbed.",
        wrong: "A write is missed, a barrier is passed, a state is older than the task's base, a bound is not kept.",
        seen: "Results that one thread would not have given, or memory that grows with the program.",
        rule: Rule::CanFail,
        instead: "What may begin, and what must be looked at before it counts, is a machine without locks, which random \
                schedules drive beside doing the tasks one by one.",
    },
    Story {
        title: "A crowd of faulty workspaces",
        ways: &["U1", "U4", "U8", "U11"],
        breaks: "W1",
        mutants: &[
            "proptests/workspaces_agree_with_their_specification.rs/every_mutant_is_rejected",
            "fuzz/replay.rs/the_corpus_of_overlays_rejects_every_faulty_workspace",
        ],
        meant: "Keep documents, names, references and calls of all files, with what each connection has open on \
                top.",
        wrong: "An old contribution stays, an overlay leaks to another connection, an older text wins, a \
                revision goes back, a text that was seen before is not installed again.",
        seen: "Answers from texts that nobody has any more.",
        rule: Rule::CanFail,
        instead: "A workspace is a function of the newest texts. A specification computes it from nothing after \
                every operation, and all snapshots that were kept are asked again.",
    },
    Story {
        title: "A crowd of faulty ways to edit",
        ways: &["U1", "U10", "U14"],
        breaks: "W5",
        mutants: &[
            "proptests/editing_in_any_order_ends_as_from_nothing.rs/every_mutant_is_rejected",
            "fuzz/replay.rs/the_corpus_of_edit_scripts_rejects_faulty_ways",
        ],
        meant: "Apply edits one after the other, on as many threads as there are.",
        wrong: "An edit is lost, applied twice or to the wrong text; or an undo finds its text in a cache and \
                installs nothing.",
        seen: "The server and the editor hold different texts from then on.",
        rule: Rule::CanFail,
        instead: "Whatever the order and the threads, the final state has the digest of the newest texts built \
                from nothing.",
    },
    Story {
        title: "A crowd of faulty caches",
        ways: &["S1", "S2", "S3", "S4", "LS29"],
        breaks: "C1",
        mutants: &[
            "proptests/cached_answers_equal_uncached_ones.rs/every_mutant_is_rejected",
            "proptests/cached_resolution_is_resolution.rs/every_mutant_is_rejected",
        ],
        meant: "Keep answers and give them out again as long as they are true.",
        wrong: "A key is too small, a dependency is not noted, absence is not noted, an entry is put too late, \
                a count is lost.",
        seen: "Answers of another state, another document or another connection.",
        rule: Rule::CanFail,
        instead: "Every cached answer is compared with the one that would be computed now, on every overlay, and \
                the cache must be of use as well.",
    },
    Story {
        title: "A crowd of faulty orders of use",
        ways: &["LU2", "S8"],
        breaks: "C2",
        mutants: &["proptests/the_cache_keeps_what_was_used_last.rs/every_mutant_is_rejected"],
        meant: "Keep what was used last, within a bound, and count.",
        wrong: "A look does not count as use, the bound is passed by one, or a statistic forgets a case.",
        seen: "A cache that is full of what nobody asks for.",
        rule: Rule::CanFail,
        instead: "The machine is held against a plain list in order of use.",
    },
    Story {
        title: "A crowd of faulty queues",
        ways: &["S21", "S22", "S24", "S26"],
        breaks: "Q1",
        mutants: &["proptests/requests_are_answered_once_and_in_order.rs/every_mutant_is_rejected"],
        meant: "Take requests in, let them wait while there is no index, cancel them, expire them, answer them.",
        wrong: "One of the many ways through ends without an answer, with two, out of order or beyond the \
                bound.",
        seen: "A request without an answer, after a sequence of events that nobody would think of.",
        rule: Rule::CanFail,
        instead: "All decisions are in one machine without locks or clock, and ten thousand random sequences are \
                held against its specification.",
    },
    Story {
        title: "A crowd of faulty agendas",
        ways: &["S28", "U20", "LU32"],
        breaks: "Q3",
        mutants: &[
            "proptests/indexing_agrees_with_its_specification.rs/every_faulty_agenda_is_rejected",
            "proptests/indexing_agrees_with_its_specification.rs/every_faulty_collector_is_rejected",
        ],
        meant: "Collect what has changed on disk until it is quiet, then look at it, the most urgent first.",
        wrong: "The last change of a burst waits for a next one, a file is looked at under the wrong run, or a \
                change is dropped because the list is full.",
        seen: "A file was saved and the server does not know.",
        rule: Rule::CanFail,
        instead: "Agenda and collector are machines to which the time is told, held against specifications; too \
                many changes become one look at everything.",
    },
    Story {
        title: "A crowd of faulty progress bars",
        ways: &["U28"],
        breaks: "Q4",
        mutants: &["proptests/progress_is_begun_and_ended_once.rs/every_mutant_is_rejected"],
        meant: "Tell the client how far a run is.",
        wrong: "A beginning without asking, two ends, a percentage that falls, a bar for a run that is over.",
        seen: "Bars that flicker, go back or stay.",
        rule: Rule::CanFail,
        instead: "A machine decides what is said, and every word of it is checked against what a client may hear.",
    },
    Story {
        title: "A crowd of faulty ways to queue messages",
        ways: &["U42"],
        breaks: "W3",
        mutants: &["proptests/what_a_client_gets_last_is_the_newest.rs/every_mutant_is_rejected"],
        meant: "Keep what a client is to be told until it reads, and leave out what is no longer true.",
        wrong: "Old findings are kept and new ones dropped, an answer is dropped for want of room, or the bound \
                is passed.",
        seen: "The last that the editor hears of a document is not about its text.",
        rule: Rule::CanFail,
        instead: "Findings are replaced in place, answers are never dropped, and the specification says what is \
                under way after each step.",
    },
];
