//! The map of texts in words.

use serde_json::{Value, json};

use super::{Vocabulary, arguments};
use crate::oracle::choices::Choices;
use crate::oracle::specification::text_map::{Operation, Outcome, TextMapSpecification};

const KEYS: [&str; 3] = ["a", "b", "c"];

impl Vocabulary for TextMapSpecification {
    const NAME: &'static str = "text-map";
    const ABOUT: &'static str = "keys with texts, empty at first";
    const OPERATIONS: &'static [&'static str] = &[
        "put KEY TEXT -> null",
        "get KEY -> TEXT, empty where nothing was written",
        "append KEY TEXT -> null",
    ];

    fn read_operation(&self, name: &str, arguments: &[Value]) -> Result<Operation, String> {
        let key = |value: &Value| arguments::text("a key", value);
        let text = |value: &Value| arguments::text("what is written", value);
        match name {
            "put" => {
                let [k, value] = arguments::exactly(name, arguments)?;
                Ok(Operation::Put(key(k)?, text(value)?))
            }
            "get" => arguments::exactly(name, arguments).and_then(|[k]| Ok(Operation::Get(key(k)?))),
            "append" => {
                let [k, value] = arguments::exactly(name, arguments)?;
                Ok(Operation::Append(key(k)?, text(value)?))
            }
            _ => Err(arguments::unknown(name, Self::OPERATIONS)),
        }
    }

    fn write_operation(&self, operation: &Operation) -> (&'static str, Vec<Value>) {
        match operation {
            Operation::Put(key, text) => ("put", vec![json!(key), json!(text)]),
            Operation::Get(key) => ("get", vec![json!(key)]),
            Operation::Append(key, text) => ("append", vec![json!(key), json!(text)]),
        }
    }

    fn read_outcome(&self, _: &Operation, outcome: &Value) -> Result<Outcome, String> {
        match outcome {
            Value::Null => Ok(Outcome::Done),
            Value::String(text) => Ok(Outcome::Text(text.clone())),
            other => Err(format!("an outcome is a text or null, not {other}")),
        }
    }

    fn write_outcome(&self, outcome: &Outcome) -> Value {
        match outcome {
            Outcome::Done => Value::Null,
            Outcome::Text(text) => json!(text),
        }
    }

    fn generate(&self, choices: &mut Choices) -> Operation {
        let key = (*choices.of(&KEYS)).to_owned();
        match choices.weighted(&[3, 5, 3]) {
            0 => Operation::Put(key, format!("{} ", choices.fresh())),
            1 => Operation::Get(key),
            _ => Operation::Append(key, format!("{} ", choices.fresh())),
        }
    }
}
