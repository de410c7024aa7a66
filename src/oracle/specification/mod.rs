//! Sequential specifications, written to be obviously right.
//!
//! Nothing here imports anything else of this crate, nothing shares code with what it specifies, and nothing is fast.
//! A specification is plain data with plain functions, in the words of the language's own description (LANGUAGE.md),
//! so that it can be read aloud, re-implemented elsewhere, and held against an implementation in any language.

pub mod cache;
pub mod components;
mod contract;
pub mod counter;
pub mod embedded_strings;
pub mod embedding;
pub mod environment;
pub mod evaluation;
pub mod indexing;
pub mod loading;
pub mod map;
pub mod positions;
pub mod queue;
pub mod reader;
pub mod register;
pub mod request_queue;
pub mod resolution;
pub mod scoping;
pub mod scoping_text;
pub mod set;
pub mod suggestion;
pub mod term;
pub mod text_map;
pub mod unification;
pub mod variables;
pub mod workspace;

pub use contract::{Access, Specification};
