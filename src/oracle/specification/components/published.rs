//! A published value: read as a whole, replaced as a whole.
//!
//! The value is a list of items and has a revision: the empty list is revision 0. `load` says the revision and the list
//! as they stand together. `append ITEM` puts the item behind the list; `remove ITEM` takes the first entry that is equal
//! to the item out of it. Whatever changes the list makes the revision larger by one. Both say the revision that stands
//! afterwards: where `remove` finds nothing it publishes nothing, and the revision is the one that stood before. Items are
//! any JSON and equal if their JSON is.

use serde_json::{Value, json};

use crate::oracle::specification::contract::{Specification, weight};

/// The specification.
#[derive(Clone, Copy, Debug, Default)]
pub struct PublishedSpecification;

/// What can be done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Operation {
    /// Read revision and list.
    Load,
    /// Publish the list with one more item.
    Append(Value),
    /// Publish the list without an item, if it is there.
    Remove(Value),
}

/// The list and its revision.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct State {
    revision: u64,
    items: Vec<Value>,
}

impl Specification for PublishedSpecification {
    type State = State;
    type Operation = Operation;
    type Outcome = Value;

    fn initial(&self) -> State {
        State::default()
    }

    fn step(&self, state: &mut State, operation: &Operation) -> Value {
        match operation {
            Operation::Load => return json!([state.revision, state.items]),
            Operation::Append(item) => {
                state.items.push(item.clone());
                state.revision += 1;
            }
            Operation::Remove(item) => {
                if let Some(place) = state.items.iter().position(|own| own == item) {
                    state.items.remove(place);
                    state.revision += 1;
                }
            }
        }
        json!(state.revision)
    }

    fn reads(&self, operation: &Operation, _: Option<&Value>) -> bool {
        matches!(operation, Operation::Load)
    }

    fn size(&self, state: &State) -> usize {
        let items: usize = state.items.iter().map(weight).sum();
        size_of::<State>() + state.items.capacity() * size_of::<Value>() + items
    }

    fn print(&self, state: &State) -> String {
        format!("revision {}: {}", state.revision, json!(state.items))
    }

    fn print_outcome(&self, outcome: &Value) -> String {
        outcome.to_string()
    }
}
