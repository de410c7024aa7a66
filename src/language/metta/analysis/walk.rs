//! The walk through a form: occurrences, calls, and what its variables mean.
//!
//! Ordinary terms are a linear scan over nodes in preorder. A form that binds variables is taken apart into tasks, which
//! are done one after the other: values before the patterns that must not be seen in them, patterns before bodies. So the
//! walk keeps its place on the heap, however deep a text nests.

mod special;

use super::notes;
use super::variables::{Meaning, Variables};
use crate::language::analysis::{
    AnalysisBuilder, Definition, DefinitionKind, OccurrenceId, Role, ScopeId, ScopeKind, SymbolKind,
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
