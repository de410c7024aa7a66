//! Whatever stands in a text: its Rholang tokens are the text, its tree keeps the layouts that it promises, and the work is
//! linear.

use heddle::oracle::rholang_reading::{Reading, check, production};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

use crate::mutants::rholang::PARSERS;

/// Words, and halves of words, that texts are made of.
const PIECES: [&str; 96] = [
    "x",
    "y",
    "_",
    "'z",
    "f",
    "Nil",
    "true",
    "1",
    "-1",
    "2i8",
    "1.5",
    "\"a\"",
    "\"\\q\"",
    "\"",
    "`u`",
    "`",
    " ",
    " ",
    " ",
    "\n",
    "\u{a0}",
    "// c\n",
    "/* c */",
    "/*",
    "new ",
    "new x in ",
    " in ",
    "in",
    "if (",
    "if ",
    " else ",
    "let ",
    "let x = ",
    "match ",
    " => ",
    "select {",
    "contract ",
    "contract f(",
    ") = {",
    "for (",
    "for (@x <- y) {",
    "for",
    " or ",
    " and ",
    " matches ",
    "not ",
    "bundle",
    "bundle+{",
    "bundle0 {",
    " where ",
    "Set(",
    "Set",
    "Int",
    "|",
    " | ",
    "!",
    "!!",
    "!?",
    "?!",
    "!(",
    "x!(",
    "!m(",
    "<-",
    "<<-",
    "<=",
    "=>",
    "=",
    "==",
    "*",
    "&",
    ";",
    ",",
    ".",
    "...",
    ":",
    "@",
    "@",
    "~",
    "/\\",
    "\\/",
    "+",
    "--",
    "-",
    "%%",
    "{",
    "{|",
    "|}",
    "}",
    "[",
    "]",
    "(",
    ")",
    "agent x {",
    "constructor(",
    "private method m(",
    "λ",
];

/// The body: production and mutants read the same texts.
fn hold(cases: u32, subject: fn(&str) -> Reading) -> Result<(), TestError<Vec<&'static str>>> {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[17; 32]);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let pieces = prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..24);
    runner.run(&pieces, |pieces| check(&pieces.concat(), subject).map_err(TestCaseError::fail))
}

#[test]
fn production_holds() {
    if let Err(error) = hold(20_000, production) {
        panic!("{error}");
    }
}

#[test]
fn every_mutant_is_rejected() {
    for (fault, subject) in PARSERS.into_iter().filter(|(fault, _)| !fault.contains("mark")) {
        match hold(20_000, subject) {
            Ok(()) => panic!("not rejected: {fault}"),
            Err(TestError::Fail(reason, _)) => println!("{fault}: {reason}"),
            Err(error) => panic!("{error}"),
        }
    }
}
