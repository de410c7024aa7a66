//! The request queue: each request is answered once, in order, whatever meets whatever (Q1, Q2, Q3, Q5).

#[cfg(any(feature = "loom", feature = "shuttle"))]
mod faulty;
mod scenarios;

pub(crate) use scenarios::PROPERTY;

use crate::harness::{Handle, join, spawn};
use heddle::concurrent::RequestQueue;
use heddle::concurrent::request_queue::{Claim, Needs, Outcome, Phase, Refusal, Release, Standing};
use heddle::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use heddle::sync::trace::note;
use heddle::sync::{Arc, Condvar, Mutex, clock};

/// What holds on to a request's work; who holds it can be counted.
type Job = Arc<()>;

/// A request that runs.
struct Taken<C> {
    claim: C,
    key: u8,
    release: Release,
}

/// What the bodies need of a queue.
trait Queue: Send + Sync + Sized + 'static {
    type Claim;
    fn new(capacity: usize) -> Self;
    fn connect(&self, connection: u8);
    /// What the lane does before it tells the client that an index is being built.
    fn announce(&self, generation: u64);
    /// What the indexer does when it starts.
    fn begin(&self, generation: u64);
    fn end(&self, generation: u64, outcome: Outcome);
    fn submit(&self, name: (u8, u8), needs: Needs, deadline: bool, job: Job) -> Result<Standing, Refusal>;
    fn take(&self) -> Option<Taken<Self::Claim>>;
    fn answer(&self, claim: Self::Claim) -> bool;
    fn cancel(&self, connection: u8, key: u8) -> bool;
    fn disconnect(&self, connection: u8) -> Vec<u8>;
    fn shut_down(&self) -> Vec<(u8, u8)>;
    fn phase(&self) -> Phase;
    fn open(&self) -> usize;
}

type Production = RequestQueue<u8, u8, Job>;

impl Queue for Production {
    type Claim = Claim<u8, u8>;

    fn new(capacity: usize) -> Self {
        RequestQueue::new(capacity)
    }

    fn connect(&self, connection: u8) {
        RequestQueue::connect(self, connection);
    }

    fn announce(&self, generation: u64) {
        RequestQueue::begin(self, generation);
    }

    fn begin(&self, generation: u64) {
        RequestQueue::begin(self, generation);
    }

    fn end(&self, generation: u64, outcome: Outcome) {
        RequestQueue::end(self, generation, outcome);
    }

    fn submit(&self, name: (u8, u8), needs: Needs, deadline: bool, job: Job) -> Result<Standing, Refusal> {
        let deadline = deadline.then(clock::now);
        RequestQueue::submit(self, name.0, name.1, needs, deadline, job).map_err(|(refusal, _)| refusal)
    }

    fn take(&self) -> Option<Taken<Self::Claim>> {
        let task = RequestQueue::take(self)?;
        let key = *task.claim.key();
        Some(Taken { claim: task.claim, key, release: task.release })
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
        RequestQueue::phase(self)
    }

    fn open(&self) -> usize {
        RequestQueue::open(self)
    }
}

/// A queue, and what clients have got.
struct World<Q> {
    queue: Q,
    /// How often each request was answered: four bits for each key.
    answers: AtomicU32,
    /// Whether the index is there.
    indexed: AtomicBool,
    job: Job,
}

impl<Q: Queue> World<Q> {
    /// A queue with connection 1.
    fn new(capacity: usize) -> Arc<Self> {
        let world = Self {
            queue: Q::new(capacity),
            answers: AtomicU32::new(0),
            indexed: AtomicBool::new(false),
            job: Arc::new(()),
        };
        world.queue.connect(1);
        Arc::new(world)
    }

    /// A queue with connection 1, while run 1 is on.
    fn indexing() -> Arc<Self> {
        let world = Self::new(4);
        world.queue.announce(1);
        world
    }

    /// Connection 1 submits; whether it was taken in.
    fn submit(&self, key: u8, needs: Needs, deadline: bool) -> Result<Standing, Refusal> {
        self.queue.submit((1, key), needs, deadline, Arc::clone(&self.job))
    }

    fn wait_for_index(&self, key: u8) {
        assert!(self.submit(key, Needs::Index, false).is_ok(), "a request was turned away");
    }

    fn answered(&self, key: u8) {
        note("answered", u64::from(key));
        self.answers.fetch_add(1 << (4 * key), Ordering::Relaxed);
    }

    /// Runs the next request; nothing at the end.
    fn work(&self) -> Option<(u8, Release)> {
        let task = self.queue.take()?;
        note("taken", u64::from(task.key));
        if self.queue.answer(task.claim) {
            self.answered(task.key);
        }
        Some((task.key, task.release))
    }

    /// Q1: each of these requests has one answer, and nothing is left of them.
    fn answered_once(&self, keys: &[u8]) {
        let answers = self.answers.load(Ordering::Relaxed);
        for key in keys {
            let count = answers >> (4 * key) & 15;
            assert!(count > 0, "a request was never answered");
            assert!(count == 1, "a request was answered twice");
        }
        self.nothing_is_left();
    }

    fn nothing_is_left(&self) {
        assert_eq!(self.queue.open(), 0, "a request is still open");
        assert_eq!(Arc::strong_count(&self.job), 1, "the work of a request is still held");
    }
}

fn start<Q: Queue>(world: &Arc<World<Q>>, name: &'static str, work: fn(&World<Q>)) -> Handle {
    let world = Arc::clone(world);
    spawn(name, move || work(&world))
}

/// A run ends while a request comes.
fn ends<Q: Queue>() {
    let world = World::<Q>::indexing();
    let indexer = start(&world, "indexer", |world| world.queue.end(1, Outcome::Complete));
    world.wait_for_index(1);
    world.work();
    join([indexer]);
    world.answered_once(&[1]);
}

/// A run fails while a request comes: whether it waited or not, its answer is partial.
fn fails<Q: Queue>() {
    let world = World::<Q>::indexing();
    let indexer = start(&world, "indexer", |world| world.queue.end(1, Outcome::Failed));
    world.wait_for_index(1);
    let taken = world.work();
    join([indexer]);
    assert_eq!(taken, Some((1, Release::Failed)), "without an index the answer must be partial");
    world.answered_once(&[1]);
}

/// A client that was told of the index asks at once, while the indexer has not even started.
fn initialized<Q: Queue>() {
    let world = World::<Q>::indexing();
    let indexer = start(&world, "indexer", |world| {
        world.queue.begin(1);
        world.indexed.store(true, Ordering::Release);
        world.queue.end(1, Outcome::Complete);
    });
    world.wait_for_index(1);
    world.work();
    assert!(world.indexed.load(Ordering::Acquire), "a request ran before there was an index");
    join([indexer]);
    world.answered_once(&[1]);
}

/// A run ends between two requests.
fn in_order<Q: Queue>() {
    let world = World::<Q>::indexing();
    world.wait_for_index(1);
    let indexer = start(&world, "indexer", |world| world.queue.end(1, Outcome::Complete));
    world.wait_for_index(2);
    let order = [world.work(), world.work()].map(|taken| taken.map(|(key, _)| key));
    join([indexer]);
    assert_eq!(order, [Some(1), Some(2)], "a later request overtook an earlier one");
    world.answered_once(&[1, 2]);
}

/// A run ends while a later one is asked for: what waits already, and what comes, waits for the later one.
fn second_run<Q: Queue>() {
    let world = World::<Q>::indexing();
    world.wait_for_index(1);
    let first = start(&world, "first run", |world| world.queue.end(1, Outcome::Complete));
    world.queue.announce(2);
    world.wait_for_index(2);
    let phase = world.queue.phase();
    join([first]);
    assert_eq!(phase, Phase::Indexing(2), "an earlier run ended a later one");
    assert_eq!(world.queue.phase(), Phase::Indexing(2), "an earlier run ended a later one");
    world.queue.end(2, Outcome::Complete);
    let order = [world.work(), world.work()].map(|taken| taken.map(|(key, _)| key));
    assert_eq!(order, [Some(1), Some(2)], "a later request overtook an earlier one");
    world.answered_once(&[1, 2]);
}

/// A client cancels what a worker is at.
fn cancels<Q: Queue>() {
    let world = World::<Q>::new(4);
    world.wait_for_index(1);
    let worker = start(&world, "worker", |world| while world.work().is_some_and(|(key, _)| key != 2) {});
    if world.queue.cancel(1, 1) {
        world.answered(1);
    }
    assert!(world.submit(2, Needs::Document, false).is_ok());
    join([worker]);
    world.answered_once(&[1, 2]);
}

/// A client cancels what waits for the index, while the run ends.
fn cancels_waiting<Q: Queue>() {
    let world = World::<Q>::indexing();
    world.wait_for_index(1);
    let indexer = start(&world, "indexer", |world| world.queue.end(1, Outcome::Complete));
    let cancelled = world.queue.cancel(1, 1);
    if cancelled {
        world.answered(1);
    }
    assert!(world.submit(2, Needs::Document, false).is_ok());
    while let Some((key, _)) = world.work().filter(|(key, _)| *key != 2) {
        assert!(!cancelled, "the work of a request is still held: {key} was cancelled, and runs");
    }
    join([indexer]);
    world.answered_once(&[1, 2]);
}

/// A connection goes while its lane is at a request.
fn disconnects<Q: Queue>() {
    let world = World::<Q>::indexing();
    let lane = start(&world, "lane", |world| {
        let _ = world.submit(1, Needs::Index, false);
    });
    world.queue.disconnect(1);
    join([lane]);
    world.nothing_is_left();
}

/// The server is shut down while a request comes and a worker waits.
fn shuts_down<Q: Queue>() {
    let world = World::<Q>::new(4);
    let worker = start(&world, "worker", |world| while world.work().is_some() {});
    let lane = start(&world, "lane", |world| {
        if world.submit(1, Needs::Document, false).is_err() {
            world.answered(1);
        }
    });
    for (_, key) in world.queue.shut_down() {
        world.answered(key);
    }
    join([lane, worker]);
    world.answered_once(&[1]);
}

/// A run ends while two workers sleep; each of them runs one request.
fn two_workers<Q: Queue>() {
    let world = World::<Q>::indexing();
    world.wait_for_index(1);
    world.wait_for_index(2);
    let worker = start(&world, "worker", |world| {
        world.work();
    });
    let indexer = start(&world, "indexer", |world| world.queue.end(1, Outcome::Complete));
    world.work();
    join([worker, indexer]);
    world.answered_once(&[1, 2]);
}

/// The index does not come; a request with a deadline is answered all the same.
fn expires<Q: Queue>() {
    let world = World::<Q>::indexing();
    let worker = start(&world, "worker", |world| {
        assert_eq!(world.work(), Some((1, Release::Expired)), "another request ran");
    });
    assert_eq!(world.submit(1, Needs::Index, true), Ok(Standing::Waiting));
    join([worker]);
    world.answered_once(&[1]);
}

/// Two requests expire together; each of two workers runs one.
fn expire_together<Q: Queue>() {
    let world = World::<Q>::indexing();
    for key in [1, 2] {
        assert_eq!(world.submit(key, Needs::Index, true), Ok(Standing::Waiting));
    }
    let worker = start(&world, "worker", |world| {
        world.work();
    });
    world.work();
    join([worker]);
    world.answered_once(&[1, 2]);
}

/// A deadline passes while the run ends.
fn expires_or_ends<Q: Queue>() {
    let world = World::<Q>::indexing();
    assert_eq!(world.submit(1, Needs::Index, true), Ok(Standing::Waiting));
    let indexer = start(&world, "indexer", |world| world.queue.end(1, Outcome::Complete));
    world.work();
    join([indexer]);
    assert!(world.submit(2, Needs::Document, false).is_ok());
    assert_eq!(world.work(), Some((2, Release::AtOnce)), "a request ran twice");
    world.answered_once(&[1, 2]);
}

/// Two requests come where there is room for one.
fn room_for_one<Q: Queue>() {
    let world = World::<Q>::new(1);
    world.queue.announce(1);
    let submit = |world: &World<Q>, key| match world.submit(key, Needs::Index, false) {
        Ok(_) => {}
        Err(refusal) => {
            assert_eq!(refusal, Refusal::Full { capacity: 1 });
            world.answered(key);
        }
    };
    let other = spawn("other", {
        let world = Arc::clone(&world);
        move || submit(&world, 2)
    });
    submit(&world, 1);
    assert!(world.queue.open() <= 1, "more requests are open than there may be");
    join([other]);
    assert!(world.queue.open() <= 1, "more requests are open than there may be");
    world.queue.end(1, Outcome::Complete);
    world.work();
    world.answered_once(&[1, 2]);
}

/// The run waits for something that the client says (that it grants a token of progress, S25), and the lane is at a request
/// for which there is no room.
fn lane_goes_on<Q: Queue>() {
    let world = World::<Q>::new(1);
    world.queue.announce(1);
    let granted = Arc::new((Mutex::new("granted", false), Condvar::new("granted")));
    let indexer = spawn("indexer", {
        let (world, granted) = (Arc::clone(&world), Arc::clone(&granted));
        move || {
            let mut grant = granted.0.lock();
            while !*grant {
                grant = granted.1.wait(grant);
            }
            drop(grant);
            world.queue.end(1, Outcome::Complete);
        }
    });
    world.wait_for_index(1);
    if world.submit(2, Needs::Index, false).is_err() {
        world.answered(2);
    }
    *granted.0.lock() = true;
    granted.1.notify_all();
    world.work();
    join([indexer]);
    world.answered_once(&[1, 2]);
}

/// Two connections, two runs of which one fails, cancellations, a connection that goes, two workers, an end.
fn many<Q: Queue>() {
    let world = World::<Q>::new(8);
    world.queue.announce(1);
    world.queue.connect(2);
    let others = [
        start(&world, "lane 1", |world| {
            for (key, needs) in [(1, Needs::Index), (2, Needs::Document), (3, Needs::Index)] {
                assert!(world.submit(key, needs, false).is_ok());
            }
            for key in [3, 2] {
                if world.queue.cancel(1, key) {
                    world.answered(key);
                }
            }
        }),
        start(&world, "lane 2", |world| {
            for key in [4, 5] {
                if world.queue.submit((2, key), Needs::Index, false, Arc::clone(&world.job)).is_err() {
                    world.answered(key);
                }
            }
            for key in world.queue.disconnect(2) {
                world.answered(key);
            }
        }),
        start(&world, "indexer", |world| {
            world.queue.end(1, Outcome::Failed);
            world.queue.begin(2);
            world.queue.end(2, Outcome::Complete);
        }),
    ];
    let workers =
        ["worker 1", "worker 2"].map(|name| start(&world, name, |world| while world.work().is_some() {}));
    join(others);
    for (_, key) in world.queue.shut_down() {
        world.answered(key);
    }
    join(workers);
    world.answered_once(&[1, 2, 3, 4, 5]);
}
