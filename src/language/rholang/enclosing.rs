//! What stands around a place in Rholang.

use super::lexer::{Lexer, Token, TokenKind};
use super::parse;
use super::tree::NodeId;
use crate::language::analysis::Analysis;
use crate::language::enclosing::{inside_of_quotes, word_at};
use crate::text::Span;

/// See [`Language::enclosing`](crate::language::Language::enclosing).
pub(super) fn enclosing(analysis: &Analysis, offset: u32) -> Vec<Span> {
    let text = analysis.text();
    let tree = parse(text);
    let mut around: Vec<Span> = Vec::new();
    let find = |nodes: &[NodeId]| {
        // Nodes stand in order of place, and those that touch share no character.
        let behind = nodes.partition_point(|&node| tree.node(node).span.start <= offset);
        let last =
            nodes.get(..behind)?.iter().rev().copied().find(|&node| !tree.node(node).span.is_empty())?;
        (offset <= tree.node(last).span.end).then_some(last)
    };
    let mut found = find(tree.roots());
    while let Some(node) = found {
        around.push(tree.node(node).span);
        found = find(tree.children(node));
    }
    let tokens = Lexer::new(text).filter(|token| token.kind != TokenKind::Space);
    let mut tokens =
        tokens.skip_while(|token| token.span.end < offset).take_while(|token| token.span.start <= offset);
    let whole = Span::new(0, text.len() as u32);
    let innermost = around.last().copied().unwrap_or(whole);
    let inside = |token: &Token| innermost.start <= token.span.start && token.span.end <= innermost.end;
    let (first, second) = (tokens.next().filter(inside), tokens.next().filter(inside));
    // Between two tokens the one that is a word is meant, and that in front where both are.
    let is_word = |token: &Token| token.kind < TokenKind::Bar;
    let token = first.filter(is_word).or(second.filter(is_word)).or(first).or(second);
    if let Some(token) = token {
        around.push(token.span);
        match token.kind {
            TokenKind::Text | TokenKind::Uri => {
                around.extend(inside_of_quotes(token.span, offset));
                around.extend(word_at(text, token.span, offset));
            }
            kind if kind.is_trivia() => around.extend(word_at(text, token.span, offset)),
            _ => {}
        }
    }
    around.reverse();
    around
}
