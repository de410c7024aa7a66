//! What a form has read and written.

use crate::evaluation::identity::{SpaceId, StateId};
use crate::language::metta::atom::Atom;

/// What a form has asked. Absent answers are answers: who adds what would have been found, conflicts with it.
#[derive(Clone, Debug)]
pub enum Read {
    /// Atoms that unify with a pattern, whatever states hold: a state in it is a variable, and each variable is there once.
    Query {
        /// Where.
        space: SpaceId,
        /// What for.
        pattern: Atom,
    },
    /// The rules for a head with so many members; `None`: those that are headed by no symbol.
    Rules {
        /// Where.
        space: SpaceId,
        /// The head.
        head: Option<String>,
        /// The members of the call, the head included.
        length: usize,
    },
    /// The types of a symbol; `None`: the declarations of all that is no symbol.
    Types {
        /// Where.
        space: SpaceId,
        /// The symbol.
        subject: Option<String>,
    },
    /// The subtypes.
    Subtypes(SpaceId),
    /// Everything in a space.
    All(SpaceId),
    /// What a state holds.
    State(StateId),
}

/// What a form has done, in order.
#[derive(Clone, Debug)]
pub enum Effect {
    /// A copy was added at the end.
    Add(SpaceId, Atom),
    /// The oldest copy that is the same was removed.
    Remove(SpaceId, Atom),
    /// A space was made.
    NewSpace(SpaceId),
    /// A space depends on another one.
    Depend(SpaceId, SpaceId),
    /// A state was made: what it holds, and the type of that.
    NewState(StateId, Atom, Atom),
    /// A state was changed.
    Change(StateId, Atom),
}

/// What a form has read and written.
#[derive(Clone, Debug, Default)]
pub struct Log {
    /// Each question once.
    pub reads: Vec<Read>,
    /// In order.
    pub effects: Vec<Effect>,
}
