//! Rules: which of them a call must try, matching, right sides.
//!
//! What [`Store::rules`](super::store::Store::rules) gives for a head and a length is compiled once into a [`Function`]: patterns
//! of arguments as small trees ([`Pattern`]), and an index over the arguments, so that of many rules only those are looked
//! at that may match, in their order. [`Functions`] keeps what was compiled as long as the rules stand.

mod function;
mod functions;
mod index;
mod key;
mod pattern;
mod rule;
mod segment;

pub use function::{Candidate, Function};
pub use functions::Functions;
pub use pattern::Pattern;
pub use rule::{Rule, Slots};

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests;
