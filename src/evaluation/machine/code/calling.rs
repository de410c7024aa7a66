//! Calls out of code: of rules, of operations.

use std::rc::Rc;

use super::body::{Body, Callee, Instruction, NativeCall, Operand};
use super::expand::{Registers, activation_place};
use super::routine::Routine;
use super::run::Done;
use crate::evaluation::machine::frame::After;
use crate::evaluation::machine::run::{Machine, Next, overflow};
use crate::evaluation::native::{Answer, Call};
use crate::evaluation::symbols::Symbol;
use crate::evaluation::term::{Node, Term, apply};

impl Machine<'_> {
    /// Calls rules. `to` is none for the last thing that is done.
    pub(super) fn code_call(
        &mut self,
        body: &Rc<Body>,
        registers: &mut Registers,
        at: usize,
        callee: &Callee,
        to: Option<u32>,
    ) -> Done {
        let mut members = std::mem::take(&mut self.memory.members);
        members.clear();
        members.push(Term::Symbol(callee.head));
        for operand in &callee.arguments {
            let value = self.load(body, registers, operand);
            members.push(value);
        }
        let done = self.code_call_of(body, registers, at, callee, to, &members);
        members.clear();
        self.memory.members = members;
        done
    }

    fn code_call_of(
        &mut self,
        body: &Rc<Body>,
        registers: &mut Registers,
        at: usize,
        callee: &Callee,
        to: Option<u32>,
        members: &[Term],
    ) -> Done {
        if to.is_some() && self.is_too_deep() {
            let place = activation_place(body, at as u32).unwrap_or_default();
            let call = Term::expression(members.iter().cloned());
            return Done::Leave(self.too_deep(body, registers, place, &call));
        }
        if let Some(next) = self.step() {
            return Done::Leave(next);
        }
        let routine = self.routine(callee, members.len());
        let function = &routine.function;
        let first = function.first(members);
        let Some(first) = first else {
            return self.unchanged(registers, members, to);
        };
        if function.next(members, first).is_some() {
            let node = Rc::new(Node::new(members.iter().cloned().collect()));
            if to.is_some() {
                self.wait(body, registers, at);
            }
            let after = After::Metta(Term::Symbol(callee.expected));
            return Done::Leave(self.first_rule(Rc::clone(function), first, &node, after));
        }
        let rule = function.rule(first);
        let mut slots = self.memory.registers();
        let mark = members.iter().any(|member| !member.is_ground()).then(|| self.context.trail.mark());
        let matches = rule.matches(members, &mut slots, &mut self.context.trail);
        if let Some(mark) = mark {
            if !matches {
                self.context.trail.undo(mark);
            }
            self.context.trail.release(mark);
        }
        if !matches {
            self.memory.recycle(slots);
            return self.unchanged(registers, members, to);
        }
        let entered = self.memory.routines.body(self.context, &routine, function.number(first));
        if to.is_some() {
            self.wait(body, registers, at);
        }
        match entered {
            Some(entered) => {
                slots.resize(entered.registers, None);
                Done::Enter(entered, slots)
            }
            None => {
                let node = Rc::new(Node::new(members.iter().cloned().collect()));
                let right = rule.instantiate(&mut slots, &mut self.context.trail);
                Done::Leave(self.result(right, &node, After::Metta(Term::Symbol(callee.expected))))
            }
        }
    }

    /// A call that no rule takes.
    fn unchanged(&mut self, registers: &mut Registers, members: &[Term], to: Option<u32>) -> Done {
        let value = kept(Node::new(members.iter().cloned().collect()));
        match to {
            None => Done::Value(value),
            Some(to) => {
                registers[to as usize] = Some(value);
                Done::On
            }
        }
    }

    /// The rules that are called.
    #[inline]
    fn routine(&mut self, callee: &Callee, length: usize) -> Rc<Routine> {
        let stamp = self.memory.routines.functions.stamp(&self.context.store);
        if let Some((known, routine)) = &*callee.routine.borrow()
            && *known == stamp
        {
            return Rc::clone(routine);
        }
        let (head, expected) = (callee.head, callee.expected);
        let routine = self.memory.routines.get(self.context, self.space, head, length, expected);
        *callee.routine.borrow_mut() = Some((stamp, Rc::clone(&routine)));
        routine
    }

    /// Calls an operation.
    pub(super) fn native(
        &mut self,
        body: &Rc<Body>,
        registers: &mut Registers,
        at: usize,
        native: &NativeCall,
        arguments: &[Term],
        to: u32,
    ) -> Done {
        if let Some(next) = self.step() {
            return Done::Leave(next);
        }
        let call = Call { name: native.name, arguments, space: self.space };
        let answer = (native.operation)(self.context, &call);
        if let Answer::Value(value) = &answer
            && self.is_result(value, native.expected)
        {
            registers[to as usize] = Some(value.clone());
            return Done::On;
        }
        let members = std::iter::once(Term::Symbol(native.name)).chain(arguments.iter().cloned());
        let node = Rc::new(Node::new(members.collect()));
        let is_last = matches!(
            body.instructions.get(at + 1),
            Some(Instruction::Return(Operand::Register(register))) if *register == to
        );
        if !is_last {
            self.wait(body, registers, at);
        }
        Done::Leave(self.answer(answer, &node, After::Metta(Term::Symbol(native.expected))))
    }

    /// A call that is written in code.
    pub(super) fn build(
        &mut self,
        body: &Body,
        registers: &mut Registers,
        head: Symbol,
        arguments: &[Operand],
    ) -> Node {
        let head = std::iter::once(Term::Symbol(head));
        Node::new(head.chain(arguments.iter().map(|operand| self.load(body, registers, operand))).collect())
    }

    /// Whether no more frames may wait.
    #[inline]
    pub(super) fn is_too_deep(&self) -> bool {
        self.frames.len() >= self.budget.depth
    }

    /// The value of an expression that is too deep.
    #[cold]
    pub(super) fn too_deep(
        &mut self,
        body: &Body,
        registers: &mut Registers,
        place: u32,
        term: &Term,
    ) -> Next {
        match overflow(term) {
            Next::Return(value) => self.give_around(body, registers, place, value),
            next => next,
        }
    }
}

/// An expression that stays as it is.
pub(super) fn kept(node: Node) -> Term {
    let term = Term::Expression(Rc::new(node));
    let term = if term.is_ground() { term } else { apply(&term) };
    if let Term::Expression(node) = &term {
        node.mark_evaluated();
    }
    term
}
