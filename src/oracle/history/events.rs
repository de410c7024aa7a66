//! From events to calls: what an invocation and its completion mean.
//!
//! A log of events has a line where a process invokes an operation, and later one where it completes. The place of a line
//! in the log is its time. A completion is one of three kinds:
//!
//! | completion | what it means |
//! | --- | --- |
//! | `:ok` | It returned here. A read or a get returned the value of the completion, if it says one; a write, put or append nothing; a cas that it took place; anything else the value, unless that only repeats the invocation's. |
//! | `:fail` | It did not happen, as if never invoked; but a cas without an error is one that returned false: another value was there. |
//! | `:fail` with `:timed-out` | A read did not happen. Of anything else nobody knows: as `:info`. |
//! | `:info` | Nobody knows: it may take effect at any time after its invocation, or never. |
//! | none, to the end of the log | The same. |
//!
//! A process whose operation ended so that nobody knows, or did not end, may invoke again: the operation before stays open
//! beside it.
//! Processes that are no numbers (Jepsen's `:nemesis`) are passed over.

use std::collections::HashMap;

use serde_json::Value;

use super::unreadable::Fault;
use super::{Call, History};
use crate::oracle::specification::text_map::TextMapSpecification;
use crate::oracle::vocabulary::Vocabulary;

/// What an event says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Invoke,
    Ok,
    Fail,
    Info,
}

impl Kind {
    /// The kind that a keyword names.
    pub(super) fn named(keyword: &str) -> Option<Kind> {
        match keyword {
            "invoke" => Some(Kind::Invoke),
            "ok" => Some(Kind::Ok),
            "fail" => Some(Kind::Fail),
            "info" => Some(Kind::Info),
            _ => None,
        }
    }
}

/// An event.
pub(super) struct Event {
    pub(super) process: u64,
    pub(super) kind: Kind,
    /// The name of the operation, without its colon.
    pub(super) name: String,
    pub(super) key: Option<Value>,
    /// Its value; none where it says none.
    pub(super) value: Option<Value>,
    /// True where nobody answered in time.
    pub(super) timed_out: bool,
    /// True where another error is told.
    pub(super) failed: bool,
    /// The line it stands in, from 1.
    pub(super) line: usize,
}

/// A call that is not completed yet.
struct Open {
    call: usize,
    name: String,
    asked: Option<Value>,
}

/// The calls of the events so far.
pub(super) struct Calls<'s, S: Vocabulary> {
    specification: &'s S,
    // None: it did not happen.
    calls: Vec<Option<Call<S::Operation, S::Outcome>>>,
    open: HashMap<u64, Open>,
    time: u64,
}

impl<'s, S: Vocabulary> Calls<'s, S> {
    /// No events yet.
    pub(super) fn new(specification: &'s S) -> Calls<'s, S> {
        Calls { specification, calls: Vec::new(), open: HashMap::new(), time: 0 }
    }

    /// The next event.
    pub(super) fn event(&mut self, event: Event, text: &str) -> Result<(), Fault> {
        self.time += 1;
        match event.kind {
            Kind::Invoke => self.invoke(event, text),
            kind => self.complete(event, kind, text),
        }
    }

    /// The calls.
    pub(super) fn finish(self) -> History<S::Operation, S::Outcome> {
        History { calls: self.calls.into_iter().flatten().collect() }
    }

    fn invoke(&mut self, event: Event, text: &str) -> Result<(), Fault> {
        let arguments = arguments(&event);
        let read = self.specification.read_operation(&event.name, &arguments);
        let operation = read.map_err(|wrong| {
            Fault::of(text, wrong)
                .hint(format!("`--spec` names the specification; this is read as {}", S::NAME))
        })?;
        let Event { process: client, name, line, value: asked, .. } = event;
        let call = Call { client, operation, called: self.time, returned: None, outcome: None, line };
        self.open.insert(client, Open { call: self.calls.len(), name, asked });
        self.calls.push(Some(call));
        Ok(())
    }

    fn complete(&mut self, event: Event, kind: Kind, text: &str) -> Result<(), Fault> {
        let process = event.process;
        let Some(open) = self.open.remove(&process) else {
            // Of what nobody knows anything it may be said twice.
            return match kind {
                Kind::Info => Ok(()),
                _ => Err(Fault::of(text, format!("process {process} completes what it did not invoke"))
                    .hint("each :ok and :fail follows the :invoke of its process")),
            };
        };
        if open.name != event.name {
            let (invoked, completed) = (open.name, event.name);
            let message = format!("process {process} invoked :{invoked} and completes :{completed}");
            return Err(
                Fault::of(text, message).hint("a process completes one operation before it invokes the next")
            );
        }
        let place = self.calls.get_mut(open.call);
        let Some(slot) = place else { return Ok(()) };
        let Some(call) = slot else { return Ok(()) };
        let outcome = match (kind, event.name.as_str()) {
            (Kind::Info, _) | (Kind::Invoke, _) => return Ok(()),
            (Kind::Fail, "read" | "get") => {
                *slot = None;
                return Ok(());
            }
            (Kind::Fail, _) if event.timed_out => return Ok(()),
            (Kind::Fail, "cas") if !event.failed => Some(Value::Bool(false)),
            (Kind::Fail, _) => {
                *slot = None;
                return Ok(());
            }
            (Kind::Ok, "cas") => Some(Value::Bool(true)),
            (Kind::Ok, "write" | "put" | "append") => Some(Value::Null),
            (Kind::Ok, "get")
                if S::NAME == TextMapSpecification::NAME && event.value == Some(Value::Null) =>
            {
                // In a map of texts, nothing is the empty text.
                Some(Value::String(String::new()))
            }
            // What asks says what it was told; what tells says it again.
            (Kind::Ok, "read" | "get") => event.value,
            (Kind::Ok, _) => event.value.filter(|value| open.asked.as_ref() != Some(value)),
        };
        let specification = self.specification;
        let read = outcome.map(|outcome| specification.read_outcome(&call.operation, &outcome));
        call.outcome = read.transpose().map_err(|wrong| Fault::of(text, wrong))?;
        call.returned = Some(self.time);
        Ok(())
    }
}

/// The arguments of an invocation. A read or a get asks: its value is no argument.
fn arguments(event: &Event) -> Vec<Value> {
    let mut arguments: Vec<Value> = event.key.iter().cloned().collect();
    let value = event.value.as_ref().unwrap_or(&Value::Null);
    match (event.name.as_str(), value) {
        ("read" | "get", _) => {}
        ("cas", Value::Array(pair)) => arguments.extend(pair.iter().cloned()),
        ("write" | "put" | "append", value) => arguments.push(value.clone()),
        (_, Value::Null) => {}
        (_, value) => arguments.push(value.clone()),
    }
    arguments
}
