//! How Rholang is formatted: what may change between its tokens.

mod gaps;
mod pieces;

use super::lexer::TokenKind;
use super::tree::{NodeId, NodeKind, Tree};
use super::{parse, print};
use crate::language::Severity;
use crate::language::layout::{Anchor, Break, Gap, Group, Indent, Piece, PieceKind, Plan};
use gaps::{Part, Place};
use pieces::Pieces;

/// See [`Language::layout`](crate::language::Language::layout).
pub(super) fn layout(text: &str) -> Option<Plan> {
    let tree = parse(text);
    let pieces = Pieces::of(text, &tree)?;
    let outside = Gap::new(1, Break::Force, Indent::Base);
    let mut builder = Builder {
        tree: &tree,
        text,
        pieces: &pieces,
        gaps: vec![outside; pieces.all.len()],
        groups: Vec::new(),
    };
    let mut open: Vec<(NodeId, NodeKind)> = tree.roots().iter().map(|&root| (root, NodeKind::Par)).collect();
    while let Some((node, parent)) = open.pop() {
        if !pieces.is_frozen(node) {
            builder.node(node, parent)?;
            let kind = tree.node(node).kind;
            open.extend(tree.children(node).iter().map(|&child| (child, kind)));
        }
    }
    let Builder { gaps, mut groups, .. } = builder;
    groups.sort_by_key(|group| (group.first, std::cmp::Reverse(group.last)));
    Some(Plan { pieces: pieces.all.iter().map(|found| found.piece).collect(), gaps, groups })
}

/// See [`Language::reads_alike`](crate::language::Language::reads_alike).
pub(super) fn reads_alike(one: &str, other: &str) -> bool {
    let (first, second) = (parse(one), parse(other));
    let comments = |text, tree: &Tree| -> Vec<String> {
        let comments = tree.comments().iter().map(|span| span.of(text).trim_end().to_owned());
        comments.collect()
    };
    let solid =
        |text: &str| -> String { text.chars().filter(|character| !character.is_whitespace()).collect() };
    let errors = |tree: &Tree| tree.errors().iter().filter(|error| error.severity == Severity::Error).count();
    errors(&first) == errors(&second)
        && print::print(&first, one) == print::print(&second, other)
        && comments(one, &first) == comments(other, &second)
        && solid(one) == solid(other)
}

struct Builder<'t> {
    tree: &'t Tree,
    text: &'t str,
    pieces: &'t Pieces,
    gaps: Vec<Gap>,
    groups: Vec<Group>,
}

impl Builder<'_> {
    /// The group of a node, and the gaps between its parts.
    fn node(&mut self, node: NodeId, parent: NodeKind) -> Option<()> {
        let (kind, span) = (self.tree.node(node).kind, self.tree.node(node).span);
        if span.is_empty() {
            return Some(());
        }
        let (first, last) = (self.pieces.starting(span.start)?, self.pieces.ending(span.end)?);
        if first == last {
            return Some(());
        }
        let anchor = match kind {
            NodeKind::New
            | NodeKind::If
            | NodeKind::LetSequential
            | NodeKind::LetConcurrent
            | NodeKind::Contract
            | NodeKind::For
            | NodeKind::Match
            | NodeKind::Case
            | NodeKind::Select
            | NodeKind::Branch
            | NodeKind::Agent
            | NodeKind::AgentDeclaration(_) => Anchor::FirstLine,
            _ => Anchor::Line,
        };
        self.groups.push(Group {
            follows: parent == NodeKind::If && kind == NodeKind::Block,
            sequence: matches!(
                kind,
                NodeKind::Par | NodeKind::Block | NodeKind::Match | NodeKind::Select | NodeKind::Agent
            ),
            ..Group::new(first, last, anchor)
        });
        self.parts(node, parent, first, last)
    }

    fn parts(&mut self, node: NodeId, parent: NodeKind, first: usize, last: usize) -> Option<()> {
        let kind = self.tree.node(node).kind;
        let children = self.tree.children(node);
        let mut children =
            children.iter().copied().filter(|&child| !self.tree.node(child).span.is_empty()).peekable();
        let mut place = Place::new(kind, parent, self.tree, node, self.pieces.token(first));
        let mut at = first;
        while at <= last {
            let start = self.pieces.span(at)?.start;
            let child = children.next_if(|&child| self.tree.node(child).span.start == start);
            let part = match child {
                Some(child) => Part::Child(self.tree.node(child).kind),
                None => match self.pieces.kind(at)? {
                    PieceKind::Code => Part::Token(self.pieces.token(at)),
                    PieceKind::LineComment | PieceKind::BlockComment => Part::Comment,
                },
            };
            let behind = match child {
                Some(child) => self.pieces.ending(self.tree.node(child).span.end)? + 1,
                None => at + 1,
            };
            let ahead = self.pieces.newline_around(self.text, at);
            let gap = place.next(part, self.pieces.token(at), ahead);
            if at > first
                && let Some(known) = self.gaps.get_mut(at)
            {
                *known = gap;
            }
            at = behind;
        }
        children.next().is_none().then_some(())
    }
}

/// A piece with the token that it begins with.
#[derive(Clone, Copy, Debug)]
struct Found {
    piece: Piece,
    token: TokenKind,
}
