//! Readers of a workspace against a writer that keeps republishing documents; what a publication costs, and what a
//! workspace takes to hold.
//!
//! `cargo bench --bench workspace`. The baselines are the same index behind one RwLock (`baselines/one_rwlock.rs`):
//! with the analysis under the lock, as the old design has it, and with the analysis before it.

mod baselines;
mod support;

use std::hint::black_box;
use std::process::Command;
use std::time::Duration;

use baselines::one_rwlock::{OneRwLock, analysed};
use heddle::language::LanguageId;
use heddle::sync::atomic::{AtomicBool, Ordering};
use heddle::sync::{Arc, clock, thread};
use heddle::text::Uri;
use heddle::workspace::{Namespace, Snapshot, Version, Workspace};
use support::measure::{self, interleaved, per, ratio};
use support::table::Table;
use support::workspace;

const METTA: Namespace = Namespace::Files(LanguageId::Metta);
const DOCUMENTS: usize = 1_000;
const DEFINITIONS: usize = 100;
const PHASE: Duration = Duration::from_millis(300);
const ROUNDS: usize = 3;

/// What readers and the writer do with a workspace, however it is locked.
trait Shared: Send + Sync + 'static {
    fn read<R>(&self, question: impl FnOnce(&Snapshot) -> R) -> R;
    fn write(&self, uri: &Uri, version: Version, text: &Arc<str>);
}

impl Shared for Workspace {
    fn read<R>(&self, question: impl FnOnce(&Snapshot) -> R) -> R {
        question(&self.snapshot())
    }

    fn write(&self, uri: &Uri, version: Version, text: &Arc<str>) {
        self.publish_prepared(vec![analysed(uri, version, text)]);
    }
}

impl Shared for OneRwLock {
    fn read<R>(&self, question: impl FnOnce(&Snapshot) -> R) -> R {
        OneRwLock::read(self, question)
    }

    fn write(&self, uri: &Uri, version: Version, text: &Arc<str>) {
        OneRwLock::write(self, uri, version, text);
    }
}

/// The size of one read.
#[derive(Clone, Copy)]
enum Question {
    /// A document by its URI.
    Document,
    /// The definition of a name.
    Symbol,
    /// A state as a whole: sixteen documents and sixteen names that belong together.
    Request,
}

const QUESTIONS: [(Question, &str); 3] = [
    (Question::Document, "document look-ups"),
    (Question::Symbol, "symbol look-ups"),
    (Question::Request, "snapshots with 32 look-ups"),
];

fn uri(index: usize) -> Uri {
    Uri::from(&*format!("file:///ws/m{index:04}.metta"))
}

fn filled(documents: usize, definitions: usize) -> Workspace {
    let workspace = Workspace::new();
    let prepare = |index| {
        let text = workspace::text(index, definitions, 1).into();
        analysed(&uri(index), Version::new(1), &text)
    };
    workspace.publish_prepared((0..documents).map(prepare).collect());
    workspace
}

/// Documents and names to ask for.
struct Asked {
    uris: Vec<Uri>,
    names: Vec<String>,
}

impl Asked {
    fn new() -> Asked {
        let of = |n: usize| n * 17 % DOCUMENTS;
        let names = (0..512).map(|n| format!("f_{}_{}", of(n), n % (DEFINITIONS / 2)));
        Asked { uris: (0..512).map(|n| uri(of(n))).collect(), names: names.collect() }
    }

    fn ask(&self, snapshot: &Snapshot, question: Question, at: usize) -> usize {
        let document = |at: usize| {
            snapshot.document(&self.uris[at % self.uris.len()]).map_or(0, |found| found.analysis.text().len())
        };
        let symbol = |at: usize| {
            let found = snapshot.definitions(METTA, &self.names[at % self.names.len()]).next();
            found.map_or(0, |found| found.analysis.definitions().len())
        };
        match question {
            Question::Document => document(at),
            Question::Symbol => symbol(at),
            Question::Request => (at..at + 16).map(|at| document(at) + symbol(at)).sum(),
        }
    }
}

/// What the readers of one phase did together.
struct Reads {
    count: usize,
    p99: Duration,
    writes: usize,
}

/// Who reads, and what the writer beside them republishes.
#[derive(Clone, Copy)]
struct Beside<'a> {
    readers: usize,
    texts: &'a [Arc<str>],
    size: &'a str,
}

/// Readers ask for [`PHASE`] while one writer republishes documents one after the other.
fn phase<S: Shared>(shared: S, question: Question, beside: Beside<'_>) -> Reads {
    let Beside { readers, texts, .. } = beside;
    let shared = Arc::new(shared);
    let stop = Arc::new(AtomicBool::new(false));
    let asked = Arc::new(Asked::new());
    let readers: Vec<_> = (0..readers)
        .map(|reader| {
            let (shared, stop, asked) = (shared.clone(), stop.clone(), asked.clone());
            thread::spawn(format!("reader {reader}"), move || {
                let mut times = Vec::with_capacity(1 << 20);
                let mut at = reader * 31;
                while !stop.load(Ordering::Relaxed) {
                    let since = clock::now();
                    black_box(shared.read(|snapshot| asked.ask(snapshot, question, at)));
                    times.push(since.elapsed());
                    at += 1;
                }
                times
            })
        })
        .collect();
    let mut writes = 0;
    let since = clock::now();
    while since.elapsed() < PHASE {
        let index = writes % texts.len();
        shared.write(&uri(index), Version::new(writes as u64 + 2), &texts[index]);
        writes += 1;
    }
    stop.store(true, Ordering::Relaxed);
    let mut times: Vec<Duration> =
        readers.into_iter().flat_map(|reader| reader.join().expect("a reader does not panic")).collect();
    times.sort_unstable();
    let p99 = times.get(times.len().saturating_sub(1) * 99 / 100).copied().unwrap_or_default();
    Reads { count: times.len(), p99, writes }
}

/// One round: ours and a baseline beside a writer.
struct Round {
    throughput: f64,
    tail: f64,
    ours: Reads,
    baseline: Reads,
}

fn against_writer(table: &mut Table, start: &Snapshot, beside: Beside<'_>, analyses_inside: bool) {
    let (where_, throughput, tail) =
        if analyses_inside { ("under the lock", 5.0, 10.0) } else { ("before the lock", 1.5, 3.0) };
    for (question, name) in QUESTIONS {
        let mut rounds: Vec<Round> = (0..ROUNDS)
            .map(|_| {
                let baseline = phase(OneRwLock::new(start, analyses_inside), question, beside);
                let ours = phase(filled_like(start), question, beside);
                let throughput = ours.count as f64 / baseline.count.max(1) as f64;
                Round { throughput, tail: ratio(baseline.p99, ours.p99), ours, baseline }
            })
            .collect();
        rounds.sort_by(|a, b| a.throughput.total_cmp(&b.throughput));
        let Round { throughput: got, ours, baseline, .. } = &rounds[ROUNDS / 2];
        let what = format!(
            "{} readers ({name}), 1 writer of {} that analyses {where_}",
            beside.readers, beside.size
        );
        table.at_least(&format!("{what}: read throughput"), *got, throughput, "x");
        let mut tails: Vec<f64> = rounds.iter().map(|round| round.tail).collect();
        tails.sort_by(f64::total_cmp);
        table.at_least(&format!("{what}: p99 of a read, lower by"), tails[ROUNDS / 2], tail, "x");
        table.note(
            &format!("{what}: reads, p99, writes; ours \\| one RwLock"),
            format!(
                "{}, {:?}, {} \\| {}, {:?}, {}",
                ours.count, ours.p99, ours.writes, baseline.count, baseline.p99, baseline.writes
            ),
        );
    }
}

/// A workspace of its own with the documents of `start`.
fn filled_like(start: &Snapshot) -> Workspace {
    let workspace = Workspace::new();
    let change = |document: &Arc<heddle::workspace::Document>| heddle::workspace::Change {
        uri: document.uri.clone(),
        version: Version::new(1),
        analysis: Some(Arc::clone(&document.analysis)),
    };
    workspace.publish(start.documents().map(change).collect());
    workspace
}

/// Look-ups with nobody else about.
fn alone(table: &mut Table, start: &Snapshot) {
    const LOOKS: usize = 4_096;
    let asked = Asked::new();
    let (ours, baseline) = (filled_like(start), OneRwLock::new(start, false));
    for (question, name) in QUESTIONS {
        let times = if matches!(question, Question::Request) { LOOKS / 32 } else { LOOKS };
        let [a, b, held] = interleaved(
            41,
            [
                &mut || {
                    (0..times)
                        .for_each(|at| _ = black_box(Shared::read(&ours, |s| asked.ask(s, question, at))));
                },
                &mut || {
                    (0..times).for_each(|at| {
                        _ = black_box(Shared::read(&baseline, |s| asked.ask(s, question, at)))
                    });
                },
                &mut || (0..times).for_each(|at| _ = black_box(asked.ask(start, question, at))),
            ],
        );
        table.note(
            &format!("one thread, {name}: ours, one RwLock, on a snapshot that is held"),
            format!(
                "{:.0} ns, {:.0} ns, {:.0} ns",
                per(a.cpu, times),
                per(b.cpu, times),
                per(held.cpu, times)
            ),
        );
        let limit = if matches!(question, Question::Request) { 1.0 } else { 1.3 };
        table.at_most(&format!("one thread, {name}: ours / one RwLock"), ratio(a.cpu, b.cpu), limit, "x");
    }
    let (cost, ()) = measure::once(|| (0..100_000).for_each(|_| drop(black_box(ours.snapshot()))));
    table.note("a snapshot", format!("{:.1} ns", per(cost.cpu, 100_000)));
}

/// What one publication costs among few and among many documents.
fn publications(table: &mut Table) {
    const CHANGES: usize = 256;
    let spaces = [100, 10_000].map(|documents| filled(documents, 10));
    // Two texts with other names, in turn, so that each publication changes the index.
    let texts: Vec<Arc<str>> = (0..2).map(|seed| workspace::text(0, 10, seed + 1).into()).collect();
    let other: Arc<str> = workspace::text(1_000_000, 10, 1).into();
    let mut version = 1;
    let mut batch = |renames: bool| -> Vec<_> {
        (0..CHANGES)
            .map(|n| {
                version += 1;
                let text = if renames && n % 2 == 0 { &other } else { &texts[n % 2] };
                analysed(&uri(n * 37 % 100), Version::new(version), text)
            })
            .collect()
    };
    for (renames, what) in [(false, "that keeps its names"), (true, "whose names are all others")] {
        let mut costs = [Vec::new(), Vec::new()];
        for _ in 0..31 {
            for (space, costs) in spaces.iter().zip(&mut costs) {
                let changes = batch(renames);
                let publish =
                    || changes.into_iter().for_each(|change| _ = space.publish_prepared(vec![change]));
                costs.push(measure::once(publish).0);
            }
        }
        let [few, many] = costs.map(|costs| measure::median(&costs).cpu);
        table.note(
            &format!("a publication of a document {what}: among 100, among 10,000"),
            format!("{:.1} µs, {:.1} µs", per(few, CHANGES) / 1e3, per(many, CHANGES) / 1e3),
        );
        table.at_most(
            &format!("a publication of a document {what}: 10,000 / 100"),
            ratio(many, few),
            3.0,
            "x",
        );
    }
}

/// Names the language of which a child process holds a workspace.
const HOLD: &str = "HEDDLE_BENCH_HOLD";

/// A Rholang file of as many contracts, each with a call of another one.
fn rholang(index: usize) -> String {
    let contract = |n: usize| {
        let called = (index * 7 + n * 3) % DOCUMENTS;
        format!("contract @\"f_{index}_{n}\"(x, @y) = {{ @\"f_{called}_{n}\"!(*x, y) }} |\n")
    };
    (0..DEFINITIONS).map(contract).collect::<String>() + "Nil\n"
}

/// Holds 1,000 files of 100 definitions and says how much memory this process takes.
fn hold(language: &str) {
    let space = Workspace::new();
    let before = resident_mib();
    let mut bytes = 0;
    for index in 0..DOCUMENTS {
        let (name, text) = match language {
            "rholang" => (Uri::from(&*format!("file:///wr/m{index:04}.rho")), rholang(index)),
            _ => (uri(index), workspace::text(index, DEFINITIONS, 1)),
        };
        bytes += text.len();
        space.publish_prepared(vec![analysed(&name, Version::new(1), &text.into())]);
    }
    let snapshot = space.snapshot();
    let names: usize = Namespace::ALL.iter().map(|&namespace| snapshot.names(namespace).count()).sum();
    println!("{} {} {bytes} {names}", resident_mib() - before, measure::peak_mib());
}

fn resident_mib() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kib =
        status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB")?.parse().ok());
    kib.unwrap_or(0.0) / 1024.0
}

fn memory(table: &mut Table) {
    for language in ["metta", "rholang"] {
        let child = std::env::current_exe().map(|program| Command::new(program).env(HOLD, language).output());
        let Ok(Ok(output)) = child else { continue };
        let said = String::from_utf8_lossy(&output.stdout);
        let figures: Vec<f64> = said.split_whitespace().filter_map(|word| word.parse().ok()).collect();
        let [held, peak, bytes, names] = figures[..] else { continue };
        table.at_most(&format!("1,000 files × 100 definitions, {language}: held"), held, 60.0, "MiB");
        table.note(
            &format!("1,000 files × 100 definitions, {language}: text, names, peak of the process"),
            format!("{:.1} MB, {names}, {peak:.1} MiB", bytes / 1e6),
        );
    }
}

fn main() {
    if let Ok(language) = std::env::var(HOLD) {
        return hold(&language);
    }
    let mut table = Table::default();
    memory(&mut table);
    publications(&mut table);
    let start = filled(DOCUMENTS, DEFINITIONS).snapshot();
    alone(&mut table, &start);
    // The texts that the writer publishes: those of the workspace with a line more or less, in turn.
    let texts: Vec<Arc<str>> = (0..DOCUMENTS)
        .map(|index| format!("; edited\n{}", workspace::text(index, DEFINITIONS, 1)).into())
        .collect();
    let analysis = measure::once(|| {
        texts.iter().take(50).enumerate().for_each(|(n, text)| {
            black_box(analysed(&uri(n), Version::new(1), text));
        });
    });
    table.note("analysis of one document", format!("{:.0} µs", per(analysis.0.cpu, 50) / 1e3));
    let large: Vec<Arc<str>> =
        (0..4).map(|index| workspace::text(index, 40 * DEFINITIONS, 1).into()).collect();
    let small = Beside { readers: 4, texts: &texts, size: "100 definitions" };
    let alone = Beside { readers: 1, ..small };
    let large = Beside { readers: 4, texts: &large, size: "4,000 definitions" };
    for analyses_inside in [true, false] {
        for beside in [alone, small, large] {
            against_writer(&mut table, &start, beside, analyses_inside);
        }
    }
    table.print("Workspace");
}
