//! The walk through a form: occurrences, calls, and what its variables mean.
//!
//! Ordinary terms are a linear scan over nodes in preorder. A form that binds variables is taken apart into tasks, which
//! are done one after the other: values before the patterns that must not be seen in them, patterns before bodies. So the
//! walk keeps its place on the heap, however deep a text nests.

use super::import;
use super::notes;
use super::variables::{Meaning, Variables};
use crate::language::analysis::{
    AnalysisBuilder, Definition, DefinitionKind, Import, OccurrenceId, Role, ScopeId, ScopeKind, SymbolKind,
};
use crate::language::metta::constants::Constant;
use crate::language::metta::lexer::TokenKind;
use crate::language::metta::literal;
use crate::language::metta::syntax::{Node, NodeKind};
use crate::language::metta::vocabulary::{Special, is_punctuation};
use crate::text::Span;

/// What is to be done; nodes are `at..end`.
enum Task {
    /// Ordinary terms.
    Terms { at: usize, end: usize },
    /// A pattern that binds its variables in `scope`; those that mean something already too, where it `hides`.
    Pattern { at: usize, end: usize, scope: ScopeId, hides: bool },
    /// The pairs of a `let*`, each a scope that reaches to `behind`.
    Pairs { at: usize, end: usize, behind: u32 },
    /// The branches of a `case`.
    Branches { at: usize, end: usize },
    /// What follows stands in this scope.
    Enter(ScopeId),
    /// The scope ends: what it hid since `depth` is seen again.
    Leave { scope: Option<ScopeId>, depth: usize },
}

/// The state of the walk through the forms of a text, one after the other.
pub(super) struct Walk<'t> {
    text: &'t str,
    pub(super) nodes: &'t [Node],
    pub(super) builder: AnalysisBuilder,
    variables: Variables<'t>,
    tasks: Vec<Task>,
    kind: ScopeKind,
    form: Span,
    /// The scope of the form, since something needed it.
    root: Option<ScopeId>,
    /// The innermost scope; the form's own where there is none.
    scope: Option<ScopeId>,
    /// The form is evaluated some time, so it may link files and name spaces.
    evaluated: bool,
    /// Words with `@` are the markup of a `@doc` form.
    markup: bool,
    /// The word that the form defines, and as what.
    name: Option<(usize, DefinitionKind)>,
    /// Its occurrence, when the walk has come past it.
    defined: Option<OccurrenceId>,
    /// What `bind!` and `import!` name.
    named: Vec<(&'t str, Definition)>,
    /// The expression whose head comes next, and the node of that head.
    call: Option<(usize, Span)>,
}

impl<'t> Walk<'t> {
    pub(super) fn new(text: &'t str, nodes: &'t [Node], builder: AnalysisBuilder) -> Walk<'t> {
        Walk {
            text,
            nodes,
            builder,
            variables: Variables::default(),
            tasks: Vec::new(),
            kind: ScopeKind::Form,
            form: Span::default(),
            root: None,
            scope: None,
            evaluated: false,
            markup: false,
            name: None,
            defined: None,
            named: Vec::new(),
            call: None,
        }
    }

    /// Begins a form.
    pub(super) fn begin(&mut self, kind: ScopeKind, form: Span, evaluated: bool) {
        (self.kind, self.form, self.evaluated) = (kind, form, evaluated);
        (self.root, self.scope, self.markup) = (None, None, false);
        (self.name, self.defined) = (None, None);
        self.variables.begin_form();
    }

    /// The word `name` is what the form defines.
    pub(super) fn define(&mut self, name: usize, kind: DefinitionKind) {
        self.name = Some((name, kind));
    }

    /// The occurrence of the word that the form defines.
    pub(super) fn take_defined(&mut self) -> Option<OccurrenceId> {
        self.defined.take()
    }

    /// What the form names with `bind!` and `import!`.
    pub(super) fn take_named(&mut self) -> Vec<(&'t str, Definition)> {
        std::mem::take(&mut self.named)
    }

    /// Reads the nodes `at..end` as ordinary terms.
    pub(super) fn terms(&mut self, at: usize, end: usize) {
        self.tasks.push(Task::Terms { at, end });
        self.run();
    }

    /// Reads the nodes `at..end` as a pattern whose variables belong to `scope`.
    pub(super) fn pattern(&mut self, at: usize, end: usize, scope: ScopeId) {
        self.tasks.push(Task::Pattern { at, end, scope, hides: false });
        self.run();
    }

    /// Reads the nodes `at..end` as what a `@doc` form says.
    pub(super) fn documentation(&mut self, at: usize, end: usize) {
        self.markup = true;
        self.terms(at, end);
    }

    fn run(&mut self) {
        while let Some(task) = self.tasks.pop() {
            match task {
                Task::Terms { at, end } => self.scan(at, end),
                Task::Pattern { at, end, scope, hides } => self.scan_pattern(at, end, scope, hides),
                Task::Pairs { at, end, behind } => self.pairs(at, end, behind),
                Task::Branches { at, end } => self.branches(at, end),
                Task::Enter(scope) => self.scope = Some(scope),
                Task::Leave { scope, depth } => {
                    self.scope = scope;
                    self.variables.leave(depth);
                }
            }
        }
    }

    fn scan(&mut self, mut at: usize, end: usize) {
        while at < end
            && let Some(node) = self.nodes.get(at)
        {
            match node.kind {
                NodeKind::Token(TokenKind::Word) => {
                    self.symbol(at, node.span);
                }
                NodeKind::Token(TokenKind::Variable) => self.variable(node.span),
                NodeKind::Expression | NodeKind::Broken => {
                    let head = self.expression(at, node.span);
                    if let Some(special) = head.and_then(|head| Special::of(self.word(head)))
                        && self.special(special, at, end)
                    {
                        return;
                    }
                }
                _ => {}
            }
            at += 1;
        }
    }

    fn scan_pattern(&mut self, mut at: usize, end: usize, scope: ScopeId, hides: bool) {
        while at < end
            && let Some(node) = self.nodes.get(at)
        {
            match node.kind {
                NodeKind::Token(TokenKind::Word) => {
                    self.symbol(at, node.span);
                }
                NodeKind::Token(TokenKind::Variable) => self.bind(node.span, scope, hides),
                NodeKind::Expression | NodeKind::Broken => {
                    self.expression(at, node.span);
                }
                _ => {}
            }
            at += 1;
        }
    }

    /// An expression begins: its head, where that is a word.
    fn expression(&mut self, at: usize, span: Span) -> Option<usize> {
        let [Some(head)] = self.members(at) else { return None };
        if self.nodes.get(head)?.kind != NodeKind::Token(TokenKind::Word) {
            return None;
        }
        self.call = Some((head, span));
        Some(head)
    }

    /// A word: an occurrence, where it is a symbol that names something.
    fn symbol(&mut self, at: usize, span: Span) -> Option<OccurrenceId> {
        let word = self.source(span);
        let call = self.call.take_if(|(head, _)| *head == at);
        if is_punctuation(word) || self.markup && word.starts_with('@') || !names(word) {
            return None;
        }
        if let Some((name, kind)) = self.name
            && name == at
        {
            let role = if kind == DefinitionKind::Type { Role::Declaration } else { Role::Definition };
            self.defined = Some(self.builder.global(span, word, role));
            return self.defined;
        }
        let occurrence = self.builder.global(span, word, Role::Reference);
        if let Some((_, arguments)) = call {
            self.builder.call(occurrence, arguments);
        }
        Some(occurrence)
    }

    /// A variable outside patterns: what it means, or a new one of the form.
    fn variable(&mut self, span: Span) {
        let name = self.variables.name(self.text.get(span.range()).unwrap_or_default());
        match self.variables.meaning(name) {
            Some(meaning) => {
                self.builder.local(span, meaning.symbol, Role::Reference);
            }
            None => {
                let scope = self.root();
                let symbol = self.builder.bind(span, SymbolKind::Variable, scope);
                self.variables.set(name, Meaning { symbol, scope, span, hides: false });
            }
        }
    }

    /// A variable in a pattern of `scope`.
    fn bind(&mut self, span: Span, scope: ScopeId, hides: bool) {
        let text = self.text;
        let word = text.get(span.range()).unwrap_or_default();
        let name = self.variables.name(word);
        match self.variables.meaning(name) {
            Some(meaning) if !hides || meaning.scope == scope => {
                self.builder.local(span, meaning.symbol, Role::Reference);
            }
            outer => {
                // Who is told of the first will see to those inside.
                if let Some(outer) = outer.filter(|outer| !outer.hides) {
                    self.builder.diagnose(notes::bound_again(span, word, outer.span));
                }
                let symbol = self.builder.bind(span, SymbolKind::Variable, scope);
                let hides = outer.is_some();
                self.variables.hide(name, Meaning { symbol, scope, span, hides });
            }
        }
    }

    /// The scope of the form.
    pub(super) fn root(&mut self) -> ScopeId {
        let (kind, form) = (self.kind, self.form);
        *self.root.get_or_insert_with(|| self.builder.scope(kind, form, ScopeId::DOCUMENT))
    }

    fn open(&mut self, kind: ScopeKind, span: Span) -> ScopeId {
        let parent = match self.scope {
            Some(scope) => scope,
            None => self.root(),
        };
        self.builder.scope(kind, span, parent)
    }

    /// Plans a special form, the node `at`, and what follows it up to `end`. False when it lacks what makes it special: it
    /// is an ordinary expression then.
    fn special(&mut self, special: Special, at: usize, end: usize) -> bool {
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
    fn skip(&self, mut at: usize, close: usize, count: u8) -> usize {
        let mut left = count;
        while left > 0 && at < close {
            left -= u8::from(self.nodes.get(at).is_some_and(is_member));
            at = self.behind(at);
        }
        at
    }

    /// The pairs of a `let*` from `at` on.
    fn pairs(&mut self, at: usize, end: usize, behind: u32) {
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
    fn branches(&mut self, at: usize, end: usize) {
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

    /// The text under a span.
    pub(super) fn source(&self, span: Span) -> &'t str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// The text that the node `at` covers.
    pub(super) fn span(&self, at: usize) -> Span {
        self.nodes.get(at).map_or(Span::default(), |node| node.span)
    }

    /// The node behind everything under the node `at`.
    pub(super) fn behind(&self, at: usize) -> usize {
        at + 1 + self.nodes.get(at).map_or(0, |node| node.descendants as usize)
    }

    /// The word at the node `at`; empty where it is none.
    pub(super) fn word(&self, at: usize) -> &'t str {
        match self.nodes.get(at) {
            Some(Node { kind: NodeKind::Token(TokenKind::Word), span, .. }) => self.source(*span),
            _ => "",
        }
    }

    /// True when the node `at` is a symbol.
    pub(super) fn is_symbol(&self, at: usize) -> bool {
        let word = self.word(at);
        !word.is_empty() && names(word)
    }

    /// The first members of the expression `at`, whatever they are.
    pub(super) fn members<const N: usize>(&self, at: usize) -> [Option<usize>; N] {
        let mut members = [None; N];
        let (mut found, end) = (0, self.behind(at));
        let mut next = at + 1;
        while let Some(place) = members.get_mut(found)
            && next < end
        {
            if self.nodes.get(next).is_some_and(is_member) {
                *place = Some(next);
                found += 1;
            }
            next = self.behind(next);
        }
        members
    }
}

/// True for what is a member of the expression around it, also where it is broken.
fn is_member(node: &Node) -> bool {
    node.is_atom() || matches!(node.kind, NodeKind::Broken | NodeKind::Token(TokenKind::UnclosedText))
}

/// True for words that are symbols: no numbers, no booleans.
fn names(word: &str) -> bool {
    literal::is_plain(word) || matches!(literal::word(word), Ok(Constant::Symbol(_)))
}
