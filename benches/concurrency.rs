//! Readers against a writer that keeps adding rules: the environment against the same index behind one Mutex.
//!
//! `cargo bench --bench concurrency`. The machine has as many cores as it has: a table for more threads than cores says
//! how the design behaves when oversubscribed, not how it scales.

mod baselines;
mod support;

use std::hint::black_box;
use std::time::Duration;

use baselines::one_mutex::OneMutex;
use heddle::environment::{Environment, Snapshot};
use heddle::language::metta::atom::Atom;
use heddle::sync::atomic::{AtomicBool, Ordering};
use heddle::sync::{Arc, clock, thread};
use support::measure::{self, per, ratio};
use support::table::Table;

const RULES: usize = 10_000;
/// A write that takes a millisecond or more.
const LARGE: usize = 4_000;
/// The writer's batches, made beforehand, so that it does nothing but write.
const BATCHES: usize = 8;
const PHASE: Duration = Duration::from_millis(400);
const ROUNDS: usize = 5;

/// What readers and the writer do with a space, however it is locked.
trait Shared: Send + Sync + 'static {
    fn read<R>(&self, question: impl FnOnce(&Snapshot) -> R) -> R;
    fn write(&self, atoms: &[Atom]);
}

impl Shared for Environment {
    fn read<R>(&self, question: impl FnOnce(&Snapshot) -> R) -> R {
        question(&self.snapshot())
    }

    fn write(&self, atoms: &[Atom]) {
        self.add_batch(atoms.iter().map(Atom::as_ref));
    }
}

impl Shared for OneMutex {
    fn read<R>(&self, question: impl FnOnce(&Snapshot) -> R) -> R {
        OneMutex::read(self, question)
    }

    fn write(&self, atoms: &[Atom]) {
        self.add_batch(atoms);
    }
}

/// The size of one read.
#[derive(Clone, Copy)]
enum Question {
    /// One exact look-up.
    LookUp,
    /// All answers to one call of a rule.
    Query,
}

fn atom(text: &str) -> Atom {
    Atom::parse(text).expect("the bench writes MeTTa")
}

fn rule(number: usize) -> Atom {
    atom(&format!("(= (f_{number} $x) (g (f_{} $x) {number}))", number / 2))
}

fn environment() -> Environment {
    let environment = Environment::new();
    let rules: Vec<Atom> = (0..RULES).map(rule).collect();
    environment.add_batch(rules.iter().map(Atom::as_ref));
    environment
}

fn questions(question: Question) -> Vec<(Atom, Atom)> {
    (0..512)
        .map(|number| match question {
            Question::LookUp => (rule(number * 17 % RULES), atom("()")),
            Question::Query => (atom(&format!("(= (f_{} 7) $body)", number * 17 % RULES)), atom("$body")),
        })
        .collect()
}

fn ask(snapshot: &Snapshot, question: Question, (pattern, template): &(Atom, Atom)) -> usize {
    match question {
        Question::LookUp => usize::from(snapshot.has_fact(pattern.as_ref())),
        Question::Query => snapshot.match_query(pattern.as_ref(), template.as_ref()).len(),
    }
}

/// What the readers of one phase did together.
struct Reads {
    count: usize,
    p99: Duration,
    writes: usize,
}

/// `readers` threads ask for [`PHASE`] while one writer adds batches of `batch` rules.
fn phase<S: Shared>(space: S, readers: usize, batch: usize, question: Question) -> Reads {
    let space = Arc::new(space);
    let stop = Arc::new(AtomicBool::new(false));
    let asked = Arc::new(questions(question));
    let workers: Vec<_> = (0..readers)
        .map(|reader| {
            let (space, stop, asked) = (space.clone(), stop.clone(), asked.clone());
            thread::spawn(format!("reader-{reader}"), move || {
                let mut times = Vec::with_capacity(1 << 20);
                let mut at = reader * 31;
                while !stop.load(Ordering::Relaxed) {
                    let since = clock::now();
                    black_box(space.read(|snapshot| ask(snapshot, question, &asked[at % asked.len()])));
                    times.push(since.elapsed());
                    at += 1;
                }
                times
            })
        })
        .collect();
    let batches: Vec<Vec<Atom>> =
        (0..BATCHES).map(|n| (0..batch).map(|number| rule(RULES + n * batch + number)).collect()).collect();
    let mut writes = 0;
    let since = clock::now();
    while since.elapsed() < PHASE {
        space.write(&batches[writes % BATCHES]);
        writes += 1;
    }
    stop.store(true, Ordering::Relaxed);
    let mut times: Vec<Duration> =
        workers.into_iter().flat_map(|worker| worker.join().expect("a reader does not panic")).collect();
    times.sort_unstable();
    let p99 = times.get(times.len().saturating_sub(1) * 99 / 100).copied().unwrap_or_default();
    Reads { count: times.len(), p99, writes }
}

/// Median read throughput ratio and median p99 ratio, ours against the baseline.
fn against_writer(readers: usize, batch: usize, question: Question) -> (f64, f64, Reads, Reads) {
    let mut rounds: Vec<(f64, f64, Reads, Reads)> = (0..ROUNDS)
        .map(|_| {
            let baseline = phase(OneMutex::new(environment()), readers, batch, question);
            let ours = phase(environment(), readers, batch, question);
            (ours.count as f64 / baseline.count.max(1) as f64, ratio(baseline.p99, ours.p99), ours, baseline)
        })
        .collect();
    rounds.sort_by(|a, b| a.0.total_cmp(&b.0));
    rounds.swap_remove(ROUNDS / 2)
}

/// How long one write takes alone.
fn write_time(batch: usize) -> Duration {
    let space = environment();
    let batches: Vec<Vec<Atom>> =
        (0..9).map(|round| (0..batch).map(|number| rule(RULES + round * batch + number)).collect()).collect();
    let costs: Vec<measure::Cost> =
        batches.iter().map(|rules| measure::once(|| space.write(rules)).0).collect();
    measure::median(&costs).wall
}

fn main() {
    let mut table = Table::default();
    for (question, name) in [(Question::LookUp, "bare look-up"), (Question::Query, "whole query")] {
        let asked = questions(question);
        let ours = environment();
        let baseline = OneMutex::new(environment());
        let [a, b] = measure::interleaved(
            41,
            [
                &mut || {
                    asked.iter().for_each(|q| _ = black_box(Shared::read(&ours, |s| ask(s, question, q))))
                },
                &mut || {
                    asked.iter().for_each(|q| _ = black_box(Shared::read(&baseline, |s| ask(s, question, q))))
                },
            ],
        );
        let limit = if matches!(question, Question::LookUp) { 1.3 } else { 1.0 };
        table.note(&format!("one thread, {name}: ours"), format!("{:.0} ns", per(a.cpu, asked.len())));
        table.note(&format!("one thread, {name}: one Mutex"), format!("{:.0} ns", per(b.cpu, asked.len())));
        table.at_most(&format!("one thread, {name}: ours / one Mutex"), ratio(a.cpu, b.cpu), limit, "");
    }
    for batch in [1, LARGE] {
        let takes = write_time(batch);
        let asked = if takes >= Duration::from_millis(1) { 3.0 } else { 1.5 };
        table.note(&format!("a write of {batch} rules"), format!("{:.1} µs", takes.as_secs_f64() * 1e6));
        for (question, name) in [(Question::LookUp, "look-ups"), (Question::Query, "queries")] {
            let (throughput, tail, ours, baseline) = against_writer(4, batch, question);
            let what = format!("4 readers ({name}), 1 writer ({batch} rules a write)");
            table.at_least(&format!("{what}: read throughput"), throughput, asked, "x");
            table.at_least(&format!("{what}: p99 of a read, lower by"), tail, 10.0, "x");
            table.note(
                &format!("{what}: reads, p99, writes; ours | one Mutex"),
                format!(
                    "{} , {:?}, {} \\| {}, {:?}, {}",
                    ours.count, ours.p99, ours.writes, baseline.count, baseline.p99, baseline.writes
                ),
            );
        }
    }
    for readers in [1, 2, 4, 8] {
        let (throughput, tail, ours, baseline) = against_writer(readers, LARGE, Question::Query);
        table.note(
            &format!("{readers} readers, 1 writer of {LARGE} rules a write: ours / one Mutex"),
            format!(
                "{throughput:.2} x reads, p99 {tail:.1} x lower; {:.2} M against {:.2} M reads/s",
                ours.count as f64 / PHASE.as_secs_f64() / 1e6,
                baseline.count as f64 / PHASE.as_secs_f64() / 1e6
            ),
        );
    }
    snapshots(&mut table);
    table.print("Readers and a writer");
}

/// What a snapshot costs, and what snapshots that are alive cost a writer.
fn snapshots(table: &mut Table) {
    const SNAPSHOTS: usize = 10_000;
    let space = environment();
    let (cost, kept) = measure::once(|| (0..SNAPSHOTS).map(|_| space.snapshot()).collect::<Vec<_>>());
    drop(kept);
    table.at_most("a snapshot", per(cost.cpu, SNAPSHOTS), 100.0, "ns");

    const WRITES: usize = 2_000;
    let write_all = |keep: bool| {
        let space = environment();
        let rules: Vec<Atom> = (0..WRITES).map(|number| rule(RULES + number)).collect();
        let mut kept = Vec::new();
        let (cost, ()) = measure::once(|| {
            for rule in &rules {
                if keep {
                    kept.push(space.snapshot());
                }
                space.write(std::slice::from_ref(rule));
            }
        });
        cost
    };
    let mut with = Vec::new();
    let mut without = Vec::new();
    for _ in 0..9 {
        with.push(write_all(true));
        without.push(write_all(false));
    }
    let (with, without) = (measure::median(&with), measure::median(&without));
    table.note("a write of one rule", format!("{:.0} ns", per(without.cpu, WRITES)));
    table.at_most(
        "a write with all earlier snapshots alive / without",
        ratio(with.cpu, without.cpu),
        3.0,
        "",
    );
}
