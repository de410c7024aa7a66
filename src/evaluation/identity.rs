//! Names of what is compared by identity: spaces, states, handles.

/// A space. Given in an order that does not depend on threads (D3): the number of the form that made it in the upper half.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct SpaceId(pub u64);

/// A state: a cell that can be changed. Numbered as spaces are.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct StateId(pub u64);

/// Anything else that a library keeps behind a number: an open file, a generator of random numbers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct HandleId(pub u64);

impl SpaceId {
    /// `&self` of the program.
    pub const MAIN: SpaceId = SpaceId(0);
    /// The library that is written in MeTTa, on which every module depends.
    pub const LIBRARY: SpaceId = SpaceId(1);
}
