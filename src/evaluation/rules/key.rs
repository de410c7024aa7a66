//! What is seen of a term without looking into it: the keys of the index over arguments.

use super::pattern::Pattern;
use crate::evaluation::symbols::Symbol;
use crate::evaluation::term::Term;

/// Terms that are equal have one key.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Key {
    Symbol(Symbol),
    /// Numbers by value: 1 and 1.0 are one key.
    Integer(i64),
    Float(u64),
    Bool(bool),
    Text(u64),
    Identity(u8, u64),
    /// Any state: what it holds may change.
    State,
    /// An expression by its head and length.
    Expression(Symbol, usize),
}

/// What a term is for the index.
pub(super) enum Sight {
    /// It only meets what has this key, or cannot be told.
    Key(Key),
    /// It may meet anything.
    Anything,
    /// It meets only what cannot be told by a key.
    Untold,
}

/// How a part of a call is looked up.
pub(super) fn of_term(term: &Term) -> Sight {
    match term.resolve() {
        Term::Variable(_) => Sight::Anything,
        Term::Expression(node) => match node.members().first().map(Term::resolve) {
            Some(Term::Symbol(head)) => Sight::Key(Key::Expression(head, node.members().len())),
            Some(Term::Variable(_)) => Sight::Anything,
            _ => Sight::Untold,
        },
        constant => of_constant(&constant),
    }
}

/// Under which key a part of a left side is found; [`None`] when it is to be tried for everything.
pub(super) fn of_pattern(pattern: &Pattern) -> Option<Key> {
    let source = match pattern {
        Pattern::First(_) | Pattern::Again(_) => return None,
        Pattern::Constant(term) | Pattern::Ground(term) => term,
        Pattern::Expression { source, .. } => source,
        Pattern::Deep(stored) => &stored.term,
    };
    let sight = match source {
        Term::Expression(node) => match node.members().first() {
            Some(Term::Symbol(head)) => Sight::Key(Key::Expression(*head, node.members().len())),
            _ => Sight::Untold,
        },
        constant => of_constant(constant),
    };
    match sight {
        Sight::Key(key) => Some(key),
        Sight::Anything | Sight::Untold => None,
    }
}

fn of_constant(term: &Term) -> Sight {
    Sight::Key(match term {
        Term::Symbol(symbol) => Key::Symbol(*symbol),
        Term::Integer(integer) => Key::Integer(*integer),
        Term::Float(float) => of_float(*float),
        Term::Bool(value) => Key::Bool(*value),
        Term::Text(text) => Key::Text(hash(text.0.as_bytes())),
        Term::Space(space) => Key::Identity(0, space.0),
        Term::State(_) => Key::State,
        Term::Handle(handle) => Key::Identity(1, handle.0),
        Term::Variable(_) | Term::Slot(_) | Term::Expression(_) => return Sight::Anything,
    })
}

fn of_float(float: f64) -> Key {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    if float.fract() == 0.0 && (-LIMIT..LIMIT).contains(&float) {
        Key::Integer(float as i64)
    } else {
        Key::Float(float.to_bits())
    }
}

fn hash(bytes: &[u8]) -> u64 {
    use std::hash::BuildHasher;
    foldhash::fast::FixedState::default().hash_one(bytes)
}
