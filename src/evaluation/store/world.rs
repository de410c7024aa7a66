//! What is between two forms: values that threads share.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::log::Effect;
use super::states::StateImage;
use crate::environment::{Draft, Environment, Snapshot, Transaction};
use crate::evaluation::identity::{SpaceId, StateId};
use crate::language::metta::atom::Atom;

/// A space as it is between two forms.
#[derive(Clone, Debug)]
pub struct SpaceImage {
    /// Its atoms.
    pub atoms: Snapshot,
    /// The spaces that queries look through to, in this order, each with its own behind it.
    pub dependencies: Arc<[SpaceId]>,
    /// What it was before, as far as that is remembered: who has terms of that need not make them anew.
    past: Option<Arc<Past>>,
}

/// What a space was, and how it became what it is.
#[derive(Debug)]
struct Past {
    before: Snapshot,
    after: Snapshot,
    growth: Growth,
    earlier: Option<Arc<Past>>,
    /// How many steps there are from the first that is remembered on.
    length: usize,
}

/// How a space became another one.
#[derive(Debug)]
pub(super) enum Growth {
    /// Atoms were added behind so many.
    Appended {
        /// The number of atoms before.
        from: usize,
    },
    /// Atoms were added (true) and removed, in order.
    Steps(Vec<(bool, Atom)>),
}

/// So many changes of a space are remembered.
const REMEMBERED: usize = 16;

/// All spaces and states between two forms. Cloning costs O(spaces + states).
#[derive(Clone, Debug, Default)]
pub struct World {
    /// The spaces.
    pub spaces: BTreeMap<SpaceId, SpaceImage>,
    /// The states.
    pub states: BTreeMap<StateId, StateImage>,
}

impl SpaceImage {
    /// A space that depends on the library.
    pub fn new(atoms: Snapshot) -> SpaceImage {
        SpaceImage::depending(atoms, [SpaceId::LIBRARY])
    }

    /// A space that depends on others.
    pub fn depending(atoms: Snapshot, dependencies: impl Into<Arc<[SpaceId]>>) -> SpaceImage {
        SpaceImage { atoms, dependencies: dependencies.into(), past: None }
    }

    /// A space without atoms that depends on nothing: what `(new-space)` makes.
    pub fn empty() -> SpaceImage {
        SpaceImage::depending(Environment::with_pattern_cache(0).snapshot(), [])
    }

    /// Holds other atoms from now on.
    pub(super) fn replace(&mut self, atoms: Snapshot) {
        self.atoms = atoms;
        self.past = None;
    }

    /// Adds (true) and removes atoms, in order.
    pub(super) fn change(&mut self, steps: Vec<(bool, Atom)>) {
        let after = self.atoms.amended(|transaction| {
            for (added, atom) in &steps {
                if *added {
                    transaction.add(atom.as_ref());
                } else {
                    transaction.remove(atom.as_ref());
                }
            }
        });
        // What is a large part of the space is not worth being kept.
        let kept = (steps.len() <= after.len() / 4 + 64).then_some(Growth::Steps(steps));
        self.become_after(after, kept);
    }

    /// Adds the atoms of a draft behind the others.
    pub(super) fn extend(&mut self, draft: Draft) {
        let growth = Growth::Appended { from: self.atoms.len() };
        let after = self.atoms.with(draft);
        self.become_after(after, Some(growth));
    }

    fn become_after(&mut self, after: Snapshot, growth: Option<Growth>) {
        let before = std::mem::replace(&mut self.atoms, after);
        let earlier = self.past.take();
        self.past = growth.map(|growth| {
            let length = earlier.as_ref().map_or(0, |earlier| earlier.length) + 1;
            let (earlier, length) = if length > REMEMBERED { (None, 1) } else { (earlier, length) };
            Arc::new(Past { before, after: self.atoms.clone(), growth, earlier, length })
        });
    }

    /// What `from` went through to become this, with what it was after each step; [`None`] where that is not remembered.
    pub(super) fn growth_from(&self, from: &Snapshot) -> Option<Vec<(&Growth, &Snapshot)>> {
        let mut steps = Vec::new();
        let mut after = &self.atoms;
        let mut past = self.past.as_deref();
        // Whoever puts other atoms into the image leaves its past as it was: that is not how these came to be.
        while let Some(step) = past.filter(|step| step.after.is_identical(after)) {
            steps.push((&step.growth, after));
            if step.before.is_identical(from) {
                steps.reverse();
                return Some(steps);
            }
            after = &step.before;
            past = step.earlier.as_deref();
        }
        None
    }
}

impl World {
    /// The world of a program that begins: `&self`, which depends on the library, and the library.
    pub fn new(main: Snapshot, library: Snapshot) -> World {
        let library = SpaceImage::depending(library, []);
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
                Effect::NewState(state, value, kind) => {
                    let image = StateImage { value: value.clone(), kind: kind.clone() };
                    world.states.insert(*state, image);
                }
                Effect::Change(state, value) => {
                    if let Some(image) = world.states.get_mut(state) {
                        image.value.clone_from(value);
                    }
                }
            }
        }
        for space in touched {
            if let Some(image) = world.spaces.get_mut(&space) {
                image.change(steps(space, effects).map(|(added, atom)| (added, atom.clone())).collect());
            }
        }
        world
    }
}

/// Does in `transaction` what `effects` do to `space`, in their order. With it a program's effects reach an
/// [`Environment`].
pub fn apply(transaction: &mut Transaction, space: SpaceId, effects: &[Effect]) {
    for (added, atom) in steps(space, effects) {
        if added {
            transaction.add(atom.as_ref());
        } else {
            transaction.remove(atom.as_ref());
        }
    }
}

/// What effects add to a space (true) and remove from it, in order.
fn steps(space: SpaceId, effects: &[Effect]) -> impl Iterator<Item = (bool, &Atom)> {
    effects.iter().filter_map(move |effect| match effect {
        Effect::Add(other, atom) if *other == space => Some((true, atom)),
        Effect::Remove(other, atom) if *other == space => Some((false, atom)),
        _ => None,
    })
}
