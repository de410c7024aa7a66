//! What types expressions have as they stand, before anything is evaluated.

use super::body::Fit;
use super::compile::Compiler;
use crate::evaluation::symbols::{Symbol, known};
use crate::evaluation::term::Term;
use crate::evaluation::types::{self, Formal};

/// Calls within arguments are followed so deep, as in [`accepts`](crate::evaluation::types::accepts).
const DEPTH: usize = 8;

impl Compiler<'_> {
    /// True when an argument, as it stands, certainly fits a formal type, provided that slots fit what is added to `guards`.
    pub(super) fn stands(
        &mut self,
        term: &Term,
        formal: Formal,
        guards: &mut Vec<(u32, Fit)>,
        depth: usize,
    ) -> bool {
        let wanted = match formal {
            Formal::Any | Formal::Atom => return true,
            Formal::Complex => return false,
            Formal::Meta(meta) => {
                return match term {
                    Term::Slot(slot) => {
                        guards.push((*slot, Fit::Meta(meta)));
                        true
                    }
                    Term::Expression(_) => meta == known::EXPRESSION,
                    _ => false,
                };
            }
            Formal::Simple(wanted) => wanted,
        };
        let node = match term {
            Term::Slot(slot) => {
                if !guards.iter().any(|(known, fit)| known == slot && fit.implies(wanted)) {
                    guards.push((*slot, Fit::Simple(wanted)));
                }
                return true;
            }
            Term::Expression(node) => node,
            constant => return self.constant_fits(constant, wanted),
        };
        let [head, arguments @ ..] = node.members() else { return true };
        let Term::Symbol(head) = head else { return false };
        if depth >= DEPTH {
            return false;
        }
        let declared = self.declared(*head);
        if declared.types.is_empty() {
            return !types::tells_of(self.context, self.space, *head, arguments.len() + 1);
        }
        let [function] = &declared.functions[..] else { return false };
        let gives = match function.result {
            Formal::Any | Formal::Atom => true,
            Formal::Simple(result) => result == wanted,
            Formal::Meta(_) => false,
            // What `if` gives fits everything.
            Formal::Complex => *head == known::IF,
        };
        gives
            && declared.types.len() == 1
            && function.formals.len() == arguments.len()
            && arguments
                .iter()
                .zip(&function.formals)
                .all(|(argument, &formal)| self.stands(argument, formal, guards, depth + 1))
    }

    /// True when something that is no expression certainly is of a type.
    pub(super) fn constant_fits(&mut self, term: &Term, wanted: Symbol) -> bool {
        match term {
            Term::Integer(_) | Term::Float(_) => wanted == known::NUMBER,
            Term::Bool(_) => wanted == known::BOOL,
            Term::Text(_) => wanted == known::STRING,
            Term::Space(_) => wanted == known::SPACE_TYPE,
            Term::Symbol(symbol) => {
                let declared = self.declared(*symbol);
                declared.types.is_empty() || declared.types.iter().any(|scheme| scheme.term.is_symbol(wanted))
            }
            _ => false,
        }
    }

    /// The type of a constant, or of a call whose only type is simple, where it is a number, a truth value or a string.
    pub(super) fn kind(&mut self, term: &Term) -> Option<Symbol> {
        match term {
            Term::Integer(_) | Term::Float(_) => Some(known::NUMBER),
            Term::Bool(_) => Some(known::BOOL),
            Term::Text(_) => Some(known::STRING),
            Term::Expression(node) => {
                let Some(Term::Symbol(head)) = node.members().first() else { return None };
                let declared = self.declared(*head);
                match (&declared.functions[..], declared.types.len()) {
                    ([function], 1) => match function.result {
                        Formal::Simple(result @ (known::NUMBER | known::BOOL | known::STRING)) => {
                            Some(result)
                        }
                        _ => None,
                    },
                    _ => None,
                }
            }
            _ => None,
        }
    }
}

impl Fit {
    fn implies(self, wanted: Symbol) -> bool {
        matches!(self, Fit::Simple(known) | Fit::Exactly(known) if known == wanted)
    }
}
