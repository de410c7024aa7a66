//! What a cached answer is asked for by, and what it is held against.

use std::hash::Hash;

use crate::concurrent::Stamp;

/// A full question: whatever the answer depends on beside what its dependencies name.
///
/// A key that leaves something out (the stamp of the asking document, the place of the call) gives one question
/// another's answer. Comparing keys and tags runs under a shard's lock and must be plain code (D1); hashing and dropping
/// them does not.
pub trait CacheKey: Eq + Hash + Clone {
    /// What entries are thrown away by: the asking document, say.
    type Tag: Eq + Hash;

    /// The tag of this key.
    fn tag(&self) -> &Self::Tag;
}

/// An immutable snapshot, as far as the cache needs to know it.
///
/// Stamps are identities of contents, not counters: two snapshots that agree on the stamp of a dependency agree on its
/// content, whoever made them. That is what lets connections with different overlays share a cache (C1).
pub trait Freshness<D> {
    /// The stamp that `dependency` has in this snapshot; [`Stamp::ABSENT`] where there is nothing, which is a stamp
    /// like any other, so that an answer that rests on an absence ends when something comes.
    fn stamp(&self, dependency: &D) -> Stamp;

    /// The identity of the whole snapshot: two with one identity agree on every stamp.
    fn identity(&self) -> Stamp;
}
