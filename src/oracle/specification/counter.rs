//! A counter, for people who start.
//!
//! It is 0 at first. `add AMOUNT` adds and says nothing (`null`); `increment` adds one and says the new count; `read` says
//! the count. Amounts are whole numbers of 64 bits with a sign, and the count goes around at their ends.

use super::contract::Specification;

/// The specification.
#[derive(Clone, Copy, Debug, Default)]
pub struct CounterSpecification;

/// What can be done with a counter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Operation {
    /// Add an amount.
    Add(i64),
    /// Add one and say the new count.
    Increment,
    /// Say the count.
    Read,
}

/// What comes back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// It is done.
    Done,
    /// The count.
    Count(i64),
}

impl Specification for CounterSpecification {
    type State = i64;
    type Operation = Operation;
    type Outcome = Outcome;

    fn initial(&self) -> i64 {
        0
    }

    fn step(&self, state: &mut i64, operation: &Operation) -> Outcome {
        match operation {
            Operation::Add(amount) => {
                *state = state.wrapping_add(*amount);
                Outcome::Done
            }
            Operation::Increment => {
                *state = state.wrapping_add(1);
                Outcome::Count(*state)
            }
            Operation::Read => Outcome::Count(*state),
        }
    }

    fn reads(&self, operation: &Operation, _: Option<&Outcome>) -> bool {
        matches!(operation, Operation::Read | Operation::Add(0))
    }

    fn print(&self, state: &i64) -> String {
        state.to_string()
    }

    fn print_outcome(&self, outcome: &Outcome) -> String {
        match outcome {
            Outcome::Done => "null".to_owned(),
            Outcome::Count(count) => count.to_string(),
        }
    }
}
