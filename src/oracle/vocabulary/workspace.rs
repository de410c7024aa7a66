//! The workspace in words.

use serde_json::{Value, json};

use super::{Vocabulary, arguments};
use crate::oracle::choices::Choices;
use crate::oracle::specification::components::workspace::{Operation, SharedWorkspaceSpecification};
use crate::oracle::specification::workspace::DiskChange;

const DOCUMENTS: [&str; 3] = ["file:///a.metta", "file:///b.metta", "file:///c.metta"];
const WORDS: [&str; 6] = ["+f", "+g", "f", "g", "h", "+ä"];

impl Vocabulary for SharedWorkspaceSpecification {
    const NAME: &'static str = "workspace";
    const ABOUT: &'static str = "documents on disk and in editors, and where names stand in them";
    const OPERATIONS: &'static [&'static str] = &[
        "publish [[URI, VERSION, TEXT or null], ...] -> [URI, ...] of the changes that came too late",
        "open CONNECTION URI VERSION TEXT -> null",
        "change CONNECTION URI VERSION TEXT -> true if it was open and older",
        "close CONNECTION URI -> true if it was open",
        "look CONNECTION|null -> {\"texts\": .., \"definitions\": .., \"mentions\": ..}",
    ];

    fn read_operation(&self, name: &str, arguments: &[Value]) -> Result<Operation, String> {
        let connection = |value: &Value| arguments::number("a connection", value);
        let uri = |value: &Value| arguments::text("a URI", value);
        let said = |value: &Value| arguments::text("a document's text", value);
        let version = |value: &Value| {
            let version = value.as_i64().and_then(|number| i32::try_from(number).ok());
            version.ok_or_else(|| format!("a version is a whole number of 32 bits, not {value}"))
        };
        match name {
            "publish" => {
                let [changes] = arguments::exactly(name, arguments)?;
                Ok(Operation::Publish(arguments::list("what is published", changes, change)?))
            }
            "open" => {
                let [c, u, v, text] = arguments::exactly(name, arguments)?;
                Ok(Operation::Open(connection(c)?, uri(u)?, version(v)?, said(text)?))
            }
            "change" => {
                let [c, u, v, text] = arguments::exactly(name, arguments)?;
                Ok(Operation::Change(connection(c)?, uri(u)?, version(v)?, said(text)?))
            }
            "close" => {
                let [c, u] = arguments::exactly(name, arguments)?;
                Ok(Operation::Close(connection(c)?, uri(u)?))
            }
            "look" => match arguments::exactly(name, arguments)? {
                [Value::Null] => Ok(Operation::Look(None)),
                [viewer] => Ok(Operation::Look(Some(connection(viewer)?))),
            },
            _ => Err(arguments::unknown(name, Self::OPERATIONS)),
        }
    }

    fn write_operation(&self, operation: &Operation) -> (&'static str, Vec<Value>) {
        match operation {
            Operation::Publish(changes) => ("publish", vec![json!(changes)]),
            Operation::Open(connection, uri, version, text) => {
                ("open", vec![json!(connection), json!(uri), json!(version), json!(text)])
            }
            Operation::Change(connection, uri, version, text) => {
                ("change", vec![json!(connection), json!(uri), json!(version), json!(text)])
            }
            Operation::Close(connection, uri) => ("close", vec![json!(connection), json!(uri)]),
            Operation::Look(viewer) => ("look", vec![json!(viewer)]),
        }
    }

    fn read_outcome(&self, _: &Operation, outcome: &Value) -> Result<Value, String> {
        Ok(outcome.clone())
    }

    fn write_outcome(&self, outcome: &Value) -> Value {
        outcome.clone()
    }

    fn generate(&self, choices: &mut Choices) -> Operation {
        let uri = |choices: &mut Choices| (*choices.of(&DOCUMENTS)).to_owned();
        let connection = choices.below(2);
        match choices.weighted(&[6, 2, 3, 1, 6]) {
            0 => {
                let changes = 1 + choices.below(2);
                let change = |choices: &mut Choices| {
                    let text = (!choices.one_in(5)).then(|| text(choices));
                    (uri(choices), version(choices), text)
                };
                Operation::Publish((0..changes).map(|_| change(choices)).collect())
            }
            1 => Operation::Open(connection, uri(choices), version(choices) as i32, text(choices)),
            2 => Operation::Change(connection, uri(choices), version(choices) as i32, text(choices)),
            3 => Operation::Close(connection, uri(choices)),
            _ if choices.one_in(2) => Operation::Look(None),
            _ => Operation::Look(Some(connection)),
        }
    }
}

/// A change of the disk.
fn change(value: &Value) -> Result<DiskChange, String> {
    let Some([uri, version, text]) = value.as_array().map(Vec::as_slice) else {
        return Err(format!("a change is [URI, VERSION, TEXT or null], not {value}"));
    };
    Ok((
        arguments::text("a URI", uri)?,
        arguments::number("a version", version)?,
        arguments::text_or_null("a document's text", text)?,
    ))
}

/// A version that is the newest, or one of the last few.
fn version(choices: &mut Choices) -> u64 {
    let newest = choices.fresh();
    if choices.one_in(3) { newest.saturating_sub(choices.below(6) as u64).max(1) } else { newest }
}

/// A text of a few words.
fn text(choices: &mut Choices) -> String {
    let words: Vec<&str> = (0..choices.below(4)).map(|_| *choices.of(&WORDS)).collect();
    words.join(" ")
}
