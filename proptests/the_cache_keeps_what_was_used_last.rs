//! The machine of the stamped cache against its specification, a list in order of use (C2, C4).

use heddle::concurrent::Stamp;
use heddle::concurrent::stamped_cache::{CacheKey, Counts, Found, Hashes, Shard};
use heddle::oracle::specification::cache::{self as specification, Cache, Kept};
use heddle::sync::Arc;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseResult, TestRng, TestRunner};
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    tag: u8,
    number: u32,
}

impl CacheKey for Key {
    type Tag = u8;
    fn tag(&self) -> &u8 {
        &self.tag
    }
}

fn specified(key: &Key) -> specification::Key {
    specification::Key { tag: key.tag, number: key.number }
}

/// Few hashes, so that different keys and tags meet in one place of the table.
fn hash(number: u32) -> u64 {
    u64::from(number % 3) << 60 | u64::from(number % 2)
}

fn stamp(identity: u32) -> Stamp {
    Stamp::of(&[&identity.to_le_bytes()])
}

/// What the body needs of a machine; entries are numbers, and what goes is named by key and entry.
trait Machine {
    fn look_up(&mut self, key: &Key, identity: u32) -> specification::Found;
    fn confirm(&mut self, key: &Key, entry: u32, identity: u32);
    fn refuse(&mut self, key: &Key, entry: u32) -> Gone;
    fn insert(&mut self, key: &Key, entry: u32, identity: u32) -> Gone;
    fn invalidate(&mut self, tag: u8) -> Gone;
    fn len(&self) -> usize;
    fn counts(&self) -> Counts;
}

/// Sorted.
type Gone = Vec<(u8, u32, u32)>;

fn gone(kept: Vec<Kept>) -> Gone {
    let mut gone: Gone = kept.iter().map(|kept| (kept.key.tag, kept.key.number, kept.entry)).collect();
    gone.sort_unstable();
    gone
}

/// The shard that ships, with every entry that it was ever given: a late confirmation names one of them.
struct Production {
    shard: Shard<Key, u32>,
    entries: BTreeMap<u32, Arc<u32>>,
}

impl Production {
    fn new(bound: usize) -> Self {
        Self { shard: Shard::new(bound), entries: BTreeMap::new() }
    }

    fn entry(&mut self, entry: u32) -> Arc<u32> {
        Arc::clone(self.entries.entry(entry).or_insert_with(|| Arc::new(entry)))
    }
}

fn went(gone: impl IntoIterator<Item = (Key, Arc<u32>)>) -> Gone {
    let mut gone: Gone = gone.into_iter().map(|(key, entry)| (key.tag, key.number, *entry)).collect();
    gone.sort_unstable();
    gone
}

impl Machine for Production {
    fn look_up(&mut self, key: &Key, identity: u32) -> specification::Found {
        match self.shard.look_up(hash(key.number), key, stamp(identity)) {
            Found::Absent => specification::Found::Absent,
            Found::Valid(entry) => specification::Found::Valid(*entry),
            Found::Unproven(entry) => specification::Found::Unproven(*entry),
        }
    }

    fn confirm(&mut self, key: &Key, entry: u32, identity: u32) {
        let entry = self.entry(entry);
        self.shard.confirm(hash(key.number), key, &entry, stamp(identity));
    }

    fn refuse(&mut self, key: &Key, entry: u32) -> Gone {
        let entry = self.entry(entry);
        went(self.shard.refuse(hash(key.number), key, &entry))
    }

    fn insert(&mut self, key: &Key, entry: u32, identity: u32) -> Gone {
        let hashes = Hashes { key: hash(key.number), tag: hash(key.tag.into()) };
        let entry = self.entry(entry);
        went(self.shard.insert(hashes, key.clone(), entry, stamp(identity)))
    }

    fn invalidate(&mut self, tag: u8) -> Gone {
        went(self.shard.invalidate(hash(tag.into()), &tag))
    }

    fn len(&self) -> usize {
        self.shard.len()
    }

    fn counts(&self) -> Counts {
        self.shard.counts()
    }
}

#[derive(Clone, Debug)]
enum Step {
    LookUp(Key, u32),
    /// Confirms or refuses the entry that the look-up before the last few ones found, whatever happened since.
    Confirm(prop::sample::Index),
    Refuse(prop::sample::Index),
    Insert(Key, u32),
    Invalidate(u8),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let key =
        || (0..4_u8, 0..6_u32).prop_map(|(tag, number)| Key { tag, number: number * 4 + u32::from(tag) });
    let step = prop_oneof![
        8 => (key(), 0..3_u32).prop_map(|(key, identity)| Step::LookUp(key, identity)),
        3 => any::<prop::sample::Index>().prop_map(Step::Confirm),
        2 => any::<prop::sample::Index>().prop_map(Step::Refuse),
        8 => (key(), 0..3_u32).prop_map(|(key, identity)| Step::Insert(key, identity)),
        1 => (0..4_u8).prop_map(Step::Invalidate),
    ];
    prop::collection::vec(step, 1..60)
}

/// A look-up that found an entry and has not said yet whether it is valid.
struct Open {
    key: Key,
    entry: u32,
    identity: u32,
}

/// The body: production and mutants pass through it with the same steps.
fn agree<M: Machine>(cases: u32, machine: impl Fn(usize) -> M) -> Result<(), String> {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[11; 32]);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let outcome =
        runner.run(&(0..7_usize, steps()), |(bound, steps)| run(&mut machine(bound), bound, &steps));
    outcome.map_err(|error| error.to_string())
}

fn run<M: Machine>(machine: &mut M, bound: usize, steps: &[Step]) -> TestCaseResult {
    let mut specification = Cache::new(bound);
    let (mut open, mut answered) = (Vec::new(), 0);
    for (number, step) in (0_u32..).zip(steps) {
        match step {
            Step::LookUp(key, identity) => {
                let found = specification.look_up(specified(key), *identity);
                prop_assert_eq!(machine.look_up(key, *identity), found);
                match found {
                    specification::Found::Unproven(entry) => {
                        open.push(Open { key: key.clone(), entry, identity: *identity });
                    }
                    _ => answered += 1,
                }
            }
            Step::Confirm(_) | Step::Refuse(_) if open.is_empty() => {}
            Step::Confirm(which) => {
                let Open { key, entry, identity } = open.swap_remove(which.index(open.len()));
                specification.confirm(specified(&key), entry, identity);
                machine.confirm(&key, entry, identity);
                answered += 1;
            }
            Step::Refuse(which) => {
                let Open { key, entry, .. } = open.swap_remove(which.index(open.len()));
                let expected = gone(specification.refuse(specified(&key), entry));
                prop_assert_eq!(machine.refuse(&key, entry), expected);
                answered += 1;
            }
            Step::Insert(key, identity) => {
                let expected = gone(specification.insert(specified(key), number, *identity));
                prop_assert_eq!(machine.insert(key, number, *identity), expected);
            }
            Step::Invalidate(tag) => {
                prop_assert_eq!(machine.invalidate(*tag), gone(specification.invalidate(*tag)));
            }
        }
        let counts = machine.counts();
        prop_assert_eq!(counts.hits + counts.misses, answered, "hits and misses are not the look-ups");
        let Cache { hits, misses, stale, evictions, .. } = specification;
        prop_assert_eq!(counts, Counts { hits, misses, stale, evictions });
        prop_assert!(machine.len() <= bound, "over the bound");
        prop_assert_eq!(machine.len(), specification.kept.len());
    }
    Ok(())
}

#[test]
fn production_agrees() {
    if let Err(error) = agree(10_000, Production::new) {
        panic!("{error}");
    }
}

/// The one step in which a mutant differs.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    /// A look-up is no use: first in, first out.
    FirstInFirstOut,
    /// Room is made when there is one entry too many already (LU2).
    Overshoots,
    /// A refusal throws away whatever entry the key has now.
    RefusesAnother,
    /// A confirmation vouches for whatever entry the key has now.
    ConfirmsAnother,
    /// A refused look-up is counted as stale, and not as a miss.
    StaleIsNoMiss,
    /// The entries of one who asks are not all thrown away.
    InvalidatesOne,
    /// Replacing an entry counts as an eviction (S8).
    CountsReplacements,
}

const FAULTS: [Fault; 7] = [
    Fault::FirstInFirstOut,
    Fault::Overshoots,
    Fault::RefusesAnother,
    Fault::ConfirmsAnother,
    Fault::StaleIsNoMiss,
    Fault::InvalidatesOne,
    Fault::CountsReplacements,
];

/// The specification with one fault, so that nothing else can differ.
struct Mutant {
    cache: Cache,
    fault: Fault,
}

impl Machine for Mutant {
    fn look_up(&mut self, key: &Key, identity: u32) -> specification::Found {
        let order = self.cache.kept.clone();
        let found = self.cache.look_up(specified(key), identity);
        if self.fault == Fault::FirstInFirstOut {
            self.cache.kept = order;
        }
        found
    }

    fn confirm(&mut self, key: &Key, entry: u32, identity: u32) {
        let now = self.cache.kept.iter().find(|kept| kept.key == specified(key));
        let entry = match now {
            Some(kept) if self.fault == Fault::ConfirmsAnother => kept.entry,
            _ => entry,
        };
        self.cache.confirm(specified(key), entry, identity);
    }

    fn refuse(&mut self, key: &Key, entry: u32) -> Gone {
        let now = self.cache.kept.iter().find(|kept| kept.key == specified(key));
        let entry = match now {
            Some(kept) if self.fault == Fault::RefusesAnother => kept.entry,
            _ => entry,
        };
        let gone = gone(self.cache.refuse(specified(key), entry));
        self.cache.misses -= u64::from(self.fault == Fault::StaleIsNoMiss);
        gone
    }

    fn insert(&mut self, key: &Key, entry: u32, identity: u32) -> Gone {
        let bound = self.cache.bound;
        let replaces = self.cache.kept.iter().any(|kept| kept.key == specified(key));
        self.cache.bound += usize::from(self.fault == Fault::Overshoots);
        let gone = gone(self.cache.insert(specified(key), entry, identity));
        self.cache.bound = bound;
        self.cache.evictions += u64::from(replaces && self.fault == Fault::CountsReplacements);
        gone
    }

    fn invalidate(&mut self, tag: u8) -> Gone {
        let before = self.cache.kept.clone();
        let mut thrown = self.cache.invalidate(tag);
        if self.fault == Fault::InvalidatesOne && thrown.len() > 1 {
            thrown.truncate(1);
            self.cache.kept = before.into_iter().filter(|kept| !thrown.contains(kept)).collect();
        }
        gone(thrown)
    }

    fn len(&self) -> usize {
        self.cache.kept.len()
    }

    fn counts(&self) -> Counts {
        let Cache { hits, misses, stale, evictions, .. } = self.cache;
        Counts { hits, misses, stale, evictions }
    }
}

#[test]
fn every_mutant_is_rejected() {
    for fault in FAULTS {
        match agree(2_000, |bound| Mutant { cache: Cache::new(bound), fault }) {
            Ok(()) => panic!("not rejected: {fault:?}"),
            Err(reason) => println!("{fault:?}: {reason}"),
        }
    }
}
