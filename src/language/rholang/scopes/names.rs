//! Names and variables: what each occurrence means.

use super::{Context, PatternOnly, Sort, Step, Use, Walk};
use crate::language::analysis::{
    Definition, DefinitionKind, OccurrenceId, Role, ScopeId, SymbolId, SymbolKind,
};
use crate::language::rholang::binding::Binder;
use crate::language::rholang::tree::{AgentDeclarationKind, NodeId, NodeKind};
use crate::language::rholang::{diagnostics, documentation};
use crate::text::Span;

impl<'t> Walk<'t, '_> {
    /// A node in name position.
    pub(super) fn name(&mut self, node: NodeId, context: Context, purpose: Use) {
        match self.kind(node) {
            NodeKind::Variable => self.variable(node, context, Sort::Name, purpose),
            NodeKind::Wildcard => self.pattern_only(node, context, PatternOnly::Wildcard),
            NodeKind::Quote => {
                let is_pattern = matches!(purpose, Use::Formal) && context.depth > 0;
                if !is_pattern {
                    let mut key = std::mem::take(&mut self.key);
                    if self.resolved.keys.write(node, &mut key) {
                        let role = self.role(context, purpose, true);
                        let occurrence = self.builder.global(self.span(node), &key, role);
                        self.used(occurrence, self.span(node), context, purpose, role);
                    }
                    self.key = key;
                }
                self.children(node, context);
            }
            _ => self.steps.push(Step::Process(node, context)),
        }
    }

    /// A variable where `sort` is needed.
    pub(super) fn variable(&mut self, node: NodeId, context: Context, sort: Sort, purpose: Use) {
        let (span, name) = (self.span(node), self.source(node));
        let spelling = self.environment.spelling(name);
        if context.depth > 0 {
            let bound = self.environment.find_in_pattern(spelling, context.depth);
            return match bound {
                Some(binder) => self.mention(node, binder, context, sort, purpose),
                None if sort == Sort::Any => {}
                None => {
                    let kind = if sort == Sort::Name { SymbolKind::Name } else { SymbolKind::Process };
                    self.declare(node, kind, context.binds, false);
                }
            };
        }
        let found = self.environment.find(spelling);
        if let Some(hidden) = found.hidden {
            let outer = found.binder.map(|binder| binder.span);
            self.builder.diagnose(diagnostics::hidden_variable(hidden, name, span, outer));
        }
        match found.binder {
            Some(binder) => self.mention(node, binder, context, sort, purpose),
            None if sort == Sort::Any => {}
            None => {
                let role = self.role(context, purpose, true);
                match (role, sort) {
                    (Role::Definition, _) => _ = self.free_contracts.entry(name).or_insert(span),
                    (_, Sort::Process) => self.free_processes.push(span),
                    _ => {}
                }
                let key = self.environment.key(spelling, || self.builder.key(name));
                let occurrence = self.builder.global_key(span, key, role);
                self.used(occurrence, span, context, purpose, role);
            }
        }
    }

    /// `=x` and `=*x`: what is bound around the pattern.
    pub(super) fn reference(&mut self, node: NodeId, context: Context) {
        let Some(&variable) = self.tree.children(node).first() else { return };
        if self.kind(variable) != NodeKind::Variable {
            return;
        }
        self.pattern_only(node, context, PatternOnly::Reference);
        let sort = if self.kind(node) == NodeKind::NameReference { Sort::Name } else { Sort::Process };
        self.variable(variable, Context { depth: 0, ..context }, sort, Use::Mention);
    }

    /// A variable that `binder` binds.
    fn mention(&mut self, node: NodeId, binder: Binder, context: Context, sort: Sort, purpose: Use) {
        let (span, name) = (self.span(node), self.source(node));
        match (sort, binder.kind) {
            (Sort::Process, SymbolKind::Name) => {
                self.builder.diagnose(diagnostics::name_as_process(span, name, binder.span));
            }
            (Sort::Name, SymbolKind::Process) => {
                self.builder.diagnose(diagnostics::process_as_name(span, name, binder.span));
            }
            _ => {}
        }
        let role = self.role(context, purpose, binder.fresh);
        let occurrence = self.builder.local(span, binder.symbol, role);
        self.means(node, binder.symbol);
        self.used(occurrence, span, context, purpose, role);
    }

    /// A variable that the construct around it binds: a new symbol, unless the pattern binds it already.
    pub(super) fn declare(&mut self, node: NodeId, kind: SymbolKind, scope: ScopeId, fresh: bool) {
        let (span, name) = (self.span(node), self.source(node));
        let spelling = self.environment.spelling(name);
        if let Some(first) = self.environment.collected(spelling) {
            self.builder.diagnose(if fresh {
                diagnostics::duplicate_name(span, name, first.span)
            } else {
                diagnostics::duplicate_variable(span, name, first.span)
            });
            self.builder.local(span, first.symbol, Role::Reference);
            return self.means(node, first.symbol);
        }
        if let Some(outer) = self.environment.find(spelling).binder {
            self.builder.diagnose(diagnostics::shadowed(span, name, outer.span));
        }
        let symbol = self.builder.bind(span, kind, scope);
        self.environment.add(spelling, symbol, kind, span, fresh);
        self.means(node, symbol);
    }

    fn means(&mut self, node: NodeId, symbol: SymbolId) {
        if let Some(meaning) = self.resolved.symbols.get_mut(node.0 as usize) {
            *meaning = Some(symbol);
        }
    }

    /// The role of a name; `definable` when contracts may define it.
    fn role(&self, context: Context, purpose: Use, definable: bool) -> Role {
        match purpose {
            Use::Contract(..) | Use::Agent(..) if definable && context.depth == 0 => Role::Definition,
            _ => Role::Reference,
        }
    }

    /// Records what the use of a name means beyond its occurrence.
    fn used(&mut self, occurrence: OccurrenceId, name: Span, context: Context, purpose: Use, role: Role) {
        match purpose {
            Use::Call(node, arguments) if context.depth == 0 => {
                let start = self.span(node).start;
                self.builder.call(occurrence, Span::new(start, arguments.end.max(start)));
            }
            Use::Contract(node, scope) if role == Role::Definition => {
                let formals = self.tree.children(node).get(1).map_or(name, |&names| self.span(names));
                self.define(occurrence, name, formals, node, scope, DefinitionKind::Contract);
            }
            Use::Agent(node, scope) if role == Role::Definition => {
                let constructor = NodeKind::AgentDeclaration(AgentDeclarationKind::Constructor);
                let declarations = self.tree.children(node).iter().copied();
                let constructor = declarations.into_iter().find(|&part| self.kind(part) == constructor);
                let names = constructor.and_then(|part| self.tree.children(part).first().copied());
                let formals = names.map_or(Span::new(name.end, name.end), |names| self.span(names));
                self.define(occurrence, name, formals, node, scope, DefinitionKind::Function);
            }
            _ => {}
        }
    }

    fn define(
        &mut self,
        occurrence: OccurrenceId,
        name: Span,
        formals: Span,
        node: NodeId,
        scope: ScopeId,
        kind: DefinitionKind,
    ) {
        let range = self.span(node);
        let documentation = documentation::above(self.text, self.tree.comments(), range.start);
        self.builder.define(Definition {
            occurrence,
            target: name,
            range,
            formals,
            documentation,
            scope,
            kind,
        });
    }
}
