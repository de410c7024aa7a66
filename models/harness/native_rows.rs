//! The native fragment: property-based tests, differential tests and fuzzers, which run in binaries of their own.
//!
//! Each row says where a claim is tested and quotes the line of that file that fixes how often, so that the number in the
//! ledger is the number in the test.

use super::fragment::{self, Entry, Fragment, Killed, Killing, Row, Run, top};
use std::collections::BTreeMap;

/// A claim that is tested natively.
struct Native {
    /// The test's file.
    file: &'static str,
    claim: &'static str,
    /// The rooms or files of `src/` that it runs.
    explores: &'static [&'static str],
    guarantees: &'static [&'static str],
    /// `proptest`, `differential` or `fuzz`.
    kind: &'static str,
    /// How many cases.
    cases: usize,
    /// The text of the file that says so.
    quote: &'static str,
    /// Faulty variants: the name of the test of that file which shows that the claim can fail, and the fault.
    mutants: &'static [(&'static str, &'static str)],
}

/// How a file of property-based tests shows that its claim can fail.
const REJECTED: &str = "every_mutant_is_rejected";

const ROWS: &[Native] = &[
    Native {
        file: "proptests/ordered_window_is_ordered_bounded_and_never_stuck.rs",
        claim: "the window's machine does what its specification says, and that is never stuck",
        explores: &["concurrent/ordered_window"],
        guarantees: &["D1", "E2"],
        kind: "proptest",
        cases: 10_000,
        quote: "agree(10_000, production)",
        mutants: &[(REJECTED, "six faulty machines")],
    },
    Native {
        file: "proptests/speculation_is_sequential.rs",
        claim: "in any order of claims and landings, speculation's machine delivers what doing the tasks one by one does",
        explores: &["concurrent/speculation"],
        guarantees: &["X1", "D1"],
        kind: "proptest",
        cases: 5_000,
        quote: "agree::<Machine<Cells, u64, Log>>(5_000)",
        mutants: &[(REJECTED, "nine faulty machines")],
    },
    Native {
        file: "proptests/parallel_evaluation_is_sequential.rs",
        claim: "programs whose forms meet in spaces and states show the same with any number of threads, and in the worst order",
        explores: &["evaluation", "concurrent/speculation"],
        guarantees: &["X1", "D3"],
        kind: "differential",
        cases: 2_000,
        quote: "agree(2_000, 12, ahead)",
        mutants: &[(
            REJECTED,
            "nineteen faulty ways to evaluate ahead (src/oracle/ahead.rs), among them MU1, MU2 and MU9",
        )],
    },
    Native {
        file: "proptests/evaluation_agrees_with_its_specification.rs",
        claim: "programs of all kinds have the results, the output and the end that the specification says, in its order",
        explores: &["evaluation", "environment"],
        guarantees: &["E4", "D1", "D2", "D3"],
        kind: "differential",
        cases: 1_000,
        quote: "agree(1_000, 1, production)",
        mutants: &[(REJECTED, "nine faulty evaluators, among them MU5 and MS8")],
    },
    Native {
        file: "proptests/evaluation_beside_others_is_serialisable.rs",
        claim: "what threads run on one environment at the same time has an order in which one thread alone would see the same",
        explores: &["evaluation", "environment"],
        guarantees: &["E1", "E3", "D1"],
        kind: "differential",
        cases: 300,
        quote: "serialisable(300, production)",
        mutants: &[(REJECTED, "six faulty ways to run a program beside others, among them MU2 and MU9")],
    },
    Native {
        file: "proptests/environment_agrees_with_its_specification.rs",
        claim: "whatever is done, the environment and each kept snapshot answer as the specification does",
        explores: &["environment"],
        guarantees: &["E1", "E3", "E4"],
        kind: "proptest",
        cases: 500,
        quote: "agree(500, 1, Production::new)",
        mutants: &[(REJECTED, "nineteen faulty environments (proptests/mutants/environment.rs)")],
    },
    Native {
        file: "proptests/loading_agrees_with_its_specification.rs",
        claim: "sequential and parallel loading have the outcome that the specification asks for",
        explores: &["loader"],
        guarantees: &["E2", "D3"],
        kind: "differential",
        cases: 3_000,
        quote: "agree(3_000, loading::production)",
        mutants: &[(REJECTED, "seven faulty loaders, among them MS11, MS13, MS15 and MS18")],
    },
    Native {
        file: "proptests/the_reader_agrees_with_a_naive_one.rs",
        claim: "the reader reads what a naive one reads, errors included",
        explores: &["language"],
        guarantees: &["D3"],
        kind: "differential",
        cases: 20_000,
        quote: "agree(20_000, conversion::read)",
        mutants: &[(REJECTED, "eight faulty readers")],
    },
    Native {
        file: "proptests/embedded_metta_is_found_by_scopes.rs",
        claim: "of every program exactly those strings are MeTTa that reach the compiler, whatever names are bound twice",
        explores: &["language"],
        guarantees: &["D3"],
        kind: "differential",
        cases: 10_000,
        quote: "agree(10_000, PRODUCTION)",
        mutants: &[(REJECTED, "ten faulty finders (proptests/mutants/detection.rs)")],
    },
    Native {
        file: "proptests/embedded_texts_map_both_ways.rs",
        claim: "a text in the strings of a host is read as it is meant, and every place of both maps to the other",
        explores: &["language"],
        guarantees: &["D3"],
        kind: "proptest",
        cases: 10_000,
        quote: "agree(10_000, PRODUCTION)",
        mutants: &[(
            REJECTED,
            "nine faulty ways to read an embedded text and to map its places (proptests/mutants/embedding.rs)",
        )],
    },
    Native {
        file: "proptests/rholang_analyses_are_well_formed.rs",
        claim: "whatever the text, its analysis as Rholang is there without a panic and is what analyses promise",
        explores: &["language/rholang", "language/analysis"],
        guarantees: &["D2", "D3"],
        kind: "proptest",
        cases: 20_000,
        quote: "agree(20_000, see)",
        mutants: &[(REJECTED, "eight malformed analyses")],
    },
    Native {
        file: "proptests/scopes_agree_with_their_specification.rs",
        claim: "each variable of a Rholang program means what the description of its scopes says, wrong sorts included",
        explores: &["language/rholang"],
        guarantees: &["D3"],
        kind: "differential",
        cases: 10_000,
        quote: "agree(10_000, production)",
        mutants: &[(REJECTED, "eighteen misread rules (proptests/mutants/scopes.rs)")],
    },
    Native {
        file: "proptests/positions_agree_with_counting.rs",
        claim: "lines, columns and edits in UTF-8, UTF-16 and UTF-32 are what counting from the start says",
        explores: &["text"],
        guarantees: &["D3"],
        kind: "differential",
        cases: 4_000,
        quote: "agree(4_000, PRODUCTION)",
        mutants: &[(REJECTED, "sixteen faulty ways to count and to edit (proptests/mutants/positions.rs)")],
    },
    Native {
        file: "proptests/rholang_reads_what_was_meant.rs",
        claim: "a Rholang process with braces only where precedence asks for them is read as what was written",
        explores: &["language"],
        guarantees: &["D3"],
        kind: "differential",
        cases: 10_000,
        quote: "agree(10_000, production)",
        mutants: &[(REJECTED, "eight faulty readers")],
    },
    Native {
        file: "proptests/rholang_trees_keep_their_layouts.rs",
        claim: "any text: Rholang's tokens are the text, spans nest, each node has its layout, the work is linear",
        explores: &["language"],
        guarantees: &["D3"],
        kind: "proptest",
        cases: 20_000,
        quote: "hold(20_000, production)",
        mutants: &[(REJECTED, "thirteen faulty readers (proptests/mutants/rholang.rs)")],
    },
    Native {
        file: "proptests/queries_agree_with_naive_unification.rs",
        claim: "a query has the answers of naive unification over a list, in the same order",
        explores: &["environment"],
        guarantees: &["D3"],
        kind: "differential",
        cases: 4_000,
        quote: "agree(4_000, Production::new)",
        mutants: &[(
            "every_mutant_of_matching_is_rejected",
            "one-sided matching; no occurs check; joins without copies",
        )],
    },
    Native {
        file: "proptests/workspaces_agree_with_their_specification.rs",
        claim: "whatever is done, the workspace, each connection and each kept snapshot show what the specification says",
        explores: &["workspace"],
        guarantees: &["W1", "W2", "W3", "W4"],
        kind: "proptest",
        cases: 2_000,
        quote: "agree(2_000, 1, WorkspaceProduction::new)",
        mutants: &[(REJECTED, "twenty-five faulty workspaces (proptests/mutants/workspace.rs)")],
    },
    Native {
        file: "proptests/editing_in_any_order_ends_as_from_nothing.rs",
        claim: "edits of both languages by many threads end as the newest texts built from nothing",
        explores: &["workspace", "language"],
        guarantees: &["W5", "W2", "W3", "D3"],
        kind: "differential",
        cases: 3_000,
        quote: "agree(3_000, edit_script::incremental)",
        mutants: &[(REJECTED, "seven faulty ways to the final state (proptests/mutants/editing.rs)")],
    },
    Native {
        file: "proptests/the_cache_keeps_what_was_used_last.rs",
        claim: "the cache's machine is a bounded list in order of use, and every look-up is a hit or a miss",
        explores: &["concurrent/stamped_cache"],
        guarantees: &["C2", "C4"],
        kind: "proptest",
        cases: 10_000,
        quote: "agree(10_000, Production::new)",
        mutants: &[(REJECTED, "seven faulty machines, among them LU2 and S8")],
    },
    Native {
        file: "proptests/requests_are_answered_once_and_in_order.rs",
        claim: "whatever is done, each request is answered once, in order, within its room, as the specification says",
        explores: &["concurrent/request_queue"],
        guarantees: &["Q1", "Q2", "Q3", "Q5"],
        kind: "proptest",
        cases: 10_000,
        quote: "agree(10_000, Production::new)",
        mutants: &[(
            REJECTED,
            "twenty-two faulty queues (proptests/mutants/request_queue.rs), among them S21, S22, S24 and S26",
        )],
    },
    Native {
        file: "proptests/what_a_client_gets_last_is_the_newest.rs",
        claim: "findings of the newest text alone are on their way to a client, answers are never dropped, and there is a bound",
        explores: &["server/outgoing"],
        guarantees: &["W3", "Q5"],
        kind: "proptest",
        cases: 10_000,
        quote: "agree(10_000, || Machine::new(LIMITS))",
        mutants: &[(REJECTED, "ten faulty ways to queue messages, among them U42")],
    },
    Native {
        file: "proptests/indexing_agrees_with_its_specification.rs",
        claim: "what the indexer does next, and which changes of files are looked at when, is what the specifications say",
        explores: &["indexing"],
        guarantees: &["Q3", "W3"],
        kind: "proptest",
        cases: 5_000,
        quote: "same_work(5_000, || indexing::Agenda::new(MOST_FILES))",
        mutants: &[
            ("every_faulty_agenda_is_rejected", "eight faulty agendas"),
            ("every_faulty_collector_is_rejected", "six faulty debouncers, among them LU32"),
        ],
    },
    Native {
        file: "proptests/progress_is_begun_and_ended_once.rs",
        claim: "of each run that a client shows it hears one beginning, reports that go up and not too often, and one end",
        explores: &["server/progress"],
        guarantees: &["Q4"],
        kind: "proptest",
        cases: 5_000,
        quote: "speaks_well(5_000, || Shipped::new(INTERVAL))",
        mutants: &[(REJECTED, "eight faulty ways to tell of runs, among them U28")],
    },
    Native {
        file: "proptests/cached_answers_equal_uncached_ones.rs",
        claim: "a cached answer is the one that would be computed, on every overlay, and the cache is of use",
        explores: &["concurrent/stamped_cache"],
        guarantees: &["C1", "C2", "C4", "C5"],
        kind: "proptest",
        cases: 9_000,
        quote: "agree(3_000, setup, StampedCache::<Key, Answer, u8>::new)",
        mutants: &[(
            REJECTED,
            "twelve faulty caches (proptests/mutants/cache.rs), among them S1, S2, S3, S4 and LS29",
        )],
    },
    Native {
        file: "proptests/cached_resolution_is_resolution.rs",
        claim: "in workspaces of both languages every cached answer is the uncached one, for two connections with one cache",
        explores: &["concurrent/stamped_cache", "concurrent/single_flight", "resolver", "workspace"],
        guarantees: &["C1", "C3"],
        kind: "differential",
        cases: 1_500,
        quote: "agree(1_500, || CachedResolver::new(64, 4))",
        mutants: &[(
            REJECTED,
            "twelve faulty caches (proptests/mutants/cached_resolution.rs), among them S1, S2, S3, S4",
        )],
    },
    Native {
        file: "proptests/resolution_agrees_with_naive_resolution.rs",
        claim: "definitions, declarations, references and renames are what looking at every name of every text says, and a \
                rename that is not refused changes no meaning",
        explores: &["resolver"],
        guarantees: &["D3"],
        kind: "differential",
        cases: 1_500,
        quote: "agree(1_500, &Production)",
        mutants: &[(
            "every_mutant_of_resolution_is_rejected",
            "eleven faulty resolvers, among them U7, S13, U19, U43 (proptests/mutants/resolution.rs)",
        )],
    },
    Native {
        file: "fuzz/replay.rs",
        claim: "every input that the fuzzers found worth keeping passes, and every mutant fails on one of them",
        explores: &[
            "language",
            "environment",
            "loader",
            "text",
            "workspace",
            "evaluation",
            "concurrent/speculation",
        ],
        guarantees: &["E1", "E2", "E4", "W1", "W2", "W3", "W4", "W5", "D1", "D3", "X1"],
        kind: "fuzz",
        cases: 868,
        quote: "const INPUTS: usize = 868;",
        mutants: &[
            ("the_corpus_of_environment_operations_rejects_every_mutant", "nineteen faulty environments"),
            ("the_corpus_of_queries_rejects_the_mutants_of_matching", "four faulty ways to match"),
            ("the_corpus_of_transactions_rejects_the_mutants_of_transactions", "three faulty transactions"),
            ("the_corpus_of_the_reader_rejects_faulty_readers", "eight faulty readers"),
            ("the_corpus_of_loading_rejects_the_mutants_of_loading", "seven faulty loaders"),
            (
                "the_corpus_of_positions_rejects_faulty_ways_to_count",
                "sixteen faulty ways to count and to edit",
            ),
            ("the_corpus_of_rholang_rejects_faulty_readers", "fourteen faulty readers of Rholang"),
            (
                "the_corpus_of_embedding_rejects_faulty_maps",
                "nine faulty ways to read an embedded text and to map its places",
            ),
            (
                "the_corpus_of_metta_analysis_rejects_faulty_analyses",
                "six faulty ways to say which variables of MeTTa are the same",
            ),
            ("the_corpus_of_edit_scripts_rejects_faulty_ways", "seven faulty ways to the final state"),
            ("the_corpus_of_overlays_rejects_every_faulty_workspace", "twenty-five faulty workspaces"),
            ("the_corpus_of_evaluation_rejects_faulty_specifications", "nine faulty evaluators"),
            ("the_corpus_of_texts_rejects_faulty_budgets", "six faulty budgets"),
            (
                "the_corpus_of_parallel_evaluation_rejects_every_mutant",
                "nineteen faulty ways to evaluate ahead",
            ),
        ],
    },
];

/// Writes the native fragment.
pub(crate) fn update() {
    fragment::write("native", &Fragment(ROWS.iter().map(entry).collect()));
}

fn entry(native: &Native) -> (String, Entry) {
    let path = top().join(native.file);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert!(text.contains(native.quote), "{} does not say `{}`", native.file, native.quote);
    let mutants = native.mutants.iter().map(|&(test, fault)| {
        assert!(text.contains(&format!("fn {test}(")), "{} has no test `{test}`", native.file);
        let death = Killing { message: test.to_owned(), by: native.kind.to_owned() };
        (test.to_owned(), Killed { fault: fault.to_owned(), deaths: vec![death] })
    });
    let row = Row {
        guarantees: native.guarantees.iter().map(|&name| name.to_owned()).collect(),
        threads: 1,
        settings: "–".to_owned(),
        runs: vec![Run {
            label: format!("{} sampled({} cases)", native.kind, native.cases),
            executions: native.cases,
        }],
        mutants: mutants.collect(),
    };
    let entry = Entry {
        claim: native.claim.to_owned(),
        explores: native.explores.iter().map(|&room| room.to_owned()).collect(),
        source: fragment::hash(&path),
        scenarios: BTreeMap::from([(String::new(), row)]),
    };
    (native.file.to_owned(), entry)
}

#[test]
fn the_native_fragment_is_what_the_tests_say() {
    if fragment::updating() {
        return;
    }
    let expected = serde_json::to_value(Fragment(ROWS.iter().map(entry).collect())).expect("plain data");
    let committed = serde_json::to_value(fragment::read("native")).expect("plain data");
    assert!(
        committed == expected,
        "models/ledger/native.json is stale; run `HEDDLE_LEDGER=update cargo test --test models` and review the diff"
    );
}
