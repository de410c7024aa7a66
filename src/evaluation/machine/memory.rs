//! What the machine remembers of rules, as long as they stand.

use std::rc::Rc;

use crate::evaluation::context::Context;
use crate::evaluation::identity::SpaceId;
use crate::evaluation::rules::{Function, Functions};
use crate::evaluation::symbols::Symbol;

/// What is remembered from form to form.
#[derive(Default)]
pub(super) struct Memory {
    functions: Functions,
}

impl Memory {
    /// A form begins.
    pub(super) fn begin(&mut self) {
        self.functions.begin();
    }

    /// The rules for calls with this head and so many members.
    #[inline]
    pub(super) fn function(
        &mut self,
        context: &mut Context,
        space: SpaceId,
        head: Option<Symbol>,
        length: usize,
    ) -> Rc<Function> {
        self.functions.get(space, head, length, &mut context.store, &mut context.symbols)
    }

    /// Whether there are rules for calls with this head and so many members.
    pub(super) fn has_rules(
        &mut self,
        context: &mut Context,
        space: SpaceId,
        head: Symbol,
        length: usize,
    ) -> bool {
        !self.function(context, space, Some(head), length).rules().is_empty()
    }
}
