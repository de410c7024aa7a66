//! The states that were met, each once, by number.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use hashbrown::HashTable;

use crate::oracle::specification::Specification;

/// Equal states have one number.
pub(super) struct States<S: Specification> {
    met: Vec<S::State>,
    // invariant: of each state its hash and its number
    numbers: HashTable<(u64, u32)>,
    hasher: FixedState,
    bytes: u64,
}

impl<S: Specification> States<S> {
    /// With the initial state alone, as number 0.
    pub(super) fn new(specification: &S) -> States<S> {
        let mut states =
            States { met: Vec::new(), numbers: HashTable::new(), hasher: FixedState::default(), bytes: 0 };
        states.number(specification, specification.initial());
        states
    }

    /// The state of a number that was given.
    pub(super) fn get(&self, number: u32) -> &S::State {
        &self.met[number as usize]
    }

    /// The number of this state; a new one if it was not met.
    pub(super) fn number(&mut self, specification: &S, state: S::State) -> u32 {
        let hash = self.hasher.hash_one(&state);
        let same = |&(other, number): &(u64, u32)| other == hash && self.met[number as usize] == state;
        if let Some(&(_, number)) = self.numbers.find(hash, same) {
            return number;
        }
        let number = self.met.len() as u32;
        self.bytes += specification.size(&state) as u64 + 24;
        self.met.push(state);
        self.numbers.insert_unique(hash, (hash, number), |&(hash, _)| hash);
        number
    }

    /// The bytes of all states, roughly.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }
}
