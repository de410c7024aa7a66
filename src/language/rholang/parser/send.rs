//! Sends and calls of methods.

use super::frame::FrameKind;
use super::recovery::starts_process;
use super::{Mode, Parser};
use crate::language::rholang::lexer::TokenKind;
use crate::language::rholang::tree::NodeKind;

impl Parser<'_> {
    /// `!`, `!!`, `!?` or `!m` behind the last value.
    pub(super) fn begin_send(&mut self) -> Mode {
        let operator = self.token();
        self.check_name();
        let kind = match operator.kind {
            TokenKind::BangBang => NodeKind::PersistentSend,
            TokenKind::BangQuestion => NodeKind::SynchronousSend,
            _ if self.ahead(1).kind == TokenKind::Variable => NodeKind::MethodSend,
            _ => NodeKind::Send,
        };
        let level = if matches!(kind, NodeKind::PersistentSend | NodeKind::Send) { 3 } else { 1 };
        let span = self.value_span();
        self.check_level(level, span);
        self.push_frame_over(FrameKind::Send(kind), span.start, 1);
        self.bump();
        if kind == NodeKind::MethodSend {
            self.leaf(NodeKind::MethodName);
        }
        self.arguments("a send needs its arguments: `x!(1)`, or `x!()` for none")
    }

    /// The arguments of the frame on top.
    pub(super) fn arguments(&mut self, hint: &str) -> Mode {
        if self.kind() == TokenKind::OpenParenthesis {
            return self.begin_bracket(FrameKind::Arguments);
        }
        self.expected("`(`", hint);
        self.missing();
        Mode::Resume
    }

    /// The arguments of a send are read.
    pub(super) fn resume_send(&mut self, kind: NodeKind) -> Mode {
        if matches!(kind, NodeKind::Send | NodeKind::PersistentSend) || self.eat(TokenKind::Dot) {
            return self.end(kind, Mode::Operator);
        }
        if self.eat(TokenKind::Semicolon) {
            self.become_frame(FrameKind::SendBody(kind));
            return Mode::Operand;
        }
        if !self.quiet {
            let message = format!("a synchronous send ends with `.` or `;`, found {}", self.found());
            let hint = "`.` when nothing follows, `; P` when P waits for the reply";
            self.error("R0011", self.place(), message, hint);
        }
        self.end(kind, Mode::Operator)
    }

    /// `.` behind the last value.
    pub(super) fn begin_call(&mut self) -> Mode {
        let span = self.value_span();
        self.push_frame_over(FrameKind::MethodCall, span.start, 1);
        self.bump();
        let word = self.token();
        let method = word.kind == TokenKind::Variable
            || (word.kind.is_keyword()
                && self.ahead(1).kind == TokenKind::OpenParenthesis
                && !starts_statement(word.kind));
        if method {
            self.leaf(NodeKind::MethodName);
        } else {
            self.expected("the name of a method", "");
            self.missing();
        }
        self.arguments("the list of arguments is needed: `x.length()`")
    }
}

/// True for the words that are more likely the start of the next process than the name of a method.
fn starts_statement(kind: TokenKind) -> bool {
    starts_process(kind) && kind != TokenKind::Set
}
