//! Atoms of one kind, in the order in which they were added.

use std::cell::OnceCell;
use std::rc::Rc;

use smallvec::SmallVec;

use super::freeze::{Equal, same_stored};
use super::hash;
use super::index::{Index, Key, keys_for, keys_of};
use crate::evaluation::term::{Stored, Term};

/// The atoms of a space with the same head and length (or another kind that [`Class`](super::space::Class) tells apart).
///
/// Ascending by sequence number. A removed atom leaves an empty place; when these outnumber the others, all are dropped at
/// once. Indexes are made when they are first asked for.
#[derive(Default)]
pub(super) struct Bucket {
    sequence: Vec<u64>,
    atoms: Vec<Option<Rc<Stored>>>,
    live: usize,
    /// By the whole atom, names of variables included.
    exact: OnceCell<Index>,
    /// By each of the first [`ARGUMENTS`] members behind the head.
    arguments: [OnceCell<Index>; ARGUMENTS],
}

/// So many members behind the head have an index.
const ARGUMENTS: usize = 8;

/// Up to so many places are searched one by one.
const FEW: usize = if cfg!(test) { 2 } else { 8 };

/// Some places of a bucket, ascending: those of all lists, or all below a number.
#[derive(Clone)]
pub(super) enum Places<'a> {
    /// From the first to below the second.
    Range(u32, u32),
    /// Those of the lists, each once.
    Lists(SmallVec<[&'a [u32]; 3]>),
}

impl Bucket {
    /// How many atoms there are.
    pub(super) fn live(&self) -> usize {
        self.live
    }

    /// Adds `atom`, whose number is larger than all before. Amortised O(indexes).
    pub(super) fn push(&mut self, sequence: u64, atom: Rc<Stored>) {
        let place = self.atoms.len() as u32;
        for (index, keys) in built(&mut self.exact, &mut self.arguments, &atom) {
            index.push(keys, place);
        }
        self.sequence.push(sequence);
        self.atoms.push(Some(atom));
        self.live += 1;
    }

    /// The number of the oldest copy of `atom`, names of variables included. O(1) expected, for atoms without states.
    pub(super) fn find(&self, atom: &Stored, equal: Equal) -> Option<u64> {
        let is = |place: u32| {
            self.atoms[place as usize].as_ref().is_some_and(|other| same_stored(other, atom, equal))
        };
        let place = if self.atoms.len() <= FEW {
            (0..self.atoms.len() as u32).find(|&place| is(place))
        } else {
            let index =
                self.exact.get_or_init(|| self.indexed(|atom| SmallVec::from_elem(hash::exact(atom), 1)));
            index.get(hash::exact(atom)).0.iter().copied().find(|&place| is(place))
        };
        place.map(|place| self.sequence[place as usize])
    }

    /// Takes the atom of this number away. Amortised O(log atoms + indexes).
    pub(super) fn remove(&mut self, sequence: u64) -> Option<Rc<Stored>> {
        let place = self.sequence.binary_search(&sequence).ok()?;
        let atom = self.atoms[place].take()?;
        self.live -= 1;
        if self.atoms.len() > 2 * self.live + 2 * FEW {
            self.compact();
        } else {
            let atoms = &self.atoms;
            for (index, keys) in built(&mut self.exact, &mut self.arguments, &atom) {
                index.remove(keys, place as u32, |place| atoms[place as usize].is_some());
            }
        }
        Some(atom)
    }

    /// Puts atoms back that were taken away; their numbers ascend. O(log atoms) each as long as their places are still there,
    /// else O(atoms) for all of them.
    pub(super) fn restore(&mut self, returned: Vec<(u64, Rc<Stored>)>) {
        let mut homeless = Vec::new();
        self.live += returned.len();
        for (sequence, atom) in returned {
            match self.sequence.binary_search(&sequence) {
                Ok(place) => {
                    for (index, keys) in built(&mut self.exact, &mut self.arguments, &atom) {
                        index.restore(keys, place as u32);
                    }
                    self.atoms[place] = Some(atom);
                }
                Err(_) => homeless.push((sequence, atom)),
            }
        }
        if !homeless.is_empty() {
            let there = self.sequence.drain(..).zip(self.atoms.drain(..));
            let there = there.filter_map(|(sequence, atom)| Some((sequence, atom?)));
            let mut all: Vec<(u64, Rc<Stored>)> = there.chain(homeless).collect();
            // Two runs that ascend: this merges them.
            all.sort_by_key(|entry| entry.0);
            for (sequence, atom) in all {
                self.sequence.push(sequence);
                self.atoms.push(Some(atom));
            }
            self.forget_indexes();
        }
    }

    /// The atom at `place` and its number, where there is one.
    #[inline]
    pub(super) fn get(&self, place: u32) -> Option<(u64, &Rc<Stored>)> {
        Some((self.sequence[place as usize], self.atoms[place as usize].as_ref()?))
    }

    /// All atoms with their numbers.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u64, &Rc<Stored>)> {
        self.sequence.iter().zip(&self.atoms).filter_map(|(&sequence, atom)| Some((sequence, atom.as_ref()?)))
    }

    /// Every place.
    pub(super) fn all(&self) -> Places<'_> {
        Places::Range(0, self.atoms.len() as u32)
    }

    /// The places of atoms that are `constant`, where all atoms are constants.
    pub(super) fn equal_to(&self, constant: &Term) -> (Places<'_>, usize) {
        if self.live <= FEW {
            return (self.all(), self.live);
        }
        let index = self.exact.get_or_init(|| self.indexed(|atom| SmallVec::from_elem(hash::exact(atom), 1)));
        let (places, count) = index.get(hash::constant(constant).unwrap_or_default());
        (Places::Lists(SmallVec::from_elem(places, 1)), count)
    }

    /// Places among which are all atoms that may unify with an expression of these members, and how many atoms these are:
    /// by the most selective argument. Which one that is depends on the atoms alone, not on what was asked before.
    pub(super) fn like(&self, members: &[Term]) -> (Places<'_>, usize) {
        let mut best = (self.all(), self.live);
        for (at, member) in members.iter().enumerate().skip(1).take(ARGUMENTS) {
            if best.1 <= FEW {
                break;
            }
            let Some(keys) = keys_for(&member.resolve()) else { continue };
            let index = self.arguments[at - 1].get_or_init(|| self.indexed(|atom| argument_keys(atom, at)));
            let lists: SmallVec<[(&[u32], usize); 3]> = keys.iter().map(|&key| index.get(key)).collect();
            let count = lists.iter().map(|list| list.1).sum();
            if count < best.1 {
                let lists = lists.into_iter().map(|list| list.0).filter(|list| !list.is_empty()).collect();
                best = (Places::Lists(lists), count);
            }
        }
        best
    }

    fn indexed(&self, keys: impl Fn(&Stored) -> SmallVec<[Key; 2]>) -> Index {
        let mut index = Index::default();
        for (place, atom) in self.atoms.iter().enumerate() {
            if let Some(atom) = atom {
                index.push(keys(atom), place as u32);
            }
        }
        index
    }

    fn compact(&mut self) {
        let mut kept = 0;
        for place in 0..self.atoms.len() {
            if self.atoms[place].is_some() {
                self.atoms.swap(kept, place);
                self.sequence.swap(kept, place);
                kept += 1;
            }
        }
        self.atoms.truncate(kept);
        self.sequence.truncate(kept);
        self.forget_indexes();
    }

    fn forget_indexes(&mut self) {
        self.exact = OnceCell::new();
        self.arguments = Default::default();
    }
}

/// The indexes that there are, each with the keys of `atom`.
fn built<'a>(
    exact: &'a mut OnceCell<Index>,
    arguments: &'a mut [OnceCell<Index>; ARGUMENTS],
    atom: &Stored,
) -> impl Iterator<Item = (&'a mut Index, SmallVec<[Key; 2]>)> {
    let exact = exact.get_mut().map(|index| (index, SmallVec::from_elem(hash::exact(atom), 1)));
    let arguments = arguments
        .iter_mut()
        .enumerate()
        .filter_map(|(at, index)| Some((index.get_mut()?, argument_keys(atom, at + 1))));
    exact.into_iter().chain(arguments)
}

fn argument_keys(atom: &Stored, at: usize) -> SmallVec<[Key; 2]> {
    atom.term.members().and_then(|members| members.get(at)).map(keys_of).unwrap_or_default()
}

impl Iterator for Places<'_> {
    type Item = u32;

    #[inline]
    fn next(&mut self) -> Option<u32> {
        match self {
            Places::Range(next, end) => {
                let place = *next;
                (place < *end).then(|| {
                    *next += 1;
                    place
                })
            }
            Places::Lists(lists) => {
                let place = *lists.iter().filter_map(|list| list.first()).min()?;
                for list in lists.iter_mut() {
                    if list.first() == Some(&place) {
                        *list = &list[1..];
                    }
                }
                Some(place)
            }
        }
    }
}
