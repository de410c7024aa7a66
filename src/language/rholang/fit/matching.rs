//! Patterns against values, in three values: fits, cannot be known, never.

use super::Fragment;
use crate::language::Fit;
use crate::language::rholang::keys::CanonicalKeys;
use crate::language::rholang::tree::{BinaryOperator, NodeId, NodeKind};

/// What the comparison does next; results lie on a stack, so that patterns of any depth are compared.
enum Step {
    Compare(NodeId, NodeId),
    /// So many results must all hold.
    All(usize),
    /// One of two results must hold.
    Either,
    /// The result must not hold.
    Not,
    /// The result is known.
    Known(Fit),
}

/// Whether all `pairs` of a formal and an argument match. O(length of both), times the logarithm of the size of maps.
pub(super) fn compare(formals: &Fragment, arguments: &Fragment, pairs: Vec<(NodeId, NodeId)>) -> Fit {
    let mut comparison = Comparison {
        formals,
        arguments,
        patterns: formals.keys(),
        values: arguments.keys(),
        steps: Vec::new(),
    };
    comparison.steps.push(Step::All(pairs.len()));
    for (formal, argument) in pairs {
        comparison.steps.push(match comparison.formals.pattern(formal) {
            Some(pattern) => Step::Compare(pattern, argument),
            None => Step::Known(Fit::Fits),
        });
    }
    let mut results = Vec::new();
    while let Some(step) = comparison.steps.pop() {
        let result = match step {
            Step::Compare(pattern, value) => match comparison.compare(pattern, value) {
                Some(result) => result,
                None => continue,
            },
            Step::Known(result) => result,
            Step::All(count) => {
                let all = results.split_off(results.len().saturating_sub(count));
                all.into_iter().max().unwrap_or(Fit::Fits)
            }
            Step::Either => {
                let both = results.split_off(results.len().saturating_sub(2));
                both.into_iter().min().unwrap_or(Fit::Unknown)
            }
            Step::Not => match results.pop() {
                Some(Fit::Fits) => Fit::Never,
                Some(Fit::Never) => Fit::Fits,
                Some(Fit::Unknown) | None => Fit::Unknown,
            },
        };
        results.push(result);
    }
    results.pop().unwrap_or(Fit::Unknown)
}

struct Comparison<'f> {
    formals: &'f Fragment,
    arguments: &'f Fragment,
    patterns: CanonicalKeys<'f>,
    values: CanonicalKeys<'f>,
    steps: Vec<Step>,
}

impl Comparison<'_> {
    /// The result, or `None` when it comes from steps that were pushed.
    fn compare(&mut self, pattern: NodeId, value: NodeId) -> Option<Fit> {
        let (pattern, value) = (self.formals.strip(pattern), self.arguments.strip(value));
        let kind = self.formals.kind(pattern);
        let children = self.formals.tree().children(pattern).to_vec();
        let known = match (kind, self.arguments.kind(value)) {
            // Under `*x` a pattern binds the name of whatever is there.
            (NodeKind::Variable | NodeKind::Wildcard | NodeKind::Eval, _) => Fit::Fits,
            (NodeKind::Binary(BinaryOperator::Conjunction), _) => {
                self.steps.push(Step::All(children.len()));
                self.steps.extend(children.into_iter().map(|side| Step::Compare(side, value)));
                return None;
            }
            (NodeKind::Binary(BinaryOperator::Disjunction), _) => {
                self.steps.push(Step::Either);
                self.steps.extend(children.into_iter().map(|side| Step::Compare(side, value)));
                return None;
            }
            (NodeKind::PatternNegation, _) => {
                self.steps.push(Step::Not);
                self.steps.extend(children.into_iter().map(|denied| Step::Compare(denied, value)));
                return None;
            }
            (NodeKind::SimpleType, found) => self.simple_type(pattern, found),
            (NodeKind::Integer, NodeKind::TypedNumber) | (NodeKind::TypedNumber, NodeKind::Integer) => {
                Fit::Unknown
            }
            (kind, found) if is_literal(kind) && is_value(found) => {
                let equal = self.patterns.print_closed(pattern) == self.values.print_closed(value);
                if equal { Fit::Fits } else { Fit::Never }
            }
            (NodeKind::Negate, found) if is_value(found) => self.print(pattern, value),
            (NodeKind::List, NodeKind::List) | (NodeKind::Tuple, NodeKind::Tuple) => {
                let (elements, open) = self.elements(pattern);
                let values = self.arguments.tree().children(value).to_vec();
                if values.len() < elements.len() || (values.len() > elements.len() && !open) {
                    Fit::Never
                } else {
                    self.steps.push(Step::All(elements.len()));
                    let pairs = elements.into_iter().zip(values);
                    self.steps.extend(pairs.map(|(element, value)| Step::Compare(element, value)));
                    return None;
                }
            }
            (NodeKind::Set, NodeKind::Set) | (NodeKind::PathMap, NodeKind::PathMap) => {
                self.set(pattern, value)
            }
            (NodeKind::Map, NodeKind::Map) => return self.map(pattern, value),
            (kind, found) if is_collection(kind) && is_value(found) => Fit::Never,
            _ => self.print(pattern, value),
        };
        Some(known)
    }

    /// Whether both are closed and the same.
    fn print(&mut self, pattern: NodeId, value: NodeId) -> Fit {
        match (self.patterns.print_closed(pattern), self.values.print_closed(value)) {
            (Some(pattern), Some(value)) if pattern == value => Fit::Fits,
            _ => Fit::Unknown,
        }
    }

    fn simple_type(&self, pattern: NodeId, found: NodeKind) -> Fit {
        let wanted = match self.formals.source(pattern) {
            "Bool" => matches!(found, NodeKind::Boolean(_)),
            "Int" => matches!(found, NodeKind::Integer | NodeKind::TypedNumber),
            "String" => found == NodeKind::Text,
            "Uri" => found == NodeKind::Uri,
            _ => false,
        };
        match (wanted, is_value(found)) {
            (true, _) => Fit::Fits,
            (false, true) => Fit::Never,
            (false, false) => Fit::Unknown,
        }
    }

    /// The elements of a collection pattern, and whether a remainder takes more.
    fn elements(&self, pattern: NodeId) -> (Vec<NodeId>, bool) {
        let mut elements = self.formals.tree().children(pattern).to_vec();
        let open = elements.last().is_some_and(|&last| self.formals.kind(last) == NodeKind::Remainder);
        if open {
            elements.pop();
        }
        (elements, open)
    }

    fn set(&mut self, pattern: NodeId, value: NodeId) -> Fit {
        let (elements, open) = self.elements(pattern);
        let values = self.arguments.tree().children(value).to_vec();
        let Some(mut values) =
            values.into_iter().map(|value| self.values.print_closed(value)).collect::<Option<Vec<_>>>()
        else {
            return Fit::Unknown;
        };
        values.sort_unstable();
        values.dedup();
        let (mut wanted, mut free, mut result) = (Vec::new(), 0, Fit::Fits);
        for element in elements {
            let element = self.formals.strip(element);
            match (self.patterns.print_closed(element), self.formals.kind(element)) {
                (Some(print), _) => wanted.push(print),
                (None, NodeKind::Variable | NodeKind::Wildcard) => free += 1,
                (None, _) => {
                    free += 1;
                    result = Fit::Unknown;
                }
            }
        }
        wanted.sort_unstable();
        wanted.dedup();
        let count = wanted.len() + free;
        let missing = wanted.iter().any(|print| values.binary_search(print).is_err());
        let fits = if open { count <= values.len() } else { count == values.len() };
        if missing || !fits { Fit::Never } else { result }
    }

    /// A map pattern takes a map with the same keys; with a remainder, more.
    fn map(&mut self, pattern: NodeId, value: NodeId) -> Option<Fit> {
        let (entries, open) = self.elements(pattern);
        let mut values: Vec<(String, NodeId)> = Vec::new();
        for entry in self.arguments.tree().children(value).to_vec() {
            let pair = self.arguments.tree().children(entry).to_vec();
            let (Some(&key), Some(&value)) = (pair.first(), pair.get(1)) else { return Some(Fit::Unknown) };
            let Some(key) = self.values.print_closed(key) else { return Some(Fit::Unknown) };
            values.push((key, value));
        }
        // Of two entries with one key the later one counts.
        values.reverse();
        values.sort_by(|left, right| left.0.cmp(&right.0));
        values.dedup_by(|left, right| left.0 == right.0);
        if values.len() < entries.len() || (values.len() > entries.len() && !open) {
            return Some(Fit::Never);
        }
        let mut steps = Vec::new();
        for entry in entries {
            let pair = self.formals.tree().children(entry).to_vec();
            let (Some(&key), Some(&inside)) = (pair.first(), pair.get(1)) else { return Some(Fit::Unknown) };
            match self.patterns.print_closed(key) {
                None => steps.push(Step::Known(Fit::Unknown)),
                Some(key) => match values.binary_search_by(|(other, _)| other.cmp(&key)) {
                    Ok(place) => {
                        steps.extend(values.get(place).map(|&(_, value)| Step::Compare(inside, value)))
                    }
                    Err(_) => return Some(Fit::Never),
                },
            }
        }
        self.steps.push(Step::All(steps.len()));
        self.steps.extend(steps);
        None
    }
}

fn is_literal(kind: NodeKind) -> bool {
    matches!(
        kind,
        NodeKind::Text
            | NodeKind::Integer
            | NodeKind::TypedNumber
            | NodeKind::Boolean(_)
            | NodeKind::Uri
            | NodeKind::Nil
            | NodeKind::Unit
    )
}

fn is_collection(kind: NodeKind) -> bool {
    matches!(kind, NodeKind::List | NodeKind::Tuple | NodeKind::Set | NodeKind::Map | NodeKind::PathMap)
}

/// Whether the text shows what kind of value it is.
fn is_value(kind: NodeKind) -> bool {
    is_literal(kind) || is_collection(kind)
}
