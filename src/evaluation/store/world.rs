//! What is between two forms: values that threads share.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::environment::Snapshot;
use crate::evaluation::identity::{SpaceId, StateId};
use crate::language::metta::atom::Atom;

/// A space as it is between two forms.
#[derive(Clone, Debug)]
pub struct SpaceImage {
    /// Its atoms.
    pub atoms: Snapshot,
    /// The spaces that queries look through to, nearest first.
    pub dependencies: Arc<[SpaceId]>,
}

/// All spaces and states between two forms. Cloning costs O(spaces + states).
#[derive(Clone, Debug, Default)]
pub struct World {
    /// The spaces.
    pub spaces: BTreeMap<SpaceId, SpaceImage>,
    /// The states.
    pub states: BTreeMap<StateId, Atom>,
}
