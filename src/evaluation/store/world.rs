//! What is between two forms: values that threads share.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::log::Effect;
use crate::environment::{Environment, Snapshot, Transaction};
use crate::evaluation::identity::{SpaceId, StateId};
use crate::language::metta::atom::Atom;

/// A space as it is between two forms.
#[derive(Clone, Debug)]
pub struct SpaceImage {
    /// Its atoms.
    pub atoms: Snapshot,
    /// The spaces that queries look through to, in this order, each with its own behind it.
    pub dependencies: Arc<[SpaceId]>,
}

/// All spaces and states between two forms. Cloning costs O(spaces + states).
#[derive(Clone, Debug, Default)]
pub struct World {
    /// The spaces.
    pub spaces: BTreeMap<SpaceId, SpaceImage>,
    /// The states.
    pub states: BTreeMap<StateId, Atom>,
}

impl SpaceImage {
    /// A space that depends on the library.
    pub fn new(atoms: Snapshot) -> SpaceImage {
        SpaceImage { atoms, dependencies: Arc::from([SpaceId::LIBRARY]) }
    }

    /// A space without atoms that depends on the library.
    pub fn empty() -> SpaceImage {
        SpaceImage::new(Environment::with_pattern_cache(0).snapshot())
    }
}

impl World {
    /// The world of a program that begins: `&self`, which depends on the library, and the library.
    pub fn new(main: Snapshot, library: Snapshot) -> World {
        let library = SpaceImage { atoms: library, dependencies: Arc::from([]) };
        let spaces = [(SpaceId::MAIN, SpaceImage::new(main)), (SpaceId::LIBRARY, library)];
        World { spaces: spaces.into(), states: BTreeMap::new() }
    }

    /// The world after `effects`, in their order: exactly what evaluation in that order leaves. An addition to a space
    /// that there is not, or a removal of what is not there, changes nothing.
    ///
    /// O(spaces + states + effects · log atoms): what does not change is shared.
    pub fn with(&self, effects: &[Effect]) -> World {
        let mut world = self.clone();
        let mut touched: BTreeSet<SpaceId> = BTreeSet::new();
        for effect in effects {
            match effect {
                Effect::Add(space, _) | Effect::Remove(space, _) => _ = touched.insert(*space),
                Effect::NewSpace(space) => _ = world.spaces.entry(*space).or_insert_with(SpaceImage::empty),
                Effect::Depend(space, other) => {
                    if let Some(image) = world.spaces.get_mut(space)
                        && !image.dependencies.contains(other)
                    {
                        image.dependencies = image.dependencies.iter().copied().chain([*other]).collect();
                    }
                }
                Effect::NewState(state, value) | Effect::Change(state, value) => {
                    world.states.insert(*state, value.clone());
                }
            }
        }
        for space in touched {
            if let Some(image) = world.spaces.get_mut(&space) {
                image.atoms = image.atoms.amended(|transaction| apply(transaction, space, effects));
            }
        }
        world
    }
}

/// Does in `transaction` what `effects` do to `space`, in their order. With it a program's effects reach an
/// [`Environment`].
pub fn apply(transaction: &mut Transaction, space: SpaceId, effects: &[Effect]) {
    for effect in effects {
        match effect {
            Effect::Add(other, atom) if *other == space => transaction.add(atom.as_ref()),
            Effect::Remove(other, atom) if *other == space => _ = transaction.remove(atom.as_ref()),
            _ => {}
        }
    }
}
