//! What a cache has counted.

use super::machine::Counts;

/// What a cache has counted, all shards together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Look-ups that were answered from the cache.
    pub hits: u64,
    /// Look-ups that were not; who waited for another's computation is among them.
    pub misses: u64,
    /// Misses that found an entry whose stamps did not stand.
    pub stale: u64,
    /// Entries that made room for others.
    pub evictions: u64,
    /// Entries that are held now.
    pub entries: usize,
}

impl Statistics {
    /// Adds what one shard has counted.
    pub(super) fn add(&mut self, counts: Counts, entries: usize) {
        self.hits += counts.hits;
        self.misses += counts.misses;
        self.stale += counts.stale;
        self.evictions += counts.evictions;
        self.entries += entries;
    }

    /// How many look-ups were answered.
    #[must_use]
    pub fn lookups(&self) -> u64 {
        self.hits + self.misses
    }

    /// The share of look-ups that were hits, from 0 to 1; 0 before the first.
    #[must_use]
    pub fn hit_rate(&self) -> f64 {
        self.hits as f64 / self.lookups().max(1) as f64
    }
}
