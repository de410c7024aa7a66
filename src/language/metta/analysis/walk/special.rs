//! Forms with a meaning of their own: what binds variables is taken apart into tasks, what names a module or a space is noted.

use super::super::import;
use super::{Task, Walk, is_member};
use crate::language::analysis::{Definition, DefinitionKind, Import, Role, ScopeId, ScopeKind};
use crate::language::metta::lexer::TokenKind;
use crate::language::metta::syntax::NodeKind;
use crate::language::metta::vocabulary::Special;
use crate::text::Span;

impl<'t> Walk<'t> {
    /// Plans a special form, the node `at`, and what follows it up to `end`. False when it lacks what makes it special: it
    /// is an ordinary expression then.
    pub(super) fn special(&mut self, special: Special, at: usize, end: usize) -> bool {
        let close = self.behind(at);
        let span = self.span(at);
        let [head, first, second, third, fourth] = self.members(at);
        let (Some(head), Some(first)) = (head, first) else { return false };
        self.symbol(head, self.span(head));
        self.tasks.push(Task::Terms { at: close, end });
        match special {
            Special::Let => {
                let leave = self.leave();
                let scope = self.open(ScopeKind::Let, span);
                let value = second.unwrap_or(close);
                let body = second.map_or(close, |value| self.behind(value));
                self.tasks.extend([
                    leave,
                    Task::Terms { at: body, end: close },
                    Task::Enter(scope),
                    Task::Pattern { at: first, end: self.behind(first), scope, hides: true },
                    Task::Terms { at: value, end: body },
                ]);
            }
            Special::Sequence => {
                let leave = self.leave();
                let body = self.behind(first);
                self.tasks.extend([
                    leave,
                    Task::Terms { at: body, end: close },
                    self.list(first, |at, end| Task::Pairs { at, end, behind: span.end }),
                ]);
            }
            Special::Values { values, patterns, applies } => {
                let leave = self.leave();
                let scope = self.open(if applies { ScopeKind::Lambda } else { ScopeKind::Let }, span);
                let pattern = self.skip(first, close, values);
                let body = self.skip(pattern, close, patterns);
                self.tasks.extend([
                    leave,
                    Task::Terms { at: body, end: close },
                    Task::Enter(scope),
                    Task::Pattern { at: pattern, end: body, scope, hides: true },
                    Task::Terms { at: first, end: pattern },
                ]);
            }
            Special::Match => {
                let leave = self.leave();
                let scope = self.open(ScopeKind::Match, span);
                // MeTTaTron writes the space `& self`: two words.
                let two_words = self.word(first) == "&" && fourth.is_some();
                let pattern = if two_words { third } else { second }.unwrap_or(close);
                let template = if pattern < close { self.behind(pattern) } else { close };
                self.tasks.extend([
                    leave,
                    Task::Terms { at: template, end: close },
                    Task::Enter(scope),
                    Task::Pattern { at: pattern, end: template, scope, hides: false },
                    Task::Terms { at: first, end: pattern },
                ]);
            }
            Special::Cases => {
                let behind = second.map_or(close, |branches| self.behind(branches));
                self.tasks.push(Task::Terms { at: behind, end: close });
                if let Some(branches) = second {
                    self.tasks.push(self.list(branches, |at, end| Task::Branches { at, end }));
                }
                self.tasks.push(Task::Terms { at: first, end: second.unwrap_or(close) });
            }
            Special::Import => {
                let module = second.filter(|&module| self.evaluated && self.import(module));
                let named = module.is_some() && self.word(first) != "&self" && self.name_space(first, span);
                let rest = self.behind(module.unwrap_or(first));
                self.tasks.push(Task::Terms { at: rest, end: close });
                if !named {
                    self.tasks.push(Task::Terms { at: first, end: self.behind(first) });
                }
            }
            Special::Include => {
                let rest = if self.evaluated && self.import(first) { self.behind(first) } else { first };
                self.tasks.push(Task::Terms { at: rest, end: close });
            }
            Special::Bind => {
                let named = self.evaluated && self.name_space(first, span);
                let rest = if named { self.behind(first) } else { first };
                self.tasks.push(Task::Terms { at: rest, end: close });
            }
        }
        true
    }

    /// The task for the members of the list `at`; where it is no list, it is read as it stands.
    fn list(&self, at: usize, task: impl FnOnce(usize, usize) -> Task) -> Task {
        let end = self.behind(at);
        match self.nodes.get(at).map(|node| node.kind) {
            Some(NodeKind::Expression | NodeKind::Broken) => task(at + 1, end),
            _ => Task::Terms { at, end },
        }
    }

    /// What ends the scope that is about to be opened.
    fn leave(&self) -> Task {
        Task::Leave { scope: self.scope, depth: self.variables.depth() }
    }

    /// The place behind `count` members from `at` on, at most `close`.
    pub(super) fn skip(&self, mut at: usize, close: usize, count: u8) -> usize {
        let mut left = count;
        while left > 0 && at < close {
            left -= u8::from(self.nodes.get(at).is_some_and(is_member));
            at = self.behind(at);
        }
        at
    }

    /// The pairs of a `let*` from `at` on.
    pub(super) fn pairs(&mut self, at: usize, end: usize, behind: u32) {
        let Some((pair, span)) = self.group(at, end) else { return };
        let close = self.behind(pair);
        self.tasks.push(Task::Pairs { at: close, end, behind });
        let [pattern, value] = self.members(pair);
        let Some(pattern) = pattern else { return };
        let value = value.unwrap_or(close);
        let scope = self.open(ScopeKind::Let, Span::new(span.start, behind));
        self.tasks.extend([
            Task::Enter(scope),
            Task::Pattern { at: pattern, end: self.behind(pattern), scope, hides: true },
            Task::Terms { at: value, end: close },
        ]);
    }

    /// The branches of a `case` from `at` on.
    pub(super) fn branches(&mut self, at: usize, end: usize) {
        let Some((branch, span)) = self.group(at, end) else { return };
        let close = self.behind(branch);
        self.tasks.push(Task::Branches { at: close, end });
        let [pattern] = self.members(branch);
        let Some(pattern) = pattern else { return };
        let result = self.behind(pattern);
        let leave = self.leave();
        let scope = self.open(ScopeKind::Case, span);
        self.tasks.extend([
            leave,
            Task::Terms { at: result, end: close },
            Task::Enter(scope),
            Task::Pattern { at: pattern, end: result, scope, hides: false },
        ]);
    }

    /// The first expression from `at` on; what stands before it is read as ordinary terms.
    fn group(&mut self, mut at: usize, end: usize) -> Option<(usize, Span)> {
        while at < end
            && let Some(node) = self.nodes.get(at)
        {
            match node.kind {
                NodeKind::Expression | NodeKind::Broken => return Some((at, node.span)),
                NodeKind::Token(TokenKind::Word) => {
                    self.symbol(at, node.span);
                }
                NodeKind::Token(TokenKind::Variable) => self.variable(node.span),
                _ => {}
            }
            at += 1;
        }
        None
    }

    /// Links the file that the node `module` names, where it names one.
    fn import(&mut self, module: usize) -> bool {
        let Some(node) = self.nodes.get(module) else { return false };
        let name = match node.kind {
            NodeKind::Token(TokenKind::Word) => self.source(node.span),
            NodeKind::Token(TokenKind::Text) => self.source(node.span).trim_matches('"'),
            _ => return false,
        };
        let candidates = import::candidates(name);
        let found = !candidates.is_empty();
        if found {
            self.builder.import(Import { span: node.span, candidates });
        }
        found
    }

    /// Names the value or module that the expression `range` brings.
    fn name_space(&mut self, at: usize, range: Span) -> bool {
        if !self.is_symbol(at) {
            return false;
        }
        let (span, word) = (self.span(at), self.word(at));
        let occurrence = self.builder.global(span, word, Role::Definition);
        let scope = self.scope.or(self.root).unwrap_or(ScopeId::DOCUMENT);
        let (target, formals, documentation) = (span, span, Span::default());
        let kind = DefinitionKind::Data;
        let definition = Definition { occurrence, target, range, formals, documentation, scope, kind };
        self.named.push((word, definition));
        true
    }
}
