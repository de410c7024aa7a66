//! MeTTa runs: the evaluator, its library, and parallel evaluation that nobody can tell from sequential (X1).
//!
//! # The way of a form
//! ```text
//! Atom (flat, shared) ── import ──► Term (a tree of this thread) ── machine ──► results ── export ──► Atom
//!                                        │ reads and writes through `store`, which keeps a log of both
//!                                        └─ log ──► commit, in file order, onto the shared `Environment`
//! ```
//! Everything between import and export belongs to one thread: terms are counted without atomics, variables are cells that
//! are bound in place and undone from a trail. What threads share are snapshots of spaces, which never change.

pub mod context;
pub mod host;
pub mod identity;
pub mod library;
pub mod limits;
pub mod machine;
pub mod native;
pub mod parallel;
pub mod print;
pub mod program;
pub mod rules;
pub mod store;
pub mod symbols;
pub mod term;
pub mod types;
