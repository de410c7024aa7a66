//! The state of a space: one immutable value, so that nobody can see half of a change (E1).

use std::sync::Arc;

use super::delta::Delta;
use super::draft::Draft;
use super::keys::{self, Role};
use super::prepare::{Leftover, Prepared, prepare};
use super::segment::Segment;
use super::suggest::Names;
use super::symbols::Symbols;
use super::tiers;
use crate::language::metta::atom::AtomRef;
use crate::language::metta::word::{Word, term_len};
use crate::sync::OnceLock;
use crate::sync::fork_join::Pool;

/// Where a copy of an atom stands. The order is that of load.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Place {
    pub(super) segment: u32,
    pub(super) entry: u32,
}

/// Segments in the order of load and the constants that their words refer to.
#[derive(Default)]
pub(super) struct State {
    symbols: Arc<Symbols>,
    segments: Vec<Segment>,
    live: usize,
    /// Entries that were removed and still take room.
    dead: usize,
    rules: usize,
    types: usize,
    /// The names for suggestions, derived when they are first asked for.
    pub(super) names: OnceLock<Names>,
}

/// How many removed entries a space may keep beyond the number of its atoms.
const DEAD: usize = 1 << 10;

impl State {
    /// The same state, to be published as another value. O(segments).
    pub(super) fn copy(&self) -> State {
        State {
            symbols: Arc::clone(&self.symbols),
            segments: self.segments.clone(),
            names: OnceLock::new(),
            ..*self
        }
    }

    /// The constants.
    pub(super) fn symbols(&self) -> &Arc<Symbols> {
        &self.symbols
    }

    /// The segments in the order of load.
    pub(super) fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// The number of atoms, each copy counted.
    pub(super) fn len(&self) -> usize {
        self.live
    }

    /// The number of rules, each copy counted.
    pub(super) fn rules(&self) -> usize {
        self.rules
    }

    /// The number of type declarations, each copy counted.
    pub(super) fn types(&self) -> usize {
        self.types
    }

    /// The words at `place`.
    pub(super) fn words(&self, place: Place) -> &[Word] {
        self.segments[place.segment as usize].atom(place.entry)
    }

    /// The atom at `place`.
    pub(super) fn atom(&self, place: Place) -> AtomRef<'_> {
        AtomRef::new(self.words(place), &*self.symbols)
    }

    /// All atoms in the order of load.
    pub(super) fn places(&self) -> impl Iterator<Item = Place> + use<'_> {
        (0..)
            .zip(&self.segments)
            .flat_map(|(segment, part)| part.entries().map(move |entry| Place { segment, entry }))
    }

    /// The words of all atoms in the order of load.
    pub(super) fn atoms(&self) -> impl Iterator<Item = &[Word]> {
        self.segments.iter().flat_map(Segment::atoms)
    }

    /// The atoms under `key`, in the order of load.
    pub(super) fn under(&self, key: keys::Key) -> impl Iterator<Item = Place> + use<'_> {
        (0..)
            .zip(&self.segments)
            .flat_map(move |(segment, part)| part.live_under(key).map(move |entry| Place { segment, entry }))
    }

    /// The copies that are equal to `atom` up to the names of variables, in the order of load.
    pub(super) fn copies<'a>(&'a self, atom: AtomRef<'a>) -> impl Iterator<Item = Place> + use<'a> {
        let key = keys::exact(atom.term(), atom.constants());
        self.under(key).filter(move |&place| self.atom(place).alpha_eq(atom))
    }

    /// This state with the atoms of `prepared` behind its own. O(1) beyond the merging of small segments, where the
    /// constants are still those that it was prepared for; else O(size of what is added).
    pub(super) fn with(&self, prepared: Prepared) -> (State, Leftover) {
        let (rules, types, len) = (prepared.rules, prepared.types, prepared.len);
        let (symbols, segment, leftover) = prepared.settle(&self.symbols);
        let mut segments = self.segments.clone();
        segments.extend(segment);
        let mut next = State {
            symbols,
            segments,
            live: self.live + len,
            dead: self.dead,
            rules: self.rules + rules,
            types: self.types + types,
            names: OnceLock::new(),
        };
        if let Some(from) = tiers::merge_from(next.segments.iter().map(Segment::len)) {
            let merged = Segment::merged(&next.segments[from..]);
            next.segments.truncate(from);
            next.segments.push(merged);
            next.count_dead();
        }
        (next, leftover)
    }

    /// This state with one more draft.
    pub(super) fn with_draft(&self, draft: Draft) -> State {
        self.with(prepare(Delta::single(draft), Arc::clone(&self.symbols), &Pool::new(1))).0
    }

    /// This state without the oldest copy that is the same as `atom`, names of variables included; `None` where there
    /// is none. O(size of the atom + segments + copies up to names), amortised.
    pub(super) fn without(&self, atom: AtomRef<'_>) -> Option<State> {
        let place = self.copies(atom).find(|&place| self.atom(place).same(atom))?;
        Some(self.without_place(place))
    }

    fn without_place(&self, place: Place) -> State {
        let role = keys::role(self.words(place), &*self.symbols);
        let mut segments = self.segments.clone();
        let at = place.segment as usize;
        let smaller = segments[at].without(place.entry);
        if smaller.live() == 0 {
            segments.remove(at);
        } else {
            segments[at] = smaller;
        }
        let mut next = State {
            symbols: Arc::clone(&self.symbols),
            segments,
            live: self.live - 1,
            dead: 0,
            rules: self.rules - usize::from(role == Role::Rule),
            types: self.types - usize::from(role == Role::Type),
            names: OnceLock::new(),
        };
        next.count_dead();
        if next.dead > next.live + DEAD || next.live == 0 { next.rebuilt() } else { next }
    }

    fn count_dead(&mut self) {
        self.dead = self.segments.iter().map(|segment| segment.len() - segment.live()).sum();
    }

    /// The same atoms in one segment of their own, with no constant that they do not use. O(size of the space).
    pub(super) fn rebuilt(&self) -> State {
        State::default()
            .with_draft(Draft::from_atoms(self.atoms().map(|words| AtomRef::new(words, &*self.symbols))))
    }
}

/// The term of an atom's words.
pub(super) fn term(words: &[Word]) -> &[Word] {
    &words[..term_len(words)]
}
