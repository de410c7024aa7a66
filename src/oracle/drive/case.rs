//! A difference as a file that repeats it.

use std::time::Duration;

use serde_json::{Value, json};

use super::plan::{self, Pace, Plan};
use super::shrink::Failing;
use crate::oracle::history;
use crate::oracle::vocabulary::Vocabulary;

/// The version that is written and read.
const VERSION: u64 = 1;
/// The most clients that a case may have.
const MOST_CLIENTS: usize = 1024;

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
    /// The history in which it was seen, in the lines that `heddle oracle check` reads. It is written and not read.
    pub history: Vec<String>,
}

/// An operation of a case.
#[derive(Clone, PartialEq, Debug)]
pub struct Step {
    /// Who does it.
    pub client: usize,
    /// In which round, where the pace has rounds.
    pub round: usize,
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
        let step = |step: &plan::Step<S::Operation>| {
            let (operation, arguments) = specification.write_operation(&step.operation);
            Step { client: step.client, round: step.round, operation: operation.to_owned(), arguments }
        };
        let mut history = Vec::new();
        // Writing to memory does not fail.
        let _ = history::write(specification, &failing.execution.history, &mut history);
        let history = String::from_utf8_lossy(&history);
        Case {
            specification: S::NAME.to_owned(),
            seed,
            command: command.to_vec(),
            timeout,
            pace: failing.plan.pace,
            steps: failing.plan.steps.iter().map(step).collect(),
            found: failing.found.kind().to_owned(),
            history: history.lines().map(str::to_owned).collect(),
        }
    }

    /// The text of the file: JSON, a line for each operation and for each call of the history.
    #[must_use]
    pub fn write(&self) -> String {
        let Case { specification, seed, command, timeout, pace, steps, found, history } = self;
        let timeout = u64::try_from(timeout.as_millis()).unwrap_or(u64::MAX);
        let (spec, found, pace) = (json!(specification), json!(found), json!(pace.name()));
        let operations: Vec<String> = steps.iter().map(Step::write).collect();
        let (operations, history) = (operations.join(",\n    "), history.join(",\n    "));
        format!(
            r#"{{
  "heddle": "case",
  "version": {VERSION},
  "spec": {spec},
  "seed": {seed},
  "command": {},
  "timeout": {timeout},
  "pace": {pace},
  "operations": [
    {operations}
  ],
  "found": {found},
  "history": [
    {history}
  ]
}}
"#,
            json!(command)
        )
    }

    /// Understands the text of a file. What was found may be missing, and the history is not looked at.
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
            history: Vec::new(),
        })
    }

    pub(super) fn plan<S: Vocabulary>(&self, specification: &S) -> Result<Plan<S::Operation>, String> {
        let read = |(number, step): (usize, &Step)| {
            let operation = specification.read_operation(&step.operation, &step.arguments);
            operation
                .map(|operation| plan::Step { client: step.client, round: step.round, operation })
                .map_err(|error| format!("operation {}: {error}", number + 1))
        };
        let steps = self.steps.iter().enumerate().map(read).collect::<Result<_, _>>()?;
        Ok(Plan { pace: self.pace, steps })
    }
}

impl Step {
    fn write(&self) -> String {
        let Step { client, round, operation, arguments } = self;
        let (operation, arguments) = (json!(operation), json!(arguments));
        format!(r#"{{"client":{client},"round":{round},"op":{operation},"args":{arguments}}}"#)
    }
}

fn step(value: &Value) -> Result<Step, String> {
    let number = |name: &str| usize::try_from(value.get(name).and_then(Value::as_u64)?).ok();
    let client = number("client").filter(|client| *client < MOST_CLIENTS);
    let operation = value.get("op").and_then(Value::as_str);
    let arguments = value.get("args").and_then(Value::as_array);
    match (client, operation, arguments) {
        (Some(client), Some(operation), Some(arguments)) => Ok(Step {
            client,
            round: number("round").unwrap_or(0),
            operation: operation.to_owned(),
            arguments: arguments.clone(),
        }),
        _ => Err(format!(
            "an operation has a \"client\" below {MOST_CLIENTS}, an \"op\" and a list of \"args\", unlike {}",
            crate::oracle::excerpt::excerpt(&value.to_string())
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
                round: 2,
                operation: "put".into(),
                arguments: vec![json!("a"), json!(null)],
            }],
            found: "not linearizable".into(),
            history: Vec::new(),
        }
    }

    #[test]
    fn what_is_written_reads_back() {
        assert_eq!(Case::read(&case().write()), Ok(case()));
    }

    #[test]
    fn a_file_without_a_member_is_refused_by_its_name() {
        for name in ["heddle", "version", "spec", "seed", "command", "timeout", "pace", "operations"] {
            let mut members: serde_json::Map<String, Value> =
                serde_json::from_str(&case().write()).expect("an object");
            members.remove(name);
            let error = Case::read(&Value::Object(members).to_string()).expect_err(name);
            assert!(error.contains(name), "{name}: {error}");
        }
        assert!(Case::read("[").is_err());
        assert!(Case::read(&case().write().replace("\"client\":3", "\"client\":99999")).is_err());
    }
}
