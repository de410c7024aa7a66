//! What stands around a place in MeTTa.

use super::lexer::TokenKind;
use super::syntax::{self, NodeKind, SyntaxTree};
use crate::language::analysis::Analysis;
use crate::language::enclosing::{inside_of_quotes, word_at};
use crate::text::Span;

/// See [`Language::enclosing`](crate::language::Language::enclosing).
pub(super) fn enclosing(analysis: &Analysis, offset: u32) -> Vec<Span> {
    let text = analysis.text();
    let tree = syntax::parse(text);
    let mut around = Vec::new();
    let mut found = at(&tree, tree.top_level(), offset);
    if let Some(index) = found {
        around.extend(program(&tree, index));
    }
    while let Some(node) = found.and_then(|index| tree.nodes().get(index)) {
        let span = node.span;
        match node.kind {
            NodeKind::Token(TokenKind::Space) => {}
            NodeKind::Token(TokenKind::Comment) => {
                around.push(span);
                around.extend(word_at(text, span, offset));
            }
            NodeKind::Token(TokenKind::Text) => {
                around.push(span);
                around.extend(inside_of_quotes(span, offset));
                around.extend(word_at(text, span, offset));
            }
            _ => around.push(span),
        }
        found = found.and_then(|index| at(&tree, tree.children(index), offset));
    }
    around.reverse();
    around
}

/// The node among `siblings` that `offset` lies in; in a blank behind an atom, the atom.
fn at(tree: &SyntaxTree, siblings: impl Iterator<Item = usize>, offset: u32) -> Option<usize> {
    let mut before = None;
    for index in siblings {
        let node = tree.nodes().get(index)?;
        if node.span.contains(offset) {
            let blank =
                matches!(node.kind, NodeKind::Token(TokenKind::Space | TokenKind::Open | TokenKind::Close));
            return before.filter(|_| blank).or(Some(index));
        }
        let touches = node.span.end == offset && node.kind != NodeKind::Token(TokenKind::Space);
        before = touches.then_some(index);
    }
    before
}

/// A form with the `!` that makes it a program.
fn program(tree: &SyntaxTree, form: usize) -> Option<Span> {
    let end = tree.nodes().get(form).filter(|node| node.is_atom())?.span.end;
    let above = tree.nodes().get(..form)?;
    // In front of a form at top level stand leaves, up to the form before.
    let trivia = |kind: NodeKind| matches!(kind, NodeKind::Token(TokenKind::Space | TokenKind::Comment));
    let mark = above.iter().rev().find(|node| !trivia(node.kind))?;
    (mark.kind == NodeKind::Mark).then(|| Span::new(mark.span.start, end))
}
