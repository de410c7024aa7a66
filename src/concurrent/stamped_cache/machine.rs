//! The machine of the stamped cache: one shard, which is a bounded table that forgets what was used least recently.
//! Plain data.

use hashbrown::HashTable;

use super::key::CacheKey;
use super::rings::Rings;
use crate::concurrent::Stamp;
use crate::sync::Arc;

/// The hashes under which a key stands in a shard, computed before the shard's lock is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hashes {
    /// Of the key.
    pub key: u64,
    /// Of its tag.
    pub tag: u64,
}

/// What a look-up finds.
#[derive(Debug)]
pub enum Found<E> {
    /// Nothing: a miss, and counted as one.
    Absent,
    /// An entry that was last found valid at the caller's own snapshot: a hit, and counted as one.
    Valid(Arc<E>),
    /// An entry that was found valid at another snapshot. Not counted yet: the caller compares stamps, outside the lock,
    /// and says [`confirm`](Shard::confirm) or [`refuse`](Shard::refuse).
    Unproven(Arc<E>),
}

/// What a shard has counted. Every look-up that has been answered is one hit or one miss (C4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Look-ups that were answered from the shard.
    pub hits: u64,
    /// Look-ups that were not.
    pub misses: u64,
    /// Misses that found an entry whose stamps did not stand.
    pub stale: u64,
    /// Entries that made room for others.
    pub evictions: u64,
}

/// What left a shard, for the caller to drop outside its lock.
pub type Gone<K, E> = (K, Arc<E>);

/// One entry in its place.
#[derive(Debug)]
struct Held<K, E> {
    key: K,
    entry: Arc<E>,
    /// The snapshot at which the entry was last found valid.
    identity: Stamp,
}

/// A place for one entry; an empty one waits in the free list.
#[derive(Debug)]
struct Slot<K, E> {
    hashes: Hashes,
    held: Option<Held<K, E>>,
}

/// A bounded table of entries by key, in order of use, with the keys of each tag.
///
/// # Invariants
///
/// - At most `bound` entries, at any instant (C2): room is made before an entry is taken in.
/// - `by_key` has each occupied slot once; the `recency` ring of `newest` has each once, the most recently used first;
///   the `siblings` ring of a slot has the slots of its tag, and `by_tag` has one slot of each such ring.
#[derive(Debug)]
pub struct Shard<K, E> {
    bound: usize,
    slots: Vec<Slot<K, E>>,
    free: Vec<u32>,
    by_key: HashTable<u32>,
    by_tag: HashTable<u32>,
    recency: Rings,
    siblings: Rings,
    newest: Option<u32>,
    counts: Counts,
}

impl<K: CacheKey, E> Shard<K, E> {
    /// A shard for at most `bound` entries; of 0 it keeps nothing.
    #[must_use]
    pub fn new(bound: usize) -> Self {
        Self {
            bound: bound.min(u32::MAX as usize),
            slots: Vec::new(),
            free: Vec::new(),
            by_key: HashTable::new(),
            by_tag: HashTable::new(),
            recency: Rings::default(),
            siblings: Rings::default(),
            newest: None,
            counts: Counts::default(),
        }
    }

    /// The entry of `key`, which becomes the most recently used one. Expected O(1).
    pub fn look_up(&mut self, hash: u64, key: &K, identity: Stamp) -> Found<E> {
        let Some(at) = self.find(hash, key) else {
            self.counts.misses += 1;
            return Found::Absent;
        };
        self.use_now(at);
        match &self.slots[at as usize].held {
            Some(held) if held.identity == identity => {
                self.counts.hits += 1;
                Found::Valid(Arc::clone(&held.entry))
            }
            Some(held) => Found::Unproven(Arc::clone(&held.entry)),
            None => Found::Absent,
        }
    }

    /// The entry of `key` if it was last found valid at `identity`: counted as nothing, no use. Expected O(1).
    #[must_use]
    pub fn peek(&self, hash: u64, key: &K, identity: Stamp) -> Option<Arc<E>> {
        let held = self.held(self.find(hash, key)?)?;
        (held.identity == identity).then(|| Arc::clone(&held.entry))
    }

    /// The look-up that found `entry` unproven was a hit: its stamps stand at `identity`, which is remembered if it is
    /// still the entry of `key`. Expected O(1).
    pub fn confirm(&mut self, hash: u64, key: &K, entry: &Arc<E>, identity: Stamp) {
        self.counts.hits += 1;
        let same = self.find_same(hash, key, entry);
        if let Some(held) = same.and_then(|at| self.slots[at as usize].held.as_mut()) {
            held.identity = identity;
        }
    }

    /// The look-up that found `entry` unproven was a miss: its stamps do not stand. Removes it, if it is still the entry of
    /// `key`; another one may be valid. Expected O(1).
    pub fn refuse(&mut self, hash: u64, key: &K, entry: &Arc<E>) -> Option<Gone<K, E>> {
        self.counts.misses += 1;
        self.counts.stale += 1;
        self.find_same(hash, key, entry).and_then(|at| self.remove(at))
    }

    /// Takes in the entry of `key`, valid at `identity`, as the most recently used one. What it replaces or what makes
    /// room for it is returned; with no room at all the entry itself is. Expected O(1).
    pub fn insert(&mut self, hashes: Hashes, key: K, entry: Arc<E>, identity: Stamp) -> Option<Gone<K, E>> {
        if let Some(at) = self.find(hashes.key, &key) {
            self.use_now(at);
            let before = self.slots[at as usize].held.replace(Held { key, entry, identity });
            return before.map(|held| (held.key, held.entry));
        }
        if self.bound == 0 {
            return Some((key, entry));
        }
        // invariant: C2: room is made first, so that there is no instant with one entry too many.
        let evicted = match self.newest {
            Some(newest) if self.len() >= self.bound => {
                self.counts.evictions += 1;
                self.remove(self.recency.before(newest))
            }
            _ => None,
        };
        self.occupy(hashes, Held { key, entry, identity });
        evicted
    }

    /// Removes every entry whose key has this tag. O(those entries).
    pub fn invalidate(&mut self, hash: u64, tag: &K::Tag) -> Vec<Gone<K, E>> {
        let slots = &self.slots;
        let is_sibling = |at: &u32| holds_tag(slots, *at, tag);
        let mut next = self.by_tag.find(hash, is_sibling).copied();
        let mut gone = Vec::new();
        while let Some(at) = next {
            let behind = self.siblings.behind(at);
            next = (behind != at).then_some(behind);
            gone.extend(self.remove(at));
        }
        gone
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_key.len()
    }

    /// Whether there is no entry.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many entries there may be.
    #[must_use]
    pub fn bound(&self) -> usize {
        self.bound
    }

    /// What was counted so far.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.counts
    }

    fn held(&self, at: u32) -> Option<&Held<K, E>> {
        self.slots.get(at as usize)?.held.as_ref()
    }

    fn find(&self, hash: u64, key: &K) -> Option<u32> {
        let is_key = |at: &u32| self.held(*at).is_some_and(|held| held.key == *key);
        self.by_key.find(hash, is_key).copied()
    }

    /// The slot of `key` if it still holds this very `entry`.
    fn find_same(&self, hash: u64, key: &K, entry: &Arc<E>) -> Option<u32> {
        let at = self.find(hash, key)?;
        self.held(at).filter(|held| Arc::ptr_eq(&held.entry, entry)).map(|_| at)
    }

    /// Makes `at` the most recently used slot.
    fn use_now(&mut self, at: u32) {
        if self.newest == Some(at) {
            return;
        }
        self.recency.leave(at);
        if let Some(newest) = self.newest {
            self.recency.join_before(at, newest);
        }
        self.newest = Some(at);
    }

    fn occupy(&mut self, hashes: Hashes, held: Held<K, E>) {
        let slots = &self.slots;
        let first_sibling = self.by_tag.find(hashes.tag, |&at| holds_tag(slots, at, held.key.tag())).copied();
        let slot = Slot { hashes, held: Some(held) };
        let at = match self.free.pop() {
            Some(at) => {
                self.slots[at as usize] = slot;
                at
            }
            None => {
                self.slots.push(slot);
                self.recency.push();
                self.siblings.push();
                (self.slots.len() - 1) as u32
            }
        };
        let slots = &self.slots;
        self.by_key.insert_unique(hashes.key, at, |&at| slots[at as usize].hashes.key);
        match first_sibling {
            Some(sibling) => self.siblings.join_before(at, sibling),
            None => {
                self.by_tag.insert_unique(hashes.tag, at, |&at| slots[at as usize].hashes.tag);
            }
        }
        self.use_now(at);
    }

    fn remove(&mut self, at: u32) -> Option<Gone<K, E>> {
        let hashes = self.slots[at as usize].hashes;
        if let Ok(found) = self.by_key.find_entry(hashes.key, |&other| other == at) {
            found.remove();
        }
        let behind = self.recency.leave(at);
        if self.newest == Some(at) {
            self.newest = behind;
        }
        let sibling = self.siblings.leave(at);
        if let Ok(mut found) = self.by_tag.find_entry(hashes.tag, |&other| other == at) {
            match sibling {
                Some(sibling) => *found.get_mut() = sibling,
                None => {
                    found.remove();
                }
            }
        }
        self.free.push(at);
        self.slots[at as usize].held.take().map(|held| (held.key, held.entry))
    }
}

fn holds_tag<K: CacheKey, E>(slots: &[Slot<K, E>], at: u32, tag: &K::Tag) -> bool {
    slots.get(at as usize).and_then(|slot| slot.held.as_ref()).is_some_and(|held| held.key.tag() == tag)
}
