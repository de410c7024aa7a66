//! Compiling forms of the machine: `if`, `let`, `let*`.

use std::rc::Rc;

use super::body::{Exit, Instruction, Level, Operand, Ready};
use super::compile::{Compiler, Goal};
use crate::evaluation::symbols::{Symbol, known};
use crate::evaluation::term::{Node, Stored, Term};
use crate::evaluation::types;

impl Compiler<'_> {
    /// A form that means what the library says. [`None`]: the generic way.
    pub(super) fn form(
        &mut self,
        term: &Term,
        node: &Rc<Node>,
        head: Symbol,
        expected: Symbol,
        goal: Goal,
    ) -> Option<()> {
        let members = node.members();
        if !matches!(head, known::IF | known::LET | known::LET_STAR)
            || !self.rules(head, members.len()).is_empty()
        {
            return None;
        }
        match (head, members) {
            (known::IF, [_, condition, then, otherwise]) => {
                self.conditional(term, [condition, then, otherwise], expected, goal)
            }
            (known::LET, [_, pattern, value, body]) => {
                let value = self.value(term, value, expected)?;
                self.bind(pattern, value);
                self.result(body, term, known::UNDEFINED, goal);
                Some(())
            }
            (known::LET_STAR, [_, pairs, body]) => self.sequence(term, pairs, body, goal),
            _ => None,
        }
    }

    fn conditional(
        &mut self,
        term: &Term,
        [condition, then, otherwise]: [&Term; 3],
        expected: Symbol,
        goal: Goal,
    ) -> Option<()> {
        let exit = self.place(None);
        let level = Level::If { call: term.clone(), expected };
        self.levels.push(level);
        let place = self.place(None);
        let operand = match condition {
            Term::Expression(node) => {
                if !self.may_be_condition(node) {
                    return None;
                }
                let to = self.register();
                self.evaluate(condition, known::BOOL, Goal::Into(to));
                Operand::Register(to)
            }
            Term::Slot(slot) => {
                let exit = Box::new(Exit { template: term.clone(), expected, place: exit });
                self.instructions.push(Instruction::Ready { from: *slot, ready: Ready::Condition, exit });
                Operand::Register(*slot)
            }
            Term::Bool(_) => {
                self.instructions.push(Instruction::Step);
                Operand::Constant(condition.clone())
            }
            _ => return None,
        };
        self.levels.pop();
        let branch = self.instructions.len();
        self.instructions.push(Instruction::Branch { condition: operand, otherwise: 0, place });
        self.result(then, term, expected, goal);
        let jump = self.instructions.len();
        if let Goal::Into(_) = goal {
            self.instructions.push(Instruction::Jump(0));
        }
        let start = self.instructions.len() as u32;
        if let Some(Instruction::Branch { otherwise, .. }) = self.instructions.get_mut(branch) {
            *otherwise = start;
        }
        self.result(otherwise, term, expected, goal);
        let end = self.instructions.len() as u32;
        if let (Goal::Into(_), Some(Instruction::Jump(to))) = (goal, self.instructions.get_mut(jump)) {
            *to = end;
        }
        Some(())
    }

    /// False for a condition that cannot be a truth value, as its head shows. What a slot for a head stands for is not known.
    fn may_be_condition(&mut self, condition: &Node) -> bool {
        match condition.members() {
            [Term::Symbol(head), ..] => {
                self.declared(*head);
                types::may_give(self.context, self.space, *head, condition.members().len(), known::BOOL)
            }
            [Term::Slot(_), ..] => true,
            _ => false,
        }
    }

    /// The value of a `let`.
    fn value(&mut self, term: &Term, value: &Term, expected: Symbol) -> Option<Operand> {
        Some(match value {
            Term::Expression(_) => {
                self.levels.push(Level::Let { call: term.clone() });
                let to = self.register();
                self.evaluate(value, known::UNDEFINED, Goal::Into(to));
                self.levels.pop();
                Operand::Register(to)
            }
            Term::Slot(slot) => {
                let exit = Box::new(Exit { template: term.clone(), expected, place: self.place(None) });
                self.instructions.push(Instruction::Ready { from: *slot, ready: Ready::Value, exit });
                Operand::Register(*slot)
            }
            Term::Symbol(known::EMPTY) => return None,
            _ => {
                self.instructions.push(Instruction::Step);
                Operand::Constant(value.clone())
            }
        })
    }

    /// `(let* ((pattern value) ..) body)`.
    fn sequence(&mut self, term: &Term, pairs: &Term, body: &Term, goal: Goal) -> Option<()> {
        let Term::Expression(list) = pairs else { return None };
        self.instructions.push(Instruction::Step);
        for (at, pair) in list.members().iter().enumerate() {
            let Some([pattern, value]) = pair.members() else { return None };
            self.levels.push(Level::LetStar { call: term.clone(), at: at as u32 });
            let operand = match value {
                Term::Expression(_) => {
                    let to = self.register();
                    self.evaluate(value, known::UNDEFINED, Goal::Into(to));
                    Operand::Register(to)
                }
                Term::Slot(slot) => {
                    let place = self.place(Some(*slot));
                    let to = self.register();
                    let (from, expected, typed) = (*slot, known::UNDEFINED, true);
                    self.instructions.push(Instruction::Evaluate { from, expected, to, place, typed });
                    Operand::Register(to)
                }
                constant => Operand::Constant(constant.clone()),
            };
            self.levels.pop();
            self.bind(pattern, operand);
        }
        self.result(body, term, known::UNDEFINED, goal);
        Some(())
    }

    fn bind(&mut self, pattern: &Term, value: Operand) {
        self.instructions.push(match pattern {
            Term::Slot(slot) => Instruction::BindSlot { slot: *slot, value },
            _ => {
                let stored = Stored { term: pattern.clone(), names: Rc::clone(&self.names) };
                Instruction::Bind { pattern: Box::new(stored), value }
            }
        });
    }
}
