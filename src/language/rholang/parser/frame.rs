//! What the parser has begun and not yet finished: the stack that stands in for the call stack.

use crate::language::rholang::lexer::TokenKind;
use crate::language::rholang::tree::{AgentDeclarationKind, BinaryOperator, BindKind, BundleKind, NodeKind};

/// Whose block stands in braces.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum BlockOf {
    /// A process in braces; it may turn out to be a map.
    Process,
    /// The body of a contract, a receive or a declaration of an agent.
    Body,
    /// A bundle.
    Bundle(BundleKind),
}

/// Whose names are listed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum NamesOf {
    /// In parentheses.
    Formals,
    /// Up to the arrow of a bind.
    Bind,
    /// Up to `=` or `<-`.
    Let,
}

/// What a frame is about. The number of values above its base tells how far it has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum FrameKind {
    /// Processes, up to the end.
    File,
    /// `{` ..
    Block(BlockOf),
    /// Where a bundle has no braces.
    BareBundle(BundleKind),
    /// Where a body has no braces.
    BareBody,
    /// `(` ..: a process in parentheses, so far.
    Group,
    /// `(P,` ..
    Tuple,
    /// `[` ..
    List,
    /// `Set(` ..
    Set,
    /// `{|` ..
    PathMap,
    /// `(` .. of a send or call
    Arguments,
    /// `{P:` ..
    Map,
    /// P of `P: P`
    PairKey,
    /// the second P of `P: P`
    PairValue,
    /// `P |` ..
    Par,
    /// `P op` ..
    Infix(BinaryOperator),
    /// `not` ..
    Not,
    /// `-` ..
    Negate,
    /// `~` ..
    PatternNegation,
    /// `@` ..; `true`: any expression, as a loose reader takes it
    Quote(bool),
    /// `*` ..
    Eval,
    /// `...` .. in names
    NameRemainder,
    /// `new D in` ..
    New,
    /// `if` ..
    If,
    /// `(` .. of `if`
    Condition,
    /// The condition of `if` without parentheses
    BareCondition,
    /// `let` ..; whether the declarations are joined by `&`, once it is known
    Let(Option<bool>),
    /// `let D in` ..
    LetBody(bool),
    /// A declaration of `let`, with the kind of its node once it is known.
    LetDeclaration(Option<NodeKind>),
    /// `P, P` of a declaration
    LetValues,
    /// `match` ..
    Match,
    /// `match P {` ..
    Cases,
    /// The pattern of a case.
    CasePattern,
    /// The body of a case.
    CaseBody,
    /// `where` ..
    Guard,
    /// `select {` ..
    Select,
    /// `bind & bind` ..
    Branch,
    /// `bind =>` ..
    BranchBody,
    /// `contract` ..
    Contract,
    /// `for (` ..
    Receipts,
    /// `for (..)` ..
    For,
    /// `bind & bind` ..; how the binds before receive, once there is one
    Receipt(Option<BindKind>),
    /// `names <-` ..
    Bind(BindKind),
    /// What stands right of the arrow.
    Source,
    /// The arguments of a source of this kind.
    SourceArguments(NodeKind),
    /// `x, y` ..
    Names(NamesOf),
    /// A send of this kind whose arguments follow.
    Send(NodeKind),
    /// `n!?(..);` ..
    SendBody(NodeKind),
    /// `P.m` ..
    MethodCall,
    /// `agent` ..
    Agent,
    /// `agent n {` ..
    AgentBody,
    /// A declaration of an agent.
    AgentDeclaration(AgentDeclarationKind),
}

/// What may stand at the place that a frame waits for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Want {
    /// A process whose operators bind at least so tightly (section 3).
    Process(u8),
    /// A name.
    Name,
}

/// The frame stands where a second process may follow the first, so that `-1` is a process.
pub(super) const JUXTAPOSED: u8 = 1;
/// Inside the operand of an `@` that is not in brackets: a `!` belongs to the `@`.
pub(super) const QUOTED: u8 = 2;
/// A `<-` begins the next branch.
pub(super) const ARROW_ENDS: u8 = 4;

impl FrameKind {
    /// What the frame waits for, when it waits for a process or a name.
    pub(super) fn want(self) -> Want {
        use FrameKind::*;
        match self {
            Eval | NameRemainder | Source | SourceArguments(_) | Names(_) | Contract | Agent => Want::Name,
            BareBody | BareBundle(_) | Par | New | If | SendBody(_) => Want::Process(1),
            LetBody(_) => Want::Process(2),
            Match | Guard | BareCondition => Want::Process(4),
            Not | Negate => Want::Process(10),
            PatternNegation => Want::Process(15),
            Quote(loose) => Want::Process(if loose { 4 } else { 11 }),
            Infix(operator) => Want::Process(right_level(operator)),
            _ => Want::Process(0),
        }
    }

    /// What of the frame below (whose flags are `outer`) holds inside this frame.
    pub(super) fn flags(self, outer: u8) -> u8 {
        use FrameKind::*;
        match self {
            File | CaseBody => JUXTAPOSED,
            BranchBody => ARROW_ENDS,
            Quote(_) => outer | QUOTED,
            Infix(_) | Not | Negate | PatternNegation => outer,
            Par | New | If | LetBody(_) | SendBody(_) | BareBody | BareBundle(_) => outer & !QUOTED,
            _ => 0,
        }
    }

    /// The token that ends what stands in brackets.
    pub(super) fn closer(self) -> Option<TokenKind> {
        use FrameKind::*;
        match self {
            Block(_) | Map | Cases | Select | AgentBody => Some(TokenKind::CloseBrace),
            Group | Tuple | Set | Arguments | Condition | Receipts | Names(NamesOf::Formals) => {
                Some(TokenKind::CloseParenthesis)
            }
            List => Some(TokenKind::CloseBracket),
            PathMap => Some(TokenKind::ClosePathMap),
            _ => None,
        }
    }
}

/// How tightly a two-sided operator binds.
pub(super) fn level(operator: BinaryOperator) -> u8 {
    use BinaryOperator::*;
    match operator {
        Or => 4,
        And => 5,
        Equal | Unequal | Matches => 6,
        Less | LessOrEqual | Greater | GreaterOrEqual => 7,
        Add | Subtract | Concatenate | Difference => 8,
        Multiply | Divide | Modulo | Interpolate => 9,
        Disjunction => 13,
        Conjunction => 14,
    }
}

/// How tightly the right side must bind: everything groups to the left but `matches`.
fn right_level(operator: BinaryOperator) -> u8 {
    level(operator) + u8::from(operator != BinaryOperator::Matches)
}

/// How tightly a node binds as a whole.
pub(super) fn node_level(kind: NodeKind) -> u8 {
    use NodeKind::*;
    match kind {
        Par => 0,
        New | If | SynchronousSend | MethodSend => 1,
        LetSequential | LetConcurrent | Bundle(_) | Match | Select | Contract | For | Agent => 2,
        Send | PersistentSend => 3,
        Binary(operator) => level(operator),
        Not | Negate => 10,
        MethodCall => 11,
        _ => 16,
    }
}

/// Something begun.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    pub(super) kind: FrameKind,
    pub(super) flags: u8,
    /// Where its node starts.
    pub(super) start: u32,
    /// How many values stand below its own.
    pub(super) base: u32,
}

/// An open bracket, with how many that may be closed from inside are open, itself included.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Bracket {
    /// The bracket itself.
    pub(super) start: u32,
    /// `(` since the last brace.
    pub(super) parentheses: u32,
    /// `[` since the last brace.
    pub(super) brackets: u32,
    /// `{`.
    pub(super) braces: u32,
    /// `{|`.
    pub(super) path_maps: u32,
}
