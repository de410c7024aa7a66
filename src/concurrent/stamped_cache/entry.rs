//! A value and all that it was computed from.

use super::key::Freshness;
use crate::concurrent::Stamp;
use crate::sync::Arc;

/// A value with the stamps of all that it was computed from.
#[derive(Clone, Debug)]
pub struct Entry<V, D> {
    /// The value.
    pub value: V,
    /// Everything that was looked at, present or absent, with the stamp that it had.
    pub dependencies: Arc<[(D, Stamp)]>,
}

impl<V, D> Entry<V, D> {
    /// An entry of a value that was computed from `dependencies`.
    #[must_use]
    pub fn new(value: V, dependencies: impl Into<Arc<[(D, Stamp)]>>) -> Self {
        Self { value, dependencies: dependencies.into() }
    }

    /// Whether every stamp stands in `snapshot`: then the value is what would be computed there (C1). O(dependencies).
    #[must_use]
    pub fn stands_in<F: Freshness<D>>(&self, snapshot: &F) -> bool {
        self.dependencies.iter().all(|(dependency, stamp)| snapshot.stamp(dependency) == *stamp)
    }
}
