use super::*;
use crate::environment::{Draft, Environment, Snapshot};
use crate::evaluation::term::{alpha_equal, apply as applied};
use crate::language::metta::atom::Atom;
use crate::language::metta::read;
use crate::sync::fork_join::Pool;

mod agrees;
mod claims;
mod model;

/// A store with its tables, spoken to in text.
pub(super) struct Bench {
    pub(super) store: Store,
    pub(super) symbols: Symbols,
    pub(super) trail: Trail,
}

pub(super) const MAIN: SpaceId = SpaceId::MAIN;

pub(super) fn snapshot(text: &str) -> Snapshot {
    let environment = Environment::new();
    let draft = Draft::from_reading(read(text));
    environment.publish(draft.into(), &Pool::new(1));
    environment.snapshot()
}

pub(super) fn world(main: &str) -> World {
    World::new(snapshot(main), snapshot(""))
}

impl Bench {
    pub(super) fn new(main: &str) -> Bench {
        Bench::on(world(main))
    }

    pub(super) fn on(world: World) -> Bench {
        let mut store = Store::new(world);
        store.begin(0);
        Bench { store, symbols: Symbols::default(), trail: Trail::default() }
    }

    /// An atom as a term.
    pub(super) fn term(&mut self, text: &str) -> Term {
        let atom = Atom::parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
        self.store.import(atom.as_ref(), &mut self.symbols, &mut self.trail)
    }

    pub(super) fn text(&self, term: &Term) -> String {
        export(term, &self.symbols).to_string()
    }

    pub(super) fn add(&mut self, text: &str) -> bool {
        let atom = self.term(text);
        self.store.add(MAIN, &atom, &mut self.symbols)
    }

    pub(super) fn remove(&mut self, text: &str) -> bool {
        let atom = self.term(text);
        self.store.remove(MAIN, &atom, &mut self.symbols)
    }

    /// The instances of the pattern, which are those of `(pattern template)`.
    pub(super) fn instances(&mut self, space: SpaceId, pattern: &Term) -> Vec<Term> {
        let found = self.store.query(space, pattern, &mut self.symbols, &mut self.trail);
        found
            .iter()
            .map(|saved| {
                let mark = self.trail.mark();
                self.trail.restore(saved);
                let instance = applied(pattern);
                self.trail.undo(mark);
                self.trail.release(mark);
                instance
            })
            .collect()
    }

    pub(super) fn query(&mut self, pattern: &str) -> Vec<String> {
        let pattern = self.term(pattern);
        let instances = self.instances(MAIN, &pattern);
        instances.iter().map(|instance| self.text(instance)).collect()
    }

    pub(super) fn atoms(&mut self, space: SpaceId) -> Vec<String> {
        let atoms = self.store.atoms(space, &mut self.symbols, &mut self.trail);
        atoms.iter().map(|atom| self.text(atom)).collect()
    }

    pub(super) fn rules(&mut self, head: &str, length: usize) -> Vec<String> {
        let head = self.symbols.intern(head);
        let rules = self.store.rules(MAIN, Some(head), length, &mut self.symbols);
        let terms: Vec<Term> = rules.iter().map(|rule| thaw(rule, &mut self.trail)).collect();
        terms.iter().map(|rule| self.text(rule)).collect()
    }
}
