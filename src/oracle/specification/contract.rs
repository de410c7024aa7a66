//! What every sequential specification offers, so that one search, one driver and one report serve them all.

use std::borrow::Cow;
use std::fmt::Debug;
use std::hash::Hash;

use serde_json::Value;

/// What an operation does to a register or a queue.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access<'v> {
    /// The register holds this value from now on.
    Write(&'v Value),
    /// It holds this value: the one that was written last, `null` at first. `None`: nobody knows.
    Read(Option<&'v Value>),
    /// The value is put behind all others.
    Enqueue(&'v Value),
    /// This value was the first and is taken; `null` if the queue is empty. `None`: nobody knows.
    Dequeue(Option<&'v Value>),
}

/// A sequential specification: what one thread working in order would answer.
///
/// It is a deterministic machine over plain data. An implementation is right if every concurrent history of its
/// operations can be put into one order that respects real time (who returned before another was called comes first), and
/// in which every outcome is the one that [`Specification::step`] gives: linearizability (Herlihy and Wing, 1990).
///
/// The reference semantics of each specification stands in its module's documentation, complete enough to write it again
/// in another language.
pub trait Specification: Send + Sync + 'static {
    /// What the state is. Equal states must answer all further operations equally: the search visits each once.
    type State: Clone + Eq + Hash + Send + Sync;
    /// What can be done.
    type Operation: Clone + PartialEq + Debug + Send + Sync;
    /// What comes back.
    type Outcome: Clone + PartialEq + Debug + Send + Sync;

    /// The state in which every history begins.
    fn initial(&self) -> Self::State;

    /// Does one operation. Never panics, whatever the state and the operation are.
    fn step(&self, state: &mut Self::State, operation: &Self::Operation) -> Self::Outcome;

    /// The part of the state that the operation reads and writes, if it is one part alone: operations of different parts
    /// never see each other, so each part's history is checked by itself (Herlihy and Wing: linearizability is local).
    /// `None` where it concerns all; then the whole history of such an operation is one part.
    fn partition<'o>(&self, operation: &'o Self::Operation) -> Option<Cow<'o, str>> {
        let _ = operation;
        None
    }

    /// Whether an implementation may answer `observed` where the specification answers `expected`. Equality, unless the
    /// specification leaves a choice (the names of fresh variables, say).
    fn agrees(&self, expected: &Self::Outcome, observed: &Self::Outcome) -> bool {
        expected == observed
    }

    /// Whether the operation only reads: in every state in which its outcome agrees with `observed` (`None`: in every
    /// state) it leaves the state as it is. `false` is always right; where `true` is, the search need not try the operation
    /// in more places than the first one that fits.
    fn reads(&self, operation: &Self::Operation, observed: Option<&Self::Outcome>) -> bool {
        let _ = (operation, observed);
        false
    }

    /// What the operation is to a monitor, if the history of its partition is that of a register or of a queue whose values
    /// are JSON; `observed` is what it answered, `None` if nobody knows. `None` is always right; so it is where the answer
    /// is none that such an operation ever gives.
    fn access<'o>(
        &self,
        operation: &'o Self::Operation,
        observed: Option<&'o Self::Outcome>,
    ) -> Option<Access<'o>> {
        let _ = (operation, observed);
        None
    }

    /// How many bytes a state takes, roughly, with all that it owns, for limits of memory. The default counts what a
    /// state without allocations takes.
    fn size(&self, state: &Self::State) -> usize {
        size_of_val(state)
    }

    /// The state for people, on one line if it is short.
    fn print(&self, state: &Self::State) -> String;

    /// An outcome for people, on one line if it is short: as it is written in a history, if it has a vocabulary.
    fn print_outcome(&self, outcome: &Self::Outcome) -> String {
        format!("{outcome:?}")
    }
}

/// The bytes that a value takes beside its own size, roughly. O(size of the value), without recursion.
pub(super) fn weight(value: &Value) -> usize {
    let mut bytes = 0;
    let mut inner = Vec::new();
    let mut next = Some(value);
    while let Some(value) = next {
        bytes += match value {
            Value::String(text) => text.len(),
            Value::Array(items) => {
                inner.extend(items);
                items.len() * size_of::<Value>()
            }
            Value::Object(entries) => {
                inner.extend(entries.values());
                // A tree's nodes have room for eleven.
                let nodes = entries.len().next_multiple_of(11) * size_of::<(String, Value)>();
                nodes + entries.keys().map(String::len).sum::<usize>()
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => 0,
        };
        next = inner.pop();
    }
    bytes
}
