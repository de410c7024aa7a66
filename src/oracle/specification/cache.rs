//! A bounded cache, as a list in order of use.

/// A question: who asks (by which entries are thrown away together), and what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// Who asks.
    pub tag: u8,
    /// What is asked.
    pub number: u32,
}

/// An entry of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The question.
    pub key: Key,
    /// Which entry this is; no two are the same.
    pub entry: u32,
    /// The snapshot at which it was last found valid.
    pub identity: u32,
}

/// What a look-up finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing.
    Absent,
    /// This entry, last found valid at the same snapshot.
    Valid(u32),
    /// This entry, whose validity is to be found out.
    Unproven(u32),
}

/// A cache: what it holds, the most recently used first, and what it has counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cache {
    /// How many entries there may be.
    pub bound: usize,
    /// The entries, the most recently used first.
    pub kept: Vec<Kept>,
    /// Look-ups that were answered.
    pub hits: u64,
    /// Look-ups that were not.
    pub misses: u64,
    /// Misses that found an entry that was not valid.
    pub stale: u64,
    /// Entries that made room.
    pub evictions: u64,
}

impl Cache {
    /// An empty cache for `bound` entries.
    #[must_use]
    pub fn new(bound: usize) -> Cache {
        Cache { bound, kept: Vec::new(), hits: 0, misses: 0, stale: 0, evictions: 0 }
    }

    /// Looks `key` up in the snapshot `identity`. What is found has been used.
    pub fn look_up(&mut self, key: Key, identity: u32) -> Found {
        let Some(at) = self.kept.iter().position(|kept| kept.key == key) else {
            self.misses += 1;
            return Found::Absent;
        };
        let kept = self.kept.remove(at);
        self.kept.insert(0, kept);
        if kept.identity == identity {
            self.hits += 1;
            return Found::Valid(kept.entry);
        }
        Found::Unproven(kept.entry)
    }

    /// The entry that a look-up of `key` found is valid at `identity`.
    pub fn confirm(&mut self, key: Key, entry: u32, identity: u32) {
        self.hits += 1;
        for kept in &mut self.kept {
            if kept.key == key && kept.entry == entry {
                kept.identity = identity;
            }
        }
    }

    /// The entry that a look-up of `key` found is not valid; it goes, if it is still there. Says what went.
    pub fn refuse(&mut self, key: Key, entry: u32) -> Vec<Kept> {
        self.misses += 1;
        self.stale += 1;
        self.throw_away(|kept| kept.key == key && kept.entry == entry)
    }

    /// Takes an entry in as the most recently used one. Says what went: what it replaces, or the least recently used one
    /// if there is no room; with no room for anything, the entry itself.
    pub fn insert(&mut self, key: Key, entry: u32, identity: u32) -> Vec<Kept> {
        let new = Kept { key, entry, identity };
        if self.bound == 0 {
            return vec![new];
        }
        let mut gone = self.throw_away(|kept| kept.key == key);
        if self.kept.len() == self.bound {
            gone.extend(self.kept.pop());
            self.evictions += 1;
        }
        self.kept.insert(0, new);
        gone
    }

    /// Throws away the entries of who asks by `tag`. Says what went.
    pub fn invalidate(&mut self, tag: u8) -> Vec<Kept> {
        self.throw_away(|kept| kept.key.tag == tag)
    }

    fn throw_away(&mut self, which: impl Fn(&Kept) -> bool) -> Vec<Kept> {
        let (gone, kept) = self.kept.iter().partition(|kept| which(kept));
        self.kept = kept;
        gone
    }
}
