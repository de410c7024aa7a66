//! The constants of a space: an interner that is an immutable value.
//!
//! The logarithmic method once more (see the [module](super)): a list of *levels*, each with the constants that one
//! publication brought, merged in fours so that there are O(log n). Ids are global and survive merging, so words are
//! never rewritten. A level that was built in parallel has shards, chosen by the top bits of the content hash; an id
//! holds its shard in its low bits, so that both directions stay O(1) within a level.

use std::sync::Arc;

use super::tiers;
use crate::language::metta::constants::{Constant, ConstantTable, Constants};
use crate::language::metta::word::ConstantId;

/// The constants that one publication brought, or several merged.
pub(super) struct Level {
    first: u32,
    end: u32,
    bits: u32,
    shards: Vec<ConstantTable>,
}

/// The shard, of 2^`bits`, for a constant with this content hash.
pub(super) fn shard_of(hash: u64, bits: u32) -> usize {
    if bits == 0 { 0 } else { (hash >> (64 - bits)) as usize }
}

impl Level {
    /// A level of 2^`bits` shards whose ids start at `first`.
    pub(super) fn new(first: u32, bits: u32, shards: Vec<ConstantTable>) -> Level {
        debug_assert_eq!(shards.len(), 1 << bits);
        let longest = shards.iter().map(ConstantTable::len).max().unwrap_or(0) as u32;
        Level { first, end: first + (longest << bits), bits, shards }
    }

    /// The id of the `local`-th constant of `shard`.
    pub(super) fn id(first: u32, bits: u32, shard: usize, local: ConstantId) -> ConstantId {
        ConstantId(first + (local.0 << bits | shard as u32))
    }

    /// The first id.
    pub(super) fn first(&self) -> u32 {
        self.first
    }

    /// True when it holds nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.end == self.first
    }

    fn len(&self) -> usize {
        (self.end - self.first) as usize
    }

    #[inline]
    fn place(&self, id: ConstantId) -> (usize, ConstantId) {
        let offset = id.0 - self.first;
        ((offset & ((1 << self.bits) - 1)) as usize, ConstantId(offset >> self.bits))
    }

    /// The constant behind `id` and its content hash; `None` for an id that stands for nothing.
    pub(super) fn get(&self, id: ConstantId) -> Option<(Constant<'_>, u64)> {
        let (shard, local) = self.place(id);
        let table = &self.shards[shard];
        table.holds(local).then(|| (table.constant(local), table.content_hash(local)))
    }

    #[inline]
    fn find(&self, constant: Constant<'_>, hash: u64) -> Option<ConstantId> {
        let shard = shard_of(hash, self.bits);
        let local = self.shards[shard].find_hashed(constant, hash)?;
        Some(Level::id(self.first, self.bits, shard, local))
    }

    /// One level with the ids of all of `levels`, which are neighbours.
    fn merged(levels: &[Arc<Level>]) -> Level {
        let first = levels.first().map_or(0, |level| level.first);
        let end = levels.last().map_or(0, |level| level.end);
        let mut table = ConstantTable::new();
        for level in levels {
            for id in level.first..level.end {
                match level.get(ConstantId(id)) {
                    // No constant is in two levels, so interning always adds, under the id that it had.
                    Some((constant, hash)) => _ = table.intern_hashed(constant, hash),
                    None => table.skip(),
                }
            }
        }
        table.shrink_to_fit();
        Level { first, end, bits: 0, shards: vec![table] }
    }
}

/// All constants of a space. Cloning copies O(log n) pointers.
#[derive(Clone, Default)]
pub(super) struct Symbols {
    levels: Vec<Arc<Level>>,
    /// Shared by all that were made from one another by [`Symbols::with`], among which ids mean the same.
    lineage: Arc<()>,
}

impl Symbols {
    /// One more than the largest id.
    pub(super) fn end(&self) -> u32 {
        self.levels.last().map_or(0, |level| level.end)
    }

    /// True when `earlier` has become this, so that its ids mean the same here.
    pub(super) fn extends(&self, earlier: &Symbols) -> bool {
        Arc::ptr_eq(&self.lineage, &earlier.lineage) && self.end() >= earlier.end()
    }

    /// True when there is no constant.
    pub(super) fn is_empty(&self) -> bool {
        self.levels.is_empty()
    }

    /// The id of a constant of identical content. O(log n) probes, one for a space that was loaded at once.
    #[inline]
    pub(super) fn find(&self, constant: Constant<'_>, hash: u64) -> Option<ConstantId> {
        self.levels.iter().find_map(|level| level.find(constant, hash))
    }

    /// All constants, shard by shard, so that the tables are read in a row.
    pub(super) fn iter(&self) -> impl Iterator<Item = (ConstantId, Constant<'_>)> {
        self.levels.iter().flat_map(|level| {
            level.shards.iter().enumerate().flat_map(move |(shard, table)| {
                table.iter().map(move |(local, constant)| {
                    (Level::id(level.first, level.bits, shard, local), constant)
                })
            })
        })
    }

    /// The id of the constant that `table` has under `id`, if it is here.
    pub(super) fn find_from(&self, table: &ConstantTable, id: ConstantId) -> Option<ConstantId> {
        self.levels.iter().find_map(|level| {
            let shard = shard_of(table.content_hash(id), level.bits);
            let local = level.shards[shard].find_from(table, id)?;
            Some(Level::id(level.first, level.bits, shard, local))
        })
    }

    /// These constants and those of `level`, whose ids follow.
    pub(super) fn with(&self, level: Level) -> Symbols {
        let mut levels = self.levels.clone();
        if !level.is_empty() {
            debug_assert_eq!(level.first, self.end());
            levels.push(Arc::new(level));
            while let Some(from) = tiers::merge_from(levels.iter().map(|level| level.len())) {
                let merged = Level::merged(&levels[from..]);
                levels.truncate(from);
                levels.push(Arc::new(merged));
            }
        }
        Symbols { levels, lineage: Arc::clone(&self.lineage) }
    }

    #[inline]
    fn level(&self, id: ConstantId) -> &Level {
        let mut at = 0;
        while at + 1 < self.levels.len() && self.levels[at + 1].first <= id.0 {
            at += 1;
        }
        &self.levels[at]
    }
}

impl Constants for Symbols {
    #[inline]
    fn constant(&self, id: ConstantId) -> Constant<'_> {
        let level = self.level(id);
        let (shard, local) = level.place(id);
        level.shards[shard].constant(local)
    }

    #[inline]
    fn content_hash(&self, id: ConstantId) -> u64 {
        let level = self.level(id);
        let (shard, local) = level.place(id);
        level.shards[shard].content_hash(local)
    }

    #[inline]
    fn short(&self, id: ConstantId) -> Option<(u128, u32)> {
        let level = self.level(id);
        let (shard, local) = level.place(id);
        level.shards[shard].short(local)
    }
}

/// The constants of a space and, behind them, those that only an answer has: what a template or a question says that
/// the space does not.
#[derive(Clone, Default)]
pub(super) struct Layered {
    pub(super) base: Arc<Symbols>,
    extra: ConstantTable,
}

impl Layered {
    /// `base`, with nothing added.
    pub(super) fn new(base: Arc<Symbols>) -> Layered {
        Layered { base, extra: ConstantTable::new() }
    }

    /// The id of a constant of identical content, added to the upper layer where the space does not have it.
    pub(super) fn intern(&mut self, constant: Constant<'_>, hash: u64) -> ConstantId {
        match self.base.find(constant, hash) {
            Some(id) => id,
            None => ConstantId(self.base.end() + self.extra.intern_hashed(constant, hash).0),
        }
    }

    /// The table to hand out: the space's own where nothing was added.
    pub(super) fn share(self) -> Arc<dyn Constants + Send + Sync> {
        if self.extra.is_empty() { self.base } else { Arc::new(self) }
    }
}

impl Constants for Layered {
    fn constant(&self, id: ConstantId) -> Constant<'_> {
        match id.0.checked_sub(self.base.end()) {
            None => self.base.constant(id),
            Some(local) => self.extra.constant(ConstantId(local)),
        }
    }

    fn content_hash(&self, id: ConstantId) -> u64 {
        match id.0.checked_sub(self.base.end()) {
            None => self.base.content_hash(id),
            Some(local) => self.extra.content_hash(ConstantId(local)),
        }
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    fn level(symbols: &Symbols, bits: u32, names: &[String]) -> Level {
        let mut shards = vec![ConstantTable::new(); 1 << bits];
        for name in names {
            let constant = Constant::Symbol(name);
            shards[shard_of(constant.content_hash(), bits)].intern(constant);
        }
        Level::new(symbols.end(), bits, shards)
    }

    #[test]
    fn ids_survive_merging() {
        let mut symbols = Symbols::default();
        let mut seen: Vec<(ConstantId, String)> = Vec::new();
        for round in 0..40 {
            let bits = if round % 5 == 0 { 4 } else { 0 };
            let names: Vec<String> = (0..round % 7 + 1).map(|n| format!("name-{round}-{n}")).collect();
            symbols = symbols.with(level(&symbols, bits, &names));
            for name in names {
                let constant = Constant::Symbol(&name);
                let id = symbols.find(constant, constant.content_hash());
                seen.push((id.unwrap_or(ConstantId(u32::MAX)), name));
            }
            for (id, name) in &seen {
                let constant = Constant::Symbol(name);
                assert_eq!(symbols.find(constant, constant.content_hash()), Some(*id));
                assert!(symbols.constant(*id).identical(constant));
                assert_eq!(symbols.content_hash(*id), constant.content_hash());
            }
        }
        assert!(symbols.levels.len() < 12);
    }
}
