//! What holds for the tree of every text: tokens that are the text, spans inside each other and in order, the layouts that
//! [`NodeKind`] promises, every token in some process where nothing is wrong, and work that is linear by count.

use crate::language::Severity;
use crate::language::rholang::lexer::{Lexer, Token, TokenKind};
use crate::language::rholang::parser::parse_counting;
use crate::language::rholang::tree::{AgentDeclarationKind, NodeKind};
use crate::text::Span;

/// What is said of a text, in a form that mutants can spoil.
#[derive(Clone, Debug)]
pub struct Reading {
    /// All tokens.
    pub tokens: Vec<Token>,
    /// Kind, place and children of each node.
    pub nodes: Vec<(NodeKind, Span, Vec<usize>)>,
    /// The processes of the file.
    pub roots: Vec<usize>,
    /// The findings.
    pub findings: Vec<(Severity, Span)>,
    /// The comments.
    pub comments: Vec<Span>,
    /// How many steps it took.
    pub steps: u64,
}

/// What ships.
pub fn production(text: &str) -> Reading {
    let (tree, steps) = parse_counting(text);
    let numbers = |ids: &[crate::language::rholang::NodeId]| ids.iter().map(|id| id.0 as usize).collect();
    let ids = (0..tree.nodes().len() as u32).map(crate::language::rholang::NodeId);
    Reading {
        tokens: Lexer::new(text).collect(),
        nodes: ids.map(|id| (tree.node(id).kind, tree.node(id).span, numbers(tree.children(id)))).collect(),
        roots: numbers(tree.roots()),
        findings: tree.errors().iter().map(|error| (error.severity, error.span)).collect(),
        comments: tree.comments().to_vec(),
        steps,
    }
}

/// Reads `text` with `subject`.
///
/// # Errors
/// What does not hold.
pub fn check(text: &str, subject: impl Fn(&str) -> Reading) -> Result<(), String> {
    let reading = subject(text);
    check_tokens(text, &reading)
        .and_then(|()| check_nodes(text, &reading))
        .and_then(|()| check_findings(text, &reading))
        .map_err(|wrong| format!("{text:?}: {wrong}"))
}

fn inside(text: &str, span: Span) -> bool {
    span.start <= span.end && text.get(span.range()).is_some()
}

fn check_tokens(text: &str, reading: &Reading) -> Result<(), String> {
    let mut end = 0;
    for token in &reading.tokens {
        if token.span.start != end || !inside(text, token.span) || token.span.is_empty() {
            return Err(format!("the token {token:?} does not follow what ends at {end}"));
        }
        end = token.span.end;
    }
    if end as usize != text.len() {
        return Err(format!("the tokens end at {end}"));
    }
    let limit = 12 * text.len() as u64 + 32;
    if reading.steps > limit { Err(format!("{} steps, at most {limit}", reading.steps)) } else { Ok(()) }
}

fn check_nodes(text: &str, reading: &Reading) -> Result<(), String> {
    let mut parents = vec![0; reading.nodes.len()];
    let whole = Span::new(0, text.len() as u32);
    let lists = reading.nodes.iter().map(|(_, span, children)| (*span, children));
    for (span, children) in lists.chain([(whole, &reading.roots)]) {
        let mut end = span.start;
        for &child in children {
            let (Some((kind, place, _)), Some(parents)) = (reading.nodes.get(child), parents.get_mut(child))
            else {
                return Err(format!("there is no node {child}"));
            };
            *parents += 1;
            if place.start < end || place.end > span.end || !inside(text, *place) {
                return Err(format!("{kind:?} at {place:?} is not behind {end} and in {span:?}"));
            }
            end = place.end;
        }
    }
    if let Some(node) = parents.iter().position(|&parents| parents != 1) {
        return Err(format!("{:?} is a child {} times", reading.nodes.get(node), parents[node]));
    }
    for (at, (kind, span, children)) in reading.nodes.iter().enumerate() {
        if children.iter().any(|&child| child >= at) {
            return Err(format!("{kind:?} at {span:?} is older than its children"));
        }
        let kinds: Vec<NodeKind> = children.iter().map(|&child| reading.nodes[child].0).collect();
        if !fits(*kind, &kinds) {
            return Err(format!("{kind:?} at {span:?} has the children {kinds:?}"));
        }
    }
    match reading.roots.iter().find(|&&root| !process(reading.nodes[root].0)) {
        Some(&root) => Err(format!("{:?} is no process", reading.nodes[root])),
        None => Ok(()),
    }
}

fn check_findings(text: &str, reading: &Reading) -> Result<(), String> {
    if let Some((_, span)) = reading.findings.iter().find(|(_, span)| !inside(text, *span)) {
        return Err(format!("a finding at {span:?} is not inside"));
    }
    if !reading.findings.is_sorted_by_key(|(_, span)| *span) {
        return Err("the findings are not in order".to_owned());
    }
    let comments =
        reading.tokens.iter().filter(|token| token.kind.is_trivia() && token.span.of(text).starts_with('/'));
    // A string that never ends is cut elsewhere by the parser, which sees more of the text.
    let unclosed = reading.tokens.iter().any(|token| token.kind == TokenKind::UnclosedText);
    if !unclosed && !comments.map(|token| token.span).eq(reading.comments.iter().copied()) {
        return Err(format!("the comments are not {:?}", reading.comments));
    }
    if reading.findings.iter().any(|(severity, _)| *severity == Severity::Error) {
        return Ok(());
    }
    let mut roots = reading.roots.iter().map(|&root| reading.nodes[root].1).peekable();
    for token in reading.tokens.iter().filter(|token| !token.kind.is_trivia()) {
        while roots.next_if(|root| root.end <= token.span.start).is_some() {}
        if !roots.peek().is_some_and(|root| root.start <= token.span.start && token.span.end <= root.end) {
            return Err(format!("nothing is wrong, and {token:?} is in no process"));
        }
    }
    match reading.nodes.iter().find(|(kind, ..)| matches!(kind, NodeKind::Error | NodeKind::Missing)) {
        Some(node) => Err(format!("nothing is wrong, and there is {node:?}")),
        None => Ok(()),
    }
}

fn process(kind: NodeKind) -> bool {
    use NodeKind::*;
    !matches!(
        kind,
        NameDeclaration
            | LetEquals
            | LetArrow
            | Case
            | Branch
            | Guard
            | Receipt
            | Bind(_)
            | Source
            | SourceReceiveSend
            | SourceSendReceive
            | SourceMethodSend
            | Names
            | NameRemainder
            | MethodName
            | Arguments
            | Quote
            | Pair
            | Remainder
            | AgentDeclaration(_)
    )
}

fn name(kind: NodeKind) -> bool {
    use NodeKind::*;
    matches!(kind, Variable | Wildcard | Quote | Error | Missing)
}

/// What the layouts of [`NodeKind`] are made of.
#[derive(Clone, Copy)]
enum Part {
    /// One process.
    P,
    /// Processes, at least so many.
    Ps(usize),
    /// One name.
    N,
    /// Names.
    Ns,
    /// One of these, or `Missing`.
    One(fn(NodeKind) -> bool),
    /// One of these or nothing.
    Maybe(fn(NodeKind) -> bool),
    /// At least so many of these.
    Many(usize, fn(NodeKind) -> bool),
}

fn fits(kind: NodeKind, children: &[NodeKind]) -> bool {
    use NodeKind::*;
    use Part::*;
    let variable: fn(NodeKind) -> bool = |kind| kind == Variable;
    let arguments: fn(NodeKind) -> bool = |kind| kind == Arguments;
    let names: fn(NodeKind) -> bool = |kind| kind == Names;
    let block: fn(NodeKind) -> bool = |kind| kind == Block;
    let guard: fn(NodeKind) -> bool = |kind| kind == Guard;
    let method: fn(NodeKind) -> bool = |kind| kind == MethodName;
    let remainder: fn(NodeKind) -> bool = |kind| kind == Remainder;
    let bind: fn(NodeKind) -> bool = |kind| matches!(kind, Bind(_));
    let declaration: fn(NodeKind) -> bool = |kind| matches!(kind, LetEquals | LetArrow);
    let source: fn(NodeKind) -> bool =
        |kind| matches!(kind, Source | SourceReceiveSend | SourceSendReceive | SourceMethodSend);
    let layout: &[Part] = match kind {
        Error => return true,
        Par => &[Ps(2)],
        Block => &[Ps(0)],
        New => &[Many(1, |kind| kind == NameDeclaration), P],
        NameDeclaration => &[One(|kind| matches!(kind, Variable | Wildcard)), Maybe(|kind| kind == Uri)],
        If => &[P, P, Ps(0)],
        LetSequential | LetConcurrent => &[Many(1, declaration), P],
        LetEquals | LetArrow => &[One(names), One(arguments)],
        Bundle(_) | Guard | Not | Negate | PatternNegation | Quote | Group => &[P],
        Match => &[P, Many(1, |kind| matches!(kind, Case | Missing))],
        Case => &[P, Maybe(guard), P],
        Select => &[Many(1, |kind| matches!(kind, Branch | Missing))],
        Branch => &[Many(1, bind), Maybe(guard), P],
        Contract => &[N, One(names), One(block)],
        For => &[Many(1, |kind| matches!(kind, Receipt | Missing)), One(block)],
        Receipt => &[Many(1, bind), Maybe(guard)],
        Bind(_) => &[One(names), One(source)],
        Source | SourceReceiveSend | Eval | NameRemainder => &[N],
        SourceSendReceive | Send | PersistentSend => &[N, One(arguments)],
        SourceMethodSend => &[N, One(method), One(arguments)],
        SynchronousSend => &[N, One(arguments), Ps(0)],
        MethodSend => &[N, One(method), One(arguments), Ps(0)],
        Names => &[Ns, Maybe(|kind| kind == NameRemainder)],
        Binary(_) => &[P, P],
        MethodCall => &[P, One(method), One(arguments)],
        ProcessReference | NameReference => &[One(variable)],
        Arguments => &[Ps(0)],
        Tuple => &[Ps(1)],
        List | Set | PathMap => &[Ps(0), Maybe(remainder)],
        Map => &[Many(0, |kind| matches!(kind, Pair | Error)), Maybe(remainder)],
        Pair => &[P, P],
        Remainder => &[One(|kind| matches!(kind, Variable | Wildcard))],
        Agent => &[N, Many(0, |kind| matches!(kind, AgentDeclaration(_)))],
        AgentDeclaration(AgentDeclarationKind::Method | AgentDeclarationKind::PrivateMethod) => {
            &[One(method), One(names), One(block)]
        }
        AgentDeclaration(_) => &[One(names), One(block)],
        _ => &[],
    };
    let least = |part: &Part| match part {
        P | N | One(_) => 1,
        Ps(least) | Many(least, _) => *least,
        Ns | Maybe(_) => 0,
    };
    // A part that takes many takes all it can, and leaves what the parts behind it need.
    let mut rest = children;
    for (at, part) in layout.iter().enumerate() {
        let taken = match part {
            P => usize::from(rest.first().is_some_and(|&kind| process(kind))),
            N => usize::from(rest.first().is_some_and(|&kind| name(kind))),
            One(of) => usize::from(rest.first().is_some_and(|&kind| of(kind) || kind == Missing)),
            Ps(_) => rest.iter().take_while(|&&kind| process(kind)).count(),
            Ns => rest.iter().take_while(|&&kind| name(kind)).count(),
            Maybe(of) => usize::from(rest.first().is_some_and(|&kind| of(kind))),
            Many(_, of) => {
                let behind: usize = layout.iter().skip(at + 1).map(least).sum();
                rest.iter().take(rest.len().saturating_sub(behind)).take_while(|&&kind| of(kind)).count()
            }
        };
        if taken < least(part) {
            return false;
        }
        rest = &rest[taken..];
    }
    // At most one more process stands behind `else` or `;`.
    let most = if matches!(kind, If | SynchronousSend | MethodSend) { layout.len() } else { usize::MAX };
    rest.is_empty() && children.len() <= most
}
