//! The format of this project: a JSON object a line (`super` documents it).

use std::borrow::Cow;
use std::io::{self, BufRead, Write};

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::lines::{self, Lines};
use super::unreadable::{Fault, Unreadable};
use super::{Call, History};
use crate::oracle::specification::Specification;
use crate::oracle::vocabulary::Vocabulary;

/// The version of the format that is written, and the newest that is read.
const VERSION: u64 = 1;

const FORMATS: &str =
    "a history has one JSON object a line; `--format jepsen` and `--format edn` read other logs";

/// A line as it is read: the header or a call. What is not text here may be given by mistake: the faults say what it is.
#[derive(Deserialize)]
struct Line<'t> {
    heddle: Option<Value>,
    version: Option<u64>,
    client: Option<u64>,
    #[serde(borrow)]
    op: Option<Cow<'t, str>>,
    args: Option<Vec<Value>>,
    call: Option<u64>,
    r#return: Option<u64>,
    #[serde(default, deserialize_with = "present")]
    outcome: Option<Value>,
}

/// `null` is an outcome.
fn present<'d, D: Deserializer<'d>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// A call of a specification.
type CallOf<S> = Call<<S as Specification>::Operation, <S as Specification>::Outcome>;

/// The first line.
#[derive(Serialize)]
struct Header {
    heddle: &'static str,
    version: u64,
    spec: &'static str,
}

/// A line as it is written.
#[derive(Serialize)]
struct Written {
    client: u64,
    op: &'static str,
    args: Vec<Value>,
    call: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    r#return: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<Value>,
}

/// Writes a history with its header, a line a call. What was written reads back equal but for the numbers of lines.
///
/// # Errors
/// What the operating system says.
pub fn write<S: Vocabulary>(
    specification: &S,
    history: &History<S::Operation, S::Outcome>,
    output: &mut impl Write,
) -> io::Result<()> {
    let header = Header { heddle: "history", version: VERSION, spec: S::NAME };
    serde_json::to_writer(&mut *output, &header)?;
    output.write_all(b"\n")?;
    for call in &history.calls {
        let (op, args) = specification.write_operation(&call.operation);
        let outcome = call.outcome.as_ref().map(|outcome| specification.write_outcome(outcome));
        let line =
            Written { client: call.client, op, args, call: call.called, r#return: call.returned, outcome };
        serde_json::to_writer(&mut *output, &line)?;
        output.write_all(b"\n")?;
    }
    Ok(())
}

/// Reads the calls.
pub(super) fn read<S: Vocabulary>(
    specification: &S,
    input: impl BufRead,
) -> Result<History<S::Operation, S::Outcome>, Unreadable> {
    let mut lines = Lines::new(input);
    let mut calls = Vec::new();
    while let Some((number, line)) = lines.next()? {
        let line = lines::text(number, line)?;
        if line.trim_ascii().is_empty() {
            continue;
        }
        let call = call(specification, line, number).map_err(|fault| fault.in_line(number, line))?;
        calls.extend(call);
    }
    Ok(History { calls })
}

/// The call of a line; none if it is a header.
fn call<S: Vocabulary>(specification: &S, text: &str, number: usize) -> Result<Option<CallOf<S>>, Fault> {
    // Serde would take a list for an object.
    if text.trim_ascii_start().starts_with('[') {
        return Err(Fault::of(text, "this is a list, not a call").hint(FORMATS));
    }
    let line: Line<'_> = serde_json::from_str(text).map_err(|error| malformed(text, &error))?;
    if line.heddle.is_some() {
        return header(&line, text).map(|()| None);
    }
    if let Some((start, end)) = unfit(text) {
        return Err(Fault::at(start, end, "the number does not fit into 64 bits").hint("write it as a text"));
    }
    let name = line.op.ok_or_else(|| missing(text, "op"))?;
    let called = line.call.ok_or_else(|| missing(text, "call"))?;
    let arguments = line.args.unwrap_or_default();
    let operation =
        specification.read_operation(&name, &arguments).map_err(|wrong| value_fault(text, "op", wrong))?;
    if let Some(returned) = line.r#return.filter(|returned| *returned < called) {
        let wrong = format!("it returned at {returned}, before it was called at {called}");
        return Err(value_fault(text, "return", wrong).hint("`call` and `return` count from the same moment"));
    }
    let outcome = match line.outcome {
        Some(outcome) if line.r#return.is_some() => {
            let read = specification.read_outcome(&operation, &outcome);
            Some(read.map_err(|wrong| value_fault(text, "outcome", wrong))?)
        }
        _ => None,
    };
    let client = line.client.unwrap_or_default();
    Ok(Some(Call { client, operation, called, returned: line.r#return, outcome, line: number }))
}

fn header(line: &Line<'_>, text: &str) -> Result<(), Fault> {
    if line.heddle.as_ref().and_then(Value::as_str) != Some("history") {
        return Err(value_fault(text, "heddle", "this is not a history").hint(
            "the first line of a history is {\"heddle\":\"history\",\"version\":1}, or its first call",
        ));
    }
    match line.version {
        Some(version) if version > VERSION => {
            let wrong = format!("version {version} of the format is unknown; {VERSION} is the newest known");
            Err(value_fault(text, "version", wrong).hint("a newer heddle may read it"))
        }
        _ => Ok(()),
    }
}

fn missing(text: &str, key: &str) -> Fault {
    Fault::of(text, format!("`{key}` is missing")).hint(
        "a call says what was called and when: {\"client\":0,\"op\":\"get\",\"args\":[\"k\"],\"call\":10,\
         \"return\":20,\"outcome\":1}",
    )
}

/// The first whole number that JSON would round: its bytes.
fn unfit(text: &str) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let (mut at, mut quoted) = (0, false);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' if quoted => at += 1,
            b'"' => quoted = !quoted,
            b'-' | b'0'..=b'9' if !quoted => {
                let rest = text.get(at..)?;
                let part = |c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E');
                let number = rest.split(|c| !part(c)).next().unwrap_or(rest);
                let whole = !number.contains(['.', 'e', 'E']);
                if whole && number.parse::<i64>().is_err() && number.parse::<u64>().is_err() {
                    return Some((at, at + number.len()));
                }
                at += number.len() - 1;
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// What serde says, in a sentence and at its place.
fn malformed(text: &str, error: &serde_json::Error) -> Fault {
    let said = error.to_string();
    let said = said.split(" at line ").next().unwrap_or_default();
    let at = text.floor_char_boundary(error.column().saturating_sub(1));
    let end = text.ceil_char_boundary(at + 1);
    if error.is_data() {
        let hint = "`client`, `call` and `return` are whole numbers from 0 (nanoseconds, say), `op` is a text, `args` \
                    a list; a key stands once";
        return Fault::at(at, end, format!("this is not a call: {said}")).hint(hint);
    }
    Fault::at(at, end, format!("this is not JSON: {said}")).hint(FORMATS)
}

/// A fault of the value of a key. Where the key stands inside a text as well, the mark may be there.
fn value_fault(text: &str, key: &str, message: impl Into<String>) -> Fault {
    let key = format!("\"{key}\"");
    match text.find(&key) {
        Some(start) => Fault::at(start, start + key.len(), message),
        None => Fault::of(text, message),
    }
}
