//! What it costs to drive an implementation over its standard streams.
//!
//! `cargo bench --bench drive`. The implementation is this program itself: a map in a BTreeMap, one line in, one line out.

mod support;

use std::collections::BTreeMap;
use std::io::{BufRead, Write};
use std::time::Duration;

use heddle::oracle::drive::{Options, Verdict, drive};
use heddle::oracle::specification::Specification;
use heddle::oracle::specification::map::MapSpecification;
use heddle::oracle::vocabulary::Vocabulary;
use heddle::sync::clock;
use serde_json::{Value, json};
use support::table::Table;

const ADAPTER: &str = "adapter";
const OPERATIONS: usize = 100_000;
const ROUNDS: usize = 5;

fn main() {
    if std::env::args().any(|argument| argument == ADAPTER) {
        return adapter();
    }
    let Ok(program) = std::env::current_exe() else { return };
    let command = vec![program.display().to_string(), ADAPTER.to_owned()];
    let mut table = Table::default();
    for (what, clients) in
        [("one after the other", 1), ("half of them by up to 4 clients at once", 4), ("half by up to 16", 16)]
    {
        let mut best = 0.0_f64;
        for seed in 0..ROUNDS as u64 {
            let timeout = Duration::from_secs(60);
            let options =
                Options { command: command.clone(), clients, seed, operations: OPERATIONS, timeout };
            let begun = clock::now();
            let report = drive(MapSpecification, &options, &mut |_| ());
            assert_eq!(report.verdict, Verdict::Agrees);
            best = best.max(OPERATIONS as f64 / begun.elapsed().as_secs_f64());
        }
        table.at_least(&format!("100,000 operations of a map, {what}"), best, 20_000.0, "operations/s");
    }
    table.print("Driving an implementation, best of 5");
}

/// The specification is the implementation: what is measured is the way to it.
fn adapter() {
    let (specification, mut state) = (MapSpecification, BTreeMap::new());
    let mut output = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let request: Value = line.ok().and_then(|line| serde_json::from_str(&line).ok()).unwrap_or_default();
        let (name, arguments) = (request["op"].as_str().unwrap_or_default(), request["args"].as_array());
        let outcome = match (name, arguments) {
            ("reset", _) => {
                state.clear();
                Ok(Value::Null)
            }
            (name, Some(arguments)) => specification
                .read_operation(name, arguments)
                .map(|operation| specification.step(&mut state, &operation)),
            _ => Err("no arguments".to_owned()),
        };
        let answer = match outcome {
            Ok(outcome) => json!({ "id": request["id"], "outcome": outcome }),
            Err(error) => json!({ "id": request["id"], "error": error }),
        };
        if writeln!(output, "{answer}").and_then(|()| output.flush()).is_err() {
            return;
        }
    }
}
