//! From atoms to text that reads back as the same atoms.
//!
//! Members are separated by one space; strings are written as Rust's `{:?}` writes them (control characters as `\u{..}`),
//! floats in the shortest form that reads back, always with `.0` or an exponent (Rust's `{:?}`), booleans as `True` and
//! `False`.
//!
//! What [`read`](super::read) can produce, `Atom::parse` reads back as it was, with one exception: an infinite float is
//! written as the language demands, `inf` or `-inf`, and those words are symbols. [`AtomRef::readable`] writes `1e999` or
//! `-1e999` instead, which read back. Atoms that were computed may hold what no text means (NaN, symbols with blanks);
//! they are written as they are.

use std::fmt::{self, Write};

use super::atom::{Atom, AtomRef};
use super::constants::{Constant, Constants};
use super::word::{Kind, Word};

/// How infinite floats are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Infinity {
    /// `inf`
    Named,
    /// `1e999`
    Readable,
}

/// An atom that prints infinite floats so that they read back, see [`AtomRef::readable`].
#[derive(Clone, Copy)]
pub struct Readable<'a>(AtomRef<'a>);

impl<'a> AtomRef<'a> {
    /// The atom, to be printed with `1e999` for `inf`: what reads back in all cases.
    pub fn readable(self) -> Readable<'a> {
        Readable(self)
    }

    /// Appends what `Display` prints to `out`, without the detour over a formatter.
    pub fn print_into(self, out: &mut String) {
        // Writing to a `String` cannot fail.
        let _ = write_atom(out, self, Infinity::Named);
    }
}

impl fmt::Display for AtomRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_atom(f, *self, Infinity::Named)
    }
}

/// The same text as `Display`.
impl fmt::Debug for AtomRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Readable<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_atom(f, self.0, Infinity::Readable)
    }
}

impl fmt::Display for Atom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.as_ref(), f)
    }
}

/// The same text as `Display`.
impl fmt::Debug for Atom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The constant as a member of an atom.
impl fmt::Display for Constant<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_constant(f, *self, Infinity::Named)
    }
}

/// Iterative: the open expressions stand on a vector of their own.
fn write_atom(out: &mut impl Write, atom: AtomRef<'_>, infinity: Infinity) -> fmt::Result {
    let (term, names) = (atom.term(), atom.names());
    // Where each open expression ends.
    let mut ends: Vec<usize> = Vec::new();
    let mut fresh = true;
    let mut at = 0;
    while let Some(&word) = term.get(at) {
        if !fresh {
            out.write_char(' ')?;
        }
        fresh = false;
        match word.kind() {
            Kind::Expression { .. } => {
                out.write_char('(')?;
                ends.push(at + term.get(at + 1).map_or(2, |length| length.as_length()));
                fresh = true;
                at += 2;
            }
            Kind::Variable(number) => {
                write_variable(out, number, names, atom.constants())?;
                at += 1;
            }
            Kind::Constant(id) | Kind::Number(id) => {
                write_constant(out, atom.constants().constant(id), infinity)?;
                at += 1;
            }
        }
        while ends.last() == Some(&at) {
            out.write_char(')')?;
            ends.pop();
            fresh = false;
        }
    }
    Ok(())
}

fn write_variable(
    out: &mut impl Write,
    number: u32,
    names: &[Word],
    constants: &dyn Constants,
) -> fmt::Result {
    out.write_char('$')?;
    match names.get(number as usize).and_then(|name| name.constant_id()).map(|id| constants.constant(id)) {
        Some(Constant::Symbol(name)) => out.write_str(name),
        // A term without names: the number is as good.
        _ => write!(out, "{number}"),
    }
}

fn write_constant(out: &mut impl Write, constant: Constant<'_>, infinity: Infinity) -> fmt::Result {
    match constant {
        Constant::Symbol(name) => out.write_str(name),
        Constant::Text(text) => write_text(out, text),
        Constant::Integer(value) => write!(out, "{value}"),
        Constant::Float(value) if value.is_infinite() && infinity == Infinity::Readable => {
            out.write_str(if value > 0.0 { "1e999" } else { "-1e999" })
        }
        Constant::Float(value) => write!(out, "{value:?}"),
        Constant::Bool(true) => out.write_str("True"),
        Constant::Bool(false) => out.write_str("False"),
    }
}

fn write_text(out: &mut impl Write, text: &str) -> fmt::Result {
    if !text.contains('\0') {
        return write!(out, "{text:?}");
    }
    // Rust writes `\0`, which is no escape here.
    out.write_char('"')?;
    for (number, part) in text.split('\0').enumerate() {
        if number > 0 {
            out.write_str("\\u{0}")?;
        }
        let quoted = format!("{part:?}");
        out.write_str(quoted.get(1..quoted.len() - 1).unwrap_or_default())?;
    }
    out.write_char('"')
}
