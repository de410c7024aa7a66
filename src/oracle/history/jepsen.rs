//! Logs of Jepsen's console.
//!
//! ```text
//! INFO  jepsen.util - 3    :invoke    :write    4
//! INFO  jepsen.util - 3    :ok    :write    4
//! ```
//!
//! A line is an event ([`super::events`] says what it means) if it says, behind `jepsen.util` or from its beginning: a
//! process (a number), `:invoke`, `:ok`, `:fail` or `:info`, the operation as a keyword; then come the value of the
//! operation and, where something went wrong, the error; what stands behind is passed over. Between them are tabs or
//! blanks. Values are those of EDN: `nil`, numbers, `[1 2]`. All other lines are passed over: a log has many of them.
//!
//! The operations are those of a register that begins with `nil`: `:read`, `:write V`, `:cas [OLD NEW]`.

use std::io::BufRead;

use super::History;
use super::edn::specification;
use super::edn_value::{Edn, Reader};
use super::events::{Calls, Event, Kind};
use super::lines::Lines;
use super::unreadable::{Fault, Unreadable};
use crate::oracle::vocabulary::Vocabulary;

/// What Jepsen's lines of events have in common.
const SOURCE: &str = "jepsen.util";

/// The specification whose operations the line has; the inner `None` where they are not those of one alone, the outer where
/// it is no event.
pub(super) fn shows(line: &str) -> Option<Option<&'static str>> {
    let beginning = beginning(line)?;
    Some(specification(beginning.name))
}

/// Reads the events.
pub(super) fn read<S: Vocabulary>(
    specification: &S,
    input: impl BufRead,
) -> Result<History<S::Operation, S::Outcome>, Unreadable> {
    let mut lines = Lines::new(input);
    let mut calls = Calls::new(specification);
    while let Some((number, line)) = lines.next()? {
        // What programs under test print into the log need not be UTF-8.
        let line = &String::from_utf8_lossy(line);
        let Some(beginning) = beginning(line) else { continue };
        beginning
            .event(line, number)
            .and_then(|event| calls.event(event, line))
            .map_err(|fault| fault.in_line(number, line))?;
    }
    Ok(calls.finish())
}

/// What makes a line an event.
struct Beginning<'t> {
    process: u64,
    kind: Kind,
    name: &'t str,
    /// Where the value begins, in bytes.
    value: usize,
}

/// The beginning of an event, if the line is one.
fn beginning(line: &str) -> Option<Beginning<'_>> {
    let said = line.split_once(SOURCE).map_or(line, |(_, said)| said);
    let mut rest = said.trim_start_matches([' ', '\t', '-', ':', '|']);
    let mut word = || {
        let trimmed = rest.trim_start();
        let end = trimmed.find(char::is_whitespace).unwrap_or(trimmed.len());
        let (word, behind) = trimmed.split_at(end);
        rest = behind;
        word
    };
    let process = word().parse().ok()?;
    let kind = Kind::named(word().strip_prefix(':')?)?;
    let name = word().strip_prefix(':').filter(|name| !name.is_empty())?;
    Some(Beginning { process, kind, name, value: line.len() - rest.len() })
}

impl Beginning<'_> {
    /// The event of the line.
    fn event(self, line: &str, number: usize) -> Result<Event, Fault> {
        let shift = self.value;
        let shifted = |fault: Fault| Fault { start: fault.start + shift, end: fault.end + shift, ..fault };
        let mut reader = Reader::new(line.get(self.value..).unwrap_or_default());
        let value = if reader.is_at_end() { None } else { Some(reader.value().map_err(shifted)?) };
        // An error may stand behind the value, in any words.
        let error = reader.value().ok();
        let timed_out = [&value, &error].into_iter().flatten().any(Edn::is_time_out);
        let value = value.filter(|value| !value.is_time_out());
        // Some logs have hints behind their values.
        let hint = Edn::Keyword("hint".to_owned());
        let failed = value.as_ref().is_some_and(Edn::is_keyword) || error.is_some_and(|error| error != hint);
        let value = value.map(|value| value.to_json());
        let (process, kind, name) = (self.process, self.kind, self.name.to_owned());
        Ok(Event { process, kind, name, key: None, value, timed_out, failed, line: number })
    }
}
