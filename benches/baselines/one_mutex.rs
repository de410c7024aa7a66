//! An environment behind one Mutex, as it was: the same index and the same queries, but whoever reads or writes holds
//! the lock meanwhile.

use heddle::environment::{Environment, Snapshot};
use heddle::language::metta::atom::Atom;
use heddle::sync::Mutex;

/// The environment and its one lock.
pub struct OneMutex {
    locked: Mutex<(Environment, Snapshot)>,
}

impl OneMutex {
    /// Puts `environment` behind the lock. Its current snapshot stands for the structure that readers read.
    pub fn new(environment: Environment) -> OneMutex {
        let snapshot = environment.snapshot();
        OneMutex { locked: Mutex::new("baseline.environment", (environment, snapshot)) }
    }

    /// Asks `question` with the lock held.
    pub fn read<R>(&self, question: impl FnOnce(&Snapshot) -> R) -> R {
        question(&self.locked.lock().1)
    }

    /// Adds `atoms` with the lock held.
    pub fn add_batch(&self, atoms: &[Atom]) {
        let mut locked = self.locked.lock();
        locked.0.add_batch(atoms);
        locked.1 = locked.0.snapshot();
    }
}
