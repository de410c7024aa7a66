//! The types that ship, under test: how ours are held against their specifications, and a pattern for yours.

use super::cache::{CacheUnderTest, Documents, Question};
use super::environment::EnvironmentUnderTest;
use super::map::MapUnderTest;
use super::queue::{QueueUnderTest, Taken};
use super::workspace::WorkspaceUnderTest;
use crate::concurrent::request_queue::{self, Claim, Needs, Outcome, RequestQueue, Standing};
use crate::concurrent::stamped_cache::{CacheKey, Entry, Freshness};
use crate::concurrent::{Stamp, StampedCache};
use crate::environment::Environment;
use crate::language::metta::atom::{Atom, AtomRef};
use crate::oracle::specification::components::request_queue::Submission;
use crate::oracle::specification::components::workspace::Sight;
use crate::oracle::specification::request_queue::{Phase, Refusal, Release};
use crate::oracle::specification::workspace::{DiskChange, Said};
use crate::oracle::words;
use crate::oracle::workspace::view_of;
use crate::sync::{Arc, ConcurrentMap};
use crate::text::Uri;
use crate::workspace::{Change, Overlay, Version, Workspace};

impl MapUnderTest for ConcurrentMap<String, u64> {
    const COMPARES: bool = true;

    fn put(&self, key: &str, value: u64) {
        self.insert(key.to_owned(), value);
    }

    fn get(&self, key: &str) -> Option<u64> {
        ConcurrentMap::get(self, &key.to_owned())
    }

    fn remove(&self, key: &str) -> Option<u64> {
        ConcurrentMap::remove(self, &key.to_owned())
    }

    fn compare_and_set(&self, key: &str, old: Option<u64>, new: u64) -> bool {
        let before = self.update(key.to_owned(), |now| {
            let now = now.copied();
            if now == old { Some(new) } else { now }
        });
        before == old
    }
}

impl EnvironmentUnderTest for Environment {
    fn add(&self, atom: &str) {
        if let Ok(atom) = Atom::parse(atom) {
            Environment::add(self, atom.as_ref());
        }
    }

    fn add_batch(&self, atoms: &[String]) {
        let atoms: Vec<Atom> = atoms.iter().filter_map(|atom| Atom::parse(atom).ok()).collect();
        Environment::add_batch(self, atoms.iter().map(Atom::as_ref));
    }

    fn remove(&self, atom: &str) -> bool {
        Atom::parse(atom).is_ok_and(|atom| Environment::remove(self, atom.as_ref()))
    }

    fn atoms(&self) -> Vec<String> {
        printed(self.snapshot().iter_atoms())
    }

    fn count(&self, atom: &str) -> usize {
        Atom::parse(atom).map_or(0, |atom| self.snapshot().multiplicity(atom.as_ref()))
    }

    fn types(&self, atom: &str) -> Vec<String> {
        let types = Atom::parse(atom).map(|atom| self.snapshot().get_type(atom.as_ref()));
        types.iter().flatten().map(Atom::to_string).collect()
    }

    fn rules(&self, name: &str, arity: usize) -> Vec<String> {
        printed(self.snapshot().matching_rules(name, arity))
    }

    fn matches(&self, pattern: &str, template: &str) -> Vec<String> {
        match (Atom::parse(pattern), Atom::parse(template)) {
            (Ok(pattern), Ok(template)) => {
                printed(self.snapshot().match_query(pattern.as_ref(), template.as_ref()).iter())
            }
            _ => Vec::new(),
        }
    }
}

fn printed<'a>(atoms: impl Iterator<Item = AtomRef<'a>>) -> Vec<String> {
    atoms.map(|atom| atom.to_string()).collect()
}

impl QueueUnderTest for RequestQueue<u8, u8, u64> {
    type Claim = Claim<u8, u8>;

    fn connect(&self, connection: u8) {
        RequestQueue::connect(self, connection);
    }

    fn begin(&self, run: u64) {
        RequestQueue::begin(self, run);
    }

    fn end(&self, run: u64, complete: bool) {
        let outcome = if complete { Outcome::Complete } else { Outcome::Failed };
        RequestQueue::end(self, run, outcome);
    }

    fn submit(&self, request: &Submission) -> Result<bool, Refusal> {
        let needs = if request.needs_index { Needs::Index } else { Needs::Document };
        match RequestQueue::submit(self, request.connection, request.key, needs, None, request.job) {
            Ok(standing) => Ok(standing == Standing::Waiting),
            Err((request_queue::Refusal::Full { .. }, _)) => Err(Refusal::Full),
            Err((request_queue::Refusal::Duplicate, _)) => Err(Refusal::Duplicate),
            Err((request_queue::Refusal::Disconnected, _)) => Err(Refusal::Disconnected),
            Err((request_queue::Refusal::ShutDown, _)) => Err(Refusal::ShutDown),
        }
    }

    fn take(&self) -> Option<Taken<Self::Claim>> {
        let task = self.try_take()?;
        let release = match task.release {
            request_queue::Release::AtOnce => Release::AtOnce,
            request_queue::Release::Indexed => Release::Indexed,
            request_queue::Release::Failed => Release::Failed,
            request_queue::Release::Expired => Release::Expired,
        };
        let (connection, key) = (*task.claim.connection(), *task.claim.key());
        Some(Taken { job: task.job, connection, key, release, claim: task.claim })
    }

    fn answer(&self, claim: Self::Claim) -> bool {
        RequestQueue::answer(self, claim).is_some()
    }

    fn cancel(&self, connection: u8, key: u8) -> bool {
        RequestQueue::cancel(self, connection, &key)
    }

    fn disconnect(&self, connection: u8) -> Vec<u8> {
        RequestQueue::disconnect(self, connection)
    }

    fn shut_down(&self) -> Vec<(u8, u8)> {
        RequestQueue::shut_down(self)
    }

    fn phase(&self) -> Phase {
        match RequestQueue::phase(self) {
            request_queue::Phase::Idle => Phase::Idle,
            request_queue::Phase::Indexing(run) => Phase::Indexing(run),
            request_queue::Phase::Ready(run) => Phase::Ready(run),
            request_queue::Phase::Failed(run) => Phase::Failed(run),
        }
    }

    fn open(&self) -> usize {
        RequestQueue::open(self)
    }
}

impl CacheKey for Question {
    type Tag = String;

    fn tag(&self) -> &String {
        &self.asker
    }
}

impl Freshness<String> for Documents {
    fn stamp(&self, name: &String) -> Stamp {
        self.text(name).map_or(Stamp::ABSENT, |text| Stamp::of(&[name.as_bytes(), text.as_bytes()]))
    }

    fn identity(&self) -> Stamp {
        let stamps = self.texts().map(|(name, text)| Stamp::of(&[name.as_bytes(), text.as_bytes()]));
        stamps.fold(Stamp::ABSENT, Stamp::combine)
    }
}

impl CacheUnderTest for StampedCache<Question, Vec<Option<String>>, String> {
    fn ask(&self, question: &Question, documents: &Documents) -> Vec<Option<String>> {
        self.get_or_compute(question, documents, || {
            let looked_at = question.documents.iter().map(|name| (name.clone(), documents.stamp(name)));
            let looked_at: Vec<(String, Stamp)> = looked_at.collect();
            Entry::new(documents.answer(question), looked_at)
        })
    }

    fn invalidate(&self, document: &str) {
        StampedCache::invalidate(self, &document.to_owned());
    }

    fn entries(&self) -> usize {
        self.statistics().entries
    }
}

/// A workspace with its connections.
pub struct Served {
    workspace: Arc<Workspace>,
    overlays: [Overlay; 4],
}

impl Served {
    /// An empty one.
    #[must_use]
    pub fn new() -> Served {
        let workspace = Arc::new(Workspace::with_front_end(words::analyze));
        let overlays = std::array::from_fn(|_| Overlay::new(Arc::clone(&workspace)));
        Served { workspace, overlays }
    }
}

impl Default for Served {
    fn default() -> Served {
        Served::new()
    }
}

impl WorkspaceUnderTest for Served {
    fn publish(&self, changes: &[DiskChange]) -> Vec<String> {
        let changes = changes.iter().map(|(uri, version, text)| {
            let uri = Uri::from(&**uri);
            let analysis = text.as_deref().and_then(|text| words::analyze(&uri, &text.into())).map(Arc::new);
            Change { uri, version: Version::new(*version), analysis }
        });
        self.workspace.publish(changes.collect()).stale.iter().map(Uri::to_string).collect()
    }

    fn open(&self, connection: usize, uri: &str, version: i32, text: &str) {
        if let Some(overlay) = self.overlays.get(connection) {
            overlay.open(Uri::from(uri), version, text);
        }
    }

    fn change(&self, connection: usize, uri: &str, version: i32, text: &str) -> bool {
        let overlay = self.overlays.get(connection);
        overlay.is_some_and(|overlay| overlay.change(Uri::from(uri), version, text).is_ok())
    }

    fn close(&self, connection: usize, uri: &str) -> bool {
        self.overlays.get(connection).is_some_and(|overlay| overlay.close(&Uri::from(uri)).is_ok())
    }

    fn look(&self, connection: Option<usize>) -> Sight {
        let overlay = connection.and_then(|connection| self.overlays.get(connection));
        let view = view_of(&overlay.map_or_else(|| self.workspace.snapshot(), Overlay::snapshot));
        // From the indices, not from the texts: whether the two agree is what is looked at.
        let mut sight = Sight { texts: view.documents, ..Sight::default() };
        for ((_, name), entry) in view.names {
            for (uri, offset, said) in entry.sites {
                let names = if said == Said::Mentions { &mut sight.mentions } else { &mut sight.definitions };
                names.entry(name.clone()).or_default().push((uri, offset));
            }
        }
        sight
    }
}
