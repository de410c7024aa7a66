//! How arguments are evaluated: the types of functions and operations.

use std::rc::Rc;

use super::body::Fit;
use super::compile::Compiler;
use crate::evaluation::machine::frame::Formals as Around;
use crate::evaluation::symbols::{Symbol, known};
use crate::evaluation::term::Term;
use crate::evaluation::types::{Application, Formal};

/// How the arguments of a call are evaluated.
pub(super) struct Signature {
    pub(super) formals: Vec<Formal>,
    /// The same for the generic frame.
    pub(super) around: Around,
    /// The type that the result is evaluated as.
    pub(super) expected: Symbol,
}

impl Compiler<'_> {
    /// How the arguments of a call are evaluated, and what must be asked before; [`None`] where that is not plain.
    pub(super) fn signature(
        &mut self,
        head: Symbol,
        arguments: &[Term],
        expected: Symbol,
        guards: &mut Vec<(u32, Fit)>,
    ) -> Option<Signature> {
        let declared = self.declared(head);
        if declared.functions.is_empty() {
            let formals = vec![Formal::Any; arguments.len()];
            return Some(Signature { formals, around: Around::Tuple, expected });
        }
        let [function, ..] = &declared.functions[..] else { return None };
        if declared.data || function.formals.len() != arguments.len() {
            return None;
        }
        let result = match function.result {
            Formal::Any | Formal::Meta(known::EXPRESSION) => known::UNDEFINED,
            Formal::Atom => known::ATOM,
            Formal::Simple(symbol) => symbol,
            Formal::Meta(_) | Formal::Complex => return None,
        };
        let fits = expected == known::UNDEFINED
            || expected == result
            || matches!(function.result, Formal::Any | Formal::Atom);
        let certain = fits
            && arguments
                .iter()
                .zip(&function.formals)
                .all(|(argument, &formal)| self.stands(argument, formal, guards, 0));
        if !certain {
            return None;
        }
        let formals = function.formals.to_vec();
        Some(Signature { formals, around: Around::Declared(declared, 0), expected: result })
    }

    /// The same for `==`, whose arguments must have one type.
    pub(super) fn comparison(
        &mut self,
        head: Symbol,
        arguments: &[Term],
        expected: Symbol,
        guards: &mut Vec<(u32, Fit)>,
    ) -> Option<Signature> {
        let declared = self.declared(head);
        if declared.types.len() != 1 || !matches!(expected, known::UNDEFINED | known::BOOL) {
            return None;
        }
        let [left, right] = arguments else { return None };
        let common = match (self.kind(left), self.kind(right)) {
            (Some(left), Some(right)) => (left == right).then_some(left)?,
            (Some(one), None) | (None, Some(one)) => one,
            // Numbers are what is compared most often.
            (None, None) => known::NUMBER,
        };
        let mut leaves = 0;
        for argument in arguments {
            match argument {
                Term::Slot(slot) => {
                    guards.push((*slot, Fit::Exactly(common)));
                    leaves += 1;
                }
                Term::Expression(_) if self.kind(argument) == Some(common) => leaves += 1,
                Term::Expression(_) => {}
                _ => leaves += 1,
            }
            if !self.stands(argument, Formal::Simple(common), guards, 0) {
                return None;
            }
        }
        if leaves == 0 {
            return None;
        }
        let common = Term::Symbol(common);
        let application =
            Application { formals: vec![common.clone(), common.clone()], result: Term::Symbol(known::BOOL) };
        let Term::Symbol(symbol) = common else { return None };
        Some(Signature {
            formals: vec![Formal::Simple(symbol); 2],
            around: Around::Applied(Rc::new(application)),
            expected: known::BOOL,
        })
    }
}
