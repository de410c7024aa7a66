//! What ships evaluates as the specification does: the same results in the same order, the same output, the same end.
//!
//! Programs are made from bytes, a form from each piece: well typed and ill typed, with alternatives, with rules and facts
//! that come and go, with spaces and states, with loops that end.

use heddle::oracle::evaluation::{Outcome, compare, faulty, production};
use heddle::oracle::programs::program;
use heddle::oracle::specification::evaluation::Fault;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

/// Programs for what random ones seldom meet: several rules, copies that are removed, atoms that a match adds, names of
/// variables that clash.
const AIMED: [&str; 5] = [
    "(= (k $x) 1)\n(= (k $x) 2)\n!(k a)",
    "(= (k $x) 1)\n(= (k $x) 1)\n!(k a)",
    "(p a)\n(p a)\n!(remove-atom &self (p a))\n!(match &self (p $x) $x)",
    "(p a)\n!(match &self (p $x) (add-atom &self (p b)))\n!(match &self (p $x) $x)",
    "(= (f $x) (g $x $x))\n!(f (h $x))",
];

fn text_of(pieces: &[Vec<u8>]) -> String {
    program(pieces.iter().map(Vec::as_slice))
}

/// The body: what ships and mutants pass through it with the same programs.
fn agree(cases: u32, seed: u8, subject: impl Fn(&str) -> Outcome) -> Result<(), TestError<Vec<Vec<u8>>>> {
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 2_000, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let piece = prop::collection::vec(any::<u8>(), 0..32);
    for program in AIMED {
        if let Err(difference) = compare(program, &subject(program)) {
            return Err(TestError::Fail(difference.into(), Vec::new()));
        }
    }
    TestRunner::new_with_rng(config, rng).run(&prop::collection::vec(piece, 1..10), |pieces| {
        let text = text_of(&pieces);
        compare(&text, &subject(&text)).map_err(TestCaseError::fail)
    })
}

#[test]
fn production_agrees() {
    if let Err(error) = agree(1_000, 1, production) {
        panic!("{error}");
    }
}

#[test]
fn every_mutant_is_rejected() {
    let survivors: Vec<Fault> = Fault::ALL
        .into_iter()
        .filter(|fault| match agree(2_000, 2, |text| faulty(text, *fault)) {
            Ok(()) => true,
            Err(TestError::Fail(reason, _)) => {
                println!("{fault:?}: {reason}");
                false
            }
            Err(TestError::Abort(reason)) => panic!("{reason}"),
        })
        .collect();
    assert!(survivors.is_empty(), "not rejected: {survivors:?}");
}
