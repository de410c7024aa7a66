//! A space of the world, and its terms.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::flat::{Export, Import, stored};
use super::reads::Closure;
use super::space::Space;
use super::states::States;
use super::world::{Growth, SpaceImage};
use crate::environment::{Draft, Environment, Snapshot};
use crate::evaluation::identity::SpaceId;
use crate::evaluation::symbols::Symbols;
use crate::evaluation::term::{Stored, identical};
use crate::language::metta::atom::Atom;

/// A space of the world.
pub(super) struct Resident {
    /// As it was published last, or as it is to be seen; the dependencies are those of now.
    pub(super) image: SpaceImage,
    /// Its atoms as terms, with all changes, since somebody asked for them.
    terms: Option<Terms>,
    /// What is not in the image.
    since: Since,
    /// The space by itself, as a question looks through it.
    pub(super) alone: Closure,
}

struct Terms {
    space: Space,
    /// What they are the terms of, without what happened since.
    of: Snapshot,
}

/// What a space has become since its image was made.
enum Since {
    /// Atoms added and removed, in order.
    Steps(Vec<Step>),
    /// So much that the image is made anew.
    Much,
}

struct Step {
    added: bool,
    sequence: u64,
    atom: Rc<Stored>,
}

impl Resident {
    pub(super) fn new(space: SpaceId, image: SpaceImage) -> Resident {
        Resident { image, terms: None, since: Since::Steps(Vec::new()), alone: Rc::from([space]) }
    }

    /// Its atoms as terms, where these were made.
    pub(super) fn space(&self) -> Option<&Space> {
        self.terms.as_ref().map(|terms| &terms.space)
    }

    pub(super) fn space_mut(&mut self) -> Option<&mut Space> {
        self.terms.as_mut().map(|terms| &mut terms.space)
    }

    /// Makes terms of the atoms, or brings those that there are up to date with the image; states are to be settled. `clock` moves where that changes
    /// a definition. O(1) where there is nothing to do, O(changes) where it is known what has changed.
    pub(super) fn load(&mut self, clock: &mut u64, symbols: &mut Symbols, states: &mut States) {
        if let Some(terms) = &mut self.terms {
            if terms.of.is_identical(&self.image.atoms) {
                return;
            }
            if let Some(growth) = self.image.growth_from(&terms.of) {
                for (growth, after) in growth {
                    grow(&mut terms.space, growth, after, clock, symbols, states);
                }
                terms.of = self.image.atoms.clone();
                return;
            }
        }
        let mut space = Space::new(*clock);
        let mut import = Import::default();
        for atom in self.image.atoms.iter_atoms() {
            space.push(Rc::new(import.stored(atom, symbols, states)), *clock);
        }
        self.terms = Some(Terms { space, of: self.image.atoms.clone() });
    }

    /// Is to be seen as `image` from now on, whatever has changed; true where that is another one than was seen before.
    pub(super) fn reset(&mut self, image: SpaceImage, clock: &mut u64) -> bool {
        let changed = !self.roll_back(clock)
            || !self.image.atoms.is_identical(&image.atoms)
            || self.image.dependencies != image.dependencies;
        self.image = image;
        changed
    }

    /// Takes back what happened since the image was made; false where something did.
    fn roll_back(&mut self, clock: &mut u64) -> bool {
        match std::mem::replace(&mut self.since, Since::Steps(Vec::new())) {
            Since::Steps(steps) if steps.is_empty() => return true,
            Since::Steps(steps) => {
                if let Some(terms) = &mut self.terms {
                    let mut returned: BTreeMap<u64, Rc<Stored>> = BTreeMap::new();
                    for step in steps.into_iter().rev() {
                        if !step.added {
                            returned.insert(step.sequence, step.atom);
                        } else if terms.space.remove(step.sequence, &step.atom, *clock + 1).is_none() {
                            returned.remove(&step.sequence);
                        }
                    }
                    terms.space.restore(returned.into_iter().collect(), *clock + 1);
                }
            }
            Since::Much => self.terms = None,
        }
        *clock += 1;
        false
    }

    /// Notes an addition or a removal.
    pub(super) fn note(&mut self, added: bool, sequence: u64, atom: &Rc<Stored>) {
        if let Since::Steps(steps) = &mut self.since {
            let atoms = self.terms.as_ref().map_or(0, |terms| terms.space.live());
            if steps.len() > atoms + 1024 {
                self.since = Since::Much;
            } else {
                steps.push(Step { added, sequence, atom: Rc::clone(atom) });
            }
        }
    }

    /// Takes a note back.
    pub(super) fn unnote(&mut self) {
        if let Since::Steps(steps) = &mut self.since
            && steps.pop().is_none()
        {
            self.since = Since::Much;
        }
    }

    /// Brings the image up to date.
    pub(super) fn publish(&mut self, symbols: &Symbols) {
        let Some(terms) = &mut self.terms else { return };
        match std::mem::replace(&mut self.since, Since::Steps(Vec::new())) {
            Since::Steps(steps) if steps.is_empty() => return,
            Since::Steps(steps) => {
                let mut export = Export::default();
                for step in &steps {
                    export.stored(&step.atom, symbols);
                }
                let steps = steps.iter().map(|step| step.added).zip(export.finish()).collect();
                self.image.change(steps);
            }
            Since::Much => {
                let mut export = Export::default();
                for (_, atom) in terms.space.atoms() {
                    export.stored(atom, symbols);
                }
                let atoms: Vec<Atom> = export.finish().collect();
                let environment = Environment::with_pattern_cache(0);
                environment.add_batch(atoms.iter().map(Atom::as_ref));
                self.image.replace(environment.snapshot());
            }
        }
        terms.of = self.image.atoms.clone();
    }

    /// Adds the atoms of `draft` at the end.
    pub(super) fn extend(
        &mut self,
        draft: Draft,
        clock: &mut u64,
        symbols: &mut Symbols,
        states: &mut States,
    ) {
        self.publish(symbols);
        self.image.extend(draft);
        if self.terms.is_some() {
            self.load(clock, symbols, states);
        }
    }
}

/// Does to `space` what its image has done, to become `after`.
fn grow(
    space: &mut Space,
    growth: &Growth,
    after: &Snapshot,
    clock: &mut u64,
    symbols: &mut Symbols,
    states: &mut States,
) {
    let mut defines = false;
    match growth {
        Growth::Appended { from } => {
            let mut import = Import::default();
            for atom in after.iter_atoms().skip(*from) {
                defines |= space.push(Rc::new(import.stored(atom, symbols, states)), *clock + 1).1;
            }
        }
        Growth::Steps(steps) => {
            for (added, atom) in steps {
                let atom = stored(atom.as_ref(), symbols, states);
                if *added {
                    defines |= space.push(Rc::new(atom), *clock + 1).1;
                } else if let Some(sequence) = space.find(&atom, identical) {
                    defines |= space.remove(sequence, &atom, *clock + 1).is_some_and(|removed| removed.1);
                }
            }
        }
    }
    *clock += u64::from(defines);
}
