//! The index of a segment: one multimap from keys to entries.
//!
//! There is only this one, so that the space, its rules and its types cannot disagree (E1). It never changes once it
//! is built. It is split by the top bits of the key into partitions that are built independently, in parallel where
//! there are many.

use super::keys::Key;

/// The bits that choose the partition of a large index.
pub(super) const LARGE_BITS: u32 = 6;

/// From how many keys on an index is split.
const LARGE: usize = 1 << 14;

/// The partition, of 2^`bits`, for `key`.
#[inline]
pub(super) fn partition_of(key: Key, bits: u32) -> usize {
    if bits == 0 { 0 } else { (key >> (64 - bits)) as usize }
}

/// The number of bits for an index of so many keys.
pub(super) fn bits_for(keys: usize) -> u32 {
    if keys >= LARGE { LARGE_BITS } else { 0 }
}

/// An immutable multimap from keys to ascending entries.
pub(super) struct Index {
    bits: u32,
    partitions: Vec<Partition>,
}

impl Index {
    /// An index of 2^`bits` partitions.
    pub(super) fn new(bits: u32, partitions: Vec<Partition>) -> Index {
        debug_assert_eq!(partitions.len(), 1 << bits);
        Index { bits, partitions }
    }

    /// The entries under `key`, ascending. O(1).
    #[inline]
    pub(super) fn get(&self, key: Key) -> &[u32] {
        self.partitions[partition_of(key, self.bits)].get(key)
    }

    /// The number of pairs.
    pub(super) fn pairs(&self) -> usize {
        self.partitions.iter().map(Partition::pairs).sum()
    }

    /// Every key with its entries, in no order that means anything.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Key, &[u32])> {
        self.partitions.iter().flat_map(Partition::iter)
    }
}

/// One key: its entry, or where its entries are.
#[derive(Clone, Copy)]
struct Slot {
    key: Key,
    /// The entry where `count` is 1, else the start in the postings.
    start: u32,
    /// 0 marks a free slot.
    count: u32,
}

const FREE: Slot = Slot { key: 0, start: 0, count: 0 };

/// A part of an index: open addressing over an array that is a third larger than what it holds.
pub(super) struct Partition {
    slots: Box<[Slot]>,
    postings: Box<[u32]>,
}

impl Partition {
    /// Builds a partition of `keys`, of which the i-th belongs to `entries[i]`; the entries of one key ascend. O(n).
    pub(super) fn build(keys: &[Key], entries: &[u32]) -> Partition {
        debug_assert_eq!(keys.len(), entries.len());
        let (mut distinct, which) = count(keys);
        let mut postings = 0;
        for slot in &mut distinct {
            if slot.count > 1 {
                slot.start = postings;
                postings += slot.count;
            }
        }
        let mut postings = vec![0; postings as usize].into_boxed_slice();
        for (&which, &entry) in which.iter().zip(entries) {
            let slot = &mut distinct[which as usize];
            if slot.count == 1 {
                slot.start = entry;
            } else {
                postings[slot.start as usize] = entry;
                slot.start += 1;
            }
        }
        let size = (distinct.len() + distinct.len() / 3 + 1) as u64;
        let mut slots = vec![FREE; size as usize].into_boxed_slice();
        for mut slot in distinct {
            if slot.count > 1 {
                slot.start -= slot.count;
            }
            let mut at = home(slot.key, size);
            while slots[at].count != 0 {
                at = if at + 1 == slots.len() { 0 } else { at + 1 };
            }
            slots[at] = slot;
        }
        Partition { slots, postings }
    }

    #[inline]
    fn get(&self, key: Key) -> &[u32] {
        let mut at = home(key, self.slots.len() as u64);
        loop {
            let slot = &self.slots[at];
            if slot.count == 0 {
                return &[];
            }
            if slot.key == key {
                return self.entries(slot);
            }
            at = if at + 1 == self.slots.len() { 0 } else { at + 1 };
        }
    }

    #[inline]
    fn entries<'a>(&'a self, slot: &'a Slot) -> &'a [u32] {
        if slot.count == 1 {
            std::slice::from_ref(&slot.start)
        } else {
            &self.postings[slot.start as usize..(slot.start + slot.count) as usize]
        }
    }

    fn pairs(&self) -> usize {
        self.slots.iter().map(|slot| slot.count as usize).sum()
    }

    fn iter(&self) -> impl Iterator<Item = (Key, &[u32])> {
        self.slots.iter().filter(|slot| slot.count > 0).map(|slot| (slot.key, self.entries(slot)))
    }
}

/// Where the search for `key` starts in a table of `size` slots. The low half: the top bits chose the partition.
#[inline]
fn home(key: Key, size: u64) -> usize {
    (((key & 0xffff_ffff) * size) >> 32) as usize
}

/// The distinct keys, in order of appearance, with their counts; and for each of `keys` its place among them.
fn count(keys: &[Key]) -> (Vec<Slot>, Vec<u32>) {
    const FEW: usize = 24;
    const NONE: u32 = u32::MAX;
    let mut distinct: Vec<Slot> = Vec::with_capacity(keys.len().min(1 << 10));
    let mut which = Vec::with_capacity(keys.len());
    if keys.len() <= FEW {
        for &key in keys {
            let at = distinct.iter().position(|slot| slot.key == key).unwrap_or(distinct.len());
            match distinct.get_mut(at) {
                Some(slot) => slot.count += 1,
                None => distinct.push(Slot { key, start: 0, count: 1 }),
            }
            which.push(at as u32);
        }
        return (distinct, which);
    }
    let mask = (keys.len() + keys.len() / 2).next_power_of_two() - 1;
    let mut table = vec![NONE; mask + 1];
    for &key in keys {
        let mut at = key as usize & mask;
        let place = loop {
            match table[at] {
                NONE => {
                    let place = distinct.len() as u32;
                    table[at] = place;
                    distinct.push(Slot { key, start: 0, count: 1 });
                    break place;
                }
                place if distinct[place as usize].key == key => {
                    distinct[place as usize].count += 1;
                    break place;
                }
                _ => at = (at + 1) & mask,
            }
        };
        which.push(place);
    }
    (distinct, which)
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::language::metta::constants::mix;

    #[test]
    fn agrees_with_a_map_of_lists() {
        for size in [0, 1, 2, 20, 100, 5_000] {
            let keys: Vec<Key> = (0..size).map(|n| mix(3, n * n % 61 * (n % 5))).collect();
            let entries: Vec<u32> = (0..size as u32).map(|n| n / 3).collect();
            let mut expected: BTreeMap<Key, Vec<u32>> = BTreeMap::new();
            for (&key, &entry) in keys.iter().zip(&entries) {
                expected.entry(key).or_default().push(entry);
            }
            let index = Index::new(0, vec![Partition::build(&keys, &entries)]);
            for (&key, entries) in &expected {
                assert_eq!(index.get(key), entries);
                assert!(index.get(key ^ 1).is_empty());
            }
            assert_eq!(index.pairs(), keys.len());
            let listed: BTreeMap<Key, Vec<u32>> =
                index.iter().map(|(key, entries)| (key, entries.to_vec())).collect();
            assert_eq!(listed, expected);
        }
    }

    #[test]
    fn keys_that_share_a_home_are_told_apart() {
        let keys: Vec<Key> = (0..50).map(|n| n << 32).collect();
        let entries: Vec<u32> = (0..50).collect();
        let partition = Partition::build(&keys, &entries);
        for (key, entry) in keys.iter().zip(&entries) {
            assert_eq!(partition.get(*key), [*entry]);
        }
        assert!(partition.get(51 << 32).is_empty());
    }
}
