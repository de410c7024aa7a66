//! Compiling a right side.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::body::{Body, Callee, Exit, Instruction, Level, NativeCall, Operand, Place};
use super::operator::Operator;
use super::routine::Dependency;
use crate::evaluation::context::Context;
use crate::evaluation::identity::SpaceId;
use crate::evaluation::machine::frame::Formals as Around;
use crate::evaluation::native::Rules;
use crate::evaluation::rules::{Function, Functions, Rule};
use crate::evaluation::symbols::{Symbol, known};
use crate::evaluation::term::{Node, Term};
use crate::evaluation::types::{self, Formal};

/// Right sides with more instructions than this are left to the generic way, and so are those that are nested deeper.
const SIZE: usize = 4_000;
const DEPTH: usize = 60;

/// Where a value goes: it is the result, or into a register.
#[derive(Clone, Copy)]
pub(super) enum Goal {
    Tail,
    Into(u32),
}

pub(super) struct Compiler<'c> {
    pub(super) context: &'c mut Context,
    pub(super) functions: &'c mut Functions,
    pub(super) space: SpaceId,
    /// The names of the slots.
    pub(super) names: Rc<[Symbol]>,
    pub(super) instructions: Vec<Instruction>,
    places: Vec<Place>,
    /// What is around the expression that is compiled now.
    pub(super) levels: Vec<Level>,
    registers: u32,
    depth: usize,
    dependencies: Vec<Dependency>,
    /// Something that has no equal in code.
    refused: bool,
}

/// The right side of a rule of `space`, for a result of the type `expected`, a symbol; [`None`] where there is nothing to be
/// gained, or something has no equal in code. O(size of the right side).
pub(super) fn compile(
    context: &mut Context,
    functions: &mut Functions,
    space: SpaceId,
    rule: &Rule,
    expected: Symbol,
) -> Option<Body> {
    let others = context.store.other_declarations(space, &mut context.symbols);
    let mut compiler = Compiler {
        context,
        functions,
        space,
        names: Rc::clone(rule.names()),
        instructions: Vec::new(),
        places: Vec::new(),
        levels: Vec::new(),
        registers: u32::try_from(rule.names().len()).ok()?,
        depth: 0,
        dependencies: vec![Dependency::Others(others)],
        refused: false,
    };
    compiler.result(rule.right(), rule.left(), expected, Goal::Tail);
    if compiler.refused || compiler.instructions.len() > SIZE {
        return None;
    }
    Some(Body {
        instructions: compiler.instructions,
        registers: compiler.registers as usize,
        names: Rc::clone(rule.names()),
        places: compiler.places,
        dependencies: compiler.dependencies,
        stamp: Cell::new(0),
    })
}

impl Compiler<'_> {
    /// What is the result of `call` and is evaluated in its place.
    pub(super) fn result(&mut self, term: &Term, call: &Term, expected: Symbol, goal: Goal) {
        match term {
            Term::Symbol(known::EMPTY) => self.instructions.push(Instruction::Fail),
            Term::Symbol(known::NOT_REDUCIBLE) => self.refused = true,
            Term::Slot(slot) => {
                let place = self.place(None);
                let to = match goal {
                    Goal::Tail => None,
                    Goal::Into(to) => Some(to),
                };
                self.instructions.push(Instruction::Result {
                    from: *slot,
                    call: call.clone(),
                    expected,
                    to,
                    place,
                });
            }
            Term::Expression(node) => match node.members() {
                [Term::Symbol(known::ERROR), ..] => {
                    let place = self.place(None);
                    self.instructions.push(Instruction::Raise { template: term.clone(), place });
                }
                [Term::Symbol(known::FUNCTION), _] => self.refused = true,
                _ => self.evaluate(term, expected, goal),
            },
            _ => self.evaluate(term, expected, goal),
        }
    }

    /// The value of a term that is no slot, as `expected`.
    pub(super) fn evaluate(&mut self, term: &Term, expected: Symbol, goal: Goal) {
        if expected == known::ATOM {
            let operand = self.as_it_stands(term);
            return self.reach(operand, goal);
        }
        match term {
            Term::Slot(_) | Term::Variable(_) => self.refused = true,
            Term::Expression(node) if node.members().is_empty() => {
                self.reach(Operand::Constant(term.clone()), goal);
            }
            Term::Expression(node) => self.expression(term, node, expected, goal),
            _ if expected == known::UNDEFINED || self.constant_fits(term, expected) => {
                self.reach(Operand::Constant(term.clone()), goal);
            }
            _ => self.generic(term, expected, goal),
        }
    }

    /// An expression with members.
    fn expression(&mut self, term: &Term, node: &Rc<Node>, expected: Symbol, goal: Goal) {
        let before = (self.instructions.len(), self.places.len(), self.levels.len());
        self.depth += 1;
        let done = if self.depth > DEPTH || self.instructions.len() > SIZE {
            None
        } else {
            self.special(term, node, expected, goal)
        };
        self.depth -= 1;
        if done.is_none() {
            self.instructions.truncate(before.0);
            self.places.truncate(before.1);
            self.levels.truncate(before.2);
            self.generic(term, expected, goal);
        }
    }

    fn special(&mut self, term: &Term, node: &Rc<Node>, expected: Symbol, goal: Goal) -> Option<()> {
        let Term::Symbol(head) = node.members()[0] else { return None };
        if self.context.natives.form(head).is_some() && head != known::QUOTE {
            return self.form(term, node, head, expected, goal);
        }
        self.call(term, node, head, expected, goal)
    }

    /// The expression is evaluated as the generic way does it.
    fn generic(&mut self, term: &Term, expected: Symbol, goal: Goal) {
        let template = term.clone();
        match goal {
            Goal::Tail => self.instructions.push(Instruction::Leave { template, expected }),
            Goal::Into(to) => {
                let place = self.place(None);
                self.instructions.push(Instruction::Generic { template, expected, to, place });
            }
        }
    }

    /// A call of a function, an operation, or of something that stays as it is.
    fn call(
        &mut self,
        term: &Term,
        node: &Rc<Node>,
        head: Symbol,
        expected: Symbol,
        goal: Goal,
    ) -> Option<()> {
        let arguments = &node.members()[1..];
        let members = node.members().len();
        let mut native = self.context.natives.operation(head).copied();
        if native.is_some_and(|native| native.rules == Rules::First)
            && !self.rules(head, members).is_empty()
            && self.context.has_own_rules(head, members, self.space)
        {
            native = None;
        }
        let operator = native.and_then(|_| Operator::named(self.context.symbols.name(head)));
        match native {
            Some(native) if !native.pure => return None,
            Some(native) if native.rules != Rules::Never && !self.rules(head, members).is_empty() => {
                return None;
            }
            _ => {}
        }
        let mut guards = Vec::new();
        let signature = if operator == Some(Operator::Equal) {
            self.comparison(head, arguments, expected, &mut guards)?
        } else {
            self.signature(head, arguments, expected, &mut guards)?
        };
        let leaves = arguments.iter().all(|argument| !matches!(argument, Term::Expression(_)));
        let direct = operator.filter(|_| leaves && arguments.len() == 2);
        let exit = Exit { template: term.clone(), expected, place: self.place(None) };
        let place = exit.place;
        if let (Some(operator), [left, right], Some(native)) = (direct, arguments, native) {
            let to = self.target(goal);
            let operand = |term: &Term| match term {
                Term::Slot(slot) => Operand::Register(*slot),
                constant => Operand::Constant(constant.clone()),
            };
            let native =
                NativeCall { name: head, operation: native.operation, expected: signature.expected, place };
            self.instructions.push(Instruction::Arithmetic {
                operator,
                left: operand(left),
                right: operand(right),
                to,
                native: Box::new(native),
                otherwise: Some(Box::new(exit)),
            });
            self.arrive(to, goal);
            return Some(());
        }
        if !guards.is_empty() {
            self.instructions.push(Instruction::Guard { fits: guards.into(), exit });
        }
        let typed = !matches!(signature.around, Around::Tuple);
        self.levels.push(Level::Members {
            call: term.clone(),
            done: vec![Operand::Constant(Term::Symbol(head))],
            formals: signature.around.clone(),
            expected: signature.expected,
        });
        let mut operands = Vec::with_capacity(arguments.len());
        for (argument, &formal) in arguments.iter().zip(&signature.formals) {
            let operand = self.argument(argument, formal, typed)?;
            if let Some(Level::Members { done, .. }) = self.levels.last_mut() {
                done.push(operand.clone());
            }
            operands.push(operand);
        }
        self.levels.pop();
        if let Some(native) = native {
            let to = self.target(goal);
            let native =
                NativeCall { name: head, operation: native.operation, expected: signature.expected, place };
            self.instructions.push(match (operator, &operands[..]) {
                (Some(operator), [left, right]) => Instruction::Arithmetic {
                    operator,
                    left: left.clone(),
                    right: right.clone(),
                    to,
                    native: Box::new(native),
                    otherwise: None,
                },
                _ => Instruction::Native { call: Box::new(native), arguments: operands.into(), to },
            });
            self.arrive(to, goal);
            return Some(());
        }
        if self.rules(head, members).is_empty() {
            let to = self.target(goal);
            self.instructions.push(Instruction::Construct { head, arguments: operands.into(), to });
            self.arrive(to, goal);
            return Some(());
        }
        let callee = Box::new(Callee {
            head,
            arguments: operands.into(),
            expected: signature.expected,
            routine: RefCell::new(None),
        });
        self.instructions.push(match goal {
            Goal::Tail => Instruction::TailCall { callee },
            Goal::Into(to) => Instruction::Call { callee, to, place },
        });
        Some(())
    }

    /// An argument, evaluated as the formal type says.
    pub(super) fn argument(&mut self, term: &Term, formal: Formal, typed: bool) -> Option<Operand> {
        let expected = match formal {
            Formal::Atom | Formal::Meta(known::EXPRESSION) => return Some(self.as_it_stands(term)),
            Formal::Any => known::UNDEFINED,
            Formal::Simple(symbol) => symbol,
            Formal::Meta(_) | Formal::Complex => return None,
        };
        match term {
            Term::Slot(slot) => {
                let place = self.place(typed.then_some(*slot));
                let to = self.register();
                self.instructions.push(Instruction::Evaluate { from: *slot, expected, to, place, typed });
                Some(Operand::Register(to))
            }
            Term::Expression(node) if !node.members().is_empty() => {
                let to = self.register();
                self.expression(term, node, expected, Goal::Into(to));
                Some(Operand::Register(to))
            }
            Term::Symbol(known::EMPTY) if !typed => None,
            Term::Expression(_) => Some(Operand::Constant(term.clone())),
            _ => (expected == known::UNDEFINED || self.constant_fits(term, expected))
                .then(|| Operand::Constant(term.clone())),
        }
    }

    /// A term with what its slots stand for.
    fn as_it_stands(&mut self, term: &Term) -> Operand {
        match term {
            Term::Slot(slot) => Operand::Register(*slot),
            Term::Expression(node) if !node.is_ground() => {
                let to = self.register();
                self.instructions.push(Instruction::Build { template: term.clone(), to });
                Operand::Register(to)
            }
            _ => Operand::Constant(term.clone()),
        }
    }

    /// The register for a value that goes to `goal`.
    fn target(&mut self, goal: Goal) -> u32 {
        match goal {
            Goal::Into(to) => to,
            Goal::Tail => self.register(),
        }
    }

    /// The value in `to` is where it should be, apart from the result.
    fn arrive(&mut self, to: u32, goal: Goal) {
        if let Goal::Tail = goal {
            self.instructions.push(Instruction::Return(Operand::Register(to)));
        }
    }

    /// A value goes to `goal`.
    fn reach(&mut self, from: Operand, goal: Goal) {
        self.instructions.push(match goal {
            Goal::Tail => Instruction::Return(from),
            Goal::Into(to) => Instruction::Move { from, to },
        });
    }

    pub(super) fn register(&mut self) -> u32 {
        self.registers += 1;
        self.registers - 1
    }

    /// This place.
    pub(super) fn place(&mut self, written: Option<u32>) -> u32 {
        self.places.push(Place { levels: self.levels.as_slice().into(), written });
        (self.places.len() - 1) as u32
    }

    /// The rules for a head, noted as something that the code depends on.
    pub(super) fn rules(&mut self, head: Symbol, length: usize) -> Rc<Function> {
        let context = &mut *self.context;
        let function =
            self.functions.get(self.space, Some(head), length, &mut context.store, &mut context.symbols);
        self.dependencies.push(Dependency::Rules(head, length, Rc::clone(&function)));
        function
    }

    /// The types of a symbol, noted as something that the code depends on.
    pub(super) fn declared(&mut self, symbol: Symbol) -> Rc<types::Declared> {
        let declared = types::declared(self.context, self.space, symbol);
        self.dependencies.push(Dependency::Types(symbol, Rc::clone(&declared)));
        declared
    }
}
