//! What a process or a name starts with.

use super::frame::{BlockOf, FrameKind, Want};
use super::recovery::starts_process;
use super::{Mode, Parser};
use crate::language::rholang::lexer::TokenKind;
use crate::language::rholang::tree::{BundleKind, NodeKind};
use crate::text::Span;

impl Parser<'_> {
    /// Reads the start of what the frame on top wants.
    pub(super) fn operand(&mut self) -> Mode {
        use TokenKind::*;
        let token = self.token();
        match token.kind {
            Variable if self.begins_agent() => self.begin_agent(),
            Variable => self.word(NodeKind::Variable),
            Wildcard => self.word(NodeKind::Wildcard),
            QuoteVariable => {
                self.check_quote_variable(token.span);
                self.word(NodeKind::Variable)
            }
            At => self.prefix(FrameKind::Quote(false)),
            Text | UnclosedText => self.text(token),
            Uri | UnclosedUri => self.uri(token),
            Integer | TypedNumber | Decimal => self.number(),
            Minus if self.signs_number() => self.number(),
            True => self.word(NodeKind::Boolean(true)),
            False => self.word(NodeKind::Boolean(false)),
            Star => self.prefix(FrameKind::Eval),
            OpenBrace => self.begin_braces(),
            OpenBracket => self.begin_bracket(FrameKind::List),
            OpenPathMap => self.begin_bracket(FrameKind::PathMap),
            OpenParenthesis => self.begin_parentheses(),
            Set if self.ahead(1).kind == OpenParenthesis => self.begin_set(),
            Set => self.reserved(),
            Nil | SimpleType if self.names_reserved() => self.reserved(),
            In if self.means_variable() => self.reserved(),
            Nil => self.word(NodeKind::Nil),
            SimpleType => self.word(NodeKind::SimpleType),
            _ if self.want() == Want::Name => self.no_operand("a name"),
            Not => self.operator_prefix(FrameKind::Not),
            Minus => self.operator_prefix(FrameKind::Negate),
            MinusMinus => {
                self.split(Minus, Minus);
                self.operator_prefix(FrameKind::Negate)
            }
            Tilde => self.prefix(FrameKind::PatternNegation),
            Assign => self.reference(),
            New => self.begin_new(),
            If => self.begin_if(),
            Let => self.begin_let(),
            Match => self.begin_match(),
            Select => self.begin_select(),
            Contract => self.begin_contract(),
            For => self.begin_for(),
            Bundle => self.begin_bundle(BundleKind::ReadWrite),
            BundleWrite => self.begin_bundle(BundleKind::Write),
            BundleRead => self.begin_bundle(BundleKind::Read),
            BundleNeither => self.begin_bundle(BundleKind::Neither),
            _ => self.no_operand("a process"),
        }
    }

    fn word(&mut self, kind: NodeKind) -> Mode {
        self.leaf(kind);
        Mode::Operator
    }

    /// Nothing stands where a process or name should.
    fn no_operand(&mut self, what: &str) -> Mode {
        if !self.quiet {
            let message = format!("expected {what}, found {}", self.found());
            self.error("R0001", self.place(), message, "");
        }
        self.missing();
        Mode::Operator
    }

    fn prefix(&mut self, kind: FrameKind) -> Mode {
        self.push_frame(kind, self.token().span.start);
        self.bump();
        Mode::Operand
    }

    fn operator_prefix(&mut self, kind: FrameKind) -> Mode {
        if let FrameKind::Quote(_) = self.top() {
            self.warn_loose(self.token().span);
        }
        self.prefix(kind)
    }

    /// True for a `-` that touches a number which takes a sign.
    pub(super) fn signs_number(&self) -> bool {
        let (sign, number) = (self.ahead(0), self.ahead(1));
        let touches = sign.kind == TokenKind::Minus && sign.span.end == number.span.start;
        match number.kind {
            TokenKind::Integer | TokenKind::Decimal => touches,
            TokenKind::TypedNumber => touches && !number.span.of(self.text).contains('u'),
            _ => false,
        }
    }

    /// A word that the node reserves, as a variable.
    fn reserved(&mut self) -> Mode {
        let span = self.token().span;
        let message = format!("the node reserves the word `{}`", self.excerpt(span));
        self.warn("R0106", span, message, "use another name");
        self.word(NodeKind::Variable)
    }

    /// True where a name is wanted and the word can be nothing but one.
    fn names_reserved(&self) -> bool {
        self.want() == Want::Name && self.kind() != TokenKind::Nil
    }

    /// True for an `in` that is followed by what follows a variable.
    fn means_variable(&self) -> bool {
        use TokenKind::*;
        let name = self.want() == Want::Name;
        match self.ahead(1).kind {
            Comma | CloseParenthesis | LeftArrow | LessEqual | PeekArrow => name,
            _ => false,
        }
    }

    /// `=x` or `=*x`.
    fn reference(&mut self) -> Mode {
        let start = self.token().span.start;
        self.bump();
        let kind =
            if self.eat(TokenKind::Star) { NodeKind::NameReference } else { NodeKind::ProcessReference };
        match self.kind() {
            TokenKind::Variable => self.leaf(NodeKind::Variable),
            _ => {
                self.expected("a variable", "`=x` compares with the process `x`, `=*x` with the name");
                self.missing();
            }
        }
        self.node(kind, start, self.last_end, self.values.len().saturating_sub(1));
        Mode::Operator
    }

    fn begin_bundle(&mut self, kind: BundleKind) -> Mode {
        let span = self.token().span;
        self.check_level(2, span);
        self.push_frame(FrameKind::Block(BlockOf::Bundle(kind)), span.start);
        self.bump();
        if self.kind() == TokenKind::OpenBrace {
            self.open_bracket();
        } else {
            self.expected("`{`", "`bundle+`, `bundle-` and `bundle0` are written without blanks");
            if !starts_process(self.kind()) {
                self.missing();
                return self.end(NodeKind::Bundle(kind), Mode::Operator);
            }
            self.become_frame(FrameKind::BareBundle(kind));
            return Mode::Operand;
        }
        if starts_process(self.kind()) { Mode::Operand } else { self.resume_block(BlockOf::Bundle(kind)) }
    }

    /// Reports what binds too loosely for its place.
    pub(super) fn check_level(&mut self, level: u8, span: Span) {
        let Want::Process(least) = self.want() else { return };
        if level >= least {
            return;
        }
        if let FrameKind::Quote(_) = self.top() {
            return self.warn_loose(span);
        }
        let message = format!("`{}` cannot stand here without braces", self.excerpt(span));
        self.error("R0010", span, message, "put `{` and `}` around it");
    }

    pub(super) fn warn_loose(&mut self, span: Span) {
        let message = "the node reads less than this behind `@`";
        self.warn("R0107", span, message, "put `{` and `}` around what `@` quotes");
    }
}
