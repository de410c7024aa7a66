//! A cache as a list, right without a fault, and what draft designs of resolver caches do wrong.

use heddle::concurrent::Stamp;
use heddle::concurrent::stamped_cache::{Freshness, Statistics};

use crate::cached_answers_equal_uncached_ones::{Answer, Key, Snapshot, Subject};

/// The one step in which a mutant differs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Fault {
    /// Entries are valid until a change of what they rest on throws them away; one that is kept later stays (S1).
    PutAfterInvalidate,
    /// A change throws away what was asked in the changed document, and entries are valid until then (S2).
    InvalidatedByAsker,
    /// Nothing depends on what was absent (S3).
    NegativeSticks,
    /// The key leaves the place out (S4).
    KeyTooSmall,
    /// The key leaves out the content of the asking document, and entries depend on the others alone (S4).
    KeyWithoutContent,
    /// Stamps count the changes that one connection has seen.
    CountersAsStamps,
    /// First in, first out.
    FirstInFirstOut,
    /// Room is made when there is one entry too many already (LU2).
    Overshoots,
    /// A look-up that finds a stale entry is not counted (LS29).
    StaleIsNoMiss,
    /// Nothing is ever found.
    NeverHits,
    /// Every change empties the cache.
    EmptiedByEveryEdit,
    /// An entry is valid at the snapshot that it was computed on alone.
    ValidAtOneSnapshot,
}

impl Fault {
    pub(crate) const ALL: [Fault; 12] = [
        Fault::PutAfterInvalidate,
        Fault::InvalidatedByAsker,
        Fault::NegativeSticks,
        Fault::KeyTooSmall,
        Fault::KeyWithoutContent,
        Fault::CountersAsStamps,
        Fault::FirstInFirstOut,
        Fault::Overshoots,
        Fault::StaleIsNoMiss,
        Fault::NeverHits,
        Fault::EmptiedByEveryEdit,
        Fault::ValidAtOneSnapshot,
    ];

    /// Whether the mutant is incoherent (C1); the others are of no use, too large or miscounted.
    pub(crate) fn gives_wrong_answers(self) -> bool {
        self.message() == "the cached answer is not the right one"
    }

    /// What the mutant must die of.
    pub(crate) fn message(self) -> &'static str {
        match self {
            Fault::PutAfterInvalidate
            | Fault::InvalidatedByAsker
            | Fault::NegativeSticks
            | Fault::KeyTooSmall
            | Fault::KeyWithoutContent
            | Fault::CountersAsStamps => "the cached answer is not the right one",
            Fault::FirstInFirstOut
            | Fault::NeverHits
            | Fault::EmptiedByEveryEdit
            | Fault::ValidAtOneSnapshot => "other entries are kept than in the list",
            Fault::Overshoots => "over the bound",
            Fault::StaleIsNoMiss => "hits and misses are not the look-ups",
        }
    }
}

struct Kept {
    key: Key,
    answer: Answer,
    /// What it rests on, with its stamp.
    read: Vec<(u8, Stamp)>,
    identity: Stamp,
}

/// The cache, the most recently used entry first.
pub(crate) struct Faulty {
    bound: usize,
    fault: Option<Fault>,
    kept: Vec<Kept>,
    statistics: Statistics,
}

impl Faulty {
    pub(crate) fn new(bound: usize, fault: Option<Fault>) -> Self {
        Self { bound, fault, kept: Vec::new(), statistics: Statistics::default() }
    }

    fn has(&self, fault: Fault) -> bool {
        self.fault == Some(fault)
    }

    fn key(&self, mut key: Key) -> Key {
        if self.has(Fault::KeyTooSmall) {
            key.question.place = 0;
        }
        if self.has(Fault::KeyWithoutContent) {
            key.content = None;
        }
        key
    }

    fn stamp(&self, snapshot: &Snapshot, document: u8) -> Stamp {
        match self.has(Fault::CountersAsStamps) {
            true => {
                let count = snapshot.changes.get(&document).copied().unwrap_or(0);
                Stamp::of(&[&[document], &count.to_le_bytes()])
            }
            false => snapshot.stamp(&document),
        }
    }

    fn stands(&self, kept: &Kept, snapshot: &Snapshot) -> bool {
        match self.fault {
            Some(Fault::PutAfterInvalidate | Fault::InvalidatedByAsker) => true,
            Some(Fault::ValidAtOneSnapshot) => kept.identity == snapshot.identity(),
            Some(Fault::NeverHits) => false,
            _ => kept.read.iter().all(|&(document, stamp)| self.stamp(snapshot, document) == stamp),
        }
    }
}

impl Subject for Faulty {
    fn look(&mut self, key: Key, snapshot: &Snapshot) -> Option<Answer> {
        let key = self.key(key);
        let Some(at) = self.kept.iter().position(|kept| kept.key == key) else {
            self.statistics.misses += 1;
            return None;
        };
        if !self.stands(&self.kept[at], snapshot) {
            self.kept.remove(at);
            self.statistics.stale += 1;
            self.statistics.misses += u64::from(!self.has(Fault::StaleIsNoMiss));
            return None;
        }
        if !self.has(Fault::FirstInFirstOut) {
            let used = self.kept.remove(at);
            self.kept.insert(0, used);
        }
        self.statistics.hits += 1;
        self.kept.iter().find(|kept| kept.key == key).map(|kept| kept.answer.clone())
    }

    fn keep(&mut self, key: Key, answer: Answer, snapshot: &Snapshot) {
        let key = self.key(key);
        let counts = |&&(document, content): &&(u8, Option<u32>)| match self.fault {
            Some(Fault::NegativeSticks) => content.is_some(),
            Some(Fault::KeyWithoutContent) => document != key.question.asker,
            _ => true,
        };
        let read = answer.iter().filter(counts);
        let read = read.map(|&(document, _)| (document, self.stamp(snapshot, document))).collect();
        self.kept.retain(|kept| kept.key != key);
        self.kept.insert(0, Kept { key, answer, read, identity: snapshot.identity() });
        let bound = self.bound + usize::from(self.has(Fault::Overshoots));
        if self.kept.len() > bound {
            self.kept.truncate(bound);
            self.statistics.evictions += u64::from(bound > 0);
        }
    }

    fn changed(&mut self, document: u8) {
        let fault = self.fault;
        self.kept.retain(|kept| match fault {
            Some(Fault::EmptiedByEveryEdit) => false,
            Some(Fault::PutAfterInvalidate) => kept.read.iter().all(|&(read, _)| read != document),
            // Without the message that frees memory, what the key leaves out would be thrown away all the same.
            Some(Fault::KeyWithoutContent) => true,
            _ => kept.key.question.asker != document,
        });
    }

    fn statistics(&self) -> Statistics {
        Statistics { entries: self.kept.len(), ..self.statistics }
    }
}
