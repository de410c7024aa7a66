//! Arithmetic and comparison of integers.

use crate::evaluation::term::Term;

/// An operation of the library that code does itself, on integers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Operator {
    Add,
    Subtract,
    Multiply,
    Less,
    Greater,
    LessOrEqual,
    GreaterOrEqual,
    Equal,
}

impl Operator {
    /// The operation of this name.
    pub(super) fn named(name: &str) -> Option<Operator> {
        Some(match name {
            "+" => Operator::Add,
            "-" => Operator::Subtract,
            "*" => Operator::Multiply,
            "<" => Operator::Less,
            ">" => Operator::Greater,
            "<=" => Operator::LessOrEqual,
            ">=" => Operator::GreaterOrEqual,
            "==" => Operator::Equal,
            _ => return None,
        })
    }

    /// The result for two integers; [`None`] where it leaves 64 bits.
    #[inline]
    pub(super) fn apply(self, left: i64, right: i64) -> Option<Term> {
        Some(match self {
            Operator::Add => Term::Integer(left.checked_add(right)?),
            Operator::Subtract => Term::Integer(left.checked_sub(right)?),
            Operator::Multiply => Term::Integer(left.checked_mul(right)?),
            Operator::Less => Term::Bool(left < right),
            Operator::Greater => Term::Bool(left > right),
            Operator::LessOrEqual => Term::Bool(left <= right),
            Operator::GreaterOrEqual => Term::Bool(left >= right),
            Operator::Equal => Term::Bool(left == right),
        })
    }
}
