//! The reader finds in every text what the naive reader of the specification finds: the same forms at the same places, the
//! same errors; and what it prints is what the specification prints and reads back.

use heddle::language::metta::atom::Atom;
use heddle::oracle::conversion;
use heddle::oracle::reading;
use heddle::oracle::specification::reader::Reading;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

use crate::mutants::reader::READERS;
use crate::vocabulary;

/// Pieces that collide: all that means something to the reader, whole and broken.
const PIECES: [&str; 48] = [
    "(",
    "(",
    "(",
    ")",
    ")",
    ")",
    "\n(",
    "\n!",
    "\n!(",
    "\n",
    "\r\n",
    " ",
    "\t",
    "\u{a0}",
    "\u{3000}",
    "\u{200b}",
    "\u{feff}",
    ";",
    "; c (\n",
    "!",
    "! ",
    "\"",
    "\"",
    "\\",
    "\\\"",
    "\\x41",
    "\\x8",
    "\\u{3bb}",
    "\\u{",
    "}",
    "\\q",
    "$",
    "$x",
    "$y#",
    "#",
    "a",
    "λ",
    "=",
    "1",
    "-",
    "+",
    ".",
    "e",
    "9223372036854775808",
    "True",
    "1.5",
    "1e400",
    "\"s\"",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..24).prop_map(|pieces| pieces.concat()),
        1 => prop::collection::vec(any::<char>(), 0..12).prop_map(|characters| characters.into_iter().collect()),
        1 => prop::collection::vec(vocabulary::atom(), 0..6)
            .prop_map(|atoms| atoms.iter().map(|atom| format!("{atom}\n")).collect()),
    ]
}

/// The body: production and mutants read the same texts.
fn agree(cases: u32, read: fn(&str) -> Option<Reading>) -> Result<(), TestError<String>> {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[3; 32]);
    let mut runner = TestRunner::new_with_rng(config, rng);
    runner.run(&text(), |text| reading::compare(&text, read).map_err(TestCaseError::fail))
}

#[test]
fn production_agrees() {
    if let Err(error) = agree(20_000, conversion::read) {
        panic!("{error}");
    }
}

#[test]
fn every_mutant_is_rejected() {
    for (fault, read) in READERS {
        match agree(20_000, read) {
            Ok(()) => panic!("not rejected: {fault}"),
            Err(TestError::Fail(reason, _)) => println!("{fault}: {reason}"),
            Err(error) => panic!("{error}"),
        }
    }
}

proptest! {
    #![proptest_config(Config { cases: 2_000, failure_persistence: None, ..Config::default() })]

    /// One printer for both, and a term that goes through an atom comes back as it was.
    #[test]
    fn printing_agrees_and_conversion_loses_nothing(term in vocabulary::atom()) {
        let atom = conversion::atom_of(&term);
        prop_assert_eq!(atom.to_string(), term.to_string());
        let back = conversion::term_of(atom.as_ref()).map(|term| term.to_string());
        prop_assert_eq!(back, Some(term.to_string()));
        let text = atom.as_ref().readable().to_string();
        let read = Atom::parse(&text).map(|read| read == atom && read.to_string() == atom.to_string());
        prop_assert_eq!(read.map_err(|error| error.to_string()), Ok(true), "{}", text);
    }
}
