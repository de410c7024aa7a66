//! Logs with an EDN map a line.
//!
//! ```text
//! {:process 0, :type :invoke, :f :append, :key "0", :value "x"}
//! {:process 0, :type :ok, :f :append, :key "0", :value "x"}
//! ```
//!
//! Each map is an event ([`super::events`] says what it means): `:process` who, `:type` one of `:invoke`, `:ok`, `:fail`
//! and `:info`, `:f` the operation, `:key` its first argument where it has one, `:value` the rest or what came back. Other
//! keys are passed over, but a `:value` or `:error` of `:timed-out` or `:timeout` is known. `:get`, `:put` and `:append`
//! are those of a map of texts, which says "" where nothing was written and to which `nil` is the same; `:read`, `:write`
//! and `:cas` those of a register that begins with `nil`.
//!
//! Blank lines and lines that begin with `;` are passed over. A line may begin with a tag (`#jepsen.history.Op{…}`), and
//! the whole may stand in brackets.

use std::io::BufRead;

use serde_json::Value;

use super::History;
use super::edn_value::{Edn, Reader};
use super::events::{Calls, Event, Kind};
use super::lines::{self, Lines};
use super::unreadable::{Fault, Unreadable};
use crate::oracle::vocabulary::Vocabulary;

/// The specification whose operations a line of EDN has; the inner `None` where they are not those of one alone, the outer
/// where it is no event.
pub(super) fn shows(line: &str) -> Option<Option<&'static str>> {
    match event(line, 0) {
        Ok(Some(event)) => Some(specification(&event.name)),
        // It is not known what it is, but it is EDN.
        Ok(None) => line.contains(":type").then_some(None),
        Err(_) => (line.contains(":type") && line.contains(":process")).then_some(None),
    }
}

/// The specification that has the operation.
pub(super) fn specification(operation: &str) -> Option<&'static str> {
    match operation {
        "read" | "write" | "cas" => Some("register"),
        "get" | "put" | "append" => Some("text-map"),
        _ => None,
    }
}

/// Reads the events.
pub(super) fn read<S: Vocabulary>(
    specification: &S,
    input: impl BufRead,
) -> Result<History<S::Operation, S::Outcome>, Unreadable> {
    let mut lines = Lines::new(input);
    let mut calls = Calls::new(specification);
    while let Some((number, line)) = lines.next()? {
        let line = lines::text(number, line)?;
        event(line, number)
            .and_then(|event| event.map_or(Ok(()), |event| calls.event(event, line)))
            .map_err(|fault| fault.in_line(number, line))?;
    }
    Ok(calls.finish())
}

/// The event of a line, where it has one: not in a blank line, a comment, or of a process that is no number.
fn event(line: &str, number: usize) -> Result<Option<Event>, Fault> {
    let mut reader = Reader::new(line);
    reader.skip('[');
    let value = if reader.is_at_end() || reader.next_is(']') { None } else { Some(reader.value()?) };
    reader.skip(']');
    if !reader.is_at_end() {
        return Err(reader
            .fault_here("something stands behind the event")
            .hint("a log of EDN has one map a line"));
    }
    let Some(value) = value else { return Ok(None) };
    let Edn::Map(entries) = value else {
        return Err(Fault::of(line, "this is not a map")
            .hint("an event is like {:process 0, :type :invoke, :f :get, :key \"k\", :value nil}"));
    };
    let get = |key: &str| {
        entries
            .iter()
            .find(|(found, _)| matches!(found, Edn::Keyword(name) if name == key))
            .map(|(_, value)| value)
    };
    let missing = |key: &str| {
        Fault::of(line, format!("`:{key}` is missing"))
            .hint("an event is like {:process 0, :type :invoke, :f :get, :key \"k\", :value nil}")
    };
    let Edn::Integer(process) = get("process").ok_or_else(|| missing("process"))? else { return Ok(None) };
    let Ok(process) = u64::try_from(*process) else { return Ok(None) };
    let kind = match get("type").ok_or_else(|| missing("type"))? {
        Edn::Keyword(name) => Kind::named(name),
        _ => None,
    };
    let Some(kind) = kind else {
        return Err(Fault::of(line, "`:type` is none of :invoke, :ok, :fail, :info"));
    };
    let Edn::Keyword(name) = get("f").ok_or_else(|| missing("f"))? else {
        return Err(Fault::of(line, "`:f` is not a keyword").hint("it names the operation: :get, say"));
    };
    let timed_out = [get("value"), get("error")].into_iter().flatten().any(Edn::is_time_out);
    let key = get("key").map(|key| match key {
        // The keys of a map are texts.
        Edn::Text(_) => key.to_json(),
        other => Value::String(other.to_string()),
    });
    let value = get("value").filter(|value| !value.is_time_out());
    let failed = get("error").is_some_and(|error| *error != Edn::Nil) || value.is_some_and(Edn::is_keyword);
    let value = value.map(Edn::to_json);
    Ok(Some(Event { process, kind, name: name.clone(), key, value, timed_out, failed, line: number }))
}
