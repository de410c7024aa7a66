//! The language server over the real wire: one feature per file.

pub(crate) mod client;
mod completion;
mod conversation;
pub(crate) mod marked;
mod names;
mod process;
mod rename;
