//! Agents, the sugar of section 6.

use super::frame::FrameKind;
use super::recovery::Behind;
use super::{Mode, Parser};
use crate::language::rholang::lexer::TokenKind;
use crate::language::rholang::tree::{AgentDeclarationKind, NodeKind};
use crate::text::Span;

const FORM: &str =
    "an agent is written so: `agent a { constructor() { .. } | method m(@x) { .. } | default(@x) { .. } }`";

impl Parser<'_> {
    fn is_word(&self, ahead: usize, word: &str) -> bool {
        let token = self.ahead(ahead);
        token.kind == TokenKind::Variable && token.span.of(self.text) == word
    }

    /// True for the word `agent` where an agent follows it: everywhere else it is a variable.
    pub(super) fn begins_agent(&self) -> bool {
        use TokenKind::*;
        // The length first: most words are ruled out by it.
        self.token().span.len() == 5
            && self.is_word(0, "agent")
            && match self.ahead(1).kind {
                At => true,
                Variable | Wildcard | QuoteVariable => self.ahead(2).kind == OpenBrace,
                _ => false,
            }
    }

    pub(super) fn begin_agent(&mut self) -> Mode {
        let span = self.token().span;
        self.check_level(2, span);
        self.push_frame(FrameKind::Agent, span.start);
        self.bump();
        Mode::Operand
    }

    /// The name of an agent is read.
    pub(super) fn resume_agent(&mut self) -> Mode {
        self.check_name();
        if self.kind() != TokenKind::OpenBrace {
            self.expected("`{`", FORM);
            return self.end(NodeKind::Agent, Mode::Operator);
        }
        self.become_frame(FrameKind::AgentBody);
        self.open_bracket();
        if self.kind() == TokenKind::CloseBrace { self.resume_agent_body() } else { self.begin_declaration() }
    }

    /// The declaration that begins here.
    fn agent_declaration(&self) -> Option<AgentDeclarationKind> {
        use AgentDeclarationKind as Kind;
        match usize::from(self.is_word(0, "private")) {
            0 if self.is_word(0, "constructor") => Some(Kind::Constructor),
            0 if self.is_word(0, "method") => Some(Kind::Method),
            0 if self.is_word(0, "default") => Some(Kind::Default),
            1 if self.is_word(1, "method") => Some(Kind::PrivateMethod),
            1 if self.is_word(1, "default") => Some(Kind::PrivateDefault),
            _ => None,
        }
    }

    fn begin_declaration(&mut self) -> Mode {
        use AgentDeclarationKind as Kind;
        let Some(kind) = self.agent_declaration() else {
            self.expected("a declaration of an agent", FORM);
            return Mode::Resume;
        };
        let private = usize::from(matches!(kind, Kind::PrivateMethod | Kind::PrivateDefault));
        self.push_frame(FrameKind::AgentDeclaration(kind), self.token().span.start);
        (0..=private).for_each(|_| self.bump());
        if matches!(kind, Kind::Method | Kind::PrivateMethod) {
            if self.kind() == TokenKind::Variable {
                self.leaf(NodeKind::MethodName);
            } else {
                self.expected("the name of a method", FORM);
                self.missing();
            }
        }
        self.formals(FORM)
    }

    /// The names or the body of a declaration are read.
    pub(super) fn resume_agent_declaration(&mut self, kind: AgentDeclarationKind) -> Mode {
        use AgentDeclarationKind as Kind;
        let named = usize::from(matches!(kind, Kind::Method | Kind::PrivateMethod));
        if self.count() == 1 + named {
            return self.body();
        }
        self.end(NodeKind::AgentDeclaration(kind), Mode::Resume)
    }

    /// A declaration is finished.
    pub(super) fn resume_agent_body(&mut self) -> Mode {
        match self.behind(Some(TokenKind::Bar), false) {
            Behind::Closed => {
                self.check_declarations();
                self.end(NodeKind::Agent, Mode::Operator)
            }
            Behind::Separator => {
                self.bump();
                self.begin_declaration()
            }
            Behind::Element => {
                if self.agent_declaration().is_some() {
                    self.missing_separator("|");
                    return self.begin_declaration();
                }
                self.stray();
                Mode::Resume
            }
        }
    }

    /// Reports declarations that are absent or there twice.
    fn check_declarations(&mut self) {
        use AgentDeclarationKind as Kind;
        let base = self.values.len() - self.count();
        let Some(name) = self.values.get(base).and_then(|id| self.nodes.get(id.0 as usize)) else { return };
        let name = name.span;
        let mut kinds: Vec<(Kind, Span)> = Vec::new();
        for id in self.values.iter().skip(base + 1) {
            if let Some(node) = self.nodes.get(id.0 as usize)
                && let NodeKind::AgentDeclaration(kind) = node.kind
            {
                kinds.push((kind, node.span));
            }
        }
        let first = |kind| kinds.iter().find(|(other, _)| *other == kind).map(|&(_, span)| span);
        let private = first(Kind::PrivateMethod).is_some();
        let needed = [
            (Kind::Constructor, "constructor", true),
            (Kind::Default, "default", true),
            (Kind::PrivateDefault, "private default", private),
        ];
        for (kind, word, needed) in needed {
            if needed && first(kind).is_none() {
                self.error("R0017", name, format!("this agent has no `{word}`"), FORM);
                self.quiet = false;
            }
            for &(_, span) in kinds.iter().filter(|(other, _)| *other == kind).skip(1) {
                let place = Span::new(span.start, span.start + word.len() as u32);
                self.error(
                    "R0017",
                    place,
                    format!("this agent has more than one `{word}`"),
                    "keep one of them",
                );
                self.quiet = false;
            }
        }
    }
}
