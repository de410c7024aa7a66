//! The language server over the real wire: one feature per file.

pub(crate) mod client;
mod conversation;
mod process;
