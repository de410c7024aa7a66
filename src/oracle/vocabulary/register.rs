//! The register in words.

use serde_json::{Value, json};

use super::{Vocabulary, arguments};
use crate::oracle::choices::Choices;
use crate::oracle::specification::register::{Operation, RegisterSpecification};

impl Vocabulary for RegisterSpecification {
    const NAME: &'static str = "register";
    const ABOUT: &'static str = "one value: the last one written is read";
    const OPERATIONS: &'static [&'static str] = &[
        "write VALUE -> null",
        "read -> VALUE, or null where nothing was written",
        "cas OLD NEW -> true if OLD was there (null: nothing), and NEW is now",
    ];

    fn read_operation(&self, name: &str, arguments: &[Value]) -> Result<Operation, String> {
        match name {
            "write" => arguments::exactly(name, arguments).map(|[value]| Operation::Write(value.clone())),
            "read" => arguments::exactly(name, arguments).map(|[]| Operation::Read),
            "cas" => arguments::exactly(name, arguments)
                .map(|[old, new]| Operation::CompareAndSet(old.clone(), new.clone())),
            _ => Err(arguments::unknown(name, Self::OPERATIONS)),
        }
    }

    fn write_operation(&self, operation: &Operation) -> (&'static str, Vec<Value>) {
        match operation {
            Operation::Write(value) => ("write", vec![value.clone()]),
            Operation::Read => ("read", Vec::new()),
            Operation::CompareAndSet(old, new) => ("cas", vec![old.clone(), new.clone()]),
        }
    }

    fn read_outcome(&self, _: &Operation, outcome: &Value) -> Result<Value, String> {
        Ok(outcome.clone())
    }

    fn write_outcome(&self, outcome: &Value) -> Value {
        outcome.clone()
    }

    fn generate(&self, choices: &mut Choices) -> Operation {
        match choices.weighted(&[3, 5, 2]) {
            0 => Operation::Write(json!(choices.fresh())),
            1 => Operation::Read,
            _ => {
                let (old, new) = arguments::replacement(choices);
                Operation::CompareAndSet(old, new)
            }
        }
    }
}
