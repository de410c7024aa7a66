//! State machines and differential tests, one claim per file.
#![cfg(not(any(feature = "loom", feature = "shuttle")))]

mod brute_force;
mod cached_answers_equal_uncached_ones;
mod cached_resolution_is_resolution;
mod checking_agrees_with_brute_force;
mod checking_stops_at_limits;
mod conversations_are_answered;
mod durations_are_what_sorting_says;
mod editing_in_any_order_ends_as_from_nothing;
mod editors_get_what_the_final_texts_say;
mod embedded_metta_is_found_by_scopes;
mod embedded_texts_map_both_ways;
mod environment_agrees_with_its_specification;
mod evaluation_agrees_with_its_specification;
mod evaluation_beside_others_is_serialisable;
mod formatting_changes_white_space_alone;
mod indexing_agrees_with_its_specification;
// No fuzzer judges histories.
#[path = "mutants/linearize.rs"]
mod linearize_mutants;
mod loading_agrees_with_its_specification;
mod loading_is_the_same_for_every_schedule;
mod monitors_decide_what_is_written_once;
mod mutants;
mod ordered_window_is_ordered_bounded_and_never_stuck;
// No fuzzer drives what goes out.
#[path = "mutants/outgoing.rs"]
mod outgoing_mutants;
mod parallel_evaluation_is_sequential;
mod positions_agree_with_counting;
mod progress_is_begun_and_ended_once;
mod queries_agree_with_naive_unification;
mod random_histories;
mod reader_round_trip;
mod reader_specification;
mod requests_are_answered_once_and_in_order;
mod resolution;
mod resolution_agrees_with_naive_resolution;
// Not among the mutants that the replay of the fuzzers' corpus shares: it looks at names as the test does.
#[path = "mutants/resolution.rs"]
mod resolution_mutants;
// No fuzzer drives the queue.
#[path = "mutants/request_queue.rs"]
mod request_queue_mutants;
mod rholang_analyses_are_well_formed;
mod rholang_reads_what_was_meant;
mod rholang_trees_keep_their_layouts;
mod scopes_agree_with_their_specification;
#[path = "mutants/server.rs"]
mod server_mutants;
mod small_histories;
mod speculation_is_sequential;
mod the_cache_keeps_what_was_used_last;
mod the_reader_agrees_with_a_naive_one;
mod vocabulary;
mod what_a_client_gets_last_is_the_newest;
mod workspaces_agree_with_their_specification;

/// Compares `text` with the reviewed snapshot `name`.
fn snapshot(name: &str, text: &str) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots");
    insta::with_settings!({ snapshot_path => path, prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, text);
    });
}
