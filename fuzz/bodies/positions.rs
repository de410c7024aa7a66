//! Lines, columns and edits: no panic, and the same as counting from the start.

use super::source::Source;
use heddle::oracle::positions::{PRODUCTION, Subject, compare, compare_for_people};
use heddle::text::LineColumn;
use heddle::text::edit::Edit;

/// What the texts consist of: every kind of line end, every length of a character, marks that take no room on the screen.
const PIECES: [&str; 16] = [
    "a",
    "b",
    " ",
    "\n",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "é",
    "e\u{301}",
    "→",
    "\u{feff}",
    "😀",
    "👩‍🚀",
    "\u{2028}",
    "\0",
];

/// Asks for places in a text made of `data`, and edits it.
///
/// # Panics
/// With what is wrong, where something is.
pub fn positions(data: &[u8]) {
    let (text, _) = case(data);
    if let Err(wrong) = check(data, PRODUCTION).and_then(|()| compare_for_people(&text)) {
        panic!("{wrong}");
    }
}

/// The same with `subject`.
///
/// # Errors
/// What differs.
pub fn check(data: &[u8], subject: Subject) -> Result<(), String> {
    let (text, edits) = case(data);
    compare(&text, &edits, subject)
}

/// The text and the edits that `data` stands for; most places lie inside the text or near it.
fn case(data: &[u8]) -> (String, Vec<Edit>) {
    let mut source = Source::new(data);
    let edits = (0..source.below(4)).map(|_| edit(&mut source)).collect();
    (text(&mut source, 24), edits)
}

fn edit(source: &mut Source<'_>) -> Edit {
    let range = (source.below(8) > 0).then(|| (place(source), place(source)));
    Edit { range, text: text(source, 3) }
}

fn place(source: &mut Source<'_>) -> LineColumn {
    LineColumn::new(source.below(5) as u32, source.below(9) as u32)
}

fn text(source: &mut Source<'_>, pieces: usize) -> String {
    (0..source.below(pieces + 1)).map(|_| source.choose(&PIECES).copied().unwrap_or_default()).collect()
}
