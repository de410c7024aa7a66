//! The request queue in words.

use serde_json::{Value, json};

use super::{Vocabulary, arguments};
use crate::oracle::choices::Choices;
use crate::oracle::specification::components::request_queue::{
    Operation, RequestQueueSpecification, Submission,
};

impl Vocabulary for RequestQueueSpecification {
    const NAME: &'static str = "request-queue";
    const ABOUT: &'static str = "requests that wait for an index: in order, and answered once";
    const OPERATIONS: &'static [&'static str] = &[
        "connect CONNECTION -> null",
        "begin RUN -> null",
        "end RUN complete|failed -> null",
        "submit CONNECTION KEY document|index DEADLINE|null JOB -> runnable, waiting, full, duplicate, disconnected or shut down",
        "expire NOW -> null",
        "take -> [JOB, CONNECTION, KEY, at once|indexed|failed|expired], or null where nothing is in line",
        "answer JOB -> true if it was taken, and nobody has answered or cancelled it",
        "cancel CONNECTION KEY -> true if it was open",
        "disconnect CONNECTION -> [KEY, ...] of what was open",
        "shut_down -> [[CONNECTION, KEY], ...] of what was open",
        "phase -> idle, indexing RUN, ready RUN or failed RUN",
        "open -> how many requests are open",
    ];

    fn read_operation(&self, name: &str, arguments: &[Value]) -> Result<Operation, String> {
        let connection = |value: &Value| arguments::number("a connection", value);
        let run = |value: &Value| arguments::number("a run", value);
        match name {
            "connect" => {
                arguments::exactly(name, arguments).and_then(|[c]| Ok(Operation::Connect(connection(c)?)))
            }
            "begin" => arguments::exactly(name, arguments).and_then(|[r]| Ok(Operation::Begin(run(r)?))),
            "end" => {
                let [r, outcome] = arguments::exactly(name, arguments)?;
                let complete = one_of("an outcome", outcome, ["failed", "complete"])? == 1;
                Ok(Operation::End(run(r)?, complete))
            }
            "submit" => {
                let [c, key, needs, deadline, job] = arguments::exactly(name, arguments)?;
                let deadline = match deadline {
                    Value::Null => None,
                    moment => Some(arguments::number("a deadline", moment)?),
                };
                Ok(Operation::Submit(Submission {
                    connection: connection(c)?,
                    key: arguments::number("a key", key)?,
                    needs_index: one_of("what is needed", needs, ["document", "index"])? == 1,
                    deadline,
                    job: arguments::number("a job", job)?,
                }))
            }
            "expire" => arguments::exactly(name, arguments)
                .and_then(|[now]| Ok(Operation::Expire(arguments::number("a moment", now)?))),
            "take" => arguments::exactly(name, arguments).map(|[]| Operation::Take),
            "answer" => arguments::exactly(name, arguments)
                .and_then(|[job]| Ok(Operation::Answer(arguments::number("a job", job)?))),
            "cancel" => {
                let [c, key] = arguments::exactly(name, arguments)?;
                Ok(Operation::Cancel(connection(c)?, arguments::number("a key", key)?))
            }
            "disconnect" => {
                arguments::exactly(name, arguments).and_then(|[c]| Ok(Operation::Disconnect(connection(c)?)))
            }
            "shut_down" => arguments::exactly(name, arguments).map(|[]| Operation::ShutDown),
            "phase" => arguments::exactly(name, arguments).map(|[]| Operation::Phase),
            "open" => arguments::exactly(name, arguments).map(|[]| Operation::Open),
            _ => Err(arguments::unknown(name, Self::OPERATIONS)),
        }
    }

    fn write_operation(&self, operation: &Operation) -> (&'static str, Vec<Value>) {
        match *operation {
            Operation::Connect(connection) => ("connect", vec![json!(connection)]),
            Operation::Begin(run) => ("begin", vec![json!(run)]),
            Operation::End(run, complete) => {
                ("end", vec![json!(run), json!(if complete { "complete" } else { "failed" })])
            }
            Operation::Submit(Submission { connection, key, needs_index, deadline, job }) => {
                let needs = if needs_index { "index" } else { "document" };
                ("submit", vec![json!(connection), json!(key), json!(needs), json!(deadline), json!(job)])
            }
            Operation::Expire(now) => ("expire", vec![json!(now)]),
            Operation::Take => ("take", Vec::new()),
            Operation::Answer(job) => ("answer", vec![json!(job)]),
            Operation::Cancel(connection, key) => ("cancel", vec![json!(connection), json!(key)]),
            Operation::Disconnect(connection) => ("disconnect", vec![json!(connection)]),
            Operation::ShutDown => ("shut_down", Vec::new()),
            Operation::Phase => ("phase", Vec::new()),
            Operation::Open => ("open", Vec::new()),
        }
    }

    fn read_outcome(&self, _: &Operation, outcome: &Value) -> Result<Value, String> {
        Ok(outcome.clone())
    }

    fn write_outcome(&self, outcome: &Value) -> Value {
        outcome.clone()
    }

    fn generate(&self, choices: &mut Choices) -> Operation {
        let connection = choices.below(2) as u8;
        let key = choices.below(3) as u8;
        let run = 1 + choices.below(3) as u64;
        match choices.weighted(&[12, 6, 8, 32, 2, 16, 10, 4, 2, 2, 2, 1]) {
            0 => Operation::Connect(connection),
            1 => Operation::Begin(run),
            2 => Operation::End(run, !choices.one_in(3)),
            3 => Operation::Submit(Submission {
                connection,
                key,
                needs_index: !choices.one_in(3),
                deadline: choices.one_in(3).then(|| choices.below(8) as u32),
                job: choices.fresh(),
            }),
            4 => Operation::Expire(choices.below(8) as u32),
            5 => Operation::Take,
            // One of the last jobs.
            6 => Operation::Answer(choices.fresh().saturating_sub(1 + choices.below(8) as u64)),
            7 => Operation::Cancel(connection, key),
            8 => Operation::Disconnect(connection),
            9 => Operation::Phase,
            10 => Operation::Open,
            _ => Operation::ShutDown,
        }
    }
}

/// The place of a word among those that there are.
fn one_of<const N: usize>(what: &str, value: &Value, words: [&str; N]) -> Result<usize, String> {
    let place = words.iter().position(|word| value.as_str() == Some(word));
    place.ok_or_else(|| {
        format!("{what} is {}, not {value}", words.map(|word| format!("\"{word}\"")).join(" or "))
    })
}
