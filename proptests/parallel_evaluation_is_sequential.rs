//! Parallel evaluation shows what sequential evaluation shows, for any number of threads (X1).

use heddle::oracle::parallel::{observed, program, shown};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

#[test]
fn any_number_of_threads_shows_the_same() {
    let config = Config { cases: 400, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[11; 32]));
    let outcome = runner.run(&prop::collection::vec(any::<u8>(), 0..80), |data| {
        let text = program(&data);
        let alone = shown(&text, 1);
        for threads in [2, 4] {
            prop_assert_eq!(&shown(&text, threads), &alone, "{}", &text);
        }
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
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
