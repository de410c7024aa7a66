//! The outline of a document.

use crate::text::Span;

/// What an item of an outline is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum OutlineKind {
    /// A contract or function.
    Function,
    /// A variable, name or parameter.
    Variable,
    /// A construct that opens a scope: `new`, `for`, `match`, `case`, `let`, `select`, `branch`.
    Namespace,
    /// A type or type declaration.
    Type,
    /// A fact.
    Data,
    /// A link to another file.
    Module,
}

/// An item of an outline. Outlines are flat and in preorder: an item stands under the nearest item before it whose
/// `depth` is smaller by one. So nothing that handles an outline of any depth needs the call stack.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OutlineItem {
    /// How the item is called.
    pub name: String,
    /// What it is.
    pub kind: OutlineKind,
    /// All of it.
    pub range: Span,
    /// What to select when one goes there; inside `range`.
    pub selection: Span,
    /// 0 at top level.
    pub depth: u32,
}
