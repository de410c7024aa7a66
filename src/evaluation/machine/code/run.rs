//! Running code.

use std::rc::Rc;

use super::body::{Activation, Body, Callee, Fit, Instruction, NativeCall, Operand, Ready};
use super::expand::{Registers, activation_place};
use super::routine::Routine;
use crate::evaluation::machine::frame::{After, Wait};
use crate::evaluation::machine::run::{Machine, Next, overflow};
use crate::evaluation::native::{Answer, Call};
use crate::evaluation::symbols::{Symbol, known};
use crate::evaluation::term::{Node, Term, apply, match_stored, same, unify};
use crate::evaluation::types;

/// How deep types of arguments are looked at.
const DEPTH: usize = 8;

/// What an instruction has done.
enum Done {
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
    fn wait(&mut self, body: &Rc<Body>, registers: &mut Registers, at: usize) {
        let registers = std::mem::take(registers);
        self.push(Wait::Code(Activation { body: Rc::clone(body), registers, at: at as u32 }));
    }

    #[inline]
    fn code_step(&mut self, body: &Rc<Body>, registers: &mut Registers, at: usize) -> Done {
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
                    && !alike(&arguments)
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

    /// Calls rules. `to` is none for the last thing that is done.
    fn code_call(
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
    fn native(
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

    fn build(&mut self, body: &Body, registers: &mut Registers, head: Symbol, arguments: &[Operand]) -> Node {
        let head = std::iter::once(Term::Symbol(head));
        Node::new(head.chain(arguments.iter().map(|operand| self.load(body, registers, operand))).collect())
    }

    /// Whether a member of a call is its own value; [`None`]: there is no value.
    #[inline]
    fn is_value(&mut self, value: &Term, expected: Symbol, typed: bool) -> Option<bool> {
        Some(match value {
            Term::Variable(_) => true,
            Term::Symbol(known::EMPTY) if !typed => return None,
            Term::Expression(node) => {
                node.members().is_empty() || node.is_evaluated() && node.is_ground() && !value.is_error()
            }
            _ => self.is_of(value, expected),
        })
    }

    /// Whether the result of a call is its value.
    #[inline]
    fn is_result(&mut self, value: &Term, expected: Symbol) -> bool {
        match value {
            Term::Variable(_) => true,
            Term::Symbol(known::EMPTY | known::NOT_REDUCIBLE) => false,
            Term::Expression(node) => match node.members() {
                [] => true,
                [Term::Symbol(known::ERROR | known::FUNCTION), ..] => false,
                _ => expected == known::ATOM || node.is_evaluated() && node.is_ground(),
            },
            _ => expected == known::ATOM || self.is_of(value, expected),
        }
    }

    /// Whether something that is no expression certainly is of a type.
    #[inline]
    fn is_of(&mut self, value: &Term, expected: Symbol) -> bool {
        match (value, expected) {
            (_, known::UNDEFINED)
            | (Term::Integer(_) | Term::Float(_), known::NUMBER)
            | (Term::Bool(_), known::BOOL)
            | (Term::Text(_), known::STRING) => true,
            _ => types::is_certainly(self.context, self.space, value, expected, DEPTH),
        }
    }

    /// Whether what a slot stands for is of a type, as it stands.
    #[inline]
    fn fits(&mut self, registers: &Registers, slot: u32, fit: Fit) -> bool {
        let Some(value) = &registers[slot as usize] else { return !matches!(fit, Fit::Meta(_)) };
        match (fit, value) {
            (Fit::Simple(known::NUMBER), Term::Integer(_) | Term::Float(_)) => true,
            (Fit::Simple(wanted), value) => {
                types::is_certainly(self.context, self.space, value, wanted, DEPTH)
            }
            (Fit::Meta(meta), value) => types::meta_type(self.context, &value.resolve()) == meta,
            (Fit::Exactly(kind), value) => is_exactly(&value.resolve(), kind),
        }
    }

    #[inline]
    fn is_too_deep(&self) -> bool {
        self.frames.len() >= self.budget.depth
    }

    #[cold]
    fn too_deep(&mut self, body: &Body, registers: &mut Registers, place: u32, term: &Term) -> Next {
        match overflow(term) {
            Next::Return(value) => self.give_around(body, registers, place, value),
            next => next,
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

/// Two numbers, two truth values or two strings.
fn alike(arguments: &[Term; 2]) -> bool {
    matches!(
        arguments,
        [Term::Integer(_) | Term::Float(_), Term::Integer(_) | Term::Float(_)]
            | [Term::Bool(_), Term::Bool(_)]
            | [Term::Text(_), Term::Text(_)]
    )
}

fn is_exactly(value: &Term, kind: Symbol) -> bool {
    match value {
        Term::Integer(_) | Term::Float(_) => kind == known::NUMBER,
        Term::Bool(_) => kind == known::BOOL,
        Term::Text(_) => kind == known::STRING,
        _ => false,
    }
}

/// An expression that stays as it is.
fn kept(node: Node) -> Term {
    let term = Term::Expression(Rc::new(node));
    let term = if term.is_ground() { term } else { apply(&term) };
    if let Term::Expression(node) = &term {
        node.mark_evaluated();
    }
    term
}
