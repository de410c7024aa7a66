//! Texts in the literals of a concatenation: read as they are meant, and mapped both ways.

use super::source::Source;
use heddle::oracle::embedding::{PRODUCTION, Subject, compare};
use heddle::oracle::specification::embedding::Part;

/// How characters are written, and what they are: all escapes, all lengths, what looks like a placeholder.
const CHARACTERS: [(&str, char); 16] = [
    ("a", 'a'),
    ("n", 'n'),
    ("(", '('),
    ("\n", '\n'),
    ("\r", '\r'),
    ("é", 'é'),
    ("😀", '😀'),
    ("$", '$'),
    ("_", '_'),
    ("\\\\", '\\'),
    ("\\n", '\n'),
    ("\\t", '\t'),
    ("\\r", '\r'),
    ("\\\"", '"'),
    ("\\0", '\0'),
    ("\\955", 'λ'),
];
const HOLES: [&str; 4] = ["n", "*m", "f(\"a\")", "é"];
const JOINTS: [&str; 4] = [" ++ ", "++", "\n ++\n", " /* é */ ++ "];

/// Embeds and reads a text made of `data`.
///
/// # Panics
/// With what is wrong, where something is.
pub fn embedding(data: &[u8]) {
    if let Err(wrong) = check(data, PRODUCTION) {
        panic!("{wrong}");
    }
}

/// The same with `subject`.
///
/// # Errors
/// What differs.
pub fn check(data: &[u8], subject: Subject) -> Result<(), String> {
    let mut source = Source::new(data);
    let joint = source.choose(&JOINTS).copied().unwrap_or(" ++ ");
    let parts: Vec<Part> = (0..source.below(6)).map(|_| part(&mut source)).collect();
    compare(&parts, joint, subject)
}

fn part(source: &mut Source<'_>) -> Part {
    if source.below(4) == 0 {
        return Part::Hole(source.choose(&HOLES).copied().unwrap_or("n").to_owned());
    }
    let length = source.below(10);
    let characters = (0..length).filter_map(|_| source.choose(&CHARACTERS));
    Part::Literal(characters.map(|&(written, meant)| (written.to_owned(), meant)).collect())
}
