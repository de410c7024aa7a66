//! Changes of a space as values, so that they can be applied again to another state.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::draft::{Draft, DraftBuilder};
use super::keys::{self, Key};
use super::prepare::{Leftover, Prepared};
use super::state::{Place, State};
use crate::concurrent::published::{self, Revision};
use crate::language::metta::atom::{Atom, AtomRef};
use crate::language::metta::constants::ConstantTable;

/// A change of a space.
#[derive(Clone)]
pub(super) enum Operation {
    /// Atoms to append.
    Add(Draft),
    /// The oldest copy of an atom to remove.
    Remove(Atom),
    /// How many copies of each atom there shall be, and none of any other.
    SetMultiplicities(Vec<(Atom, usize)>),
    /// The index to build anew.
    Rebuild,
}

/// A copy of `atom` over a table of its own, so that nothing foreign is called where it is used.
pub(super) fn owned(atom: AtomRef<'_>) -> Atom {
    let mut builder = DraftBuilder::default();
    builder.push(atom);
    let (words, table): (_, ConstantTable) = builder.into_parts();
    Atom::new(words, Arc::new(table))
}

impl Operation {
    /// What `state` becomes; `None` where nothing changes.
    pub(super) fn apply(self, state: &State) -> Option<State> {
        match self {
            Operation::Add(draft) if draft.is_empty() => None,
            Operation::Add(draft) => Some(state.with_draft(draft)),
            Operation::Remove(atom) => state.without(atom.as_ref()),
            Operation::SetMultiplicities(wanted) => Some(set_multiplicities(state, &wanted)),
            Operation::Rebuild => Some(state.rebuilt()),
        }
    }
}

/// The state with exactly the `wanted` copies: surplus copies go, the oldest first, as removal does; missing ones come
/// at the end. Of several counts for equal atoms the sum is meant.
fn set_multiplicities(state: &State, wanted: &[(Atom, usize)]) -> State {
    let mut classes = Classes::default();
    let mut counts = Vec::new();
    for (atom, count) in wanted {
        let class = classes.of(atom.as_ref());
        counts.resize(classes.representatives.len(), 0_usize);
        counts[class] += count;
    }
    let mut members: Vec<Vec<Place>> = vec![Vec::new(); counts.len()];
    for place in state.places() {
        if let Some(class) = classes.find(state.atom(place)) {
            members[class].push(place);
        }
    }
    let mut kept: Vec<Place> = Vec::new();
    for (places, &count) in members.iter().zip(&counts) {
        kept.extend(&places[places.len().saturating_sub(count)..]);
    }
    kept.sort_unstable();
    let kept = kept.into_iter().map(|place| state.atom(place));
    let missing =
        classes.representatives.iter().zip(members.iter().zip(&counts)).flat_map(
            |(&atom, (places, &count))| std::iter::repeat_n(atom, count.saturating_sub(places.len())),
        );
    State::default().with_draft(Draft::from_atoms(kept.chain(missing)))
}

/// Atoms grouped by equality up to the names of variables.
#[derive(Default)]
pub(super) struct Classes<'a> {
    by_key: BTreeMap<Key, Vec<usize>>,
    /// The first atom of each class, in the order in which they came.
    pub(super) representatives: Vec<AtomRef<'a>>,
}

impl<'a> Classes<'a> {
    /// The class of `atom`, a new one where it is the first of its kind.
    pub(super) fn of(&mut self, atom: AtomRef<'a>) -> usize {
        let key = keys::exact(atom.term(), atom.constants());
        let bucket = self.by_key.entry(key).or_default();
        match bucket.iter().find(|&&class| self.representatives[class].alpha_eq(atom)) {
            Some(&class) => class,
            None => {
                bucket.push(self.representatives.len());
                self.representatives.push(atom);
                self.representatives.len() - 1
            }
        }
    }

    /// The class of `atom`, if there is one.
    pub(super) fn find(&self, atom: AtomRef<'_>) -> Option<usize> {
        let bucket = self.by_key.get(&keys::exact(atom.term(), atom.constants()))?;
        bucket.iter().copied().find(|&class| self.representatives[class].alpha_eq(atom))
    }
}

/// Publishes prepared atoms. Outcome: what is left over, to be dropped when the locks are released (D1).
pub(super) struct Publication(pub(super) Prepared);

impl published::Delta<State> for Publication {
    type Outcome = Leftover;

    fn apply(self, current: &State, _: Revision) -> (Option<State>, Leftover) {
        // invariant: E1: space, rules and types are one segment with one index, and the state is one value.
        let added = self.0.len > 0;
        let (next, leftover) = current.with(self.0);
        (added.then_some(next), leftover)
    }
}

/// Publishes the removal of the oldest copy of an atom. Outcome: whether there was one.
pub(super) struct Removal(pub(super) Atom);

impl published::Delta<State> for Removal {
    type Outcome = bool;

    fn apply(self, current: &State, _: Revision) -> (Option<State>, bool) {
        // invariant: E4: what decides whether there is a copy is the state from which it is taken.
        let next = current.without(self.0.as_ref());
        let found = next.is_some();
        (next, found)
    }
}

/// Publishes a state if nothing was published since its base. Outcome: whether it was, and what is to be dropped when the
/// locks are released (D1).
pub(super) struct Exchange {
    /// What the result was computed from.
    pub(super) base: Arc<State>,
    /// What came of it.
    pub(super) result: Arc<State>,
}

impl published::Delta<State> for Exchange {
    type Outcome = (bool, Exchange);

    fn apply(self, current: &State, _: Revision) -> (Option<State>, (bool, Exchange)) {
        // invariant: X1: a state is one value at one place, so the same place is the very state that the result was
        // computed from.
        let unchanged = std::ptr::eq(current, &*self.base);
        let next = unchanged.then(|| self.result.copy());
        (next, (unchanged, self))
    }
}

/// Publishes a list of operations that was tried on a private state first.
pub(super) struct Commit {
    /// What the operations were tried on.
    pub(super) base: Arc<State>,
    /// What they made of it.
    pub(super) result: Arc<State>,
    pub(super) operations: Vec<Operation>,
}

/// The outcome is what it was tried on and what came of it, which may be the last of their kind: to be dropped when the
/// locks are released (D1).
impl published::Delta<State> for Commit {
    type Outcome = (Arc<State>, Arc<State>);

    fn apply(self, current: &State, _: Revision) -> (Option<State>, Self::Outcome) {
        let leftover = (self.base, self.result);
        // invariant: E4: a result that was computed from an older state would erase what was published since, so then
        // the operations are done again.
        if std::ptr::eq(current, Arc::as_ptr(&leftover.0)) {
            return (Some(leftover.1.copy()), leftover);
        }
        let mut next = None;
        for operation in self.operations {
            if let Some(state) = operation.apply(next.as_ref().unwrap_or(current)) {
                next = Some(state);
            }
        }
        (next, leftover)
    }
}
