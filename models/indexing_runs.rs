//! Runs: who waits for a run is let go when that run is over, or a newer one that does all of it again; whatever happens to
//! it, it has one end, and its counts are its own.

#[cfg(any(feature = "loom", feature = "shuttle"))]
#[path = "indexing_runs/faulty.rs"]
mod faulty;

use crate::folders::{Content, Folders, document, scope};
use crate::harness::{Bound, Engines, Model, Property, Scenario, mutants};
use crate::words::workspace;
use heddle::concurrent::RequestQueue;
use heddle::concurrent::request_queue::{Needs, Release};
use heddle::indexing::{End, Indexer, Observer, Progress, Work};
use heddle::sync::trace::note;
use heddle::sync::{Arc, Mutex};
use heddle::workspace::Workspace;

/// What a run has counted: its generation, the files it has, those that are done, those among them that failed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Counts {
    generation: u64,
    total: usize,
    done: usize,
    failed: usize,
}

/// What the bodies need of an indexer with a queue of requests.
trait Indexing: Send + Sync + Sized + 'static {
    fn new(files: Folders) -> Self;
    /// Asks for a run, after which requests wait for it; its generation.
    fn ask(&self, folders: &[&'static str]) -> u64;
    /// Starts the thread that indexes.
    fn start(self: &Arc<Self>);
    fn cancel(&self, generation: u64);
    /// A request that needs the index.
    fn submit(&self);
    /// Waits until the request may run; why it may.
    fn released(&self) -> Release;
    fn knows(&self, file: &'static str) -> bool;
    fn counts(&self) -> Counts;
    /// Ends the thread; the generations whose ends were told, in order.
    fn stop(&self) -> Vec<u64>;
}

/// The one connection, and the name of its one request.
const CLIENT: u8 = 0;

/// What ships.
struct Shipped {
    workspace: Arc<Workspace>,
    indexer: Indexer,
    heard: Arc<Heard>,
}

/// A connection that hears of runs.
struct Heard {
    queue: RequestQueue<u8, u8, ()>,
    ends: Mutex<Vec<u64>>,
    last: Mutex<Progress>,
}

impl Observer for Heard {
    fn began(&self, work: &Work) {
        self.queue.begin(work.generation);
    }

    fn progressed(&self, progress: &Progress) {
        let before = std::mem::replace(&mut *self.last.lock(), *progress);
        assert_monotone(counts(&before), counts(progress));
    }

    fn ended(&self, end: &End) {
        note("end", end.generation);
        self.ends.lock().push(end.generation);
        self.queue.end(end.generation, end.outcome);
    }

    fn changed(&self) {}
}

fn counts(progress: &Progress) -> Counts {
    let &Progress { generation, total, failed, .. } = progress;
    Counts { generation, total, done: progress.done(), failed }
}

impl Indexing for Shipped {
    fn new(files: Folders) -> Self {
        let workspace = Arc::new(workspace());
        let queue = RequestQueue::new(4);
        queue.connect(CLIENT);
        let last = Mutex::new("last", Progress::default());
        let heard = Arc::new(Heard { queue, ends: Mutex::new("ends", Vec::new()), last });
        Shipped { indexer: Indexer::over(Arc::clone(&workspace), 1, files), workspace, heard }
    }

    fn ask(&self, folders: &[&'static str]) -> u64 {
        let generation = self.indexer.run(scope(folders));
        self.heard.queue.begin(generation);
        generation
    }

    fn start(self: &Arc<Self>) {
        self.indexer.begin(Arc::clone(&self.heard) as Arc<dyn Observer>);
    }

    fn cancel(&self, generation: u64) {
        self.indexer.cancel(generation);
    }

    fn submit(&self) {
        let standing = self.heard.queue.submit(CLIENT, 0, Needs::Index, None, ());
        assert!(standing.is_ok(), "there is room");
    }

    fn released(&self) -> Release {
        let task = self.heard.queue.take().expect("it is not shut down");
        let release = task.release;
        assert!(self.heard.queue.answer(task.claim).is_some(), "nobody else answers it");
        release
    }

    fn knows(&self, file: &'static str) -> bool {
        self.workspace.snapshot().document(&document(file)).is_some()
    }

    fn counts(&self) -> Counts {
        counts(&self.indexer.status().progress)
    }

    fn stop(&self) -> Vec<u64> {
        self.indexer.shut_down();
        self.heard.ends.lock().clone()
    }
}

/// No count falls, and no more is done than there is (Q4).
fn assert_monotone(before: Counts, after: Counts) {
    note("done", after.done as u64);
    assert!(before.generation <= after.generation, "a run went back");
    assert!(before.generation != after.generation || before.done <= after.done, "a count fell");
    assert!(after.done <= after.total || after.total == 0, "more is done than there is");
}

fn assert_one_end(ends: &[u64], last: u64) {
    assert!(ends.windows(2).all(|pair| pair[0] < pair[1]), "a run ended twice: {ends:?}");
    assert_eq!(ends.last(), Some(&last), "the last run has no end");
}

const A: (&str, Content) = ("/a/a.metta", Content::Text("+a"));
const B: (&str, Content) = ("/b/b.metta", Content::Text("+b"));

/// While the folder `a` is indexed, the folder `b` is added; a request that comes after that knows what is in it.
fn folder_added<I: Indexing>() {
    let indexing = Arc::new(I::new(Folders::new(&[A, B])));
    indexing.ask(&["/a"]);
    indexing.start();
    let second = indexing.ask(&["/a", "/b"]);
    indexing.submit();
    let release = indexing.released();
    assert!(indexing.knows(B.0), "let go before the run that it waited for was over");
    assert!(matches!(release, Release::AtOnce | Release::Indexed), "let go for another reason");
    let ends = indexing.stop();
    assert_one_end(&ends, second);
    let all = Counts { generation: second, total: 2, done: 2, failed: 0 };
    assert_eq!(indexing.counts(), all, "the counts are not those of the last run");
}

/// Somebody asks how far it is, while one of the files cannot be read.
fn a_file_fails<I: Indexing>() {
    let indexing = Arc::new(I::new(Folders::new(&[A, ("/a/b.metta", Content::Unreadable)])));
    let run = indexing.ask(&["/a"]);
    indexing.submit();
    indexing.start();
    let before = indexing.counts();
    let after = indexing.counts();
    assert_monotone(before, after);
    let release = indexing.released();
    assert_eq!(release, Release::Indexed, "let go for another reason");
    assert!(indexing.knows(A.0), "let go before the run that it waited for was over");
    assert_monotone(after, indexing.counts());
    let ends = indexing.stop();
    assert_one_end(&ends, run);
    let all = Counts { generation: run, total: 2, done: 2, failed: 1 };
    assert_eq!(indexing.counts(), all, "the counts are not those of the last run");
}

/// Reading a file panics; the next run is done all the same.
fn reading_panics<I: Indexing>() {
    let files = Folders::new(&[("/a/a.metta", Content::Panics)]);
    let indexing = Arc::new(I::new(files.clone()));
    let first = indexing.ask(&["/a"]);
    indexing.submit();
    indexing.start();
    let release = indexing.released();
    assert_eq!(release, Release::Failed, "let go for another reason");
    files.write("/a/a.metta", "+a");
    let second = indexing.ask(&["/a"]);
    indexing.submit();
    indexing.released();
    assert!(indexing.knows("/a/a.metta"), "let go before the run that it waited for was over");
    assert_eq!(indexing.stop(), [first, second], "an end was not told");
}

/// A run is cancelled while it works, or before, or after.
fn cancelled<I: Indexing>() {
    let indexing = Arc::new(I::new(Folders::new(&[A])));
    let run = indexing.ask(&["/a"]);
    indexing.submit();
    indexing.start();
    indexing.cancel(run);
    match indexing.released() {
        Release::Indexed => assert!(indexing.knows(A.0), "let go before the run that it waited for was over"),
        release => assert_eq!(release, Release::Failed, "let go for another reason"),
    }
    assert_one_end(&indexing.stop(), run);
}

/// The end of a run is that of who waits for it.
pub(crate) const PROPERTY: Property = Property {
    name: "indexing_runs",
    claim: "who waits for a run is let go when that run or a newer one is over, which each has one end and counts of its own",
    explores: &["indexing", "concurrent/request_queue"],
    scenarios: &[
        Scenario {
            name: "folder_added",
            guarantees: &["Q3", "Q4", "D1"],
            threads: 2,
            model: Model::new,
            body: folder_added::<Shipped>,
            engines: Engines {
                loom: Some(Bound::Exhaustive),
                shuttle: Some(Bound::Preemptions(3)),
                sampled: 2_000,
            },
            mutants: mutants![
                Mutant {
                    name: "ends_whatever_is_asked_for",
                    fault: "the end of a run counts for whatever run was asked for last (Q3)",
                    body: folder_added::<faulty::ByHand<faulty::EndsWhateverIsAskedFor>>,
                    deaths: &[Death::of("let go before the run that it waited for was over")],
                },
                Mutant {
                    name: "shares_counters",
                    fault: "all runs count with the same counters (S28, U26)",
                    body: folder_added::<faulty::ByHand<faulty::SharesCounters>>,
                    deaths: &[Death::of("the counts are not those of the last run")],
                },
                Mutant {
                    name: "begins_late",
                    fault: "requests wait from the moment when the run works, not from that when it is asked for (S20)",
                    body: folder_added::<faulty::ByHand<faulty::BeginsLate>>,
                    deaths: &[Death::of("let go before the run that it waited for was over")],
                },
                Mutant {
                    name: "sleeps_on_old_news",
                    fault: "looks at the agenda and falls asleep in two steps",
                    body: folder_added::<faulty::ByHand<faulty::SleepsOnOldNews>>,
                    deaths: &[Death::of("deadlock")],
                },
            ],
        },
        Scenario {
            name: "a_file_fails",
            guarantees: &["Q4", "D1"],
            threads: 2,
            model: Model::new,
            body: a_file_fails::<Shipped>,
            engines: Engines {
                loom: Some(Bound::Exhaustive),
                shuttle: Some(Bound::Preemptions(2)),
                sampled: 2_000,
            },
            mutants: mutants![
                Mutant {
                    name: "forgets_failures",
                    fault: "a file that fails is not counted, and a run is over when all files are (U26)",
                    body: a_file_fails::<faulty::ByHand<faulty::ForgetsFailures>>,
                    deaths: &[Death::of("deadlock")],
                },
                Mutant {
                    name: "counts_twice",
                    fault: "a file that fails is counted as failed and as done",
                    body: a_file_fails::<faulty::ByHand<faulty::CountsTwice>>,
                    deaths: &[Death::of("more is done than there is")],
                },
                Mutant {
                    name: "ends_twice",
                    fault: "whoever asks for the counts and finds all done tells the end too",
                    body: a_file_fails::<faulty::ByHand<faulty::EndsTwice>>,
                    deaths: &[Death::of("a run ended twice")],
                },
            ],
        },
        Scenario {
            name: "reading_panics",
            guarantees: &["Q1", "Q4", "D2"],
            threads: 2,
            model: Model::new,
            body: reading_panics::<Shipped>,
            engines: Engines {
                loom: Some(Bound::Exhaustive),
                shuttle: Some(Bound::Preemptions(2)),
                sampled: 2_000,
            },
            mutants: mutants![Mutant {
                name: "ends_with_its_thread",
                fault: "a panic ends the thread, and nobody tells of it (S21)",
                body: reading_panics::<faulty::ByHand<faulty::EndsWithItsThread>>,
                deaths: &[Death::of("deadlock")],
            }],
        },
        Scenario {
            name: "cancelled",
            guarantees: &["Q1", "Q4", "D1"],
            threads: 2,
            model: Model::new,
            body: cancelled::<Shipped>,
            engines: Engines {
                loom: Some(Bound::Exhaustive),
                shuttle: Some(Bound::Preemptions(2)),
                sampled: 2_000,
            },
            mutants: mutants![
                Mutant {
                    name: "drops_the_end",
                    fault: "a run that is cancelled just stops",
                    body: cancelled::<faulty::ByHand<faulty::DropsTheEnd>>,
                    deaths: &[Death::of("deadlock")],
                },
                Mutant {
                    name: "canceller_ends_too",
                    fault: "who cancels tells the end, and so does the run",
                    body: cancelled::<faulty::ByHand<faulty::CancellerEndsToo>>,
                    deaths: &[Death::of("a run ended twice")],
                },
            ],
        },
    ],
};

crate::harness::model!(PROPERTY);
