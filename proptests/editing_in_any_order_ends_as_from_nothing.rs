//! W5: whatever is edited in a workspace of both languages, by however many threads, in whatever batches and order of
//! arrival, the final state is that of the newest texts built from nothing.

use heddle::oracle::workspace::edit_script::{self, DOCUMENTS, Edit, EditScript, pieces};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

use crate::mutants::editing::WAYS;

fn edit() -> impl Strategy<Value = Edit> {
    let document = 0..DOCUMENTS.len();
    document.prop_flat_map(|document| {
        let piece = prop::sample::select(pieces(document).to_vec());
        let text = prop::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat());
        (prop::option::weighted(0.85, text), 0..8u8).prop_map(move |(text, arrival)| Edit {
            document,
            text,
            arrival,
        })
    })
}

fn script() -> impl Strategy<Value = EditScript> {
    (prop::collection::vec(edit(), 0..24), 1..6usize, 1..7usize)
        .prop_map(|(edits, threads, batch)| EditScript { edits, threads, batch })
}

/// The body: production and mutants pass through it with the same scripts.
fn agree(cases: u32, way: fn(&EditScript) -> String) -> Result<(), TestError<EditScript>> {
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 500, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    TestRunner::new_with_rng(config, rng)
        .run(&script(), |script| edit_script::compare(&script, way).map_err(TestCaseError::fail))
}

#[test]
fn production_agrees() {
    if let Err(error) = agree(3_000, edit_script::incremental) {
        panic!("{error}");
    }
}

#[test]
fn every_mutant_is_rejected() {
    for (fault, way) in WAYS {
        match agree(512, way) {
            Ok(()) => panic!("not rejected: {fault}"),
            Err(error) => println!("{fault}: {error}"),
        }
    }
}
