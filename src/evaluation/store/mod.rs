//! What a form can read and write: spaces and states, with a log of both.
//!
//! # How it is built
//! ```text
//! Snapshot (flat, shared) ── first question ──► Space: buckets of Rc<Stored> by head and length, each with indexes
//!                                                 by argument, made when they are first asked for
//!                                               ▲ additions and removals of forms, seen at once
//! Log (flat, can be sent) ◄── finish ── reads, each once; changes in order, which `abandon` takes back
//! ```
//! - Each copy of an atom is an entry of its own with a number that only grows: order of insertion is order of numbers (E4).
//! - A number, once given, names the entry for good: whatever is dropped or comes back, nothing else changes its place.
//! - Rules and declarations hang from the same step that adds the atom: nobody can see one without the other (E1).
//! - Which candidates are looked at, and so in which order a join is searched, depends on the atoms alone; in which order
//!   results come, and how their variables are called, depends on neither (D3, X1).
//!
//! # Why not simpler
//! *Counting equal rules beside the list of them*: n copies in the list, each used as often as the count says: n · n results.
//!
//! *A table that is copied when it is first written*: whoever still has the original sees what is written to it. Here a
//! [`World`] is a value; a store makes its own terms of it.

mod bucket;
mod candidates;
mod change;
mod conflicts;
mod definitions;
mod flat;
mod freeze;
mod hash;
mod index;
mod log;
mod naming;
mod reads;
mod resident;
mod search;
mod space;
mod states;
mod world;

pub use change::Savepoint;
pub use conflicts::conflicts;
pub use flat::export;
pub use log::{Effect, Log, Read};
pub use states::StateImage;
pub use world::{SpaceImage, World, apply};

use std::collections::BTreeSet;
use std::rc::Rc;

use foldhash::fast::FixedState;
use hashbrown::HashMap;
use smallvec::SmallVec;

use super::identity::{SpaceId, StateId};
use super::symbols::{Symbol, Symbols};
use super::term::{Content, Saved, State, Stored, Term, Trail, instantiate, same};
use crate::language::metta::atom::AtomRef;
use change::Change;
use definitions::{Definitions, Question};
use freeze::freeze;
use reads::{Closure, Reads};
use resident::Resident;
use space::Space;
use states::States;

/// The spaces and states that one evaluator sees: a world, with what its forms have changed.
///
/// Every change is seen at once, and stays for the forms that follow unless it is [abandoned](Store::abandon).
pub struct Store {
    spaces: HashMap<SpaceId, Resident, FixedState>,
    states: States,
    /// The spaces through which questions to a space look, as long as no dependency changes.
    closures: HashMap<SpaceId, Closure, FixedState>,
    definitions: Definitions,
    /// The time: moves when a definition changes.
    clock: u64,
    /// How often a form has begun, or the world has changed between two.
    begun: u64,
    form: u64,
    /// How many spaces and states the form has made.
    made: u64,
    /// As it is wished for: [`Store::savepoint`] logs for a while where it is not.
    wanted: bool,
    logging: bool,
    reads: Reads,
    /// What the form has done, in order.
    changes: Vec<Change>,
    nameless: Rc<[Symbol]>,
}

impl Store {
    /// What `world` holds. O(spaces): atoms become terms when a space is first asked for.
    pub fn new(world: World) -> Store {
        let mut store = Store {
            spaces: HashMap::default(),
            states: States::default(),
            closures: HashMap::default(),
            definitions: Definitions::default(),
            clock: 0,
            begun: 0,
            form: 0,
            made: 0,
            wanted: true,
            logging: true,
            reads: Reads::default(),
            changes: Vec::new(),
            nameless: Rc::from([]),
        };
        store.see(world);
        store
    }

    /// Whether reads and changes are kept for [`Store::finish`] and [`Store::abandon`], as they are at first. Without, a form
    /// that changes much needs no more memory than what it leaves.
    pub fn set_logging(&mut self, logging: bool) {
        self.wanted = logging;
        self.logging = logging;
        self.forget_log();
    }

    fn forget_log(&mut self) {
        self.reads.clear();
        self.changes.clear();
        self.states.watch().clear();
    }

    /// Begins a form: an empty log; new spaces and states are numbered after the form. What earlier forms did can no longer
    /// be abandoned.
    pub fn begin(&mut self, form: u64) {
        self.form = form;
        self.made = 0;
        self.logging = self.wanted;
        self.forget_log();
        self.begun += 1;
    }

    /// True where the form has made a space or a state, whether it stayed or not. O(1).
    pub fn has_made(&self) -> bool {
        self.made > 0
    }

    /// Another number for each [`Store::begin`]: who remembers answers beyond a form must ask again, for the log. The answers
    /// are the very same values then, as long as nothing has changed.
    pub fn begun(&self) -> u64 {
        self.begun
    }

    /// Ends the form: what it read and wrote since [`Store::begin`]. It can still be abandoned.
    pub fn finish(&mut self, symbols: &Symbols) -> Log {
        let made = |change: &Change| match change {
            Change::NewSpace(space) => Some(*space),
            _ => None,
        };
        let own: BTreeSet<SpaceId> = self.changes.iter().filter_map(made).collect();
        for state in self.states.watch().looked() {
            self.reads.state(state);
        }
        Log {
            reads: self.reads.export(symbols, |space| own.contains(&space)),
            effects: change::export(&self.changes, symbols),
        }
    }

    /// Another number whenever a rule, a type declaration or a subtype of any space may have changed.
    pub fn epoch(&self) -> u64 {
        self.clock
    }

    /// The rules that a call with this head and so many members (the head included) must try in `space`, its dependencies
    /// included, in order: those whose left side has this head and length, those whose left side has this length and is
    /// headed by no symbol, and those whose left side is a variable. `None` asks for the last two alone. A rule for a bare
    /// constant is never among them: constants are not reduced. The very same value as long as nothing of it changed.
    /// Logged. O(1) while the epoch stands, O(spaces) while the rules do, else O(rules).
    pub fn rules(
        &mut self,
        space: SpaceId,
        head: Option<Symbol>,
        length: usize,
        symbols: &mut Symbols,
    ) -> Rc<[Rc<Stored>]> {
        self.ask(Question::Rules(space, head, length), symbols)
    }

    /// The declarations `(: subject T)` of a symbol, in order, whole, those of dependencies behind. Logged. The very same
    /// value as long as nothing of it changed. As quick as [`Store::rules`].
    pub fn declarations(
        &mut self,
        space: SpaceId,
        subject: Symbol,
        symbols: &mut Symbols,
    ) -> Rc<[Rc<Stored>]> {
        self.ask(Question::Types(space, subject), symbols)
    }

    /// The declarations `(: subject T)` whose subject is no symbol: an expression, a variable, something grounded; whole, in
    /// order. Logged. The very same value as long as nothing of it changed: asked for every expression whose type is wanted.
    pub fn other_declarations(&mut self, space: SpaceId, symbols: &mut Symbols) -> Rc<[Rc<Stored>]> {
        self.ask(Question::OtherTypes(space), symbols)
    }

    /// All declarations `(:< sub super)`, whole, in order. Logged. The very same value as long as nothing of it changed;
    /// [`Store::epoch`] moves with them as well.
    pub fn subtypes(&mut self, space: SpaceId, symbols: &mut Symbols) -> Rc<[Rc<Stored>]> {
        self.ask(Question::Subtypes(space), symbols)
    }

    /// Each way to unify `pattern` with atoms of `space` and of what it depends on, in the order of the atoms (its own
    /// first): what it binds. `(, p ..)` is a conjunction: the atoms for the first in order, for each of them those for the
    /// second, .. . All of them, before anything else happens. Nothing stays bound. Logged.
    ///
    /// Proportional to the candidates, which are found by the most selective argument; a join takes a pattern with few
    /// candidates before one with many.
    pub fn query(
        &mut self,
        space: SpaceId,
        pattern: &Term,
        symbols: &mut Symbols,
        trail: &mut Trail,
    ) -> Vec<Saved> {
        let pattern = pattern.resolve();
        let closure = self.open(space, symbols);
        let conjuncts = search::conjuncts(&pattern);
        if self.logging {
            for conjunct in &conjuncts {
                self.reads.query(&closure, conjunct, symbols, &self.nameless);
            }
        }
        search::run(&spaces(&self.spaces, &closure), &conjuncts, trail)
    }

    /// All atoms of `space` itself, in order, their variables new. Logged. O(size of the atoms with variables + atoms).
    pub fn atoms(&mut self, space: SpaceId, symbols: &mut Symbols, trail: &mut Trail) -> Vec<Term> {
        self.load(space, symbols);
        if self.logging {
            self.reads.all(space);
        }
        let Some(space) = self.spaces.get(&space).and_then(Resident::space) else {
            return Vec::new();
        };
        space.atoms().into_iter().map(|(_, atom)| thaw(atom, trail)).collect()
    }

    /// Makes terms of the atoms that questions to `space` look at, so that the first one need not. O(size of the atoms).
    pub fn prepare(&mut self, space: SpaceId, symbols: &mut Symbols) {
        self.open(space, symbols);
    }

    /// Adds a copy at the end; false where there is no such space. What is added is the atom: that it, or a part of it, was
    /// evaluated is forgotten. O(size of the atom).
    pub fn add(&mut self, space: SpaceId, atom: &Term, symbols: &mut Symbols) -> bool {
        if !self.load(space, symbols) {
            return false;
        }
        let atom = Rc::new(freeze(atom, symbols, &self.nameless));
        self.push(space, atom)
    }

    /// Removes the oldest copy of `space` itself that is the same, names of variables included, numbers by value; false
    /// where there is none. Logged as a read. O(size of the atom + log atoms).
    pub fn remove(&mut self, space: SpaceId, atom: &Term, symbols: &mut Symbols) -> bool {
        if !self.load(space, symbols) {
            return false;
        }
        if self.logging {
            let alone = self.spaces.get(&space).map(|resident| Rc::clone(&resident.alone));
            if let Some(alone) = alone {
                self.reads.query(&alone, &atom.resolve(), symbols, &self.nameless);
            }
        }
        let atom = freeze(atom, symbols, &self.nameless);
        self.take(space, &atom, same)
    }

    /// A new space, which depends on nothing: a question to it finds its own atoms alone.
    pub fn new_space(&mut self) -> SpaceId {
        let space = SpaceId(self.next_identity());
        self.insert_space(space);
        space
    }

    /// Makes `space` depend on `other`, behind what it depends on already: queries look through, rules fire. Once is enough.
    pub fn depend(&mut self, space: SpaceId, other: SpaceId) {
        self.insert_dependency(space, other);
    }

    /// A new state, and the type of what it will hold. O(size of the value).
    pub fn new_state(&mut self, value: &Term, kind: &Term, symbols: &mut Symbols) -> Rc<State> {
        let state = StateId(self.next_identity());
        let [value, kind] = [value, kind].map(|term| Rc::new(freeze(term, symbols, &self.nameless)));
        self.set_state(state, Content { value, kind });
        self.states.cell(state)
    }

    /// What a state holds, its variables new; none where there is no such state. Logged.
    pub fn state(&mut self, state: StateId, symbols: &mut Symbols, trail: &mut Trail) -> Option<Term> {
        if self.logging {
            self.reads.state(state);
        }
        let content = self.states.content(state, symbols)?;
        Some(thaw(&content.value, trail))
    }

    /// Changes a state; false where there is no such state. O(size of the value).
    pub fn change_state(&mut self, state: StateId, value: &Term, symbols: &mut Symbols) -> bool {
        if self.logging {
            self.reads.state(state);
        }
        let Some(content) = self.states.content(state, symbols) else { return false };
        let value = Rc::new(freeze(value, symbols, &self.nameless));
        self.set_state(state, Content { value, ..content });
        true
    }

    /// True where some term may name a state. O(1).
    #[inline]
    pub fn has_states(&self) -> bool {
        self.states.any()
    }

    /// An atom as a term: its variables new. O(size); any depth.
    pub fn import(&mut self, atom: AtomRef<'_>, symbols: &mut Symbols, trail: &mut Trail) -> Term {
        let term = flat::import(atom, symbols, &mut self.states, trail);
        self.states.settle(symbols);
        term
    }

    /// The answer to a question for definitions.
    fn ask(&mut self, question: Question, symbols: &mut Symbols) -> Rc<[Rc<Stored>]> {
        let now = (self.clock, self.begun);
        if let Some(known) = self.definitions.known(question, now) {
            return known;
        }
        let closure = self.open(question.space(), symbols);
        if self.logging {
            self.reads.definitions(&closure, question);
        }
        self.definitions.find(question, &spaces(&self.spaces, &closure), &closure, now)
    }

    /// What nobody else is called: the number of the form, from 1, in the upper half.
    fn next_identity(&mut self) -> u64 {
        self.made += 1;
        (self.form + 1) << 32 | self.made
    }

    /// The spaces through which a question to `space` looks, all of them with their atoms. Each once, depth first.
    fn open(&mut self, space: SpaceId, symbols: &mut Symbols) -> Closure {
        let closure = match self.closures.get(&space) {
            Some(closure) => Rc::clone(closure),
            None => {
                let closure = self.closure_of(space);
                self.closures.insert(space, Rc::clone(&closure));
                closure
            }
        };
        for &space in &*closure {
            self.load(space, symbols);
        }
        closure
    }

    fn closure_of(&self, space: SpaceId) -> Closure {
        // A space that is not there is asked for all the same: it may be made.
        let mut seen = vec![space];
        let mut pending: Vec<SpaceId> = self.dependencies(space).rev().collect();
        while let Some(next) = pending.pop() {
            if self.spaces.contains_key(&next) && !seen.contains(&next) {
                seen.push(next);
                pending.extend(self.dependencies(next).rev());
            }
        }
        seen.into()
    }

    fn dependencies(&self, space: SpaceId) -> impl DoubleEndedIterator<Item = SpaceId> + '_ {
        self.spaces.get(&space).into_iter().flat_map(|resident| resident.image.dependencies.iter().copied())
    }

    /// Makes terms of the atoms of a space, if that was not done yet; false where there is no such space.
    fn load(&mut self, space: SpaceId, symbols: &mut Symbols) -> bool {
        let Some(resident) = self.spaces.get_mut(&space) else { return false };
        resident.load(&mut self.clock, symbols, &mut self.states);
        self.states.settle(symbols);
        true
    }
}

/// Those of `closure` that there are.
fn spaces<'a>(
    residents: &'a HashMap<SpaceId, Resident, FixedState>,
    closure: &Closure,
) -> SmallVec<[&'a Space; 4]> {
    closure.iter().filter_map(|space| residents.get(space)?.space()).collect()
}

/// A stored atom as a term, its variables new.
fn thaw(atom: &Stored, trail: &mut Trail) -> Term {
    instantiate(&atom.term, &mut vec![None; atom.names.len()], &atom.names, trail)
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests;
