//! A scheduler of our own for shuttle: iterative preemption bounding.
//!
//! Shuttle's depth-first scheduler finds a failure somewhere in an exponential tree, its random ones find one that is
//! long and full of switches that do not matter. This one runs all schedules with 0 preemptions, then all with at most
//! 1, 2, … (Musuvathi and Qadeer, PLDI 2007). So it says honestly how far a model was explored (`bounded(n)`, or
//! `exhaustive` when a higher bound could not add anything), and a failure that it finds has the fewest preemptions and,
//! among those, the fewest steps: the schedule that a person wants to read.

mod search;

pub use search::Search;

#[cfg(all(feature = "shuttle", not(feature = "loom")))]
mod scheduler;

#[cfg(all(feature = "shuttle", not(feature = "loom")))]
pub use scheduler::{Body, Failure};
