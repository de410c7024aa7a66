//! Receives: `for`, its receipts, binds and sources.

use super::frame::{FrameKind, NamesOf};
use super::recovery::{Behind, starts_name};
use super::{Mode, Parser};
use crate::language::rholang::lexer::TokenKind;
use crate::language::rholang::tree::{BindKind, NodeKind};

const FORM: &str = "a receive is written so: `for (@x <- c; y <- d) { .. }`";

/// True for the tokens that a bind starts with.
fn starts_bind(kind: TokenKind) -> bool {
    use TokenKind::*;
    starts_name(kind) || matches!(kind, Ellipsis | LeftArrow | LessEqual | PeekArrow)
}

impl Parser<'_> {
    /// `for (receipts) { P }`.
    pub(super) fn begin_for(&mut self) -> Mode {
        let span = self.token().span;
        self.check_level(2, span);
        self.push_frame(FrameKind::Receipts, span.start);
        self.bump();
        if self.kind() == TokenKind::OpenParenthesis {
            self.open_bracket();
        } else {
            self.expected("`(`", FORM);
            self.assume_bracket();
        }
        self.begin_receipt()
    }

    fn begin_receipt(&mut self) -> Mode {
        if !starts_bind(self.kind()) {
            self.expected("a bind", FORM);
            self.missing();
            return Mode::Resume;
        }
        self.push_frame(FrameKind::Receipt(None), self.token().span.start);
        self.begin_bind()
    }

    /// `names <- source`.
    pub(super) fn begin_bind(&mut self) -> Mode {
        let start = self.here(starts_bind(self.kind()));
        self.push_frame(FrameKind::Bind(BindKind::Linear), start);
        self.push_frame(FrameKind::Names(NamesOf::Bind), start);
        self.begin_names(NamesOf::Bind)
    }

    /// A receipt is finished.
    pub(super) fn resume_receipts(&mut self) -> Mode {
        match self.behind(Some(TokenKind::Semicolon), false) {
            Behind::Closed => {
                self.become_frame(FrameKind::For);
                self.body()
            }
            Behind::Separator => {
                self.bump();
                self.begin_receipt()
            }
            Behind::Element => {
                self.missing_separator(";");
                if !starts_bind(self.kind()) {
                    self.skip();
                    return Mode::Resume;
                }
                self.begin_receipt()
            }
        }
    }

    /// A bind or the guard of a receipt is finished.
    pub(super) fn resume_receipt(&mut self, before: Option<BindKind>) -> Mode {
        if let NodeKind::Bind(kind) = self.value_kind() {
            if let Some(before) = before
                && before != kind
            {
                let span = self.value_span();
                let hint = "the node takes the kind of the first bind for all of them";
                self.warn("R0113", span, "the binds of one join receive in different ways", hint);
            }
            self.become_frame(FrameKind::Receipt(before.or(Some(kind))));
            if self.eat(TokenKind::Ampersand) {
                return self.begin_bind();
            }
            if self.begin_guard() {
                return Mode::Operand;
            }
        }
        self.end(NodeKind::Receipt, Mode::Resume)
    }

    /// The names or the source of a bind are read.
    pub(super) fn resume_bind(&mut self, kind: BindKind) -> Mode {
        if self.count() == 1 {
            let kind = match self.kind() {
                TokenKind::LeftArrow => BindKind::Linear,
                TokenKind::LessEqual => BindKind::Repeated,
                TokenKind::PeekArrow => BindKind::Peek,
                _ => {
                    let peek = self.kind() == TokenKind::Less && self.ahead(1).kind == TokenKind::Bang;
                    let hint = if peek { "a peek is written `<<-`" } else { FORM };
                    self.expected("`<-`, `<=` or `<<-`", hint);
                    (0..2 * usize::from(peek)).for_each(|_| self.skip());
                    if !starts_name(self.kind()) {
                        self.missing();
                        return self.end(NodeKind::Bind(kind), Mode::Resume);
                    }
                    BindKind::Linear
                }
            };
            if matches!(self.kind(), TokenKind::LeftArrow | TokenKind::LessEqual | TokenKind::PeekArrow) {
                self.bump();
            }
            self.become_frame(FrameKind::Bind(kind));
            self.push_frame(FrameKind::Source, self.here(starts_name(self.kind())));
            return Mode::Operand;
        }
        if kind != BindKind::Linear && !matches!(self.value_kind(), NodeKind::Source | NodeKind::Missing) {
            let span = self.value_span();
            let hint = "only `<-` receives from a source that sends";
            self.error("R0019", span, "such a source cannot stand behind `<=` or `<<-`", hint);
            self.quiet = false;
        }
        self.end(NodeKind::Bind(kind), Mode::Resume)
    }

    /// The name of a source is read.
    pub(super) fn resume_source(&mut self) -> Mode {
        self.check_name();
        match self.kind() {
            TokenKind::QuestionBang => {
                self.bump();
                self.end(NodeKind::SourceReceiveSend, Mode::Resume)
            }
            TokenKind::BangQuestion => {
                self.bump();
                self.become_frame(FrameKind::SourceArguments(NodeKind::SourceSendReceive));
                self.arguments("the arguments are needed: `x <- n!?()`")
            }
            TokenKind::Bang if self.ahead(1).kind == TokenKind::Variable => {
                self.bump();
                self.leaf(NodeKind::MethodName);
                self.become_frame(FrameKind::SourceArguments(NodeKind::SourceMethodSend));
                self.arguments("the arguments are needed: `x <- n!m()`")
            }
            _ => self.end(NodeKind::Source, Mode::Resume),
        }
    }
}
