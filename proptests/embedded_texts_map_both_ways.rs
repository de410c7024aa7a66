//! A text in the literals of a concatenation is read as it is meant, and every place of it and of its host maps to where it
//! belongs, through escapes, several lines and holes.

use heddle::oracle::embedding::{PRODUCTION, Subject, compare};
use heddle::oracle::specification::embedding::Part;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

use crate::mutants::embedding::EMBEDDINGS;

/// How characters are written, and what they are: all escapes, all lengths, what looks like a placeholder.
const CHARACTERS: [(&str, char); 18] = [
    ("a", 'a'),
    ("n", 'n'),
    (" ", ' '),
    ("(", '('),
    ("\n", '\n'),
    ("\r", '\r'),
    ("é", 'é'),
    ("😀", '😀'),
    ("$", '$'),
    ("$", '$'),
    ("_", '_'),
    ("\\\\", '\\'),
    ("\\\\", '\\'),
    ("\\n", '\n'),
    ("\\t", '\t'),
    ("\\\"", '"'),
    ("\\0", '\0'),
    ("\\955", 'λ'),
];

fn part() -> impl Strategy<Value = Part> {
    let character =
        prop::sample::select(CHARACTERS.to_vec()).prop_map(|(written, meant)| (written.to_owned(), meant));
    prop_oneof![
        3 => prop::collection::vec(character, 0..10).prop_map(Part::Literal),
        1 => prop::sample::select(vec!["n", "*m", "f(\"a\")", "é"]).prop_map(|hole| Part::Hole(hole.to_owned())),
    ]
}

/// The body: production and mutants read the same hosts.
fn agree(cases: u32, subject: Subject) -> Result<(), TestError<(Vec<Part>, &'static str)>> {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[11; 32]);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let joint = prop::sample::select(vec![" ++ ", "++", "\n  ++\n", " /* é */ ++ "]);
    runner.run(&(prop::collection::vec(part(), 0..6), joint), |(parts, joint)| {
        compare(&parts, joint, subject).map_err(TestCaseError::fail)
    })
}

#[test]
fn production_agrees() {
    if let Err(error) = agree(10_000, PRODUCTION) {
        panic!("{error}");
    }
}

#[test]
fn every_mutant_is_rejected() {
    for (fault, subject) in EMBEDDINGS {
        match agree(10_000, subject) {
            Ok(()) => panic!("not rejected: {fault}"),
            Err(TestError::Fail(reason, _)) => println!("{fault}: {reason}"),
            Err(error) => panic!("{error}"),
        }
    }
}
