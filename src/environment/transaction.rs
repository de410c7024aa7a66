//! Several changes as one.

use std::sync::Arc;

use super::draft::{Draft, DraftBuilder};
use super::operation::{Operation, owned};
use super::snapshot::Snapshot;
use super::state::State;
use crate::language::metta::atom::AtomRef;

/// Changes that are seen together or not at all (E1). See [`Environment::transaction`](super::Environment::transaction).
///
/// It works on a private state: what it reads is the space as it was when the transaction began, with its own changes;
/// what others publish meanwhile it does not see, and nobody sees what it does before it commits.
pub struct Transaction {
    base: Snapshot,
    /// What the operations so far, without the pending ones, make of the base; `None` while nothing changed.
    working: Option<Arc<State>>,
    operations: Vec<Operation>,
    /// Additions that are not in `working` yet: they go in together when something else is asked for.
    pending: DraftBuilder,
}

impl Transaction {
    pub(super) fn new(base: Snapshot) -> Transaction {
        Transaction { base, working: None, operations: Vec::new(), pending: DraftBuilder::default() }
    }

    /// Adds a copy of `atom` at the end. O(size of the atom).
    pub fn add(&mut self, atom: AtomRef<'_>) {
        self.pending.push(atom);
    }

    /// Adds `(= left right)`; variables of the same name are the same variable. O(size of both).
    pub fn add_rule(&mut self, left: AtomRef<'_>, right: AtomRef<'_>) {
        self.pending.push_pair("=", left, right);
    }

    /// Adds `(: atom ty)`; variables of the same name are the same variable. O(size of both).
    pub fn add_type(&mut self, atom: AtomRef<'_>, ty: AtomRef<'_>) {
        self.pending.push_pair(":", atom, ty);
    }

    /// Removes the oldest copy that is the same as `atom`, names of variables included, numbers by value; false where
    /// there is none. O(size of the atom + log n).
    pub fn remove(&mut self, atom: AtomRef<'_>) -> bool {
        self.flush();
        match self.state().without(atom) {
            Some(next) => {
                self.working = Some(Arc::new(next));
                self.operations.push(Operation::Remove(owned(atom)));
                true
            }
            None => false,
        }
    }

    /// Makes the space hold exactly these atoms, each so many times: surplus copies go, the oldest first; missing ones
    /// come at the end. Counts of atoms that are equal up to the names of variables add up. O(size of the space).
    pub fn set_multiplicities<'a>(&mut self, wanted: impl IntoIterator<Item = (AtomRef<'a>, usize)>) {
        let wanted = wanted.into_iter().map(|(atom, count)| (owned(atom), count)).collect();
        self.perform(Operation::SetMultiplicities(wanted));
    }

    /// Builds the index anew. O(size of the space).
    pub(super) fn rebuild(&mut self) {
        self.perform(Operation::Rebuild);
    }

    /// The space as this transaction sees it now, with its own changes. It stays as it is when the transaction goes on.
    pub fn snapshot(&mut self) -> Snapshot {
        self.flush();
        match &self.working {
            Some(state) => self.base.with_state(Arc::clone(state)),
            None => self.base.clone(),
        }
    }

    /// What to publish: the base, what it became, and how; `None` where nothing changed.
    pub(super) fn finish(mut self) -> Option<(Snapshot, Arc<State>, Vec<Operation>)> {
        self.flush();
        Some((self.base, self.working?, self.operations))
    }

    fn state(&self) -> &State {
        self.working.as_deref().unwrap_or(self.base.state())
    }

    fn perform(&mut self, operation: Operation) {
        self.flush();
        if let Some(next) = operation.clone().apply(self.state()) {
            self.working = Some(Arc::new(next));
        }
        self.operations.push(operation);
    }

    fn flush(&mut self) {
        let pending = std::mem::take(&mut self.pending);
        if !pending.is_empty() {
            let draft: Draft = pending.finish();
            self.perform(Operation::Add(draft));
        }
    }
}
