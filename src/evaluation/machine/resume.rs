//! What frames do with their values, and choices with their turn.

use super::choice::Rest;
use super::frame::Wait;
use super::run::{Machine, Next};
use crate::evaluation::symbols::known;
use crate::evaluation::term::{Term, apply};

impl Machine<'_> {
    /// What waited gets its value. It stands on the stack no longer.
    pub(super) fn go_on(&mut self, wait: Wait, value: Term) -> Next {
        match wait {
            Wait::Members(members) => self.member(members, value),
            Wait::Code(activation) => self.resume_code(activation, value),
            Wait::If(node, expected) => self.if_value(node, expected, value),
            Wait::Let(node) => self.let_value(&node, value),
            Wait::LetStar(node, at) => self.let_star_value(&node, at as usize, value),
            Wait::Case(node, after) => self.branches(&node, &value, after),
            Wait::Once | Wait::Meta => Next::Return(value),
            Wait::Transaction(savepoint) => {
                self.context.store.settle(savepoint, !value.is_error());
                Next::Return(value)
            }
            Wait::Filter(filter, after) => self.filtered(*filter, value, after),
            Wait::Fold(fold, after) => self.folded(*fold, value, after),
            Wait::Chain(node) => self.chain(&node, value),
            Wait::Function(node) => self.function_value(node, value),
            Wait::Then(node, expected) => self.evaluated(value, &node, expected),
            Wait::Top => {
                self.results = vec![apply(&value)];
                Next::Done
            }
            // Collectors that never take their only value at once: they collect it.
            Wait::Collapse(node, after) => self.result(Term::expression([value]), &node, after),
            Wait::CollapseBind => {
                Next::Return(Term::expression([super::minimal::pair((value, Default::default()))]))
            }
        }
    }

    /// There was no value. None: so there is none of what waited, either.
    pub(super) fn nothing(&mut self, wait: Wait) -> Option<Next> {
        match wait {
            Wait::Top => Some(Next::Done),
            Wait::Collapse(node, after) => Some(self.result(Term::unit(), &node, after)),
            Wait::CollapseBind => Some(Next::Return(Term::unit())),
            Wait::Transaction(savepoint) => {
                self.context.store.settle(savepoint, false);
                None
            }
            Wait::Case(node, after) => Some(self.branches(&node, &Term::Symbol(known::EMPTY), after)),
            _ => None,
        }
    }

    /// The newest choice has its turn: bindings, frames and space are as they were. None: it has nothing left.
    pub(super) fn resume(&mut self) -> Option<Next> {
        let choice = self.choices.last_mut()?;
        match &mut choice.rest {
            Rest::Nothing => {
                if let Some(choice) = self.choices.pop() {
                    self.context.trail.release(choice.mark);
                }
                None
            }
            Rest::Rules { .. } => self.next_rule(),
            Rest::Values { values, call, after } => {
                let (value, call, after) = (values.next(), call.clone(), after.clone());
                if values.len() == 0 {
                    self.last_alternative();
                }
                Some(self.result(value?, &call, after))
            }
            Rest::Matches { .. } => self.next_solution(),
            Rest::Collected { .. } => self.next_collected(),
            Rest::Pairs { .. } => self.next_pair(),
            Rest::Errors { values } => {
                let value = values.next();
                if values.len() == 0 {
                    self.last_alternative();
                }
                value.map(Next::Return)
            }
            Rest::Else { .. } | Rest::Functions { .. } => {
                let rest = std::mem::replace(&mut choice.rest, Rest::Nothing);
                self.last_alternative();
                match rest {
                    Rest::Else { condition, branch, call, after } => {
                        self.context.trail.bind(&condition, Term::Bool(false));
                        Some(self.result(branch, &call, after))
                    }
                    Rest::Functions { call, functions, expected } => {
                        Some(self.function(&call, functions, expected))
                    }
                    _ => None,
                }
            }
        }
    }
}
