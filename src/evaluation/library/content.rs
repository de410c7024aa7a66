//! A hash of what a term is.

use crate::evaluation::term::Term;

/// The same for terms that are [`same`](crate::evaluation::term::same), and for those that are equal up to a renaming of
/// variables: all free variables count alike. Any depth; O(size).
pub(super) fn content_hash(term: &Term) -> u64 {
    let mut hash = 0;
    let mut pending = vec![term.clone()];
    while let Some(term) = pending.pop() {
        let (tag, value) = match term.resolve() {
            Term::Symbol(symbol) => (1, u64::from(symbol.0)),
            Term::Integer(value) => number(value as f64),
            Term::Float(value) => number(value),
            Term::Bool(value) => (3, u64::from(value)),
            Term::Text(text) => (4, text.0.bytes().fold(0, |hash, byte| mix(hash, u64::from(byte)))),
            Term::Space(space) => (5, space.0),
            Term::State(_) => (6, 0),
            Term::Handle(handle) => (7, handle.0),
            Term::Variable(_) => (8, 0),
            Term::Slot(slot) => (9, u64::from(slot)),
            Term::Expression(node) => {
                pending.extend(node.members().iter().cloned());
                (10, node.members().len() as u64)
            }
        };
        hash = mix(mix(hash, tag), value);
    }
    hash
}

/// By value, rounded: an integer and the float that equals it have one hash; `-0.0` is `0`.
fn number(value: f64) -> (u64, u64) {
    (2, if value == 0.0 { 0 } else { value.to_bits() })
}

fn mix(hash: u64, value: u64) -> u64 {
    (hash.rotate_left(5) ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}
