//! X1: parallel evaluation against sequential evaluation.

use heddle::oracle::parallel::{program, shown};

/// Runs the program that `data` stands for with one thread and with two.
///
/// # Panics
/// With the difference, where there is one.
pub fn parallel_evaluation(data: &[u8]) {
    let text = program(data);
    let (alone, together) = (shown(&text, 1), shown(&text, 2));
    assert!(alone == together, "with two threads\n{text}\nshows\n{together}\nand with one\n{alone}");
}
