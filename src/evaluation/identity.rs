//! Names of what is compared by identity: spaces, states, handles.

use super::symbols::{Symbol, known};

/// A space. Given in an order that does not depend on threads (D3): the number of the form that made it in the upper half.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct SpaceId(pub u64);

/// A state: a cell that can be changed. Numbered as spaces are.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct StateId(pub u64);

/// Anything else that a library keeps behind a number: an open file, a generator of random numbers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct HandleId(pub u64);

/// What a handle stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HandleKind {
    /// An open file, type `FileHandle`: its number in [`Files`](super::library::Files).
    File(u64),
    /// A generator of random numbers, type `RandomGenerator`: the state that holds where it is.
    Generator(StateId),
}

impl HandleId {
    const FILE: u64 = 1 << 63;

    /// The handle of the open file `number`, which is below 2^63.
    pub fn file(number: u64) -> HandleId {
        HandleId(number | HandleId::FILE)
    }

    /// The handle of the generator whose state is `state`.
    pub fn generator(state: StateId) -> HandleId {
        HandleId(state.0 & !HandleId::FILE)
    }

    /// The type of what it stands for.
    pub fn type_name(self) -> Symbol {
        match self.kind() {
            HandleKind::File(_) => known::FILE_HANDLE,
            HandleKind::Generator(_) => known::RANDOM_GENERATOR,
        }
    }

    /// What it stands for.
    pub fn kind(self) -> HandleKind {
        if self.0 & HandleId::FILE == 0 {
            HandleKind::Generator(StateId(self.0))
        } else {
            HandleKind::File(self.0 & !HandleId::FILE)
        }
    }
}

impl SpaceId {
    /// `&self` of the program.
    pub const MAIN: SpaceId = SpaceId(0);
    /// The library that is written in MeTTa, on which every module depends.
    pub const LIBRARY: SpaceId = SpaceId(1);
}
