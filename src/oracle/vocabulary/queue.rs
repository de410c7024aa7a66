//! The queue in words.

use serde_json::{Value, json};

use super::{Vocabulary, arguments};
use crate::oracle::choices::Choices;
use crate::oracle::specification::queue::{Operation, QueueSpecification};

impl Vocabulary for QueueSpecification {
    const NAME: &'static str = "queue";
    const ABOUT: &'static str = "first in, first out";
    const OPERATIONS: &'static [&'static str] =
        &["enqueue VALUE -> null", "dequeue -> the first VALUE, or null where there is none"];

    fn read_operation(&self, name: &str, arguments: &[Value]) -> Result<Operation, String> {
        match name {
            "enqueue" => match arguments::exactly(name, arguments)? {
                [Value::Null] => Err("null stands for no value and is never enqueued".to_owned()),
                [value] => Ok(Operation::Enqueue(value.clone())),
            },
            "dequeue" => arguments::exactly(name, arguments).map(|[]| Operation::Dequeue),
            _ => Err(arguments::unknown(name, Self::OPERATIONS)),
        }
    }

    fn write_operation(&self, operation: &Operation) -> (&'static str, Vec<Value>) {
        match operation {
            Operation::Enqueue(value) => ("enqueue", vec![value.clone()]),
            Operation::Dequeue => ("dequeue", Vec::new()),
        }
    }

    fn read_outcome(&self, _: &Operation, outcome: &Value) -> Result<Value, String> {
        Ok(outcome.clone())
    }

    fn write_outcome(&self, outcome: &Value) -> Value {
        outcome.clone()
    }

    fn generate(&self, choices: &mut Choices) -> Operation {
        if choices.one_in(2) { Operation::Enqueue(json!(choices.fresh())) } else { Operation::Dequeue }
    }
}
