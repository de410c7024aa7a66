//! Atoms: flat terms with the names of their variables and the table that says what their constants are.

use std::sync::Arc;

use super::constants::Constants;
use super::word::{Kind, Word, term_len};

/// A borrowed atom: the words of its term, then one constant word (a symbol) for the name of each variable.
#[derive(Clone, Copy)]
pub struct AtomRef<'a> {
    words: &'a [Word],
    constants: &'a dyn Constants,
}

impl<'a> AtomRef<'a> {
    /// An atom of `words`: a term, followed by the names of its variables in the order of their numbers.
    pub fn new(words: &'a [Word], constants: &'a dyn Constants) -> AtomRef<'a> {
        debug_assert!(!words.is_empty());
        AtomRef { words, constants }
    }

    /// The words of the term alone.
    pub fn term(self) -> &'a [Word] {
        &self.words[..term_len(self.words)]
    }

    /// The names of the variables, by number, as constant words.
    pub fn names(self) -> &'a [Word] {
        &self.words[term_len(self.words)..]
    }

    /// The term and the names.
    pub fn words(self) -> &'a [Word] {
        self.words
    }

    /// The table that the words refer to.
    pub fn constants(self) -> &'a dyn Constants {
        self.constants
    }

    /// Equal up to the names of variables; numbers by value. O(size), no recursion.
    pub fn alpha_eq(self, other: AtomRef<'_>) -> bool {
        same_words(self.term(), self.constants, other.term(), other.constants)
    }

    /// Equal with the same names of variables; numbers by value. O(size), no recursion.
    pub fn same(self, other: AtomRef<'_>) -> bool {
        self.alpha_eq(other) && same_words(self.names(), self.constants, other.names(), other.constants)
    }
}

fn same_words(a: &[Word], a_constants: &dyn Constants, b: &[Word], b_constants: &dyn Constants) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while at < a.len() {
        match (a[at].kind(), b[at].kind()) {
            (Kind::Expression { arity: x }, Kind::Expression { arity: y }) => {
                if x != y || a[at + 1] != b[at + 1] {
                    return false;
                }
                at += 1;
            }
            (Kind::Variable(x), Kind::Variable(y)) if x == y => {}
            (Kind::Constant(x), Kind::Constant(y)) => {
                let (short, other) = (a_constants.short(x), b_constants.short(y));
                if short != other
                    || short.is_none() && !a_constants.constant(x).identical(b_constants.constant(y))
                {
                    return false;
                }
            }
            (Kind::Number(x), Kind::Number(y)) => {
                if !a_constants.constant(x).same(b_constants.constant(y)) {
                    return false;
                }
            }
            _ => return false,
        }
        at += 1;
    }
    true
}

/// An atom that owns its words and shares its table of constants. Dropping one is one deallocation at any depth.
#[derive(Clone)]
pub struct Atom {
    words: Box<[Word]>,
    constants: Arc<dyn Constants + Send + Sync>,
}

impl Atom {
    /// An atom of `words` (see [`AtomRef::new`]) over `constants`.
    pub fn new(words: impl Into<Box<[Word]>>, constants: Arc<dyn Constants + Send + Sync>) -> Atom {
        Atom { words: words.into(), constants }
    }

    /// The atom, borrowed.
    pub fn as_ref(&self) -> AtomRef<'_> {
        AtomRef::new(&self.words, &*self.constants)
    }

    /// The members of an expression, in order, each as an atom of its own; none where two of them share a variable, nor of
    /// anything else. O(size).
    pub fn members_apart(&self) -> Option<Vec<Atom>> {
        let atom = self.as_ref();
        let Kind::Expression { arity } = self.words[0].kind() else { return None };
        let (mut rest, names) = (&atom.term()[2..], atom.names());
        let mut members = Vec::with_capacity(arity as usize);
        // Variables are numbered by their first occurrence: those of a member follow one another.
        let mut seen = 0;
        while !rest.is_empty() {
            let (member, behind) = rest.split_at(term_len(rest));
            rest = behind;
            let (first, mut words, mut length) = (seen, Vec::with_capacity(member.len()), false);
            for &word in member {
                // What follows the word of an expression is no term.
                if std::mem::replace(&mut length, false) {
                    words.push(word);
                    continue;
                }
                match word.kind() {
                    Kind::Variable(number) => {
                        words.push(Word::variable(number.checked_sub(first)?));
                        seen = seen.max(number + 1);
                    }
                    kind => {
                        length = matches!(kind, Kind::Expression { .. });
                        words.push(word);
                    }
                }
            }
            words.extend(names.get(first as usize..seen as usize)?);
            members.push(Atom::new(words, Arc::clone(&self.constants)));
        }
        Some(members)
    }
}

/// Same structure, same names of variables, numbers by value.
impl PartialEq for Atom {
    fn eq(&self, other: &Atom) -> bool {
        self.as_ref().same(other.as_ref())
    }
}

impl Eq for Atom {}
