//! Patterns, compiled: all that can be known of a pattern without a space.

use crate::environment::draft::DraftBuilder;
use crate::environment::keys::{self, Key, PLACES};
use crate::language::metta::atom::AtomRef;
use crate::language::metta::constants::{Constant, ConstantTable, Constants};
use crate::language::metta::word::{Kind, Word, term_len};

/// A pattern up to the names of its variables: its own words and constants, and hashes of text. Holds nothing of any
/// space, so it is true of every space for ever.
pub(in crate::environment) struct Compiled {
    /// The term of the pattern.
    pub(super) words: Vec<Word>,
    pub(super) table: ConstantTable,
    pub(super) conjuncts: Vec<Conjunct>,
}

/// One pattern of a conjunction.
pub(super) struct Conjunct {
    /// Where it starts in the words.
    pub(super) at: u32,
    pub(super) term: Pattern,
}

/// What is known of a pattern, or of an argument of one.
pub(super) struct Pattern {
    /// Its functor, where it is an expression headed by a constant.
    pub(super) functor: Option<Key>,
    /// Its arguments: where each starts, counted from the start of the pattern, and its hash where it has no variables.
    pub(super) arguments: Vec<(u32, Option<u64>)>,
}

impl Compiled {
    /// Compiles a pattern. `(, p1 p2 ..)` is the conjunction of its arguments, anything else is one pattern. O(size).
    pub(in crate::environment) fn new(pattern: AtomRef<'_>) -> Compiled {
        let mut builder = DraftBuilder::default();
        builder.push(pattern);
        let (mut words, table) = builder.into_parts();
        words.truncate(term_len(&words));
        let mut conjuncts = Vec::new();
        if is_conjunction(&words, &table) {
            let mut at = 3;
            for member in keys::members(&words).skip(1) {
                conjuncts.push(Conjunct { at, term: Pattern::new(member, &table) });
                at += member.len() as u32;
            }
        } else {
            conjuncts.push(Conjunct { at: 0, term: Pattern::new(&words, &table) });
        }
        Compiled { words, table, conjuncts }
    }

    /// True when it was compiled from a pattern that is the same up to the names of variables, to the letter: `1` is not
    /// `1.0` here, since an answer may show it. O(size).
    pub(in crate::environment) fn is_of(&self, pattern: AtomRef<'_>) -> bool {
        let (mine, other) = (&self.words, pattern.term());
        if mine.len() != other.len() {
            return false;
        }
        let mut at = 0;
        while at < mine.len() {
            match (mine[at].kind(), other[at].kind()) {
                (Kind::Constant(x), Kind::Constant(y)) | (Kind::Number(x), Kind::Number(y)) => {
                    if !self.table.constant(x).identical(pattern.constants().constant(y)) {
                        return false;
                    }
                }
                (Kind::Expression { .. }, _) => {
                    if mine[at] != other[at] || mine[at + 1] != other[at + 1] {
                        return false;
                    }
                    at += 1;
                }
                _ => {
                    if mine[at] != other[at] {
                        return false;
                    }
                }
            }
            at += 1;
        }
        true
    }

    /// The size of the pattern in words.
    pub(in crate::environment) fn len(&self) -> usize {
        self.words.len()
    }
}

fn is_conjunction(words: &[Word], table: &ConstantTable) -> bool {
    match (words[0].kind(), words.get(2).map(|head| head.kind())) {
        (Kind::Expression { arity: 1.. }, Some(Kind::Constant(id))) => {
            table.constant(id).identical(Constant::Symbol(","))
        }
        _ => false,
    }
}

impl Pattern {
    fn new(term: &[Word], table: &ConstantTable) -> Pattern {
        let whole = |term: &[Word]| match keys::whole(term, table) {
            (hash, true) => Some(hash),
            (_, false) => None,
        };
        let Kind::Expression { arity } = term[0].kind() else {
            return Pattern { functor: None, arguments: Vec::new() };
        };
        let headed = arity > 0 && term[2].constant_id().is_some();
        let mut arguments = Vec::new();
        let mut at = 2;
        for member in keys::members(term).take(PLACES + 1) {
            arguments.push((at, whole(member)));
            at += member.len() as u32;
        }
        Pattern { functor: headed.then(|| keys::functor_of(term, arity, table)), arguments }
    }
}
