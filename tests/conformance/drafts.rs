//! Drafts of the components: right as one thread sees them, and each with one step in which it can be wrong.

use std::collections::BTreeMap;

use heddle::conformance::{
    CacheUnderTest, Documents, EnvironmentUnderTest, MapUnderTest, Question, QueueUnderTest, Taken,
    WorkspaceUnderTest,
};
use heddle::oracle::specification::components::request_queue::{CAPACITY, Submission};
use heddle::oracle::specification::components::stamped_cache::BOUND;
use heddle::oracle::specification::components::workspace::Sight;
use heddle::oracle::specification::environment::EnvironmentSpecification;
use heddle::oracle::specification::reader::read_atom;
use heddle::oracle::specification::request_queue::{Phase, Queue, Refusal};
use heddle::oracle::specification::term::Term;
use heddle::oracle::specification::workspace::{DiskChange, WorkspaceSpecification};
use heddle::sync::{ConcurrentMap, Mutex, thread};

/// The step in which a draft differs, if it does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Fault {
    /// None.
    Nothing,
    /// Looks in one step and writes in another.
    TwoSteps,
    /// Keeps what was computed before an invalidation that came meanwhile (S1).
    FillsLate,
    /// Invalidates by who asks, not by what was looked at (S2).
    ForgetsOthers,
    /// Keeps as many as there are (C2).
    Unbounded,
    /// Keeps nothing, which is right and useless (C5).
    KeepsNothing,
    /// Takes the last in line (Q2).
    LastFirst,
    /// Sees whether the index is being built in one step and puts the request in line in another (S19).
    LosesRequests,
    /// Answers what was cancelled, too (Q1).
    AnswersTwice,
    /// Publishes the members of a batch one by one (E1, W1).
    Halves,
    /// Counts copies in two steps (E4).
    LosesCopies,
    /// Tests versions in one step and installs in another (W3).
    OlderWins,
    /// Keeps the names of what was removed (W2).
    Orphans,
}

/// Room for another thread, where a draft takes a second step.
fn meanwhile() {
    thread::yield_now();
}

pub(crate) struct Map {
    entries: ConcurrentMap<String, u64>,
    fault: Fault,
}

impl Map {
    pub(crate) fn new(fault: Fault) -> Map {
        Map { entries: ConcurrentMap::new("draft.map"), fault }
    }
}

impl MapUnderTest for Map {
    const COMPARES: bool = true;

    fn put(&self, key: &str, value: u64) {
        self.entries.insert(key.to_owned(), value);
    }

    fn get(&self, key: &str) -> Option<u64> {
        self.entries.get(&key.to_owned())
    }

    fn remove(&self, key: &str) -> Option<u64> {
        self.entries.remove(&key.to_owned())
    }

    fn compare_and_set(&self, key: &str, old: Option<u64>, new: u64) -> bool {
        if self.fault == Fault::TwoSteps {
            let there = self.get(key) == old;
            meanwhile();
            if there {
                self.put(key, new);
            }
            return there;
        }
        let replaced = |now: Option<&u64>| if now.copied() == old { Some(new) } else { now.copied() };
        self.entries.update(key.to_owned(), replaced) == old
    }
}

type Answer = Vec<Option<String>>;

/// Answers, which are right while the texts that they are computed from are the same.
pub(crate) struct Cache {
    kept: Mutex<BTreeMap<Question, Answer>>,
    fault: Fault,
}

impl Cache {
    pub(crate) fn new(fault: Fault) -> Cache {
        Cache { kept: Mutex::new("draft.cache", BTreeMap::new()), fault }
    }
}

impl CacheUnderTest for Cache {
    fn ask(&self, question: &Question, documents: &Documents) -> Answer {
        let trusts = matches!(self.fault, Fault::FillsLate | Fault::ForgetsOthers);
        let found = self.kept.lock().get(question).cloned();
        let stands = |answer: &Answer| {
            question.documents.iter().zip(answer).all(|(name, text)| documents.text(name) == text.as_deref())
        };
        if let Some(answer) = found
            && (trusts || stands(&answer))
        {
            return answer;
        }
        let answer = documents.answer(question);
        if self.fault == Fault::KeepsNothing {
            return answer;
        }
        meanwhile();
        let mut kept = self.kept.lock();
        if self.fault != Fault::Unbounded && kept.len() as u64 >= BOUND && !kept.contains_key(question) {
            kept.pop_first();
        }
        kept.insert(question.clone(), answer.clone());
        answer
    }

    fn invalidate(&self, document: &str) {
        let others = self.fault != Fault::ForgetsOthers;
        self.kept.lock().retain(|question, _| {
            let looked_at = question.documents.iter().any(|name| name == document);
            question.asker != document && !(others && looked_at)
        });
    }

    fn entries(&self) -> usize {
        self.kept.lock().len()
    }
}

pub(crate) struct Requests {
    queue: Mutex<Numbered>,
    fault: Fault,
}

/// The queue, and the job of each number.
struct Numbered {
    queue: Queue,
    jobs: BTreeMap<u32, u64>,
}

impl Requests {
    pub(crate) fn new(fault: Fault) -> Requests {
        let numbered = Numbered { queue: Queue::new(CAPACITY), jobs: BTreeMap::new() };
        Requests { queue: Mutex::new("draft.queue", numbered), fault }
    }
}

impl QueueUnderTest for Requests {
    type Claim = u32;

    fn connect(&self, connection: u8) {
        self.queue.lock().queue.connect(connection);
    }

    fn begin(&self, run: u64) {
        self.queue.lock().queue.begin(run);
    }

    fn end(&self, run: u64, complete: bool) {
        self.queue.lock().queue.end(run, complete);
    }

    fn submit(&self, request: &Submission) -> Result<bool, Refusal> {
        let indexing = matches!(self.queue.lock().queue.phase, Phase::Indexing(_));
        if self.fault == Fault::LosesRequests {
            meanwhile();
        }
        let mut numbered = self.queue.lock();
        let Numbered { queue, jobs } = &mut *numbered;
        let waits = queue.submit(request.connection, request.key, request.needs_index, None)?;
        jobs.insert(queue.last, request.job);
        if self.fault == Fault::LosesRequests && indexing && request.needs_index && !waits {
            let late = queue.line.pop();
            queue.waiting.extend(late.map(|(request, _)| request));
            return Ok(true);
        }
        Ok(waits)
    }

    fn take(&self) -> Option<Taken<u32>> {
        let mut numbered = self.queue.lock();
        let Numbered { queue, jobs } = &mut *numbered;
        let taken = if self.fault == Fault::LastFirst { queue.line.pop() } else { queue.take() };
        let (request, release) = taken?;
        let job = *jobs.get(&request.number)?;
        Some(Taken { job, connection: request.connection, key: request.key, release, claim: request.number })
    }

    fn answer(&self, claim: u32) -> bool {
        self.queue.lock().queue.answer(claim) || self.fault == Fault::AnswersTwice
    }

    fn cancel(&self, connection: u8, key: u8) -> bool {
        self.queue.lock().queue.cancel(connection, key)
    }

    fn disconnect(&self, connection: u8) -> Vec<u8> {
        self.queue.lock().queue.disconnect(connection).iter().map(|request| request.key).collect()
    }

    fn shut_down(&self) -> Vec<(u8, u8)> {
        let open = self.queue.lock().queue.shut_down();
        open.iter().map(|request| (request.connection, request.key)).collect()
    }

    fn phase(&self) -> Phase {
        self.queue.lock().queue.phase
    }

    fn open(&self) -> usize {
        self.queue.lock().queue.open.len()
    }
}

pub(crate) struct Space {
    atoms: Mutex<EnvironmentSpecification>,
    fault: Fault,
}

impl Space {
    pub(crate) fn new(fault: Fault) -> Space {
        Space { atoms: Mutex::new("draft.space", EnvironmentSpecification::new()), fault }
    }

    fn asked<R>(&self, question: impl FnOnce(&EnvironmentSpecification) -> R) -> R {
        question(&self.atoms.lock())
    }
}

fn term(atom: &str) -> Term {
    read_atom(atom).expect("an atom")
}

fn printed<'t>(atoms: impl IntoIterator<Item = &'t Term>) -> Vec<String> {
    atoms.into_iter().map(Term::readable).collect()
}

impl EnvironmentUnderTest for Space {
    fn add(&self, atom: &str) {
        if self.fault == Fault::LosesCopies {
            let mut copy = self.atoms.lock().clone();
            meanwhile();
            copy.add(term(atom));
            *self.atoms.lock() = copy;
        } else {
            self.atoms.lock().add(term(atom));
        }
    }

    fn add_batch(&self, atoms: &[String]) {
        if self.fault == Fault::Halves {
            for atom in atoms {
                self.atoms.lock().add(term(atom));
                meanwhile();
            }
        } else {
            let mut space = self.atoms.lock();
            atoms.iter().for_each(|atom| space.add(term(atom)));
        }
    }

    fn remove(&self, atom: &str) -> bool {
        self.atoms.lock().remove(&term(atom))
    }

    fn atoms(&self) -> Vec<String> {
        self.asked(|space| printed(space.atoms()))
    }

    fn count(&self, atom: &str) -> usize {
        self.asked(|space| space.multiplicity(&term(atom)))
    }

    fn types(&self, atom: &str) -> Vec<String> {
        self.asked(|space| printed(&space.get_type(&term(atom))))
    }

    fn rules(&self, name: &str, arity: usize) -> Vec<String> {
        self.asked(|space| printed(space.matching_rules(name, arity)))
    }

    fn matches(&self, pattern: &str, template: &str) -> Vec<String> {
        // The list's own names of fresh variables cannot be read.
        let results = self.asked(|space| printed(&space.query(&term(pattern), &term(template))));
        results.iter().map(|result| result.replace('#', "_")).collect()
    }
}

pub(crate) struct Workspace {
    state: Mutex<WorkspaceSpecification>,
    /// What an older version left behind.
    left: Mutex<Sight>,
    fault: Fault,
}

impl Workspace {
    pub(crate) fn new(fault: Fault) -> Workspace {
        let state = Mutex::new("draft.workspace", WorkspaceSpecification::new());
        Workspace { state, left: Mutex::new("draft.left", Sight::default()), fault }
    }
}

impl WorkspaceUnderTest for Workspace {
    fn publish(&self, changes: &[DiskChange]) -> Vec<String> {
        match self.fault {
            Fault::Halves => {
                let mut stale = Vec::new();
                for change in changes {
                    stale.extend(self.state.lock().publish(std::slice::from_ref(change)));
                    meanwhile();
                }
                stale
            }
            Fault::OlderWins => {
                let mut copy = self.state.lock().clone();
                let stale = copy.publish(changes);
                meanwhile();
                *self.state.lock() = copy;
                stale
            }
            Fault::Orphans => {
                let mut state = self.state.lock();
                let before = state.texts(None);
                let stale = state.publish(changes);
                let after = state.texts(None);
                drop(state);
                let removed = before.into_iter().filter(|(uri, _)| !after.contains_key(uri));
                let mut left = self.left.lock();
                for (name, places) in Sight::of(removed.collect()).mentions {
                    left.mentions.entry(name).or_default().extend(places);
                }
                stale
            }
            _ => self.state.lock().publish(changes),
        }
    }

    fn open(&self, connection: usize, uri: &str, version: i32, text: &str) {
        self.state.lock().open(connection, uri, version, text);
    }

    fn change(&self, connection: usize, uri: &str, version: i32, text: &str) -> bool {
        self.state.lock().change(connection, uri, version, text)
    }

    fn close(&self, connection: usize, uri: &str) -> bool {
        self.state.lock().close(connection, uri)
    }

    fn look(&self, connection: Option<usize>) -> Sight {
        let mut sight = Sight::of(self.state.lock().texts(connection));
        let left = self.left.lock();
        for (name, places) in &left.mentions {
            sight.mentions.entry(name.clone()).or_default().extend(places.iter().cloned());
        }
        sight
    }
}
