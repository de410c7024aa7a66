//! What one publication added, or several merged: atoms in the order of load, with their index.

use std::sync::Arc;

use super::index::{Index, Partition, bits_for, partition_of};
use super::keys::Key;
use super::tombstones::Tombstones;
use crate::language::metta::word::Word;

/// Atoms one behind the other.
pub(super) struct Chunk {
    words: Box<[Word]>,
    /// Where each atom starts, and where the last one ends.
    starts: Box<[u32]>,
}

impl Chunk {
    /// A chunk of atoms that start at `starts` and fill `words`; the last start is the end.
    pub(super) fn new(words: Vec<Word>, starts: Vec<u32>) -> Chunk {
        debug_assert_eq!(starts.last().copied(), Some(words.len() as u32));
        Chunk { words: words.into(), starts: starts.into() }
    }

    /// The number of atoms.
    pub(super) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    #[inline]
    fn atom(&self, at: usize) -> &[Word] {
        &self.words[self.starts[at] as usize..self.starts[at + 1] as usize]
    }

    /// The words, to rename constants in place.
    pub(super) fn words_mut(&mut self) -> &mut [Word] {
        &mut self.words
    }
}

/// What queries may leave out for a segment, since it has none of it.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
pub(super) struct Traits {
    /// Some atom has a variable.
    pub(super) open: bool,
    /// Some atom is a variable.
    pub(super) variable: bool,
    /// Some atom is an expression that is headed by no constant.
    pub(super) headless: bool,
}

impl Traits {
    /// What either has.
    pub(super) fn or(self, other: Traits) -> Traits {
        Traits {
            open: self.open || other.open,
            variable: self.variable || other.variable,
            headless: self.headless || other.headless,
        }
    }
}

/// The atoms and the index: never changes.
struct Body {
    chunks: Vec<Chunk>,
    /// The first entry of each chunk.
    firsts: Vec<u32>,
    len: usize,
    index: Index,
    traits: Traits,
}

/// Atoms in the order of load, each an *entry* with a number, some of them removed. Cloning copies two pointers.
#[derive(Clone)]
pub(super) struct Segment {
    body: Arc<Body>,
    dead: Tombstones,
}

impl Segment {
    /// A segment of `chunks` under `index`.
    pub(super) fn new(chunks: Vec<Chunk>, index: Index, traits: Traits) -> Segment {
        let mut firsts = Vec::with_capacity(chunks.len());
        let mut len = 0;
        for chunk in &chunks {
            firsts.push(len as u32);
            len += chunk.len();
        }
        Segment { body: Arc::new(Body { chunks, firsts, len, index, traits }), dead: Tombstones::default() }
    }

    /// The number of entries, removed ones included.
    pub(super) fn len(&self) -> usize {
        self.body.len
    }

    /// The number of entries that were not removed.
    pub(super) fn live(&self) -> usize {
        self.body.len - self.dead.count()
    }

    /// What it has at all.
    pub(super) fn traits(&self) -> Traits {
        self.body.traits
    }

    /// The atom of `entry`: its term and the names of its variables. O(log of the number of chunks).
    #[inline]
    pub(super) fn atom(&self, entry: u32) -> &[Word] {
        let body = &*self.body;
        let at =
            if body.chunks.len() == 1 { 0 } else { body.firsts.partition_point(|&first| first <= entry) - 1 };
        body.chunks[at].atom((entry - body.firsts[at]) as usize)
    }

    /// True when `entry` was not removed.
    #[inline]
    pub(super) fn is_live(&self, entry: u32) -> bool {
        !self.dead.contains(entry)
    }

    /// The entries under `key`, ascending, removed ones included. O(1).
    #[inline]
    pub(super) fn under(&self, key: Key) -> &[u32] {
        self.body.index.get(key)
    }

    /// The entries under `key` that were not removed.
    pub(super) fn live_under(&self, key: Key) -> impl Iterator<Item = u32> {
        self.under(key).iter().copied().filter(|&entry| self.is_live(entry))
    }

    /// All entries that were not removed.
    pub(super) fn entries(&self) -> impl Iterator<Item = u32> + use<'_> {
        (0..self.body.len as u32).filter(|&entry| self.is_live(entry))
    }

    /// The words of all entries that were not removed.
    pub(super) fn atoms(&self) -> impl Iterator<Item = &[Word]> {
        let chunks = self.body.chunks.iter().flat_map(|chunk| (0..chunk.len()).map(move |at| chunk.atom(at)));
        (0..).zip(chunks).filter(|&(entry, _)| self.is_live(entry)).map(|(_, atom)| atom)
    }

    /// This segment without `entry`, which is live.
    pub(super) fn without(&self, entry: u32) -> Segment {
        Segment { body: Arc::clone(&self.body), dead: self.dead.with(entry) }
    }

    /// One segment of the live entries of all of `segments`, in order. O(words + keys).
    pub(super) fn merged(segments: &[Segment]) -> Segment {
        let live: usize = segments.iter().map(Segment::live).sum();
        let mut words = Vec::new();
        let mut starts = Vec::with_capacity(live + 1);
        let pairs = segments.iter().map(|segment| segment.body.index.pairs()).sum();
        let bits = bits_for(pairs);
        let mut parts = vec![(Vec::new(), Vec::new()); 1 << bits];
        let mut traits = Traits::default();
        let mut renumbered = Vec::new();
        for segment in segments {
            traits = traits.or(segment.traits());
            let first = starts.len() as u32;
            renumbered.clear();
            if segment.dead.count() > 0 {
                let mut next = first;
                renumbered.extend((0..segment.len() as u32).map(|entry| {
                    let live = segment.is_live(entry);
                    next += u32::from(live);
                    if live { next - 1 } else { u32::MAX }
                }));
            }
            for entry in segment.entries() {
                starts.push(words.len() as u32);
                words.extend_from_slice(segment.atom(entry));
            }
            for (key, entries) in segment.body.index.iter() {
                let (keys, all): &mut (Vec<Key>, Vec<u32>) = &mut parts[partition_of(key, bits)];
                for &entry in entries {
                    let entry =
                        if renumbered.is_empty() { first + entry } else { renumbered[entry as usize] };
                    if entry != u32::MAX {
                        keys.push(key);
                        all.push(entry);
                    }
                }
            }
        }
        starts.push(words.len() as u32);
        let partitions = parts.iter().map(|(keys, entries)| Partition::build(keys, entries)).collect();
        Segment::new(vec![Chunk::new(words, starts)], Index::new(bits, partitions), traits)
    }
}
