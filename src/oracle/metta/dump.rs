//! What a loader prints: one atom a line.

use crate::oracle::specification::reader::{self, ReadError, ReadErrorKind};
use crate::oracle::specification::term::Term;

/// So many lines that are no atoms are told.
const MOST_GARBAGE: usize = 5;

/// So much of a line is quoted, in characters.
const LONGEST_QUOTE: usize = 200;

/// Stands for `#` in the names of variables: our syntax has none there, other systems number theirs with it.
const NUMBER_SIGN: char = '\u{e000}';

/// A line that is an atom.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its number, from 1.
    pub number: usize,
    /// The atom.
    pub term: Term,
}

impl Line {
    /// The atom as text.
    #[must_use]
    pub fn text(&self) -> String {
        self.term.to_string().replace(NUMBER_SIGN, "#")
    }
}

/// A line that is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Garbage {
    /// Its number, from 1.
    pub number: usize,
    /// What it says, cut off where it is long.
    pub text: String,
    /// What is wrong with it.
    pub problem: &'static str,
}

/// Why there are no atoms of a dump.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The first lines that are not exactly one atom each.
    Garbage(Vec<Garbage>),
    /// There are more atoms than may be.
    TooMany,
}

/// The atoms of a dump, of which there may be `most`. O(length).
///
/// # Errors
/// If a line is not exactly one atom, or if there are more; what stands behind is not looked at.
pub(super) fn read(output: &[u8], most: usize) -> Result<Vec<Line>, Refusal> {
    let mut lines = Vec::new();
    let mut garbage = Vec::new();
    let whole = output.strip_suffix(b"\n").unwrap_or(output);
    for (at, bytes) in whole.split(|&byte| byte == b'\n').enumerate() {
        let number = at + 1;
        let text = String::from_utf8_lossy(bytes);
        let text = text.trim();
        if text.is_empty() || text.starts_with(';') {
            continue;
        }
        let read = if std::str::from_utf8(bytes).is_ok() { atom(text) } else { Err("it is not UTF-8") };
        match read {
            Ok(_) if lines.len() == most => return Err(Refusal::TooMany),
            Ok(term) => lines.push(Line { number, term }),
            Err(problem) => {
                let text = text.chars().take(LONGEST_QUOTE).collect();
                garbage.push(Garbage { number, text, problem });
                if garbage.len() == MOST_GARBAGE {
                    break;
                }
            }
        }
    }
    if garbage.is_empty() { Ok(lines) } else { Err(Refusal::Garbage(garbage)) }
}

fn atom(text: &str) -> Result<Term, &'static str> {
    if let Some(term) = reader::read_atom(text) {
        return Ok(term);
    }
    let errors = reader::read(text).errors;
    let reserved = |error: &&ReadError| error.kind == ReadErrorKind::ReservedInVariable;
    let signs: Vec<usize> = errors.iter().filter(reserved).map(|error| error.offset).collect();
    if !signs.is_empty()
        && signs.len() == errors.len()
        && let Some(term) = reader::read_atom(&with_letters(text, &signs))
    {
        return Ok(term);
    }
    Err(errors.first().map_or("it is more than one atom", |error| match error.kind {
        ReadErrorKind::UnexpectedRightBracket => "it has a `)` that closes nothing",
        ReadErrorKind::UnclosedExpression => "it has a `(` that nothing closes",
        ReadErrorKind::UnclosedString => "it has a string without its second quote",
        ReadErrorKind::InvalidEscape => "it has a backslash that starts no escape",
        ReadErrorKind::IntegerOutOfRange => "it has an integer of more than 64 bits",
        ReadErrorKind::ReservedInVariable => "it has a `#` in a variable",
    }))
}

/// The text with letters for the signs in its variables, of each of which `signs` has the first, in order. O(length).
fn with_letters(text: &str, signs: &[usize]) -> String {
    let mut signs = signs.iter().peekable();
    let mut inside = false;
    let letter = |(at, letter): (usize, char)| {
        if signs.next_if_eq(&&at).is_some() {
            inside = true;
        } else if letter.is_whitespace() || matches!(letter, '(' | ')' | ';') {
            inside = false;
        }
        if inside && letter == '#' { NUMBER_SIGN } else { letter }
    };
    text.char_indices().map(letter).collect()
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    const MOST: usize = 1_000_000;

    fn garbage(output: &[u8]) -> Vec<Garbage> {
        match read(output, MOST) {
            Err(Refusal::Garbage(garbage)) => garbage,
            other => panic!("{other:?}"),
        }
    }

    fn texts(output: &str) -> Vec<String> {
        read(output.as_bytes(), MOST).unwrap().iter().map(Line::text).collect()
    }

    #[test]
    fn a_line_is_an_atom_unless_it_is_empty_or_a_comment() {
        assert_eq!(texts("; atoms: 2\n(a 1)\n\n  b  \r\n"), ["(a 1)", "b"]);
        assert_eq!(texts(""), [""; 0]);
    }

    #[test]
    fn numbered_variables_are_variables() {
        assert_eq!(texts("(f $x#1 $x#2 $x#1)"), ["(f $x#1 $x#2 $x#1)"]);
        assert_eq!(texts("$x#1#2"), ["$x#1#2"]);
        assert_eq!(texts("(f $x#1#2 a#b \"$y#1\" $z #)"), ["(f $x#1#2 a#b \"$y#1\" $z #)"]);
        let same = |a: &str, b: &str| {
            let (a, b) = (read(a.as_bytes(), MOST).unwrap(), read(b.as_bytes(), MOST).unwrap());
            a[0].term.alpha_eq(&b[0].term)
        };
        assert!(same("(f $x#1 $x#2)", "(f $a $b)"));
        assert!(!same("(f $x#1 $x#2)", "(f $a $a)"));
    }

    /// Once for each sign would be an hour, or the end of the stack.
    #[test]
    fn a_variable_with_very_many_signs_is_read_in_one_pass() {
        let variable = format!("$x{}", "#".repeat(1_000_000));
        assert_eq!(texts(&variable), [variable]);
    }

    #[test]
    fn more_atoms_than_may_be_are_not_read() {
        assert_eq!(read(b"a\na\n; a\n\n", 2).map(|lines| lines.len()), Ok(2));
        assert_eq!(read(b"a\na\na\n", 2).map(|lines| lines.len()), Err(Refusal::TooMany));
    }

    #[test]
    fn what_is_no_atom_is_told_with_its_line() {
        let garbage = garbage(b"(a)\n(b\nc d\n\xff\n)\n\"open\n");
        let told: Vec<(usize, &str)> = garbage.iter().map(|line| (line.number, line.problem)).collect();
        assert_eq!(
            told,
            [
                (2, "it has a `(` that nothing closes"),
                (3, "it is more than one atom"),
                (4, "it is not UTF-8"),
                (5, "it has a `)` that closes nothing"),
                (6, "it has a string without its second quote"),
            ]
        );
    }

    #[test]
    fn a_flood_of_garbage_is_cut_off() {
        let flood = format!("{}\n", ")".repeat(100_000)).repeat(20);
        let garbage = garbage(flood.as_bytes());
        assert_eq!(garbage.len(), MOST_GARBAGE);
        assert!(garbage.iter().all(|line| line.text.chars().count() == LONGEST_QUOTE));
    }
}
