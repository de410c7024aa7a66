//! Lines, columns and edits are in all three encodings what counting from the start of the text says, for places inside and
//! outside the text.

use heddle::oracle::positions::{PRODUCTION, Subject, compare, compare_for_people};
use heddle::text::LineColumn;
use heddle::text::edit::Edit;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

use crate::mutants::positions::POSITIONS;

/// Every kind of line end, every length of a character, marks that take no room on the screen.
const PIECES: [&str; 20] = [
    "a",
    "b",
    " ",
    "\n",
    "\n",
    "\r\n",
    "\r\n",
    "\r",
    "\t",
    "é",
    "e\u{301}",
    "日",
    "→",
    "\u{feff}",
    "😀",
    "𝔸",
    "👩‍🚀",
    "\u{2028}",
    "\u{85}",
    "\0",
];

fn text(pieces: usize) -> impl Strategy<Value = String> {
    prop_oneof![
        6 => prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..pieces).prop_map(|pieces| pieces.concat()),
        1 => prop::collection::vec(any::<char>(), 0..pieces).prop_map(|characters| characters.into_iter().collect()),
    ]
}

fn place() -> impl Strategy<Value = LineColumn> {
    let near = |end: u32| prop_oneof![12 => 0..end, 1 => Just(u32::MAX)];
    (near(5), near(9)).prop_map(|(line, column)| LineColumn::new(line, column))
}

fn edit() -> impl Strategy<Value = Edit> {
    let range = prop::option::weighted(0.9, (place(), place()));
    (range, text(4)).prop_map(|(range, text)| Edit { range, text })
}

/// The body: production and mutants are asked the same.
fn agree(cases: u32, subject: Subject) -> Result<(), TestError<(String, Vec<Edit>)>> {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(config, rng);
    runner.run(&(text(20), prop::collection::vec(edit(), 0..5)), |(text, edits)| {
        compare(&text, &edits, subject).map_err(TestCaseError::fail)
    })
}

#[test]
fn production_agrees() {
    if let Err(error) = agree(4_000, PRODUCTION) {
        panic!("{error}");
    }
}

#[test]
fn every_mutant_is_rejected() {
    for (fault, subject) in POSITIONS {
        match agree(4_000, subject) {
            Ok(()) => panic!("not rejected: {fault}"),
            Err(TestError::Fail(reason, _)) => println!("{fault}: {reason}"),
            Err(error) => panic!("{error}"),
        }
    }
}

proptest! {
    #![proptest_config(Config { cases: 2_000, failure_persistence: None, ..Config::default() })]

    #[test]
    fn people_count_as_specified(text in text(20)) {
        compare_for_people(&text).map_err(TestCaseError::fail)?;
    }
}
