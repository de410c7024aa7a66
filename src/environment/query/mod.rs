//! Pattern queries: `(match space pattern template)`.
//!
//! A pattern is compiled once ([`compile`]), to text hashes only; each conjunct is answered through the index by
//! whichever key has the fewest entries ([`access`]); conjunctions are joined depth first, at each step by the conjunct
//! that has the fewest candidates now ([`search`]); and candidates are verified by two-sided unification
//! ([`bindings`]). Results come in the order of the pattern, whatever the order of the search was.

pub(super) mod access;
pub(super) mod bindings;
pub(super) mod compile;
pub(super) mod instance;
pub(super) mod matches;
pub(super) mod search;
