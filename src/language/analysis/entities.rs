//! The plain data of which an analysis consists. All are small and `Copy`; what they say in words stands in the text
//! under their spans.

use crate::text::Span;

/// The number of a scope in its analysis.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ScopeId(pub u32);

impl ScopeId {
    /// The scope of the whole document; every analysis has it.
    pub const DOCUMENT: ScopeId = ScopeId(0);
}

/// The number of a local symbol in its analysis.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct SymbolId(pub u32);

/// The number of an occurrence in its analysis: occurrences are numbered by place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct OccurrenceId(pub u32);

/// The number of a global key in its analysis: keys are numbered by text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct KeyId(pub u32);

/// What opens a scope.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ScopeKind {
    /// The whole text.
    Document,
    /// Rholang `new`.
    New,
    /// Rholang `contract`, from its formals on; MeTTa `(= head body)`.
    Contract,
    /// Rholang `for` (one scope for each receipt; the first one covers the whole `for`).
    For,
    /// Rholang or MeTTa `let`, `let*`, `chain` (one scope for each declaration of a sequential one).
    Let,
    /// `match` around its cases.
    Match,
    /// A case of a `match` or `case`.
    Case,
    /// Rholang `select` around its branches.
    Select,
    /// A branch of a `select`.
    Branch,
    /// Rholang `agent`, or a declaration in it.
    Agent,
    /// A function without a name.
    Lambda,
    /// A form of a MeTTa file that is no clause: its variables are its own.
    Form,
    /// A pattern whose variables are visible nowhere: the right side of `matches`, the sides of `\/` and `~`.
    Pattern,
}

/// A stretch of text in which names mean something. Scopes are numbered in preorder.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Scope {
    /// The construct that opens it, from its first token to its last.
    pub span: Span,
    /// The scope around it; the document is its own parent.
    pub parent: ScopeId,
    /// What opens it.
    pub kind: ScopeKind,
}

/// What a local symbol is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SymbolKind {
    /// A Rholang name variable: bound by `new`, or by a formal without `@`.
    Name,
    /// A Rholang process variable: bound inside a quoted pattern.
    Process,
    /// A MeTTa variable.
    Variable,
}

/// A local symbol: something that is bound in this document and seen nowhere else.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Symbol {
    /// The occurrence that binds it.
    pub binding: OccurrenceId,
    /// The scope in which it is visible.
    pub scope: ScopeId,
    /// What it is.
    pub kind: SymbolKind,
}

/// What an occurrence stands for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Target {
    /// A local symbol of this analysis.
    Local(SymbolId),
    /// A global key: something that other documents may define or mention too.
    Global(KeyId),
}

/// What an occurrence does.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Role {
    /// Binds a local symbol.
    Binding,
    /// Declares without defining: MeTTa `(: f T)`.
    Declaration,
    /// Defines: the name of a contract, the head of a clause or fact. A contract whose name is bound by `new` is a
    /// definition of that local symbol.
    Definition,
    /// Mentions.
    Reference,
}

/// A place where a name stands. Occurrences are ordered by start, then the longer one first; where two overlap one lies
/// inside the other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Occurrence {
    /// The name as it is written, a quoted one with its `@`.
    pub span: Span,
    /// What it stands for.
    pub target: Target,
    /// What it does.
    pub role: Role,
}

/// What a definition is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum DefinitionKind {
    /// A Rholang contract.
    Contract,
    /// A MeTTa clause `(= (f ..) body)`, or an agent.
    Function,
    /// A MeTTa declaration `(: f T)`.
    Type,
    /// A MeTTa fact.
    Data,
}

/// A place that gives a name its meaning. Definitions stand in the order of their occurrences.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Definition {
    /// The name: an occurrence with the role [`Role::Definition`] or [`Role::Declaration`].
    pub occurrence: OccurrenceId,
    /// Where "go to definition" goes: the name of a contract, the whole head of a clause.
    pub target: Span,
    /// All of it.
    pub range: Span,
    /// What the pattern filter compares with a call: the formals of a contract from `(` to `)`, the head of a clause.
    pub formals: Span,
    /// The comment or `@doc` form that documents it; empty where there is none.
    pub documentation: Span,
    /// The scope that it opens, or the scope in which it stands where it opens none.
    pub scope: ScopeId,
    /// What it is.
    pub kind: DefinitionKind,
}

/// A use of a name as a channel that is sent to, or as the head of an expression. Calls stand in the order of their
/// occurrences.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Call {
    /// The name that is called.
    pub occurrence: OccurrenceId,
    /// What the pattern filter compares: the arguments of a send from `(` to `)`, the whole expression of MeTTa.
    pub arguments: Span,
}

/// A link to another file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Import {
    /// The module's name as it is written.
    pub span: Span,
    /// The paths that it may name, relative to the folder of the document, best first: `m.metta`, `m/module.metta`.
    pub candidates: Vec<String>,
}
