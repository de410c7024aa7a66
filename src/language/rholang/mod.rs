//! Rholang: the tree, the reader, scopes, keys.

mod language;
pub mod tree;

pub use language::Rholang;
pub use tree::{Node, NodeId, NodeKind, Tree};
