//! An environment behind one Mutex, as it was: the same index and the same queries, but whoever reads or writes holds
//! the lock meanwhile.

use heddle::environment::{Environment, Snapshot};
use heddle::language::metta::atom::Atom;
use heddle::sync::Mutex;

/// The environment and its one lock.
pub(crate) struct OneMutex {
    locked: Mutex<Snapshot>,
    /// Builds what the lock guards; its own cell is never contended, since only the holder of the lock writes.
    structure: Environment,
}

impl OneMutex {
    /// Puts what `structure` holds behind the lock.
    pub(crate) fn new(structure: Environment) -> OneMutex {
        OneMutex { locked: Mutex::new("baseline.environment", structure.snapshot()), structure }
    }

    /// Asks `question` with the lock held.
    pub(crate) fn read<R>(&self, question: impl FnOnce(&Snapshot) -> R) -> R {
        question(&self.locked.lock())
    }

    /// Adds `atoms` with the lock held.
    pub(crate) fn add_batch(&self, atoms: &[Atom]) {
        let mut locked = self.locked.lock();
        self.structure.add_batch(atoms.iter().map(Atom::as_ref));
        *locked = self.structure.snapshot();
    }
}
