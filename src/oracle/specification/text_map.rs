//! A map of texts, as small key-value stores have it.
//!
//! Every key holds the empty text at first. `put KEY TEXT` writes and says nothing (`null`); `get KEY` says the text;
//! `append KEY TEXT` writes what is there and `TEXT` behind it, and says nothing. Operations of different keys never see
//! each other.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::contract::Specification;

/// The specification.
#[derive(Clone, Copy, Debug, Default)]
pub struct TextMapSpecification;

/// What can be done with it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Operation {
    /// Write a text.
    Put(String, String),
    /// Read.
    Get(String),
    /// Write a text behind what is there.
    Append(String, String),
}

/// What comes back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// It is done.
    Done,
    /// What is there.
    Text(String),
}

impl Specification for TextMapSpecification {
    // invariant: no key holds the empty text, so that equal maps are equal states.
    type State = BTreeMap<String, String>;
    type Operation = Operation;
    type Outcome = Outcome;

    fn initial(&self) -> Self::State {
        BTreeMap::new()
    }

    fn step(&self, state: &mut Self::State, operation: &Operation) -> Outcome {
        match operation {
            Operation::Put(key, text) if text.is_empty() => {
                state.remove(key);
                Outcome::Done
            }
            Operation::Put(key, text) => {
                state.insert(key.clone(), text.clone());
                Outcome::Done
            }
            Operation::Get(key) => Outcome::Text(state.get(key).cloned().unwrap_or_default()),
            Operation::Append(_, text) if text.is_empty() => Outcome::Done,
            Operation::Append(key, text) => {
                state.entry(key.clone()).or_default().push_str(text);
                Outcome::Done
            }
        }
    }

    fn partition<'o>(&self, operation: &'o Operation) -> Option<Cow<'o, str>> {
        match operation {
            Operation::Put(key, _) | Operation::Get(key) | Operation::Append(key, _) => {
                Some(Cow::Borrowed(key))
            }
        }
    }

    fn reads(&self, operation: &Operation, _: Option<&Outcome>) -> bool {
        matches!(operation, Operation::Get(_))
    }

    fn size(&self, state: &Self::State) -> usize {
        let texts: usize = state.iter().map(|(key, text)| key.len() + text.len()).sum();
        size_of::<Self::State>() + state.len().next_multiple_of(11) * size_of::<(String, String)>() + texts
    }

    fn print(&self, state: &Self::State) -> String {
        let entries: Vec<String> = state.iter().map(|(key, text)| format!("{key}: {text:?}")).collect();
        format!("{{{}}}", entries.join(", "))
    }

    fn print_outcome(&self, outcome: &Outcome) -> String {
        match outcome {
            Outcome::Done => "null".to_owned(),
            Outcome::Text(text) => format!("{text:?}"),
        }
    }
}
