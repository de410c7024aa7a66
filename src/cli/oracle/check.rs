//! `heddle oracle check`.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::ValueEnum;
use serde::Serialize;

use super::witness;
use crate::cli::terminal::Terminal;
use crate::cli::{Exit, units};
use crate::oracle::history::{self, Detected, Format, Spoken, Unreadable};
use crate::oracle::linearize::{self, Limit, Limits, Report, Verdict, Violation};
use crate::oracle::page::{self, Page};
use crate::oracle::specification::map::MapSpecification;
use crate::oracle::specification::text_map::TextMapSpecification;
use crate::oracle::vocabulary::{self, Visitor, Vocabulary};
use crate::sync::{Arc, clock};

/// Say whether a concurrent history is linearizable: whether one thread could have done it in some order
///
/// A history is a file with one JSON object a line for each call:
///
///   {"client":0,"op":"put","args":["k",1],"call":10,"return":20,"outcome":null}
///
/// Without "return" it never returned, without "outcome" nobody knows what came back; times are in any unit. Logs of
/// Jepsen's console and logs with an EDN map a line are read too. Exit 0: it is; 1: it is not; 2: it cannot be read; 3: a
/// limit was reached; 4: a file cannot be had.
#[derive(clap::Args)]
pub(super) struct Args {
    /// The file; - for standard input
    #[arg(value_name = "HISTORY")]
    history: PathBuf,
    /// The specification that it is held against (heddle oracle specs lists them); by default what the history says, and
    /// register or text-map for the logs of others (a map in a log of EDN is a text-map)
    #[arg(long, value_name = "NAME")]
    spec: Option<String>,
    /// How the history is written; by default what its first lines show
    #[arg(long, value_enum)]
    format: Option<Written>,
    /// Answer in JSON
    #[arg(long)]
    json: bool,
    /// Write a picture of the history to this file: one page, which any browser shows without a network
    #[arg(long, value_name = "OUT")]
    html: Option<PathBuf>,
    /// Stop after so many seconds, with exit code 3; a step of the specification that has begun is not interrupted
    #[arg(long, value_name = "S", default_value_t = 120.0, value_parser = seconds)]
    max_time: f64,
    /// Stop after so many steps of the specification, with exit code 3
    #[arg(long, value_name = "N")]
    max_steps: Option<u64>,
    /// Stop when the memory of what was tried takes so many bytes, with exit code 3; K, M and G may follow the number
    #[arg(long, value_name = "M", default_value = "4G", value_parser = bytes)]
    max_memory: u64,
}

#[derive(Clone, Copy, ValueEnum)]
enum Written {
    /// A JSON object a line: a call each
    Json,
    /// Jepsen's console: an event a line, among other lines
    Jepsen,
    /// An EDN map a line: an event each
    Edn,
}

fn seconds(text: &str) -> Result<f64, String> {
    let seconds: f64 = text.parse().map_err(|_| "this is not a number of seconds".to_owned())?;
    Duration::try_from_secs_f64(seconds).map(|_| seconds).map_err(|error| error.to_string())
}

fn bytes(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match text[digits.len()..].to_ascii_uppercase().as_str() {
        "" | "B" => 1,
        "K" | "KB" | "KIB" => 1 << 10,
        "M" | "MB" | "MIB" => 1 << 20,
        "G" | "GB" | "GIB" => 1_u64 << 30,
        other => return Err(format!("{other} is no unit: K, M, G")),
    };
    let count: u64 = digits.parse().map_err(|_| "this is not a number of bytes".to_owned())?;
    count.checked_mul(unit).ok_or_else(|| "these are more bytes than can be counted".to_owned())
}

/// A history that was checked, in words.
pub(super) struct Checked {
    specification: &'static str,
    report: Report,
    calls: Vec<Spoken>,
}

/// Reads a history of the specification that is visited, and checks it.
struct Check<R> {
    input: R,
    format: Format,
    limits: Limits,
}

impl<R: BufRead> Visitor for Check<R> {
    type Output = Result<Checked, Unreadable>;

    fn visit<S: Vocabulary>(self, specification: S) -> Self::Output {
        let history = Arc::new(history::read(&specification, self.input, self.format)?);
        let specification = Arc::new(specification);
        let report = linearize::check(&specification, &history, &self.limits);
        let calls = Spoken::all(&*specification, &history);
        Ok(Checked { specification: S::NAME, report, calls })
    }
}

/// The answer, for programs.
#[derive(Serialize)]
struct Answer<'c> {
    verdict: &'static str,
    specification: &'static str,
    operations: usize,
    clients: usize,
    partitions: usize,
    largest_partition: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    violation: Option<Witness<'c>>,
}

/// Why it is not linearizable, for programs.
#[derive(Serialize)]
struct Witness<'c> {
    partition: Option<&'c str>,
    /// The calls of the shortest prefix that is not linearizable, by time of call.
    calls: Vec<&'c Spoken>,
    /// The call whose return ends it: an index into `calls`, as all that follow.
    ends_with: usize,
    longest: Vec<usize>,
    state: &'c str,
    refused: Vec<Refused<'c>>,
}

#[derive(Serialize)]
struct Refused<'c> {
    call: usize,
    expected: &'c str,
}

pub(super) fn run(args: &Args, terminal: &mut Terminal) -> io::Result<Exit> {
    let name = args.history.display().to_string();
    let checked = match open(&args.history) {
        Ok(input) => check(args, input, terminal),
        Err(error) => Err(Some(Unreadable::Access(error))),
    };
    let checked = match checked {
        Ok(checked) => checked,
        Err(None) => return Ok(Exit::Unreadable),
        Err(Some(Unreadable::Access(error))) => {
            terminal.remark(&format!("error: {name}: {error}"));
            return Ok(Exit::Inaccessible);
        }
        Err(Some(Unreadable::Text(place))) => {
            terminal.remark(&place.render(&name, terminal.remarks_are_coloured()));
            return Ok(Exit::Unreadable);
        }
    };
    if checked.calls.is_empty() {
        terminal.remark(&format!(
            "error: {name}: no call was found\nhelp: `--format` names the format of the history"
        ));
        return Ok(Exit::Unreadable);
    }
    let exit = match checked.report.verdict {
        Verdict::Linearizable(_) => Exit::Success,
        Verdict::Violation(_) => Exit::Different,
        Verdict::Unknown(_) => Exit::Undecided,
    };
    if args.json {
        terminal.json(&answer(&checked))?;
    } else {
        for line in text(&checked) {
            terminal.line(&line)?;
        }
    }
    let Some(out) = &args.html else { return Ok(exit) };
    if same_file(out, &args.history) {
        terminal.remark(&format!("error: {}: the page would overwrite the history", out.display()));
        return Ok(Exit::Unreadable);
    }
    let page = Page {
        name: &name,
        specification: checked.specification,
        calls: &checked.calls,
        verdict: &checked.report.verdict,
    };
    if let Err(error) = std::fs::write(out, page::render(&page)) {
        terminal.remark(&format!("error: {}: {error}", out.display()));
        return Ok(Exit::Inaccessible);
    }
    Ok(exit)
}

/// True if both names lead to one file.
fn same_file(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

fn open(path: &Path) -> io::Result<Box<dyn BufRead>> {
    if path == Path::new("-") {
        return Ok(Box::new(BufReader::new(io::stdin())));
    }
    let file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, "a history is a file, not a folder"));
    }
    Ok(Box::new(BufReader::with_capacity(1 << 16, file)))
}

/// Reads and checks; no error where it was told already.
fn check(args: &Args, input: impl BufRead, terminal: &mut Terminal) -> Result<Checked, Option<Unreadable>> {
    let (detected, input) = history::detect(input).map_err(|error| Some(Unreadable::Access(error)))?;
    let forced = args.format.map(|format| match format {
        Written::Json => Format::Json,
        Written::Jepsen => Format::Jepsen,
        Written::Edn => Format::Edn,
    });
    let name = args.history.display();
    let Some(format) = forced.or(detected.as_ref().map(|detected| detected.format)) else {
        terminal.remark(&format!(
            "error: {name}: this is no history\n\
             help: `heddle oracle check --help` shows the formats; `--format` names one"
        ));
        return Err(None);
    };
    let shown = detected.filter(|detected| detected.format == format);
    let Some(specification) = specification(args.spec.as_deref(), format, shown) else {
        terminal.remark(&format!(
            "error: {name}: the history does not say what it is a history of\n\
             help: `--spec NAME` does; `heddle oracle specs` lists the names"
        ));
        return Err(None);
    };
    let limits = Limits {
        time: Duration::try_from_secs_f64(args.max_time).ok(),
        steps: args.max_steps,
        memory: Some(args.max_memory),
    };
    let since = clock::now();
    let Ok(checked) = vocabulary::visit(&specification, Check { input, format, limits }) else {
        let known: Vec<&str> = vocabulary::catalogue().iter().map(|(name, ..)| *name).collect();
        terminal.remark(&format!(
            "error: there is no specification `{specification}`\nhelp: there are {}",
            known.join(", ")
        ));
        return Err(None);
    };
    if terminal.remarks_are_seen() {
        terminal.remark(&format!("read and checked in {}", units::time(since.elapsed())));
    }
    checked.map_err(Some)
}

/// The specification that is asked for, else that of the history.
///
/// A log of EDN about keys is one of a map of texts, in which nothing is the empty text: who calls that a map means it.
fn specification(asked: Option<&str>, format: Format, shown: Option<Detected>) -> Option<String> {
    match asked {
        Some(MapSpecification::NAME) if format == Format::Edn => Some(TextMapSpecification::NAME.to_owned()),
        Some(asked) => Some(asked.to_owned()),
        None => shown.and_then(|shown| shown.specification),
    }
}

fn clients(calls: &[Spoken]) -> usize {
    let mut clients: Vec<u64> = calls.iter().map(|call| call.client).collect();
    clients.sort_unstable();
    clients.dedup();
    clients.len()
}

fn answer(checked: &Checked) -> Answer<'_> {
    let Checked { specification, report, calls } = checked;
    let (verdict, limit, violation) = match &report.verdict {
        Verdict::Linearizable(_) => ("ok", None, None),
        // The limit that was reached while the witness was shortened.
        Verdict::Violation(violation) => {
            ("violation", violation.cut.map(Limit::name), Some(proof(violation, calls)))
        }
        Verdict::Unknown(reached) => ("unknown", Some(reached.name()), None),
    };
    Answer {
        verdict,
        specification,
        operations: calls.len(),
        clients: clients(calls),
        partitions: report.partitions,
        largest_partition: report.largest,
        limit,
        violation,
    }
}

fn proof<'c>(violation: &'c Violation, calls: &'c [Spoken]) -> Witness<'c> {
    // The history's indices mean nothing to who reads the answer.
    let place: std::collections::HashMap<usize, usize> =
        violation.calls.iter().enumerate().map(|(place, call)| (*call, place)).collect();
    let at = |call: &usize| place.get(call).copied().unwrap_or_default();
    let refused = violation
        .refused
        .iter()
        .map(|refused| Refused { call: at(&refused.call), expected: &refused.expected });
    Witness {
        partition: violation.partition.as_deref(),
        calls: violation.calls.iter().filter_map(|call| calls.get(*call)).collect(),
        ends_with: at(&violation.ends_with),
        longest: violation.longest.iter().map(at).collect(),
        state: &violation.state,
        refused: refused.collect(),
    }
}

fn text(checked: &Checked) -> Vec<String> {
    let Checked { specification, report, calls } = checked;
    let size = format!(
        "{} of {}, {}{}",
        units::count(calls.len(), "operation"),
        units::count(clients(calls), "client"),
        units::count(report.partitions, "partition"),
        if report.partitions > 1 { format!(", {} in the largest", report.largest) } else { String::new() },
    );
    match &report.verdict {
        Verdict::Linearizable(_) => vec![format!("ok: linearizable as {specification} ({size})")],
        Verdict::Unknown(reached) => vec![
            format!("unknown: the limit of {} was reached ({specification}, {size})", reached.name()),
            "Higher limits may decide: --max-time, --max-steps, --max-memory.".to_owned(),
        ],
        Verdict::Violation(violation) => {
            let mut lines =
                vec![format!("violation: not linearizable as {specification} ({size})"), String::new()];
            lines.extend(witness::lines(violation, calls));
            lines
        }
    }
}
