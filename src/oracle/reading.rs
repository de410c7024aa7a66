//! A reader beside the naive reader.

use std::fmt::Write;

use super::specification::reader::{self, Reading};

/// Reads `text` with both and compares: the same forms at the same places, printed alike, with the same marks, and the
/// same errors at the same places. `subject` answers `None` where it breaks its own rules.
///
/// # Errors
/// What differs, in words.
pub fn compare(text: &str, subject: impl Fn(&str) -> Option<Reading>) -> Result<(), String> {
    let expected = shown(&reader::read(text));
    match subject(text).as_ref().map(shown) {
        Some(found) if found == expected => Ok(()),
        Some(found) => Err(format!("{text:?}\nexpected\n{expected}found\n{found}")),
        None => Err(format!("{text:?}\nexpected\n{expected}found nothing that could be compared")),
    }
}

fn shown(reading: &Reading) -> String {
    let mut text = String::new();
    for form in &reading.forms {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  {}: {}{}", form.start, if form.marked { "!" } else { "" }, form.term);
    }
    for error in &reading.errors {
        let _ = writeln!(text, "  {}: {:?}", error.offset, error.kind);
    }
    text
}
