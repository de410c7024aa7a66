//! What one instruction does.

use std::rc::Rc;

use super::body::{Body, Instruction, Operand, Ready};
use super::calling::kept;
use super::expand::Registers;
use super::fitting::alike;
use super::run::Done;
use crate::evaluation::machine::frame::After;
use crate::evaluation::machine::run::{Machine, Next};
use crate::evaluation::symbols::known;
use crate::evaluation::term::{Node, Term, match_stored, unify};

impl Machine<'_> {
    /// Executes the instruction at `at`.
    #[inline]
    pub(super) fn code_step(&mut self, body: &Rc<Body>, registers: &mut Registers, at: usize) -> Done {
        match &body.instructions[at] {
            Instruction::Call { callee, to, .. } => self.code_call(body, registers, at, callee, Some(*to)),
            Instruction::TailCall { callee } => self.code_call(body, registers, at, callee, None),
            Instruction::Arithmetic { operator, left, right, to, native, otherwise } => {
                let (x, y) = (peek(registers, left), peek(registers, right));
                if let (Some(Term::Integer(x)), Some(Term::Integer(y))) = (x, y)
                    && let Some(value) = operator.apply(*x, *y)
                {
                    if let Some(next) = self.step() {
                        return Done::Leave(next);
                    }
                    registers[*to as usize] = Some(value);
                    return Done::On;
                }
                let arguments = [self.load(body, registers, left), self.load(body, registers, right)];
                if let Some(exit) = otherwise
                    && !alike(*operator, &arguments)
                {
                    return Done::Leave(self.leave(body, registers, exit));
                }
                self.native(body, registers, at, native, &arguments, *to)
            }
            Instruction::Branch { condition, otherwise, place } => {
                match self.load(body, registers, condition) {
                    Term::Bool(true) => Done::On,
                    Term::Bool(false) => Done::To(*otherwise),
                    value => Done::Leave(self.give_around(body, registers, *place, value)),
                }
            }
            Instruction::Evaluate { from, expected, to, place, typed } => {
                let value = self.register(body, registers, *from);
                match self.is_value(&value, *expected, *typed) {
                    Some(true) => {
                        registers[*to as usize] = Some(value);
                        Done::On
                    }
                    None => Done::Leave(Next::Fail),
                    Some(false) => {
                        if matches!(value, Term::Expression(_)) {
                            if self.is_too_deep() {
                                return Done::Leave(self.too_deep(body, registers, *place, &value));
                            }
                            self.wait(body, registers, at);
                            return Done::Leave(Next::Evaluate(value, Term::Symbol(*expected)));
                        }
                        Done::Leave(self.evaluate_around(body, registers, *place, value, *expected))
                    }
                }
            }
            Instruction::Construct { head, arguments, to } => {
                if let Some(next) = self.step() {
                    return Done::Leave(next);
                }
                let node = self.build(body, registers, *head, arguments);
                registers[*to as usize] = Some(kept(node));
                Done::On
            }
            Instruction::Return(operand) => Done::Value(self.load(body, registers, operand)),
            Instruction::Guard { fits, exit } => {
                for (slot, fit) in fits {
                    if !self.fits(registers, *slot, *fit) {
                        return Done::Leave(self.leave(body, registers, exit));
                    }
                }
                Done::On
            }
            Instruction::Jump(to) => Done::To(*to),
            Instruction::Move { from, to } => {
                let value = self.load(body, registers, from);
                registers[*to as usize] = Some(value);
                Done::On
            }
            Instruction::Native { call, arguments, to } => {
                let values: smallvec::SmallVec<[Term; 4]> =
                    arguments.iter().map(|operand| self.load(body, registers, operand)).collect();
                self.native(body, registers, at, call, &values, *to)
            }
            Instruction::BindSlot { slot, value } => {
                let value = self.load(body, registers, value);
                match &registers[*slot as usize] {
                    None => registers[*slot as usize] = Some(value),
                    Some(known) => {
                        if !unify(&value, known, &mut self.context.trail) {
                            return Done::Leave(Next::Fail);
                        }
                    }
                }
                Done::On
            }
            Instruction::Bind { pattern, value } => {
                let value = self.load(body, registers, value);
                match match_stored(pattern, registers, &value, &mut self.context.trail) {
                    true => Done::On,
                    false => Done::Leave(Next::Fail),
                }
            }
            Instruction::Build { template, to } => {
                let value = self.template(body, registers, template);
                registers[*to as usize] = Some(value);
                Done::On
            }
            Instruction::Step => self.step().map_or(Done::On, Done::Leave),
            Instruction::Ready { from, ready, exit } => {
                let value = self.register(body, registers, *from);
                let (is_ready, steps) = match (&value, ready) {
                    (Term::Bool(_), Ready::Condition) => (true, true),
                    (_, Ready::Condition) => (false, false),
                    (Term::Expression(node), Ready::Value) => {
                        (node.members().is_empty() || node.is_evaluated() && node.is_ground(), false)
                    }
                    (value, Ready::Value) => (!value.is_symbol(known::EMPTY), true),
                };
                if !is_ready {
                    return Done::Leave(self.leave(body, registers, exit));
                }
                match steps {
                    true => self.step().map_or(Done::On, Done::Leave),
                    false => Done::On,
                }
            }
            Instruction::Result { from, call, expected, to, .. } => {
                let value = self.register(body, registers, *from);
                if self.is_result(&value, *expected) {
                    return match to {
                        None => Done::Value(value),
                        Some(to) => {
                            registers[*to as usize] = Some(value);
                            Done::On
                        }
                    };
                }
                let node = match self.template(body, registers, call) {
                    Term::Expression(node) => node,
                    other => Rc::new(Node::new(smallvec::SmallVec::from_elem(other, 1))),
                };
                if to.is_some() {
                    self.wait(body, registers, at);
                }
                Done::Leave(self.result(value, &node, After::Metta(Term::Symbol(*expected))))
            }
            Instruction::Generic { template, expected, place, .. } => {
                let term = self.template(body, registers, template);
                if self.is_too_deep() {
                    return Done::Leave(self.too_deep(body, registers, *place, &term));
                }
                self.wait(body, registers, at);
                Done::Leave(Next::Evaluate(term, Term::Symbol(*expected)))
            }
            Instruction::Leave { template, expected } => {
                let term = self.template(body, registers, template);
                Done::Leave(Next::Evaluate(term, Term::Symbol(*expected)))
            }
            Instruction::Raise { template, place } => {
                let value = self.template(body, registers, template);
                Done::Leave(self.give_around(body, registers, *place, value))
            }
            Instruction::Fail => Done::Leave(Next::Fail),
        }
    }
}

/// What a register holds or stands for, if that is at hand.
#[inline]
fn peek<'a>(registers: &'a Registers, operand: &'a Operand) -> Option<&'a Term> {
    match operand {
        Operand::Constant(term) => Some(term),
        Operand::Register(register) => registers[*register as usize].as_ref(),
    }
}
