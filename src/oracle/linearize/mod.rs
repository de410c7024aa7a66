//! Is there an order in which one thread could have done all this?
//!
//! The answer is `ok`, `violation` with a witness, or `unknown`; never `ok` for want of time. Each partition is judged by
//! itself: by a monitor in O(n log n) where one understands it (registers and queues whose values are written once, so
//! also a map per key), else by Wing and Gong's search (1993) with Lowe's memory of what was tried (2017). What a monitor
//! accepts is tried step by step, what it refutes the search shows as a witness, and both are held against brute force.
//!
//! A set needs no monitor. A partition is one element, and all calls but additions and removals that changed something
//! only read, so they are done at the first place where they fit. Where an element is added once and removed once, as a
//! monitor would demand, two calls of a partition have a choice; where it is not, calls that change something come in
//! turns.
//!
//! In the words of Herlihy and Wing (1990): the call of an operation is its *invocation*, the return its *response*; a
//! call that never returned is a *pending operation*, and a history without one is a *complete history*.

mod chain;
mod check;
mod kind;
mod mask;
mod monitor;
mod part;
mod search;
mod states;
mod verdict;
mod witness;

pub use check::{check, check_on};
pub use verdict::{Limit, Limits, Linearization, Refused, Report, Verdict, Violation};
