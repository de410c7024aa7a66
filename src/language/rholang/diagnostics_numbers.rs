//! Arithmetic on literals: both operands need one numeric type.

use super::diagnostics;
use super::tree::{BinaryOperator, NodeId, NodeKind, Tree};
use crate::language::analysis::AnalysisBuilder;

/// The type of a number, as its suffix says it. A number without suffix is an `i64`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum NumberType {
    Signed(u16),
    Unsigned(u16),
    Big,
    Rational,
    Float(u16),
    Fixed,
}

impl NumberType {
    /// The type of a literal.
    fn of(literal: &str) -> Option<NumberType> {
        let digits = literal.trim_end_matches(|character: char| character.is_ascii_digit());
        let bits = || literal.get(digits.len()..).and_then(|bits| bits.parse().ok());
        match digits.chars().next_back() {
            None | Some('-') => Some(NumberType::Signed(64)),
            Some('i') => bits().map(NumberType::Signed),
            Some('u') => bits().map(NumberType::Unsigned),
            Some('f') => bits().map(NumberType::Float),
            Some('n') => Some(NumberType::Big),
            Some('r') => Some(NumberType::Rational),
            Some('p') => Some(NumberType::Fixed),
            Some(_) => None,
        }
    }

    /// How it is called.
    fn name(self) -> String {
        match self {
            NumberType::Signed(bits) => format!("i{bits}"),
            NumberType::Unsigned(bits) => format!("u{bits}"),
            NumberType::Float(bits) => format!("f{bits}"),
            NumberType::Big => "n".to_owned(),
            NumberType::Rational => "r".to_owned(),
            NumberType::Fixed => "p".to_owned(),
        }
    }
}

/// Reports arithmetic whose literals show that it cannot work. One pass over the nodes, children first. O(nodes).
pub(super) fn check(tree: &Tree, text: &str, builder: &mut AnalysisBuilder) {
    let is_operator = |kind: NodeKind| matches!(kind, NodeKind::Binary(operator) if is_arithmetic(operator));
    if !tree.nodes().iter().any(|node| is_operator(node.kind)) {
        return;
    }
    let mut types: Vec<Option<NumberType>> = Vec::with_capacity(tree.nodes().len());
    for (index, node) in tree.nodes().iter().enumerate() {
        let children = tree.children(NodeId(index as u32));
        let of =
            |child: usize| children.get(child).and_then(|id| types.get(id.0 as usize).copied().flatten());
        let found = match node.kind {
            NodeKind::Integer | NodeKind::TypedNumber => NumberType::of(node.span.of(text)),
            NodeKind::Group | NodeKind::Negate => of(0),
            NodeKind::Block if children.len() == 1 => of(0),
            NodeKind::Binary(operator) if is_arithmetic(operator) => match (of(0), of(1)) {
                (Some(left), Some(right)) if left != right => {
                    let problem = diagnostics::mixed_numbers(node.span, &left.name(), &right.name());
                    builder.diagnose(problem);
                    None
                }
                (Some(NumberType::Float(_)), _) | (_, Some(NumberType::Float(_)))
                    if operator == BinaryOperator::Modulo =>
                {
                    builder.diagnose(diagnostics::float_modulo(node.span));
                    None
                }
                (Some(left), Some(_)) => Some(left),
                _ => None,
            },
            _ => None,
        };
        types.push(found);
    }
}

fn is_arithmetic(operator: BinaryOperator) -> bool {
    use BinaryOperator::{Add, Divide, Modulo, Multiply, Subtract};
    matches!(operator, Add | Subtract | Multiply | Divide | Modulo)
}
