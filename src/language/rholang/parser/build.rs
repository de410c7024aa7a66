//! Tokens and nodes: taking the one, making the other.

use super::frame::{Frame, FrameKind};
use super::{Mode, Parser};
use crate::language::rholang::lexer::{Token, TokenKind};
use crate::language::rholang::tree::{Node, NodeId, NodeKind};
use crate::text::Span;

impl Parser<'_> {
    /// The token `ahead` of the present one; the last one beyond the end.
    pub(super) fn ahead(&self, ahead: usize) -> Token {
        let end = Token { kind: TokenKind::End, span: Span::new(self.last_end, self.last_end) };
        self.tokens.get(self.next + ahead).or(self.tokens.last()).copied().unwrap_or(end)
    }

    pub(super) fn token(&self) -> Token {
        self.ahead(0)
    }

    #[inline]
    pub(super) fn kind(&self) -> TokenKind {
        self.tokens.get(self.next).map_or(TokenKind::End, |token| token.kind)
    }

    /// Passes over a token that does not make sense.
    pub(super) fn skip(&mut self) {
        let token = self.token();
        if token.kind != TokenKind::End {
            self.last_end = token.span.end;
            self.next += 1;
        }
    }

    /// Takes a token.
    pub(super) fn bump(&mut self) {
        self.quiet = false;
        self.skip();
    }

    /// Takes the token if it is a `kind`.
    pub(super) fn eat(&mut self, kind: TokenKind) -> bool {
        let found = self.kind() == kind;
        if found {
            self.bump();
        }
        found
    }

    /// Cuts the present token, which is ASCII, behind its first byte into tokens of these kinds.
    pub(super) fn split(&mut self, first: TokenKind, second: TokenKind) {
        let Some(token) = self.tokens.get_mut(self.next) else { return };
        let span = token.span;
        *token = Token { kind: second, span: Span::new(span.start + 1, span.end) };
        // The first part takes the place of a token that was taken before; the very first token needs a new place.
        let token = Token { kind: first, span: Span::new(span.start, span.start + 1) };
        match self.next.checked_sub(1).and_then(|before| self.tokens.get_mut(before)) {
            Some(before) => {
                *before = token;
                self.next -= 1;
            }
            None => self.tokens.insert(0, token),
        }
    }

    /// Where something begins that may hold no token at all: at the present token if `takes` it, else behind the last.
    pub(super) fn here(&self, takes: bool) -> u32 {
        if takes { self.token().span.start } else { self.last_end }
    }

    /// Begins something at `start` whose children are the values from now on.
    pub(super) fn push_frame(&mut self, kind: FrameKind, start: u32) {
        self.push_frame_over(kind, start, 0);
    }

    /// Begins something whose first `children` are the last values.
    pub(super) fn push_frame_over(&mut self, kind: FrameKind, start: u32, children: usize) {
        let outer = self.frames.last().map_or(0, |frame| frame.flags);
        let base = (self.values.len() - children.min(self.values.len())) as u32;
        self.frames.push(Frame { kind, flags: kind.flags(outer), start, base });
    }

    /// Goes on with the frame on top as another one.
    pub(super) fn become_frame(&mut self, kind: FrameKind) {
        let outer = self.frames.len().checked_sub(2).and_then(|below| self.frames.get(below));
        let outer = outer.map_or(0, |frame| frame.flags);
        if let Some(frame) = self.frames.last_mut() {
            frame.kind = kind;
            frame.flags = kind.flags(outer);
        }
    }

    /// The flags of the frame on top.
    pub(super) fn flags(&self) -> u8 {
        self.frames.last().map_or(0, |frame| frame.flags)
    }

    /// How many children the frame on top has.
    pub(super) fn count(&self) -> usize {
        self.frames.last().map_or(0, |frame| self.values.len() - frame.base as usize)
    }

    /// A node of the values from `base` on, which takes their place.
    pub(super) fn node(&mut self, kind: NodeKind, start: u32, end: u32, base: usize) {
        let first = self.children.len() as u32;
        self.children.extend(self.values.drain(base.min(self.values.len())..));
        let children = (first, self.children.len() as u32);
        let id = NodeId(self.nodes.len() as u32);
        self.nodes.push(Node { kind, span: Span::new(start, end.max(start)), children });
        self.values.push(id);
    }

    /// A node without children over the present token, which is taken.
    pub(super) fn leaf(&mut self, kind: NodeKind) {
        let span = self.token().span;
        self.bump();
        self.empty(kind, span);
    }

    /// A node without children.
    pub(super) fn empty(&mut self, kind: NodeKind, span: Span) {
        let first = self.children.len() as u32;
        let id = NodeId(self.nodes.len() as u32);
        self.nodes.push(Node { kind, span, children: (first, first) });
        self.values.push(id);
    }

    /// Stands for what is absent.
    pub(super) fn missing(&mut self) {
        self.empty(NodeKind::Missing, Span::new(self.last_end, self.last_end));
    }

    /// The frame on top becomes a node over its values.
    pub(super) fn end(&mut self, kind: NodeKind, then: Mode) -> Mode {
        if let Some(frame) = self.frames.pop() {
            self.node(kind, frame.start, self.last_end, frame.base as usize);
        }
        then
    }

    /// The last value.
    pub(super) fn value(&self) -> Option<&Node> {
        self.values.last().and_then(|id| self.nodes.get(id.0 as usize))
    }

    pub(super) fn value_kind(&self) -> NodeKind {
        self.value().map_or(NodeKind::Missing, |node| node.kind)
    }

    pub(super) fn value_span(&self) -> Span {
        self.value().map_or(Span::new(self.last_end, self.last_end), |node| node.span)
    }

    /// The last value becomes the child of an `Error`.
    pub(super) fn wrap_error(&mut self) {
        let span = self.value_span();
        self.node(NodeKind::Error, span.start, span.end, self.values.len().saturating_sub(1));
    }
}
