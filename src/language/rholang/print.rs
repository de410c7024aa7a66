//! The tree as people and tests read it.

use std::fmt::Write;

use super::tree::{NodeId, NodeKind, Tree};

/// One line per process of the file, as expressions: `(Send x (Arguments 1))`. Leaves print their text, what is missing
/// prints as `?`. O(nodes + text), whatever the nesting.
pub fn print(tree: &Tree, text: &str) -> String {
    enum Step {
        Node(NodeId),
        Close,
    }
    let mut printed = String::new();
    for &root in tree.roots() {
        let mut steps = vec![Step::Node(root)];
        while let Some(step) = steps.pop() {
            let Step::Node(id) = step else {
                printed.push(')');
                continue;
            };
            if !printed.is_empty() && !printed.ends_with(['\n', '(']) {
                printed.push(' ');
            }
            let node = tree.node(id);
            let children = tree.children(id);
            match node.kind {
                NodeKind::Missing => printed.push('?'),
                kind if is_leaf(kind) && children.is_empty() => printed.push_str(node.span.of(text)),
                kind => {
                    printed.push('(');
                    // Writing to a string cannot fail.
                    let _ = write!(printed, "{kind:?}");
                    steps.push(Step::Close);
                    steps.extend(children.iter().rev().map(|&child| Step::Node(child)));
                }
            }
        }
        printed.push('\n');
    }
    printed
}

fn is_leaf(kind: NodeKind) -> bool {
    use NodeKind::*;
    matches!(
        kind,
        MethodName
            | Nil
            | Boolean(_)
            | Integer
            | TypedNumber
            | Text
            | Uri
            | Unit
            | SimpleType
            | Variable
            | Wildcard
    )
}
