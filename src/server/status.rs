//! All that a server says about itself, as data: what `heddle/status` answers.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use serde::Serialize;

use super::engine::Engine;
use crate::concurrent::request_queue::Phase;
use crate::indexing;
use crate::metrics::{Distribution, Durations, Memory, Outcome, Tally, milliseconds};
use crate::sync::contention::{self, LockKind};

/// A server at one moment. All times are in milliseconds.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Status {
    /// Its version.
    pub version: &'static str,
    /// Its process.
    pub process: u32,
    /// How long it has been there.
    pub uptime: f64,
    /// How far the index is.
    pub indexing: Indexing,
    /// What it knows.
    pub workspace: Workspace,
    /// What it was asked.
    pub requests: Requests,
    /// How connections began.
    pub connections: Connections,
    /// Answers that are kept.
    pub cache: Cache,
    /// Locks that were waited for.
    pub locks: Vec<Lock>,
    /// How much memory it holds; nothing where the system does not tell.
    pub memory: Option<Resident>,
    /// What was slow.
    pub slow: Slow,
    /// Where its logs are.
    pub logs: Logs,
}

/// How far the index is.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Indexing {
    /// `idle`, `indexing`, `ready`, `cancelled` or `failed`.
    pub state: &'static str,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Which run.
    pub generation: u64,
    /// The files that were found.
    pub total: usize,
    /// The files that are dealt with: `ok + failed + skipped`.
    pub done: usize,
    /// Analysed and published.
    pub ok: usize,
    /// Could not be read.
    pub failed: usize,
    /// Left alone.
    pub skipped: usize,
    /// How long the run has taken until now, or took.
    pub elapsed: f64,
    /// The files that cannot be read, by path.
    pub failures: Vec<Failure>,
    /// How long runs took.
    pub took: Distribution,
    /// The last runs, oldest first.
    pub runs: Vec<Run>,
}

/// A file that cannot be read.
#[derive(Clone, Debug, Serialize)]
pub struct Failure {
    /// The file.
    pub path: PathBuf,
    /// Why.
    pub message: String,
}

/// A run that is over.
#[derive(Clone, Debug, Serialize)]
pub struct Run {
    /// Its number.
    pub generation: u64,
    /// How many files it found.
    pub files: usize,
    /// How many of them could not be read.
    pub failed: usize,
    /// Whether it did all that it was to do.
    pub complete: bool,
    /// How long it took.
    pub took: f64,
}

/// What a server knows.
#[derive(Clone, Debug, Serialize)]
pub struct Workspace {
    /// The documents on disk, by language.
    pub documents: BTreeMap<String, usize>,
    /// The bytes of their texts.
    pub bytes: usize,
    /// What they define.
    pub definitions: usize,
}

/// What a server was asked.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Requests {
    /// Requests that are not answered yet.
    pub open: usize,
    /// What is known about the index by who decides which requests wait: `idle`, `indexing`, `ready` or `failed`.
    pub index: &'static str,
    /// How long requests of all kinds waited for a worker, or for the index.
    pub waited: Distribution,
    /// Each kind of which there was one, by method.
    pub kinds: BTreeMap<String, Requested>,
    /// The figures behind `kinds` and `waited`.
    #[serde(skip)]
    pub(super) tallies: Vec<(String, Tally)>,
}

/// What is known of one kind of request.
#[derive(Clone, Debug, Serialize)]
pub struct Requested {
    /// From reading the request to its answer.
    pub took: Distribution,
    /// From reading the request until a worker took it.
    pub waited: Distribution,
    /// What became of them.
    pub outcomes: BTreeMap<&'static str, u64>,
}

/// How connections began.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Connections {
    /// From reading `initialize` to its answer.
    pub initialize: Distribution,
    /// From accepting the connection to the answer to `initialize`.
    pub established: Distribution,
}

/// Answers that are kept.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Cache {
    /// Look-ups that were answered from the cache.
    pub hits: u64,
    /// Look-ups that were not.
    pub misses: u64,
    /// Misses that found an entry that did not count any more.
    pub stale: u64,
    /// Entries that made room for others.
    pub evictions: u64,
    /// Entries that are held now.
    pub entries: usize,
    /// The share of look-ups that were hits, from 0 to 1.
    pub hit_rate: f64,
}

/// A lock that was waited for; locks of one name count together.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Lock {
    /// Its name.
    pub name: &'static str,
    /// `mutex`, `read` or `write`.
    pub kind: &'static str,
    /// How often it was found taken.
    pub contended: u64,
    /// How long it was waited for altogether.
    pub waited: f64,
}

/// How much memory a server holds, in bytes.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Resident {
    /// Now.
    pub resident: u64,
    /// At most.
    pub peak: u64,
}

/// What was slow.
#[derive(Clone, Debug, Serialize)]
pub struct Slow {
    /// What takes longer is slow.
    pub threshold: f64,
    /// How often something was.
    pub count: u64,
    /// The last ones, oldest first.
    pub last: Vec<SlowOperation>,
}

/// Something that was slow.
#[derive(Clone, Debug, Serialize)]
pub struct SlowOperation {
    /// The method.
    pub name: String,
    /// The document that it was about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// How long it took, waiting included.
    pub took: f64,
    /// How long it waited.
    pub waited: f64,
    /// How long ago it was over.
    pub ago: f64,
}

/// Where the logs are.
#[derive(Clone, Debug, Serialize)]
pub struct Logs {
    /// The log; null where it goes to standard error.
    pub log: Option<PathBuf>,
    /// What is kept of panics; null where nothing is.
    pub panics: Option<PathBuf>,
}

impl Status {
    /// A server as it is now. O(documents + kinds of requests): nothing of this is kept up to date for nobody.
    #[must_use]
    pub fn of(engine: &Engine) -> Status {
        let statistics = engine.resolver.statistics();
        let milestones = engine.metrics.milestones.report();
        let locks = contention::snapshot().into_iter().filter(|lock| lock.contended > 0);
        Status {
            version: env!("CARGO_PKG_VERSION"),
            process: std::process::id(),
            uptime: milliseconds(engine.since.elapsed()),
            indexing: Indexing::of(engine, &milestones),
            workspace: Workspace::of(engine),
            requests: Requests::of(engine),
            connections: Connections {
                initialize: milestones.initialize.distribution(),
                established: milestones.established.distribution(),
            },
            cache: Cache {
                hits: statistics.hits,
                misses: statistics.misses,
                stale: statistics.stale,
                evictions: statistics.evictions,
                entries: statistics.entries,
                hit_rate: statistics.hit_rate(),
            },
            locks: locks
                .map(|lock| Lock {
                    name: lock.name,
                    kind: match lock.kind {
                        LockKind::Mutex => "mutex",
                        LockKind::Read => "read",
                        LockKind::Write => "write",
                    },
                    contended: lock.contended,
                    waited: milliseconds(lock.wait),
                })
                .collect(),
            memory: Memory::now().map(|Memory { resident, peak }| Resident { resident, peak }),
            slow: Slow::of(engine),
            logs: Logs { log: engine.places.log.clone(), panics: engine.places.panics.clone() },
        }
    }
}

impl Indexing {
    fn of(engine: &Engine, milestones: &crate::metrics::Record) -> Indexing {
        let indexing::Status { state, progress, failures, elapsed } = engine.indexer.status();
        let (state, reason) = match state {
            indexing::State::Idle => ("idle", None),
            indexing::State::Indexing => ("indexing", None),
            indexing::State::Ready => ("ready", None),
            indexing::State::Cancelled => ("cancelled", None),
            indexing::State::Failed { reason } => ("failed", Some(reason)),
        };
        let failures = failures.into_iter();
        let runs = milestones.runs.iter();
        Indexing {
            state,
            reason,
            generation: progress.generation,
            total: progress.total,
            done: progress.done(),
            ok: progress.ok,
            failed: progress.failed,
            skipped: progress.skipped,
            elapsed: milliseconds(elapsed),
            failures: failures
                .map(|failure| Failure { path: failure.path, message: failure.message })
                .collect(),
            took: milestones.indexing.distribution(),
            runs: runs
                .map(|run| Run {
                    generation: run.generation,
                    files: run.files,
                    failed: run.failed,
                    complete: run.complete,
                    took: milliseconds(run.took),
                })
                .collect(),
        }
    }
}

impl Workspace {
    fn of(engine: &Engine) -> Workspace {
        let snapshot = engine.workspace.snapshot();
        let mut workspace = Workspace { documents: BTreeMap::new(), bytes: 0, definitions: 0 };
        for document in snapshot.documents() {
            let analysis = &document.analysis;
            *workspace.documents.entry(analysis.language().to_string()).or_default() += 1;
            workspace.bytes += analysis.text().len();
            workspace.definitions += analysis.definitions().len();
        }
        workspace
    }
}

impl Requests {
    fn of(engine: &Engine) -> Requests {
        let names = engine.router.kinds();
        let tallies: Vec<(String, Tally)> = engine
            .metrics
            .requests
            .report()
            .into_iter()
            .filter_map(|(kind, tally)| Some(((*names.get(&kind)?).to_owned(), tally)))
            .collect();
        let mut waited = Durations::new();
        for (_, tally) in &tallies {
            waited.add(&tally.waited);
        }
        let kinds = tallies.iter().map(|(method, tally)| {
            let outcomes = Outcome::ALL.into_iter().map(|outcome| (outcome.name(), tally.outcome(outcome)));
            let requested = Requested {
                took: tally.took.distribution(),
                waited: tally.waited.distribution(),
                outcomes: outcomes.filter(|(_, count)| *count > 0).collect(),
            };
            (method.clone(), requested)
        });
        Requests {
            open: engine.queue.open(),
            index: match engine.queue.phase() {
                Phase::Idle => "idle",
                Phase::Indexing(_) => "indexing",
                Phase::Ready(_) => "ready",
                Phase::Failed(_) => "failed",
            },
            waited: waited.distribution(),
            kinds: kinds.collect(),
            tallies,
        }
    }
}

impl Slow {
    fn of(engine: &Engine) -> Slow {
        let (count, last) = engine.metrics.slow.report();
        let threshold = engine.metrics.slow.threshold();
        Slow {
            threshold: milliseconds(threshold.min(Duration::from_secs(1 << 30))),
            count,
            last: last
                .into_iter()
                .map(|operation| SlowOperation {
                    name: operation.name,
                    subject: operation.subject,
                    took: milliseconds(operation.took),
                    waited: milliseconds(operation.waited),
                    ago: milliseconds(operation.at.elapsed()),
                })
                .collect(),
        }
    }
}
