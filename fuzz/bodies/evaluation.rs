//! Evaluation: within its budgets on any text, and as its specification says on programs that mean something.

use heddle::oracle::evaluation::{Outcome, compare, production};
use heddle::oracle::programs::program;

/// Bytes of a form.
const PIECE: usize = 32;
/// More forms than this add nothing but time.
const FORMS: usize = 10;

/// The program that `data` stands for, and what comes of it.
///
/// # Panics
/// With the difference to the specification, where there is one.
pub fn evaluation(data: &[u8]) {
    if let Err(difference) = check(data, production) {
        panic!("{difference}");
    }
}

/// Runs the program that `data` stands for with `subject`.
///
/// # Errors
/// The difference to the specification.
pub fn check(data: &[u8], subject: impl Fn(&str) -> Outcome) -> Result<(), String> {
    let text = program(data.chunks(PIECE).take(FORMS));
    compare(&text, &subject(&text))
}

/// Any text, as a program: it ends within its budgets, whatever it is.
pub fn evaluation_text(data: &[u8]) {
    if let Ok(text) = std::str::from_utf8(data) {
        production(text);
    }
}
