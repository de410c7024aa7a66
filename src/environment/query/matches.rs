//! The results of a query.

use std::fmt;
use std::sync::Arc;

use crate::language::metta::atom::{Atom, AtomRef};
use crate::language::metta::constants::Constants;
use crate::language::metta::word::Word;

/// Results, in order: atoms that stand by themselves, whatever becomes of the space.
///
/// They share one vector of words and the space's constants; [`Matches::iter`] borrows them, [`Matches::to_atoms`] makes
/// atoms of their own.
#[derive(Clone)]
pub struct Matches {
    words: Vec<Word>,
    /// Where each result ends.
    ends: Vec<usize>,
    constants: Arc<dyn Constants + Send + Sync>,
}

impl Matches {
    pub(super) fn new(
        words: Vec<Word>,
        ends: Vec<usize>,
        constants: Arc<dyn Constants + Send + Sync>,
    ) -> Matches {
        Matches { words, ends, constants }
    }

    /// The number of results.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The result `index`, from 0.
    pub fn get(&self, index: usize) -> Option<AtomRef<'_>> {
        let end = *self.ends.get(index)?;
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        Some(AtomRef::new(&self.words[start..end], &*self.constants))
    }

    /// The results, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = AtomRef<'_>> + use<'_> {
        (0..self.len()).map(|index| {
            let start = if index == 0 { 0 } else { self.ends[index - 1] };
            AtomRef::new(&self.words[start..self.ends[index]], &*self.constants)
        })
    }

    /// The results as atoms of their own, in order.
    pub fn to_atoms(&self) -> Vec<Atom> {
        self.iter().map(|atom| Atom::new(atom.words(), Arc::clone(&self.constants))).collect()
    }
}

impl fmt::Debug for Matches {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}
