//! The map in words.

use serde_json::{Value, json};

use super::{Vocabulary, arguments};
use crate::oracle::choices::Choices;
use crate::oracle::specification::map::{MapSpecification, Operation};

const KEYS: [&str; 3] = ["a", "b", "c"];

impl Vocabulary for MapSpecification {
    const NAME: &'static str = "map";
    const ABOUT: &'static str = "keys with values: the last one written under a key is read";
    const OPERATIONS: &'static [&'static str] = &[
        "put KEY VALUE -> null",
        "get KEY -> VALUE, or null where nothing is",
        "remove KEY -> what was there, or null",
        "cas KEY OLD NEW -> true if OLD was there (null: nothing), and NEW is now",
        "append KEY TEXT -> null",
    ];

    fn read_operation(&self, name: &str, arguments: &[Value]) -> Result<Operation, String> {
        let key = |value: &Value| arguments::text("a key", value);
        match name {
            "put" => {
                let [k, value] = arguments::exactly(name, arguments)?;
                Ok(Operation::Put(key(k)?, value.clone()))
            }
            "get" => arguments::exactly(name, arguments).and_then(|[k]| Ok(Operation::Get(key(k)?))),
            "remove" => arguments::exactly(name, arguments).and_then(|[k]| Ok(Operation::Remove(key(k)?))),
            "cas" => {
                let [k, old, new] = arguments::exactly(name, arguments)?;
                Ok(Operation::CompareAndSet(key(k)?, old.clone(), new.clone()))
            }
            "append" => {
                let [k, text] = arguments::exactly(name, arguments)?;
                Ok(Operation::Append(key(k)?, arguments::text("what is appended", text)?))
            }
            _ => Err(arguments::unknown(name, Self::OPERATIONS)),
        }
    }

    fn write_operation(&self, operation: &Operation) -> (&'static str, Vec<Value>) {
        match operation {
            Operation::Put(key, value) => ("put", vec![json!(key), value.clone()]),
            Operation::Get(key) => ("get", vec![json!(key)]),
            Operation::Remove(key) => ("remove", vec![json!(key)]),
            Operation::CompareAndSet(key, old, new) => ("cas", vec![json!(key), old.clone(), new.clone()]),
            Operation::Append(key, text) => ("append", vec![json!(key), json!(text)]),
        }
    }

    fn read_outcome(&self, _: &Operation, outcome: &Value) -> Result<Value, String> {
        Ok(outcome.clone())
    }

    fn write_outcome(&self, outcome: &Value) -> Value {
        outcome.clone()
    }

    fn generate(&self, choices: &mut Choices) -> Operation {
        let key = (*choices.of(&KEYS)).to_owned();
        match choices.weighted(&[4, 5, 1, 2, 1]) {
            0 => Operation::Put(key, json!(choices.fresh())),
            1 => Operation::Get(key),
            2 => Operation::Remove(key),
            3 => {
                let (old, new) = arguments::replacement(choices);
                Operation::CompareAndSet(key, old, new)
            }
            _ => Operation::Append(key, format!("{} ", choices.fresh())),
        }
    }
}
