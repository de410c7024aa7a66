//! Q1, Q5, W4, U42 over the real wire: a random client against the real server on pipes. Every request has exactly one answer;
//! at rest each kind of request equals that of a quiet server which got the final texts only; the last findings of each
//! document are those of its last version, and none once it is closed; refusals have a reason.

use heddle::oracle::conversation::{Mix, Tally, converse};
use heddle::server::Engine;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};
use std::cell::Cell;

use crate::server_mutants::SERVERS;

/// The body: production and mutants pass through it with the same conversations.
fn agree(cases: u32, mix: Mix, engine: fn() -> Engine) -> Result<Tally, TestError<Vec<u8>>> {
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 8, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[11; 32]);
    let total = Cell::new(Tally::default());
    TestRunner::new_with_rng(config, rng).run(&prop::collection::vec(any::<u8>(), 20..400), |data| {
        let tally = converse(&data, mix, engine).map_err(TestCaseError::fail)?;
        let before = total.get();
        total.set(Tally {
            requests: before.requests + tally.requests,
            cancelled: before.cancelled + tally.cancelled,
            modified: before.modified + tally.modified,
            refused: before.refused + tally.refused,
        });
        Ok(())
    })?;
    Ok(total.get())
}

fn holds(cases: u32, mix: Mix) {
    match agree(cases, mix, Engine::new) {
        Err(error) => panic!("{error}"),
        Ok(tally) => {
            println!("{mix:?}: {tally:?}");
            assert!(tally.requests > 0);
            let refused = tally.cancelled + tally.modified;
            assert!(refused * 20 <= tally.requests, "too many refusals: {tally:?}");
        }
    }
}

#[test]
fn whatever_a_client_says() {
    holds(60, Mix::All);
}

#[test]
fn wherever_a_client_edits() {
    holds(40, Mix::Edits);
}

#[test]
fn whatever_is_no_message() {
    holds(40, Mix::Malformed);
}

#[test]
fn every_mutant_is_rejected() {
    for (fault, engine) in SERVERS {
        let rejected = [Mix::All, Mix::Edits, Mix::Malformed]
            .into_iter()
            .find_map(|mix| agree(24, mix, engine).err().map(|error| (mix, error)));
        match rejected {
            None => panic!("not rejected: {fault}"),
            Some((mix, error)) => println!("{fault}: {mix:?}: {:.400}", error.to_string()),
        }
    }
}
