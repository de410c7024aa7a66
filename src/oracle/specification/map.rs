//! A map from keys to values, for people who start.
//!
//! Nothing is in it at first. `put KEY VALUE` writes and says nothing (`null`); `get KEY` says what was written last under
//! the key, `null` if nothing was or it was removed; `remove KEY` removes and says what was there; `cas KEY OLD NEW` writes
//! `NEW` if `OLD` is there (`null`: if nothing is) and says whether it did; `append KEY TEXT` writes what is there, as a
//! text, and `TEXT` behind it. Keys are texts; values are any JSON and equal if their JSON is. Operations of different keys
//! never see each other.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::Value;

use super::contract::{Access, Specification, weight};

/// The specification.
#[derive(Clone, Copy, Debug, Default)]
pub struct MapSpecification;

/// What can be done with a map.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Operation {
    /// Write a value.
    Put(String, Value),
    /// Read.
    Get(String),
    /// Remove.
    Remove(String),
    /// Write the second value if the first is there.
    CompareAndSet(String, Value, Value),
    /// Write a text behind what is there.
    Append(String, String),
}

impl Operation {
    /// The key it concerns.
    #[must_use]
    pub fn key(&self) -> &str {
        match self {
            Operation::Put(key, _)
            | Operation::Get(key)
            | Operation::Remove(key)
            | Operation::CompareAndSet(key, ..)
            | Operation::Append(key, _) => key,
        }
    }
}

impl Specification for MapSpecification {
    type State = BTreeMap<String, Value>;
    type Operation = Operation;
    type Outcome = Value;

    fn initial(&self) -> Self::State {
        BTreeMap::new()
    }

    fn step(&self, state: &mut Self::State, operation: &Operation) -> Value {
        match operation {
            Operation::Put(key, value) => {
                write(state, key, value);
                Value::Null
            }
            Operation::Get(key) => state.get(key).cloned().unwrap_or_default(),
            Operation::Remove(key) => state.remove(key).unwrap_or_default(),
            Operation::CompareAndSet(key, old, new) => {
                let there = state.get(key).unwrap_or(&Value::Null) == old;
                if there {
                    write(state, key, new);
                }
                Value::Bool(there)
            }
            Operation::Append(key, text) => {
                let before = state.get(key).and_then(Value::as_str).unwrap_or_default();
                let after = format!("{before}{text}");
                state.insert(key.clone(), Value::String(after));
                Value::Null
            }
        }
    }

    fn partition<'o>(&self, operation: &'o Operation) -> Option<Cow<'o, str>> {
        Some(Cow::Borrowed(operation.key()))
    }

    fn reads(&self, operation: &Operation, observed: Option<&Value>) -> bool {
        match operation {
            Operation::Get(_) => true,
            Operation::Put(..) | Operation::Append(..) => false,
            Operation::Remove(_) => observed == Some(&Value::Null),
            Operation::CompareAndSet(_, old, new) => old == new || observed == Some(&Value::Bool(false)),
        }
    }

    fn access<'o>(&self, operation: &'o Operation, observed: Option<&'o Value>) -> Option<Access<'o>> {
        match operation {
            Operation::Put(_, value) => observed.is_none_or(Value::is_null).then_some(Access::Write(value)),
            Operation::Get(_) => Some(Access::Read(observed)),
            Operation::Remove(_) | Operation::CompareAndSet(..) | Operation::Append(..) => None,
        }
    }

    fn size(&self, state: &Self::State) -> usize {
        // A tree's nodes have room for eleven.
        let nodes = state.len().next_multiple_of(11) * size_of::<(String, Value)>();
        let texts: usize = state.iter().map(|(key, value)| key.len() + weight(value)).sum();
        size_of::<Self::State>() + nodes + texts
    }

    fn print(&self, state: &Self::State) -> String {
        let entries: Vec<String> = state.iter().map(|(key, value)| format!("{key}: {value}")).collect();
        format!("{{{}}}", entries.join(", "))
    }

    fn print_outcome(&self, outcome: &Value) -> String {
        outcome.to_string()
    }
}

/// To write nothing is to remove.
fn write(state: &mut BTreeMap<String, Value>, key: &str, value: &Value) {
    match (value, state.get_mut(key)) {
        (Value::Null, _) => {
            state.remove(key);
        }
        (value, Some(there)) => *there = value.clone(),
        (value, None) => {
            state.insert(key.to_owned(), value.clone());
        }
    }
}
