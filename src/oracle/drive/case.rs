//! A difference as a file that repeats it.

use std::time::Duration;

use serde_json::{Value, json};

use super::plan::{Pace, Plan};
use super::shrink::Failing;
use crate::oracle::vocabulary::Vocabulary;

/// The version that is written and read.
const VERSION: u64 = 1;
/// The most clients that a case may have.
const MOST_CLIENTS: u64 = 1024;

/// What was done, and with what: enough to do it again.
#[derive(Clone, PartialEq, Debug)]
pub struct Case {
    /// The name of the specification.
    pub specification: String,
    /// The seed that it was found with.
    pub seed: u64,
    /// The program and its arguments.
    pub command: Vec<String>,
    /// How long an answer may take.
    pub timeout: Duration,
    /// When the operations are written.
    pub pace: Pace,
    /// The operations.
    pub steps: Vec<Step>,
    /// One word for what is wrong.
    pub found: String,
    /// The history in which it was seen: a line each of the format that `heddle oracle check` reads.
    pub history: Vec<Value>,
}

/// An operation of a case.
#[derive(Clone, PartialEq, Debug)]
pub struct Step {
    /// Who does it.
    pub client: usize,
    /// Its name.
    pub operation: String,
    /// Its arguments.
    pub arguments: Vec<Value>,
}

impl Case {
    pub(super) fn of<S: Vocabulary>(
        specification: &S,
        failing: &Failing<S>,
        command: &[String],
        timeout: Duration,
        seed: u64,
    ) -> Case {
        let step = |(client, operation): &(usize, S::Operation)| {
            let (operation, arguments) = specification.write_operation(operation);
            Step { client: *client, operation: operation.to_owned(), arguments }
        };
        let history = failing.execution.history.calls.iter().map(|call| {
            let (operation, arguments) = specification.write_operation(&call.operation);
            let mut line =
                json!({ "client": call.client, "op": operation, "args": arguments, "call": call.called });
            if let (Value::Object(members), Some(returned)) = (&mut line, call.returned) {
                members.insert("return".to_owned(), returned.into());
                if let Some(outcome) = &call.outcome {
                    members.insert("outcome".to_owned(), specification.write_outcome(outcome));
                }
            }
            line
        });
        Case {
            specification: S::NAME.to_owned(),
            seed,
            command: command.to_vec(),
            timeout,
            pace: failing.plan.pace,
            steps: failing.plan.steps.iter().map(step).collect(),
            found: failing.found.kind().to_owned(),
            history: history.collect(),
        }
    }

    /// The case as it stands in a file.
    #[must_use]
    pub fn write(&self) -> Value {
        let step =
            |step: &Step| json!({ "client": step.client, "op": step.operation, "args": step.arguments });
        json!({
            "heddle": "case",
            "version": VERSION,
            "spec": self.specification,
            "seed": self.seed,
            "command": self.command,
            "timeout": u64::try_from(self.timeout.as_millis()).unwrap_or(u64::MAX),
            "pace": self.pace.name(),
            "operations": self.steps.iter().map(step).collect::<Vec<_>>(),
            "found": self.found,
            "history": self.history,
        })
    }

    /// Understands the text of a file. The history may be missing.
    ///
    /// # Errors
    /// What is wrong with it, in one line for a person.
    pub fn read(text: &str) -> Result<Case, String> {
        let case: Value = serde_json::from_str(text).map_err(|error| format!("it is no JSON: {error}"))?;
        if case.get("heddle").and_then(Value::as_str) != Some("case") {
            return Err("it is no case: a case is an object with `\"heddle\": \"case\"`".to_owned());
        }
        let version = case.get("version").and_then(Value::as_u64);
        if version != Some(VERSION) {
            return Err(format!("its version is not {VERSION}, the one that is read"));
        }
        let text = |name: &str| {
            let member = case.get(name).and_then(Value::as_str);
            member.map(str::to_owned).ok_or_else(|| format!("`{name}` is a text"))
        };
        let number = |name: &str| {
            let member = case.get(name).and_then(Value::as_u64);
            member.ok_or_else(|| format!("`{name}` is a number from 0"))
        };
        let list = |name: &str| {
            case.get(name).and_then(Value::as_array).ok_or_else(|| format!("`{name}` is a list"))
        };
        let word = |word: &Value| word.as_str().map(str::to_owned).ok_or("`command` is a list of texts");
        let pace = Pace::of(&text("pace")?).ok_or("`pace` is alone, rounds or free")?;
        Ok(Case {
            specification: text("spec")?,
            seed: number("seed")?,
            command: list("command")?.iter().map(word).collect::<Result<_, _>>()?,
            timeout: Duration::from_millis(number("timeout")?),
            pace,
            steps: list("operations")?.iter().map(step).collect::<Result<_, _>>()?,
            found: text("found").unwrap_or_default(),
            history: list("history").cloned().unwrap_or_default(),
        })
    }

    pub(super) fn plan<S: Vocabulary>(&self, specification: &S) -> Result<Plan<S::Operation>, String> {
        let read = |(number, step): (usize, &Step)| {
            let operation = specification.read_operation(&step.operation, &step.arguments);
            operation
                .map(|operation| (step.client, operation))
                .map_err(|error| format!("operation {}: {error}", number + 1))
        };
        let steps = self.steps.iter().enumerate().map(read).collect::<Result<_, _>>()?;
        Ok(Plan { pace: self.pace, steps })
    }
}

fn step(value: &Value) -> Result<Step, String> {
    let client = value.get("client").and_then(Value::as_u64).filter(|client| *client < MOST_CLIENTS);
    let client = client.and_then(|client| usize::try_from(client).ok());
    let operation = value.get("op").and_then(Value::as_str);
    let arguments = value.get("args").and_then(Value::as_array);
    match (client, operation, arguments) {
        (Some(client), Some(operation), Some(arguments)) => {
            Ok(Step { client, operation: operation.to_owned(), arguments: arguments.clone() })
        }
        _ => Err(format!(
            "an operation has a \"client\" below {MOST_CLIENTS}, an \"op\" and a list of \"args\", unlike {}",
            super::misbehaviour::excerpt(&value.to_string())
        )),
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    fn case() -> Case {
        Case {
            specification: "map".into(),
            seed: u64::MAX,
            command: vec!["python3".into(), "a map.py".into()],
            timeout: Duration::from_millis(250),
            pace: Pace::Rounds,
            steps: vec![Step {
                client: 3,
                operation: "put".into(),
                arguments: vec![json!("a"), json!(null)],
            }],
            found: "not linearizable".into(),
            history: vec![json!({"client": 3, "op": "put", "args": ["a", null], "call": 1})],
        }
    }

    #[test]
    fn what_is_written_reads_back() {
        assert_eq!(Case::read(&case().write().to_string()), Ok(case()));
    }

    #[test]
    fn a_file_without_a_member_is_refused_by_its_name() {
        for name in ["heddle", "version", "spec", "seed", "command", "timeout", "pace", "operations"] {
            let Value::Object(mut members) = case().write() else { panic!("an object") };
            members.remove(name);
            let error = Case::read(&Value::Object(members).to_string()).expect_err(name);
            assert!(error.contains(name), "{name}: {error}");
        }
        assert!(Case::read("[").is_err());
        assert!(Case::read(&case().write().to_string().replace("\"client\":3", "\"client\":99999")).is_err());
    }
}
