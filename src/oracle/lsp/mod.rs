//! Any language server held against the reference: `heddle oracle lsp`.
//!
//! A [`Session`] is what an editor does: opens, edits with awkward ranges, saves, renames files, asks while the server is
//! still indexing, cancels, in texts outside ASCII. It is made from a seed or read from a file, and played to the server,
//! which runs as a process of its own, without waiting. At rest the same questions are put to it and to others:
//!
//! - a *twin*, a fresh process of the same command that was told the final texts only. What the two answer must be the same
//!   but for order: a difference is dependence on history, and in what was published last, stale diagnostics. This holds for
//!   any language.
//! - *Heddle's own server* in this process, equally quiet, where it speaks the language. Answers of two implementations
//!   are compared by what they mean: the module `meaning` says how.
//! - *the server itself* on the same texts with ASCII letters in place of all others: places are the same in characters, or
//!   positions are wrong (`mirror`).
//!
//! The twin works beside the server in the same folder: a server that locks its workspace refuses the second one, and that
//! is told.
//!
//! Besides: every request has one answer, nobody answers what was not asked, the streams carry the protocol alone, what is
//! announced is known, the memory does not grow with edits that leave all as it was, and after `shutdown` and `exit` the
//! process ends well. Whatever is not announced is not asked for. Whoever hangs, dies or floods is killed with all that it
//! has started; that is a verdict like others, and nothing here waits without a deadline.

mod campaign;
mod canonical;
mod desk;
mod features;
mod finding;
mod generate;
mod growth;
mod language;
mod meaning;
mod mirror;
mod report;
mod rest;
mod server;
mod session;
mod shape;
mod shrink;
mod tree;
mod trial;

pub use campaign::Campaign;
pub use finding::{Finding, Kind};
pub use growth::Growth;
pub use language::Language;
pub use report::Report;
pub use server::Launch;
pub use session::{Edit, Session, Step};
pub use tree::Tree;
pub use trial::{Plan, Row};
