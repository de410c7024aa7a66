//! The scopes of Rholang: which binder each name means, and what is wrong with names.
//!
//! One walk over the tree with an explicit stack, so that depth costs memory only; O(nodes) in all. At each place the
//! walk knows the [environment](super::binding) and how many patterns lie around it. In a pattern a variable is a new
//! binder unless the pattern itself binds it (`@{new x in { x!(y) }}` binds `y`); outside it is a use.

mod constructs;
mod names;
#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests;

use std::collections::BTreeMap;

use super::binding::Environment;
use super::diagnostics::{self, PatternOnly};
use super::keys::CanonicalKeys;
use super::tree::{BinaryOperator, NodeId, NodeKind, Tree};
use crate::language::analysis::{AnalysisBuilder, ScopeId, ScopeKind, SymbolId};
use crate::text::Span;

/// What the variables and quotes of a tree mean, for who walks it after the scopes are known.
pub(crate) struct Resolved<'t> {
    keys: CanonicalKeys<'t>,
    /// By node: the symbol that a variable means or binds.
    symbols: Vec<Option<SymbolId>>,
}

impl Resolved<'_> {
    /// The local symbol that a `Variable` means or binds; `None` for a free one.
    pub(crate) fn symbol(&self, variable: NodeId) -> Option<SymbolId> {
        self.symbols.get(variable.0 as usize).copied().flatten()
    }

    /// The key of a closed `Quote`: `@"rho:metta:compile"`.
    pub(crate) fn key(&mut self, quote: NodeId) -> Option<String> {
        let mut key = String::new();
        self.keys.write(quote, &mut key).then_some(key)
    }
}

/// Where the walk is.
#[derive(Clone, Copy, Debug)]
struct Context {
    /// The scope around this place.
    scope: ScopeId,
    /// In a pattern: the scope in which its variables are visible.
    binds: ScopeId,
    /// How many patterns lie around this place.
    depth: u32,
    /// Inside a bundle.
    bundle: bool,
    /// Directly inside something that could not be read: whether a name or a process is meant is not known.
    broken: bool,
}

impl Context {
    fn in_scope(self, scope: ScopeId) -> Context {
        Context { scope, broken: false, ..self }
    }

    /// Inside a pattern that stands here, whose variables are visible in `scope`.
    fn in_pattern(self, scope: ScopeId) -> Context {
        Context { scope, binds: scope, depth: self.depth + 1, broken: false, ..self }
    }
}

/// What a name is there for.
#[derive(Clone, Copy, Debug)]
enum Use {
    /// It is mentioned.
    Mention,
    /// It is an element of a pattern.
    Formal,
    /// It is sent to; the node behind the name, from which on the arguments stand.
    Call(NodeId, Span),
    /// It names this contract, which opens this scope.
    Contract(NodeId, ScopeId),
    /// It names this agent.
    Agent(NodeId, ScopeId),
}

/// What a place needs of a variable.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Sort {
    Name,
    Process,
    Any,
}

/// What the walk does next.
#[derive(Clone, Copy, Debug)]
enum Step {
    Process(NodeId, Context),
    Name(NodeId, Context, Use),
    /// The receipts of a `for` from the child of this number on.
    Receipts(NodeId, u32, Context),
    /// The declarations of a sequential `let` from the child of this number on.
    Declarations(NodeId, u32, Context),
    /// A pattern begins.
    Collect,
    /// The pattern ends; what it binds means something from here on, at this depth.
    Bind(u32),
    /// The pattern ends; what it binds means nothing. True: the pattern around it explains uses of it.
    Discard(bool),
    /// A scope ends; so much was bound before it.
    Unbind(u32),
}

/// Resolves the names of `tree` and puts what it finds into `builder`: scopes, symbols, occurrences, definitions, calls
/// and findings.
pub(crate) fn resolve<'t>(tree: &'t Tree, text: &'t str, builder: &mut AnalysisBuilder) -> Resolved<'t> {
    super::diagnostics_numbers::check(tree, text, builder);
    let mut walk = Walk {
        tree,
        text,
        builder,
        environment: Environment::default(),
        resolved: Resolved { keys: CanonicalKeys::new(tree, text), symbols: vec![None; tree.nodes().len()] },
        steps: Vec::new(),
        key: String::new(),
        free_processes: Vec::new(),
        free_contracts: BTreeMap::new(),
        receipt_scopes: BTreeMap::new(),
    };
    let scope = ScopeId::DOCUMENT;
    let document = Context { scope, binds: scope, depth: 0, bundle: false, broken: false };
    walk.processes(tree.roots(), document);
    while let Some(step) = walk.steps.pop() {
        walk.step(step);
    }
    walk.check_free();
    walk.resolved
}

/// Whether a node of this kind means itself, wherever it stands.
fn is_literal(kind: NodeKind) -> bool {
    use NodeKind::{Boolean, Integer, MethodName, Missing, Nil, Text, TypedNumber, Unit, Uri};
    matches!(kind, Boolean(_) | Integer | MethodName | Missing | Nil | Text | TypedNumber | Unit | Uri)
}

struct Walk<'t, 'b> {
    tree: &'t Tree,
    text: &'t str,
    builder: &'b mut AnalysisBuilder,
    environment: Environment<'t>,
    resolved: Resolved<'t>,
    steps: Vec<Step>,
    /// A key that is being written.
    key: String,
    /// The free variables that stand where a process is needed.
    free_processes: Vec<Span>,
    /// The free variables that contracts define, each with its first contract.
    free_contracts: BTreeMap<&'t str, Span>,
    /// The scopes of receipts whose guards are still to be read.
    receipt_scopes: BTreeMap<NodeId, ScopeId>,
}

impl<'t> Walk<'t, '_> {
    fn kind(&self, node: NodeId) -> NodeKind {
        self.tree.node(node).kind
    }

    fn span(&self, node: NodeId) -> Span {
        self.tree.node(node).span
    }

    fn source(&self, node: NodeId) -> &'t str {
        self.span(node).of(self.text)
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::Process(node, context) => self.process(node, context),
            Step::Name(node, context, purpose) => self.name(node, context, purpose),
            Step::Receipts(node, index, context) => self.receipts(node, index, context),
            Step::Declarations(node, index, context) => self.declarations(node, index, context),
            Step::Collect => self.environment.collect(),
            Step::Bind(depth) => self.environment.bind(depth),
            Step::Discard(hide) => self.environment.discard(hide),
            Step::Unbind(count) => self.environment.unbind(count),
        }
    }

    /// Walks `nodes` as processes, in order.
    fn processes(&mut self, nodes: &[NodeId], context: Context) {
        let tree = self.tree;
        let rest = nodes.iter().rev().filter(|&&node| !is_literal(tree.node(node).kind));
        self.steps.extend(rest.map(|&node| Step::Process(node, context)));
    }

    fn children(&mut self, node: NodeId, context: Context) {
        let tree = self.tree;
        self.processes(tree.children(node), context);
    }

    fn process(&mut self, node: NodeId, outer: Context) {
        let tree = self.tree;
        let children = tree.children(node);
        let context = Context { broken: false, ..outer };
        match self.kind(node) {
            NodeKind::Variable => {
                let sort = if outer.broken { Sort::Any } else { Sort::Process };
                self.variable(node, context, sort, Use::Mention);
            }
            NodeKind::Wildcard => self.pattern_only(node, outer, PatternOnly::Wildcard),
            NodeKind::SimpleType => self.pattern_only(node, outer, PatternOnly::SimpleType),
            NodeKind::Remainder | NodeKind::NameRemainder => {
                self.pattern_only(node, outer, PatternOnly::Remainder);
                // The wildcard of a remainder is no further finding.
                if outer.depth > 0 || !children.iter().any(|&child| self.kind(child) == NodeKind::Wildcard) {
                    self.children(node, context);
                }
            }
            NodeKind::ProcessReference | NodeKind::NameReference => self.reference(node, outer),
            NodeKind::Binary(BinaryOperator::Matches) => self.matches(children, context),
            NodeKind::Binary(BinaryOperator::Conjunction) => {
                self.pattern_only(node, outer, PatternOnly::Connective);
                self.children(node, context);
            }
            NodeKind::Binary(BinaryOperator::Disjunction) | NodeKind::PatternNegation => {
                self.pattern_only(node, outer, PatternOnly::Connective);
                self.apart(children, context);
            }
            NodeKind::Bundle(_) => {
                if outer.depth > 0 {
                    self.builder.diagnose(diagnostics::bundle_in_pattern(self.span(node)));
                }
                self.children(node, Context { bundle: true, ..context });
            }
            NodeKind::Eval | NodeKind::Source | NodeKind::SourceReceiveSend => {
                if let Some(&name) = children.first() {
                    self.name(name, context, Use::Mention);
                }
            }
            NodeKind::Quote => self.name(node, context, Use::Mention),
            NodeKind::Send
            | NodeKind::PersistentSend
            | NodeKind::SynchronousSend
            | NodeKind::MethodSend
            | NodeKind::SourceSendReceive
            | NodeKind::SourceMethodSend => self.send(children, context),
            NodeKind::New => self.new_names(node, context),
            NodeKind::LetSequential => self.let_sequential(node, context),
            NodeKind::LetConcurrent => self.let_concurrent(node, context),
            NodeKind::Match => self.match_cases(node, context),
            NodeKind::Case => self.case(node, context),
            NodeKind::Select => self.select(node, context),
            NodeKind::Branch => self.branch(node, context),
            NodeKind::Contract => self.contract(node, context),
            NodeKind::For => self.receive(node, context),
            NodeKind::Agent => self.agent(node, context),
            NodeKind::AgentDeclaration(_) => self.agent_declaration(node, context),
            // What stands where it cannot be read as itself: its names are looked up, nothing is bound.
            NodeKind::Error
            | NodeKind::Names
            | NodeKind::Bind(_)
            | NodeKind::Receipt
            | NodeKind::LetEquals
            | NodeKind::LetArrow
            | NodeKind::NameDeclaration => self.children(node, Context { broken: true, ..outer }),
            _ => self.children(node, context),
        }
    }

    /// Reports the names of contracts, free as they are, where processes are needed.
    fn check_free(&mut self) {
        for &span in &self.free_processes {
            let name = span.of(self.text);
            if let Some(&contract) = self.free_contracts.get(name) {
                self.builder.diagnose(diagnostics::name_as_process(span, name, contract));
            }
        }
    }

    /// Reports what may stand in patterns only, unless it stands in one.
    fn pattern_only(&mut self, node: NodeId, context: Context, what: PatternOnly) {
        if context.depth == 0 && !context.broken {
            let written = self.source(node).lines().next().unwrap_or_default();
            let problem = diagnostics::outside_pattern(self.span(node), what, written, context.bundle);
            self.builder.diagnose(problem);
        }
    }

    /// The left side of `matches` is a process; what its right side binds is visible nowhere.
    fn matches(&mut self, sides: &[NodeId], context: Context) {
        let &[left, right] = sides else { return self.processes(sides, context) };
        let scope = self.builder.scope(ScopeKind::Pattern, self.span(right), context.scope);
        self.steps.extend([
            Step::Discard(false),
            Step::Process(right, context.in_pattern(scope)),
            Step::Collect,
            Step::Process(left, context),
        ]);
    }

    /// Patterns that are each read by themselves, whose variables reach nothing else: the sides of `\/`, what `~` denies.
    fn apart(&mut self, patterns: &[NodeId], context: Context) {
        if context.depth == 0 {
            return self.processes(patterns, context);
        }
        for &pattern in patterns.iter().rev() {
            let scope = self.builder.scope(ScopeKind::Pattern, self.span(pattern), context.scope);
            let inside = Context { scope, binds: scope, ..context };
            self.steps.extend([Step::Discard(true), Step::Process(pattern, inside), Step::Collect]);
        }
    }
}
