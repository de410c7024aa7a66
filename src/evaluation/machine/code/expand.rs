//! From code back to the generic way: the frames that would stand where code is.

use smallvec::SmallVec;

use super::body::{Activation, Body, Exit, Level, Operand, Place};
use crate::evaluation::machine::frame::{Frame, Members, Wait};
use crate::evaluation::machine::run::{Machine, Next};
use crate::evaluation::symbols::{Symbol, known};
use crate::evaluation::term::{Node, Term, instantiate};

/// The registers of an activation.
pub(super) type Registers = Vec<Option<Term>>;

impl Machine<'_> {
    /// A term with what its slots stand for.
    pub(super) fn template(&mut self, body: &Body, registers: &mut Registers, template: &Term) -> Term {
        instantiate(template, registers, &body.names, &mut self.context.trail)
    }

    /// The value of an operand, resolved at its top.
    #[inline]
    pub(super) fn load(&mut self, body: &Body, registers: &mut Registers, operand: &Operand) -> Term {
        match operand {
            Operand::Constant(term) => term.clone(),
            Operand::Register(register) => self.register(body, registers, *register),
        }
    }

    /// What a register holds, resolved at its top; a slot of which nothing is known becomes a variable.
    #[inline]
    pub(super) fn register(&mut self, body: &Body, registers: &mut Registers, register: u32) -> Term {
        match &registers[register as usize] {
            Some(term) => term.resolve(),
            None => {
                let name = body.names.get(register as usize).copied().unwrap_or(known::EMPTY_NAME);
                let variable = Term::Variable(self.context.trail.variable(name));
                registers[register as usize] = Some(variable.clone());
                variable
            }
        }
    }

    /// What waits at a level.
    fn wait_at(&mut self, body: &Body, registers: &mut Registers, level: &Level) -> Wait {
        let mut node = |machine: &mut Self, template: &Term| match machine.template(body, registers, template)
        {
            Term::Expression(node) => node,
            other => std::rc::Rc::new(Node::new(SmallVec::from_elem(other, 1))),
        };
        match level {
            Level::Members { call, done, formals, expected } => {
                let call = node(self, call);
                let done = done.iter().map(|operand| self.load(body, registers, operand)).collect();
                let (formals, expected) = (formals.clone(), Term::Symbol(*expected));
                Wait::Members(Members { call, done, changed: true, formals, expected })
            }
            Level::If { call, expected } => Wait::If(node(self, call), Term::Symbol(*expected)),
            Level::Let { call } => Wait::Let(node(self, call)),
            Level::LetStar { call, at } => Wait::LetStar(node(self, call), *at),
        }
    }

    /// Pushes the frames of a place, apart from the innermost, which is given back.
    fn expand(&mut self, body: &Body, registers: &mut Registers, place: &Place) -> Option<Wait> {
        let (last, outer) = place.levels.split_last()?;
        for level in outer {
            let wait = self.wait_at(body, registers, level);
            self.push(wait);
        }
        Some(self.wait_at(body, registers, last))
    }

    /// An expression is evaluated the generic way, and so is all around it.
    #[cold]
    pub(super) fn leave(&mut self, body: &Body, registers: &mut Registers, exit: &Exit) -> Next {
        let term = self.template(body, registers, &exit.template);
        self.evaluate_around(body, registers, exit.place, term, exit.expected)
    }

    /// The same for a term that is there already.
    #[cold]
    pub(super) fn evaluate_around(
        &mut self,
        body: &Body,
        registers: &mut Registers,
        place: u32,
        term: Term,
        expected: Symbol,
    ) -> Next {
        if let Some(wait) = self.expand(body, registers, &body.places[place as usize]) {
            self.push(wait);
        }
        Next::Evaluate(term, Term::Symbol(expected))
    }

    /// A value for a place is handed on the generic way.
    #[cold]
    pub(super) fn give_around(
        &mut self,
        body: &Body,
        registers: &mut Registers,
        place: u32,
        value: Term,
    ) -> Next {
        match self.expand(body, registers, &body.places[place as usize]) {
            Some(wait) => self.go_on(wait, value),
            None => Next::Return(value),
        }
    }

    /// Before several values go to a frame of code that stands for several frames, those are pushed. The frame was taken from
    /// the stack, and the one that is given back is to be pushed.
    pub(in crate::evaluation::machine) fn spread(&mut self, mut frame: Frame) -> Frame {
        let Wait::Code(activation) = &mut frame.wait else { return frame };
        let Activation { body, registers, .. } = activation;
        let body = std::rc::Rc::clone(body);
        let Some(place) = activation_place(&body, activation.at) else { return frame };
        if body.places[place as usize].levels.len() < 2 {
            return frame;
        }
        let mut registers = std::mem::take(registers);
        if let Some(wait) = self.expand(&body, &mut registers, &body.places[place as usize]) {
            frame.wait = wait;
        }
        frame
    }
}

/// The place at which an activation waits.
pub(super) fn activation_place(body: &Body, at: u32) -> Option<u32> {
    use super::body::Instruction::{Arithmetic, Call, Evaluate, Generic, Native, Result};
    match &body.instructions[at as usize] {
        Evaluate { place, .. } | Generic { place, .. } | Call { place, .. } | Result { place, .. } => {
            Some(*place)
        }
        Native { call, .. } | Arithmetic { native: call, .. } => Some(call.place),
        _ => None,
    }
}
