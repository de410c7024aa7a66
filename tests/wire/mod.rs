//! The language server over the real wire: one feature per file.

mod asked_from_outside;
mod beside;
mod calls_and_hints;
pub(crate) mod client;
mod code_action;
mod completion;
mod conversation;
mod deaf;
mod document_symbol;
mod faults;
mod files;
mod findings;
mod folding_range;
mod goldens;
mod indexing;
mod languages;
mod lifecycle;
pub(crate) mod marked;
mod names;
mod process;
mod progress;
mod rename;
mod selection_range;
mod semantic_tokens;
mod status;
mod waiting;
mod watching;
