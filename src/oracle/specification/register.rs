//! A register: one value, for people who start.
//!
//! It is empty at first. `write VALUE` writes and says nothing (`null`); `read` says what was written last, `null` if
//! nothing was; `cas OLD NEW` writes `NEW` if `OLD` is there (`null`: if it is empty) and says whether it did. Values are
//! any JSON and equal if their JSON is; to write `null` is to empty it.

use serde_json::Value;

use super::contract::{Access, Specification, weight};

/// The specification.
#[derive(Clone, Copy, Debug, Default)]
pub struct RegisterSpecification;

/// What can be done with a register.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Operation {
    /// Write a value.
    Write(Value),
    /// Read.
    Read,
    /// Write the second value if the first is there.
    CompareAndSet(Value, Value),
}

impl Specification for RegisterSpecification {
    type State = Value;
    type Operation = Operation;
    type Outcome = Value;

    fn initial(&self) -> Value {
        Value::Null
    }

    fn step(&self, state: &mut Value, operation: &Operation) -> Value {
        match operation {
            Operation::Write(value) => {
                *state = value.clone();
                Value::Null
            }
            Operation::Read => state.clone(),
            Operation::CompareAndSet(old, new) => {
                let there = state == old;
                if there {
                    *state = new.clone();
                }
                Value::Bool(there)
            }
        }
    }

    fn reads(&self, operation: &Operation, observed: Option<&Value>) -> bool {
        match operation {
            Operation::Write(_) => false,
            Operation::Read => true,
            Operation::CompareAndSet(old, new) => old == new || observed == Some(&Value::Bool(false)),
        }
    }

    fn access<'o>(&self, operation: &'o Operation, observed: Option<&'o Value>) -> Option<Access<'o>> {
        match operation {
            Operation::Write(value) => observed.is_none_or(Value::is_null).then_some(Access::Write(value)),
            Operation::Read => Some(Access::Read(observed)),
            Operation::CompareAndSet(..) => None,
        }
    }

    fn size(&self, state: &Value) -> usize {
        size_of::<Value>() + weight(state)
    }

    fn print(&self, state: &Value) -> String {
        state.to_string()
    }

    fn print_outcome(&self, outcome: &Value) -> String {
        outcome.to_string()
    }
}
