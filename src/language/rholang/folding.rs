//! What can be folded in Rholang: what stands between brackets over several lines, and comments.

use super::parse;
use super::tree::NodeKind;
use crate::language::analysis::Analysis;
use crate::language::fold::{self, Fold, FoldKind};
use crate::text::Span;

/// See [`Language::folds`](crate::language::Language::folds).
pub(super) fn folds(analysis: &Analysis) -> Vec<Fold> {
    let (text, lines) = (analysis.text(), analysis.lines());
    let tree = parse(text);
    let mut folds = fold::comments(text, lines, tree.comments().iter().copied());
    let bracketed = tree.nodes().iter().filter(|node| is_bracketed(node.kind));
    folds.extend(bracketed.filter_map(|node| {
        // What is broken may have no bracket at its end.
        let written = node.span.of(text);
        let closing = if written.ends_with("|}") { 2 } else { u32::from(written.ends_with(['}', ')', ']'])) };
        let span = Span::new(node.span.start, node.span.end.saturating_sub(closing));
        let long = lines.editor_line(span.start) < lines.editor_line(span.end);
        long.then_some(Fold { span, kind: FoldKind::Code })
    }));
    folds.sort_by_key(|fold| (fold.span.start, std::cmp::Reverse(fold.span.end)));
    folds
}

fn is_bracketed(kind: NodeKind) -> bool {
    use NodeKind::*;
    matches!(
        kind,
        Block | Group | Match | Select | Agent | Names | Arguments | List | Tuple | Set | Map | PathMap
    )
}
