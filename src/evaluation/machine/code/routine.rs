//! Code by head, length and expected type.

use std::cell::RefCell;
use std::rc::Rc;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::body::Body;
use super::compile::compile;
use crate::evaluation::context::Context;
use crate::evaluation::identity::SpaceId;
use crate::evaluation::rules::{Function, Functions};
use crate::evaluation::symbols::Symbol;
use crate::evaluation::term::Stored;
use crate::evaluation::types::{self, Declared};

/// The rules for a head and length, with the code of their right sides as far as it was asked for.
pub(in crate::evaluation::machine) struct Routine {
    /// The rules.
    pub(in crate::evaluation::machine) function: Rc<Function>,
    space: SpaceId,
    expected: Symbol,
    /// By the number of the rule: nothing yet, no code, code.
    bodies: RefCell<Vec<Option<Option<Rc<Body>>>>>,
}

/// What code was compiled from.
pub(super) enum Dependency {
    Rules(Symbol, usize, Rc<Function>),
    Types(Symbol, Rc<Declared>),
    Others(Rc<[Rc<Stored>]>),
}

/// All code of an evaluator.
#[derive(Default)]
pub(in crate::evaluation::machine) struct Routines {
    /// The rules.
    pub(in crate::evaluation::machine) functions: Functions,
    entries: HashMap<(SpaceId, Symbol, usize, Symbol), Rc<Routine>, FixedState>,
}

impl Routines {
    /// The rules for calls with this head and so many members, whose results are evaluated as `expected`. The very same value
    /// as long as no rule of it changes.
    pub(in crate::evaluation::machine) fn get(
        &mut self,
        context: &mut Context,
        space: SpaceId,
        head: Symbol,
        length: usize,
        expected: Symbol,
    ) -> Rc<Routine> {
        let function =
            self.functions.get(space, Some(head), length, &mut context.store, &mut context.symbols);
        let key = (space, head, length, expected);
        if let Some(routine) = self.entries.get(&key)
            && Rc::ptr_eq(&routine.function, &function)
        {
            return Rc::clone(routine);
        }
        let bodies = RefCell::new(Vec::new());
        let routine = Rc::new(Routine { function, space, expected, bodies });
        self.entries.insert(key, Rc::clone(&routine));
        routine
    }

    /// The code of a rule, by its number; [`None`] where it has none. Holds under the stamp of now.
    pub(in crate::evaluation::machine) fn body(
        &mut self,
        context: &mut Context,
        routine: &Routine,
        number: usize,
    ) -> Option<Rc<Body>> {
        let stamp = self.functions.stamp(&context.store);
        if let Some(Some(known)) = routine.bodies.borrow().get(number) {
            match known {
                None => return None,
                Some(body) if body.stamp.get() == stamp => return Some(Rc::clone(body)),
                Some(_) => {}
            }
        }
        let known = routine.bodies.borrow().get(number).cloned().flatten().flatten();
        let body = match known {
            Some(body) if self.holds(context, routine.space, &body) => Some(body),
            _ => {
                let rule = routine.function.numbered(number)?;
                compile(context, &mut self.functions, routine.space, rule, routine.expected).map(Rc::new)
            }
        };
        if let Some(body) = &body {
            body.stamp.set(stamp);
        }
        let mut bodies = routine.bodies.borrow_mut();
        if bodies.len() <= number {
            bodies.resize(number + 1, None);
        }
        bodies[number] = Some(body.clone());
        body
    }

    /// Whether nothing has changed of what the code was compiled from.
    pub(super) fn holds(&mut self, context: &mut Context, space: SpaceId, body: &Body) -> bool {
        let stamp = self.functions.stamp(&context.store);
        if body.stamp.get() == stamp {
            return true;
        }
        let holds = body.dependencies.iter().all(|dependency| match dependency {
            Dependency::Rules(head, length, function) => {
                let (store, symbols) = (&mut context.store, &mut context.symbols);
                Rc::ptr_eq(&self.functions.get(space, Some(*head), *length, store, symbols), function)
            }
            Dependency::Types(symbol, declared) => {
                Rc::ptr_eq(&types::declared(context, space, *symbol), declared)
            }
            Dependency::Others(others) => {
                Rc::ptr_eq(&context.store.other_declarations(space, &mut context.symbols), others)
            }
        });
        if holds {
            body.stamp.set(stamp);
        }
        holds
    }
}
