//! What the server's figures cost: a record beside one Mutex around all histograms, and requests over pipes with and without
//! them.
//!
//! `cargo bench --bench server`.

mod baselines;
mod support;

use std::hint::black_box;
use std::io::{BufReader, PipeReader, PipeWriter, Write, pipe};
use std::time::Duration;

use baselines::one_table::OneTable;
use heddle::metrics::{Kind, Metrics, Outcome, Requests, Sample, SlowOperations};
use heddle::server::{Engine, serve_with, wire};
use heddle::sync::{Arc, clock, thread};
use serde_json::{Value, json};
use support::measure::{self, interleaved, median, per, ratio};
use support::table::Table;
use support::workspace;

const RECORDS: usize = 200_000;
const KINDS: usize = 20;
const FILES: usize = 100;
const DEFINITIONS: usize = 100;
const ROUNDS: usize = 15;
/// Short turns, many of them, so that whatever else the machine does meets both servers alike.
const REQUESTS: usize = 200;
const TURNS: usize = 300;

fn main() {
    let cost = records();
    requests(cost);
}

/// What takes samples, however it keeps them.
trait Records: Send + Sync + 'static {
    fn record(&self, worker: usize, sample: &Sample);
}

impl Records for Requests {
    fn record(&self, worker: usize, sample: &Sample) {
        Requests::record(self, worker, sample);
    }
}

impl Records for OneTable {
    fn record(&self, _: usize, sample: &Sample) {
        OneTable::record(self, sample);
    }
}

fn sample(number: usize) -> Sample {
    let took = Duration::from_nanos(20_000 + (number as u64 * 7_919) % 3_000_000);
    Sample { kind: Kind(number % KINDS), waited: took / 8, took, outcome: Outcome::Answered }
}

/// `RECORDS` samples on each of `workers` threads.
fn fill<R: Records>(table: &Arc<R>, workers: usize) {
    let threads: Vec<_> = (0..workers)
        .map(|worker| {
            let table = Arc::clone(table);
            thread::spawn(format!("worker {worker}"), move || {
                for number in 0..RECORDS {
                    table.record(worker, black_box(&sample(number)));
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().expect("no worker panics");
    }
}

/// What the figures of one request cost, in nanoseconds.
fn records() -> f64 {
    let mut table = Table::default();
    let cores = thread::available_parallelism();
    for workers in [1, cores.max(2), 8] {
        let striped = Arc::new(Requests::new(workers));
        let one = Arc::new(OneTable::new());
        let [stripes, mutex] =
            interleaved(ROUNDS, [&mut || fill(&striped, workers), &mut || fill(&one, workers)]);
        let each = |cost: measure::Cost| per(cost.cpu, RECORDS * workers);
        table.note(
            &format!("a record, {workers} workers: stripes, one Mutex (CPU)"),
            format!("{:.0}, {:.0} ns", each(stripes), each(mutex)),
        );
        table.note(
            &format!("one Mutex / stripes, {workers} workers (wall)"),
            format!("{:.2} x", ratio(mutex.wall, stripes.wall)),
        );
    }
    let slow = SlowOperations::new();
    let (asked, _) = measure::once(|| {
        (0..RECORDS as u64).filter(|number| slow.is_slow(black_box(Duration::from_nanos(*number)))).count()
    });
    table.note("whether it was slow", format!("{:.1} ns", per(asked.cpu, RECORDS)));
    let (clocks, _) = measure::once(|| (0..RECORDS).map(|_| clock::now()).max());
    table.note(
        "the clock, of which a request reads three more",
        format!("{:.0} ns", per(clocks.cpu, RECORDS)),
    );
    let full = Arc::new(Requests::new(8));
    fill(&full, 8);
    let (report, kinds) = measure::once(|| full.report().len());
    table.note(
        &format!("a report of {kinds} kinds from 8 stripes"),
        format!("{:.2} ms", report.wall.as_secs_f64() * 1e3),
    );
    let alone = Arc::new(Requests::new(1));
    let (record, ()) = measure::once(|| fill(&alone, 1));
    let cost = per(record.cpu + asked.cpu + 3 * clocks.cpu, RECORDS);
    table.note(
        "all that a request pays: one record, one comparison, three times the clock",
        format!("{cost:.0} ns"),
    );
    table.print("Figures: a record");
    cost
}

/// A server in this process, and the client's ends of its pipes.
struct Server {
    input: PipeWriter,
    output: BufReader<PipeReader>,
    last: u64,
}

impl Server {
    fn start(root: &str, metrics: bool) -> Server {
        let (server_input, input) = pipe().expect("a pipe");
        let (output, server_output) = pipe().expect("a pipe");
        let mut engine = Engine::new();
        if !metrics {
            engine.metrics = Metrics::new(0);
        }
        drop(thread::spawn("server", move || serve_with(engine, server_input, server_output)));
        let mut server = Server { input, output: BufReader::new(output), last: 0 };
        server.ask("initialize", json!({ "processId": null, "rootUri": root, "capabilities": {} }));
        server
    }

    fn ask(&mut self, method: &str, params: Value) -> Value {
        self.last += 1;
        let body =
            json!({ "jsonrpc": "2.0", "id": self.last, "method": method, "params": params }).to_string();
        wire::write_frame(&mut self.input, body.as_bytes()).expect("the server reads");
        self.input.flush().expect("the server reads");
        loop {
            let frame = wire::read_frame(&mut self.output).expect("frames").expect("an answer");
            let message: Value = serde_json::from_slice(&frame).expect("JSON");
            if message["id"] == self.last && message.get("method").is_none() {
                return message;
            }
        }
    }
}

fn requests(cost: f64) {
    let folder = tempfile::tempdir().expect("a folder");
    for index in 0..FILES {
        let name = format!("m{index:04}.metta");
        std::fs::write(folder.path().join(name), workspace::text(index, DEFINITIONS, 1)).expect("written");
    }
    let root = heddle::text::Uri::from_path(folder.path());
    let place = json!({
        "textDocument": { "uri": format!("{}/m0050.metta", root.as_str()) },
        "position": { "line": 8, "character": 22 },
    });
    let mut table = Table::default();
    let mut servers = [true, false].map(|metrics| Server::start(root.as_str(), metrics));
    for method in ["textDocument/definition", "textDocument/hover"] {
        let mut costs: [Vec<measure::Cost>; 2] = Default::default();
        let mut ratios = Vec::new();
        for round in 0..TURNS {
            let mut walls = [Duration::ZERO; 2];
            // Each goes first in every other round.
            for at in [round % 2, 1 - round % 2] {
                let server = &mut servers[at];
                let (cost, ()) = measure::once(|| {
                    for _ in 0..REQUESTS {
                        let answer = server.ask(method, place.clone());
                        assert!(answer.get("result").is_some(), "{answer}");
                    }
                });
                walls[at] = cost.cpu;
                costs[at].push(cost);
            }
            ratios.push(ratio(walls[0], walls[1]));
        }
        ratios.sort_by(f64::total_cmp);
        let [with, without] = [0, 1].map(|at| median(&costs[at]));
        let micros = |cost: Duration| per(cost, REQUESTS) / 1e3;
        table.note(
            &format!("{method}, client and server: with figures, without (CPU)"),
            format!("{:.1}, {:.1} µs", micros(with.cpu), micros(without.cpu)),
        );
        table.note(
            &format!("{method}: with figures, without (wall)"),
            format!("{:.1}, {:.1} µs", micros(with.wall), micros(without.wall)),
        );
        let share = cost / per(without.cpu, REQUESTS) * 100.0;
        table.at_most(&format!("{method}: the figures' share of its CPU time"), share, 1.0, "%");
        table.at_most(
            &format!("{method}: with / without (CPU, median of turns)"),
            ratios[ratios.len() / 2],
            1.03,
            "x",
        );
    }
    let status = servers[0].ask("heddle/status", Value::Null);
    let definition = &status["result"]["requests"]["kinds"]["textDocument/definition"];
    table.note("what the server itself says of definitions", definition["took"].to_string());
    table.print("Figures: what requests pay for them");
}
