//! The set in words.

use serde_json::{Value, json};

use super::{Vocabulary, arguments};
use crate::oracle::choices::Choices;
use crate::oracle::specification::set::{Operation, SetSpecification};

impl Vocabulary for SetSpecification {
    const NAME: &'static str = "set";
    const ABOUT: &'static str = "elements that are there or not";
    const OPERATIONS: &'static [&'static str] = &[
        "add ELEMENT -> true if it was not there before",
        "remove ELEMENT -> true if it was there",
        "contains ELEMENT -> true if it is there",
    ];

    fn read_operation(&self, name: &str, arguments: &[Value]) -> Result<Operation, String> {
        let operation = match name {
            "add" => Operation::Add,
            "remove" => Operation::Remove,
            "contains" => Operation::Contains,
            _ => return Err(arguments::unknown(name, Self::OPERATIONS)),
        };
        arguments::exactly(name, arguments).map(|[element]| operation(element.clone()))
    }

    fn write_operation(&self, operation: &Operation) -> (&'static str, Vec<Value>) {
        let name = match operation {
            Operation::Add(_) => "add",
            Operation::Remove(_) => "remove",
            Operation::Contains(_) => "contains",
        };
        (name, vec![operation.element().clone()])
    }

    fn read_outcome(&self, _: &Operation, outcome: &Value) -> Result<bool, String> {
        outcome.as_bool().ok_or_else(|| format!("an outcome is true or false, not {outcome}"))
    }

    fn write_outcome(&self, outcome: &bool) -> Value {
        json!(outcome)
    }

    fn generate(&self, choices: &mut Choices) -> Operation {
        // Old elements are met again, new ones come.
        let element = if choices.one_in(6) { json!(choices.fresh()) } else { json!(choices.below(4)) };
        match choices.weighted(&[4, 3, 4]) {
            0 => Operation::Add(element),
            1 => Operation::Remove(element),
            _ => Operation::Contains(element),
        }
    }
}
