//! The pure steps from one space to the next, for mutants.
//!
//! A mutant is to be faulty in how it publishes, not in what: so it puts real snapshots behind locks of its own and goes
//! from one to the next by the very code that production runs under the writer's mutex. No step touches the facade.

use std::sync::Arc;

use super::draft::Draft;
use super::snapshot::Snapshot;
use super::state::State;
use crate::concurrent::published::Revision;
use crate::language::metta::atom::AtomRef;

impl Snapshot {
    /// An empty space at revision 0, without a pattern cache.
    #[doc(hidden)]
    #[must_use]
    pub fn vacant() -> Snapshot {
        Snapshot::new(Revision::default(), Arc::default(), None)
    }

    /// This space with copies of `atoms` at its end, at the next revision.
    #[doc(hidden)]
    #[must_use]
    pub fn plus<'a>(&self, atoms: impl IntoIterator<Item = AtomRef<'a>>) -> Snapshot {
        self.followed_by(self.state().with_draft(Draft::from_atoms(atoms)))
    }

    /// This space without the oldest copy of `atom`, at the next revision; `None` where there is none.
    #[doc(hidden)]
    #[must_use]
    pub fn minus(&self, atom: AtomRef<'_>) -> Option<Snapshot> {
        Some(self.followed_by(self.state().without(atom)?))
    }

    fn followed_by(&self, state: State) -> Snapshot {
        Snapshot::new(Revision::new(self.revision().number() + 1), Arc::new(state), None)
    }
}
