//! How MeTTa is formatted: what may change between its tokens.

use super::lexer::TokenKind;
use super::syntax::{self, NodeKind, SyntaxTree};
use crate::language::layout::{Anchor, Break, Gap, Group, Indent, Piece, PieceKind, Plan};
use crate::text::Span;

/// See [`Language::layout`](crate::language::Language::layout).
pub(super) fn layout(text: &str) -> Plan {
    let tree = syntax::parse(text);
    let mut builder =
        Builder { text, tree: &tree, plan: Plan::default(), open: Vec::new(), marked: false, blanks: 0 };
    let mut index = 0;
    while let Some(node) = tree.nodes().get(index) {
        index += 1;
        match node.kind {
            // The parenthesis of an expression was read with it.
            NodeKind::Token(TokenKind::Open) => {}
            NodeKind::Token(TokenKind::Space) => builder.blanks = node.span.of(text).chars().count() as u32,
            NodeKind::Expression => builder.open(index - 1),
            NodeKind::Token(TokenKind::Close) if !builder.open.is_empty() => builder.close(node.span),
            // What cannot be read stays as it is.
            NodeKind::Broken | NodeKind::Skipped => {
                builder.piece(node.span, PieceKind::Code);
                index += node.descendants as usize;
            }
            NodeKind::Token(TokenKind::Comment) => builder.piece(node.span, PieceKind::LineComment),
            NodeKind::Mark | NodeKind::Token(_) => builder.piece(node.span, PieceKind::Code),
        }
        builder.marked = match node.kind {
            NodeKind::Mark => true,
            NodeKind::Token(TokenKind::Space | TokenKind::Comment) => builder.marked,
            _ => false,
        };
    }
    builder.plan.groups.sort_by_key(|group| (group.first, std::cmp::Reverse(group.last)));
    builder.plan
}

/// How the members of an expression stand below each other.
#[derive(Clone, Copy)]
enum Shape {
    /// Below the first argument.
    Call,
    /// One step inside, and so many members that belong to the first line.
    Body(usize),
    /// Below the first member: a list without a head.
    Data,
}

impl Shape {
    fn of(head: &str) -> Shape {
        match head {
            "let*" | "case" | "switch" | "switch-minimal" | "lambda" | "|->" | "\\" | "sealed" => {
                Shape::Body(1)
            }
            "match" | "let" | "chain" | "unify" | "map-atom" | "filter-atom" => Shape::Body(2),
            "if-decons-expr" => Shape::Body(3),
            _ if head.starts_with('@') => Shape::Body(1),
            _ if head.starts_with(['(', '"', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']) => {
                Shape::Data
            }
            _ => Shape::Call,
        }
    }
}

/// An expression that has begun.
struct Frame {
    /// Its group in the plan.
    group: usize,
    shape: Shape,
    /// It holds no expression.
    atomic: bool,
    /// How many members it has so far.
    members: usize,
}

struct Builder<'t> {
    text: &'t str,
    tree: &'t SyntaxTree,
    plan: Plan,
    open: Vec<Frame>,
    /// A `!` waits for its atom.
    marked: bool,
    /// The characters of white space before.
    blanks: u32,
}

impl Builder<'_> {
    fn piece(&mut self, span: Span, kind: PieceKind) {
        let gap = self.gap(span, kind);
        let content = span.of(self.text).trim_end_matches(char::is_whitespace);
        // Blanks at the end of a comment or of what cannot be read belong to nobody.
        let span = Span::new(span.start, span.start + content.len() as u32);
        self.plan.pieces.push(Piece { span, kind });
        self.plan.gaps.push(gap);
    }

    fn open(&mut self, node: usize) {
        let Some(span) = self.tree.nodes().get(node).map(|node| node.span) else { return };
        let members = || self.tree.children(node).filter_map(|child| self.tree.nodes().get(child));
        let head = members().find(|member| member.is_atom()).map_or("", |head| head.span.of(self.text));
        let atomic = !members().any(|member| member.kind == NodeKind::Expression);
        let shape = Shape::of(head);
        self.piece(Span::new(span.start, span.start + 1), PieceKind::Code);
        let first = self.plan.pieces.len() - 1;
        self.plan.groups.push(Group::new(first, first, Anchor::Column));
        self.open.push(Frame { group: self.plan.groups.len() - 1, shape, atomic, members: 0 });
    }

    fn close(&mut self, span: Span) {
        self.plan.pieces.push(Piece { span, kind: PieceKind::Code });
        self.plan.gaps.push(Gap::new(0, Break::Never, Indent::Item));
        if let Some(group) = self.open.pop().and_then(|frame| self.plan.groups.get_mut(frame.group)) {
            group.last = self.plan.pieces.len() - 1;
        }
    }

    /// The white space in front of what begins a member, or is a comment.
    fn gap(&mut self, span: Span, kind: PieceKind) -> Gap {
        let Some(frame) = self.open.last_mut() else {
            let glued = self.marked && self.text.as_bytes().get(span.start as usize) == Some(&b'(');
            return match self.marked {
                true => Gap::new(u32::from(!glued), Break::Never, Indent::Base),
                // Facts on one line stand in columns, as their author likes it.
                false => Gap::new(self.blanks.max(1), Break::Fill, Indent::Base),
            };
        };
        let member = frame.members;
        frame.members += usize::from(kind == PieceKind::Code);
        let together = match frame.shape {
            _ if member == 0 => {
                let gap = Gap::new(0, Break::Never, Indent::Item);
                return if matches!(frame.shape, Shape::Data) { gap.opening() } else { gap };
            }
            Shape::Call | Shape::Data if frame.atomic => true,
            Shape::Call => member < 2,
            Shape::Body(first) => member <= first,
            Shape::Data => false,
        };
        let wrap = match together {
            // What a first argument begins stands behind the head, whatever it needs.
            true if member == 1 && span.of(self.text).starts_with('(') => Break::Keep,
            true => Break::Fill,
            false => Break::All,
        };
        let gap = Gap::new(1, wrap, Indent::Item);
        if matches!(frame.shape, Shape::Call) && member == 1 { gap.opening() } else { gap }
    }
}

/// See [`Language::reads_alike`](crate::language::Language::reads_alike).
pub(super) fn reads_alike(one: &str, other: &str) -> bool {
    let (first, second) = (syntax::parse(one), syntax::parse(other));
    solid(one, &first).eq(solid(other, &second))
}

/// The tree without white space: the kinds of nodes, how many they hold, and what their tokens say.
fn solid<'t>(text: &'t str, tree: &'t SyntaxTree) -> impl Iterator<Item = (NodeKind, &'t str)> {
    let solid = tree.nodes().iter().filter(|node| node.kind != NodeKind::Token(TokenKind::Space));
    solid.map(|node| match node.kind {
        NodeKind::Token(TokenKind::Comment) => (node.kind, node.span.of(text).trim_end()),
        NodeKind::Token(_) | NodeKind::Mark => (node.kind, node.span.of(text)),
        // What it holds follows, and its last token ends it.
        NodeKind::Expression | NodeKind::Broken | NodeKind::Skipped => (node.kind, ""),
    })
}
