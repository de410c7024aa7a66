//! The reader of Rholang: no panic, and all that holds for the tree of every text.

use heddle::oracle::rholang_reading::{self, Reading, production};

/// Reads `data` with the reader that ships.
///
/// # Panics
/// With what is wrong, where something is.
pub fn rholang_parser(data: &[u8]) {
    if let Err(wrong) = check(data, production) {
        panic!("{wrong}");
    }
}

/// Reads `data`, as far as it is text, with `subject`.
///
/// # Errors
/// What does not hold.
pub fn check(data: &[u8], subject: impl Fn(&str) -> Reading) -> Result<(), String> {
    rholang_reading::check(&String::from_utf8_lossy(data), subject)
}
