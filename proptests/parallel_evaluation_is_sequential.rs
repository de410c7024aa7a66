//! Parallel evaluation shows what sequential evaluation shows, for any number of threads and in the worst order (X1).

use heddle::oracle::ahead::Fault;
use heddle::oracle::parallel::{ahead, alternatives, compare, faulty, observed, program, shown};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

/// Programs for what random ones seldom meet.
const AIMED: [&str; 4] = [
    // A type that came in, and one that went.
    "!(import! &self random)\n!(add-atom &self (: c T))\n!(get-type c)\n!(remove-atom &self (: c T))\n!(get-type c)",
    // What takes less comes behind what takes more.
    "(= (long) (+ 1 (+ 1 (+ 1 1))))\n!(add-atom &self (= (f) (long)))\n!(f)\n!(add-atom &self x)\n!(match &self $x $x)",
    // A state that two forms of one batch change, and the batch before has changed too.
    "!(bind! &s (new-state 0))\n!(change-state! &s 1)\n!(bind! &t (new-state 0))\n!(get-state &s)",
    // The word of a form is known to the next one.
    "!(bind! &a (new-state 0))\n!(get-state &a)",
];

/// The body: what ships and mutants pass through it with the same programs.
fn agree(cases: u32, seed: u8, way: impl Fn(&str) -> String) -> Result<(), TestError<Vec<u8>>> {
    for text in AIMED {
        if let Err(difference) = compare(text, &way) {
            return Err(TestError::Fail(difference.into(), Vec::new()));
        }
    }
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]));
    runner.run(&prop::collection::vec(any::<u8>(), 0..80), |data| {
        compare(&program(&data), &way).map_err(TestCaseError::fail)
    })
}

/// The same with programs many of whose forms are alternatives that stand in the text.
fn agree_on_members(cases: u32, seed: u8, way: impl Fn(&str) -> String) -> Result<(), TestError<Vec<u8>>> {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]));
    runner.run(&prop::collection::vec(any::<u8>(), 0..160), |data| {
        compare(&alternatives(&data), &way).map_err(TestCaseError::fail)
    })
}

#[test]
fn members_that_are_evaluated_beside_each_other_show_the_same() {
    for threads in [2, 4] {
        if let Err(error) = agree_on_members(400, 13, |text| shown(text, threads)) {
            panic!("{threads} threads: {error}");
        }
    }
    if let Err(error) = agree_on_members(2_000, 14, ahead) {
        panic!("all before their turn: {error}");
    }
}

#[test]
fn members_that_are_merged_unseen_are_noticed() {
    for fault in Fault::MEMBERS {
        let found = agree_on_members(2_000, 14, |text| faulty(text, fault));
        assert!(matches!(found, Err(TestError::Fail(..))), "{fault:?}: {found:?}");
    }
}

#[test]
fn any_number_of_threads_shows_the_same() {
    for threads in [2, 4] {
        if let Err(error) = agree(400, 11, |text| shown(text, threads)) {
            panic!("{threads} threads: {error}");
        }
    }
}

#[test]
fn what_is_evaluated_too_early_is_noticed() {
    if let Err(error) = agree(2_000, 12, ahead) {
        panic!("{error}");
    }
}

#[test]
fn every_mutant_is_rejected() {
    let survives = |fault: &Fault| match agree(2_000, 12, |text| faulty(text, *fault)) {
        Ok(()) => true,
        Err(TestError::Fail(reason, _)) => {
            println!("{fault:?}: {reason}");
            false
        }
        Err(TestError::Abort(reason)) => panic!("{reason}"),
    };
    let survivors: Vec<Fault> = Fault::ALL.into_iter().filter(survives).collect();
    assert!(survivors.is_empty(), "not rejected: {survivors:?}");
}

/// Forms that each count one further.
fn counting(forms: usize) -> String {
    let mut text = String::from("!(bind! &count (new-state 0))\n");
    text += &"!(change-state! &count (+ 1 (get-state &count)))\n".repeat(forms);
    text + "!(get-state &count)\n"
}

#[test]
fn each_form_sees_what_the_one_before_has_written() {
    let text = counting(200);
    let alone = shown(&text, 1);
    assert!(alone.contains("[200]"), "{alone}");
    for threads in [2, 3, 8] {
        assert_eq!(shown(&text, threads), alone);
    }
}

#[test]
fn forms_that_have_nothing_to_do_with_each_other_are_right_at_first_try() {
    let mut text = String::from("(= (fib $n) (if (< $n 2) $n (+ (fib (- $n 1)) (fib (- $n 2)))))\n");
    text += &"!(fib 12)\n!(add-atom &self (done))\n".repeat(32);
    let (together, figures) = observed(&text, 2);
    assert_eq!(together, shown(&text, 1));
    let figures = figures.expect("two threads").get().forms;
    assert_eq!((figures.again, figures.barriers, figures.abandoned), (0, 0, 0), "{figures:?}");
    assert_eq!(figures.first_try + figures.at_turn, 64, "{figures:?}");
}
