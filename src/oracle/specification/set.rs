//! A set of elements, for people who start.
//!
//! It is empty at first. `add ELEMENT` puts it in and says whether it was not there before; `remove ELEMENT` takes it out
//! and says whether it was there; `contains ELEMENT` says whether it is there. Elements are any JSON and equal if their
//! JSON is. Operations of different elements never see each other.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde_json::Value;

use super::contract::Specification;

/// The specification.
#[derive(Clone, Copy, Debug, Default)]
pub struct SetSpecification;

/// What can be done with a set.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Operation {
    /// Put it in.
    Add(Value),
    /// Take it out.
    Remove(Value),
    /// Is it there?
    Contains(Value),
}

impl Operation {
    /// The element it concerns.
    #[must_use]
    pub fn element(&self) -> &Value {
        match self {
            Operation::Add(element) | Operation::Remove(element) | Operation::Contains(element) => element,
        }
    }
}

impl Specification for SetSpecification {
    /// The elements, as JSON texts.
    type State = BTreeSet<String>;
    type Operation = Operation;
    type Outcome = bool;

    fn initial(&self) -> Self::State {
        BTreeSet::new()
    }

    fn step(&self, state: &mut Self::State, operation: &Operation) -> bool {
        let element = operation.element().to_string();
        match operation {
            Operation::Add(_) => state.insert(element),
            Operation::Remove(_) => state.remove(&element),
            Operation::Contains(_) => state.contains(&element),
        }
    }

    fn partition<'o>(&self, operation: &'o Operation) -> Option<Cow<'o, str>> {
        Some(Cow::Owned(operation.element().to_string()))
    }

    fn reads(&self, operation: &Operation, observed: Option<&bool>) -> bool {
        matches!(operation, Operation::Contains(_)) || observed == Some(&false)
    }

    fn size(&self, state: &Self::State) -> usize {
        let nodes = state.len().next_multiple_of(11) * size_of::<String>();
        size_of::<Self::State>() + nodes + state.iter().map(String::len).sum::<usize>()
    }

    fn print(&self, state: &Self::State) -> String {
        let elements: Vec<&str> = state.iter().map(String::as_str).collect();
        format!("{{{}}}", elements.join(", "))
    }
}
