//! What forms do to spaces and states: at once, to be taken back, to be published.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use super::freeze::Equal;
use super::log::Effect;
use super::resident::Resident;
use super::world::{SpaceImage, World};
use super::{Store, flat};
use crate::environment::Draft;
use crate::evaluation::identity::{SpaceId, StateId};
use crate::evaluation::symbols::Symbols;
use crate::evaluation::term::{Content, Stored, identical};

/// One thing that the form has done, with what it takes to take it back.
pub(super) enum Change {
    Add(SpaceId, u64, Rc<Stored>),
    Remove(SpaceId, u64, Rc<Stored>),
    NewSpace(SpaceId),
    Depend { space: SpaceId, other: SpaceId, before: Arc<[SpaceId]> },
    State { state: StateId, before: Option<Content>, content: Content },
}

/// A moment of a form, from which on what it does can be taken back.
#[derive(Clone, Copy, Debug)]
pub struct Savepoint {
    /// So many changes are older.
    changes: usize,
    /// Changes were logged before.
    logging: bool,
}

/// What was done, as plain data.
pub(super) fn export(changes: &[Change], symbols: &Symbols) -> Vec<Effect> {
    let mut export = flat::Export::default();
    for change in changes {
        match change {
            Change::Add(_, _, atom) | Change::Remove(_, _, atom) => export.stored(atom, symbols),
            Change::State { before, content, .. } => {
                export.stored(&content.value, symbols);
                if before.is_none() {
                    export.stored(&content.kind, symbols);
                }
            }
            Change::NewSpace(_) | Change::Depend { .. } => {}
        }
    }
    let mut atoms = export.finish();
    let effect = |change: &Change| {
        Some(match change {
            Change::Add(space, ..) => Effect::Add(*space, atoms.next()?),
            Change::Remove(space, ..) => Effect::Remove(*space, atoms.next()?),
            Change::NewSpace(space) => Effect::NewSpace(*space),
            Change::Depend { space, other, .. } => Effect::Depend(*space, *other),
            Change::State { state, before: None, .. } => {
                Effect::NewState(*state, atoms.next()?, atoms.next()?)
            }
            Change::State { state, .. } => Effect::Change(*state, atoms.next()?),
        })
    };
    changes.iter().filter_map(effect).collect()
}

impl Store {
    /// The world as it is now, with all changes. O(changes since it was asked for last · log atoms + spaces + states).
    pub fn world(&mut self, symbols: &Symbols) -> World {
        let mut world = World::default();
        for (&space, resident) in &mut self.spaces {
            resident.publish(symbols);
            world.spaces.insert(space, resident.image.clone());
        }
        world.states = self.states.publish(symbols);
        world
    }

    /// Sees `world` from now on, whatever was changed; the log is empty. Terms are kept: for a space that is the very same as
    /// in the world that was seen (or published by [`Store::world`]) last it costs what was changed since, for one that has
    /// become another by a few steps of [`Store::world`], [`Store::extend`] or [`World::with`] what these have changed.
    pub fn reset(&mut self, world: World, symbols: &mut Symbols) {
        self.see(world);
        self.states.settle(symbols);
    }

    /// Sees `world`; states are to be settled.
    pub(super) fn see(&mut self, world: World) {
        self.reads.clear();
        self.changes.clear();
        self.states.reset(world.states);
        let mut old = std::mem::take(&mut self.spaces);
        let mut changed = old.len() != world.spaces.len();
        for (space, image) in world.spaces {
            let resident = match old.remove(&space) {
                Some(mut resident) => {
                    changed |= resident.reset(image, &mut self.clock);
                    resident
                }
                None => {
                    changed = true;
                    Resident::new(space, image)
                }
            };
            self.spaces.insert(space, resident);
        }
        if changed {
            self.clock += 1;
            self.closures.clear();
        }
    }

    /// Does what other forms have done, in order; no part of any log, not to be abandoned. To be called between two forms,
    /// the own last one [abandoned](Store::abandon) or kept. O(effects), and O(size) of a space that was not asked yet.
    pub fn apply(&mut self, effects: &[Effect], symbols: &mut Symbols) {
        let logging = std::mem::replace(&mut self.logging, false);
        self.reads.clear();
        self.changes.clear();
        for effect in effects {
            match effect {
                Effect::Add(space, atom) => {
                    if self.load(*space, symbols) {
                        let atom = Rc::new(flat::stored(atom.as_ref(), symbols, &mut self.states));
                        self.push(*space, atom);
                    }
                }
                Effect::Remove(space, atom) => {
                    if self.load(*space, symbols) {
                        let atom = flat::stored(atom.as_ref(), symbols, &mut self.states);
                        self.take(*space, &atom, identical);
                    }
                }
                Effect::NewSpace(space) => self.insert_space(*space),
                Effect::Depend(space, other) => self.insert_dependency(*space, *other),
                Effect::NewState(state, value, kind) => {
                    let content = self.states.read(value, kind, symbols);
                    self.set_state(*state, content);
                }
                Effect::Change(state, value) => {
                    if let Some(content) = self.states.content(*state, symbols) {
                        let value = Rc::new(flat::stored(value.as_ref(), symbols, &mut self.states));
                        self.set_state(*state, Content { value, ..content });
                    }
                }
            }
            self.states.settle(symbols);
        }
        self.logging = logging;
    }

    /// Adds the atoms of `draft` at the end of a space, many at once; false where there is no such space. To be called between
    /// two forms: no part of any log, not to be abandoned. O(size of the atoms · log n), with an index already made.
    pub fn extend(&mut self, space: SpaceId, draft: Draft, symbols: &mut Symbols) -> bool {
        self.changes.clear();
        let Some(resident) = self.spaces.get_mut(&space) else { return false };
        resident.extend(draft, &mut self.clock, symbols, &mut self.states);
        self.states.settle(symbols);
        true
    }

    /// Takes back all that the form has written, also after [`Store::finish`], and forgets what it has read. Numbers of
    /// spaces and states begin anew. Without a log nothing is taken back. O(changes).
    pub fn abandon(&mut self) {
        self.reads.clear();
        self.states.watch().clear();
        self.made = 0;
        self.take_back(0);
    }

    /// From here on what the form does can be taken back by [`Store::settle`]. Every savepoint is to be settled, an inner one
    /// before an outer one; one that is forgotten ends with the form.
    pub fn savepoint(&mut self) -> Savepoint {
        let savepoint = Savepoint { changes: self.changes.len(), logging: self.logging };
        self.logging = true;
        savepoint
    }

    /// Ends a savepoint: what was done since stays, or is taken back, new spaces and states included. O(changes) where it is
    /// taken back.
    pub fn settle(&mut self, savepoint: Savepoint, stays: bool) {
        if !stays {
            self.take_back(savepoint.changes);
        }
        self.logging = savepoint.logging;
        if !self.logging {
            self.changes.clear();
            self.reads.clear();
        }
    }

    /// Takes back all but the first so many changes.
    fn take_back(&mut self, kept: usize) {
        // What the form has removed and not added itself.
        let mut returned: BTreeMap<(SpaceId, u64), Rc<Stored>> = BTreeMap::new();
        while self.changes.len() > kept {
            let Some(change) = self.changes.pop() else { break };
            match change {
                Change::Add(space, sequence, atom) => {
                    let Some(resident) = self.spaces.get_mut(&space) else { continue };
                    resident.unnote();
                    if let Some(atoms) = resident.space_mut() {
                        match atoms.remove(sequence, &atom, self.clock + 1) {
                            Some((_, defines)) => self.clock += u64::from(defines),
                            None => _ = returned.remove(&(space, sequence)),
                        }
                    }
                }
                Change::Remove(space, sequence, atom) => {
                    let Some(resident) = self.spaces.get_mut(&space) else { continue };
                    resident.unnote();
                    returned.insert((space, sequence), atom);
                }
                Change::NewSpace(space) => {
                    self.spaces.remove(&space);
                    self.closures.clear();
                    self.clock += 1;
                }
                Change::Depend { space, before, .. } => {
                    if let Some(resident) = self.spaces.get_mut(&space) {
                        resident.image.dependencies = before;
                    }
                    self.closures.clear();
                    self.clock += 1;
                }
                Change::State { state, before, .. } => _ = self.states.set(state, before),
            }
        }
        let mut returned: Vec<_> =
            returned.into_iter().map(|((space, sequence), atom)| (space, (sequence, atom))).collect();
        // The spaces one after the other, from the last to the first.
        while let Some(&(space, _)) = returned.last() {
            let first = returned.partition_point(|entry| entry.0 < space);
            let atoms = returned.drain(first..).map(|entry| entry.1).collect();
            if let Some(own) = self.spaces.get_mut(&space).and_then(Resident::space_mut) {
                self.clock += u64::from(own.restore(atoms, self.clock + 1));
            }
        }
    }

    /// Adds a copy to a space whose atoms are terms.
    pub(super) fn push(&mut self, space: SpaceId, atom: Rc<Stored>) -> bool {
        let Some(resident) = self.spaces.get_mut(&space) else { return false };
        let Some(atoms) = resident.space_mut() else { return false };
        let (sequence, defines) = atoms.push(Rc::clone(&atom), self.clock + 1);
        self.clock += u64::from(defines);
        resident.note(true, sequence, &atom);
        if self.logging {
            self.changes.push(Change::Add(space, sequence, atom));
        }
        true
    }

    /// Removes the oldest copy, as `equal` says, from a space whose atoms are terms.
    pub(super) fn take(&mut self, space: SpaceId, atom: &Stored, equal: Equal) -> bool {
        let Some(resident) = self.spaces.get_mut(&space) else { return false };
        let Some(atoms) = resident.space_mut() else { return false };
        let Some(sequence) = atoms.find(atom, equal) else { return false };
        let Some((atom, defines)) = atoms.remove(sequence, atom, self.clock + 1) else { return false };
        self.clock += u64::from(defines);
        resident.note(false, sequence, &atom);
        if self.logging {
            self.changes.push(Change::Remove(space, sequence, atom));
        }
        true
    }

    pub(super) fn insert_space(&mut self, space: SpaceId) {
        if self.spaces.contains_key(&space) {
            return;
        }
        self.spaces.insert(space, Resident::new(space, SpaceImage::empty()));
        // Only questions to the space itself, which was not there, have another answer now.
        self.closures.clear();
        self.clock += 1;
        if self.logging {
            self.changes.push(Change::NewSpace(space));
        }
    }

    pub(super) fn insert_dependency(&mut self, space: SpaceId, other: SpaceId) {
        let Some(resident) = self.spaces.get_mut(&space) else { return };
        let before = Arc::clone(&resident.image.dependencies);
        if before.contains(&other) {
            return;
        }
        resident.image.dependencies = before.iter().copied().chain([other]).collect();
        self.closures.clear();
        self.clock += 1;
        if self.logging {
            self.changes.push(Change::Depend { space, other, before });
        }
    }

    /// Makes or changes a state; what it was must have been loaded.
    pub(super) fn set_state(&mut self, state: StateId, content: Content) {
        let before = self.states.set(state, Some(content.clone()));
        if self.logging {
            self.changes.push(Change::State { state, before, content });
        }
    }
}
