//! The stamped cache as a whole: whoever asks, on whatever snapshot, gets what would be computed there (C1), and the cache
//! is of use (C5).
//!
//! Two connections with overlays of their own share one cache over one disk. Documents link to others by their content, so
//! that an answer rests on documents that the question does not name, some of them absent. An answer may also be computed
//! now and kept much later.

use heddle::concurrent::stamped_cache::{CacheKey, Entry, Freshness, Statistics};
use heddle::concurrent::{Stamp, StampedCache};
use heddle::oracle::specification::cache::{self as specification, Cache, Found};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseResult, TestRng, TestRunner};
use std::collections::BTreeMap;

use crate::mutants::cache::{Fault, Faulty};

const DOCUMENTS: u8 = 6;

/// What is in a document: a number that says where its link goes.
type Content = u32;

/// What one connection sees.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Snapshot {
    pub(crate) documents: BTreeMap<u8, Content>,
    /// How often each document was changed for this connection: what a stamp must not be.
    pub(crate) changes: BTreeMap<u8, u32>,
}

impl Freshness<u8> for Snapshot {
    fn stamp(&self, document: &u8) -> Stamp {
        let content = self.documents.get(document);
        content.map_or(Stamp::ABSENT, |content| Stamp::of(&[&[*document], &content.to_le_bytes()]))
    }

    fn identity(&self) -> Stamp {
        self.documents.keys().fold(Stamp::ABSENT, |sum, document| sum.combine(self.stamp(document)))
    }
}

/// What is asked: where the chain of links leads that starts in a document, at one of its places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Question {
    pub(crate) asker: u8,
    pub(crate) place: u8,
}

/// The question with the content of the asking document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    pub(crate) question: Question,
    pub(crate) content: Option<Content>,
}

impl CacheKey for Key {
    type Tag = u8;
    fn tag(&self) -> &u8 {
        &self.question.asker
    }
}

/// The documents of the chain with their contents, up to the first absent one.
pub(crate) type Answer = Vec<(u8, Option<Content>)>;

pub(crate) fn answer(snapshot: &Snapshot, question: Question) -> Answer {
    let mut chain = Vec::new();
    let mut at = question.asker;
    for _ in 0..3 {
        let content = snapshot.documents.get(&at).copied();
        chain.push((at, content));
        let Some(content) = content else { break };
        at = (content as u8 + at + question.place) % DOCUMENTS;
    }
    chain
}

/// What the body needs of a cache.
pub(crate) trait Subject {
    fn look(&mut self, key: Key, snapshot: &Snapshot) -> Option<Answer>;
    fn keep(&mut self, key: Key, answer: Answer, snapshot: &Snapshot);
    /// A document was changed; the specification throws away what was asked in it.
    fn changed(&mut self, document: u8);
    fn statistics(&self) -> Statistics;
}

impl Subject for StampedCache<Key, Answer, u8> {
    fn look(&mut self, key: Key, snapshot: &Snapshot) -> Option<Answer> {
        self.get(&key, snapshot)
    }

    fn keep(&mut self, key: Key, answer: Answer, snapshot: &Snapshot) {
        let read: Vec<_> =
            answer.iter().map(|&(document, _)| (document, snapshot.stamp(&document))).collect();
        self.insert(key, Entry::new(answer, read), snapshot.identity());
    }

    fn changed(&mut self, document: u8) {
        self.invalidate(&document);
    }

    fn statistics(&self) -> Statistics {
        StampedCache::statistics(self)
    }
}

#[derive(Clone, Debug)]
enum Step {
    /// Changes or removes a document on disk, or in a connection's overlay (where removing shows the disk again).
    Change {
        layer: usize,
        document: u8,
        content: Option<Content>,
    },
    Ask {
        connection: usize,
        question: Question,
        late: bool,
    },
    /// Keeps the oldest answer that was computed and not kept yet.
    Keep,
}

/// How the body is set up.
#[derive(Clone, Copy)]
struct Setup {
    connections: usize,
    shards: usize,
}

fn steps(setup: Setup) -> impl Strategy<Value = Vec<Step>> {
    let question = (0..DOCUMENTS, 0..2_u8).prop_map(|(asker, place)| Question { asker, place });
    let layer = if setup.connections == 1 { 0..1 } else { 0..setup.connections + 1 };
    let change = (layer, 0..DOCUMENTS, prop::option::weighted(0.8, 0..4_u32))
        .prop_map(|(layer, document, content)| Step::Change { layer, document, content });
    let ask = (0..setup.connections, question, prop::bool::weighted(0.2))
        .prop_map(|(connection, question, late)| Step::Ask { connection, question, late });
    prop::collection::vec(prop_oneof![3 => change, 8 => ask, 1 => Just(Step::Keep)], 1..80)
}

/// The disk under the overlays.
struct World {
    layers: Vec<BTreeMap<u8, Content>>,
    changes: Vec<BTreeMap<u8, u32>>,
}

impl World {
    fn new(setup: Setup) -> World {
        let layers = vec![BTreeMap::new(); setup.connections + 1];
        World { changes: vec![BTreeMap::new(); layers.len()], layers }
    }

    fn change(&mut self, layer: usize, document: u8, content: Option<Content>) {
        match content {
            Some(content) => self.layers[layer].insert(document, content),
            None => self.layers[layer].remove(&document),
        };
        *self.changes[layer].entry(document).or_default() += 1;
    }

    fn snapshot(&self, connection: usize) -> Snapshot {
        let mut documents = self.layers[0].clone();
        documents.extend(&self.layers[connection + 1]);
        let mut changes = self.changes[0].clone();
        for (&document, count) in &self.changes[connection + 1] {
            *changes.entry(document).or_default() += count;
        }
        Snapshot { documents, changes }
    }
}

/// What the cache should hold and have counted, if it has one shard.
struct Expected {
    cache: Cache,
    answers: Vec<Answer>,
    identities: Vec<BTreeMap<u8, Content>>,
}

impl Expected {
    fn key(key: Key) -> specification::Key {
        let content = key.content.map_or(0, |content| content + 1);
        specification::Key { tag: key.question.asker, number: content * 2 + u32::from(key.question.place) }
    }

    fn identity(&mut self, snapshot: &Snapshot) -> u32 {
        let known = self.identities.iter().position(|known| *known == snapshot.documents);
        let number = known.unwrap_or_else(|| {
            self.identities.push(snapshot.documents.clone());
            self.identities.len() - 1
        });
        number as u32
    }

    fn look(&mut self, key: Key, snapshot: &Snapshot) -> bool {
        let (identity, key) = (self.identity(snapshot), Self::key(key));
        match self.cache.look_up(key, identity) {
            Found::Absent => false,
            Found::Valid(_) => true,
            Found::Unproven(entry) => {
                let read = &self.answers[entry as usize];
                let stands =
                    read.iter().all(|(document, had)| snapshot.documents.get(document) == had.as_ref());
                if stands {
                    self.cache.confirm(key, entry, identity);
                } else {
                    self.cache.refuse(key, entry);
                }
                stands
            }
        }
    }

    fn keep(&mut self, key: Key, answer: Answer, snapshot: &Snapshot) {
        let identity = self.identity(snapshot);
        self.answers.push(answer);
        self.cache.insert(Self::key(key), self.answers.len() as u32 - 1, identity);
    }

    fn statistics(&self) -> Statistics {
        let Cache { hits, misses, stale, evictions, .. } = self.cache;
        Statistics { hits, misses, stale, evictions, entries: self.cache.kept.len() }
    }
}

/// The body: production and mutants pass through it with the same steps.
fn agree<S: Subject>(cases: u32, setup: Setup, subject: impl Fn(usize, usize) -> S) -> Result<(), String> {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[12; 32]);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let outcome = runner.run(&(0..12_usize, steps(setup)), |(bound, steps)| {
        run(&mut subject(bound, setup.shards), bound, setup, &steps)
    });
    outcome.map_err(|error| error.to_string())
}

fn run<S: Subject>(subject: &mut S, bound: usize, setup: Setup, steps: &[Step]) -> TestCaseResult {
    let mut world = World::new(setup);
    let mut expected = Expected { cache: Cache::new(bound), answers: Vec::new(), identities: Vec::new() };
    let mut computed = std::collections::VecDeque::new();
    let mut lookups = 0;
    for step in steps {
        match *step {
            Step::Change { layer, document, content } => {
                world.change(layer, document, content);
                subject.changed(document);
                expected.cache.invalidate(document);
            }
            Step::Ask { connection, question, late } => {
                let snapshot = world.snapshot(connection);
                let key = Key { question, content: snapshot.documents.get(&question.asker).copied() };
                let right = answer(&snapshot, question);
                let expects = expected.look(key, &snapshot);
                let found = subject.look(key, &snapshot);
                lookups += 1;
                if let Some(found) = &found {
                    prop_assert_eq!(found, &right, "the cached answer is not the right one");
                }
                if setup.shards == 1 {
                    prop_assert_eq!(found.is_some(), expects, "other entries are kept than in the list");
                }
                match (found, late) {
                    (Some(_), _) => {}
                    (None, true) => computed.push_back((key, right, snapshot)),
                    (None, false) => {
                        subject.keep(key, right.clone(), &snapshot);
                        expected.keep(key, right, &snapshot);
                    }
                }
            }
            Step::Keep => {
                if let Some((key, answer, snapshot)) = computed.pop_front() {
                    subject.keep(key, answer.clone(), &snapshot);
                    expected.keep(key, answer, &snapshot);
                }
            }
        }
        let statistics = subject.statistics();
        prop_assert_eq!(statistics.lookups(), lookups, "hits and misses are not the look-ups");
        prop_assert!(statistics.entries <= bound, "over the bound");
        if setup.shards == 1 {
            prop_assert_eq!(statistics, expected.statistics(), "other entries are kept than in the list");
        }
    }
    Ok(())
}

/// An edit of a document that no answer rests on keeps at least 95 % of the entries valid (C5); an unchanged second
/// look-up is a hit.
fn is_of_use<S: Subject>(mut subject: S) -> Result<(), String> {
    let mut snapshot = Snapshot::default();
    // Links that stay within the first three documents; the others are read by nobody.
    snapshot.documents.extend([(0, 1), (1, 1), (2, 4)]);
    let questions: Vec<Question> = (0..3).map(|asker| Question { asker, place: 0 }).collect();
    let hits = |subject: &mut S, snapshot: &Snapshot| {
        let before = subject.statistics().hits;
        for &question in &questions {
            let key = Key { question, content: snapshot.documents.get(&question.asker).copied() };
            if subject.look(key, snapshot).is_none() {
                subject.keep(key, answer(snapshot, question), snapshot);
            }
        }
        (subject.statistics().hits - before) as usize
    };
    hits(&mut subject, &snapshot);
    if hits(&mut subject, &snapshot) != questions.len() {
        return Err("an unchanged second look-up is no hit".to_owned());
    }
    for content in 0..20 {
        snapshot.documents.insert(5, content);
        subject.changed(5);
        let valid = hits(&mut subject, &snapshot);
        if valid * 100 < questions.len() * 95 {
            return Err(format!("of {} entries {valid} outlived an unrelated edit", questions.len()));
        }
    }
    Ok(())
}

const SETUPS: [Setup; 3] = [
    Setup { connections: 1, shards: 1 },
    Setup { connections: 2, shards: 1 },
    Setup { connections: 2, shards: 3 },
];

#[test]
fn production_agrees() {
    for setup in SETUPS {
        if let Err(error) = agree(3_000, setup, StampedCache::<Key, Answer, u8>::new) {
            panic!("{error}");
        }
    }
    assert_eq!(is_of_use(StampedCache::<Key, Answer, u8>::new(100, 4)), Ok(()));
}

#[test]
fn every_mutant_is_rejected() {
    for fault in Fault::ALL {
        // With more than one shard nothing is said of which entries are kept, so that a wrong answer is the first to show.
        let shards = if fault.gives_wrong_answers() { 2 } else { 1 };
        let connections = if fault == Fault::CountersAsStamps { 2 } else { 1 };
        let setup = Setup { connections, shards };
        let died = agree(2_000, setup, |bound, _| Faulty::new(bound, Some(fault)));
        match died {
            Ok(()) => panic!("not rejected: {fault:?}"),
            Err(reason) => {
                let message = fault.message();
                assert!(
                    reason.contains(message),
                    "{fault:?} died of something else than `{message}`: {reason}"
                );
            }
        }
    }
    for fault in [Fault::NeverHits, Fault::EmptiedByEveryEdit, Fault::ValidAtOneSnapshot] {
        let died = is_of_use(Faulty::new(100, Some(fault)));
        assert!(died.is_err(), "{fault:?} passes for a cache that is of use");
    }
}

#[test]
fn what_the_mutants_are_made_of_is_right_without_a_fault() {
    for setup in &SETUPS[..2] {
        assert_eq!(agree(1_000, *setup, |bound, _| Faulty::new(bound, None)), Ok(()));
    }
}
