//! A queue, first in, first out, for people who start.
//!
//! It is empty at first and takes as many as come. `enqueue VALUE` puts a value behind all others and says nothing
//! (`null`); `dequeue` takes the first and says it, `null` if there is none. Values are any JSON but `null`.

use std::collections::VecDeque;

use serde_json::Value;

use super::contract::{Access, Specification, weight};

/// The specification.
#[derive(Clone, Copy, Debug, Default)]
pub struct QueueSpecification;

/// What can be done with a queue.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Operation {
    /// Put a value behind all others.
    Enqueue(Value),
    /// Take the first.
    Dequeue,
}

impl Specification for QueueSpecification {
    type State = VecDeque<Value>;
    type Operation = Operation;
    type Outcome = Value;

    fn initial(&self) -> Self::State {
        VecDeque::new()
    }

    fn step(&self, state: &mut Self::State, operation: &Operation) -> Value {
        match operation {
            Operation::Enqueue(value) => {
                state.push_back(value.clone());
                Value::Null
            }
            Operation::Dequeue => state.pop_front().unwrap_or_default(),
        }
    }

    fn access<'o>(&self, operation: &'o Operation, observed: Option<&'o Value>) -> Option<Access<'o>> {
        match operation {
            Operation::Enqueue(value) => {
                observed.is_none_or(Value::is_null).then_some(Access::Enqueue(value))
            }
            Operation::Dequeue => Some(Access::Dequeue(observed)),
        }
    }

    fn size(&self, state: &Self::State) -> usize {
        let values: usize = state.iter().map(weight).sum();
        size_of::<Self::State>() + state.capacity() * size_of::<Value>() + values
    }

    fn print(&self, state: &Self::State) -> String {
        let values: Vec<String> = state.iter().map(Value::to_string).collect();
        format!("[{}]", values.join(", "))
    }

    fn print_outcome(&self, outcome: &Value) -> String {
        outcome.to_string()
    }
}
