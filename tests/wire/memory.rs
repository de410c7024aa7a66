//! No leak: after thousands of edits the server takes the room that it took before.

use serde_json::{Value, json};

use super::process::{initialize, start};

/// The resident memory of a process, in kilobytes.
fn resident(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).expect("the process is there");
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("it has memory");
    line.split_ascii_whitespace().nth(1).and_then(|number| number.parse().ok()).expect("a number")
}

/// The memory of the last tenth of `edits` edits as a part of that of the first, after as many edits as a tenth.
fn growth(edits: i32, edit: impl Fn(i32) -> Value) -> f64 {
    let mut server = start();
    let process = server.id();
    server.send(&initialize(1));
    server.answer(1);
    let uri = "file:///nowhere/größe.rho";
    let text = "new f in {\n  contract f(@x) = { Nil } |\n  f!(\"größe\", 1)\n}\n".repeat(20);
    let document = json!({ "uri": uri, "languageId": "rholang", "version": 0, "text": text });
    let tell = |method: &str, params: Value| json!({ "jsonrpc": "2.0", "method": method, "params": params });
    server.send(&tell("textDocument/didOpen", json!({ "textDocument": document })));
    let tenth = edits / 10;
    let mut memory = Vec::new();
    for number in 1..=tenth + edits {
        let changes = json!([edit(number)]);
        let document = json!({ "uri": uri, "version": number });
        server.send(&tell(
            "textDocument/didChange",
            json!({ "textDocument": document, "contentChanges": changes }),
        ));
        if number % 20 == 0 {
            let id = number as u64 + 1;
            let place = json!({ "textDocument": { "uri": uri }, "position": { "line": 2, "character": 2 } });
            server.send(
                &json!({ "jsonrpc": "2.0", "id": id, "method": "textDocument/hover", "params": place }),
            );
            server.answer(id);
            if number > tenth {
                memory.push(resident(process));
            }
        }
    }
    server.send(&tell("exit", Value::Null));
    server.exit();
    let part = memory.len() / 10;
    let sum = |part: &[u64]| part.iter().sum::<u64>() as f64;
    sum(&memory[memory.len() - part..]) / sum(&memory[..part])
}

/// Writes a digit where another one stood, in one of many lines.
fn in_place(number: i32) -> Value {
    let line = (number % 20) * 4 + 2;
    let range =
        json!({ "start": { "line": line, "character": 14 }, "end": { "line": line, "character": 15 } });
    json!({ "range": range, "text": (number % 10).to_string() })
}

/// Writes a new line at the start each time.
fn one_more_line(number: i32) -> Value {
    let start = json!({ "line": 0, "character": 0 });
    let text = format!("// {number} {}\n", "x".repeat(400));
    json!({ "range": { "start": start, "end": start }, "text": text })
}

#[cfg(target_os = "linux")]
#[test]
fn ten_thousand_edits_leave_the_memory_as_it_was() {
    let growth = growth(10_000, in_place);
    println!("the last tenth takes {growth:.3} of the first");
    assert!((0.0..1.1).contains(&growth), "the last tenth takes {growth:.3} of the first");
}

#[cfg(target_os = "linux")]
#[test]
fn a_text_that_grows_is_seen_to_grow() {
    let growth = growth(3_000, one_more_line);
    println!("the last tenth takes {growth:.3} of the first");
    assert!(growth > 1.1, "the measure sees nothing: {growth:.3}");
}
