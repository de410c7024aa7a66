//! The syntax tree: nodes in one vector, so that a program of any depth is built, walked and dropped without the call
//! stack.
//!
//! The tree holds what scopes and resolvers need; blanks and comments lie between its nodes ([`Tree::comments`]).
//! Where something is absent from a broken text stands a [`NodeKind::Missing`] node with an empty span, and what cannot
//! be read is inside [`NodeKind::Error`] nodes, so that the layouts below hold for every text.

use crate::language::diagnostic::Diagnostic;
use crate::text::Span;

/// The number of a node in its tree. Children have smaller numbers than their parents.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct NodeId(pub u32);

/// A two-sided operator.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum BinaryOperator {
    /// `or`
    Or,
    /// `and`
    And,
    /// `matches`: the right side is a pattern.
    Matches,
    /// `==`
    Equal,
    /// `!=`
    Unequal,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `++`
    Concatenate,
    /// `--`
    Difference,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Modulo,
    /// `%%`
    Interpolate,
    /// `\/` in patterns
    Disjunction,
    /// `/\` in patterns
    Conjunction,
}

/// How a name is received.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum BindKind {
    /// `<-`
    Linear,
    /// `<=`
    Repeated,
    /// `<<-`
    Peek,
}

/// What a bundle allows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum BundleKind {
    /// `bundle`
    ReadWrite,
    /// `bundle+`
    Write,
    /// `bundle-`
    Read,
    /// `bundle0`
    Neither,
}

/// What an agent declares.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum AgentDeclarationKind {
    /// `constructor(..){..}`
    Constructor,
    /// `method m(..){..}`
    Method,
    /// `private method m(..){..}`
    PrivateMethod,
    /// `default(..){..}`
    Default,
    /// `private default(..){..}`
    PrivateDefault,
}

/// What a node is. Each variant says what its children are; `P` is any process (or `Error`, `Missing`), `N` any name:
/// `Variable`, `Wildcard`, `Quote` (or `Error`, `Missing`; whatever else was written there is an `Error` around it).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum NodeKind {
    /// `P | P | ..`: two or more P, flat.
    Par,
    /// `new x, y(`u`) in P`: `NameDeclaration`+, then P.
    New,
    /// `x` or `x(`u`)`: `Variable`, then `Uri` if there is one.
    NameDeclaration,
    /// `if (P) P else P`: condition, then, and else if there is one.
    If,
    /// `let D ; D in P`: `LetEquals` or `LetArrow`+, then P. A single declaration is sequential.
    LetSequential,
    /// `let D & D in P`: the same.
    LetConcurrent,
    /// `names = P, ..`: `Names`, `Arguments` (without parentheses).
    LetEquals,
    /// `names <- P, ..`: the same.
    LetArrow,
    /// P.
    Bundle(BundleKind),
    /// `match P { .. }`: P, `Case`+.
    Match,
    /// `pattern [where P] => P`: P, `Guard` if there is one, P.
    Case,
    /// `select { .. }`: `Branch`+.
    Select,
    /// `bind [& or ;] bind .. [where P] => P`: `Bind`+, `Guard` if there is one, P.
    Branch,
    /// `where P`: P.
    Guard,
    /// `contract n(names) = { P }`: N, `Names`, `Block`.
    Contract,
    /// `for (receipt; receipt) { P }`: `Receipt`+, `Block`.
    For,
    /// `bind & bind [where P]`: `Bind`+, `Guard` if there is one.
    Receipt,
    /// `names <- source`: `Names`, then one source.
    Bind(BindKind),
    /// The source `n`: N.
    Source,
    /// The source `n?!`: N.
    SourceReceiveSend,
    /// The source `n!?(..)`: N, `Arguments`.
    SourceSendReceive,
    /// The source `n!m(..)`: N, `MethodName`, `Arguments`.
    SourceMethodSend,
    /// `x, @y ...@rest`, in formals with the parentheses: N*, then `NameRemainder` if there is one.
    Names,
    /// `...@x`: N.
    NameRemainder,
    /// `n!(..)`: N, `Arguments`.
    Send,
    /// `n!!(..)`: N, `Arguments`.
    PersistentSend,
    /// `n!?(..).` or `n!?(..); P`: N, `Arguments`, then P behind `;`.
    SynchronousSend,
    /// `n!m(..).` or `n!m(..); P`: N, `MethodName`, `Arguments`, then P behind `;`.
    MethodSend,
    /// The name of a method. No children.
    MethodName,
    /// `(P, ..)`, of a send or call with the parentheses: P*.
    Arguments,
    /// P, P.
    Binary(BinaryOperator),
    /// `not P`: P.
    Not,
    /// `-P`: P.
    Negate,
    /// `~P`: P.
    PatternNegation,
    /// `P.m(..)`: P, `MethodName`, `Arguments`.
    MethodCall,
    /// `*n`: N.
    Eval,
    /// `@P`: P.
    Quote,
    /// `=x`: `Variable`.
    ProcessReference,
    /// `=*x`: `Variable`.
    NameReference,
    /// `{ P .. }`: P* (one is what the node accepts).
    Block,
    /// `(P)`: P.
    Group,
    /// `Nil`.
    Nil,
    /// `true` or `false`.
    Boolean(bool),
    /// `42`, `-1`.
    Integer,
    /// A number with its type: `1i8`, `2u32`, `3n`, `4r`, `1.5f64`, `1.5p2`.
    TypedNumber,
    /// `"..."`.
    Text,
    /// `` `...` ``.
    Uri,
    /// `()`.
    Unit,
    /// `Bool`, `Int`, `String`, `Uri`, `ByteArray`.
    SimpleType,
    /// `[P, .. ...r]`: P*, then `Remainder` if there is one.
    List,
    /// `(P,)` or `(P, P, ..)`: P+.
    Tuple,
    /// `Set(P, .. ...r)`: P*, then `Remainder` if there is one.
    Set,
    /// `{P: P, .. ...r}`: `Pair`*, then `Remainder` if there is one.
    Map,
    /// `P: P`: P, P.
    Pair,
    /// `{| P, .. ...r |}`: P*, then `Remainder` if there is one.
    PathMap,
    /// `...x` or `..._` in a collection: `Variable` or `Wildcard`.
    Remainder,
    /// A variable. No children.
    Variable,
    /// `_`. No children.
    Wildcard,
    /// `agent n { .. | .. }`: N, `AgentDeclaration`*.
    Agent,
    /// `method m(names) { P }`: `MethodName` for methods, `Names`, `Block`.
    AgentDeclaration(AgentDeclarationKind),
    /// What cannot be read; whatever was read inside: any node*.
    Error,
    /// What is absent. Empty span, no children.
    Missing,
}

/// A node.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// From its first token to its last.
    pub span: Span,
    /// Its children, as a range of the tree's list of children.
    pub(super) children: (u32, u32),
}

/// A program.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    pub(super) nodes: Vec<Node>,
    pub(super) children: Vec<NodeId>,
    pub(super) roots: Vec<NodeId>,
    pub(super) comments: Vec<Span>,
    pub(super) errors: Vec<Diagnostic>,
}

impl Tree {
    /// The processes of the file, in order of place.
    pub fn roots(&self) -> &[NodeId] {
        &self.roots
    }

    /// All nodes; children stand before their parents.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// A node.
    ///
    /// # Panics
    /// For the number of a node of another tree.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    /// The children of a node, in order of place.
    ///
    /// # Panics
    /// For the number of a node of another tree.
    pub fn children(&self, id: NodeId) -> &[NodeId] {
        let (start, end) = self.node(id).children;
        &self.children[start as usize..end as usize]
    }

    /// The comments in order of place.
    pub fn comments(&self) -> &[Span] {
        &self.comments
    }

    /// What is wrong with the syntax, in order of place.
    pub fn errors(&self) -> &[Diagnostic] {
        &self.errors
    }
}
