//! What a form can read and write: spaces and states, with a log of both.

mod log;
mod world;

pub use log::{Effect, Log, Read};
pub use world::{SpaceImage, World};

use std::rc::Rc;

use super::identity::{SpaceId, StateId};
use super::symbols::{Symbol, Symbols};
use super::term::{Saved, Stored, Term, Trail};
use crate::language::metta::atom::{Atom, AtomRef};

/// The spaces and states that one evaluator sees: a world, with what its current form has changed.
pub struct Store {
    world: World,
}

impl Store {
    /// What `world` holds. O(1): atoms become terms when they are asked for.
    pub fn new(world: World) -> Store {
        Store { world }
    }

    /// The world as it is now, with all changes.
    pub fn world(&self) -> World {
        self.world.clone()
    }

    /// Sees `world` from now on. What is known of buckets that did not change stays.
    pub fn reset(&mut self, _world: World) {
        todo!()
    }

    /// Begins a form: an empty log; new spaces and states are numbered after the form.
    pub fn begin(&mut self, _form: u64) {
        todo!()
    }

    /// Another number for each [`Store::begin`]: who remembers answers beyond a form must ask again, for the log.
    pub fn form(&self) -> u64 {
        todo!()
    }

    /// Ends the form: what it read and wrote.
    pub fn finish(&mut self, _symbols: &Symbols) -> Log {
        todo!()
    }

    /// Takes back all that the form has written.
    pub fn abandon(&mut self) {
        todo!()
    }

    /// Another number whenever a rule or a type declaration of any space may have changed.
    pub fn epoch(&self) -> u64 {
        todo!()
    }

    /// The rules that a call with this head and so many members (the head included) must try in `space`, its dependencies
    /// included, in order: those whose left side has this head and length, and those that are headed by no symbol. `None`
    /// asks for the latter alone. The very same value as long as nothing of it changed. Logged.
    pub fn rules(
        &mut self,
        _space: SpaceId,
        _head: Option<Symbol>,
        _length: usize,
        _symbols: &mut Symbols,
    ) -> Rc<[Rc<Stored>]> {
        todo!()
    }

    /// The declarations `(: subject T)` of a symbol, in order, whole. Logged. The very same value as long as nothing of it
    /// changed.
    pub fn declarations(
        &mut self,
        _space: SpaceId,
        _subject: Symbol,
        _symbols: &mut Symbols,
    ) -> Rc<[Rc<Stored>]> {
        todo!()
    }

    /// The declarations `(: subject T)` whose subject is no symbol: an expression, a variable, something grounded; whole, in
    /// order. Logged. The very same value as long as nothing of it changed: asked for every expression whose type is wanted.
    pub fn other_declarations(&mut self, _space: SpaceId, _symbols: &mut Symbols) -> Rc<[Rc<Stored>]> {
        todo!()
    }

    /// All declarations `(:< sub super)`, whole, in order. Logged. The very same value as long as nothing of it changed;
    /// [`Store::epoch`] moves with them as well.
    pub fn subtypes(&mut self, _space: SpaceId, _symbols: &mut Symbols) -> Rc<[Rc<Stored>]> {
        todo!()
    }

    /// Each way to unify `pattern` with atoms of `space` and of what it depends on, in the order of the atoms: what it
    /// binds. `(, p ..)` is a conjunction. All of them, before anything else happens. Nothing stays bound. Logged.
    pub fn query(
        &mut self,
        _space: SpaceId,
        _pattern: &Term,
        _symbols: &mut Symbols,
        _trail: &mut Trail,
    ) -> Vec<Saved> {
        todo!()
    }

    /// All atoms of `space` itself, in order, their variables new. Logged.
    pub fn atoms(&mut self, _space: SpaceId, _symbols: &mut Symbols, _trail: &mut Trail) -> Vec<Term> {
        todo!()
    }

    /// Adds a copy at the end; false where there is no such space.
    pub fn add(&mut self, _space: SpaceId, _atom: &Term, _symbols: &mut Symbols) -> bool {
        todo!()
    }

    /// Removes the oldest copy that is the same, names of variables included; false where there is none. Logged as a read.
    pub fn remove(&mut self, _space: SpaceId, _atom: &Term, _symbols: &mut Symbols) -> bool {
        todo!()
    }

    /// A new space that depends on the library.
    pub fn new_space(&mut self) -> SpaceId {
        todo!()
    }

    /// Makes `space` depend on `other`: queries look through, its rules fire. Once is enough.
    pub fn depend(&mut self, _space: SpaceId, _other: SpaceId) {
        todo!()
    }

    /// A new state.
    pub fn new_state(&mut self, _value: &Term, _symbols: &mut Symbols) -> StateId {
        todo!()
    }

    /// What a state holds; none where there is no such state. Logged.
    pub fn state(&mut self, _state: StateId, _symbols: &mut Symbols, _trail: &mut Trail) -> Option<Term> {
        todo!()
    }

    /// Changes a state; false where there is no such state.
    pub fn change_state(&mut self, _state: StateId, _value: &Term, _symbols: &mut Symbols) -> bool {
        todo!()
    }
}

/// An atom as a term: its variables new (`import`).
pub fn import(_atom: AtomRef<'_>, _symbols: &mut Symbols, _trail: &mut Trail) -> Term {
    todo!()
}

/// A term as an atom that threads can share: variables named apart where two have one name (`export`).
pub fn export(_term: &Term, _symbols: &Symbols) -> Atom {
    todo!()
}
