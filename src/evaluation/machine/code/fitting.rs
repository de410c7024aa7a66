//! What values may stay as they are, and of what types they are.

use super::body::Fit;
use super::expand::Registers;
use super::operator::Operator;
use crate::evaluation::machine::run::Machine;
use crate::evaluation::symbols::{Symbol, known};
use crate::evaluation::term::Term;
use crate::evaluation::types;

/// How deep types of arguments are looked at.
const DEPTH: usize = 8;

impl Machine<'_> {
    /// Whether a member of a call is its own value; [`None`]: there is no value.
    #[inline]
    pub(super) fn is_value(&mut self, value: &Term, expected: Symbol, typed: bool) -> Option<bool> {
        Some(match value {
            Term::Variable(_) => true,
            Term::Symbol(known::EMPTY) if !typed => return None,
            Term::Expression(node) => {
                node.members().is_empty() || node.is_evaluated() && node.is_ground() && !value.is_error()
            }
            _ => self.is_of(value, expected),
        })
    }

    /// Whether the result of a call is its value.
    #[inline]
    pub(super) fn is_result(&mut self, value: &Term, expected: Symbol) -> bool {
        match value {
            Term::Variable(_) => true,
            Term::Symbol(known::EMPTY | known::NOT_REDUCIBLE) => false,
            Term::Expression(node) => match node.members() {
                [] => true,
                [Term::Symbol(known::ERROR | known::FUNCTION), ..] => false,
                _ => expected == known::ATOM || node.is_evaluated() && node.is_ground(),
            },
            _ => expected == known::ATOM || self.is_of(value, expected),
        }
    }

    /// Whether something that is no expression certainly is of a type.
    #[inline]
    fn is_of(&mut self, value: &Term, expected: Symbol) -> bool {
        match (value, expected) {
            (_, known::UNDEFINED)
            | (Term::Integer(_) | Term::Float(_), known::NUMBER)
            | (Term::Bool(_), known::BOOL)
            | (Term::Text(_), known::STRING) => true,
            _ => types::is_certainly(self.context, self.space, value, expected, DEPTH),
        }
    }

    /// Whether what a slot stands for is of a type, as it stands.
    #[inline]
    pub(super) fn fits(&mut self, registers: &Registers, slot: u32, fit: Fit) -> bool {
        let Some(value) = &registers[slot as usize] else { return !matches!(fit, Fit::Meta(_)) };
        match (fit, value) {
            (Fit::Simple(known::NUMBER), Term::Integer(_) | Term::Float(_)) => true,
            (Fit::Simple(wanted), value) => {
                types::is_certainly(self.context, self.space, value, wanted, DEPTH)
            }
            (Fit::Meta(meta), value) => types::meta_type(self.context, &value.resolve()) == meta,
            (Fit::Exactly(kind), value) => is_exactly(&value.resolve(), kind),
        }
    }
}

/// Two numbers; for comparison two truth values or two strings too.
pub(super) fn alike(operator: Operator, arguments: &[Term; 2]) -> bool {
    match arguments {
        [Term::Integer(_) | Term::Float(_), Term::Integer(_) | Term::Float(_)] => true,
        [Term::Bool(_), Term::Bool(_)] | [Term::Text(_), Term::Text(_)] => operator == Operator::Equal,
        _ => false,
    }
}

fn is_exactly(value: &Term, kind: Symbol) -> bool {
    match value {
        Term::Integer(_) | Term::Float(_) => kind == known::NUMBER,
        Term::Bool(_) => kind == known::BOOL,
        Term::Text(_) => kind == known::STRING,
        _ => false,
    }
}
