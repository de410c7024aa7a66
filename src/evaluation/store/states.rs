//! The states that an evaluator sees.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::flat::{self, Export};
use crate::evaluation::identity::StateId;
use crate::evaluation::symbols::Symbols;
use crate::evaluation::term::{Content, State, Watch};
use crate::language::metta::atom::Atom;

/// A state as it is between two forms.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StateImage {
    /// What it holds.
    pub value: Atom,
    /// The type of what it held first.
    pub kind: Atom,
}

/// The states of a world, with what was changed since. For each name there is one cell, made when a term first names it; it
/// stays, whatever becomes of the state: terms may outlive a change that is taken back.
#[derive(Default)]
pub(super) struct States {
    images: BTreeMap<StateId, StateImage>,
    cells: HashMap<StateId, Rc<State>, FixedState>,
    /// Cells that are to hold what their images say.
    unread: Vec<Rc<State>>,
    /// The states whose image is not that of now.
    unpublished: BTreeSet<StateId>,
    watch: Rc<Watch>,
}

impl States {
    /// The cell of a state, which holds nothing where there is no such state. Call [`States::settle`] before anybody looks into
    /// it. O(log states).
    pub(super) fn cell(&mut self, id: StateId) -> Rc<State> {
        if let Some(cell) = self.cells.get(&id) {
            return Rc::clone(cell);
        }
        let cell = Rc::new(State::new(id, &self.watch));
        self.cells.insert(id, Rc::clone(&cell));
        if self.images.contains_key(&id) {
            self.unread.push(Rc::clone(&cell));
        }
        cell
    }

    /// True where a term has named a state.
    #[inline]
    pub(super) fn any(&self) -> bool {
        !self.cells.is_empty()
    }

    /// Reads what cells are to hold, and the states that this names. O(size of what is read).
    #[inline]
    pub(super) fn settle(&mut self, symbols: &mut Symbols) {
        while let Some(cell) = self.unread.pop() {
            let Some(image) = self.images.get(&cell.id).cloned() else { continue };
            cell.set(Some(self.read(&image.value, &image.kind, symbols)));
        }
    }

    /// What a state holds whose value and type are these.
    pub(super) fn read(&mut self, value: &Atom, kind: &Atom, symbols: &mut Symbols) -> Content {
        let [value, kind] = [value, kind].map(|atom| Rc::new(flat::stored(atom.as_ref(), symbols, self)));
        Content { value, kind }
    }

    /// What a state holds; none where there is no such state.
    pub(super) fn content(&mut self, id: StateId, symbols: &mut Symbols) -> Option<Content> {
        let cell = self.cell(id);
        self.settle(symbols);
        cell.content()
    }

    /// A state holds something else from now on, or is not there; what it held before.
    pub(super) fn set(&mut self, id: StateId, content: Option<Content>) -> Option<Content> {
        self.unpublished.insert(id);
        self.cell(id).set(content)
    }

    /// Hears of comparisons that look into states.
    pub(super) fn watch(&self) -> &Watch {
        &self.watch
    }

    /// The images, brought up to date. O(states + size of what was changed).
    pub(super) fn publish(&mut self, symbols: &Symbols) -> BTreeMap<StateId, StateImage> {
        for id in std::mem::take(&mut self.unpublished) {
            match self.cells.get(&id).and_then(|cell| cell.content()) {
                Some(content) => {
                    let mut export = Export::default();
                    export.stored(&content.value, symbols);
                    export.stored(&content.kind, symbols);
                    let mut atoms = export.finish();
                    if let (Some(value), Some(kind)) = (atoms.next(), atoms.next()) {
                        self.images.insert(id, StateImage { value, kind });
                    }
                }
                None => _ = self.images.remove(&id),
            }
        }
        self.images.clone()
    }

    /// Is what `images` say from now on, once it is settled. O(states).
    pub(super) fn reset(&mut self, images: BTreeMap<StateId, StateImage>) {
        let before = std::mem::replace(&mut self.images, images);
        let changed = std::mem::take(&mut self.unpublished);
        // In which order cells come does not matter: each reads its own image.
        for (id, cell) in &self.cells {
            match self.images.get(id) {
                None => _ = cell.set(None),
                same if !changed.contains(id) && before.get(id) == same => {}
                Some(_) => self.unread.push(Rc::clone(cell)),
            }
        }
        self.watch.clear();
    }
}

/// States that hold each other in a long chain, or in a circle, are let go one by one.
impl Drop for States {
    fn drop(&mut self) {
        let contents: Vec<Option<Content>> = self.cells.values().map(|cell| cell.set(None)).collect();
        drop(contents);
    }
}
