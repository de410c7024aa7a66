//! The published value in words.

use serde_json::{Value, json};

use super::{Vocabulary, arguments};
use crate::oracle::choices::Choices;
use crate::oracle::specification::components::published::{Operation, PublishedSpecification};

impl Vocabulary for PublishedSpecification {
    const NAME: &'static str = "published";
    const ABOUT: &'static str = "a list with a revision, read and replaced as a whole";
    const OPERATIONS: &'static [&'static str] = &[
        "load -> [REVISION, LIST]",
        "append ITEM -> the revision afterwards",
        "remove ITEM -> the revision afterwards; the same one if ITEM was not there",
    ];

    fn read_operation(&self, name: &str, arguments: &[Value]) -> Result<Operation, String> {
        match name {
            "load" => arguments::exactly(name, arguments).map(|[]| Operation::Load),
            "append" => arguments::exactly(name, arguments).map(|[item]| Operation::Append(item.clone())),
            "remove" => arguments::exactly(name, arguments).map(|[item]| Operation::Remove(item.clone())),
            _ => Err(arguments::unknown(name, Self::OPERATIONS)),
        }
    }

    fn write_operation(&self, operation: &Operation) -> (&'static str, Vec<Value>) {
        match operation {
            Operation::Load => ("load", Vec::new()),
            Operation::Append(item) => ("append", vec![item.clone()]),
            Operation::Remove(item) => ("remove", vec![item.clone()]),
        }
    }

    fn read_outcome(&self, _: &Operation, outcome: &Value) -> Result<Value, String> {
        Ok(outcome.clone())
    }

    fn write_outcome(&self, outcome: &Value) -> Value {
        outcome.clone()
    }

    fn generate(&self, choices: &mut Choices) -> Operation {
        match choices.weighted(&[4, 4, 3]) {
            0 => Operation::Load,
            1 => Operation::Append(json!(choices.fresh())),
            // One of the last items, or one that was never there.
            _ => {
                let item = choices.fresh().saturating_sub(1 + choices.below(4) as u64);
                Operation::Remove(json!(item))
            }
        }
    }
}
