//! `if`, `match` and `select`.

use super::frame::FrameKind;
use super::recovery::{Behind, starts_name, starts_process};
use super::{Mode, Parser};
use crate::language::rholang::lexer::TokenKind;
use crate::language::rholang::tree::NodeKind;
use crate::text::Span;

impl Parser<'_> {
    /// `if (C) P else Q`.
    pub(super) fn begin_if(&mut self) -> Mode {
        let span = self.token().span;
        self.check_level(1, span);
        self.push_frame(FrameKind::If, span.start);
        self.bump();
        self.push_frame(FrameKind::Condition, self.here(true));
        if self.kind() == TokenKind::OpenParenthesis {
            self.open_bracket();
        } else {
            self.expected("`(`", "the condition stands in parentheses: `if (x == 1) { .. } else { .. }`");
            self.become_frame(FrameKind::BareCondition);
        }
        Mode::Operand
    }

    /// The condition is read.
    pub(super) fn resume_condition(&mut self) -> Mode {
        if self.top() == FrameKind::Condition && self.behind(None, false) != Behind::Closed {
            self.missing_separator("|");
            return Mode::Operand;
        }
        let count = self.count();
        let base = self.values.len() - count;
        if count > 1 {
            let start = self.values.get(base).and_then(|id| self.nodes.get(id.0 as usize));
            let start = start.map_or(self.last_end, |node| node.span.start);
            self.node(NodeKind::Error, start, self.value_span().end, base);
        }
        self.frames.pop();
        self.resume_if()
    }

    /// A part of an `if` is read.
    pub(super) fn resume_if(&mut self) -> Mode {
        match self.count() {
            1 => Mode::Operand,
            2 if self.eat(TokenKind::Else) => Mode::Operand,
            _ => self.end(NodeKind::If, Mode::Operator),
        }
    }

    /// `match P { cases }`.
    pub(super) fn begin_match(&mut self) -> Mode {
        let span = self.token().span;
        self.check_level(2, span);
        self.push_frame(FrameKind::Match, span.start);
        self.bump();
        Mode::Operand
    }

    /// What is matched is read.
    pub(super) fn resume_match(&mut self) -> Mode {
        if self.kind() != TokenKind::OpenBrace {
            self.expected("`{`", "a match is written so: `match x { 1 => { .. } _ => Nil }`");
            self.missing();
            return self.end(NodeKind::Match, Mode::Operator);
        }
        self.become_frame(FrameKind::Cases);
        self.open_bracket();
        self.resume_cases()
    }

    /// A case is finished, or none has begun yet.
    pub(super) fn resume_cases(&mut self) -> Mode {
        match self.behind(None, false) {
            Behind::Closed => {
                if self.count() == 1 {
                    self.no_cases();
                }
                self.end(NodeKind::Match, Mode::Operator)
            }
            Behind::Separator | Behind::Element => {
                self.check_sign();
                self.push_frame(FrameKind::CasePattern, self.token().span.start);
                Mode::Operand
            }
        }
    }

    fn no_cases(&mut self) {
        let span = Span::new(self.last_end.saturating_sub(1), self.last_end);
        self.error(
            "R0018",
            span,
            "nothing stands in these braces",
            "at least one case is needed: `_ => Nil`",
        );
        self.missing();
    }

    /// The pattern or the guard of a case is read.
    pub(super) fn resume_case_pattern(&mut self) -> Mode {
        if self.count() == 1 && self.begin_guard() {
            return Mode::Operand;
        }
        if self.eat(TokenKind::Arrow) {
            self.become_frame(FrameKind::CaseBody);
            return Mode::Operand;
        }
        self.expected("`=>`", "a case is written so: `pattern => { .. }`");
        self.missing();
        self.end(NodeKind::Case, Mode::Resume)
    }

    /// Begins a guard, if `where` stands here.
    pub(super) fn begin_guard(&mut self) -> bool {
        let start = self.token().span.start;
        let guarded = self.eat(TokenKind::Where);
        if guarded {
            self.push_frame(FrameKind::Guard, start);
        }
        guarded
    }

    /// Warns of a body that only tree-sitter reads without braces.
    pub(super) fn check_case_body(&mut self) {
        if self.looser_than(3) {
            let span = self.value_span();
            self.warn("R0105", span, "the node wants braces around this body", "put `{` and `}` around it");
        }
    }

    /// `select { binds => P .. }`.
    pub(super) fn begin_select(&mut self) -> Mode {
        let span = self.token().span;
        self.check_level(2, span);
        self.warn("R0111", span, "the node does not run `select`", "receive with `for` instead");
        self.push_frame(FrameKind::Select, span.start);
        self.bump();
        if self.kind() != TokenKind::OpenBrace {
            self.expected("`{`", "a select is written so: `select { x <- c => { .. } }`");
            self.missing();
            return self.end(NodeKind::Select, Mode::Operator);
        }
        self.open_bracket();
        self.resume_select()
    }

    /// A branch is finished, or none has begun yet.
    pub(super) fn resume_select(&mut self) -> Mode {
        let arrow = matches!(self.kind(), TokenKind::LeftArrow | TokenKind::Ellipsis);
        if arrow || starts_name(self.kind()) {
            self.push_frame(FrameKind::Branch, self.token().span.start);
            return self.begin_bind();
        }
        match self.behind(None, true) {
            Behind::Closed => {
                if self.count() == 0 {
                    self.no_cases();
                }
                self.end(NodeKind::Select, Mode::Operator)
            }
            Behind::Separator | Behind::Element => {
                if starts_process(self.kind()) && !starts_name(self.kind()) {
                    self.stray();
                }
                Mode::Resume
            }
        }
    }

    /// A bind or the guard of a branch is read.
    pub(super) fn resume_branch(&mut self) -> Mode {
        if let NodeKind::Bind(_) = self.value_kind() {
            if self.eat(TokenKind::Ampersand) || self.eat(TokenKind::Semicolon) {
                return self.begin_bind();
            }
            if self.begin_guard() {
                return Mode::Operand;
            }
        }
        if self.eat(TokenKind::Arrow) {
            self.become_frame(FrameKind::BranchBody);
            return Mode::Operand;
        }
        self.expected("`=>`", "a branch is written so: `x <- c => { .. }`");
        self.missing();
        self.end(NodeKind::Branch, Mode::Resume)
    }

    /// Reports a body that no version reads without braces.
    pub(super) fn check_branch_body(&mut self) {
        if self.looser_than(3) {
            let span = self.value_span();
            let message = format!("`{}` cannot stand here without braces", self.excerpt(span));
            self.error("R0010", span, message, "put `{` and `}` around it");
            self.quiet = false;
        }
    }
}
