//! Rholang: the tree, the reader, scopes, keys.

mod language;
pub mod lexer;
pub mod parser;
pub mod print;
pub mod tree;

pub use language::Rholang;
pub use parser::parse;
pub use tree::{Node, NodeId, NodeKind, Tree};
