//! The outline: contracts, agents, and the constructs that open scopes, with what they bind.

use super::tree::{AgentDeclarationKind, NodeId, NodeKind, Tree};
use crate::language::analysis::Analysis;
use crate::language::{OutlineItem, OutlineKind};
use crate::text::Span;

/// The outline of `tree`, the tree of the text of `analysis`, in preorder. Parameters and variables come before what
/// stands inside. O(length).
pub(super) fn outline(tree: &Tree, analysis: &Analysis) -> Vec<OutlineItem> {
    let mut outline = Outline { tree, analysis, items: Vec::new(), open: Vec::new() };
    outline.open.extend(tree.roots().iter().rev().map(|&root| (root, 0)));
    while let Some((node, depth)) = outline.open.pop() {
        outline.enter(node, depth);
    }
    outline.items
}

struct Outline<'a> {
    tree: &'a Tree,
    analysis: &'a Analysis,
    items: Vec<OutlineItem>,
    /// The nodes to visit, each with the depth of what it shows.
    open: Vec<(NodeId, u32)>,
}

impl Outline<'_> {
    fn kind(&self, node: NodeId) -> NodeKind {
        self.tree.node(node).kind
    }

    fn span(&self, node: NodeId) -> Span {
        self.tree.node(node).span
    }

    fn enter(&mut self, node: NodeId, depth: u32) {
        let tree = self.tree;
        let children = tree.children(node);
        match (self.kind(node), children) {
            (NodeKind::Contract, &[name, names, ref rest @ ..]) => {
                self.item(self.analysis.source(self.span(name)), OutlineKind::Function, node, name, depth);
                self.variables(names, depth + 1);
                self.descend(rest, depth + 1);
            }
            (NodeKind::Agent, &[name, ref rest @ ..]) => {
                self.item(self.analysis.source(self.span(name)), OutlineKind::Function, node, name, depth);
                self.descend(rest, depth + 1);
            }
            (NodeKind::AgentDeclaration(kind), _) => {
                let of_kind =
                    |wanted: NodeKind| children.iter().copied().find(|&part| self.kind(part) == wanted);
                let (method, names) = (of_kind(NodeKind::MethodName), of_kind(NodeKind::Names));
                let name = match (kind, method) {
                    (_, Some(method)) => self.analysis.source(self.span(method)),
                    (AgentDeclarationKind::Constructor, None) => "constructor",
                    (AgentDeclarationKind::PrivateDefault, None) => "private default",
                    (_, None) => "default",
                };
                self.item(name, OutlineKind::Function, node, method.or(names).unwrap_or(node), depth);
                if let Some(names) = names {
                    self.variables(names, depth + 1);
                }
                self.descend(children, depth + 1);
            }
            (NodeKind::New, _) => {
                self.construct("new", node, depth);
                for &declaration in children {
                    if self.kind(declaration) == NodeKind::NameDeclaration {
                        self.variables(declaration, depth + 1);
                    }
                }
                self.descend(children, depth + 1);
            }
            (NodeKind::For, _) => {
                self.construct("for", node, depth);
                for &receipt in children {
                    if self.kind(receipt) == NodeKind::Receipt {
                        self.received(receipt, depth + 1);
                    }
                }
                self.descend(children, depth + 1);
            }
            (NodeKind::LetSequential | NodeKind::LetConcurrent, _) => {
                self.construct("let", node, depth);
                for &declaration in children {
                    if matches!(self.kind(declaration), NodeKind::LetEquals | NodeKind::LetArrow)
                        && let Some(&names) = tree.children(declaration).first()
                    {
                        self.variables(names, depth + 1);
                    }
                }
                self.descend(children, depth + 1);
            }
            (NodeKind::Match, _) => {
                self.construct("match", node, depth);
                self.descend(children, depth + 1);
            }
            (NodeKind::Case, &[pattern, ref rest @ ..]) => {
                self.item("case", OutlineKind::Namespace, node, pattern, depth);
                self.variables(pattern, depth + 1);
                self.descend(rest, depth + 1);
            }
            (NodeKind::Select, _) => {
                self.construct("select", node, depth);
                self.descend(children, depth + 1);
            }
            (NodeKind::Branch, &[first, ..]) => {
                self.item("branch", OutlineKind::Namespace, node, first, depth);
                self.received(node, depth + 1);
                self.descend(children, depth + 1);
            }
            // Patterns show nothing but what they bind.
            (NodeKind::Names, _) => {}
            _ => self.descend(children, depth),
        }
    }

    fn descend(&mut self, nodes: &[NodeId], depth: u32) {
        self.open.extend(nodes.iter().rev().map(|&node| (node, depth)));
    }

    fn item(&mut self, name: &str, kind: OutlineKind, node: NodeId, selection: NodeId, depth: u32) {
        let (range, selection) = (self.span(node), self.span(selection));
        self.items.push(OutlineItem { name: name.to_owned(), kind, range, selection, depth });
    }

    /// A construct that is called by its first word.
    fn construct(&mut self, word: &str, node: NodeId, depth: u32) {
        let range = self.span(node);
        let selection = Span::new(range.start, range.end.min(range.start + word.len() as u32));
        let kind = OutlineKind::Namespace;
        self.items.push(OutlineItem { name: word.to_owned(), kind, range, selection, depth });
    }

    /// What the binds of a receipt or branch bind.
    fn received(&mut self, node: NodeId, depth: u32) {
        let tree = self.tree;
        for &bind in tree.children(node) {
            if let (NodeKind::Bind(_), Some(&names)) = (self.kind(bind), tree.children(bind).first()) {
                self.variables(names, depth);
            }
        }
    }

    /// What a pattern binds outside itself.
    fn variables(&mut self, pattern: NodeId, depth: u32) {
        let span = self.span(pattern);
        let analysis = self.analysis;
        let binding = |symbol: &crate::language::analysis::Symbol| {
            analysis.occurrence(symbol.binding).map_or(Span::default(), |occurrence| occurrence.span)
        };
        let first = analysis.symbols().partition_point(|symbol| binding(symbol).start < span.start);
        for symbol in analysis.symbols().get(first..).unwrap_or_default() {
            let place = binding(symbol);
            if place.start >= span.end {
                break;
            }
            let scope =
                analysis.scopes().get(symbol.scope.0 as usize).map_or(Span::default(), |scope| scope.span);
            if scope.end > span.end && !place.is_empty() {
                let name = analysis.source(place).to_owned();
                let kind = OutlineKind::Variable;
                self.items.push(OutlineItem { name, kind, range: place, selection: place, depth });
            }
        }
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use std::sync::Arc;

    use crate::language::rholang::Rholang;
    use crate::language::{Language, LanguageId, OutlineKind, analyze};

    /// The outline, an item a line, indented, variables in angle brackets.
    fn outline(text: &str) -> String {
        let analysis = analyze(LanguageId::Rholang, &Arc::from(text));
        let mut out = String::new();
        for item in Rholang.outline(&analysis) {
            assert!(item.range.start <= item.selection.start && item.selection.end <= item.range.end);
            let name =
                if item.kind == OutlineKind::Variable { format!("<{}>", item.name) } else { item.name };
            out += &format!("{}{name}\n", "  ".repeat(item.depth as usize));
        }
        out
    }

    #[test]
    fn parameters_come_before_what_stands_inside() {
        assert_eq!(
            outline("contract foo(x) = { new y in { y!() } } contract bar() = { let z = 42 in { Nil } }"),
            "foo\n  <x>\n  new\n    <y>\nbar\n  let\n    <z>\n"
        );
        assert_eq!(
            outline("contract @\"svc\"(@q, ret) = { for (@v <- ret) { match v { x => ret!(x) } } }"),
            "@\"svc\"\n  <q>\n  <ret>\n  for\n    <v>\n    match\n      case\n        <x>\n"
        );
    }

    #[test]
    fn every_construct_shows_what_it_binds_outside_its_patterns() {
        assert_eq!(
            outline("for (x, @[h ...t] <- c; @{new n in { n!(p) }} <- x) { Nil }"),
            "for\n  <x>\n  <h>\n  <t>\n  <p>\n"
        );
        assert_eq!(
            outline("select { @a <- c => { a } } | let x = 1; y <- 2 in { x }"),
            "select\n  branch\n    <a>\nlet\n  <x>\n  <y>\n"
        );
        assert_eq!(outline("match 1 { {[q] \\/ ~z} /\\ w => Nil }"), "match\n  case\n    <w>\n");
    }

    #[test]
    fn agents_show_their_declarations() {
        assert_eq!(
            outline(
                "agent A { constructor(@x) { Nil } | private method m(r) { new n in { r!(*n) } } | default() { Nil } }"
            ),
            "A\n  constructor\n    <x>\n  m\n    <r>\n    new\n      <n>\n  default\n"
        );
    }

    #[test]
    fn depth_costs_no_call_stack() {
        let depth = 20_000;
        let text = ["new x in { ".repeat(depth), "Nil".to_owned(), "}".repeat(depth)].concat();
        let analysis = analyze(LanguageId::Rholang, &Arc::from(text));
        assert_eq!(Rholang.outline(&analysis).len(), 2 * depth);
    }
}
