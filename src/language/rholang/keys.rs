//! The canonical print of closed processes: the keys of quoted names.
//!
//! A quoted process is a name of its own, the same in every file, when it is *closed*: when it holds no variable, no
//! wildcard and no connective. Its key is `@` and the canonical print, which knows nothing of places and blanks. Grouping
//! is gone, `*@P` is `P`, the parts of `|` and the entries of maps and sets are sorted. Kinds show: the variable `foo` has
//! the key `foo`, the string `@"foo"`, the URI ``@`foo` ``.
//!
//! A part whose print is longer than [`LIMIT`] is printed as the stamp of that print, so that all keys of a text together
//! are linear in its length, however its quotes nest.

use hashbrown::HashMap;

use super::tree::{BinaryOperator, NodeId, NodeKind, Tree};
use crate::concurrent::Stamp;

/// The longest print, in bytes, that a key shows.
const LIMIT: usize = 512;

/// The keys of the closed quotes of a tree.
pub(crate) struct CanonicalKeys<'t> {
    tree: &'t Tree,
    text: &'t str,
    /// By node: whether it is closed.
    closed: Vec<bool>,
    /// The prints of the quotes that lie inside others: each node is printed once.
    inner: HashMap<NodeId, Box<str>, foldhash::fast::FixedState>,
}

/// What the printer does next.
enum Step {
    /// Prints a process or name, leaving one print on the stack of prints.
    Print(NodeId),
    /// Puts the last prints together as this node.
    Join(NodeId, usize),
    /// Keeps the last print as that of a quote.
    Keep(NodeId),
}

impl<'t> CanonicalKeys<'t> {
    /// Finds out what is closed. O(nodes).
    pub(crate) fn new(tree: &'t Tree, text: &'t str) -> CanonicalKeys<'t> {
        let mut closed = Vec::with_capacity(tree.nodes().len());
        for (index, node) in tree.nodes().iter().enumerate() {
            let children = tree.children(NodeId(index as u32));
            let inside = |child: &NodeId| closed.get(child.0 as usize).copied().unwrap_or(false);
            closed.push(!opens(node.kind) && children.iter().all(inside));
        }
        CanonicalKeys { tree, text, closed, inner: HashMap::default() }
    }

    /// Writes the key of a quote into `key`; false, and nothing written, when it is not closed. O(length) for all quotes
    /// of a tree together.
    pub(crate) fn write(&mut self, quote: NodeId, key: &mut String) -> bool {
        key.clear();
        let Some(&quoted) = self.tree.children(quote).first() else { return false };
        let print = match self.inner.get(&quote) {
            Some(known) => Some(known.to_string()),
            None => self.print_closed(quoted),
        };
        let Some(print) = print else { return false };
        key.push('@');
        key.push_str(&print);
        true
    }

    /// The canonical print of a process; `None` when it is not closed.
    pub(crate) fn print_closed(&mut self, process: NodeId) -> Option<String> {
        if !self.closed.get(process.0 as usize).copied().unwrap_or(false) {
            return None;
        }
        let process = strip(self.tree, process);
        Some(if self.tree.children(process).is_empty() {
            shorten(leaf(self.tree, self.text, process))
        } else {
            self.print(process)
        })
    }

    fn print(&mut self, process: NodeId) -> String {
        let mut prints: Vec<String> = Vec::new();
        let mut steps = vec![Step::Print(process)];
        while let Some(step) = steps.pop() {
            match step {
                Step::Print(node) => self.enter(strip(self.tree, node), &mut steps, &mut prints),
                Step::Join(node, count) => {
                    let parts = prints.split_off(prints.len().saturating_sub(count));
                    prints.push(shorten(join(self.tree, node, parts)));
                }
                Step::Keep(node) => {
                    if let Some(print) = prints.last() {
                        self.inner.insert(node, print.as_str().into());
                    }
                }
            }
        }
        prints.pop().unwrap_or_default()
    }

    fn enter(&self, node: NodeId, steps: &mut Vec<Step>, prints: &mut Vec<String>) {
        let children = self.tree.children(node);
        match self.tree.node(node).kind {
            _ if children.is_empty() => prints.push(shorten(leaf(self.tree, self.text, node))),
            NodeKind::Par | NodeKind::Block => {
                let parts = parts_of_par(self.tree, node);
                steps.push(Step::Join(node, parts.len()));
                steps.extend(parts.into_iter().rev().map(Step::Print));
            }
            NodeKind::Quote => match self.inner.get(&node) {
                Some(known) => prints.push(format!("@{known}")),
                None => {
                    steps.push(Step::Join(node, 1));
                    steps.push(Step::Keep(node));
                    steps.extend(children.iter().take(1).map(|&child| Step::Print(child)));
                }
            },
            _ => {
                steps.push(Step::Join(node, children.len()));
                steps.extend(children.iter().rev().map(|&child| Step::Print(child)));
            }
        }
    }
}

/// Whether a node of this kind makes what it stands in open.
fn opens(kind: NodeKind) -> bool {
    matches!(
        kind,
        NodeKind::Variable
            | NodeKind::Wildcard
            | NodeKind::Binary(BinaryOperator::Disjunction | BinaryOperator::Conjunction)
            | NodeKind::PatternNegation
            | NodeKind::SimpleType
            | NodeKind::ProcessReference
            | NodeKind::NameReference
            | NodeKind::Error
            | NodeKind::Missing
    )
}

/// The process that a node means: without parentheses, blocks, and `*` of a quote.
pub(super) fn strip(tree: &Tree, mut node: NodeId) -> NodeId {
    loop {
        let inner = match (tree.node(node).kind, tree.children(node)) {
            (NodeKind::Group | NodeKind::Block, &[inner]) => inner,
            (NodeKind::Eval, &[name]) if tree.node(name).kind == NodeKind::Quote => {
                match tree.children(name) {
                    &[inner] => inner,
                    _ => return node,
                }
            }
            _ => return node,
        };
        node = inner;
    }
}

/// The processes that run side by side in a par or block, with those of inner ones.
fn parts_of_par(tree: &Tree, node: NodeId) -> Vec<NodeId> {
    let (mut parts, mut open) = (Vec::new(), vec![node]);
    while let Some(node) = open.pop() {
        let node = strip(tree, node);
        match tree.node(node).kind {
            NodeKind::Par | NodeKind::Block => open.extend(tree.children(node).iter().rev()),
            _ => parts.push(node),
        }
    }
    parts
}

fn shorten(print: String) -> String {
    if print.len() > LIMIT { format!("#{}", Stamp::of(&[print.as_bytes()])) } else { print }
}

/// The print of a node without children.
fn leaf(tree: &Tree, text: &str, node: NodeId) -> String {
    let written = tree.node(node).span.of(text);
    match tree.node(node).kind {
        NodeKind::Text => written.replace('\n', "\\n").replace('\r', "\\r").replace('\t', "\\t"),
        NodeKind::Integer => integer(written),
        NodeKind::List => "[]".to_owned(),
        NodeKind::Set => "Set()".to_owned(),
        NodeKind::Map => "{}".to_owned(),
        NodeKind::PathMap => "{||}".to_owned(),
        NodeKind::Unit => "()".to_owned(),
        NodeKind::Block => "Nil".to_owned(),
        NodeKind::Arguments | NodeKind::Names => String::new(),
        _ => written.to_owned(),
    }
}

/// An integer without needless zeros.
fn integer(written: &str) -> String {
    let (sign, digits) = match written.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", written),
    };
    match digits.trim_start_matches('0') {
        "" => "0".to_owned(),
        digits => format!("{sign}{digits}"),
    }
}

/// The print of a node whose children are printed.
fn join(tree: &Tree, node: NodeId, mut parts: Vec<String>) -> String {
    let part = |index: usize| parts.get(index).map_or("", String::as_str);
    match tree.node(node).kind {
        NodeKind::Par | NodeKind::Block => {
            parts.retain(|part| part != "Nil");
            parts.sort_unstable();
            match parts.len() {
                0 => "Nil".to_owned(),
                1 => parts.swap_remove(0),
                _ => format!("{{{}}}", parts.join(" | ")),
            }
        }
        NodeKind::Quote => format!("@{}", part(0)),
        NodeKind::Eval => format!("*{}", part(0)),
        NodeKind::Negate if tree.children(node).first().is_some_and(|&child| is_integer(tree, child)) => {
            match part(0).strip_prefix('-') {
                Some(positive) => positive.to_owned(),
                None if part(0) == "0" => "0".to_owned(),
                None => format!("-{}", part(0)),
            }
        }
        NodeKind::List => format!("[{}]", parts.join(", ")),
        NodeKind::Tuple if parts.len() == 1 => format!("({},)", part(0)),
        NodeKind::Tuple => format!("({})", parts.join(", ")),
        NodeKind::Set => format!("Set({})", sorted(parts)),
        NodeKind::Map => format!("{{{}}}", sorted(parts)),
        NodeKind::PathMap => format!("{{|{}|}}", sorted(parts)),
        NodeKind::Pair => format!("{}: {}", part(0), part(1)),
        NodeKind::Send => format!("{}!({})", part(0), part(1)),
        NodeKind::PersistentSend => format!("{}!!({})", part(0), part(1)),
        NodeKind::MethodCall => format!("{}.{}({})", part(0), part(1), part(2)),
        NodeKind::Arguments | NodeKind::Names => parts.join(", "),
        // Whatever else can be quoted: its kind, then its parts.
        kind => format!("{kind:?}[{}]", parts.join(", ")),
    }
}

fn is_integer(tree: &Tree, node: NodeId) -> bool {
    tree.node(strip(tree, node)).kind == NodeKind::Integer
}

fn sorted(mut parts: Vec<String>) -> String {
    parts.sort_unstable();
    parts.dedup();
    parts.join(", ")
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use std::sync::Arc;

    use super::LIMIT;
    use crate::language::{LanguageId, analyze};

    /// The key of the channel of a send.
    fn key(name: &str) -> Option<String> {
        let analysis = analyze(LanguageId::Rholang, &Arc::from(format!("new v in {{ {name}!(1) }}")));
        let place = "new v in { ".len() as u32;
        let found = analysis.occurrences().iter().find(|occurrence| occurrence.span.start == place)?;
        match found.target {
            crate::language::analysis::Target::Global(key) => Some(analysis.keys().text(key).to_owned()),
            crate::language::analysis::Target::Local(_) => None,
        }
    }

    #[test]
    fn equal_names_have_one_key_however_they_are_written() {
        for (one, other) in [
            ("@\"foo\"", "@{\"foo\"}"),
            ("@\"foo\"", "@(\"foo\")"),
            ("@\"foo\"", "@ /* here */ \"foo\""),
            ("@\"foo\"", "@{*@\"foo\"}"),
            ("@{\"k\": \"v\", \"a\": 1}", "@{ \"a\":1 , \"k\":\"v\" }"),
            ("@Set(1, 2)", "@Set(2,1, 1)"),
            ("@[1, (2,)]", "@[ 1,(2,) ]"),
            ("@007", "@7"),
            ("@{@1!(2) | @3!(4)}", "@{ @3!(4) | Nil | {@1!(2)} }"),
            ("@{Nil | Nil}", "@Nil"),
            ("@\"a\\nb\"", "@\"a\nb\""),
        ] {
            assert!(key(one).is_some(), "{one}");
            assert_eq!(key(one), key(other), "{one} {other}");
        }
    }

    #[test]
    fn keys_show_their_kind() {
        let names = [
            "foo",
            "@\"foo\"",
            "@`foo`",
            "@1",
            "@\"1\"",
            "@[1]",
            "@(1,)",
            "@Set(1)",
            "@{1: 1}",
            "@{|1|}",
            "@[[1], 2]",
            "@[[1, 2]]",
            "@Nil",
            "@()",
            "@true",
            "@\"true\"",
            "@1i8",
            "@(1 + 2)",
            "@(2 + 1)",
            "@-1",
            "@{@1!(1)}",
            "@{@1!!(1)}",
        ];
        let keys: Vec<_> = names.iter().map(|name| key(name)).collect();
        for (index, one) in keys.iter().enumerate() {
            assert!(one.is_some(), "{}", names[index]);
            assert!(!keys[..index].contains(one), "{one:?}");
        }
        assert_eq!(key("@{\"k\": [1, `u`]}").as_deref(), Some("@{\"k\": [1, `u`]}"));
    }

    #[test]
    fn what_holds_a_variable_or_wildcard_has_no_key() {
        for name in ["v", "@{*v}", "@[1, *v]", "@{new x in { Nil }}", "@{for (_ <- @1) { Nil }}"] {
            assert_eq!(key(name), None, "{name}");
        }
    }

    #[test]
    fn keys_stay_short() {
        let long = |character: &str| key(&format!("@[\"{}\", 1]", character.repeat(LIMIT)));
        assert!(long("a").is_some_and(|key| key.len() < LIMIT));
        assert_ne!(long("a"), long("b"));
        let nested = |inner: &str| {
            ["@[".to_owned(), "[".repeat(9_000), inner.to_owned(), "]".repeat(9_000), "]".to_owned()].concat()
        };
        assert_eq!(key(&nested("1")), key(&nested(" 1 ")));
        assert_ne!(key(&nested("1")), key(&nested("2")));
    }
}
