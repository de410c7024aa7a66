//! The faulty variants: each differs from the production cache in the one step that its doc names.

use super::{Answer, Change, Key, LIB, Server, Snapshot};
use crate::harness::faults;
use heddle::concurrent::stamped_cache::{CacheKey, Freshness};
use heddle::concurrent::{Delta, Published, Revision, Stamp};
use heddle::sync::{Arc, Mutex};
use std::collections::BTreeMap;

/// Which rule of the production cache is broken.
pub(super) trait Fault: Send + Sync + 'static {
    /// Entries are valid until a change of what they rest on throws them away.
    const PUT_AFTER_INVALIDATE: bool = false;
    /// Entries are valid until a change of the asking document throws them away.
    const INVALIDATED_BY_ASKER: bool = false;
    /// Nothing depends on what was absent.
    const NEGATIVE_STICKS: bool = false;
    /// A change of the disk takes the document away and puts it back.
    const CLEARED_AND_REFILLED: bool = false;
    /// A stamp counts changes.
    const COUNTERS_AS_STAMPS: bool = false;
    /// Whatever entry the key has by then is valid at the snapshot.
    const CONFIRMS_ANOTHER: bool = false;
    /// No entry counts.
    const NEVER_HITS: bool = false;
    /// A change empties the cache.
    const EMPTIED_BY_EVERY_EDIT: bool = false;
}

faults! {
    Fault of Faulty:
    /// Puts what was computed before an invalidation after it (S1).
    PutAfterInvalidate, PutLate: PUT_AFTER_INVALIDATE;
    /// Throws away by the asking document alone (S2).
    InvalidatedByAsker, ByAsker: INVALIDATED_BY_ASKER;
    /// Keeps a negative answer for ever (S3).
    NegativeSticks, Sticky: NEGATIVE_STICKS;
    /// Clears a table and refills it in place (U16).
    ClearedAndRefilled, Refilled: CLEARED_AND_REFILLED;
    /// Takes counters for identities.
    CountersAsStamps, Counters: COUNTERS_AS_STAMPS;
    /// Vouches for an entry that it has not compared.
    ConfirmsAnother, Vouches: CONFIRMS_ANOTHER;
    /// Is coherent and useless.
    NeverHits, Useless: NEVER_HITS;
    /// Starts anew with every edit.
    EmptiedByEveryEdit, Emptied: EMPTIED_BY_EVERY_EDIT;
}

struct Kept {
    number: u64,
    answer: Answer,
    read: Vec<(u8, Stamp)>,
    identity: Stamp,
}

struct State {
    kept: BTreeMap<(u8, Option<u8>), Kept>,
    numbers: u64,
    hits: u64,
}

/// The cache as a plain table, with one fault.
pub(super) struct Faulty<F> {
    disk: Published<Snapshot>,
    state: Mutex<State>,
    fault: std::marker::PhantomData<F>,
}

/// Takes a document off the disk.
struct Clear(u8);

impl Delta<Snapshot> for Clear {
    type Outcome = ();
    fn apply(self, current: &Snapshot, _: Revision) -> (Option<Snapshot>, ()) {
        let mut next = current.clone();
        next.contents.remove(&self.0);
        (Some(next), ())
    }
}

fn place(key: &Key) -> (u8, Option<u8>) {
    (*key.tag(), key.content)
}

impl<F: Fault> Faulty<F> {
    fn stamp(snapshot: &Snapshot, document: u8) -> Stamp {
        match F::COUNTERS_AS_STAMPS {
            true => Stamp::of(&[&[document, snapshot.changes.get(&document).copied().unwrap_or(0)]]),
            false => snapshot.stamp(&document),
        }
    }

    fn look_up(&self, snapshot: &Snapshot) -> Option<Answer> {
        let (place, identity) = (place(&snapshot.key()), snapshot.identity());
        let mut state = self.state.lock();
        let kept = state.kept.get(&place)?;
        let (number, answer) = (kept.number, kept.answer);
        let untested = F::PUT_AFTER_INVALIDATE || F::INVALIDATED_BY_ASKER;
        let same = kept.identity == identity && !F::COUNTERS_AS_STAMPS;
        if untested || (same && !F::NEVER_HITS) {
            state.hits += 1;
            return Some(answer);
        }
        let read = kept.read.clone();
        drop(state);
        let stands =
            !F::NEVER_HITS && read.iter().all(|&(document, stamp)| Self::stamp(snapshot, document) == stamp);
        let mut state = self.state.lock();
        let State { kept, hits, .. } = &mut *state;
        if !stands {
            if kept.get(&place).is_some_and(|kept| kept.number == number) {
                kept.remove(&place);
            }
            return None;
        }
        *hits += 1;
        if let Some(kept) = kept.get_mut(&place)
            && (kept.number == number || F::CONFIRMS_ANOTHER)
        {
            kept.identity = identity;
        }
        Some(answer)
    }

    fn keep(&self, snapshot: &Snapshot, answer: Answer) {
        let read = match answer {
            None if F::NEGATIVE_STICKS => Vec::new(),
            _ => vec![(LIB, Self::stamp(snapshot, LIB))],
        };
        let (key, identity) = (snapshot.key(), snapshot.identity());
        let mut state = self.state.lock();
        state.numbers += 1;
        let number = state.numbers;
        state.kept.insert(place(&key), Kept { number, answer, read, identity });
    }
}

impl<F: Fault> Server for Faulty<F> {
    fn new(disk: Snapshot) -> Self {
        let state = State { kept: BTreeMap::new(), numbers: 0, hits: 0 };
        Self {
            disk: Published::new(disk),
            state: Mutex::new("stamped_cache", state),
            fault: std::marker::PhantomData,
        }
    }

    fn disk(&self) -> Arc<Snapshot> {
        self.disk.load().1
    }

    fn change(&self, document: u8, content: u8) {
        if F::CLEARED_AND_REFILLED {
            self.disk.publish(Clear(document));
        }
        self.disk.publish(Change(document, content));
        self.state.lock().kept.retain(|&(asker, _), kept| {
            let rests = F::PUT_AFTER_INVALIDATE && kept.read.iter().any(|&(read, _)| read == document);
            asker != document && !rests && !F::EMPTIED_BY_EVERY_EDIT
        });
    }

    fn ask(&self, snapshot: &Snapshot) -> Answer {
        self.look_up(snapshot).unwrap_or_else(|| {
            let answer = snapshot.answer();
            self.keep(snapshot, answer);
            answer
        })
    }

    fn hits(&self) -> u64 {
        self.state.lock().hits
    }
}
