//! The forms at top level: which one is a clause, a declaration, a fact, a program, and what is said above it.

use hashbrown::HashMap;

use super::notes;
use super::walk::Walk;
use crate::language::analysis::{
    Analysis, AnalysisBuilder, Definition, DefinitionKind, OccurrenceId, ScopeId, ScopeKind,
};
use crate::language::metta::lexer::TokenKind;
use crate::language::metta::syntax::{Node, NodeKind};
use crate::language::metta::vocabulary;
use crate::text::Span;

/// Goes through the forms of a text.
pub(super) struct Forms<'t> {
    walk: Walk<'t>,
    definitions: Vec<Definition>,
    /// The first `(@doc name ..)` of each name.
    docs: HashMap<&'t str, Span, foldhash::fast::FixedState>,
    /// The name of each of `definitions`.
    names: Vec<&'t str>,
}

/// What a form at top level defines.
struct Head {
    /// The word that is the name.
    name: usize,
    target: Span,
    formals: Span,
    kind: DefinitionKind,
}

impl<'t> Forms<'t> {
    pub(super) fn new(text: &'t str, nodes: &'t [Node], builder: AnalysisBuilder) -> Forms<'t> {
        let walk = Walk::new(text, nodes, builder);
        Forms { walk, definitions: Vec::new(), docs: HashMap::default(), names: Vec::new() }
    }

    pub(super) fn analyze(mut self) -> Analysis {
        let (mut at, mut above, mut marked) = (0, Above::new(), None);
        while let Some(node) = self.walk.nodes.get(at) {
            match node.kind {
                NodeKind::Token(TokenKind::Space) => above.space(self.walk.source(node.span)),
                NodeKind::Token(TokenKind::Comment) => above.comment(node.span),
                NodeKind::Mark => marked = Some(above.take()),
                NodeKind::Skipped => {
                    above.take();
                    marked = None;
                }
                _ => {
                    let comment = above.take();
                    match marked.take() {
                        Some(comment) => self.program(at, comment),
                        None => self.atom(at, comment),
                    }
                }
            }
            at += 1 + node.descendants as usize;
        }
        for (mut definition, name) in self.definitions.into_iter().zip(self.names) {
            if let Some(&doc) = self.docs.get(name) {
                definition.documentation = doc;
            }
            self.walk.builder.define(definition);
        }
        self.walk.builder.finish()
    }

    /// A form behind `!`.
    fn program(&mut self, at: usize, comment: Span) {
        let Some(node) = self.walk.nodes.get(at) else { return };
        self.walk.begin(ScopeKind::Form, node.span, true);
        self.walk.terms(at, at + 1 + node.descendants as usize);
        self.end(comment);
    }

    /// A form that is added as it stands.
    fn atom(&mut self, at: usize, comment: Span) {
        let Some(node) = self.walk.nodes.get(at) else { return };
        let end = at + 1 + node.descendants as usize;
        let [head, subject, value, more] = self.walk.members(at);
        let word = head.map_or("", |head| self.walk.word(head));
        let closed = node.kind == NodeKind::Expression;
        // What is being written lacks its last members.
        let complete = more.is_none() && (value.is_some() || !closed);
        match (word, subject) {
            ("=", Some(subject)) if complete => self.clause(node.span, subject, end),
            (":", Some(subject)) if complete => self.declaration(node.span, subject, end),
            ("=" | ":", _) => {
                if closed {
                    self.walk.builder.diagnose(notes::plain_fact(node.span, word));
                }
                self.walk.begin(ScopeKind::Form, node.span, false);
                self.walk.terms(at, end);
            }
            ("@doc", Some(subject)) => self.doc(node.span, subject, end),
            _ => self.fact(at, head, end),
        }
        self.end(comment);
    }

    fn clause(&mut self, span: Span, subject: usize, end: usize) {
        self.walk.begin(ScopeKind::Contract, span, true);
        let scope = self.walk.root();
        let behind = self.walk.behind(subject);
        let Some(node) = self.walk.nodes.get(subject) else { return };
        // The name of a curried head stands at the front of its front.
        let (mut front, mut formals) = (subject, node.span);
        while let Some(inner) = self.walk.nodes.get(front)
            && matches!(inner.kind, NodeKind::Expression | NodeKind::Broken)
            && let [Some(next)] = self.walk.members(front)
        {
            (front, formals) = (next, inner.span);
        }
        if self.walk.is_symbol(front) && !vocabulary::is_punctuation(self.walk.word(front)) {
            if front == subject {
                self.walk.builder.diagnose(notes::bare_rule(node.span, self.walk.word(front)));
            }
            self.define(
                Head { name: front, target: node.span, formals, kind: DefinitionKind::Function },
                span,
                scope,
            );
        }
        self.walk.pattern(subject, behind, scope);
        self.walk.terms(behind, end);
    }

    fn declaration(&mut self, span: Span, subject: usize, end: usize) {
        self.walk.begin(ScopeKind::Form, span, false);
        if self.walk.is_symbol(subject) && !vocabulary::is_punctuation(self.walk.word(subject)) {
            let target = self.walk.span(subject);
            let head = Head { name: subject, target, formals: target, kind: DefinitionKind::Type };
            self.define(head, span, ScopeId::DOCUMENT);
        }
        self.walk.terms(subject, end);
    }

    fn doc(&mut self, span: Span, subject: usize, end: usize) {
        self.walk.begin(ScopeKind::Form, span, false);
        if self.walk.is_symbol(subject) {
            self.docs.entry(self.walk.word(subject)).or_insert(span);
        }
        self.walk.documentation(subject, end);
    }

    fn fact(&mut self, at: usize, head: Option<usize>, end: usize) {
        let span = self.walk.span(at);
        self.walk.begin(ScopeKind::Form, span, false);
        match head {
            Some(head) if self.walk.is_symbol(head) => {
                let name = self.walk.word(head);
                if !vocabulary::is_reserved(name) && !name.starts_with('@') {
                    let target = self.walk.span(head);
                    let head = Head { name: head, target, formals: span, kind: DefinitionKind::Data };
                    self.define(head, span, ScopeId::DOCUMENT);
                }
            }
            None if self.walk.is_symbol(at) => {
                let word = self.walk.word(at);
                if word.starts_with('!') {
                    self.walk.builder.diagnose(notes::marked_word(span, word));
                }
            }
            _ => {}
        }
        self.walk.terms(at, end);
    }

    /// Notes what the form that has begun defines; its occurrence comes with the walk.
    fn define(&mut self, head: Head, range: Span, scope: ScopeId) {
        let Head { name, target, formals, kind } = head;
        self.names.push(self.walk.word(name));
        self.walk.define(name, kind);
        let occurrence = OccurrenceId(0);
        let documentation = Span::default();
        self.definitions.push(Definition { occurrence, target, range, formals, documentation, scope, kind });
    }

    /// Ends the form: its own definition, and those of its parts, get their occurrences and the comment above the form.
    fn end(&mut self, comment: Span) {
        if let Some(occurrence) = self.walk.take_defined()
            && let Some(definition) = self.definitions.last_mut()
        {
            definition.occurrence = occurrence;
            definition.documentation = comment;
        }
        for (name, mut definition) in self.walk.take_named() {
            definition.documentation = comment;
            self.names.push(name);
            self.definitions.push(definition);
        }
    }
}

/// The comments directly above the place that has been reached: each alone on its line, no line between.
struct Above {
    block: Option<Span>,
    /// How many line ends stand behind the last comment or form; none were seen when there is no space.
    gap: usize,
    /// Nothing but space stands before on this line.
    fresh: bool,
}

impl Above {
    fn new() -> Above {
        Above { block: None, gap: 0, fresh: true }
    }

    fn space(&mut self, space: &str) {
        self.gap = memchr::memchr_iter(b'\n', space.as_bytes()).count();
        self.fresh |= self.gap > 0;
    }

    fn comment(&mut self, span: Span) {
        self.block = match self.block {
            Some(block) if self.fresh && self.gap == 1 => Some(Span::new(block.start, span.end)),
            _ => self.fresh.then_some(span),
        };
        (self.gap, self.fresh) = (0, false);
    }

    /// The comments above what stands here, which is none itself; empty where there are none.
    fn take(&mut self) -> Span {
        let block = self.block.take().filter(|_| self.gap == 1);
        (self.gap, self.fresh) = (0, false);
        block.unwrap_or_default()
    }
}
