//! What can be folded in MeTTa: expressions over several lines, comments, imports that follow each other.

use super::lexer::TokenKind;
use super::syntax::{self, NodeKind, SyntaxTree};
use crate::language::analysis::Analysis;
use crate::language::fold::{self, Fold, FoldKind};
use crate::text::Span;

/// See [`Language::folds`](crate::language::Language::folds).
pub(super) fn folds(analysis: &Analysis) -> Vec<Fold> {
    let (text, lines) = (analysis.text(), analysis.lines());
    let tree = syntax::parse(text);
    let is_long = |span: Span| lines.editor_line(span.start) < lines.editor_line(span.end);
    let of_kind = |kind: NodeKind| tree.nodes().iter().filter(move |node| node.kind == kind);
    let mut folds: Vec<Fold> = of_kind(NodeKind::Expression)
        .map(|node| Span::new(node.span.start, node.span.end.saturating_sub(1)))
        .filter(|&span| is_long(span))
        .map(|span| Fold { span, kind: FoldKind::Code })
        .collect();
    let spans = of_kind(NodeKind::Token(TokenKind::Comment)).map(|node| node.span);
    folds.extend(fold::comments(text, lines, spans));
    folds.extend(imports(text, &tree).into_iter().filter(|fold| is_long(fold.span)));
    folds.sort_by_key(|fold| (fold.span.start, std::cmp::Reverse(fold.span.end)));
    folds
}

/// Two or more imports with nothing but blanks between them.
fn imports(text: &str, tree: &SyntaxTree) -> Vec<Fold> {
    let mut folds: Vec<Fold> = Vec::new();
    let (mut run, mut members) = (Span::default(), 0);
    let mut mark = None;
    let mut keep = |run: &mut Span, members: &mut usize| {
        if *members > 1 {
            folds.push(Fold { span: *run, kind: FoldKind::Imports });
        }
        *members = 0;
    };
    for index in tree.top_level() {
        let Some(node) = tree.nodes().get(index) else { continue };
        match node.kind {
            NodeKind::Token(TokenKind::Space) => {}
            NodeKind::Mark => mark = Some(node.span.start),
            NodeKind::Expression if is_import(text, tree, index) => {
                let start = mark.take().unwrap_or(node.span.start);
                run = Span::new(if members == 0 { start } else { run.start }, node.span.end);
                members += 1;
            }
            _ => {
                mark = None;
                keep(&mut run, &mut members);
            }
        }
    }
    keep(&mut run, &mut members);
    folds
}

fn is_import(text: &str, tree: &SyntaxTree, index: usize) -> bool {
    let head = tree.children(index).filter_map(|child| tree.nodes().get(child)).find(|node| node.is_atom());
    head.is_some_and(|head| matches!(head.span.of(text), "import!" | "include"))
}
