//! Numbers as operations see them.

use std::cmp::Ordering;

use crate::evaluation::term::Term;

/// An integer or a float.
#[derive(Clone, Copy, Debug)]
pub(super) enum Number {
    Integer(i64),
    Float(f64),
}

impl Number {
    /// The number that `term` is.
    #[inline]
    pub(super) fn of(term: &Term) -> Option<Number> {
        match term {
            Term::Integer(value) => Some(Number::Integer(*value)),
            Term::Float(value) => Some(Number::Float(*value)),
            _ => None,
        }
    }

    /// As a float, rounded.
    #[inline]
    pub(super) fn float(self) -> f64 {
        match self {
            Number::Integer(value) => value as f64,
            Number::Float(value) => value,
        }
    }

    /// As an integer, cut off; none for what no integer is near.
    pub(super) fn integer(self) -> Option<i64> {
        const LIMIT: f64 = 9_223_372_036_854_775_808.0;
        match self {
            Number::Integer(value) => Some(value),
            Number::Float(value) => (-LIMIT..LIMIT).contains(&value).then_some(value as i64),
        }
    }

    /// By value, exactly: no rounding between integers and floats. NaN has no order.
    pub(super) fn compare(self, other: Number) -> Option<Ordering> {
        match (self, other) {
            (Number::Integer(left), Number::Integer(right)) => Some(left.cmp(&right)),
            (Number::Float(left), Number::Float(right)) => left.partial_cmp(&right),
            (Number::Integer(left), Number::Float(right)) => against(left, right),
            (Number::Float(left), Number::Integer(right)) => against(right, left).map(Ordering::reverse),
        }
    }
}

fn against(integer: i64, float: f64) -> Option<Ordering> {
    if float.is_nan() {
        return None;
    }
    let Some(whole) = Number::Float(float).integer() else {
        return Some(if float > 0.0 { Ordering::Less } else { Ordering::Greater });
    };
    // The integer against the whole part, then the fraction decides.
    Some(integer.cmp(&whole).then_with(|| 0.0_f64.partial_cmp(&float.fract()).unwrap_or(Ordering::Equal)))
}
