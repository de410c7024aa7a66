//! The counter in words.

use serde_json::{Value, json};

use super::{Vocabulary, arguments};
use crate::oracle::choices::Choices;
use crate::oracle::specification::counter::{CounterSpecification, Operation, Outcome};

impl Vocabulary for CounterSpecification {
    const NAME: &'static str = "counter";
    const ABOUT: &'static str = "a number that is added to";
    const OPERATIONS: &'static [&'static str] =
        &["add AMOUNT -> null", "increment -> the new count", "read -> the count"];

    fn read_operation(&self, name: &str, arguments: &[Value]) -> Result<Operation, String> {
        match name {
            "add" => {
                let [amount] = arguments::exactly(name, arguments)?;
                amount
                    .as_i64()
                    .map(Operation::Add)
                    .ok_or_else(|| format!("an amount is a whole number, not {amount}"))
            }
            "increment" => arguments::exactly(name, arguments).map(|[]| Operation::Increment),
            "read" => arguments::exactly(name, arguments).map(|[]| Operation::Read),
            _ => Err(arguments::unknown(name, Self::OPERATIONS)),
        }
    }

    fn write_operation(&self, operation: &Operation) -> (&'static str, Vec<Value>) {
        match operation {
            Operation::Add(amount) => ("add", vec![json!(amount)]),
            Operation::Increment => ("increment", Vec::new()),
            Operation::Read => ("read", Vec::new()),
        }
    }

    fn read_outcome(&self, _: &Operation, outcome: &Value) -> Result<Outcome, String> {
        match outcome {
            Value::Null => Ok(Outcome::Done),
            count => count
                .as_i64()
                .map(Outcome::Count)
                .ok_or_else(|| format!("an outcome is a whole number or null, not {count}")),
        }
    }

    fn write_outcome(&self, outcome: &Outcome) -> Value {
        match outcome {
            Outcome::Done => Value::Null,
            Outcome::Count(count) => json!(count),
        }
    }

    fn generate(&self, choices: &mut Choices) -> Operation {
        match choices.weighted(&[3, 3, 3]) {
            // Powers of two: each sum tells what was added.
            0 => Operation::Add(1 << choices.below(16)),
            1 => Operation::Increment,
            _ => Operation::Read,
        }
    }
}
