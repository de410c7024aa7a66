//! What the oracle costs.
//!
//! `cargo bench --bench oracle [-- checking]`. The histories are those of a map: `put` of new values (4 in 10), `get`, and
//! `cas` of what was there (1 in 10), by clients that call, take effect and return at random; a corrupted one has one `get`
//! in its last quarter that answers a value from its beginning. Reading the file is not counted.
//!
//! Porcupine checks the same files where Go is installed (Debian: `golang-go`) and its source is at hand:
//! `HEDDLE_PORCUPINE=FOLDER` names a folder with the module `github.com/anishathalye/porcupine`; without it, Go's proxy is
//! asked. The adapter is `benches/porcupine`. Figures are compared by the fastest of several rounds, side by side in time.

#[path = "support/mod.rs"]
mod support;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use heddle::oracle::choices::Choices;
use heddle::oracle::history::{self, Call, History};
use heddle::oracle::linearize::{Limits, Report, Verdict, check};
use heddle::oracle::specification::Specification;
use heddle::oracle::specification::map::{MapSpecification, Operation};
use heddle::sync::Arc;
use serde_json::{Value, json};
use support::measure::{once, peak_mib};
use support::table::Table;

const ROUNDS: usize = 7;

/// What a history looks like, and what is asked.
struct Shape {
    name: &'static str,
    calls: usize,
    keys: usize,
    corrupted: bool,
    /// Milliseconds, and how many times as fast as porcupine.
    asked: (Option<f64>, f64),
}

const SHAPES: [Shape; 6] = [
    Shape {
        name: "10,000 calls, 64 keys",
        calls: 10_000,
        keys: 64,
        corrupted: false,
        asked: (Some(12.0), 3.0),
    },
    Shape {
        name: "10,000 calls, 64 keys, corrupted",
        calls: 10_000,
        keys: 64,
        corrupted: true,
        asked: (Some(12.0), 1.0),
    },
    Shape { name: "10,000 calls, 1 key", calls: 10_000, keys: 1, corrupted: false, asked: (None, 2.0) },
    Shape {
        name: "10,000 calls, 1 key, corrupted",
        calls: 10_000,
        keys: 1,
        corrupted: true,
        asked: (None, 1.0),
    },
    Shape {
        name: "100,000 calls, 64 keys",
        calls: 100_000,
        keys: 64,
        corrupted: false,
        asked: (Some(120.0), 4.0),
    },
    Shape {
        name: "100,000 calls, 64 keys, corrupted",
        calls: 100_000,
        keys: 64,
        corrupted: true,
        asked: (Some(120.0), 1.0),
    },
];

fn main() {
    let wanted: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let mut table = Table::default();
    if wanted.is_empty() || wanted.iter().any(|other| other == "checking") {
        checking(&mut table);
    }
    table.print("Oracle");
}

fn checking(table: &mut Table) {
    let folder = tempfile::tempdir().expect("a folder for the histories");
    let porcupine = adapter(folder.path());
    if let Err(why) = &porcupine {
        println!("skipped: porcupine: {why}");
    }
    let specification = Arc::new(MapSpecification);
    for Shape { name, calls, keys, corrupted, asked } in &SHAPES {
        let mut history = generated(*calls, *keys, 7);
        if *corrupted {
            corrupt(&mut history);
        }
        let file = folder.path().join("history");
        let mut text = Vec::new();
        history::write(&MapSpecification, &history, &mut text).expect("memory is written");
        std::fs::write(&file, &text).expect("the folder is ours");
        let history = Arc::new(history);
        let mut theirs: Option<f64> = None;
        let (mut ours, mut report) = (f64::MAX, None);
        for _ in 0..ROUNDS {
            let (cost, said) = once(|| check(&specification, &history, &Limits::default()));
            ours = ours.min(milliseconds(cost.wall));
            report = Some(said);
            if let Ok(adapter) = &porcupine
                && let Some(took) = timed(adapter, &file, *corrupted)
            {
                theirs = Some(theirs.map_or(took, |other| other.min(took)));
            }
        }
        if let Some(report) = report {
            assert_eq!(matches!(report.verdict, Verdict::Linearizable(_)), !corrupted, "{name}");
            table.note(&format!("{name}: steps"), steps(&report));
        }
        match asked.0 {
            Some(limit) => table.at_most(name, ours, limit, "ms"),
            None => table.note(name, format!("{ours:.1} ms")),
        }
        if let Some(theirs) = theirs {
            table.note(&format!("{name}: porcupine"), format!("{theirs:.1} ms"));
            table.at_least(&format!("{name}: porcupine / Heddle"), theirs / ours, asked.1, "x");
        }
    }
    table.at_most("largest resident set, histories included", peak_mib(), 100.0, "MiB");
}

fn steps(report: &Report) -> String {
    format!("{}, {} of {} partitions by a monitor", report.steps, report.monitored, report.partitions)
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// A history that a right map made.
fn generated(length: usize, keys: usize, seed: u64) -> History<Operation, Value> {
    let mut choices = Choices::new(seed);
    let mut state = MapSpecification.initial();
    let mut calls: Vec<Call<Operation, Value>> = Vec::with_capacity(length);
    // Of each client the call that it has, and whether it took effect.
    let mut clients: [Option<(usize, bool)>; 8] = [None; 8];
    let mut now = 0;
    while calls.len() < length || clients.iter().any(Option::is_some) {
        now += 1;
        let client = choices.below(clients.len());
        match clients[client] {
            None if calls.len() < length => {
                clients[client] = Some((calls.len(), false));
                let operation = operation(&mut choices, keys, &state);
                let client = client as u64;
                calls.push(Call { client, operation, called: now, returned: None, outcome: None, line: 0 });
            }
            None => {}
            Some((call, false)) => {
                calls[call].outcome = Some(MapSpecification.step(&mut state, &calls[call].operation));
                clients[client] = Some((call, true));
            }
            Some((call, true)) => {
                calls[call].returned = Some(now);
                clients[client] = None;
            }
        }
    }
    History { calls }
}

fn operation(
    choices: &mut Choices,
    keys: usize,
    state: &<MapSpecification as Specification>::State,
) -> Operation {
    let key = format!("k{}", choices.below(keys));
    match choices.weighted(&[4, 5, 1]) {
        0 => Operation::Put(key, json!(choices.fresh())),
        1 => Operation::Get(key),
        _ => {
            let old = state.get(&key).cloned().unwrap_or_default();
            Operation::CompareAndSet(key, old, json!(choices.fresh()))
        }
    }
}

fn corrupt(history: &mut History<Operation, Value>) {
    let last_quarter = history.calls.len() / 4 * 3;
    let get = |call: &&mut Call<Operation, Value>| matches!(call.operation, Operation::Get(_));
    if let Some(call) = history.calls.iter_mut().skip(last_quarter).find(get) {
        call.outcome = Some(json!(1));
    }
}

/// Builds the adapter in `folder`.
fn adapter(folder: &Path) -> Result<PathBuf, String> {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/porcupine");
    for name in ["main.go", "go.mod"] {
        std::fs::copy(sources.join(name), folder.join(name)).map_err(|error| error.to_string())?;
    }
    let go = |arguments: &[&str]| {
        let output = Command::new("go").args(arguments).current_dir(folder).output();
        let output = output.map_err(|error| format!("Go cannot be run: {error}"))?;
        let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        output.status.success().then_some(()).ok_or(said)
    };
    if let Ok(module) = std::env::var("HEDDLE_PORCUPINE") {
        go(&["mod", "edit", "-replace", &format!("github.com/anishathalye/porcupine={module}")])?;
    }
    go(&["mod", "tidy"])?;
    go(&["build", "-o", "adapter", "."])?;
    Ok(folder.join("adapter"))
}

/// How long porcupine took.
fn timed(adapter: &Path, file: &Path, corrupted: bool) -> Option<f64> {
    let output = Command::new(adapter).arg(file).arg("1").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let (verdict, took) = text.trim().split_once(' ')?;
    assert_eq!(verdict, if corrupted { "Illegal" } else { "Ok" }, "porcupine agrees");
    took.parse().ok()
}
