//! Which strings of a Rholang program are programs of MeTTa.
//!
//! Three ways lead to a region, and where regions overlap the first way keeps it: a directive in a comment, a send to a
//! compiler's channel, a send to a name from which it reaches one. A region is a whole expression: a string, or a
//! concatenation of strings and other things.

use std::collections::BTreeMap;
use std::sync::Arc;

use memchr::memmem;

use super::rholang_strings::{EmbeddedText, Piece, embedded_text};
use super::{Region, channels, directives};
use crate::concurrent::Stamp;
use crate::language::analysis::SymbolId;
use crate::language::rholang::tree::{BinaryOperator, NodeId, NodeKind, Tree};
use crate::language::{LanguageId, analyze};
use crate::text::Span;

/// How a region was found.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Way {
    Directive,
    Channel,
    Flow,
}

/// The texts of MeTTa in a program, in order of place, each analysed; `symbol` says what a variable means. They never
/// overlap. O(nodes log nodes + length), and O(length) with a small factor where there are none.
pub fn detect<F>(text: &str, tree: &Tree, symbol: F) -> Vec<Region>
where
    F: Fn(NodeId) -> Option<SymbolId>,
{
    let mut found: Vec<(Way, NodeId)> = Vec::new();
    let reaches = directives::reaches(text, tree.comments());
    if !reaches.is_empty() {
        found.extend(directed(tree, &reaches).into_iter().map(|node| (Way::Directive, node)));
    }
    if memmem::find(text.as_bytes(), channels::COMMON).is_some() {
        let sent = channels::sent(text, tree, symbol);
        found.extend(sent.directly.into_iter().map(|node| (Way::Channel, node)));
        found.extend(sent.through_names.into_iter().map(|node| (Way::Flow, node)));
    }
    found.retain(|&(_, node)| is_text(tree, node));
    let span = |node: NodeId| tree.node(node).span;
    found.sort_by_key(|&(way, node)| (way, span(node).start, std::cmp::Reverse(span(node).end), node));

    let mut chosen: BTreeMap<u32, (Way, NodeId)> = BTreeMap::new();
    for (way, node) in found {
        let before = chosen.range(..span(node).end).next_back();
        if before.is_none_or(|(_, &(_, before))| span(before).end <= span(node).start) {
            chosen.insert(span(node).start, (way, node));
        }
    }
    let mut equals: BTreeMap<Stamp, u64> = BTreeMap::new();
    let regions = chosen.into_values().filter_map(|(way, node)| {
        let pieces = pieces(tree, node);
        let has_text = pieces.iter().any(|piece| matches!(piece, Piece::Literal(_)));
        has_text.then(|| {
            let EmbeddedText { text, map } = embedded_text(text, &pieces);
            let content = Stamp::of(&[text.as_bytes(), &[way as u8]]);
            let number = equals.entry(content).or_default();
            let id = Stamp::of(&[content.to_string().as_bytes(), &number.to_le_bytes()]).short();
            *number += 1;
            let analysis = Arc::new(analyze(LanguageId::Metta, &Arc::from(text)));
            Region { id, span: span(node), map, analysis }
        })
    });
    regions.collect()
}

fn is_text(tree: &Tree, node: NodeId) -> bool {
    matches!(tree.node(node).kind, NodeKind::Text | NodeKind::Binary(BinaryOperator::Concatenate))
}

/// The expressions whose strings start within `reaches`: the whole concatenation that a string is an operand of, but no
/// string that is a channel's name.
fn directed(tree: &Tree, reaches: &[Span]) -> Vec<NodeId> {
    // Parents have larger numbers than their children, so from the last node on everything comes from above.
    let count = tree.nodes().len();
    let mut wholes: Vec<Option<NodeId>> = vec![None; count];
    let mut names = vec![false; count];
    let mut found = Vec::new();
    for number in (0..count).rev() {
        let node = NodeId(number as u32);
        let (kind, start) = (tree.node(node).kind, tree.node(node).span.start);
        let (whole, is_name) = (wholes.get(number).copied().flatten(), names.get(number).copied());
        let is_name = is_name.unwrap_or(false);
        if kind == NodeKind::Text && !is_name && directives::reached(reaches, start) {
            found.push(whole.unwrap_or(node));
        }
        let (whole, is_name) = match kind {
            NodeKind::Binary(BinaryOperator::Concatenate) => (whole.or(Some(node)), is_name),
            NodeKind::Group => (whole, is_name),
            NodeKind::Quote => (None, true),
            _ => continue,
        };
        for child in tree.children(node) {
            if let (Some(inner), Some(name)) =
                (wholes.get_mut(child.0 as usize), names.get_mut(child.0 as usize))
            {
                (*inner, *name) = (whole, is_name);
            }
        }
    }
    found
}

/// The operands of a concatenation, in order.
fn pieces(tree: &Tree, node: NodeId) -> Vec<Piece> {
    let (mut pieces, mut open) = (Vec::new(), vec![node]);
    while let Some(node) = open.pop() {
        let span = tree.node(node).span;
        match (tree.node(node).kind, tree.children(node)) {
            (NodeKind::Text, _) => pieces.push(Piece::Literal(span)),
            (NodeKind::Binary(BinaryOperator::Concatenate), operands) => open.extend(operands.iter().rev()),
            (NodeKind::Group, &[inner]) if is_operand(tree, inner) => open.push(inner),
            _ if span.is_empty() => {}
            _ => pieces.push(Piece::Hole(span)),
        }
    }
    pieces
}

fn is_operand(tree: &Tree, node: NodeId) -> bool {
    is_text(tree, node) || tree.node(node).kind == NodeKind::Group
}
