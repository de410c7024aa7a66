//! What the machine remembers of rules, as long as they stand.

use std::rc::Rc;

use super::code::Routines;
use crate::evaluation::context::Context;
use crate::evaluation::identity::SpaceId;
use crate::evaluation::rules::{Function, Slots};
use crate::evaluation::symbols::Symbol;
use crate::evaluation::term::Term;

/// What is remembered from form to form.
#[derive(Default)]
pub(super) struct Memory {
    /// Rules and their code.
    pub(super) routines: Routines,
    /// Everything goes the generic way.
    pub(super) generic: bool,
    /// Room for the members of a call.
    pub(super) members: Vec<Term>,
    /// Registers that are not in use.
    spare: Vec<Slots>,
}

/// So many registers are kept for later.
const SPARE: usize = 64;

impl Memory {
    /// A form begins.
    pub(super) fn begin(&mut self) {
        self.routines.functions.begin();
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
        self.routines.functions.get(space, head, length, &mut context.store, &mut context.symbols)
    }

    /// Whether there are rules for calls with this head and so many members.
    pub(super) fn has_rules(
        &mut self,
        context: &mut Context,
        space: SpaceId,
        head: Symbol,
        length: usize,
    ) -> bool {
        !self.function(context, space, Some(head), length).is_empty()
    }

    /// Registers, none of them in use.
    #[inline]
    pub(super) fn registers(&mut self) -> Slots {
        self.spare.pop().unwrap_or_default()
    }

    /// Registers that are used no longer.
    #[inline]
    pub(super) fn recycle(&mut self, mut registers: Slots) {
        if registers.capacity() > 0 && self.spare.len() < SPARE {
            registers.clear();
            self.spare.push(registers);
        }
    }
}
