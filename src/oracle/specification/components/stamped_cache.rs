//! Documents that are asked through a bounded cache.
//!
//! There are documents, each a text under a name, none at first. `write DOCUMENT TEXT` replaces a document's text, or
//! removes it where TEXT is `null`. `ask ASKER DOCUMENTS` is a question of the document ASKER whose answer is computed from
//! other documents: for each name in DOCUMENTS its text, `null` where there is none. That an answer is kept and given again
//! must not be seen: it is always what the documents say *now*, also where the change was in another document than the
//! asker's, and where what was looked at was absent (C1). `invalidate ASKER` throws away what is kept for an asker, to free
//! memory; no answer depends on it, so here it does nothing. `entries` says how many answers are kept: any number up to the
//! bound, which is [`BOUND`] (C2); two questions are one if asker and documents are the same.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::oracle::specification::contract::Specification;

/// How many answers may be kept.
pub const BOUND: u64 = 4;

/// The specification.
#[derive(Clone, Copy, Debug, Default)]
pub struct StampedCacheSpecification;

/// What can be done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Operation {
    /// Replace or remove a document's text.
    Write(String, Option<String>),
    /// Ask for the texts of documents.
    Ask {
        /// The document that asks.
        asker: String,
        /// The documents that the answer is computed from.
        documents: Vec<String>,
    },
    /// Throw away what is kept for an asker.
    Invalidate(String),
    /// How many answers are kept.
    Entries,
}

/// The answer to a question: the text of each document, `null` where there is none.
#[must_use]
pub fn answer(texts: &BTreeMap<String, String>, documents: &[String]) -> Value {
    json!(documents.iter().map(|name| texts.get(name)).collect::<Vec<_>>())
}

impl Specification for StampedCacheSpecification {
    type State = BTreeMap<String, String>;
    type Operation = Operation;
    type Outcome = Value;

    fn initial(&self) -> Self::State {
        BTreeMap::new()
    }

    fn step(&self, state: &mut Self::State, operation: &Operation) -> Value {
        match operation {
            Operation::Write(name, Some(text)) => {
                state.insert(name.clone(), text.clone());
                Value::Null
            }
            Operation::Write(name, None) => {
                state.remove(name);
                Value::Null
            }
            Operation::Ask { documents, .. } => answer(state, documents),
            Operation::Invalidate(_) => Value::Null,
            Operation::Entries => json!(BOUND),
        }
    }

    /// A number of entries may be any up to the bound; answers are lists, so numbers are entries.
    fn agrees(&self, expected: &Value, observed: &Value) -> bool {
        match (expected.as_u64(), observed.as_u64()) {
            (Some(bound), Some(entries)) => entries <= bound,
            _ => expected == observed,
        }
    }

    fn reads(&self, operation: &Operation, _: Option<&Value>) -> bool {
        !matches!(operation, Operation::Write(..))
    }

    fn size(&self, state: &Self::State) -> usize {
        let entry = |(name, text): (&String, &String)| 80 + name.len() + text.len();
        size_of::<Self::State>() + state.iter().map(entry).sum::<usize>()
    }

    fn print(&self, state: &Self::State) -> String {
        json!(state).to_string()
    }

    fn print_outcome(&self, outcome: &Value) -> String {
        outcome.to_string()
    }
}
