//! From a key in the map argument of a call to the same key in the formals of a contract.

use super::Fragment;
use crate::language::analysis::{Analysis, Call, Definition};
use crate::language::rholang::keys::CanonicalKeys;
use crate::language::rholang::tree::{BinaryOperator, NodeId, NodeKind, Tree};
use crate::text::Span;

/// The key in the formals of `definition` that the key at `offset` in the arguments of `call` matches: the same path of
/// keys and places. `None` where `offset` lies in no key, or the formals have no such path. O(length of both).
pub(crate) fn counterpart(
    definition: (&Analysis, &Definition),
    call: (&Analysis, &Call),
    offset: u32,
) -> Option<Span> {
    let formals = Fragment::formals(definition.0, definition.1);
    let arguments = Fragment::arguments(call.0, call.1);
    let (mut patterns, mut values) = (formals.keys(), arguments.keys());
    let at = |node: NodeId| arguments.place(node).contains(offset);
    let index = arguments.elements().iter().position(|&argument| at(argument))?;
    let mut value = arguments.elements().get(index).copied()?;
    let mut pattern = formals.pattern(*formals.elements().get(index + arguments.leading())?)?;
    loop {
        value = arguments.strip(value);
        pattern = side(formals.tree(), formals.strip(pattern), arguments.kind(value))?;
        let children = arguments.tree().children(value);
        let place = children.iter().position(|&child| at(child))?;
        let inside = *children.get(place)?;
        match arguments.kind(value) {
            NodeKind::Map => {
                let &[key, held] = arguments.tree().children(inside) else { return None };
                let wanted = values.print_closed(key)?;
                let (found, then) = entry(&mut patterns, formals.tree(), pattern, &wanted)?;
                if at(key) {
                    return Some(formals.place(found));
                }
                (value, pattern) = (held, then);
            }
            NodeKind::List | NodeKind::Tuple => {
                let same = *formals.tree().children(pattern).get(place)?;
                (value, pattern) = (inside, same);
            }
            _ => return None,
        }
    }
}

/// The entry of a map pattern with this key.
fn entry(keys: &mut CanonicalKeys<'_>, tree: &Tree, map: NodeId, wanted: &str) -> Option<(NodeId, NodeId)> {
    tree.children(map).iter().find_map(|&pair| match tree.children(pair) {
        &[key, value] if keys.print_closed(key).as_deref() == Some(wanted) => Some((key, value)),
        _ => None,
    })
}

/// The side of a `/\` that looks into a value of this kind; the pattern itself where there is no choice.
fn side(tree: &Tree, pattern: NodeId, wanted: NodeKind) -> Option<NodeId> {
    let mut open = vec![pattern];
    while let Some(node) = open.pop() {
        let node = super::super::keys::strip(tree, node);
        match tree.node(node).kind {
            NodeKind::Binary(BinaryOperator::Conjunction) => open.extend(tree.children(node)),
            kind if kind == wanted => return Some(node),
            _ => {}
        }
    }
    None
}
