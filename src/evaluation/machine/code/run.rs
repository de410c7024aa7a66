//! Running code.

use std::rc::Rc;

use super::body::{Activation, Body, Instruction};
use super::expand::{Registers, activation_place};
use crate::evaluation::machine::frame::Wait;
use crate::evaluation::machine::run::{Machine, Next};
use crate::evaluation::symbols::known;
use crate::evaluation::term::{Term, same};

/// What an instruction has done.
pub(super) enum Done {
    /// The next instruction follows.
    On,
    /// Another one does.
    To(u32),
    /// Code of a rule is run; this code does not wait for it.
    Enter(Rc<Body>, Registers),
    /// There is a result.
    Value(Term),
    /// The machine goes on.
    Leave(Next),
}

impl Machine<'_> {
    /// Runs code. `registers` hold what the slots of the rule stand for.
    pub(in crate::evaluation::machine) fn enter(&mut self, body: Rc<Body>, mut registers: Registers) -> Next {
        registers.resize(body.registers, None);
        self.run_code(body, registers, 0)
    }

    /// Goes on with code that has waited for this value.
    pub(in crate::evaluation::machine) fn resume_code(
        &mut self,
        activation: Activation,
        value: Term,
    ) -> Next {
        let Activation { body, mut registers, at } = activation;
        match self.arrived(&body, &mut registers, at, value) {
            None => self.run_code(body, registers, at as usize + 1),
            Some(next) => next,
        }
    }

    fn run_code(&mut self, mut body: Rc<Body>, mut registers: Registers, mut at: usize) -> Next {
        loop {
            let done = self.code_step(&body, &mut registers, at);
            match done {
                Done::On => at += 1,
                Done::To(to) => at = to as usize,
                Done::Enter(entered, fresh) => {
                    self.memory.recycle(std::mem::replace(&mut registers, fresh));
                    body = entered;
                    at = 0;
                }
                Done::Value(value) => {
                    self.memory.recycle(std::mem::take(&mut registers));
                    match self.take_activation(&value) {
                        None => return Next::Return(value),
                        Some(activation) => {
                            body = activation.body;
                            registers = activation.registers;
                            if let Some(next) = self.arrived(&body, &mut registers, activation.at, value) {
                                return next;
                            }
                            at = activation.at as usize + 1;
                        }
                    }
                }
                Done::Leave(next) => {
                    self.memory.recycle(registers);
                    return next;
                }
            }
        }
    }

    /// The code that waits for this value on top of the stack, where the value is the only one.
    #[inline]
    fn take_activation(&mut self, value: &Term) -> Option<Activation> {
        let frame = self.frames.last()?;
        let only = matches!(frame.wait, Wait::Code(_))
            && frame.choices as usize == self.choices.len()
            && self.frames.len() - 1 == self.collector as usize
            && !value.is_symbol(known::EMPTY);
        if !only {
            return None;
        }
        let frame = self.frames.pop()?;
        self.collector = frame.below;
        self.space = frame.space;
        match frame.wait {
            Wait::Code(activation) => Some(activation),
            _ => None,
        }
    }

    /// The value that code has waited for. What comes next, where code cannot go on.
    #[inline]
    fn arrived(&mut self, body: &Body, registers: &mut Registers, at: u32, value: Term) -> Option<Next> {
        let to = match &body.instructions[at as usize] {
            Instruction::Evaluate { to, .. }
            | Instruction::Generic { to, .. }
            | Instruction::Call { to, .. }
            | Instruction::Native { to, .. }
            | Instruction::Arithmetic { to, .. }
            | Instruction::Result { to: Some(to), .. } => *to,
            _ => return Some(Next::Return(value)),
        };
        let holds = body.stamp.get() == self.memory.routines.functions.stamp(&self.context.store);
        if (!holds || value.is_error())
            && let Some(next) = self.arrived_otherwise(body, registers, at, &value)
        {
            return Some(next);
        }
        registers[to as usize] = Some(value);
        None
    }

    /// An error has arrived, or rules have changed in between.
    #[cold]
    fn arrived_otherwise(
        &mut self,
        body: &Body,
        registers: &mut Registers,
        at: u32,
        value: &Term,
    ) -> Option<Next> {
        let number = activation_place(body, at)?;
        let place = &body.places[number as usize];
        if place.levels.is_empty() {
            return None;
        }
        let stays = value.is_error()
            && place.written.is_some_and(|slot| same(&self.register(body, registers, slot), value));
        if (!value.is_error() || stays) && self.memory.routines.holds(self.context, self.space, body) {
            return None;
        }
        Some(self.give_around(body, registers, number, value.clone()))
    }

    /// This code waits for a value of the instruction at `at`, which is evaluated by the machine or by other code.
    pub(super) fn wait(&mut self, body: &Rc<Body>, registers: &mut Registers, at: usize) {
        let registers = std::mem::take(registers);
        self.push(Wait::Code(Activation { body: Rc::clone(body), registers, at: at as u32 }));
    }
}
