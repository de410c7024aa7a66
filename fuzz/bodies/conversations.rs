//! Q1, D2: a real server on pipes, and a client that says what it should not, or edits where nothing is.

use heddle::oracle::conversation::{Mix, converse};
use heddle::server::Engine;

/// Bodies that are no messages, and parameters of other types.
///
/// # Panics
/// With what does not hold, where something does not.
pub fn message_bodies(data: &[u8]) {
    if let Err(wrong) = check_bodies(data, Engine::new) {
        panic!("{wrong}");
    }
}

/// The same with this server.
///
/// # Errors
/// What does not hold.
pub fn check_bodies(data: &[u8], engine: fn() -> Engine) -> Result<(), String> {
    converse(data, Mix::Malformed, engine).map(drop)
}

/// Edits of texts with ranges that lie anywhere: what is answered at rest is answered to the text that counting characters
/// leaves.
///
/// # Panics
/// With what does not hold, where something does not.
pub fn edit_ranges(data: &[u8]) {
    if let Err(wrong) = check_edits(data, Engine::new) {
        panic!("{wrong}");
    }
}

/// The same with this server.
///
/// # Errors
/// What does not hold.
pub fn check_edits(data: &[u8], engine: fn() -> Engine) -> Result<(), String> {
    converse(data, Mix::Edits, engine).map(drop)
}
