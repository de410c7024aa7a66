//! The pieces that a program of Rholang is printed from.

use super::Found;
use crate::language::Severity;
use crate::language::layout::{Piece, PieceKind};
use crate::language::rholang::lexer::{Lexer, TokenKind};
use crate::language::rholang::tree::{NodeId, NodeKind, Tree};
use crate::text::Span;

/// See the [module](self).
pub(super) struct Pieces {
    /// In order of place.
    pub(super) all: Vec<Found>,
    /// For each node, whether it is left as it is, since something in it cannot be read.
    frozen: Vec<bool>,
}

impl Pieces {
    /// The pieces of `text`, of which `tree` is the tree; nothing where the tree does not say what belongs together.
    pub(super) fn of(text: &str, tree: &Tree) -> Option<Pieces> {
        let frozen = frozen(tree)?;
        let mut borders: Vec<u32> = Vec::new();
        let mut kept: Vec<Span> = Vec::new();
        let mut open: Vec<NodeId> = tree.roots().to_vec();
        while let Some(node) = open.pop() {
            let span = tree.node(node).span;
            borders.extend([span.start, span.end]);
            if frozen.get(node.0 as usize).copied().unwrap_or(true) {
                kept.push(span);
            } else {
                open.extend(tree.children(node));
            }
        }
        borders.sort_unstable();
        kept.retain(|span| !span.is_empty());
        kept.sort_unstable();
        let mut all = Vec::new();
        let (mut borders, mut kept) = (borders.into_iter().peekable(), kept.into_iter().peekable());
        let mut behind = 0;
        for token in Lexer::new(text).filter(|token| token.kind != TokenKind::Space) {
            let mut start = token.span.start;
            if let Some(span) = kept.next_if(|span| span.start <= start) {
                // What is kept begins with this token.
                if span.start < start {
                    return None;
                }
                all.push(Found { piece: Piece { span, kind: PieceKind::Code }, token: token.kind });
                behind = span.end;
            }
            if start < behind {
                if token.span.end > behind {
                    return None;
                }
                continue;
            }
            let kind = match token.kind {
                TokenKind::LineComment => PieceKind::LineComment,
                TokenKind::BlockComment | TokenKind::UnclosedComment => PieceKind::BlockComment,
                _ => PieceKind::Code,
            };
            // Some tokens are two: `x<-1` compares.
            while borders.next_if(|&border| border <= start).is_some() {}
            while let Some(border) = borders.next_if(|&border| border < token.span.end) {
                if border > start && kind == PieceKind::Code {
                    let span = Span::new(start, border);
                    all.push(Found { piece: Piece { span, kind }, token: token.kind });
                    start = border;
                }
            }
            let end = match kind {
                PieceKind::LineComment => {
                    start + Span::new(start, token.span.end).of(text).trim_end().len() as u32
                }
                PieceKind::Code | PieceKind::BlockComment => token.span.end,
            };
            all.push(Found { piece: Piece { span: Span::new(start, end), kind }, token: token.kind });
        }
        kept.next().is_none().then_some(Pieces { all, frozen })
    }

    pub(super) fn is_frozen(&self, node: NodeId) -> bool {
        self.frozen.get(node.0 as usize).copied().unwrap_or(true)
    }

    /// The piece that starts at a place.
    pub(super) fn starting(&self, start: u32) -> Option<usize> {
        self.all.binary_search_by_key(&start, |found| found.piece.span.start).ok()
    }

    /// The piece that ends at a place.
    pub(super) fn ending(&self, end: u32) -> Option<usize> {
        self.all.binary_search_by_key(&end, |found| found.piece.span.end).ok()
    }

    pub(super) fn span(&self, piece: usize) -> Option<Span> {
        self.all.get(piece).map(|found| found.piece.span)
    }

    pub(super) fn kind(&self, piece: usize) -> Option<PieceKind> {
        self.all.get(piece).map(|found| found.piece.kind)
    }

    pub(super) fn token(&self, piece: usize) -> TokenKind {
        self.all.get(piece).map_or(TokenKind::End, |found| found.token)
    }

    /// Whether white space stands in front of a piece, whether a line ends in front of it, and whether one ends behind it.
    pub(super) fn newline_around(&self, text: &str, piece: usize) -> (bool, bool, bool) {
        let between = |before: Option<usize>, behind: usize| {
            let start = before.and_then(|before| self.span(before)).map_or(0, |span| span.end);
            self.span(behind).map_or("", |span| Span::new(start, span.start).of(text))
        };
        let before = between(piece.checked_sub(1), piece);
        // A comment that ends its line ends that of the piece.
        let comment = self.kind(piece + 1) == Some(PieceKind::LineComment);
        let behind = comment || between(Some(piece), piece + 1).contains('\n');
        (!before.is_empty(), before.contains('\n'), behind)
    }
}

/// For each node, whether something that cannot be read is in it and in none of its children. Nothing where that is the
/// document: then nobody knows what belongs together.
fn frozen(tree: &Tree) -> Option<Vec<bool>> {
    let broken = |kind: NodeKind| matches!(kind, NodeKind::Error | NodeKind::Missing);
    let mut frozen: Vec<bool> = Vec::with_capacity(tree.nodes().len());
    for (index, node) in tree.nodes().iter().enumerate() {
        let children = tree.children(NodeId(index as u32));
        frozen.push(broken(node.kind) || children.iter().any(|&child| broken(tree.node(child).kind)));
    }
    // What is only warned of can be read.
    for error in tree.errors().iter().filter(|error| error.severity == Severity::Error) {
        let mut around = None;
        let holds = |node: &NodeId| {
            let span = tree.node(*node).span;
            span.start <= error.span.start && error.span.end <= span.end
        };
        let mut found = tree.roots().iter().copied().find(holds);
        while let Some(node) = found {
            around = Some(node);
            found = tree.children(node).iter().copied().find(holds);
        }
        *frozen.get_mut(around?.0 as usize)? = true;
    }
    let whole = |root: &NodeId| !frozen.get(root.0 as usize).copied().unwrap_or(true);
    tree.roots().iter().all(whole).then_some(frozen)
}
