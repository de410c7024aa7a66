//! Rholang: the tree, the reader, scopes, keys.

mod binding;
mod diagnostics;
mod diagnostics_numbers;
mod documentation;
mod enclosing;
mod fit;
mod folding;
mod format;
mod keys;
mod language;
mod language_tokens;
pub mod lexer;
mod outline;
pub mod parser;
pub mod print;
mod scopes;
mod signature;
pub mod tree;

pub use language::Rholang;
pub use parser::parse;
pub use tree::{Node, NodeId, NodeKind, Tree};
