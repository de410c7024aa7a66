//! Where the atoms of a bucket are that are like something at one place.

use foldhash::fast::FixedState;
use hashbrown::HashMap;
use smallvec::SmallVec;

use super::hash;
use crate::evaluation::term::Term;
use crate::language::metta::constants::mix;

/// A property of an argument.
///
/// | key | arguments |
/// | --- | --- |
/// | whole(t) | those without variables that equal t |
/// | closed(f, n) | expressions of n members headed by f (by no symbol), without variables |
/// | open(f, n) | the same, with variables |
/// | anything | variables, and expressions headed by one |
pub(super) type Key = u64;

const WHOLE: u64 = 21;
const CLOSED: u64 = 22;
const OPEN: u64 = 23;
const ANYTHING: Key = 24;

/// The places of atoms in a bucket, by [`Key`].
#[derive(Default)]
pub(super) struct Index {
    postings: HashMap<Key, Postings, FixedState>,
}

/// Places, ascending; some of them are empty by now.
#[derive(Default)]
pub(super) struct Postings {
    places: SmallVec<[u32; 4]>,
    /// So many at the start are known to be empty.
    empty: u32,
    live: u32,
}

impl Index {
    /// Notes that the atom at `place`, which is behind all others, has `keys`.
    pub(super) fn push(&mut self, keys: impl IntoIterator<Item = Key>, place: u32) {
        for key in keys {
            let postings = self.postings.entry(key).or_default();
            if postings.places.last() != Some(&place) {
                postings.places.push(place);
                postings.live += 1;
            }
        }
    }

    /// Notes that `place` is empty; `is_live` says which ones are not. Amortised O(1).
    pub(super) fn remove(
        &mut self,
        keys: impl IntoIterator<Item = Key>,
        place: u32,
        is_live: impl Fn(u32) -> bool,
    ) {
        let mut before = None;
        for key in keys {
            if before.replace(key) == Some(key) {
                continue;
            }
            let Some(postings) = self.postings.get_mut(&key) else { continue };
            postings.live -= 1;
            if postings.live == 0 {
                self.postings.remove(&key);
            } else if postings.places.len() as u32 - postings.empty > 2 * postings.live + 16 {
                postings.places.retain(|place| is_live(*place));
                postings.empty = 0;
            } else {
                while postings.places.get(postings.empty as usize).is_some_and(|&first| !is_live(first)) {
                    postings.empty += 1;
                }
            }
            debug_assert!(!is_live(place));
        }
    }

    /// Notes that the atom at `place` is back. O(atoms with the same keys).
    pub(super) fn restore(&mut self, keys: impl IntoIterator<Item = Key>, place: u32) {
        let mut before = None;
        for key in keys {
            if before.replace(key) == Some(key) {
                continue;
            }
            let postings = self.postings.entry(key).or_default();
            if let Err(at) = postings.places.binary_search(&place) {
                postings.places.insert(at, place);
            }
            postings.empty = 0;
            postings.live += 1;
        }
    }

    /// The places under `key`, and how many of them are not empty.
    pub(super) fn get(&self, key: Key) -> (&[u32], usize) {
        match self.postings.get(&key) {
            Some(postings) => (&postings.places[postings.empty as usize..], postings.live as usize),
            None => (&[], 0),
        }
    }
}

/// The keys of an argument of a stored atom.
pub(super) fn keys_of(argument: &Term) -> SmallVec<[Key; 2]> {
    let mut keys = SmallVec::new();
    match argument {
        Term::Slot(_) => keys.push(ANYTHING),
        Term::Expression(node) if node.is_ground() => {
            keys.push(mix(WHOLE, hash::ground(argument).unwrap_or_default()));
            keys.push(mix(CLOSED, functor(node.members()).unwrap_or_default()));
        }
        Term::Expression(node) => {
            keys.push(functor(node.members()).map_or(ANYTHING, |functor| mix(OPEN, functor)));
        }
        leaf => keys.push(mix(WHOLE, hash::constant(leaf).unwrap_or_default())),
    }
    keys
}

/// The keys under which every argument is found that may unify with `argument`, which is resolved at its top; [`None`]
/// where any may.
pub(super) fn keys_for(argument: &Term) -> Option<SmallVec<[Key; 3]>> {
    let mut keys = SmallVec::new();
    match argument {
        Term::Variable(_) | Term::Slot(_) => return None,
        Term::Expression(node) => {
            let functor = functor(node.members())?;
            match hash::ground(argument) {
                Some(hash) => keys.push(mix(WHOLE, hash)),
                None => keys.push(mix(CLOSED, functor)),
            }
            keys.push(mix(OPEN, functor));
        }
        leaf => keys.push(mix(WHOLE, hash::constant(leaf)?)),
    }
    keys.push(ANYTHING);
    Some(keys)
}

/// What is known of an expression by its head and length; [`None`] where the head is a variable or a slot.
fn functor(members: &[Term]) -> Option<u64> {
    let head = match members.first().map(Term::resolve) {
        Some(Term::Variable(_) | Term::Slot(_)) => return None,
        Some(Term::Symbol(symbol)) => u64::from(symbol.0) + 1,
        _ => 0,
    };
    Some(mix(head, members.len() as u64))
}
