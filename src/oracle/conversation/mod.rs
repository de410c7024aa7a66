//! Conversations with a language server, made of bytes: whatever a client says, every request has exactly one answer (Q1),
//! and at rest every answer equals that of a quiet server which was told the final texts only.
//!
//! The server is the real one, on pipes and threads of its own; a faulty one is the same with something else in its router.

mod memory;
mod peer;
mod script;
mod talk;

pub use script::{Mix, Tally, converse};
