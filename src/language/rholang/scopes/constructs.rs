//! The constructs that bind: each opens a scope, collects what its patterns bind, and walks its parts where that is
//! visible and where it is not.

use hashbrown::HashMap;

use super::{Context, Step, Use, Walk};
use crate::language::analysis::{ScopeId, ScopeKind, SymbolKind};
use crate::language::rholang::diagnostics;
use crate::language::rholang::tree::{BinaryOperator, NodeId, NodeKind};
use crate::text::Span;

impl<'t> Walk<'t, '_> {
    /// `n!(args)` and its kin: the name is called with what stands behind it.
    pub(super) fn send(&mut self, children: &'t [NodeId], context: Context) {
        let Some((&name, rest)) = children.split_first() else { return };
        // The processes behind the name: arguments, and what follows a synchronous send.
        for &part in rest.iter().rev() {
            match self.kind(part) {
                NodeKind::Arguments => self.children(part, context),
                _ => self.processes(&[part], context),
            }
        }
        let arguments = rest.iter().find(|&&part| self.kind(part) == NodeKind::Arguments);
        let purpose = match (rest.first(), arguments) {
            (Some(&first), Some(&arguments)) => Use::Call(first, self.span(arguments)),
            _ => Use::Mention,
        };
        self.name(name, context, purpose);
    }

    /// `new x, y in P`.
    pub(super) fn new_names(&mut self, node: NodeId, context: Context) {
        let tree = self.tree;
        let scope = self.builder.scope(ScopeKind::New, self.span(node), context.scope);
        self.steps.push(Step::Unbind(self.environment.bound()));
        self.environment.collect();
        let mut bodies = Vec::new();
        for &child in tree.children(node) {
            match (self.kind(child), tree.children(child).first()) {
                (NodeKind::NameDeclaration, Some(&variable)) => {
                    if self.kind(variable) == NodeKind::Variable {
                        self.declare(variable, SymbolKind::Name, scope, true);
                    }
                }
                _ => bodies.push(child),
            }
        }
        self.environment.bind(context.depth);
        self.processes(&bodies, context.in_scope(scope));
    }

    /// The elements of `names` as a pattern, in order.
    fn formals(&mut self, names: NodeId, context: Context) {
        let tree = self.tree;
        for &element in tree.children(names).iter().rev() {
            let (element, is_remainder) = match (self.kind(element), tree.children(element).first()) {
                (NodeKind::NameRemainder, Some(&rest)) => (rest, true),
                _ => (element, false),
            };
            // `...@r` binds a process, whether the `@` is part of the remainder or not.
            self.steps.push(if is_remainder && self.kind(element) == NodeKind::Variable {
                Step::Process(element, context)
            } else {
                Step::Name(element, context, Use::Formal)
            });
        }
    }

    /// Reports connectives that the node does not accept at the top of what is received.
    fn check_received(&mut self, names: NodeId, context: Context) {
        if context.depth > 0 {
            return;
        }
        let tree = self.tree;
        let quotes = tree.children(names).iter().filter(|&&name| self.kind(name) == NodeKind::Quote);
        let mut open: Vec<NodeId> = quotes.copied().collect();
        while let Some(node) = open.pop() {
            let connective = match self.kind(node) {
                NodeKind::Quote | NodeKind::Group | NodeKind::Block => None,
                NodeKind::Binary(BinaryOperator::Conjunction) => None,
                NodeKind::Binary(BinaryOperator::Disjunction) => Some("\\/"),
                NodeKind::PatternNegation => Some("~"),
                _ => continue,
            };
            match connective {
                None => open.extend(tree.children(node)),
                Some(connective) => {
                    let problem = diagnostics::received_connective(self.span(node), connective);
                    self.builder.diagnose(problem);
                }
            }
        }
    }

    /// `contract n(formals) = { P }`.
    pub(super) fn contract(&mut self, node: NodeId, context: Context) {
        let tree = self.tree;
        let &[name, names, ref bodies @ ..] = tree.children(node) else {
            return self.children(node, context);
        };
        let span = Span::new(self.span(names).start, self.span(node).end);
        let scope = self.builder.scope(ScopeKind::Contract, span, context.scope);
        self.check_received(names, context);
        self.steps.push(Step::Unbind(self.environment.bound()));
        self.processes(bodies, context.in_scope(scope));
        self.steps.push(Step::Bind(context.depth));
        self.formals(names, context.in_pattern(scope));
        self.steps.push(Step::Collect);
        self.name(name, context, Use::Contract(node, scope));
    }

    /// `for (receipt; receipt) { P }`.
    pub(super) fn receive(&mut self, node: NodeId, context: Context) {
        let scope = self.builder.scope(ScopeKind::For, self.span(node), context.scope);
        self.steps.push(Step::Unbind(self.environment.bound()));
        self.steps.push(Step::Receipts(node, 0, context.in_scope(scope)));
    }

    /// The receipts of a `for` from the child `index` on, in the scope of the one before; behind the last one the guards
    /// of all and the body.
    pub(super) fn receipts(&mut self, node: NodeId, index: u32, context: Context) {
        let tree = self.tree;
        let children = tree.children(node);
        let is_receipt = |child: &&NodeId| self.kind(**child) == NodeKind::Receipt;
        let Some(&receipt) = children.get(index as usize).filter(is_receipt) else {
            let (receipts, bodies) = children.split_at(children.len().min(index as usize));
            self.processes(bodies, context);
            for &receipt in receipts.iter().rev() {
                let scope = self.receipt_scopes.remove(&receipt).unwrap_or(context.scope);
                self.guards(receipt, context.in_scope(scope));
            }
            return;
        };
        let scope = if index == 0 {
            context.scope
        } else {
            let span = Span::new(self.span(receipt).start, self.span(node).end);
            self.builder.scope(ScopeKind::For, span, context.scope)
        };
        let context = context.in_scope(scope);
        self.receipt_scopes.insert(receipt, scope);
        self.steps.push(Step::Receipts(node, index + 1, context));
        self.join(receipt, context);
    }

    fn guards(&mut self, node: NodeId, context: Context) {
        let tree = self.tree;
        let guards = tree.children(node).iter().filter(|&&part| self.kind(part) == NodeKind::Guard);
        let guards: Vec<NodeId> = guards.copied().collect();
        self.processes(&guards, context);
    }

    /// The binds of a receipt or branch: all sources in the environment around it, then all patterns, then what they bind
    /// means something.
    fn join(&mut self, node: NodeId, context: Context) {
        let tree = self.tree;
        let is_bind = |child: &&NodeId| matches!(self.kind(**child), NodeKind::Bind(_));
        let binds: Vec<NodeId> = tree.children(node).iter().filter(is_bind).copied().collect();
        self.check_join(&binds);
        self.steps.push(Step::Bind(context.depth));
        for &bind in binds.iter().rev() {
            if let Some(&names) = tree.children(bind).first() {
                self.check_received(names, context);
                self.formals(names, context.in_pattern(context.scope));
            }
        }
        self.steps.push(Step::Collect);
        for &bind in binds.iter().rev() {
            self.processes(tree.children(bind).get(1..).unwrap_or_default(), context);
        }
    }

    /// Reports two binds on one channel.
    fn check_join(&mut self, binds: &[NodeId]) {
        if binds.len() < 2 {
            return;
        }
        let mut channels: HashMap<String, Span, foldhash::fast::FixedState> = HashMap::default();
        for &bind in binds {
            let Some((channel, span)) = self.channel(bind) else { continue };
            if let Some(&first) = channels.get(&channel) {
                self.builder.diagnose(diagnostics::same_channel(span, span.of(self.text), first));
            } else {
                channels.insert(channel, span);
            }
        }
    }

    /// The channel on which a bind receives: all of a join mean the same by a spelling, since all see the same binders.
    fn channel(&mut self, bind: NodeId) -> Option<(String, Span)> {
        let tree = self.tree;
        let &source = tree.children(bind).get(1)?;
        if !matches!(self.kind(source), NodeKind::Source | NodeKind::SourceReceiveSend) {
            return None;
        }
        let &name = tree.children(source).first()?;
        match self.kind(name) {
            NodeKind::Variable => Some((self.source(name).to_owned(), self.span(name))),
            NodeKind::Quote => {
                let key = self.resolved.key(name);
                Some((key.unwrap_or_else(|| self.source(name).to_owned()), self.span(name)))
            }
            _ => None,
        }
    }

    /// `let D ; D in P`: each declaration is seen by those behind it.
    pub(super) fn let_sequential(&mut self, node: NodeId, context: Context) {
        let scope = self.builder.scope(ScopeKind::Let, self.span(node), context.scope);
        self.steps.push(Step::Unbind(self.environment.bound()));
        self.steps.push(Step::Declarations(node, 0, context.in_scope(scope)));
    }

    /// The declarations of a sequential `let` from the child `index` on, in the scope of the one before; then the body.
    pub(super) fn declarations(&mut self, node: NodeId, index: u32, context: Context) {
        let tree = self.tree;
        let children = tree.children(node);
        let rest = children.get(index as usize..).unwrap_or_default();
        let Some((&declaration, _)) = rest.split_first().filter(|&(&first, _)| self.is_declaration(first))
        else {
            return self.processes(rest, context);
        };
        let scope = if index == 0 {
            context.scope
        } else {
            let span = Span::new(self.span(declaration).start, self.span(node).end);
            self.builder.scope(ScopeKind::Let, span, context.scope)
        };
        let context = context.in_scope(scope);
        self.steps.push(Step::Declarations(node, index + 1, context));
        self.let_together(&[declaration], context);
    }

    /// `let D & D in P`: no declaration sees another one.
    pub(super) fn let_concurrent(&mut self, node: NodeId, context: Context) {
        let tree = self.tree;
        let scope = self.builder.scope(ScopeKind::Let, self.span(node), context.scope);
        let context = context.in_scope(scope);
        self.steps.push(Step::Unbind(self.environment.bound()));
        let is_declaration = |&&child: &&NodeId| self.is_declaration(child);
        let declarations: Vec<NodeId> = tree.children(node).iter().filter(is_declaration).copied().collect();
        let bodies = tree.children(node).get(declarations.len()..).unwrap_or_default();
        self.processes(bodies, context);
        self.let_together(&declarations, context);
    }

    fn is_declaration(&self, node: NodeId) -> bool {
        matches!(self.kind(node), NodeKind::LetEquals | NodeKind::LetArrow)
    }

    /// Declarations whose values all stand in the environment around them.
    fn let_together(&mut self, declarations: &[NodeId], context: Context) {
        let tree = self.tree;
        self.steps.push(Step::Bind(context.depth));
        for &declaration in declarations.iter().rev() {
            let Some(&names) = tree.children(declaration).first() else { continue };
            let inside = context.in_pattern(context.scope);
            match tree.children(names) {
                // `let x = P` binds the process, `let x <- P` the name that quotes it.
                &[variable]
                    if self.kind(declaration) == NodeKind::LetEquals
                        && self.kind(variable) == NodeKind::Variable =>
                {
                    self.steps.push(Step::Process(variable, inside));
                }
                _ => self.formals(names, inside),
            }
        }
        self.steps.push(Step::Collect);
        for &declaration in declarations.iter().rev() {
            self.processes(tree.children(declaration).get(1..).unwrap_or_default(), context);
        }
    }

    /// `match P { cases }`.
    pub(super) fn match_cases(&mut self, node: NodeId, context: Context) {
        let tree = self.tree;
        let Some((&subject, cases)) = tree.children(node).split_first() else { return };
        let scope = self.builder.scope(ScopeKind::Match, self.span(node), context.scope);
        // The scope around the cases binds nothing, so that the subject may stand in it, as it does in the text.
        self.processes(cases, context.in_scope(scope));
        self.steps.push(Step::Process(subject, context.in_scope(scope)));
    }

    /// `pattern where P => P`.
    pub(super) fn case(&mut self, node: NodeId, context: Context) {
        let tree = self.tree;
        let Some((&pattern, rest)) = tree.children(node).split_first() else { return };
        let scope = self.builder.scope(ScopeKind::Case, self.span(node), context.scope);
        self.steps.push(Step::Unbind(self.environment.bound()));
        self.processes(rest, context.in_scope(scope));
        self.steps.push(Step::Bind(context.depth));
        self.steps.push(Step::Process(pattern, context.in_pattern(scope)));
        self.steps.push(Step::Collect);
    }

    /// `select { branches }`.
    pub(super) fn select(&mut self, node: NodeId, context: Context) {
        let scope = self.builder.scope(ScopeKind::Select, self.span(node), context.scope);
        self.children(node, context.in_scope(scope));
    }

    /// `binds where P => P`.
    pub(super) fn branch(&mut self, node: NodeId, context: Context) {
        let tree = self.tree;
        let scope = self.builder.scope(ScopeKind::Branch, self.span(node), context.scope);
        let context = context.in_scope(scope);
        self.steps.push(Step::Unbind(self.environment.bound()));
        let is_bind = |child: &&NodeId| matches!(self.kind(**child), NodeKind::Bind(_));
        let binds = tree.children(node).iter().take_while(is_bind).count();
        self.processes(tree.children(node).get(binds..).unwrap_or_default(), context);
        self.join(node, context);
    }

    /// `agent n { declarations }`: `this` and `private` are names around the declarations.
    pub(super) fn agent(&mut self, node: NodeId, context: Context) {
        let tree = self.tree;
        let Some((&name, declarations)) = tree.children(node).split_first() else { return };
        let scope = self.builder.scope(ScopeKind::Agent, self.span(node), context.scope);
        self.steps.push(Step::Unbind(self.environment.bound()));
        // They are written nowhere: their place is the empty one in front of the agent's name.
        let place = Span::new(self.span(name).start, self.span(name).start);
        self.environment.collect();
        for word in ["this", "private"] {
            let spelling = self.environment.spelling(word);
            let symbol = self.builder.bind(place, SymbolKind::Name, scope);
            self.environment.add(spelling, symbol, SymbolKind::Name, place, false);
        }
        self.processes(declarations, context.in_scope(scope));
        self.steps.push(Step::Bind(context.depth));
        self.steps.push(Step::Name(name, context, Use::Agent(node, scope)));
    }

    /// `method m(formals) { P }` and the other declarations of an agent.
    pub(super) fn agent_declaration(&mut self, node: NodeId, context: Context) {
        let tree = self.tree;
        let children = tree.children(node);
        let is_names = |&child: &NodeId| self.kind(child) == NodeKind::Names;
        let Some(index) = children.iter().position(is_names) else {
            return self.children(node, context);
        };
        let (names, bodies) = children.split_at(index + 1);
        let scope: ScopeId = self.builder.scope(ScopeKind::Agent, self.span(node), context.scope);
        self.steps.push(Step::Unbind(self.environment.bound()));
        self.processes(bodies, context.in_scope(scope));
        self.steps.push(Step::Bind(context.depth));
        if let Some(&names) = names.last() {
            self.check_received(names, context);
            self.formals(names, context.in_pattern(scope));
        }
        self.steps.push(Step::Collect);
    }
}
