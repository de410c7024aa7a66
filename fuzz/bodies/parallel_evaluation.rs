//! X1: parallel evaluation against sequential evaluation.

use heddle::oracle::parallel::{ahead, compare, program, shown};

/// Runs the program that `data` stands for with one thread, with two, and in the worst order.
///
/// # Panics
/// With the difference, where there is one.
pub fn parallel_evaluation(data: &[u8]) {
    for way in [|text: &str| shown(text, 2), ahead] {
        if let Err(difference) = check(data, way) {
            panic!("{difference}");
        }
    }
}

/// Runs the program that `data` stands for in another way than one form after the other.
///
/// # Errors
/// The difference.
pub fn check(data: &[u8], way: impl FnOnce(&str) -> String) -> Result<(), String> {
    compare(&program(data), way)
}
