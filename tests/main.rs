//! Examples and end-to-end tests, one claim per file.
#![cfg(not(any(feature = "loom", feature = "shuttle")))]

mod bad_input_is_an_error_value;
mod calls_and_hints;
mod children_harm_nobody;
mod cli_answers;
mod cli_asks_a_workspace;
mod cli_checks_histories;
mod cli_explains;
mod cli_formats;
mod cli_help;
mod conformance_matching;
mod conformance_reader;
mod definitions_follow_scopes_and_patterns;
mod discovery_is_a_function_of_names;
mod editors_are_helped;
mod embedded_metta_is_found;
mod evaluation_agrees_on_examples;
mod facade_contention;
mod facade_fork_join;
mod facade_map;
mod facade_one_lock;
mod facade_queue;
mod facade_waiting;
mod findings_of_the_workspace;
mod fixes_mend_what_they_say;
mod formatting_looks_written_by_hand;
mod goldens;
mod histories_are_pictured;
mod histories_are_read;
mod loaders_are_compared;
mod loads_share_the_work;
mod marked;
mod metta_analyses_are_reviewed;
mod oracle_lsp;
mod oracle_run;
mod programs_for_pleasure;
mod programs_run_beside_others;
mod references_and_renames_are_complete;
mod repl;
mod resolution_is_not_bound_by_the_stack;
mod rholang_names;
mod rholang_trees;
mod run;
mod specification_examples;
mod specifications_are_spoken;
mod syntax_errors_are_rendered;
mod test_command;
mod wire;

/// Compares `text` with the reviewed snapshot `name`.
fn snapshot(name: &str, text: &str) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots");
    insta::with_settings!({ snapshot_path => path, prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, text);
    });
}
