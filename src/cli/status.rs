//! `heddle status`.

use std::fmt::Write as _;
use std::io;
use std::time::Duration;

use serde_json::Value;

use super::terminal::Terminal;
use super::{Exit, units};
use crate::server::door::{self, Question};

/// Ask the servers of this user that run how they are: the index, requests by kind and how long they take, memory, what was slow
#[derive(clap::Args)]
pub(super) struct Args {
    /// Answer in JSON, one object for each server
    #[arg(long, conflicts_with = "prometheus")]
    json: bool,
    /// Answer with one server's figures as Prometheus reads them
    #[arg(long)]
    prometheus: bool,
    /// Ask this process only
    #[arg(long, value_name = "PID")]
    process: Option<u32>,
}

pub(super) fn run(args: &Args, terminal: &mut Terminal) -> io::Result<Exit> {
    let question = if args.prometheus { Question::Metrics } else { Question::Status };
    let mut answers = door::ask(&door::folder(), question);
    answers.retain(|(process, _)| args.process.is_none_or(|asked| asked == *process));
    if answers.is_empty() && !args.json {
        terminal.remark("heddle: no server runs that could be asked; editors start them with `heddle lsp`");
        return Ok(Exit::Different);
    }
    if args.prometheus {
        return match answers.as_slice() {
            [(_, text)] => terminal.text(text).map(|()| Exit::Success),
            several => {
                let numbers: Vec<String> = several.iter().map(|(process, _)| process.to_string()).collect();
                let which = numbers.join(", ");
                terminal
                    .remark(&format!("heddle: several servers run: choose one of {which} with --process"));
                Ok(Exit::Different)
            }
        };
    }
    let statuses = answers.iter().filter_map(|(_, answer)| serde_json::from_str(answer).ok());
    let statuses: Vec<Value> = statuses.collect();
    if args.json {
        terminal.json(&statuses)?;
    } else {
        let shown: Vec<String> = statuses.iter().map(shown).collect();
        terminal.text(&shown.join("\n"))?;
    }
    Ok(if statuses.is_empty() { Exit::Different } else { Exit::Success })
}

/// A status as people read it.
fn shown(status: &Value) -> String {
    let number = |pointer: &str| status.pointer(pointer).and_then(Value::as_u64).unwrap_or(0);
    let figure = |pointer: &str| status.pointer(pointer).and_then(Value::as_f64).unwrap_or(0.0);
    let text = |pointer: &str| status.pointer(pointer).and_then(Value::as_str).unwrap_or("?");
    let size = |pointer: &str| units::bytes(number(pointer));
    let mut out = String::new();
    let uptime = time(figure("/uptime"));
    let _ = writeln!(out, "heddle {}, process {}, up {uptime}", text("/version"), number("/process"));
    let _ = writeln!(
        out,
        "index      {}: {} of {} files, {} failed, {}",
        text("/indexing/state"),
        number("/indexing/done"),
        number("/indexing/total"),
        number("/indexing/failed"),
        time(figure("/indexing/elapsed")),
    );
    for failure in
        status.pointer("/indexing/failures").and_then(Value::as_array).into_iter().flatten().take(10)
    {
        let part = |name| failure.get(name).and_then(Value::as_str).unwrap_or("?");
        let _ = writeln!(out, "           {}: {}", part("path"), part("message"));
    }
    let documents = status.pointer("/workspace/documents").and_then(Value::as_object);
    let documents = documents.into_iter().flatten().map(|(language, count)| format!("{count} {language}"));
    let _ = writeln!(
        out,
        "workspace  {}; {}, {} definitions",
        documents.collect::<Vec<_>>().join(", "),
        size("/workspace/bytes"),
        number("/workspace/definitions"),
    );
    let _ = writeln!(out, "memory     {}, at most {}", size("/memory/resident"), size("/memory/peak"));
    let _ = writeln!(
        out,
        "cache      {:.1} % of {} look-ups hit, {} entries",
        figure("/cache/hitRate") * 100.0,
        number("/cache/hits") + number("/cache/misses"),
        number("/cache/entries"),
    );
    requests(&mut out, status);
    slow(&mut out, status);
    for (name, pointer) in [("log", "/logs/log"), ("panics", "/logs/panics")] {
        if let Some(path) = status.pointer(pointer).and_then(Value::as_str) {
            let _ = writeln!(out, "{name:<11}{path}");
        }
    }
    out
}

fn requests(out: &mut String, status: &Value) {
    let kinds = status.pointer("/requests/kinds").and_then(Value::as_object);
    let Some(kinds) = kinds.filter(|kinds| !kinds.is_empty()) else { return };
    let columns = ["p50", "p95", "p99", "max"];
    let _ = write!(out, "\n{:<36}{:>8}", "request", "count");
    for column in columns.into_iter().chain(["waited"]) {
        let _ = write!(out, "{column:>10}");
    }
    out.push('\n');
    for (method, kind) in kinds {
        let _ = write!(out, "{method:<36}{:>8}", kind.pointer("/took/count").unwrap_or(&Value::Null));
        let figures = columns.map(|column| kind.pointer(&format!("/took/{column}")));
        for figure in figures.into_iter().chain([kind.pointer("/waited/p95")]) {
            let _ = write!(out, "{:>10}", time(figure.and_then(Value::as_f64).unwrap_or(0.0)));
        }
        out.push('\n');
    }
    let locks = status.get("locks").and_then(Value::as_array).into_iter().flatten();
    for (at, lock) in locks.enumerate() {
        let name = if at == 0 { "\nlocks      " } else { "           " };
        let part = |name| lock.get(name).and_then(Value::as_str).unwrap_or("?");
        let waited = time(lock.get("waited").and_then(Value::as_f64).unwrap_or(0.0));
        let contended = lock.get("contended").and_then(Value::as_u64).unwrap_or(0);
        let _ = writeln!(
            out,
            "{name}{} ({}): found taken {contended} times, waited {waited}",
            part("name"),
            part("kind")
        );
    }
}

fn slow(out: &mut String, status: &Value) {
    let number = |pointer: &str| status.pointer(pointer).and_then(Value::as_f64).unwrap_or(0.0);
    let _ = writeln!(out, "\nslow       {} over {}", number("/slow/count"), time(number("/slow/threshold")));
    let last = status.pointer("/slow/last").and_then(Value::as_array).into_iter().flatten();
    for operation in last.rev().take(5) {
        let part = |name| operation.get(name).and_then(Value::as_str).unwrap_or("");
        let figure = |name| time(operation.get(name).and_then(Value::as_f64).unwrap_or(0.0));
        let (name, subject) = (part("name"), part("subject"));
        let _ =
            writeln!(out, "           {} (waited {}): {name} {subject}", figure("took"), figure("waited"));
    }
}

fn time(milliseconds: f64) -> String {
    units::time(Duration::try_from_secs_f64(milliseconds / 1e3).unwrap_or_default())
}
