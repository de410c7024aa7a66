//! Hashes of terms. A collision costs time, never truth: whoever follows one compares what it finds.

use std::hash::{BuildHasher, Hasher};

use foldhash::fast::FixedState;
use smallvec::SmallVec;

use crate::evaluation::term::{Stored, Term};
use crate::language::metta::constants::mix;

const SYMBOL: u64 = 1;
const INTEGER: u64 = 2;
const FLOAT: u64 = 3;
const BOOL: u64 = 4;
const TEXT: u64 = 5;
const SPACE: u64 = 6;
/// Of any state: what it holds may change.
const STATE: u64 = 7;
const HANDLE: u64 = 8;
const SLOT: u64 = 9;
const EXPRESSION: u64 = 10;

/// The hash of a term that is no expression and no variable; equal numbers have equal ones.
pub(super) fn constant(term: &Term) -> Option<u64> {
    Some(match term {
        Term::Symbol(symbol) => mix(SYMBOL, u64::from(symbol.0)),
        Term::Integer(value) => mix(INTEGER, *value as u64),
        Term::Float(value) => match integral(*value) {
            Some(whole) => mix(INTEGER, whole as u64),
            None => mix(FLOAT, value.to_bits()),
        },
        Term::Bool(value) => mix(BOOL, u64::from(*value)),
        Term::Text(text) => {
            let mut hasher = FixedState::default().build_hasher();
            hasher.write(text.0.as_bytes());
            mix(TEXT, hasher.finish())
        }
        Term::Space(space) => mix(SPACE, space.0),
        Term::State(_) => STATE,
        Term::Handle(handle) => mix(HANDLE, handle.0),
        Term::Slot(slot) => mix(SLOT, u64::from(*slot)),
        Term::Variable(_) | Term::Expression(_) => return None,
    })
}

/// The hash of a term without free variables and slots; [`None`] for others. O(size); any depth.
pub(super) fn ground(term: &Term) -> Option<u64> {
    match term {
        Term::Slot(_) => None,
        Term::Variable(_) | Term::Expression(_) => walk(term.resolve(), false),
        leaf => constant(leaf),
    }
}

/// The hash of a stored atom, names of variables included. O(size); any depth.
pub(super) fn exact(atom: &Stored) -> u64 {
    let hash = match constant(&atom.term) {
        Some(hash) => hash,
        None => walk(atom.term.clone(), true).unwrap_or_default(),
    };
    atom.names.iter().fold(hash, |hash, name| mix(hash, u64::from(name.0)))
}

/// The hash of a pattern; all variables count as one. O(size); any depth.
pub(super) fn pattern(pattern: &Term) -> u64 {
    let mut pending: SmallVec<[Term; 8]> = SmallVec::new();
    pending.push(pattern.clone());
    let mut hash = EXPRESSION;
    while let Some(term) = pending.pop() {
        match term.resolve() {
            Term::Expression(node) => {
                hash = mix(hash, mix(EXPRESSION, node.members().len() as u64));
                pending.extend(node.members().iter().cloned());
            }
            leaf => hash = mix(hash, constant(&leaf).unwrap_or(SLOT)),
        }
    }
    hash
}

fn walk(term: Term, slots: bool) -> Option<u64> {
    let mut pending: SmallVec<[Term; 8]> = SmallVec::new();
    pending.push(term);
    let mut hash = EXPRESSION;
    while let Some(term) = pending.pop() {
        match term.resolve() {
            Term::Expression(node) => {
                hash = mix(hash, mix(EXPRESSION, node.members().len() as u64));
                pending.extend(node.members().iter().rev().cloned());
            }
            Term::Variable(_) => return None,
            Term::Slot(_) if !slots => return None,
            leaf => hash = mix(hash, constant(&leaf)?),
        }
    }
    Some(hash)
}

/// The integer that a float equals, where there is one.
fn integral(value: f64) -> Option<i64> {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    (value.fract() == 0.0 && (-LIMIT..LIMIT).contains(&value)).then_some(value as i64)
}
