//! Histories: what reading each format takes against parsing the same lines as JSON values, what recording a call takes
//! against two looks at the clock, and what a page takes.
//!
//! `cargo bench --bench history`.

mod support;

use std::hint::black_box;

use heddle::oracle::history::{self, Call, Format, History, Recorder, Spoken};
use heddle::oracle::linearize::{self, Limits};
use heddle::oracle::page::{self, Page};
use heddle::oracle::specification::register::{Operation, RegisterSpecification};
use heddle::sync::{Arc, clock};
use serde_json::{Value, json};
use support::measure::{interleaved, once, per, ratio};
use support::table::Table;

const CALLS: usize = 100_000;
const ROUNDS: usize = 9;

/// A right history of a register: four clients write in turn, and each reads what it wrote.
fn calls(count: usize) -> History<Operation, Value> {
    let mut history = History::default();
    for index in 0..count as u64 {
        let (client, value) = (index % 4, json!(index / 2));
        let (operation, outcome) =
            if index % 2 == 0 { (Operation::Write(value), Value::Null) } else { (Operation::Read, value) };
        let (called, returned) = (index * 10, Some(index * 10 + 9));
        history.calls.push(Call { client, operation, called, returned, outcome: Some(outcome), line: 0 });
    }
    history
}

/// The same as events, written by `line`.
fn events(history: &History<Operation, Value>, line: impl Fn(u64, &str, &str, &str) -> String) -> String {
    let mut text = String::new();
    for call in &history.calls {
        let outcome = call.outcome.clone().unwrap_or_default().to_string();
        let (name, asked, came) = match &call.operation {
            Operation::Write(value) => ("write", value.to_string(), value.to_string()),
            _ => ("read", "nil".to_owned(), outcome),
        };
        text += &line(call.client, "invoke", name, &asked);
        text += &line(call.client, "ok", name, &came);
    }
    text
}

fn read(text: &str, format: Format) {
    let history = history::read(&RegisterSpecification, text.as_bytes(), format);
    assert_eq!(black_box(history).expect("it was written so").calls.len(), CALLS);
}

fn main() {
    let mut table = Table::default();
    let history = calls(CALLS);
    let mut json = Vec::new();
    history::write(&RegisterSpecification, &history, &mut json).expect("memory can be written");
    let json = String::from_utf8(json).expect("JSON is UTF-8");
    let jepsen = events(&history, |client, kind, name, value| {
        format!("INFO  jepsen.util - {client}\t:{kind}\t:{name}\t{value}\n")
    });
    let edn = events(&history, |client, kind, name, value| {
        format!("{{:process {client}, :type :{kind}, :f :{name}, :value {value}}}\n")
    });
    let mut values = || {
        for line in json.lines() {
            black_box(serde_json::from_str::<Value>(line).expect("it was written so"));
        }
    };
    let [bare, ours, console, maps] = interleaved(
        ROUNDS,
        [&mut values, &mut || read(&json, Format::Json), &mut || read(&jepsen, Format::Jepsen), &mut || {
            read(&edn, Format::Edn)
        }],
    );
    for (what, cost) in [("lines of JSON", ours), ("Jepsen's console", console), ("EDN", maps)] {
        table.note(&format!("{what}: reading a call"), format!("{:.0} ns", per(cost.cpu, CALLS)));
    }
    table.at_most("lines of JSON: reading against parsing values", ratio(ours.cpu, bare.cpu), 1.5, "x");

    let recorder = Recorder::new();
    let mut recorded = || {
        let mut client = recorder.client(0);
        client.reserve(CALLS);
        for number in 0..CALLS as u64 {
            black_box(client.call(number, |number| *number));
        }
        black_box(History::of([client]));
    };
    let mut looks = || {
        for _ in 0..2 * CALLS {
            black_box(clock::now());
        }
    };
    let [recording, looking] = interleaved(ROUNDS, [&mut recorded, &mut looks]);
    table.note("recording a call", format!("{:.0} ns", per(recording.cpu, CALLS)));
    table.at_most(
        "recording a call against two looks at the clock",
        ratio(recording.cpu, looking.cpu),
        2.0,
        "x",
    );

    let (specification, history) = (Arc::new(RegisterSpecification), Arc::new(calls(10_000)));
    let report = linearize::check(&specification, &history, &Limits::default());
    let calls = Spoken::all(&*specification, &history);
    let shown = Page { name: "bench", specification: "register", calls: &calls, verdict: &report.verdict };
    let (cost, html) = once(|| page::render(&shown));
    table.note("a page of 10,000 operations: making it", format!("{:.1} ms", cost.cpu.as_secs_f64() * 1e3));
    table.at_most("a page of 10,000 operations: size", html.len() as f64 / 1e3, 1000.0, "kB");
    table.print("Histories");
}
