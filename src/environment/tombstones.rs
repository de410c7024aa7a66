//! Which entries of a segment were removed: a set of bits that is cheap to copy and change.

use std::sync::Arc;

const WORDS: usize = 64;
/// Entries per block.
const BLOCK: usize = WORDS * 64;

/// A persistent set of entries. A copy with one more costs O(n / 4096) pointers and one block.
#[derive(Clone, Default)]
pub(super) struct Tombstones {
    blocks: Arc<[Option<Arc<[u64; WORDS]>>]>,
    count: usize,
}

impl Tombstones {
    /// The number of entries that were removed.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// True when `entry` was removed. O(1).
    #[inline]
    pub(super) fn contains(&self, entry: u32) -> bool {
        if self.count == 0 {
            return false;
        }
        let entry = entry as usize;
        match self.blocks.get(entry / BLOCK) {
            Some(Some(block)) => block[entry % BLOCK / 64] >> (entry % 64) & 1 == 1,
            _ => false,
        }
    }

    /// This set and `entry`, which is not in it.
    pub(super) fn with(&self, entry: u32) -> Tombstones {
        debug_assert!(!self.contains(entry));
        let entry = entry as usize;
        let length = self.blocks.len().max(entry / BLOCK + 1);
        let mut blocks: Vec<_> = self.blocks.iter().cloned().collect();
        blocks.resize(length, None);
        let block = &mut blocks[entry / BLOCK];
        let mut bits = block.as_deref().copied().unwrap_or([0; WORDS]);
        bits[entry % BLOCK / 64] |= 1 << (entry % 64);
        *block = Some(Arc::new(bits));
        Tombstones { blocks: blocks.into(), count: self.count + 1 }
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::Tombstones;

    #[test]
    fn holds_what_was_put_in_and_old_copies_stay() {
        let empty = Tombstones::default();
        let mut set = empty.clone();
        for entry in [0, 63, 64, 4095, 4096, 20_000] {
            let before = set.clone();
            set = set.with(entry);
            assert!(set.contains(entry) && !before.contains(entry) && !set.contains(entry + 1));
        }
        assert_eq!((set.count(), empty.count()), (6, 0));
        assert!(!set.contains(1_000_000));
    }
}
