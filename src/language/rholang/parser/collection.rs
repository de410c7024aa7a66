//! What stands in brackets: blocks, collections, arguments.

use super::frame::{BlockOf, FrameKind, node_level};
use super::recovery::{Behind, starts_process};
use super::{Mode, Parser};
use crate::language::rholang::lexer::TokenKind;
use crate::language::rholang::tree::NodeKind;
use crate::text::Span;

impl Parser<'_> {
    /// `{`: a block or a map.
    pub(super) fn begin_braces(&mut self) -> Mode {
        let start = self.token().span.start;
        self.push_frame(FrameKind::Block(BlockOf::Process), start);
        self.open_bracket();
        match self.kind() {
            TokenKind::CloseBrace => {
                self.close_bracket();
                self.end(NodeKind::Map, Mode::Operator)
            }
            TokenKind::Ellipsis => {
                self.become_frame(FrameKind::Map);
                self.remainder();
                self.resume_map()
            }
            kind if starts_process(kind) => Mode::Operand,
            _ => self.resume_block(BlockOf::Process),
        }
    }

    /// A process in braces is finished.
    pub(super) fn resume_block(&mut self, of: BlockOf) -> Mode {
        if of == BlockOf::Process && self.count() == 1 && self.kind() == TokenKind::Colon {
            let start = self.value_span().start;
            self.become_frame(FrameKind::Map);
            self.push_frame_over(FrameKind::PairValue, start, 1);
            self.bump();
            return Mode::Operand;
        }
        match self.behind(None, false) {
            Behind::Closed => self.finish_block(of),
            Behind::Separator | Behind::Element => {
                if self.count() > 0 {
                    self.missing_separator("|");
                }
                Mode::Operand
            }
        }
    }

    fn finish_block(&mut self, of: BlockOf) -> Mode {
        let count = self.count();
        if count == 0 && of != BlockOf::Process {
            let span = Span::new(self.last_end.saturating_sub(1), self.last_end);
            self.error(
                "R0018",
                span,
                "nothing stands in these braces",
                "write `Nil` for the process that does nothing",
            );
        }
        match of {
            BlockOf::Process => self.end(NodeKind::Block, Mode::Operator),
            BlockOf::Body => self.end(NodeKind::Block, Mode::Resume),
            BlockOf::Bundle(kind) => {
                match count {
                    0 => self.missing(),
                    1 => {}
                    _ => {
                        let base = self.values.len() - count;
                        let first = self.values.get(base).and_then(|id| self.nodes.get(id.0 as usize));
                        let (start, end) = (first.map_or(0, |node| node.span.start), self.value_span().end);
                        self.node(NodeKind::Par, start, end, base);
                    }
                }
                self.end(NodeKind::Bundle(kind), Mode::Operator)
            }
        }
    }

    /// The body of a contract, a receive, a declaration: a block.
    pub(super) fn body(&mut self) -> Mode {
        if self.kind() != TokenKind::OpenBrace {
            let hint = "the body stands in braces";
            self.expected("`{`", hint);
            if !starts_process(self.kind()) {
                self.missing();
                return Mode::Resume;
            }
            self.push_frame(FrameKind::BareBody, self.token().span.start);
            return Mode::Operand;
        }
        self.push_frame(FrameKind::Block(BlockOf::Body), self.token().span.start);
        self.open_bracket();
        if starts_process(self.kind()) { Mode::Operand } else { self.resume_block(BlockOf::Body) }
    }

    /// A pair or a remainder of a map is finished.
    pub(super) fn resume_map(&mut self) -> Mode {
        loop {
            match self.behind(Some(TokenKind::Comma), true) {
                Behind::Closed => return self.end(NodeKind::Map, Mode::Operator),
                Behind::Separator => {
                    let comma = self.token().span;
                    self.bump();
                    if self.kind() == TokenKind::CloseBrace {
                        self.warn_trailing(comma);
                        continue;
                    }
                }
                Behind::Element if self.kind() != TokenKind::Ellipsis => self.missing_separator(","),
                Behind::Element => {}
            }
            if self.count() > 0 {
                self.check_remainder();
            }
            if self.kind() != TokenKind::Ellipsis {
                self.push_frame(FrameKind::PairKey, self.here(starts_process(self.kind())));
                return Mode::Operand;
            }
            self.remainder();
        }
    }

    /// The key of a pair is read.
    pub(super) fn resume_key(&mut self) -> Mode {
        if self.eat(TokenKind::Colon) {
            self.become_frame(FrameKind::PairValue);
            return Mode::Operand;
        }
        self.expected("`:`", "a map pairs keys with values: `{\"key\": 1}`");
        self.missing();
        self.end(NodeKind::Pair, Mode::Resume)
    }

    /// `(`: the unit, a process in parentheses, or a tuple.
    pub(super) fn begin_parentheses(&mut self) -> Mode {
        if self.ahead(1).kind == TokenKind::CloseParenthesis {
            let start = self.token().span.start;
            self.bump();
            self.bump();
            let span = Span::new(start, self.last_end);
            self.warn("R0114", span, "the node does not know the unit `()`", "write `Nil`");
            self.empty(NodeKind::Unit, span);
            return Mode::Operator;
        }
        self.begin_bracket(FrameKind::Group)
    }

    /// `Set(`.
    pub(super) fn begin_set(&mut self) -> Mode {
        self.push_frame(FrameKind::Set, self.token().span.start);
        self.bump();
        self.open_bracket();
        self.begin_elements(FrameKind::Set)
    }

    /// An opening bracket that begins `kind`.
    pub(super) fn begin_bracket(&mut self, kind: FrameKind) -> Mode {
        self.push_frame(kind, self.token().span.start);
        self.open_bracket();
        self.begin_elements(kind)
    }

    fn begin_elements(&mut self, kind: FrameKind) -> Mode {
        if starts_process(self.kind()) { Mode::Operand } else { self.resume_sequence(kind) }
    }

    /// An element of a sequence is finished, or none has begun yet.
    pub(super) fn resume_sequence(&mut self, kind: FrameKind) -> Mode {
        let mut kind = kind;
        loop {
            match self.behind(Some(TokenKind::Comma), true) {
                Behind::Closed => return self.finish_sequence(kind),
                Behind::Separator => {
                    let comma = self.token().span;
                    if self.count() == 0 {
                        self.error("R0001", comma, "expected a process, found `,`", "");
                        self.missing();
                    }
                    self.bump();
                    if kind == FrameKind::Group {
                        kind = FrameKind::Tuple;
                        self.become_frame(kind);
                    }
                    if Some(self.kind()) == kind.closer() {
                        self.check_trailing(kind, comma);
                        continue;
                    }
                }
                Behind::Element => {
                    if self.count() > 0 && self.kind() != TokenKind::Ellipsis {
                        self.missing_separator(",");
                    }
                    if self.count() > 0 && kind == FrameKind::Group {
                        kind = FrameKind::Tuple;
                        self.become_frame(kind);
                    }
                }
            }
            if self.count() > 0 {
                self.check_remainder();
            }
            if self.kind() != TokenKind::Ellipsis {
                return Mode::Operand;
            }
            self.remainder();
            if !matches!(kind, FrameKind::List | FrameKind::Set | FrameKind::PathMap) {
                let hint = "lists, sets, maps and pathmaps have one";
                self.error("R0021", self.value_span(), "no remainder can stand here", hint);
                self.wrap_error();
            }
        }
    }

    /// Reports that something follows what the last value takes: all the rest.
    pub(super) fn check_remainder(&mut self) {
        if matches!(self.value_kind(), NodeKind::Remainder | NodeKind::NameRemainder) {
            let span = self.value_span();
            self.error("R0021", span, "a remainder is the last element", "move it to the end");
            self.wrap_error();
        }
    }

    fn check_trailing(&mut self, kind: FrameKind, comma: Span) {
        if kind == FrameKind::Tuple && self.count() == 1 {
            if self.token().span.start != comma.end {
                let message = "the node wants `,)` of a tuple of one without a blank";
                self.warn("R0112", comma, message, "write `(a,)`");
            }
        } else {
            self.warn_trailing(comma);
        }
    }

    pub(super) fn warn_trailing(&mut self, comma: Span) {
        self.warn("R0108", comma, "the node refuses a comma behind the last element", "remove it");
    }

    /// `...x` or `..._` of a collection.
    fn remainder(&mut self) {
        let start = self.token().span.start;
        self.bump();
        match self.kind() {
            TokenKind::Variable => self.leaf(NodeKind::Variable),
            TokenKind::Wildcard => self.leaf(NodeKind::Wildcard),
            _ => {
                self.expected("a variable", "a remainder is `...x` or `..._`");
                self.missing();
            }
        }
        self.node(NodeKind::Remainder, start, self.last_end, self.values.len().saturating_sub(1));
    }

    fn finish_sequence(&mut self, kind: FrameKind) -> Mode {
        match kind {
            FrameKind::Group => {
                if self.count() == 0 {
                    self.missing();
                }
                if node_level(self.value_kind()) < 4 {
                    let span = self.value_span();
                    let message = format!("`{}` cannot stand in parentheses", self.excerpt(span));
                    self.error(
                        "R0010",
                        span,
                        message,
                        "parentheses are for expressions; put `{` and `}` around it",
                    );
                    self.quiet = false;
                }
                self.end(NodeKind::Group, Mode::Operator)
            }
            FrameKind::Tuple => self.end(NodeKind::Tuple, Mode::Operator),
            FrameKind::List => self.end(NodeKind::List, Mode::Operator),
            FrameKind::Set => self.end(NodeKind::Set, Mode::Operator),
            FrameKind::PathMap => self.end(NodeKind::PathMap, Mode::Operator),
            _ => self.end(NodeKind::Arguments, Mode::Resume),
        }
    }
}
