//! Formals and arguments, read again from their few bytes of text.

use crate::language::Fit;
use crate::language::analysis::{Analysis, Call, Definition};
use crate::language::rholang::keys::{self, CanonicalKeys};
use crate::language::rholang::parse;
use crate::language::rholang::tree::{NodeId, NodeKind, Tree};
use crate::text::Span;

/// A list of formals or arguments with its own tree.
pub(crate) struct Fragment {
    /// A small program that holds the list.
    text: String,
    tree: Tree,
    /// `Names` or `Arguments`.
    list: Option<NodeId>,
    /// Where the list starts in `text` and in the document.
    inner: u32,
    outer: u32,
    /// What a send passes before its arguments, as far as it is known.
    implied: Vec<Option<String>>,
}

impl Fragment {
    /// The formals of a definition.
    pub(crate) fn formals(analysis: &Analysis, definition: &Definition) -> Fragment {
        let source = analysis.source(definition.formals);
        Fragment::new("contract x", source, " = {Nil}", definition.formals.start, NodeKind::Names, Vec::new())
    }

    /// The arguments of a call.
    pub(crate) fn arguments(analysis: &Analysis, call: &Call) -> Fragment {
        let source = analysis.source(call.arguments);
        let (method, list) = source.split_at(source.find('(').unwrap_or(source.len()));
        let implied = implied(analysis, call);
        let start = call.arguments.start + method.len() as u32;
        Fragment::new("x!", list, "", start, NodeKind::Arguments, implied)
    }

    fn new(
        before: &str,
        source: &str,
        behind: &str,
        outer: u32,
        kind: NodeKind,
        implied: Vec<Option<String>>,
    ) -> Fragment {
        let text = [before, source, behind].concat();
        let tree = parse(&text);
        let inner = before.len() as u32;
        let is_list = |id: &NodeId| tree.node(*id).kind == kind && tree.node(*id).span.start == inner;
        let list = (0..tree.nodes().len() as u32).map(NodeId).rfind(is_list);
        Fragment { text, tree, list, inner, outer, implied }
    }

    /// The elements of the list, a remainder included.
    pub(crate) fn elements(&self) -> Vec<NodeId> {
        self.list.map_or(Vec::new(), |list| self.tree.children(list).to_vec())
    }

    /// How many arguments a send passes before those that are written.
    pub(crate) fn leading(&self) -> usize {
        self.implied.len()
    }

    /// The text that is passed as leading argument `index`, if it is one and known.
    pub(in crate::language::rholang) fn implied(&self, index: usize) -> Option<&str> {
        self.implied.get(index)?.as_deref()
    }

    /// The tree of the fragment.
    pub(crate) fn tree(&self) -> &Tree {
        &self.tree
    }

    /// The kind of a node.
    pub(crate) fn kind(&self, node: NodeId) -> NodeKind {
        self.tree.node(node).kind
    }

    /// The text under a node.
    pub(crate) fn source(&self, node: NodeId) -> &str {
        self.tree.node(node).span.of(&self.text)
    }

    /// Where a node stands in the document.
    pub(crate) fn place(&self, node: NodeId) -> Span {
        let span = self.tree.node(node).span;
        let outer = |offset: u32| offset.saturating_sub(self.inner) + self.outer;
        Span::new(outer(span.start), outer(span.end))
    }

    /// The process that the node means.
    pub(crate) fn strip(&self, node: NodeId) -> NodeId {
        keys::strip(&self.tree, node)
    }

    /// What prints the closed processes of the fragment.
    pub(crate) fn keys(&self) -> CanonicalKeys<'_> {
        CanonicalKeys::new(&self.tree, &self.text)
    }

    /// The pattern that a formal applies to the process which is sent; `None` where it takes anything.
    pub(crate) fn pattern(&self, formal: NodeId) -> Option<NodeId> {
        match self.kind(formal) {
            NodeKind::Quote => self.tree.children(formal).first().map(|&pattern| self.strip(pattern)),
            _ => None,
        }
    }

    /// Whether a formal takes whatever is sent.
    pub(crate) fn takes_anything(&self, formal: NodeId) -> bool {
        let pattern = self.pattern(formal).map(|pattern| self.kind(pattern));
        matches!(pattern, None | Some(NodeKind::Variable | NodeKind::Wildcard))
    }

    /// Whether a formal takes the string `text`.
    pub(crate) fn takes_text(&self, formal: NodeId, text: &str) -> Fit {
        match self.pattern(formal) {
            Some(pattern) if self.kind(pattern) == NodeKind::Text => {
                let content = self.source(pattern).trim_matches('"');
                if content == text { Fit::Fits } else { Fit::Never }
            }
            _ => Fit::Unknown,
        }
    }
}

/// What a call passes before the arguments that are written: a synchronous send the name of its reply, a method send the
/// name of its method behind that.
pub(in crate::language::rholang) fn implied(analysis: &Analysis, call: &Call) -> Vec<Option<String>> {
    let source = analysis.source(call.arguments);
    // A method send starts with the name of its method.
    let method = source.get(..source.find('(').unwrap_or(source.len())).unwrap_or_default();
    let name = analysis.occurrence(call.occurrence).map_or(call.arguments.start, |name| name.span.end);
    let operator = analysis.source(Span::new(name, call.arguments.start)).trim();
    match method.trim() {
        "" if operator.starts_with("!?") => vec![None],
        "" => Vec::new(),
        method => vec![None, Some(method.to_owned())],
    }
}
