//! MeTTa's shared state: a space, its rules, its types, in one value that many threads read and write.
//!
//! # What it is
//! A space is a multiset of atoms in the order of load. `(= left right)` is a rule, `(: atom type)` a type declaration;
//! both are plain atoms too. Atoms are equal for look-up up to the names of variables, numbers by value (`1` is `1.0`).
//!
//! # How it is built
//! The state is an immutable list of immutable *segments* behind one published pointer
//! ([`Published`]). A segment is what one publication added: its atoms as flat words, and one
//! multimap from text-based keys to entries, which serves exact look-up, patterns, rules and types alike. Small
//! neighbouring segments are merged in fours (the logarithmic method: Bentley and Saxe, *Decomposable searching problems*,
//! J. Algorithms 1980), so there are O(log n) segments and a write costs amortised O(log n). Removal sets a bit; what is
//! dead is dropped when segments merge, and all at once when the dead outnumber the living.
//!
//! Since all that a reader sees hangs from one pointer, and since rules and types are found by the same index as
//! everything else, there is no moment and no bug that could make them disagree:
//!
//! - **E1** A publication is one swap of one pointer. A batch, a load, a transaction is one publication.
//! - **E2** Keys hash text, not ids; constants, chunks and partitions are cut by the data, not by the threads.
//! - **E3** A reader copies a pointer and holds no lock. A writer prepares against a snapshot, outside every lock.
//! - **E4** Each copy is an entry of its own; removal takes one, decided on the state from which it is taken.
//!
//! # Why not simpler
//! Each of these designs is a mutant in `models/` (`visibility`, `adding_while_matching`, `transaction`), which must die there.
//!
//! *Space, rule index and counts behind locks of their own*: 1. W adds a rule to the index. 2. R finds it there, and
//! does not find it in the space. 3. W adds it to the space.
//!
//! *A read lock held while templates are evaluated*: 1. R holds the lock and evaluates a template. 2. The template adds an
//! atom and waits for the write lock. 3. Nobody releases the read lock.
//!
//! *A state computed from a snapshot and then stored*: 1. A and B take the same snapshot. 2. A stores it with a. 3. B
//! stores it with b; a is gone. Here what was prepared is *applied to the current state*, under the writer's mutex.

mod delta;
mod draft;
mod dump;
mod index;
mod keys;
mod operation;
mod pattern_cache;
mod prepare;
mod query;
mod segment;
mod snapshot;
mod state;
#[cfg(any(feature = "loom", feature = "shuttle"))]
mod steps;
pub(crate) mod suggest;
mod symbols;
mod tiers;
mod tombstones;
mod transaction;

use std::fmt;

pub use delta::Delta;
pub use draft::Draft;
pub use dump::Digest;
pub use query::matches::Matches;
pub use snapshot::Snapshot;
pub use transaction::Transaction;

pub use crate::concurrent::published::Revision;

use crate::concurrent::published::Published;
use crate::language::metta::atom::AtomRef;
use crate::sync::fork_join::Pool;
use draft::DraftBuilder;
use operation::{Commit, Exchange, Publication, Removal, owned};
use pattern_cache::PatternCache;
use prepare::prepare;
use state::State;
use std::sync::Arc;

/// A space that threads share. See the [module](self).
///
/// All methods take `&self`. Each write is one publication; writes happen one after the other, in some order, each on
/// what the one before left.
pub struct Environment {
    published: Published<State>,
    patterns: Option<Arc<PatternCache>>,
}

/// How many compiled patterns an environment keeps unless told otherwise.
pub const DEFAULT_PATTERNS: usize = 1024;

impl Default for Environment {
    fn default() -> Environment {
        Environment::new()
    }
}

impl Environment {
    /// An empty space.
    pub fn new() -> Environment {
        Environment::with_pattern_cache(DEFAULT_PATTERNS)
    }

    /// An empty space that keeps at most about `patterns` compiled patterns. With 0 there is no cache, and reading takes
    /// no lock but the published cell's.
    pub fn with_pattern_cache(patterns: usize) -> Environment {
        let patterns = PatternCache::new(patterns).map(Arc::new);
        Environment { published: Published::new(State::default()), patterns }
    }

    /// The space as it is now. O(1); never waits for a writer that prepares (E3).
    pub fn snapshot(&self) -> Snapshot {
        let (revision, state) = self.published.load();
        Snapshot::new(revision, state, self.patterns.clone())
    }

    /// Adds a copy of `atom` at the end. Amortised O(size of the atom · log n).
    pub fn add(&self, atom: AtomRef<'_>) -> Revision {
        self.add_batch([atom])
    }

    /// Adds `(= left right)`; variables of the same name are the same variable.
    pub fn add_rule(&self, left: AtomRef<'_>, right: AtomRef<'_>) -> Revision {
        let mut builder = DraftBuilder::default();
        builder.push_pair("=", left, right);
        self.publish(Delta::single(builder.finish()), &Pool::new(1))
    }

    /// Adds `(: atom ty)`; variables of the same name are the same variable.
    pub fn add_type(&self, atom: AtomRef<'_>, ty: AtomRef<'_>) -> Revision {
        let mut builder = DraftBuilder::default();
        builder.push_pair(":", atom, ty);
        self.publish(Delta::single(builder.finish()), &Pool::new(1))
    }

    /// Adds all of `atoms` in one publication (E1).
    pub fn add_batch<'a>(&self, atoms: impl IntoIterator<Item = AtomRef<'a>>) -> Revision {
        self.publish(Delta::single(Draft::from_atoms(atoms)), &Pool::new(1))
    }

    /// Removes the oldest copy that is the same as `atom`, names of variables included, numbers by value; false where
    /// there is none: `(r $x)` removes neither `(r 1)` nor `(r $y)`. Two removals of one copy: one of them finds it (E4).
    pub fn remove(&self, atom: AtomRef<'_>) -> bool {
        self.published.publish(Removal(owned(atom))).1
    }

    /// Adds what `delta` says, in its order, in one publication (E1, E2).
    ///
    /// Everything heavy is done outside every lock, spread over the threads of `pool`: the result does not depend on
    /// their number. Under the writer's mutex the new segment is appended, or rebased first where the space has got new
    /// constants meanwhile.
    pub fn publish(&self, delta: Delta, pool: &Pool) -> Revision {
        let (_, state) = self.published.load();
        let prepared = prepare(delta, Arc::clone(state.symbols()), pool);
        drop(state);
        self.published.publish(Publication(prepared)).0
    }

    /// Does what `body` does with the transaction in one publication, or nothing at all where `body` returns an error
    /// (or panics) (E1).
    ///
    /// `body` runs outside every lock, once, on a private state. If nothing was published meanwhile, its result is
    /// published as it is; else its *operations* are done again, in their order, on the state that is current then: the
    /// additions are added, and removals remove what they find. So no update of anybody is lost (E4), but what `body`
    /// *read* may be out of date by then, as with any snapshot.
    ///
    /// # Errors
    /// What `body` returns.
    pub fn transaction<R, E>(&self, body: impl FnOnce(&mut Transaction) -> Result<R, E>) -> Result<R, E> {
        let mut transaction = Transaction::new(self.snapshot());
        let value = body(&mut transaction)?;
        if let Some((base, result, operations)) = transaction.finish() {
            self.published.publish(Commit { base: Arc::clone(base.shared_state()), result, operations });
        }
        Ok(value)
    }

    /// Does what `body` does with the transaction in one publication, as if nobody else did anything between its beginning
    /// and its end (serialisable): where something was published meanwhile, nothing of it counts, and `body` runs again on
    /// what is there then. Returns its last value, and the revision that it made, or saw where it changed nothing.
    ///
    /// `body` runs outside every lock, on a private state, and should do nothing else that others see. Whenever one of several
    /// has to run again, another one has published: there is no deadlock and no livelock, but a long one beside many
    /// short ones may run often; [`Environment::transaction`] runs once.
    pub fn atomically<R>(&self, mut body: impl FnMut(&mut Transaction) -> R) -> (R, Revision) {
        loop {
            let snapshot = self.snapshot();
            let seen = snapshot.revision();
            let mut transaction = Transaction::new(snapshot);
            let value = body(&mut transaction);
            let Some((base, result, _)) = transaction.finish() else { return (value, seen) };
            let exchange = Exchange { base: Arc::clone(base.shared_state()), result };
            let (revision, (published, _)) = self.published.publish(exchange);
            if published {
                return (value, revision);
            }
        }
    }

    /// Makes the space hold exactly these atoms, each so many times, in one publication (E1); see
    /// [`Transaction::set_multiplicities`]. What [`Snapshot::multiplicities`] returned can be put back with it.
    pub fn set_multiplicities<'a>(&self, wanted: impl IntoIterator<Item = (AtomRef<'a>, usize)>) {
        self.change(|transaction| transaction.set_multiplicities(wanted));
    }

    /// Builds the index anew from the atoms, aside, and swaps it in: no reader sees less than all rules (E1).
    pub fn rebuild_rule_index(&self) {
        self.change(Transaction::rebuild);
    }

    fn change(&self, body: impl FnOnce(&mut Transaction)) {
        let changed: Result<(), std::convert::Infallible> = self.transaction(|transaction| {
            body(transaction);
            Ok(())
        });
        match changed {
            Ok(()) => {}
        }
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Environment").field(&self.snapshot()).finish()
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests;
