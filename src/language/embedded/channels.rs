//! Sends to MeTTa's compiler: by its channels' names, by names that are bound to them, and one hop further.

use std::collections::{BTreeMap, BTreeSet};

use crate::language::analysis::SymbolId;
use crate::language::rholang::tree::{NodeId, NodeKind, Tree};

/// The channels that take programs of MeTTa.
const COMPILERS: [&str; 3] = ["rho:metta:compile", "rho:metta:eval", "rho:metta:repl"];

/// What all their names start with: a text without it sends nothing to them.
pub(super) const COMMON: &[u8] = b"rho:metta:";

/// What a channel is known by.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Channel<'t> {
    /// A bound name.
    Local(SymbolId),
    /// A free name.
    Free(&'t str),
    /// A quoted string or URI, as it is written.
    Quoted(&'t str),
}

/// What is sent to a compiler.
#[derive(Debug, Default)]
pub(super) struct Sent {
    /// To one of its channels.
    pub directly: Vec<NodeId>,
    /// To a name that is bound to one, or to a name from which it goes there.
    pub through_names: Vec<NodeId>,
}

/// Which of a tree's expressions are sent to a compiler as arguments or as elements of a list; `symbol` says what a
/// variable means. O(nodes log names).
pub(super) fn sent<F>(text: &str, tree: &Tree, symbol: F) -> Sent
where
    F: Fn(NodeId) -> Option<SymbolId>,
{
    let program = Program { text, tree, symbol };
    let compilers = program.names_of_compilers();
    let carriers = program.carriers(&compilers);
    let mut sent = Sent::default();
    for (name, arguments) in program.sends() {
        let channel = program.channel(name);
        if program.is_compiler(name) {
            arguments.iter().for_each(|&argument| program.parts(argument, &mut sent.directly));
        } else if channel.is_some_and(|channel| compilers.contains(&channel)) {
            arguments.iter().for_each(|&argument| program.parts(argument, &mut sent.through_names));
        } else if let Some(positions) = channel.and_then(|channel| carriers.get(&channel)) {
            for &argument in positions.iter().filter_map(|&position| arguments.get(position)) {
                program.parts(argument, &mut sent.through_names);
            }
        }
    }
    sent
}

struct Program<'t, F> {
    text: &'t str,
    tree: &'t Tree,
    symbol: F,
}

impl<'t, F: Fn(NodeId) -> Option<SymbolId>> Program<'t, F> {
    fn kind(&self, node: NodeId) -> NodeKind {
        self.tree.node(node).kind
    }

    fn source(&self, node: NodeId) -> &'t str {
        self.tree.node(node).span.of(self.text)
    }

    /// All nodes, in no order that matters.
    fn nodes(&self) -> impl Iterator<Item = (NodeId, NodeKind)> {
        self.tree.nodes().iter().enumerate().map(|(number, node)| (NodeId(number as u32), node.kind))
    }

    /// The names that are sent to, and what is sent.
    fn sends(&self) -> impl Iterator<Item = (NodeId, &'t [NodeId])> {
        self.nodes().filter_map(|(node, kind)| match (kind, self.tree.children(node)) {
            (
                NodeKind::Send
                | NodeKind::PersistentSend
                | NodeKind::SynchronousSend
                | NodeKind::SourceSendReceive,
                &[name, arguments, ..],
            ) if self.kind(arguments) == NodeKind::Arguments => Some((name, self.tree.children(arguments))),
            _ => None,
        })
    }

    /// The names that are received from, and the formals. What `n!?(..)` receives comes from another name than `n`.
    fn binds(&self) -> impl Iterator<Item = (NodeId, &'t [NodeId])> {
        let received = |source| matches!(self.kind(source), NodeKind::Source | NodeKind::SourceReceiveSend);
        self.nodes().filter_map(move |(node, kind)| match (kind, self.tree.children(node)) {
            (NodeKind::Bind(_), &[names, source])
                if self.kind(names) == NodeKind::Names && received(source) =>
            {
                let name = self.tree.children(source).first()?;
                Some((*name, self.tree.children(names)))
            }
            _ => None,
        })
    }

    /// The process in any number of parentheses.
    fn strip(&self, mut node: NodeId) -> NodeId {
        while let (NodeKind::Group, &[inner]) = (self.kind(node), self.tree.children(node)) {
            node = inner;
        }
        node
    }

    /// The string or URI that a name quotes.
    fn quoted(&self, name: NodeId) -> Option<&'t str> {
        let (NodeKind::Quote, &[process]) = (self.kind(name), self.tree.children(name)) else { return None };
        let process = self.strip(process);
        matches!(self.kind(process), NodeKind::Text | NodeKind::Uri).then(|| self.source(process))
    }

    fn is_compiler(&self, name: NodeId) -> bool {
        self.quoted(name).is_some_and(is_compiler)
    }

    fn channel(&self, name: NodeId) -> Option<Channel<'t>> {
        match self.kind(name) {
            NodeKind::Variable => Some(match (self.symbol)(name) {
                Some(symbol) => Channel::Local(symbol),
                None => Channel::Free(self.source(name)),
            }),
            _ => self.quoted(name).map(Channel::Quoted),
        }
    }

    /// The names that are bound to a compiler's channel: by a `new` with its URI, by receiving from it.
    fn names_of_compilers(&self) -> BTreeSet<Channel<'t>> {
        let fresh = self.nodes().filter_map(|(node, kind)| match (kind, self.tree.children(node)) {
            (NodeKind::NameDeclaration, &[name, uri]) if is_compiler(self.source(uri)) => self.local(name),
            _ => None,
        });
        let mut names: BTreeSet<Channel<'t>> = fresh.collect();
        let is_compiler = |name| {
            self.is_compiler(name) || self.channel(name).is_some_and(|channel| names.contains(&channel))
        };
        let received = self.binds().filter(|&(source, _)| is_compiler(source));
        let received: Vec<Channel<'t>> =
            received.flat_map(|(_, formals)| formals).filter_map(|&formal| self.local(formal)).collect();
        names.extend(received);
        names
    }

    /// The bound name of a variable.
    fn local(&self, variable: NodeId) -> Option<Channel<'t>> {
        let is_variable = self.kind(variable) == NodeKind::Variable;
        is_variable.then(|| (self.symbol)(variable)).flatten().map(Channel::Local)
    }

    /// The channels, and the positions of their messages, from which what is received is sent to a compiler.
    fn carriers(&self, compilers: &BTreeSet<Channel<'t>>) -> BTreeMap<Channel<'t>, BTreeSet<usize>> {
        let mut forwarded = BTreeSet::new();
        for (name, arguments) in self.sends() {
            if self.is_compiler(name)
                || self.channel(name).is_some_and(|channel| compilers.contains(&channel))
            {
                let mut parts = Vec::new();
                arguments.iter().for_each(|&argument| self.parts(argument, &mut parts));
                forwarded.extend(parts.into_iter().filter_map(|part| self.received(part, NodeKind::Eval)));
            }
        }
        let mut carriers: BTreeMap<Channel<'t>, BTreeSet<usize>> = BTreeMap::new();
        if forwarded.is_empty() {
            return carriers;
        }
        for (source, formals) in self.binds() {
            let Some(channel) = self.channel(source) else { continue };
            for (position, &formal) in formals.iter().enumerate() {
                if self.received(formal, NodeKind::Quote).is_some_and(|symbol| forwarded.contains(&symbol)) {
                    carriers.entry(channel).or_default().insert(position);
                }
            }
        }
        carriers
    }

    /// The bound variable that `node` is, by itself or under `wrapper`: `v` and `@v` as formals, `v` and `*v` as messages.
    fn received(&self, node: NodeId, wrapper: NodeKind) -> Option<SymbolId> {
        let node = match (self.kind(node), self.tree.children(node)) {
            (kind, &[inner]) if kind == wrapper => self.strip(inner),
            _ => node,
        };
        if self.kind(node) == NodeKind::Variable { (self.symbol)(node) } else { None }
    }

    /// What an argument consists of: itself, or the elements of a list.
    fn parts(&self, argument: NodeId, parts: &mut Vec<NodeId>) {
        let argument = self.strip(argument);
        match self.kind(argument) {
            NodeKind::List => parts.extend(self.tree.children(argument).iter().map(|&part| self.strip(part))),
            _ => parts.push(argument),
        }
    }
}

/// Whether the literal `written`, a string or URI, is the name of a compiler's channel.
fn is_compiler(written: &str) -> bool {
    let quoted = |quote: char| written.strip_prefix(quote)?.strip_suffix(quote);
    quoted('"').or_else(|| quoted('`')).is_some_and(|name| COMPILERS.contains(&name))
}
