//! The committed corpus, replayed on stable: every input passes with what ships, and for every mutant there is an input that
//! rejects it. `cargo test --test corpus`.
#![cfg(not(any(feature = "loom", feature = "shuttle")))]

pub mod bodies;
mod faulty_analyses;
mod mutants;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use bodies::{
    conversations, edit_scripts, embedding, environment_operations, evaluation, framing, histories, loading,
    metta_analysis, overlay_merge, parallel_evaluation, positions, query_unification, reader, rholang_parser,
    transactions,
};
use heddle::oracle::production::Production;
use heddle::oracle::specification::evaluation::Fault as Specified;
use heddle::oracle::{self, ahead, loading as loads};

use faulty_analyses::ANALYSES;
use mutants::budget::BUDGETS;
use mutants::editing::WAYS;
use mutants::embedding::EMBEDDINGS;
use mutants::environment::{FAULTS, Fault, Mutant};
use mutants::framing::FRAMINGS;
use mutants::histories::WRITERS;
use mutants::loading::LOADERS;
use mutants::positions::POSITIONS;
use mutants::reader::READERS;
use mutants::rholang::PARSERS;
use mutants::server::SERVERS;
use mutants::workspace::Tables;

/// How many inputs are committed, of all targets together: the number that stands in the ledger. A fuzzer that ran here
/// adds more.
const INPUTS: usize = 868;

/// The inputs of a target: its corpus, and what a fuzzer found on this machine.
fn inputs(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let mut inputs = Vec::new();
    for kind in ["corpus", "artifacts"] {
        // The second folder exists where a fuzzer ran and found something.
        let Ok(folder) = fs::read_dir(fuzz.join(kind).join(target)) else { continue };
        for entry in folder {
            let path = entry.expect("a folder can be listed").path();
            let bytes = fs::read(&path).expect("an input can be read");
            inputs.push((path, bytes));
        }
    }
    inputs.sort();
    assert!(!inputs.is_empty(), "no corpus for {target}");
    inputs
}

/// Every input passes.
fn replay(target: &str, body: fn(&[u8])) {
    let inputs = inputs(target);
    for (path, bytes) in &inputs {
        let outcome = catch_unwind(AssertUnwindSafe(|| body(bytes)));
        assert!(outcome.is_ok(), "{} fails", path.display());
    }
    println!("{target}: {} inputs pass", inputs.len());
}

/// Some input is rejected. With `HEDDLE_FUZZ_CORPUS=FOLDER` (a larger corpus, TARGET/input), where none is, the smallest
/// input of that folder that is rejected is copied into the corpus.
fn reject(target: &str, fault: &str, check: impl Fn(&[u8]) -> Result<(), String>) {
    let inputs = inputs(target);
    let rejected = inputs.iter().filter(|(_, bytes)| check(bytes).is_err()).count();
    println!("{target}: {rejected} of {} inputs reject: {fault}", inputs.len());
    if rejected == 0
        && let Some(larger) = std::env::var_os("HEDDLE_FUZZ_CORPUS")
    {
        let folder = fs::read_dir(Path::new(&larger).join(target)).expect("the larger corpus can be listed");
        let inputs =
            folder.map(|entry| fs::read(entry.expect("an entry").path()).expect("an input can be read"));
        let smallest = inputs.filter(|bytes| check(bytes).is_err()).min_by_key(Vec::len);
        let bytes = smallest.unwrap_or_else(|| panic!("no input of the larger corpus rejects: {fault}"));
        let name: String = fault.chars().filter(char::is_ascii_alphanumeric).collect();
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target).join(name);
        return fs::write(path, bytes).expect("the corpus can be written");
    }
    assert!(rejected > 0, "no input of {target} rejects: {fault}");
}

#[test]
fn the_corpus_is_whole() {
    let targets = [
        "edit_ranges",
        "edit_scripts",
        "embedding",
        "environment_operations",
        "evaluation",
        "evaluation_text",
        "framing",
        "history_edn",
        "history_jepsen",
        "history_json",
        "loading",
        "message_bodies",
        "metta_analysis",
        "overlay_merge",
        "parallel_evaluation",
        "positions",
        "query_unification",
        "reader",
        "rholang_parser",
        "transactions",
    ];
    let corpus = |path: &PathBuf| !path.components().any(|part| part.as_os_str() == "artifacts");
    let count = |target| inputs(target).iter().filter(|(path, _)| corpus(path)).count();
    assert!(targets.map(count).iter().sum::<usize>() >= INPUTS, "inputs are missing");
}

#[test]
fn reader_passes() {
    replay("reader", reader::reader);
}

#[test]
fn environment_operations_pass() {
    replay("environment_operations", environment_operations::environment_operations);
}

#[test]
fn evaluation_passes() {
    replay("evaluation", evaluation::evaluation);
    replay("evaluation_text", evaluation::evaluation_text);
}

#[test]
fn the_corpus_of_evaluation_rejects_faulty_specifications() {
    for fault in Specified::ALL {
        reject("evaluation", &format!("{fault:?}"), |bytes| {
            evaluation::check(bytes, |text| oracle::evaluation::faulty(text, fault))
        });
    }
}

#[test]
fn the_corpus_of_texts_rejects_faulty_budgets() {
    for (fault, subject) in BUDGETS {
        reject("evaluation_text", fault, |bytes| evaluation::check_text(bytes, subject));
    }
}

#[test]
fn query_unification_passes() {
    replay("query_unification", query_unification::query_unification);
}

#[test]
fn parallel_evaluation_passes() {
    replay("parallel_evaluation", parallel_evaluation::parallel_evaluation);
}

#[test]
fn the_corpus_of_parallel_evaluation_rejects_every_mutant() {
    for fault in ahead::Fault::ALL {
        reject("parallel_evaluation", &format!("{fault:?}"), |bytes| {
            parallel_evaluation::check(bytes, |text| oracle::parallel::faulty(text, fault))
        });
    }
}

#[test]
fn transactions_pass() {
    replay("transactions", transactions::transactions);
}

#[test]
fn loading_passes() {
    replay("loading", loading::loading);
}

#[test]
fn rholang_parser_passes() {
    replay("rholang_parser", rholang_parser::rholang_parser);
}

#[test]
fn the_corpus_of_rholang_rejects_faulty_readers() {
    for (fault, read) in PARSERS {
        reject("rholang_parser", fault, |bytes| rholang_parser::check(bytes, read));
    }
}

#[test]
fn embedding_passes() {
    replay("embedding", embedding::embedding);
}

#[test]
fn metta_analysis_passes() {
    replay("metta_analysis", metta_analysis::metta_analysis);
}

#[test]
fn positions_pass() {
    replay("positions", positions::positions);
}

#[test]
fn the_corpus_of_environment_operations_rejects_every_mutant() {
    for fault in FAULTS {
        reject("environment_operations", &format!("{fault:?}"), |bytes| {
            environment_operations::check(bytes, Mutant::new(Production::new(), fault))
        });
    }
}

#[test]
fn the_corpus_of_queries_rejects_the_mutants_of_matching() {
    for fault in [Fault::OneSided, Fault::NoOccursCheck, Fault::JoinsWithoutCopies, Fault::Set] {
        reject("query_unification", &format!("{fault:?}"), |bytes| {
            query_unification::check(bytes, Mutant::new(Production::new(), fault))
        });
    }
}

#[test]
fn the_corpus_of_transactions_rejects_the_mutants_of_transactions() {
    for fault in [Fault::FailureLeaks, Fault::CommitOverwrites, Fault::SnapshotMoves] {
        reject("transactions", &format!("{fault:?}"), |bytes| {
            transactions::check(bytes, Mutant::new(Production::new(), fault))
        });
    }
}

#[test]
fn the_corpus_of_the_reader_rejects_faulty_readers() {
    for (fault, read) in READERS {
        reject("reader", fault, |bytes| reader::check(bytes, read));
    }
}

#[test]
fn the_corpus_of_loading_rejects_the_mutants_of_loading() {
    for (fault, load) in LOADERS {
        reject("loading", fault, |bytes| loading::check(bytes, load));
    }
    loading::check(&[], loads::production).expect("no file is an empty load");
}

#[test]
fn the_corpus_of_positions_rejects_faulty_ways_to_count() {
    for (fault, subject) in POSITIONS {
        reject("positions", fault, |bytes| positions::check(bytes, subject));
    }
}

#[test]
fn the_corpus_of_embedding_rejects_faulty_maps() {
    for (fault, subject) in EMBEDDINGS {
        reject("embedding", fault, |bytes| embedding::check(bytes, subject));
    }
}

#[test]
fn the_corpus_of_metta_analysis_rejects_faulty_analyses() {
    for (fault, subject) in ANALYSES {
        reject("metta_analysis", fault, |bytes| metta_analysis::check(bytes, subject));
    }
}

#[test]
fn edit_scripts_pass() {
    replay("edit_scripts", edit_scripts::edit_scripts);
}

#[test]
fn overlay_merge_passes() {
    replay("overlay_merge", overlay_merge::overlay_merge);
}

#[test]
fn the_corpus_of_edit_scripts_rejects_faulty_ways() {
    for (fault, way) in WAYS {
        reject("edit_scripts", fault, |bytes| edit_scripts::check(bytes, way));
    }
}

#[test]
fn the_corpus_of_overlays_rejects_every_faulty_workspace() {
    for (path, bytes) in inputs("overlay_merge") {
        let tables = overlay_merge::check(&bytes, Tables::new(mutants::workspace::Fault::None));
        assert!(tables.is_ok(), "{}: the tables by themselves are wrong: {tables:?}", path.display());
    }
    for fault in mutants::workspace::FAULTS {
        reject("overlay_merge", &format!("{fault:?}"), |bytes| {
            overlay_merge::check(bytes, Tables::new(fault))
        });
    }
}

#[test]
fn framing_passes() {
    replay("framing", framing::framing);
}

#[test]
fn the_corpus_of_framing_rejects_faulty_readers() {
    for (fault, read) in FRAMINGS {
        reject("framing", fault, |bytes| framing::check(bytes, read));
    }
}

#[test]
fn message_bodies_pass() {
    replay("message_bodies", conversations::message_bodies);
}

#[test]
fn edit_ranges_pass() {
    replay("edit_ranges", conversations::edit_ranges);
}

#[test]
fn the_corpus_of_conversations_rejects_faulty_servers() {
    // The first three apply changes wrongly, the last one trusts parameters; the others need more than edits and bodies.
    for (fault, server) in SERVERS.iter().take(3) {
        reject("edit_ranges", fault, |bytes| conversations::check_edits(bytes, *server));
    }
    for (fault, server) in SERVERS.iter().skip(5) {
        reject("message_bodies", fault, |bytes| conversations::check_bodies(bytes, *server));
    }
}

#[test]
fn histories_pass() {
    replay("history_json", histories::json);
    replay("history_jepsen", histories::jepsen);
    replay("history_edn", histories::edn);
}

#[test]
fn the_corpus_of_histories_rejects_faulty_writers() {
    for (fault, write) in WRITERS {
        reject("history_json", fault, |bytes| histories::check(bytes, write));
    }
}
