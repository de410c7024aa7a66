//! What follows a finished operand.

use super::frame::{ARROW_ENDS, FrameKind, JUXTAPOSED, QUOTED, Want, level, node_level};
use super::{Mode, Parser};
use crate::language::rholang::lexer::TokenKind;
use crate::language::rholang::tree::{BinaryOperator, NodeId, NodeKind};

impl Parser<'_> {
    /// Goes on with an operator, if the next token is one that the frame on top lets in.
    pub(super) fn operator(&mut self) -> Mode {
        use TokenKind::*;
        let Want::Process(least) = self.want() else { return Mode::Resume };
        let kind = self.kind();
        let quoted = self.flags() & QUOTED != 0;
        if self.value_kind() == NodeKind::Quote {
            let sends = matches!(kind, Bang | BangBang | BangQuestion) && !quoted;
            let loose = !sends && !quoted && kind != Bar && self.infix().is_some_and(|op| level(op) < 11);
            if loose {
                return self.loosen();
            }
            if !sends {
                self.no_process();
            }
        }
        match kind {
            Bang | BangBang | BangQuestion if quoted => Mode::Resume,
            Bang | BangBang | BangQuestion => self.begin_send(),
            Dot if least <= 11 => self.begin_call(),
            Bar if least == 0 => {
                let start = self.value_span().start;
                self.push_frame_over(FrameKind::Par, start, 1);
                self.bump();
                Mode::Operand
            }
            _ => match self.infix() {
                Some(operator) if level(operator) >= least => self.begin_infix(operator),
                _ => Mode::Resume,
            },
        }
    }

    fn begin_infix(&mut self, operator: BinaryOperator) -> Mode {
        let span = self.value_span();
        if node_level(self.value_kind()) < 4 {
            let message = format!("`{}` cannot be an operand without braces", self.excerpt(span));
            self.error("R0010", span, message, "put `{` and `}` around it");
        }
        self.push_frame_over(FrameKind::Infix(operator), span.start, 1);
        self.bump();
        Mode::Operand
    }

    /// The two-sided operator at the present token, `|` excepted.
    fn infix(&mut self) -> Option<BinaryOperator> {
        use BinaryOperator as Operator;
        use TokenKind::*;
        let flags = self.flags();
        Some(match self.kind() {
            Or => Operator::Or,
            And => Operator::And,
            Matches => Operator::Matches,
            EqualEqual => Operator::Equal,
            NotEqual => Operator::Unequal,
            Less => Operator::Less,
            LessEqual => Operator::LessOrEqual,
            Greater => Operator::Greater,
            GreaterEqual => Operator::GreaterOrEqual,
            Plus => Operator::Add,
            // Where a process may follow, the longest match makes a number of `-1`.
            Minus if flags & JUXTAPOSED != 0 && self.signs_number() => return None,
            Minus => Operator::Subtract,
            PlusPlus => Operator::Concatenate,
            MinusMinus => Operator::Difference,
            Star => Operator::Multiply,
            Slash => Operator::Divide,
            Percent => Operator::Modulo,
            PercentPercent => Operator::Interpolate,
            Disjunction => Operator::Disjunction,
            Conjunction => Operator::Conjunction,
            // `x<-1` where no bind can end: less than minus one.
            LeftArrow if flags & ARROW_ENDS == 0 && self.lets_in(7) && self.touches_operand() => {
                self.split(Less, Minus);
                Operator::Less
            }
            _ => return None,
        })
    }

    fn lets_in(&self, level: u8) -> bool {
        matches!(self.want(), Want::Process(least) if least <= level)
    }

    fn touches_operand(&self) -> bool {
        use TokenKind::*;
        let (arrow, next) = (self.ahead(0), self.ahead(1));
        arrow.span.end == next.span.start && matches!(next.kind, Integer | TypedNumber | Decimal | Variable)
    }

    /// A quoted name stands where a process should.
    fn no_process(&mut self) {
        if !self.quiet {
            let span = self.value_span();
            let message = format!("`{}` is a name, not a process", self.excerpt(span));
            let hint = "send on it with `!(..)`, or write `*` in front of it for the process; \
                        to quote more put `{` and `}` behind the `@`";
            self.error("R0008", span, message, hint);
        }
        self.wrap_error();
    }

    /// Takes the `@` that was just finished as one that quotes the whole expression, as one version does.
    fn loosen(&mut self) -> Mode {
        let (Some(id), Some(node)) = (self.values.last().copied(), self.value().copied()) else {
            return Mode::Resume;
        };
        let child = self.children.get(node.children.0 as usize).copied();
        if id == NodeId(self.nodes.len().saturating_sub(1) as u32)
            && let Some(child) = child
        {
            self.nodes.pop();
            self.children.truncate(node.children.0 as usize);
            self.values.pop();
            self.values.push(child);
            self.push_frame_over(FrameKind::Quote(true), node.span.start, 1);
        }
        Mode::Operator
    }

    /// The last operand of an operation is finished.
    pub(super) fn finish_operation(&mut self, kind: FrameKind) -> Mode {
        let kind = match kind {
            FrameKind::Par if self.eat(TokenKind::Bar) => return Mode::Operand,
            FrameKind::Par => return self.end(NodeKind::Par, Mode::Resume),
            FrameKind::Infix(operator) => NodeKind::Binary(operator),
            FrameKind::Not => NodeKind::Not,
            FrameKind::Negate => NodeKind::Negate,
            FrameKind::PatternNegation => NodeKind::PatternNegation,
            FrameKind::Eval => {
                self.check_name();
                NodeKind::Eval
            }
            FrameKind::Quote(loose) => {
                if loose
                    && matches!(self.kind(), TokenKind::Bang | TokenKind::BangBang | TokenKind::BangQuestion)
                {
                    self.warn_loose(self.value_span());
                }
                NodeKind::Quote
            }
            _ => NodeKind::Error,
        };
        self.end(kind, Mode::Operator)
    }

    /// The body at the end of something is finished.
    pub(super) fn finish_body(&mut self, kind: FrameKind) -> Mode {
        use FrameKind as Frame;
        match kind {
            Frame::New => self.end(NodeKind::New, Mode::Operator),
            Frame::SendBody(kind) => self.end(kind, Mode::Operator),
            Frame::For => self.end(NodeKind::For, Mode::Operator),
            Frame::MethodCall => self.end(NodeKind::MethodCall, Mode::Operator),
            Frame::LetBody(concurrent) => {
                self.check_let_body();
                let kind = if concurrent { NodeKind::LetConcurrent } else { NodeKind::LetSequential };
                self.end(kind, Mode::Operator)
            }
            Frame::CaseBody => {
                self.check_case_body();
                self.end(NodeKind::Case, Mode::Resume)
            }
            Frame::BranchBody => {
                self.check_branch_body();
                self.end(NodeKind::Branch, Mode::Resume)
            }
            Frame::BareBundle(kind) => self.end(NodeKind::Bundle(kind), Mode::Operator),
            Frame::BareBody => self.end(NodeKind::Block, Mode::Resume),
            Frame::Guard => self.end(NodeKind::Guard, Mode::Resume),
            Frame::PairValue => self.end(NodeKind::Pair, Mode::Resume),
            _ => self.end(NodeKind::Error, Mode::Resume),
        }
    }

    /// Reports a last value that should be a name and is none.
    pub(super) fn check_name(&mut self) {
        let kind = self.value_kind();
        use NodeKind::*;
        if matches!(kind, Variable | Wildcard | Quote | Missing | Error) {
            return;
        }
        if !self.quiet {
            let span = self.value_span();
            let message = format!("`{}` is a process, not a name", self.excerpt(span));
            let hint = match kind {
                Eval => "remove the `*`: `*x` is the process, `x` the name",
                _ => "put `@` in front of it: `@P` is the name that the process P makes",
            };
            self.error("R0007", span, message, hint);
        }
        self.wrap_error();
    }
}
